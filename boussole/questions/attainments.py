"""An exercice of a contract, measured: the value of each criterion, the rate of each objective.

A value comes from what was typed, from dated entries, or from the territory's figures after disclosure. An observation
feeds the exercice that holds the midpoint of its period; several: the one that ends last; another may be chosen.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from boussole.catalogue import Indicator, catalogue
from boussole.contract import (
    Attainment,
    Contract,
    Criterion,
    Exercice,
    Measure,
    Objective,
    Reading,
    Value,
    attainment,
    combined,
    exact,
    perimeter,
)
from boussole.disclosure import Audience, Shown
from boussole.questions import contracts
from boussole.questions.figures import shown_figures
from boussole.questions.territories import TerritoryInfo
from boussole.store import Store
from boussole.values import Flag, Period

NOISE = 9  # decimals under which two computed numbers are the same


@dataclass(frozen=True)
class Observed:
    """The value of one criterion in an exercice. `shown`: the territory's figure it comes from, None for what is typed;
    `value` is None when nothing is known or shown; `period` is the days measured."""

    criterion: Criterion
    indicator: Indicator | None
    value: float | None
    period: Period | None
    shown: Shown | None
    typed: Value | None
    series: tuple[Shown, ...]  # all the figures of its indicator, whatever the exercice
    entries: int  # dated entries counted

    @property
    def reason(self) -> str:
        return self.typed.reason if self.typed else ""


@dataclass(frozen=True)
class YearStanding:
    """A contract as it stood for an exercice, with what was measured and retained, by objective."""

    contract: Contract
    exercice: Exercice
    year: int
    rank: int
    observed: dict[str, tuple[Observed, ...]]
    attainments: dict[str, Attainment]

    @property
    def objectives(self) -> list[Objective]:
        return self.contract.objectives_of(self.year)


def used_indicators(contract: Contract) -> list[str]:
    """The indicators that a contract's criteria read, avenants included."""
    objectives = [*contract.objectives, *(o for a in contract.avenants for o in a.objectives)]
    return list(dict.fromkeys(c.source.indicator for o in objectives for c in o.criteria if c.source.indicator))


def year_standing(
    store: Store,
    info: TerritoryInfo,
    id: str,
    year: int,
    audience: Audience = Audience.INTERNAL,
    figures: Sequence[Shown] | None = None,
) -> YearStanding:
    """Where a contract stands in an exercice. `figures`: the territory's, when they are at hand and its perimeter has
    not changed since. Raises UnknownContract."""
    then = contracts.as_it_stood(store, id, year)
    communes = perimeter(contracts.contract(store, id), year)
    if communes is not None and tuple(sorted(communes)) != info.communes:
        info, figures = replace(info, communes=tuple(sorted(communes))), None
    if figures is None:
        figures = shown_figures(store, info, audience=audience) if used_indicators(then) else []
    held = contracts.exercice(store, id, year)
    rank = then.rank(year) or 0
    observed = {
        o.id: tuple(_observed(then, year, held.measure(o.id), n, c, figures) for n, c in enumerate(o.criteria, start=1))
        for o in then.objectives_of(year)
    }
    reached = {
        o.id: attainment(o, rank, year, [_reading(x) for x in observed[o.id]], held.measure(o.id), held.closed)
        for o in then.objectives_of(year)
    }
    return YearStanding(then, held, year, rank, observed, reached)


def measured(criterion: Criterion, shown: Shown) -> float | None:
    """What a criterion reads of a figure: its value, numerator or denominator."""
    if criterion.source.measure != "value" and Flag.PARTIAL_SUM in shown.flags:
        return None  # a count over some of the communes says nothing of the contract's
    if criterion.source.measure == "numerator":
        return shown.numerator
    if criterion.source.measure == "denominator":
        return shown.denominator
    return shown.value


def _observed(
    contract: Contract, year: int, measure: Measure, rank: int, criterion: Criterion, figures: Sequence[Shown]
) -> Observed:
    indicator = catalogue().indicators.get(criterion.source.indicator or "")
    series = tuple(s for s in figures if indicator is not None and s.indicator == indicator.id)
    typed = measure.value(rank)
    written = _typed_number(criterion, typed)
    if typed is not None and written is not None:
        return Observed(criterion, indicator, written, _period(typed.start, typed.end), None, typed, series, 0)
    if criterion.source.entries:
        own = [e for e in measure.entries if e.criterion == rank]
        number = combined(own, rank, criterion.source.entries)
        days = _period(min((e.when for e in own), default=None), max((e.when for e in own), default=None))
        value = None if number is None else float(number)
        return Observed(criterion, None, value, days, None, typed, (), len(own))
    shown = _fed(contract, year, typed, series)
    if shown is not None:
        return Observed(criterion, indicator, measured(criterion, shown), shown.period, shown, typed, series, 0)
    days = _period(typed.start, typed.end) if typed else None
    return Observed(criterion, indicator, None, days, None, typed, series, 0)


def _typed_number(criterion: Criterion, typed: Value | None) -> float | None:
    """The value typed; for a percentage, the one that its numerator and denominator give."""
    if typed is None or typed.value is not None:
        return typed.value if typed else None
    if criterion.unit == "%" and typed.numerator is not None and typed.denominator:
        return 100 * typed.numerator / typed.denominator
    return None


def _fed(contract: Contract, year: int, typed: Value | None, series: Sequence[Shown]) -> Shown | None:
    """The figure that feeds the exercice: the one chosen, else of those whose midpoint it holds, the last to end."""
    if typed is not None and typed.chosen_start and typed.chosen_end:
        chosen = Period(typed.chosen_start, typed.chosen_end)
        return next((s for s in series if s.period == chosen), None)
    own = [s for s in series if contract.exercice_of(s.period) == year]
    return max(own, key=lambda s: (s.period.end, s.period.start), default=None)


def _reading(seen: Observed) -> Reading:
    value = None if seen.value is None else exact(round(seen.value, NOISE))
    return Reading(value=value, state=seen.typed.state if seen.typed else None)


def _period(start: date | None, end: date | None) -> Period | None:
    first, last = start or end, end or start
    return Period(first, last) if first and last and first <= last else None
