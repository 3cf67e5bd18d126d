"""What is typed of a line beside its decision: the value of each criterion, what was done, the proof, what each party
proposes, dated entries, points d'étape. Texts as people write them go in; all that can go wrong is one `Refused`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from boussole.contract import PARTIES, STATUS, Contract, Criterion, Measure, Objective, Value
from boussole.french import day, number
from boussole.panels import Table
from boussole.questions import contracts, measures
from boussole.questions.figures import shown_figures
from boussole.questions.measures import Refused, decimal_of
from boussole.questions.session_desk import as_typed, told
from boussole.questions.territories import territory
from boussole.store import Store
from boussole.values import Period

STATES = {"": "à renseigner", "done": "fait", "begun": "commencé", "not_begun": "pas commencé"}
KNOWN_STATUS = {"": "à renseigner", **STATUS}


@dataclass(frozen=True)
class TypedValue:
    """The field of one criterion (by its rank, from 1). `label` and `unit` name it; `number` as typed; `worded`: its
    target is no number, and `state` answers it. `source` is empty where a value may be typed, else says where it comes
    from; of an indicator's `observations`, one may be `chosen` in the place of the last, for a `reason`."""

    criterion: int
    label: str
    unit: str
    worded: bool
    number: str
    state: str
    start: date | None
    end: date | None
    source: str
    observations: tuple[Period, ...] = ()
    chosen: Period | None = None
    reason: str = ""


@dataclass(frozen=True)
class Facts:
    """What is written of a line, to fill its form."""

    values: tuple[TypedValue, ...]
    realised: str
    status: str
    proof: str
    note: str


@dataclass(frozen=True)
class EntryLine:
    """One dated entry; `rank` names it when it is taken out."""

    rank: int
    when: date
    what: str
    number: str
    proof: str
    criterion: str


def facts_of(store: Store, id: str, year: int, objective: str) -> Facts:
    """Raises UnknownContract."""
    then, held = _both(store, id, year, objective)
    known = contracts.as_it_stood(store, id, year)
    return Facts(
        tuple(_typed(store, known, year, held, n, c) for n, c in enumerate(then.criteria, start=1)),
        held.realised, held.status or "", held.proof, held.note,
    )  # fmt: skip


def save_facts(
    store: Store,
    id: str,
    year: int,
    objective: str,
    author: str,
    read_revision: int,
    values: Mapping[int, Mapping[str, Any]],
    texts: Mapping[str, str],
) -> int:
    """Returns the new revision. `values`: by criterion, `number` and `state` as typed, `start`, `end`, `chosen`,
    `reason`; `texts`: realised, status, proof, note. What the form does not hold of a value stays. Raises Refused."""
    then, held = _both(store, id, year, objective)
    kept = []
    for rank, criterion in enumerate(then.criteria, start=1):
        before = held.value(rank)
        content = before.model_dump(mode="json") if before else {"criterion": rank}
        if rank in values:
            said = values[rank]
            name = criterion.label or then.label
            found = decimal_of(said.get("number"), f"valeur de « {name} »")
            start, end = said.get("start"), said.get("end")
            chosen: Period | None = said.get("chosen")
            if chosen and not str(said.get("reason") or "").strip():
                raise Refused(f"« {name} » : dites pourquoi une autre observation est choisie.")
            if start and end and end < start:
                raise Refused(f"« {name} » : la période finit avant de commencer.")
            content |= {
                "value": None if found is None else float(found),
                "state": said.get("state") or None,
                "start": start.isoformat() if start else None,
                "end": end.isoformat() if end else None,
                "chosen_start": chosen.start.isoformat() if chosen else None,
                "chosen_end": chosen.end.isoformat() if chosen else None,
                "reason": str(said.get("reason") or "").strip(),
            }
        if any(v not in (None, "") for k, v in content.items() if k != "criterion"):
            kept.append(content)
    fields = {"values": kept, **{k: v.strip() for k, v in texts.items()}, "status": texts.get("status") or None}
    return told(lambda: measures.describe(store, id, year, objective, author, read_revision, fields))


def proposals_of(store: Store, id: str, year: int, objective: str) -> dict[str, tuple[str, str, str]]:
    """By party: rate in percent as typed, status, reason; empty where it proposes nothing."""
    held = {p.party: p for p in contracts.exercice(store, id, year).measure(objective).proposals}
    found = {}
    for party in PARTIES:
        p = held.get(party)  # type: ignore[call-overload]
        found[party] = (as_typed(p.rate), p.status or "", p.reason) if p else ("", "", "")
    return found


def save_proposal(
    store: Store, id: str, year: int, objective: str, author: str, read_revision: int, party: str,
    rate: str, status: str, reason: str,
) -> int:  # fmt: skip
    """Keep what a party proposes; returns the new revision. Raises Refused."""
    return told(
        lambda: measures.propose(
            store, id, year, objective, author, read_revision, party=party, rate=rate, status=status, reason=reason
        )
    )


def fed_by_entries(store: Store, id: str, year: int) -> dict[str, str]:
    """The objectives that dated entries may be typed of: id and name; those that they feed first."""
    own = [o for o in contracts.as_it_stood(store, id, year).objectives_of(year) if o.type != "information"]
    own.sort(key=lambda o: not any(c.source.entries for c in o.criteria))
    return {o.id: o.label for o in own}


def criteria_of(store: Store, id: str, year: int, objective: str) -> dict[int, str]:
    """The criteria of an objective by rank, those that entries feed alone where there are any."""
    then, _ = _both(store, id, year, objective)
    ranks = {n: c.label or then.label for n, c in enumerate(then.criteria, start=1)}
    fed = {n: ranks[n] for n, c in enumerate(then.criteria, start=1) if c.source.entries}
    return fed or ranks or {1: then.label}


def entries_of(store: Store, id: str, year: int, objective: str) -> list[EntryLine]:
    """The dated entries of a line, the latest first."""
    then, held = _both(store, id, year, objective)
    names = {n: c.label or then.label for n, c in enumerate(then.criteria, start=1)}
    found = [
        EntryLine(rank, e.when, e.what, number(e.number, 0 if e.number == int(e.number) else 2), e.proof,
                  names.get(e.criterion, ""))
        for rank, e in enumerate(held.entries)
    ]  # fmt: skip
    return sorted(found, key=lambda e: (e.when, e.rank), reverse=True)


def entries_table(lines: list[EntryLine]) -> Table:
    rows = tuple((day(e.when), e.what, e.number, e.proof) for e in lines)
    return Table("Saisies datées", ("Date", "Quoi", "Nombre", "Preuve"), rows, frozenset({"Nombre"}))


def save_entry(
    store: Store, id: str, year: int, objective: str, author: str, read_revision: int,
    when: date | None, what: str, count: str, proof: str, criterion: int,
) -> None:  # fmt: skip
    """Add one dated entry. Raises Refused."""
    if when is None:
        raise Refused("Dites quand.")
    told(
        lambda: measures.add_entry(
            store, id, year, objective, author, read_revision,
            when=when, what=what, number=count, proof=proof.strip(), criterion=criterion,
        )
    )  # fmt: skip


def remove_entry(store: Store, id: str, year: int, objective: str, author: str, read_revision: int, rank: int) -> None:
    """Take one entry out; the history keeps it. Raises Refused."""
    held = contracts.exercice(store, id, year).measure(objective)
    kept = [e.model_dump(mode="json") for n, e in enumerate(held.entries) if n != rank]
    told(lambda: measures.describe(store, id, year, objective, author, read_revision, {"entries": kept}))


def freeze_all(store: Store, id: str, year: int, when: date | None, label: str, author: str) -> int:
    """A point d'étape of every line that has a value. Returns how many. Raises Refused."""
    if when is None:
        raise Refused("Dites à quelle date les valeurs sont figées.")
    if not author.strip():
        raise Refused("Dites d’abord qui vous êtes : une fonction ou des initiales.")
    count: list[int] = []
    told(lambda: count.append(measures.freeze(store, id, year, when, label.strip(), author)))
    return count[0]


def checkpoints_table(store: Store, id: str, year: int) -> Table:
    """The values frozen, by day and line; one that is not measured is « — »."""
    then, held = contracts.as_it_stood(store, id, year), contracts.exercice(store, id, year)
    rows = []
    for o in then.objectives_of(year):
        for point in held.measure(o.id).checkpoints:
            said = [f"{number(v, 0 if v == int(v) else 2)} {c.unit}".strip() if v is not None else "—"
                    for v, c in zip(point.values, o.criteria, strict=False)]  # fmt: skip
            rows.append((f"au {day(point.when)}", point.label, o.label, " ; ".join(said)))
    return Table("Points d’étape", ("Date", "Point", "Objectif", "Valeur figée"), tuple(rows))


def _both(store: Store, id: str, year: int, objective: str) -> tuple[Objective, Measure]:
    then = contracts.as_it_stood(store, id, year)
    found = next((o for o in then.objectives_of(year) if o.id == objective), None)
    if found is None:
        raise contracts.UnknownContract(
            f"Le contrat « {id} » n’a pas d’objectif « {objective} » dans l’exercice {year}."
        )
    return found, contracts.exercice(store, id, year).measure(objective)


def _typed(store: Store, contract: Contract, year: int, held: Measure, rank: int, criterion: Criterion) -> TypedValue:
    value = held.value(rank) or Value(criterion=rank)
    target = criterion.target(contract.rank(year) or 0, year)
    indicator = criterion.source.indicator
    source = "lue dans l’indicateur du territoire" if indicator else ""
    chosen = Period(value.chosen_start, value.chosen_end) if value.chosen_start and value.chosen_end else None
    figures = shown_figures(store, territory(store, contract.territory), indicator) if indicator else []
    return TypedValue(
        criterion=rank,
        label=criterion.label,
        unit=criterion.unit,
        worded=target is not None and target.kind in ("qualitative", "to_be_counted"),
        number=as_typed(value.value),
        state=value.state or "",
        start=value.start,
        end=value.end,
        source="calculée sur les saisies datées" if criterion.source.entries else source,
        observations=tuple(sorted({s.period for s in figures})),
        chosen=chosen,
        reason=value.reason,
    )
