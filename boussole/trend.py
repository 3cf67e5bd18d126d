"""The pace of a series of values, and where it leads if it goes on. Pure: no file, no database, no clock.

Theil–Sen (Theil 1950, Sen 1968): the median of the slopes between all pairs, which one odd year does not move. With
fewer than five values no interval is honest: four give the range of the slopes, fewer nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from statistics import median
from typing import Literal

ENOUGH, RANGE = 5, 4
YEAR = 365.25


@dataclass(frozen=True)
class Trend:
    """`kind`: projection (five values or more), range (four: the least and the greatest slope), short. Slopes are by
    year; `value` and its bounds are at the day asked for, and only for a projection."""

    kind: Literal["projection", "range", "short"]
    slope: float | None = None
    low: float | None = None
    high: float | None = None
    value: float | None = None
    value_low: float | None = None
    value_high: float | None = None


def trend(points: Sequence[tuple[date, float]], at: date) -> Trend:
    """The trend of values measured alike, at a day. The interval is that of the slope at 95 %, held at the median
    point of the series.

    >>> trend([(date(y, 7, 1), 100 - 5 * (y - 2020)) for y in range(2020, 2024)], date(2025, 7, 1)).kind
    'range'
    """
    days = sorted({day for day, _ in points})
    if len(days) < len(points) or len(points) < RANGE:
        return Trend("short")  # two values for one day are not a series
    x = [day.toordinal() / YEAR for day, _ in points]
    y = [value for _, value in points]
    if len(points) < ENOUGH:
        slopes = [(y2 - y1) / (x2 - x1) for (x1, y1), (x2, y2) in combinations(zip(x, y, strict=True), 2)]
        return Trend("range", median(slopes), min(slopes), max(slopes))
    from scipy.stats import theilslopes  # a second to load: only where a projection is asked for

    found = theilslopes(y, x, 0.95)
    slope, low, high = float(found.slope), float(found.low_slope), float(found.high_slope)
    centre, ahead = median(y), at.toordinal() / YEAR - median(x)
    ends = sorted((centre + low * ahead, centre + high * ahead))
    return Trend("projection", slope, low, high, centre + slope * ahead, ends[0], ends[1])
