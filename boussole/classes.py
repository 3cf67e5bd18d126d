"""Classes of a map: bounds computed from the values shown, by a named method. Pure.

A class is a pair (lowest, highest), both included, on the grid of printed values: what is printed alike is in one
class, and a legend cannot disagree with its map. The values of all the years of an indicator may be given together,
so that its bounds are the same from one year to the next.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from itertools import pairwise
from statistics import median

import jenkspy

from boussole.values import rounded as as_printed

QUANTILES = "quantiles (autant de communes dans chaque classe)"
QUANTILES_OVER_YEARS = "quantiles (autant de valeurs dans chaque classe)"
JENKS = "seuils naturels de Jenks (valeurs proches ensemble)"
EQUAL = "amplitudes égales (même écart entre les bornes)"

Bounds = list[tuple[float, float]]


def suggested_classes(communes: int) -> int:
    """Béguin & Pumain, *La représentation des données géographiques*: 4 classes under 20 values, 5 from there."""
    return 4 if communes < 20 else 5


def quantile_bounds(values: Sequence[float], classes: int | None = None, decimals: int = 1) -> Bounds:
    """Classes holding about as many values each: (lowest, highest) *observed* in each.

    Equal values are never split; classes that would be empty disappear, so that one value gives one class. Without
    `classes`, as many as suggested.
    """
    printed = _printed(values, decimals)
    if not printed:
        return []
    wanted = max(1, min(classes or suggested_classes(len(printed)), len(set(printed))))
    bounds: Bounds = []
    start = 0
    for k in range(1, wanted + 1):
        stop = len(printed) if k == wanted else round(len(printed) * k / wanted)
        while 0 < stop < len(printed) and printed[stop] == printed[stop - 1]:
            stop += 1  # keep equal values together
        if stop > start:
            bounds.append((printed[start], printed[stop - 1]))
            start = stop
    return bounds


def jenks_bounds(values: Sequence[float], classes: int | None = None, decimals: int = 1) -> Bounds:
    """Natural breaks (Fisher 1958, Jenks 1967): the classes whose values lie closest to their own mean, as observed."""
    printed = _printed(values, decimals)
    distinct = sorted(set(printed))
    wanted = classes or suggested_classes(len(printed))
    if len(distinct) <= wanted:
        return [(v, v) for v in distinct]
    highest = [float(b) for b in jenkspy.jenks_breaks(printed, n_classes=wanted)[1:]]
    bounds: Bounds = []
    for top in highest:
        inside = [v for v in distinct if v <= top and (not bounds or v > bounds[-1][1])]
        if inside:
            bounds.append((inside[0], inside[-1]))
    return bounds


def equal_bounds(values: Sequence[float], classes: int | None = None, decimals: int = 1) -> Bounds:
    """Classes as wide as each other, from the lowest value to the highest; some may hold no value."""
    printed = _printed(values, decimals)
    if not printed:
        return []
    low, high, step = printed[0], printed[-1], 10.0**-decimals
    steps = round((high - low) / step)
    wanted = max(1, min(classes or suggested_classes(len(printed)), steps))
    lows = [as_printed(low + (high - low) * k / wanted, decimals) for k in range(wanted)]
    return [*((a, as_printed(b - step, decimals)) for a, b in pairwise(lows)), (lows[-1], high)]


def around_bounds(
    reference: float, gaps: Iterable[float], classes: int = 4, decimals: int = 1, near: float | None = None
) -> Bounds:
    """Classes on both sides of a reference; the first and the last have no end (±infinity).

    `gaps` are the values minus their reference: on each side, half of them are in the inner class. With 5 classes the
    middle one holds what is `near` the reference (a gap under which nobody should act; else a fifth of all gaps).
    """
    step, centre = 10.0**-decimals, as_printed(reference, decimals)
    known = [g for g in gaps if not math.isnan(g)]
    band = 0.0
    if classes >= 5:
        band = max(step, as_printed(near or _fifth([abs(g) for g in known]), decimals))
    below, above = [-g for g in known if -g > band], [g for g in known if g > band]
    half = (median(below + above) if below + above else band + step) if known else band + step
    down = _beyond(median(below) if below else min(half, max(centre / 2, step)), band, step, decimals)
    up = _beyond(median(above) if above else half, band, step, decimals)

    def at(gap: float) -> float:
        return as_printed(centre + gap, decimals)

    outer_low, outer_high = (-math.inf, at(-down - step)), (at(up + step), math.inf)
    if classes >= 5:
        return [outer_low, (at(-down), at(-band - step)), (at(-band), at(band)), (at(band + step), at(up)), outer_high]
    return [outer_low, (at(-down), at(-step)), (centre, at(up)), outer_high]


def class_of(value: float, bounds: Sequence[tuple[float, float]], decimals: int = 1) -> int | None:
    """The index of the class that holds a value, None outside of all."""
    v = as_printed(value, decimals)
    return next((i for i, (low, high) in enumerate(bounds) if low <= v <= high), None)


def _printed(values: Iterable[float], decimals: int) -> list[float]:
    return sorted(as_printed(v, decimals) for v in values if not math.isnan(v))


def _fifth(distances: list[float]) -> float:
    return sorted(distances)[len(distances) // 5] if distances else 0.0


def _beyond(distance: float, band: float, step: float, decimals: int) -> float:
    """A width on the grid that leaves a class, not a single printed value, between the middle one and it."""
    return max(as_printed(distance, decimals), as_printed(band * 1.5, decimals), as_printed(band + step, decimals))
