"""Progress towards the contract: each objective's initial value, targets, observed values, and where it stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from boussole.catalogue import Indicator, catalogue
from boussole.contract import Contract, Criterion, Objective, read_contract, standing, target_value
from boussole.disclosure import Shown
from boussole.french import STATUS, day, with_unit
from boussole.panels import Footer, Mark, Table, Trajectory
from boussole.questions import wording
from boussole.questions.figures import shown_figures
from boussole.questions.territories import TerritoryInfo
from boussole.store import Store
from boussole.values import Flag, Origin, Period, Status, rounded

MISSIONS = {
    "acces": "Accès aux soins",
    "parcours": "Parcours pluriprofessionnels",
    "prevention": "Prévention territoriale",
    "crise": "Réponse aux crises sanitaires graves",
    "qualite": "Qualité et pertinence des soins",
    "accompagnement": "Accompagnement des professionnels",
}
STATE = {
    "reached": "cible atteinte",
    "not_reached": "cible non atteinte",
    "better": "évolution dans le sens voulu",
    "worse": "évolution contraire au sens voulu",
    "same": "stable",
    "unknown": "non mesuré",
}


@dataclass(frozen=True)
class ObjectiveProgress:
    """One criterion of one objective, for the chosen exercice. Texts are ready to print."""

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


def progression(store: Store, info: TerritoryInfo, today: date, year: int | None = None) -> Progression:
    """The progress of a territory's contract in an exercice (the one under way, or the last with a value)."""
    found = [r for r in store.journal.all_typed("contract") if r.content.get("territory") == info.id]
    if not found:
        return _nothing(info, (), "Aucun contrat n’est saisi pour ce territoire : objectifs à saisir.")
    contract = read_contract(found[0].content)
    facts = _facts(contract)
    if not contract.objectives:
        return _nothing(info, facts, "Le contrat est connu, mais ses objectifs sont à saisir.")
    figures = shown_figures(store, info)
    years = contract.years()
    chosen = year if year in years else _default_year(contract, figures, today)
    lines = [_criterion(contract, o, c, chosen, figures) for o in contract.objectives for c in o.criteria]
    rank = contract.rank(chosen) if chosen else None
    bounds = contract.bounds(chosen) if chosen else None
    label = f"Exercice {chosen}" + (f" (N+{rank}, {bounds.label})" if rank and bounds else "")
    return Progression(
        title=f"Contrat – {info.name}",
        facts=facts,
        years=tuple(years),
        year=chosen,
        year_label=label,
        objectives=tuple(lines),
        table=_table(lines, label),
        missing="",
        demonstration=any(s.origin is not Origin.LOADED for s in figures),
    )


def _nothing(info: TerritoryInfo, facts: tuple[str, ...], why: str) -> Progression:
    return Progression(f"Contrat – {info.name}", facts, (), None, "", (), Table("", (), ()), why, info.demonstration)


def _facts(contract: Contract) -> tuple[str, ...]:
    signed = f"Signé le {day(contract.signed)}" if contract.signed else "Date de signature : à renseigner"
    size = f"Taille {contract.size}" if contract.size else "Taille : à renseigner"
    note = f" ({contract.size_note})" if contract.size and contract.size_note else ""
    return tuple(f for f in (signed, size + note, contract.note) if f)


def _default_year(contract: Contract, figures: list[Shown], today: date) -> int | None:
    """The exercice under way if it has a value, else the last that has one, else the first."""
    used = {c.source.indicator for o in contract.objectives for c in o.criteria if c.source.indicator}
    measured = {contract.exercice_of(s.period) for s in figures if s.indicator in used and s.status is Status.OK}
    years = [y for y in contract.years() if y in measured]
    if not years:
        return contract.years()[0] if contract.years() else None
    return max((y for y in years if y <= today.year + 1), default=years[0])


def _criterion(
    contract: Contract, objective: Objective, criterion: Criterion, year: int | None, figures: list[Shown]
) -> ObjectiveProgress:
    indicator = catalogue().indicators.get(criterion.source.indicator or "")
    mine = [s for s in figures if indicator is not None and s.indicator == indicator.id]
    unit, decimals = _unit(criterion, indicator)
    measured = [s for s in mine if year is not None and contract.exercice_of(s.period) == year]
    last = max(measured, key=lambda s: (s.period.end, s.period.start), default=None)
    value = _measure(criterion, last) if last else None
    rank = (contract.rank(year) or 0) if year is not None else 0
    target = target_value(criterion, rank, year) if year is not None else None
    written = criterion.target(rank, year) if year is not None else None
    stands = standing(criterion, target, value)
    notes = [n for n in (criterion.note, objective.note) if n]
    if last is not None:
        notes += [*wording.cautions(last), wording.origin_text(last)]
    return ObjectiveProgress(
        id=objective.id,
        mission=MISSIONS.get(objective.mission, objective.mission),
        label=criterion.label or objective.label,
        type=objective.type or "",
        initial=_initial_text(criterion, unit, decimals),
        target=_target_text(written.text if written else "", target, unit, decimals),
        observed=_observed_text(criterion, indicator, last, value, unit, decimals),
        observed_period=last.period.label if last else "",
        state=stands.state,
        state_text=STATE[stands.state],
        gap="" if stands.gap is None else _signed(stands.gap, unit, decimals),
        notes=tuple(notes),
        panel=_trajectory(contract, objective, criterion, indicator, mine, unit, decimals),
    )


def _unit(criterion: Criterion, indicator: Indicator | None) -> tuple[str, int]:
    if indicator is None or criterion.source.measure != "value":
        return criterion.unit, 0 if criterion.unit != "%" else 1
    return criterion.unit or indicator.unit, indicator.decimals


def _measure(criterion: Criterion, shown: Shown) -> float | None:
    if criterion.source.measure != "value" and Flag.PARTIAL_SUM in shown.flags:
        return None  # a count over some of the communes says nothing of the contract's
    if criterion.source.measure == "numerator":
        return shown.numerator
    if criterion.source.measure == "denominator":
        return shown.denominator
    return shown.value


def _initial_text(criterion: Criterion, unit: str, decimals: int) -> str:
    if criterion.initial.value is None:
        return criterion.initial.text or "à renseigner"
    return with_unit(criterion.initial.value, unit, decimals)


def _target_text(written: str, target: float | None, unit: str, decimals: int) -> str:
    if target is None:
        return written or "—"
    precise = decimals if target == round(target, decimals) else max(decimals, 1)
    computed = with_unit(target, unit, precise)
    return computed if not written or written.replace(" ", "") == f"{target:g}" else f"{computed} (« {written} »)"


def _observed_text(
    criterion: Criterion, indicator: Indicator | None, last: Shown | None, value: float | None, unit: str, decimals: int
) -> str:
    if indicator is None:
        return "à saisir"
    if last is None:
        return "non mesuré"
    if value is None:
        said = last.status is not Status.OK or criterion.source.measure == "value"
        return wording.value_text(indicator, last) if said else STATUS[Status.UNAVAILABLE]
    return with_unit(value, unit, decimals)


def _signed(gap: float, unit: str, decimals: int) -> str:
    precise = decimals if gap == rounded(gap, decimals) else max(decimals, 1)
    shown = rounded(gap, precise)
    return f"{'+' if shown > 0 else '−' if shown < 0 else ''}{with_unit(abs(shown), _gap_unit(unit), precise)}"


def _gap_unit(unit: str) -> str:
    return "points" if unit == "%" else unit


def _trajectory(
    contract: Contract,
    objective: Objective,
    criterion: Criterion,
    indicator: Indicator | None,
    mine: list[Shown],
    unit: str,
    decimals: int,
) -> Trajectory | None:
    """Targets at the end of each exercice, observations amid their period; None when nothing is a number."""
    targets = tuple(_target_marks(contract, criterion, unit, decimals))
    observed = tuple(
        Mark(
            when=_middle(s.period),
            label=s.period.label,
            value=value,
            text=with_unit(value, unit, decimals),
            low=s.low if criterion.source.measure == "value" and s.value is not None else None,
            high=s.high if criterion.source.measure == "value" and s.value is not None else None,
            origin=wording.origin_text(s),
        )
        for s in mine
        if (value := _measure(criterion, s)) is not None
    )
    initial = _initial_mark(contract, criterion, mine, unit, decimals)
    if len(targets) + len(observed) + (initial is not None) < 2:
        return None  # a lone point is no trajectory
    label = criterion.label or objective.label
    if initial is not None:
        observed = tuple(m for m in observed if not (m.label == initial.label and m.value == initial.value))
    alternative = (
        f"{label} : "
        + (f"valeur initiale {initial.text}; " if initial else "")
        + "cibles "
        + (", ".join(f"{m.label} : {m.text}" for m in targets) or "sans nombre")
        + "; observé "
        + (", ".join(f"{m.label} : {m.text}" for m in observed) or "rien encore")
        + "."
    )
    return Trajectory(
        title=label,
        unit=unit,
        initial=initial,
        targets=targets,
        observed=observed,
        zero_based=unit != "%",
        alternative=alternative,
        footer=_footer(indicator, mine),
    )


def _target_marks(contract: Contract, criterion: Criterion, unit: str, decimals: int) -> list[Mark]:
    marks = []
    for year in contract.years():
        rank = contract.rank(year)
        value = target_value(criterion, rank or 0, year)
        bounds = contract.bounds(year)
        if value is not None:
            when = bounds.end if bounds else date(year, 12, 31)
            text = with_unit(value, unit, decimals if value == round(value, decimals) else max(decimals, 1))
            marks.append(Mark(when, f"N+{rank} ({year})" if rank else str(year), value, text))
    return marks


def _initial_mark(contract: Contract, criterion: Criterion, mine: list[Shown], unit: str, decimals: int) -> Mark | None:
    value = criterion.initial.value
    start = criterion.initial.start or contract.signed
    if value is None or start is None:
        return None
    period = Period(start, criterion.initial.end or start)
    published = any(Flag.INITIAL_VALUE in s.flags or s.origin is Origin.PUBLISHED for s in mine)
    return Mark(
        _middle(period),
        period.label,
        value,
        with_unit(value, unit, decimals),
        origin="valeur initiale" + (" publiée" if published else ""),
    )


def _middle(period: Period) -> date:
    return period.start + (period.end - period.start) / 2


def _footer(indicator: Indicator | None, mine: list[Shown]) -> Footer:
    if indicator is None or not mine:
        return Footer("contrat", "voir chaque point", "celui du contrat", "")
    sources = dict.fromkeys(wording.source_label(s.source) for s in mine)
    return Footer(
        " ; ".join(sources),
        Period(min(s.period.start for s in mine), max(s.period.end for s in mine)).label,
        wording.footer(indicator, mine[-1]).champ,
        wording.origins_text(mine),
    )


def _table(lines: list[ObjectiveProgress], label: str) -> Table:
    columns = ("Mission", "Objectif", "Valeur initiale", "Cible", "Observé", "Période mesurée", "Situation", "Écart")
    rows = tuple(
        (o.mission, o.label, o.initial, o.target, o.observed, o.observed_period, o.state_text, o.gap) for o in lines
    )
    return Table(f"Objectifs – {label}", columns, rows, frozenset())
