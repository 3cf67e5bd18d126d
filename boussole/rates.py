"""From numerators and denominators to a rate, its 95 % interval, and a territory's figure.

Pure arithmetic: no file, no database, no screen. A masked value is never counted as zero, and rates are never
averaged: Σ numerators / Σ denominators, or an interval when some communes are masked.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from boussole.catalogue import STRICTEST_THRESHOLD, Indicator
from boussole.values import Figure, Flag, Method, Observation, Origin, Period, Status, Territory

Z95 = 1.959963984540054


def wilson(numerator: float, denominator: float) -> tuple[float, float]:
    """The 95 % interval of a proportion, between 0 and 1 (Wilson 1927, as used by OHID Fingertips).

    Raises ValueError unless 0 ≤ numerator ≤ denominator and denominator > 0.
    """
    if denominator <= 0 or not 0 <= numerator <= denominator:
        raise ValueError("un intervalle de Wilson demande 0 ≤ numérateur ≤ dénominateur et un dénominateur positif")
    p = numerator / denominator
    spread = Z95**2 / denominator
    centre = p + spread / 2
    half = Z95 * math.sqrt((p * (1 - p) + spread / 4) / denominator)
    low, high = (centre - half) / (1 + spread), (centre + half) / (1 + spread)
    return (0.0 if numerator == 0 else max(low, 0.0), 1.0 if numerator == denominator else min(high, 1.0))


def byar(count: float) -> tuple[float, float]:
    """The 95 % interval of a count (Byar's approximation of the Poisson interval). Raises ValueError if negative."""
    if count < 0:
        raise ValueError("un effectif ne peut pas être négatif")
    # Under 0.6, which only a count deduced from a rate can be, the approximation would fall below zero.
    low = 0.0 if count == 0 else count * max(1 - 1 / (9 * count) - Z95 / (3 * math.sqrt(count)), 0.0) ** 3
    above = count + 1
    return low, above * (1 - 1 / (9 * above) + Z95 / (3 * math.sqrt(above))) ** 3


def interval(
    indicator: Indicator, numerator: float | None, denominator: float | None
) -> tuple[float | None, float | None]:
    """The 95 % interval in the indicator's unit; (None, None) where counts are not known."""
    if numerator is None or numerator < 0 or not indicator.interval:
        return None, None
    if indicator.nature == "part" and denominator and denominator > 0 and numerator <= denominator:
        low, high = wilson(numerator, denominator)
        return low * indicator.scale, high * indicator.scale
    if indicator.nature == "taux" and denominator and denominator > 0:
        low, high = byar(numerator)
        return low / denominator * indicator.scale, high / denominator * indicator.scale
    if indicator.nature == "effectif":
        return byar(numerator)
    return None, None


def rate(indicator: Indicator, numerator: float | None, denominator: float | None) -> float | None:
    """The value in the indicator's unit, None where it cannot be computed."""
    if indicator.nature == "effectif":
        return numerator
    if indicator.nature == "moyenne" or numerator is None or not denominator:
        return None
    return numerator / denominator * indicator.scale


def of_observation(indicator: Indicator, seen: Observation, method: Method = Method.SOURCE) -> Figure:
    """A single observation as a figure: the source's own value where it gives one, else computed."""
    numerator = _count(indicator, seen)
    value = seen.value if seen.value is not None else rate(indicator, numerator, seen.denominator)
    low, high = interval(indicator, numerator, seen.denominator)
    status = seen.status
    if status is Status.OK and value is None:
        if seen.denominator == 0 and indicator.denominator:
            status = Status.DIVISION_BY_ZERO
        elif numerator is None:
            status = Status.UNAVAILABLE
    return Figure(
        indicator=indicator.id,
        territory=seen.territory,
        period=seen.period,
        source=seen.source,
        value=value,
        numerator=numerator,
        denominator=seen.denominator,
        low=low,
        high=high,
        method=method,
        status=status,
        origin=seen.origin,
        flags=seen.flags,
        extracted=seen.extracted,
        lot=seen.lot,
    )


def _count(indicator: Indicator, seen: Observation) -> float | None:
    """The count of an observation: where the indicator is a count, its value and its numerator are one thing."""
    return seen.value if seen.numerator is None and indicator.nature == "effectif" else seen.numerator


@dataclass(frozen=True)
class _Sums:
    numerator: float
    denominator: float
    numerator_low: float
    numerator_high: float


def of_communes(
    indicator: Indicator,
    territory: Territory,
    period: Period,
    source: str,
    communes: Sequence[str],
    seen: Mapping[str, Observation],
    populations: Mapping[str, int],
) -> Figure:
    """A territory's figure recomputed from its communes, for one period and one source.

    `seen` holds an observation a commune at most, by code. Communes without any are left out and the figure is
    flagged PARTIAL_SUM. Masked communes make it an interval (BOUNDS): each hidden count lies between 0 and the
    threshold minus 1. Where only rates exist, they are weighted by `populations` and the method says so; averages
    weigh by the denominator, which holds their own standardised population.
    """
    present = [seen[c] for c in communes if c in seen]
    ok = [o for o in present if o.status is Status.OK]
    masked = [o for o in present if o.status is Status.SECRET]
    flags = frozenset().union(*(o.flags for o in present)) if present else frozenset[Flag]()
    if len(ok) + len(masked) < len(communes):
        flags |= {Flag.PARTIAL_SUM}
    origins = {o.origin for o in present}
    blank = Figure(
        indicator=indicator.id,
        territory=territory,
        period=period,
        source=source,
        value=None,
        numerator=None,
        denominator=None,
        low=None,
        high=None,
        method=Method.NONE,
        status=Status.SECRET if masked else Status.UNAVAILABLE if present else Status.NOT_LOADED,
        origin=Origin.SIMULATED if Origin.SIMULATED in origins else next(iter(origins), Origin.LOADED),
        flags=flags,
        extracted=max((o.extracted for o in present if o.extracted), default=None),
    )
    if not ok:
        return blank
    if indicator.nature == "moyenne":
        return _weighted(blank, ok, {o.territory.code: o.denominator or 0.0 for o in ok}, masked)
    if any(_count(indicator, o) is None or (indicator.denominator and o.denominator is None) for o in ok):
        return _weighted(blank, ok, {o.territory.code: float(populations.get(o.territory.code, 0)) for o in ok}, masked)
    sums = _sum(indicator, source, ok, masked)
    if masked:
        return _bounded(indicator, blank, sums, all(o.denominator is not None for o in masked))
    if indicator.denominator and sums.denominator == 0:
        return replace(blank, status=Status.DIVISION_BY_ZERO)
    low, high = interval(indicator, sums.numerator, sums.denominator)
    return replace(
        blank,
        value=rate(indicator, sums.numerator, sums.denominator),
        numerator=sums.numerator,
        denominator=sums.denominator if indicator.denominator else None,
        low=low,
        high=high,
        method=Method.SUM,
        status=Status.OK,
    )


def _sum(indicator: Indicator, source: str, ok: list[Observation], masked: list[Observation]) -> _Sums:
    most = (indicator.threshold_for(source) or STRICTEST_THRESHOLD) - 1
    numerator = math.fsum(_count(indicator, o) or 0.0 for o in ok)
    denominator = math.fsum(o.denominator or 0.0 for o in [*ok, *masked])
    # Of a part, nobody can be counted who is not in the denominator.
    bases = [o.denominator if indicator.nature == "part" and o.denominator is not None else most for o in masked]
    return _Sums(numerator, denominator, numerator, numerator + math.fsum(min(most, b) for b in bases))


def _bounded(indicator: Indicator, blank: Figure, sums: _Sums, denominators_known: bool) -> Figure:
    """Only an interval is known; the rate's too, when the masked communes' denominators are given."""
    known = denominators_known and indicator.denominator and sums.denominator > 0
    return replace(
        blank,
        low=rate(indicator, sums.numerator_low, sums.denominator) if known or not indicator.denominator else None,
        high=rate(indicator, sums.numerator_high, sums.denominator) if known or not indicator.denominator else None,
        denominator=sums.denominator if known else None,
        numerator_low=sums.numerator_low,
        numerator_high=sums.numerator_high,
        method=Method.BOUNDS,
        status=Status.OK,
    )


def _weighted(blank: Figure, ok: list[Observation], weights: Mapping[str, float], masked: list[Observation]) -> Figure:
    """Values weighted by `weights`, by code. Communes without a value or a weight are left out, and it is said."""
    valued = [(o.value, w) for o in ok if o.value is not None and (w := weights[o.territory.code]) > 0]
    total = math.fsum(w for _, w in valued)
    if not valued or total <= 0:
        return blank
    return replace(
        blank,
        value=math.fsum(v * w for v, w in valued) / total,
        method=Method.WEIGHTED,
        status=Status.OK,
        flags=blank.flags | ({Flag.PARTIAL_SUM} if masked or len(valued) < len(ok) else set()),
    )
