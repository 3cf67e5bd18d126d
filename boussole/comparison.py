"""Comparing figures: with a reference, between periods, among communes. What chance does not explain, what is large
enough to act on, and only then what is better or worse.

Pure: no file, no database, no screen. Takes `Shown` values, so that nothing hidden can be read off a comparison.
Refuses to compare counts with a reference, and periods that are not the same (or, for a trend, not measured alike).
"""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from boussole.catalogue import Indicator
from boussole.disclosure import Shown
from boussole.values import Flag, Method, Period, Status, rounded

SMALL_DENOMINATOR = 50  # house rule: under it, or with a wider interval than this, a rate is said to be fragile
WIDE_HALF_INTERVAL = 10.0  # points
TREND_POINTS = 5  # a trend looks back over at most so many periods measured alike
QUARTILES_FROM = 8  # with fewer communes a quartile would be a rank, and communes are never ranked
DEFAULT_HIGHLIGHTS = 3


class Verdict(StrEnum):
    """A figure against a reference, in words. Only the first three say something of chance."""

    ABOVE = "significativement au-dessus"
    BELOW = "significativement en dessous"
    NOT_DIFFERENT = "non différent"
    HIGHER = "au-dessus"  # a census or a register: chance plays no part
    LOWER = "en dessous"
    EQUAL = "égal"
    UNTESTED = "sans intervalle"  # the source gives no counts: the part of chance is unknown
    OTHER_PERIOD = "autre période"
    NONE = "sans comparaison"


class Judgement(StrEnum):
    """Above or below, once the indicator's polarity has been heard. NONE: neutral, or nothing certain."""

    BETTER = "meilleur"
    WORSE = "moins bon"
    NONE = ""


class Direction(StrEnum):
    """The change between two periods measured alike. NONE: there are no two such periods, or no interval."""

    UP = "en hausse"
    DOWN = "en baisse"
    STEADY = "sans changement net"
    NONE = ""


ARROWS = {Direction.UP: "↗", Direction.DOWN: "↘", Direction.STEADY: "", Direction.NONE: ""}


@dataclass(frozen=True)
class Comparison:
    """`gap`: value − reference as printed, in the indicator's unit (points for a percentage); None without both.
    `useful`: at least the indicator's useful gap.
    """

    verdict: Verdict
    gap: float | None = None
    judgement: Judgement = Judgement.NONE
    useful: bool = False

    @property
    def significant(self) -> bool:
        return self.verdict in (Verdict.ABOVE, Verdict.BELOW)

    @property
    def matters(self) -> bool:
        """Beyond chance, large enough to act on, and better or worse."""
        return self.significant and self.useful and self.judgement is not Judgement.NONE


@dataclass(frozen=True)
class Trend:
    """The change since `before`, the earliest of the last periods measured alike. `change` is as printed."""

    direction: Direction
    before: Shown | None = None
    change: float | None = None
    judgement: Judgement = Judgement.NONE
    useful: bool = False

    @property
    def arrow(self) -> str:
        return ARROWS[self.direction]

    @property
    def matters(self) -> bool:
        return self.useful and self.judgement is not Judgement.NONE


@dataclass(frozen=True)
class Judged:
    """One indicator's figure with its comparison and its trend: what highlights are chosen from."""

    indicator: Indicator
    comparison: Comparison
    trend: Trend


def compare(indicator: Indicator, shown: Shown, reference: Shown | None) -> Comparison:
    """A figure against the reference of the same period: significant when its 95 % interval excludes the reference's
    value (OHID Fingertips, « compared to benchmark »). The reference's own interval is not used: it counts far more
    people.
    """
    if reference is None or indicator.nature == "effectif" or shown.value is None or reference.value is None:
        return Comparison(Verdict.NONE)
    if shown.period != reference.period:
        return Comparison(Verdict.OTHER_PERIOD)
    gap = difference(indicator, shown.value, reference.value)
    verdict = _verdict(indicator, shown, reference.value, gap)
    side = {Verdict.ABOVE: 1, Verdict.HIGHER: 1, Verdict.BELOW: -1, Verdict.LOWER: -1}.get(verdict, 0)
    return Comparison(verdict, gap, _judged(indicator, side), reaches_useful_gap(indicator, gap))


def _verdict(indicator: Indicator, shown: Shown, reference: float, gap: float) -> Verdict:
    if not indicator.interval:
        return Verdict.EQUAL if gap == 0 else Verdict.HIGHER if gap > 0 else Verdict.LOWER
    if not has_interval(shown):
        return Verdict.UNTESTED
    assert shown.low is not None and shown.high is not None
    return (
        Verdict.ABOVE if shown.low > reference else Verdict.BELOW if shown.high < reference else Verdict.NOT_DIFFERENT
    )


def trend(indicator: Indicator, shown: Shown, history: Iterable[Shown]) -> Trend:
    """The change of a figure since the earliest of its last `TREND_POINTS` periods measured alike, itself included.

    `history` may hold any periods of the same indicator and territory. Up or down only when the two 95 % intervals do
    not overlap: what is said is what the drawn intervals show. A census or a register moves when its number does.
    """
    if shown.value is None:
        return Trend(Direction.NONE)
    earlier = sorted((h for h in history if h.value is not None and alike(h, shown)), key=lambda h: h.period)
    back = earlier[-(TREND_POINTS - 1) :]
    if not back or (indicator.interval and not has_interval(shown)):
        return Trend(Direction.NONE)
    before = back[0]
    assert before.value is not None
    change = difference(indicator, shown.value, before.value)
    side = _moved(indicator, before, shown, change)
    if side is None:
        return Trend(Direction.NONE)
    direction = Direction.UP if side > 0 else Direction.DOWN if side < 0 else Direction.STEADY
    useful = side != 0 and reaches_useful_gap(indicator, change)
    return Trend(direction, before, change, _judged(indicator, side), useful)


def _moved(indicator: Indicator, before: Shown, after: Shown, change: float) -> int | None:
    """1, −1, or 0 when chance may explain the change; None when nobody can tell."""
    if not indicator.interval:
        return (change > 0) - (change < 0)
    if before.low is None or before.high is None or after.low is None or after.high is None:
        return None
    return (after.low > before.high) - (after.high < before.low)


def alike(earlier: Shown, later: Shown) -> bool:
    """Whether an earlier figure was measured as the later one: the same days of another year without overlap, the same
    source, the same way to the territory's total, the same cautions, and no commune left out of either.
    """
    return (
        same_calendar(earlier.period, later.period)
        and earlier.source == later.source
        and _way(earlier) == _way(later)
        and earlier.flags - {Flag.INITIAL_VALUE} == later.flags - {Flag.INITIAL_VALUE}
        and Flag.PARTIAL_SUM not in later.flags
    )


def _way(shown: Shown) -> Method:
    return Method.SOURCE if shown.method is Method.SOURCE_TOTAL else shown.method


def same_calendar(earlier: Period, later: Period) -> bool:
    """Whether two periods are the same days of two years, the earlier over before the later begins."""
    years = later.start.year - earlier.start.year
    return (
        earlier.end < later.start
        and years == later.end.year - earlier.end.year
        and _place_in_year(earlier.start) == _place_in_year(later.start)
        and _place_in_year(earlier.end + timedelta(days=1)) == _place_in_year(later.end + timedelta(days=1))
    )


def _place_in_year(when: date) -> tuple[int, int]:
    return when.month, when.day


def has_interval(shown: Shown) -> bool:
    """Whether `low` and `high` are a 95 % interval, not the bounds of what is masked."""
    return shown.low is not None and shown.high is not None and shown.method is not Method.BOUNDS


def difference(indicator: Indicator, value: float, other: float) -> float:
    """value − other as a reader would work it out from what is printed."""
    decimals = indicator.decimals
    return rounded(rounded(value, decimals) - rounded(other, decimals), decimals)


def reaches_useful_gap(indicator: Indicator, gap: float) -> bool:
    """Whether a gap is large enough to act on; never where the catalogue gives no useful gap."""
    least = indicator.least_useful_gap
    return least is not None and abs(gap) >= least


def _judged(indicator: Indicator, side: int) -> Judgement:
    if side == 0 or indicator.polarity == "neutral":
        return Judgement.NONE
    return Judgement.BETTER if (side > 0) == (indicator.polarity == "up") else Judgement.WORSE


def fragile(indicator: Indicator, shown: Shown) -> bool:
    """Whether a rate rests on so few people that it is to be read with care."""
    if shown.value is None or indicator.nature not in ("part", "taux"):
        return False
    few = shown.denominator is not None and shown.denominator < SMALL_DENOMINATOR
    wide = (
        indicator.nature == "part"
        and shown.low is not None
        and shown.high is not None
        and shown.method is not Method.BOUNDS
        and (shown.high - shown.low) / 2 > WIDE_HALF_INTERVAL
    )
    return few or wide


def visible_values(figures: Iterable[Shown]) -> list[float]:
    """The values that are there to be seen, in growing order."""
    return sorted(s.value for s in figures if s.value is not None and s.status is Status.OK)


def quartiles(values: Sequence[float]) -> tuple[float, float, float] | None:
    """First quartile, median, third quartile; None for fewer than `QUARTILES_FROM` values."""
    if len(values) < QUARTILES_FROM:
        return None
    low, middle, high = statistics.quantiles(values, n=4, method="inclusive")
    return low, middle, high


def quartile_of(value: float, values: Sequence[float]) -> int | None:
    """1 (the quarter of lowest values) to 4; None where there are too few values, or no spread to speak of."""
    cuts = quartiles(values)
    if cuts is None or cuts[0] == cuts[2]:
        return None
    return 1 + sum(value > cut for cut in cuts)


def highlights(judged: Iterable[Judged], most: int = DEFAULT_HIGHLIGHTS) -> tuple[list[Judged], list[Judged]]:
    """Strengths and points of vigilance, `most` of each, the most striking first; never a neutral indicator.

    The comparison decides when it matters (beyond chance and beyond the useful gap), whatever the trend; otherwise a
    trend that matters does. Those where both agree come first, then the largest gaps, in useful gaps.
    """
    strengths: list[Judged] = []
    vigilance: list[Judged] = []
    for one in judged:
        word = one.comparison.judgement if one.comparison.matters else _of_trend(one)
        if word is Judgement.BETTER:
            strengths.append(one)
        elif word is Judgement.WORSE:
            vigilance.append(one)
    return sorted(strengths, key=_striking)[:most], sorted(vigilance, key=_striking)[:most]


def _of_trend(one: Judged) -> Judgement:
    return one.trend.judgement if one.trend.matters else Judgement.NONE


def _striking(one: Judged) -> tuple[bool, bool, float]:
    """Smallest first: comparison and trend agree, comparison alone, trend alone; then the largest gap."""
    agree = one.comparison.matters and one.trend.judgement is one.comparison.judgement
    gap = one.comparison.gap if one.comparison.matters else one.trend.change
    return not agree, not one.comparison.matters, -abs(gap or 0.0) / (one.indicator.least_useful_gap or 1.0)
