"""Progress towards the contract: each objective's initial value, targets, observed values, rates, pace, projection."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from boussole.contract import MISSIONS, PARTIES, RULES, STATUS, Attainment, Contract, Objective, standing, target_value
from boussole.disclosure import Audience, Shown
from boussole.french import NNBSP, day
from boussole.panels import Bullet, Table, Trajectory
from boussole.questions import contracts, wording
from boussole.questions.attainments import Observed, YearStanding, used_indicators, year_standing
from boussole.questions.bullets import bullet
from boussole.questions.criterion_words import (
    STATE,
    gap_text,
    initial_text,
    observed_text,
    rate_text,
    target_text,
    unit_of,
)
from boussole.questions.figures import shown_figures
from boussole.questions.outlook import Outlook, outlook
from boussole.questions.territories import TerritoryInfo, territory
from boussole.questions.trajectories import trajectory
from boussole.store import Store
from boussole.values import Origin, Status

TYPES = {
    "resultat": "résultat",
    "suivi": "suivi",
    "moyens": "moyens",
    "information": "pour information",
    "": "type à renseigner",
}
UNTITLED = "sans critère"


@dataclass(frozen=True)
class ObjectiveProgress:
    """One criterion of one objective, for the chosen exercice. Texts are ready to print; `target_value`, `value` and
    `initial_value` are the numbers behind them, in the unit. `bullet` draws what `panel` (a trajectory) does not."""

    id: str
    mission: str
    label: str
    type: str
    initial: str
    target: str
    observed: str
    observed_period: str
    state: str
    state_text: str
    gap: str
    notes: tuple[str, ...]
    panel: Trajectory | None
    theme: str = ""
    objective: str = ""
    unit: str = ""
    rule: str = ""
    rate: str = ""
    rate_measured: str = ""
    rate_computed: str = ""
    rate_retained: str = ""
    decided: bool = False
    status: str = ""
    realised: str = ""
    proof: str = ""
    proposals: tuple[str, ...] = ()
    pace: str = ""
    projection: str = ""
    initial_value: float | None = None
    target_value: float | None = None
    value: float | None = None
    outlook: Outlook | None = None
    attainment: Attainment | None = None
    bullet: Bullet | None = None


@dataclass(frozen=True)
class Progression:
    """The contract's standing. `objectives` is empty and `missing` says why when there is nothing to show."""

    title: str
    facts: tuple[str, ...]
    years: tuple[int, ...]
    year: int | None
    year_label: str
    objectives: tuple[ObjectiveProgress, ...]
    table: Table
    missing: str
    demonstration: bool
    contract: str = ""
    missions: tuple[tuple[str, tuple[ObjectiveProgress, ...]], ...] = ()


def progression(
    store: Store,
    info: TerritoryInfo,
    today: date,
    year: int | None = None,
    audience: Audience = Audience.INTERNAL,
    id: str | None = None,
) -> Progression:
    """The progress of a territory's contract in an exercice (the one under way, or the last with a value). `id`: that
    contract rather than the one in force. Raises UnknownContract for an unknown id."""
    contract = contracts.contract(store, id) if id else contracts.contract_of(store, info, today, year)
    if contract is None:
        return _nothing(info, (), "Aucun contrat n’est saisi pour ce territoire : objectifs à saisir.")
    if not used_objectives(contract):
        return _nothing(info, _facts(contract), "Le contrat est connu, mais ses objectifs sont à saisir.", contract.id)
    figures = shown_figures(store, info, audience=audience)
    years = contract.years()
    typed = contracts.years_typed(store, contract.id)
    chosen = year if year in years else _default_year(contract, figures, typed, today)
    if chosen is None:
        return _nothing(info, _facts(contract), "Les exercices de ce contrat sont à renseigner.", contract.id)
    found = year_standing(store, info, contract.id, chosen, audience, figures)
    label = year_label(contract, chosen, found.exercice.simulated)
    lines = [line for o in found.objectives for line in _objective(found, o, label)]
    missions = dict.fromkeys(line.mission for line in lines)
    return Progression(
        title=f"Contrat – {info.name}",
        facts=(*_facts(found.contract), *(n for n in (found.exercice.label, found.exercice.note) if n)),
        years=tuple(years),
        year=chosen,
        year_label=label,
        objectives=tuple(lines),
        table=_table(lines, label),
        missing="",
        demonstration=found.exercice.simulated or any(s.origin is not Origin.LOADED for s in figures),
        contract=contract.id,
        missions=tuple((m, tuple(line for line in lines if line.mission == m)) for m in missions),
    )


def progress_of(
    store: Store, id: str, today: date, year: int | None = None, audience: Audience = Audience.INTERNAL
) -> Progression:
    """The progress of one contract. Raises UnknownContract, for an exercice that it does not have too, and
    UnknownTerritory."""
    known = contracts.contract(store, id, year)
    return progression(store, territory(store, known.territory), today, year, audience, id)


def used_objectives(contract: Contract) -> list[Objective]:
    """All the objectives of a contract and of its avenants."""
    return [*contract.objectives, *(o for a in contract.avenants for o in a.objectives)]


def year_label(contract: Contract, year: int, simulated: bool = False) -> str:
    """« Exercice 2023 (N+3, du 24/12/2022 au 23/12/2023) »."""
    rank, days = contract.rank(year), contract.bounds(year)
    label = f"Exercice {year}" + (f" (N+{rank}, {days.label})" if rank and days else "")
    return f"{label} – simulé" if simulated else label


def _nothing(info: TerritoryInfo, facts: tuple[str, ...], why: str, id: str = "") -> Progression:
    title = f"Contrat – {info.name}"
    return Progression(title, facts, (), None, "", (), Table("", (), ()), why, info.demonstration, id)


def _facts(contract: Contract) -> tuple[str, ...]:
    signed = f"Signé le {day(contract.signed)}" if contract.signed else "Date de signature : à renseigner"
    size = f"Taille {contract.size}" if contract.size else "Taille : à renseigner"
    note = f" ({contract.size_note})" if contract.size and contract.size_note else ""
    return tuple(f for f in (signed, size + note, contract.note) if f)


def _default_year(contract: Contract, figures: Sequence[Shown], typed: set[int], today: date) -> int | None:
    """The last exercice that has a value, among those begun; else the first."""
    used = set(used_indicators(contract))
    measured = {contract.exercice_of(s.period) for s in figures if s.indicator in used and s.status is Status.OK}
    years = [y for y in contract.years() if y in measured | typed]
    if not years:
        return contract.years()[0] if contract.years() else None
    return max((y for y in years if y <= today.year + 1), default=years[0])


def _objective(found: YearStanding, objective: Objective, year_label: str) -> list[ObjectiveProgress]:
    """One line a criterion; a line of its own for an objective that has none yet."""
    seen = found.observed[objective.id]
    if not seen:
        return [_bare(found, objective)]
    return [_criterion(found, objective, rank, s, year_label) for rank, s in enumerate(seen)]


def _bare(found: YearStanding, objective: Objective) -> ObjectiveProgress:
    reached = found.attainments[objective.id]
    return ObjectiveProgress(
        **_common(found, objective), label=objective.label, initial="—", target="à renseigner", observed=UNTITLED,
        observed_period="", state="unknown", gap="", panel=None,
        state_text=STATUS[reached.status] if reached.decided and reached.status else STATE["unknown"],
        notes=tuple(n for n in (objective.note, reached.reason) if n),
    )  # fmt: skip


def _criterion(
    found: YearStanding, objective: Objective, rank: int, seen: Observed, year_label: str
) -> ObjectiveProgress:
    criterion, contract = seen.criterion, found.contract
    unit, decimals = unit_of(seen)
    target = target_value(criterion, found.rank, found.year)
    written = criterion.target(found.rank, found.year)
    stands = standing(criterion, target, seen.value)
    ahead = outlook(contract, seen, found.year, unit, decimals)
    reached = found.attainments[objective.id]
    rate = reached.criteria[rank]
    state, said = stands.state, STATE[stands.state]
    if state == "unknown" and rate.rate is not None:  # done or not, counted or not: no number to set against another
        state, said = ("reached", STATE["reached"]) if rate.rate == 1 else ("not_reached", STATE["not_reached"])
    elif state == "unknown" and seen.value is not None:
        said = rate.why
    elif state == "unknown" and reached.decided and reached.status:
        said = STATUS[reached.status]
    notes = [n for n in (criterion.note, objective.note, seen.reason, reached.reason) if n]
    if seen.shown is not None:
        notes += [*wording.cautions(seen.shown), wording.origin_text(seen.shown)]
    label = criterion.label or objective.label
    panel = trajectory(contract, label, seen, unit, decimals)
    title = label if label == objective.label else f"{objective.label} – {label}"
    lone = panel is None or not panel.observed  # else the value is on the trajectory
    return ObjectiveProgress(
        **_common(found, objective),
        label=label,
        initial=initial_text(criterion, unit, decimals),
        target=target_text(written, target, unit, decimals),
        observed=observed_text(seen, unit, decimals),
        observed_period=seen.period.label if seen.period else "",
        state=state,
        state_text=said,
        gap=gap_text(stands.gap, unit, decimals),
        notes=tuple(dict.fromkeys(notes)),
        panel=panel,
        bullet=bullet(found, title, seen, target, year_label) if lone else None,
        unit=unit,
        rate=rate_text(rate),
        pace=ahead.pace.text if ahead.pace else "",
        projection=ahead.text,
        initial_value=criterion.initial.value,
        target_value=target,
        value=seen.value,
        outlook=ahead,
    )


def _common(found: YearStanding, objective: Objective) -> dict[str, Any]:
    """What every line of an objective says."""
    reached = found.attainments[objective.id]
    measure = found.exercice.measure(objective.id)
    proposals = [
        f"{PARTIES[p.party]} : " + ", ".join(t for t in (
            f"{p.rate:g}".replace(".", ",") + f"{NNBSP}%" if p.rate is not None else "",
            STATUS[p.status] if p.status else "", p.reason) if t)
        for p in measure.proposals
    ]  # fmt: skip
    return {
        "id": objective.id,
        "mission": MISSIONS.get(objective.mission, objective.mission),
        "type": objective.type or "",
        "theme": objective.theme,
        "objective": objective.label,
        "rule": RULES[objective.rule.kind],
        "rate_measured": rate_text(reached.measured),
        "rate_computed": rate_text(reached.computed),
        "rate_retained": rate_text(reached.retained) if reached.decided else "à décider",
        "decided": reached.decided,
        "status": STATUS[reached.status] if reached.status else "",
        "realised": measure.realised,
        "proof": measure.proof,
        "proposals": tuple(proposals),
        "attainment": reached,
    }


def _table(lines: Sequence[ObjectiveProgress], label: str) -> Table:
    columns = ("Mission", "Objectif", "Valeur initiale", "Cible", "Observé", "Période mesurée", "Situation", "Écart")
    rows = tuple(
        (o.mission, o.label, o.initial, o.target, o.observed, o.observed_period, o.state_text, o.gap) for o in lines
    )
    return Table(f"Objectifs – {label}", columns, rows, frozenset())
