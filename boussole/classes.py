"""Classes of a map: bounds computed from the values shown, by a named method. Pure."""

from __future__ import annotations

import math
from collections.abc import Sequence

from boussole.values import rounded as as_printed

QUANTILES = "quantiles (autant de communes dans chaque classe)"


def quantile_bounds(values: Sequence[float], classes: int = 5, decimals: int = 1) -> list[tuple[float, float]]:
    """Classes holding about as many values each: (lowest, highest) *observed* in each.

    Bounds are observed values rounded to `decimals`; equal values are never split; classes that would be empty
    disappear, so that one value gives one class. Béguin & Pumain: 4 classes under 20 values, 5 above.
    """
    rounded = sorted(as_printed(v, decimals) for v in values if not math.isnan(v))
    if not rounded:
        return []
    distinct = len(set(rounded))
    wanted = max(1, min(classes if len(rounded) >= 20 else min(classes, 4), distinct))
    bounds: list[tuple[float, float]] = []
    start = 0
    for k in range(1, wanted + 1):
        stop = len(rounded) if k == wanted else round(len(rounded) * k / wanted)
        while 0 < stop < len(rounded) and rounded[stop] == rounded[stop - 1]:
            stop += 1  # keep equal values together
        if stop > start:
            bounds.append((rounded[start], rounded[stop - 1]))
            start = stop
    return bounds


def class_of(value: float, bounds: Sequence[tuple[float, float]], decimals: int = 1) -> int | None:
    """The index of the class that holds a value, None outside of all."""
    v = as_printed(value, decimals)
    return next((i for i, (low, high) in enumerate(bounds) if low <= v <= high), None)
