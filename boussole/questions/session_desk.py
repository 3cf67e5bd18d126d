"""The desk of the séance: what is now written for a line, and what is saved of it in front of everyone.

All that can go wrong becomes one `Refused` with a French sentence: a number that is none, nobody's name, an exercice
that is closed, a line that somebody else saved in between.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TypeVar

from boussole.contract import STATUS
from boussole.french import euros
from boussole.panels import Table
from boussole.questions import contracts, measures
from boussole.questions.measures import Refused
from boussole.questions.session import Session, SessionLine
from boussole.store import StaleRevision, Store, StoreBusy

STATUSES: dict[str, str] = {"": "celui du calcul", **STATUS}
T = TypeVar("T")
STALE = "Quelqu’un d’autre a enregistré cela entre-temps : rien n’est écrit. Relisez ce qui est affiché, puis refaites."


@dataclass(frozen=True)
class Written:
    """A decision as its form is filled: texts as typed in French; empty where what is computed is retained."""

    status: str = ""
    rate: str = ""
    amount: str = ""
    numerator: str = ""
    denominator: str = ""
    reason: str = ""
    pending: bool = False


def written(store: Store, id: str, year: int, objective: str) -> Written:
    """What is decided of a line, to fill its form. Raises UnknownContract."""
    held = contracts.exercice(store, id, year).measure(objective).decision
    if held is None:
        return Written()
    return Written(
        held.status or "", as_typed(held.rate), as_typed(held.amount), as_typed(held.numerator),
        as_typed(held.denominator), held.reason, held.pending,
    )  # fmt: skip


def retain(store: Store, id: str, year: int, objective: str, read_revision: int, author: str, said: Written) -> int:
    """Keep the decision of a line, at the revision that was read; returns the new one. Raises Refused."""
    return told(lambda: measures.decide(
        store, id, year, objective, author, read_revision, status=said.status, rate=said.rate, amount=said.amount,
        numerator=said.numerator, denominator=said.denominator, reason=said.reason, pending=said.pending,
    ))  # fmt: skip


def take_back(store: Store, id: str, year: int, line: SessionLine, author: str) -> int:
    """The line is to be decided again; returns the new revision. Raises Refused."""
    return told(lambda: measures.undecide(store, id, year, line.id, author, line.revision))


def exercice_revision(store: Store, id: str, year: int) -> int:
    """To be given back to `set_closed`."""
    return contracts.revision(store, id, year)


def set_closed(store: Store, id: str, year: int, author: str, revision: int, on: date | None) -> None:
    """Close an exercice on a day, or open it again (`on` None). Raises Refused."""
    if on is None:
        told(lambda: measures.open_again(store, id, year, author, revision))
    else:
        told(lambda: measures.close(store, id, year, author, revision, on))


def lines_table(found: Session) -> Table:
    """All the lines of a séance, in the order in which to decide them."""
    columns = ("Mission", "Objectif", "Cible", "Valeur", "Propositions", "Calculé", "Retenu", "Statut",
               "Montant retenu", "Maximum", "Motif")  # fmt: skip
    rows = tuple(
        (n.mission, n.label, n.target, n.observed, proposals(n), n.rate_computed, n.rate_retained, n.status or "—",
         euros(n.retained), euros(n.maximum), n.reason)
        for n in found.lines
    )  # fmt: skip
    label = found.funding.year_label
    return Table(f"Les lignes à décider – {label}", columns, rows, frozenset(columns[5:7]) | frozenset(columns[8:10]))


def proposals(line: SessionLine) -> str:
    """« CPTS : 50 % ; CPAM : 30 % », « — » where nobody proposes."""
    return " ; ".join(f"{party} : {what}" for party, what, _ in line.proposals) or "—"


def title(line: SessionLine) -> str:
    """How a line is named in the list from which one is picked: what remains to be done comes first."""
    state = "décidée" if line.decided else "écart entre les parties" if line.differs else "à décider"
    return f"{state} – {line.mission} – {line.label}"


def told(action: Callable[[], T]) -> T:
    """What the action gives; what can go wrong in the store becomes a `Refused`."""
    try:
        return action()
    except StaleRevision as stale:
        raise Refused(STALE) from stale
    except StoreBusy as busy:
        raise Refused(str(busy)) from busy


def as_typed(value: Decimal | float | None) -> str:
    return "" if value is None else f"{Decimal(str(value)).normalize():f}".replace(".", ",")
