"""A contract as one file, out and in: what an import would change is read before anything is saved.

All that can go wrong becomes one `Refused` with a French sentence.
"""

from __future__ import annotations

from dataclasses import dataclass

from boussole.contract.checks import checks
from boussole.contract.copying import copied
from boussole.contract.parts import CONTRACT, EXERCICE
from boussole.contract_files import ContractFileError, read_workbook, read_yaml, write_workbook, write_yaml
from boussole.french import plural
from boussole.panels import Table
from boussole.questions import contracts
from boussole.questions.contract_history import differences
from boussole.questions.contracts import Plan
from boussole.questions.measures import Refused
from boussole.questions.session_desk import STALE
from boussole.questions.territories import territories
from boussole.store import StaleRevision, Store, StoreBusy


@dataclass(frozen=True)
class Preview:
    """What a file would change: `plan` is what `keep` saves, `headline` says it in a sentence, `table` in lines;
    `cautions`: what looks wrong in the contract of the file."""

    contract: str
    new: bool
    headline: str
    table: Table
    cautions: tuple[str, ...]
    plan: Plan


def yaml_of(store: Store, id: str) -> bytes:
    """The contract and its exercices as YAML. Raises UnknownContract."""
    return write_yaml(contracts.dossier(store, id))


def workbook_of(store: Store, id: str) -> bytes:
    """The same as a workbook."""
    return write_workbook(contracts.dossier(store, id))


def preview(store: Store, data: bytes, name: str) -> Preview:
    """What a YAML or XLSX file would change. Nothing is saved. Raises Refused."""
    try:
        new = read_workbook(data, name) if name.lower().endswith(".xlsx") else read_yaml(data, name)
    except ContractFileError as error:
        raise Refused(str(error)) from error
    id = new.contract.id
    if new.contract.territory not in {t.id for t in territories(store)}:
        raise Refused(f"{name} : le territoire « {new.contract.territory} » n’existe pas ici. Créez-le d’abord.")
    planned = contracts.plan(store, new)
    known = id in {c.id for c in contracts.contracts(store)}
    if planned.empty:
        headline = f"Contrat « {id} » : le fichier dit ce que la base contient déjà, rien à enregistrer."
    else:
        what = plural(len(planned.drafts), "changement")
        headline = f"Contrat « {id} » : {what}." if known else f"Contrat « {id} » : nouveau, {what}."
    cautions = tuple(f"{f.where} : {f.text}" for f in checks(new.contract))
    return Preview(id, not known, headline, _changes(store, planned), cautions, planned)


def keep(store: Store, found: Preview, author: str) -> int:
    """Save all of a preview or nothing; returns how many things changed. Raises Refused."""
    if not author.strip():
        raise Refused("Dites d’abord qui vous êtes : une fonction ou des initiales.")
    try:
        return contracts.apply(store, found.plan, author)
    except StaleRevision as stale:
        raise Refused(STALE) from stale
    except StoreBusy as busy:
        raise Refused(str(busy)) from busy


def revision(store: Store, id: str) -> int:
    """Of the contract as read, to be given back to `copy_year`."""
    return contracts.revision(store, id)


def copy_year(store: Store, id: str, year: int, into: int, author: str, read_revision: int) -> str:
    """Take up the objectives of an exercice in another one, with their targets; a sentence says what was done.
    Raises Refused, UnknownContract."""
    if not author.strip():
        raise Refused("Dites d’abord qui vous êtes : une fonction ou des initiales.")
    before = contracts.contract(store, id)
    after = copied(before, year, into)
    if after == before:
        return f"Rien à reprendre : les objectifs de {year} valent déjà pour {into}."
    try:
        contracts.save_contract(store, after, author, read_revision)
    except StaleRevision as stale:
        raise Refused(STALE) from stale
    except StoreBusy as busy:
        raise Refused(str(busy)) from busy
    return f"Les objectifs de {year} sont repris en {into} : {plural(len(after.objectives_of(into)), 'objectif')}."


def history_table(store: Store, id: str) -> Table:
    """Every revision of the contract itself, the latest first."""
    columns = ("Révision", "Quand", "Par", "Objectifs", "Avenants")
    rows = tuple(
        (str(c.revision), c.recorded, c.author, str(len(c.content.get("objectives", []))),
         str(len(c.content.get("avenants", []))))
        for c in contracts.changes(store, id)
    )  # fmt: skip
    return Table("Historique du contrat", columns, rows, frozenset({"Révision", "Objectifs", "Avenants"}))


def _changes(store: Store, planned: Plan) -> Table:
    """One line a thing that changes: what it is in, before and after."""
    rows = []
    for draft in planned.drafts:
        what = {CONTRACT: "contrat", EXERCICE: "exercice"}.get(draft.entity, "mesure") + f" {draft.id}"
        rows += [(what, *line) for line in differences(_before(store, draft.entity, draft.id), draft.content)]
    return Table("Ce que le fichier change", ("Quoi", "Où", "Avant", "Après"), tuple(rows))


def _before(store: Store, entity: str, id: str) -> dict[str, object]:
    held = store.journal.typed(entity, id)
    return dict(held.content) if held else {}
