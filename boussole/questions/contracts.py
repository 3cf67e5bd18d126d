"""The contracts held in the store: which one is a territory's, as it stood for an exercice, and how it is saved.

A contract, its exercices and its measures are typed things of their own (`contract`, `exercice`, `measure`), each with
its revisions: two people who decide two lines do not meet, and of two who decide the same one the second is told.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from pydantic import BaseModel

from boussole.contract import Contract, Dossier, Exercice, Measure, best, in_force, read_contract
from boussole.contract.measure import ordered
from boussole.contract.parts import CONTRACT, EXERCICE, MEASURE, key, parts, since
from boussole.questions.territories import TerritoryInfo
from boussole.store import Revision, Store, TypedDraft


class UnknownContract(KeyError):
    """No contract has this id, or it has no such exercice; `str()` is a French sentence."""

    def __str__(self) -> str:
        return str(self.args[0])


@dataclass(frozen=True)
class Change:
    """One revision of a contract, an exercice or a measure: when, by whom, what it then was."""

    what: str
    revision: int
    recorded: str
    author: str
    content: dict[str, Any]


def contracts(store: Store) -> list[Contract]:
    """All contracts, at their last revision, by id."""
    return [read_contract(r.content) for r in store.journal.all_typed(CONTRACT)]


def contract(store: Store, id: str, year: int | None = None) -> Contract:
    """One contract at its last revision, with its avenants. Raises UnknownContract, for a `year` it has not too."""
    revision = store.journal.typed(CONTRACT, id)
    if revision is None:
        known = ", ".join(c.id for c in contracts(store)) or "aucun"
        raise UnknownContract(f"Contrat inconnu « {id} ». Contrats connus : {known}.")
    found = read_contract(revision.content)
    if year is not None and year not in found.years():
        there = ", ".join(str(y) for y in found.years()) or "aucun"
        raise UnknownContract(f"Le contrat « {id} » n’a pas d’exercice {year}. Ses exercices : {there}.")
    return found


def contract_of(store: Store, info: TerritoryInfo, today: date, year: int | None = None) -> Contract | None:
    """A territory’s contract: the one in force for an exercice, else the last signed by today; None: no contract."""
    return best((c for c in contracts(store) if c.territory == info.id), today, year)


def as_it_stood(store: Store, id: str, year: int) -> Contract:
    """A contract as it stood for an exercice: the revision in effect on its last day, its avenants up to then applied.

    What was typed later for a contract that was running holds from the beginning. Raises UnknownContract.
    """
    days = contract(store, id).bounds(year)
    revision = store.journal.typed(CONTRACT, id, days.end if days else date(year, 12, 31))
    revision = revision or store.journal.first_typed(CONTRACT, id)
    assert revision is not None  # `contract` found one
    return in_force(read_contract(revision.content), year)


def exercice(store: Store, id: str, year: int) -> Exercice:
    """An exercice with its measures; an empty one where nothing is typed."""
    held = store.journal.typed(*key(id, year))
    content = dict(held.content) if held and held.content else {"year": year}
    measures = [r.content for r in store.journal.all_typed(MEASURE, under=f"{id}/{year}/") if r.content]
    return Exercice.model_validate(content | {"measures": measures})


def years_typed(store: Store, id: str) -> set[int]:
    """The exercices of which something is typed."""
    kinds = (EXERCICE, MEASURE)
    return {int(r.id.split("/")[1]) for e in kinds for r in store.journal.all_typed(e, under=f"{id}/") if r.content}


def dossier(store: Store, id: str) -> Dossier:
    """A contract with all its exercices. Raises UnknownContract."""
    known = contract(store, id)
    found = [exercice(store, id, year) for year in years_typed(store, id)]
    return ordered(Dossier(contract=known, exercices=[e for e in found if e != Exercice(year=e.year)]))


def revision(store: Store, id: str, year: int | None = None, objective: str = "") -> int:
    """The revision to give back to `save_*`: that of the contract, of an exercice or of a measure; 0: nothing yet."""
    found = store.journal.typed(*key(id, year, objective))
    return found.revision if found else 0


def changes(store: Store, id: str, year: int | None = None, objective: str = "") -> list[Change]:
    """What was there before, when and by whom, the latest first."""
    entity, held = key(id, year, objective)
    return [
        Change(entity, r.revision, f"{r.recorded_at.astimezone():%d/%m/%Y %H:%M}", r.author, r.content)
        for r in store.journal.history(entity, held)
    ]


def save_contract(
    store: Store, new: Contract, author: str, read_revision: int, effective: date | None = None
) -> Revision:
    """Save a contract. `effective`: from when it holds, for a change that is none of its avenants; by default a
    correction, which holds from when the revision read did. Raises StaleRevision."""
    before = store.journal.typed(CONTRACT, new.id)
    holds = effective or (before.effective if before else since(new))
    return store.save(*key(new.id), new.model_dump(mode="json"), author, read_revision, holds)


def save_exercice(store: Store, id: str, new: Exercice, author: str, read_revision: int) -> Revision:
    """Save an exercice without its measures, which are saved one by one. Raises StaleRevision."""
    content = new.model_dump(mode="json", exclude={"measures"})
    return store.save(*key(id, new.year), content, author, read_revision)


def save_measure(store: Store, id: str, year: int, new: Measure, author: str, read_revision: int) -> Revision:
    """Save what an exercice says of one objective. Raises StaleRevision."""
    return save_measures(store, id, year, [(new, read_revision)], author)[0]


def save_measures(store: Store, id: str, year: int, new: Sequence[tuple[Measure, int]], author: str) -> list[Revision]:
    """Save several measures, each with the revision read, all or none. Raises StaleRevision."""
    drafts = [TypedDraft(*key(id, year, m.objective), m.model_dump(mode="json"), read) for m, read in new]
    return store.save_all(drafts, author)


@dataclass(frozen=True)
class Plan:
    """What the import of a file would change: drafts to save together, and what they are, to be read before."""

    drafts: tuple[TypedDraft, ...]

    @property
    def empty(self) -> bool:
        return not self.drafts


def plan(store: Store, new: Dossier) -> Plan:
    """The changes that make the store hold exactly this file's contract: things that the file lacks are emptied."""
    id = new.contract.id
    wanted = parts(new)
    there = {(e, r.id): r for e in (EXERCICE, MEASURE) for r in store.journal.all_typed(e, under=f"{id}/")}
    held = store.journal.typed(*key(id))
    if held is not None:
        there[key(id)] = held
    wanted |= {k: {} for k, r in there.items() if k not in wanted and r.content}
    drafts = []
    for k, content in wanted.items():
        before = there.get(k)
        if before is None or not _same(k[0], before.content, content):
            holds = before.effective if before else since(new.contract)
            drafts.append(TypedDraft(*k, content, before.revision if before else 0, holds))
    return Plan(tuple(drafts))


def _same(entity: str, before: dict[str, Any], after: dict[str, Any]) -> bool:
    """Whether two contents mean the same: a workbook writes 7500 as 7500.0, which changes nothing."""
    if before == after or not before or not after:
        return before == after
    models: dict[str, type[BaseModel]] = {CONTRACT: Contract, EXERCICE: Exercice, MEASURE: Measure}
    return models[entity].model_validate(before) == models[entity].model_validate(after)


def apply(store: Store, planned: Plan, author: str) -> int:
    """Save all of a plan or nothing. Returns how many things changed. Raises StaleRevision, StoreBusy."""
    return len(store.save_all(planned.drafts, author))
