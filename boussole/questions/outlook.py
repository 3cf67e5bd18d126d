"""What an objective still needs, and where it goes: the pace to the next target, and the projection at constant pace.

A projection is made only of five values measured alike (same source, same method, same cautions, periods of the same
length); with four, the range of the slopes; else « recul insuffisant ».
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from boussole.contract import Contract, Criterion, exact, target_value
from boussole.contract.targets import reached
from boussole.disclosure import Shown
from boussole.french import with_unit
from boussole.questions.attainments import NOISE, Observed, measured
from boussole.questions.criterion_words import precise, signed
from boussole.trend import ENOUGH, RANGE, Trend, trend
from boussole.values import Method, Period

SHORT = "recul insuffisant"
SAME_LENGTH = 3  # days: leap years
WHOLE = frozenset({Method.SOURCE, Method.SOURCE_TOTAL, Method.SUM})


@dataclass(frozen=True)
class Pace:
    """What is needed each year from the last value to reach `target` in the exercice `year`; 0 when it is met."""

    per_year: float
    target: float
    year: int
    since: int
    text: str

    @property
    def met(self) -> bool:
        return self.per_year == 0


@dataclass(frozen=True)
class Outlook:
    """`projected`: the exercice that the trend speaks of; `text` says the trend, or why there is none."""

    pace: Pace | None
    trend: Trend
    projected: int | None
    text: str


def outlook(contract: Contract, seen: Observed, year: int, unit: str, decimals: int) -> Outlook:
    """The pace needed and the trend of one criterion, from what was known at the end of an exercice."""
    known = _by_exercice(contract, seen, year)
    pace = _pace(contract, seen.criterion, known, year, unit, decimals)
    alike = _alike(contract, seen, year)
    if not alike:
        return Outlook(pace, Trend("short"), None, SHORT)
    last = max(known)
    ahead = pace.year if pace else last + 1
    final = alike[-1][0]
    found = trend(alike, final + timedelta(days=round(365.25 * (ahead - last))))
    return Outlook(pace, found, ahead, _said(found, ahead, unit, decimals))


def _by_exercice(contract: Contract, seen: Observed, year: int) -> dict[int, float]:
    """The value of each exercice up to the one looked at, and the initial one at the signature."""
    found: dict[int, float] = {}
    if contract.signed is not None and seen.criterion.initial.value is not None:
        found[contract.signed.year] = seen.criterion.initial.value
    for shown in sorted(seen.series, key=lambda s: (s.period.end, s.period.start)):
        feeds, value = contract.exercice_of(shown.period), measured(seen.criterion, shown)
        if feeds is not None and feeds <= year and value is not None:
            found[feeds] = value
    if seen.value is not None:
        found[year] = seen.value
    return found


def _pace(
    contract: Contract, criterion: Criterion, known: dict[int, float], year: int, unit: str, decimals: int
) -> Pace | None:
    if not known:
        return None
    since = max(known)
    value = known[since]
    for ahead in contract.years():
        target = target_value(criterion, contract.rank(ahead) or 0, ahead)
        if ahead <= since or ahead < year or target is None:
            continue
        reach = f"{precise(target, unit, decimals)} en {ahead}"
        if reached(criterion, exact(round(target, NOISE)), exact(round(value, NOISE))):
            return Pace(0.0, target, ahead, since, f"cible déjà atteinte : {reach}")
        needed = (target - value) / (ahead - since)
        return Pace(needed, target, ahead, since, f"{signed(needed, unit, decimals)} par an pour atteindre {reach}")
    return None


def _alike(contract: Contract, seen: Observed, year: int) -> list[tuple[date, float]]:
    """The values measured like the last one, up to the exercice looked at, by the middle of their period."""
    kept: list[tuple[Shown, float]] = []
    for shown in sorted(seen.series, key=lambda s: (s.period.end, s.period.start)):
        feeds, value = contract.exercice_of(shown.period), measured(seen.criterion, shown)
        if value is not None and (feeds is None or feeds <= year):
            kept.append((shown, value))
    if not kept:
        return []
    last = kept[-1][0]
    return [(_middle(s.period), value) for s, value in kept if _same(s, last)]


def _same(one: Shown, other: Shown) -> bool:
    """The same source, cautions and length; the payer's total and a sum of all the communes count the same people."""
    lengths = [(s.period.end - s.period.start).days for s in (one, other)]
    ways = [WHOLE if s.method in WHOLE else frozenset({s.method}) for s in (one, other)]
    marks = [(s.source, s.origin, s.flags) for s in (one, other)]
    return ways[0] == ways[1] and marks[0] == marks[1] and abs(lengths[0] - lengths[1]) <= SAME_LENGTH


def _middle(period: Period) -> date:
    return period.start + (period.end - period.start) / 2


def _said(found: Trend, year: int, unit: str, decimals: int) -> str:
    if found.slope is None or found.low is None or found.high is None:
        return SHORT
    if found.value is None or found.value_low is None or found.value_high is None:
        low, high = signed(found.low, unit, decimals), signed(found.high, unit, decimals)
        return f"{SHORT} pour une projection ({RANGE} valeurs) : pentes de {low} à {high} par an"
    fine = max(decimals, 1) if unit == "%" else decimals
    ends = f"{with_unit(found.value_low, unit, fine)} et {with_unit(found.value_high, unit, fine)}"
    value = with_unit(found.value, unit, fine)
    return f"à rythme constant, {value} en {year} (entre {ends}, {ENOUGH} valeurs ou plus, méthode de Theil–Sen)"
