"""The pace of a series: Theil–Sen from five values, the range of the slopes with four, nothing before."""

from __future__ import annotations

from datetime import date
from itertools import combinations
from statistics import median

import pytest

from boussole.trend import Trend, trend

AT = date(2026, 7, 1)


def series(*values: float) -> list[tuple[date, float]]:
    return [(date(2021 + n, 7, 1), v) for n, v in enumerate(values)]


@pytest.mark.parametrize("values", [(), (1,), (1, 2), (1, 2, 3)])
def test_with_less_than_four_values_nothing_is_said(values: tuple[float, ...]) -> None:
    assert trend(series(*values), AT) == Trend("short")


def test_two_values_of_the_same_day_are_no_series() -> None:
    assert trend([*series(1, 2, 3, 4), series(9)[0]], AT) == Trend("short")


def test_with_four_values_the_range_of_the_slopes_is_given_and_no_projection() -> None:
    found = trend(series(100, 90, 85, 70), AT)
    assert (found.kind, found.value, found.value_low, found.value_high) == ("range", None, None, None)
    assert (found.low, found.slope, found.high) == (
        pytest.approx(-15, rel=0.01), pytest.approx(-10, rel=0.01), pytest.approx(-5, rel=0.01),
    )  # fmt: skip


def test_from_five_values_the_median_slope_carries_on_and_one_odd_year_does_not_move_it() -> None:
    steady = trend(series(100, 95, 90, 85, 80), AT)
    assert (steady.kind, steady.slope, steady.value) == (
        "projection",
        pytest.approx(-5, rel=0.01),
        pytest.approx(75, abs=0.1),
    )
    odd = trend(series(100, 95, 300, 85, 80), AT)
    assert odd.slope == pytest.approx(-5, rel=0.01)


def test_the_projection_is_the_boring_one_and_lies_in_its_interval() -> None:
    points = series(5104, 4687, 4118, 3462, 2934)
    slopes = [(b - a) / ((e - d).days / 365.25) for (d, a), (e, b) in combinations(points, 2)]
    found = trend(points, AT)
    assert found.slope == pytest.approx(median(slopes))
    assert None not in (found.value, found.value_low, found.value_high, found.low, found.high)
    assert found.value_low <= found.value <= found.value_high  # type: ignore[operator]
    assert min(slopes) - 1e-9 <= found.low <= found.slope <= found.high <= max(slopes) + 1e-9  # type: ignore[operator]
