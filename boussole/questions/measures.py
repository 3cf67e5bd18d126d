"""What is typed of an exercice: decisions, proposals, values, dated entries, points d'étape.

Everything is checked here and saved as a revision of the line alone: of two people who save the same line the second
is told (StaleRevision), and nothing is lost. Refuses with a French sentence what cannot be kept.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from pydantic import ValidationError

from boussole.contract import PARTIES, Checkpoint, Measure, frozen
from boussole.contract.reasons import reasons
from boussole.questions import contracts
from boussole.questions.contracts import UnknownContract
from boussole.store import Store

Number = str | float | Decimal | None


class Refused(ValueError):
    """What was typed cannot be kept; the message is a French sentence."""


def decide(
    store: Store,
    id: str,
    year: int,
    objective: str,
    author: str,
    read_revision: int,
    *,
    status: str = "",
    rate: Number = None,
    amount: Number = None,
    numerator: Number = None,
    denominator: Number = None,
    reason: str = "",
    pending: bool = False,
) -> int:
    """Retain what the session decides of a line; what is left empty is retained as computed. Returns the revision.

    `status`: realisee, partielle, non_realisee, en_cours; `rate` in percent; `amount` in euros. Raises Refused,
    StaleRevision when somebody else saved the line, UnknownContract.
    """
    above, below = decimal_of(numerator, "numérateur retenu"), decimal_of(denominator, "dénominateur retenu")
    if (above is None) != (below is None):
        raise Refused("Le numérateur et le dénominateur retenus vont ensemble.")
    if below is not None and below <= 0:
        raise Refused("Le dénominateur retenu doit être plus grand que zéro.")
    decision = {
        "status": status or None,
        "rate": decimal_of(rate, "taux retenu"),
        "amount": decimal_of(amount, "montant retenu"),
        "numerator": None if above is None else float(above),
        "denominator": None if below is None else float(below),
        "reason": reason.strip(),
        "pending": pending,
    }
    return _save(store, id, year, objective, author, read_revision, {"decision": decision})


def undecide(store: Store, id: str, year: int, objective: str, author: str, read_revision: int) -> int:
    """Take a decision back: the line is at stake again. What was decided stays in the history."""
    return _save(store, id, year, objective, author, read_revision, {"decision": None})


def propose(
    store: Store,
    id: str,
    year: int,
    objective: str,
    author: str,
    read_revision: int,
    *,
    party: str,
    rate: Number = None,
    status: str = "",
    reason: str = "",
) -> int:
    """Keep what one party (cpts, cpam, ars) proposes, in the place of what it proposed before. Raises as `decide`."""
    if party not in PARTIES:
        raise Refused(f"Partie inconnue « {party} » (attendu : {', '.join(PARTIES)}).")
    held = contracts.exercice(store, id, year).measure(objective)
    said: dict[str, dict[str, Any]] = {p.party: p.model_dump(mode="json") for p in held.proposals}
    said[party] = {
        "party": party,
        "rate": decimal_of(rate, "taux proposé"),
        "status": status or None,
        "reason": reason.strip(),
    }
    proposals = [said[p] for p in PARTIES if p in said]
    return _save(store, id, year, objective, author, read_revision, {"proposals": proposals})


def add_entry(
    store: Store,
    id: str,
    year: int,
    objective: str,
    author: str,
    read_revision: int,
    *,
    when: date,
    what: str,
    number: Number = 1,
    proof: str = "",
    criterion: int = 1,
) -> int:
    """Add one dated entry to a line: what was done, how many, with what proof. Raises as `decide`."""
    if not what.strip():
        raise Refused("Dites ce qui a été fait.")
    held = contracts.exercice(store, id, year).measure(objective)
    counted = decimal_of(number, "nombre")
    if counted is None:
        raise Refused("Dites combien.")
    new = {"when": when, "what": what.strip(), "number": float(counted), "proof": proof, "criterion": criterion}
    entries = [*(e.model_dump(mode="json") for e in held.entries), new]
    return _save(store, id, year, objective, author, read_revision, {"entries": entries})


def describe(
    store: Store, id: str, year: int, objective: str, author: str, read_revision: int, fields: Mapping[str, Any]
) -> int:
    """Set any other field of a line (`values`, `realised`, `status`, `proof`, `note`). Raises as `decide`."""
    return _save(store, id, year, objective, author, read_revision, dict(fields))


def freeze(store: Store, id: str, year: int, when: date, label: str, author: str) -> int:
    """A point d'étape: the values of every line as they stand, never computed again. Returns how many lines."""
    then, held = contracts.as_it_stood(store, id, year), contracts.exercice(store, id, year)
    after = []
    for o in then.objectives_of(year):
        before = held.measure(o.id)
        if o.criteria and (before.values or before.entries):
            point = frozen(before, o, Checkpoint(when=when, label=label))
            after.append((point, contracts.revision(store, id, year, o.id)))
    return len(contracts.save_measures(store, id, year, after, author))


def line_revision(store: Store, id: str, year: int, objective: str) -> int:
    """The revision of a line, to give back when it is saved."""
    return contracts.revision(store, id, year, objective)


def _save(
    store: Store, id: str, year: int, objective: str, author: str, read_revision: int, fields: dict[str, Any]
) -> int:
    if not author.strip():
        raise Refused("Dites d’abord qui vous êtes : une fonction ou des initiales.")
    then = contracts.as_it_stood(store, id, year)
    if objective not in {o.id for o in then.objectives_of(year)}:
        raise UnknownContract(f"Le contrat « {id} » n’a pas d’objectif « {objective} » dans l’exercice {year}.")
    held = contracts.exercice(store, id, year)
    if held.closed:
        raise Refused(f"L’exercice {year} est clos : rouvrez-le d’abord.")
    content = held.measure(objective).model_dump(mode="json") | fields
    try:
        new = Measure.model_validate(content)
    except ValidationError as error:
        raise Refused(reasons(error, content)) from error
    return contracts.save_measure(store, id, year, new, author, read_revision).revision


def decimal_of(value: Number, what: str) -> Decimal | None:
    """A number as people type it (« 28,6 », « 1 562,50 € »); None where nothing is written. Raises Refused."""
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    text = str(value)
    for gone in ("\u202f", "\u00a0", " ", "%", "€"):
        text = text.replace(gone, "")
    try:
        found = Decimal(text.replace(",", ".").replace("−", "-"))
    except InvalidOperation as error:
        raise Refused(f"« {value} » n’est pas un nombre ({what}).") from error
    if not found.is_finite():
        raise Refused(f"« {value} » n’est pas un nombre ({what}).")
    return found


def close(store: Store, id: str, year: int, author: str, read_revision: int, on: date | None = None) -> int:
    """Close an exercice: what is not decided is lost, and nothing can be typed until it is opened again."""
    held = contracts.exercice(store, id, year)
    return contracts.save_exercice(
        store, id, held.model_copy(update={"closed": True, "closed_on": on}), author, read_revision
    ).revision


def open_again(store: Store, id: str, year: int, author: str, read_revision: int) -> int:
    """Open a closed exercice: it shows the contract as it then stood, whatever avenant came since."""
    held = contracts.exercice(store, id, year)
    return contracts.save_exercice(
        store, id, held.model_copy(update={"closed": False, "closed_on": None}), author, read_revision
    ).revision
