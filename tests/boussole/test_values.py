"""Periods, perimeters and roundings say what they promise."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from boussole.values import Period, perimeter_id, rounded


@pytest.mark.parametrize(
    ("start", "end", "year"),
    [
        (date(2024, 1, 1), date(2024, 12, 31), 2024),
        (date(2021, 11, 1), date(2022, 10, 31), 2022),  # télésanté de Nord-Essonne
        (date(2022, 9, 1), date(2023, 8, 31), 2023),
        (date(2023, 7, 1), date(2024, 6, 30), 2023),  # milieu : le 30 décembre
        (date(2023, 7, 3), date(2024, 7, 2), 2024),  # milieu : le 1er janvier
        (date(2023, 10, 1), date(2024, 2, 28), 2023),  # une campagne contre la grippe
        (date(2020, 12, 24), date(2020, 12, 24), 2020),
        (date(2023, 12, 31), date(2024, 1, 1), 2023),
    ],
)
def test_the_year_of_a_period_is_that_of_its_midpoint(start: date, end: date, year: int) -> None:
    assert Period(start, end).year == year


@given(st.dates(date(1950, 1, 1), date(2090, 1, 1)), st.integers(0, 1500))
def test_the_midpoint_is_as_far_from_one_end_as_from_the_other_by_a_day_at_most(start: date, days: int) -> None:
    end = date.fromordinal(start.toordinal() + days)
    middles = {date.fromordinal(start.toordinal() + d).year for d in range(days + 1) if abs(d - (days - d)) <= 1}
    assert Period(start, end).year in middles


def test_a_period_that_ends_before_it_starts_is_refused() -> None:
    with pytest.raises(ValueError, match="période inversée"):
        Period(date(2024, 1, 2), date(2024, 1, 1))


@pytest.mark.parametrize(
    ("period", "label"),
    [
        (Period.of_year(2024), "2024"),
        (Period(date(2020, 12, 24), date(2020, 12, 24)), "le 24/12/2020"),
        (Period(date(2021, 11, 1), date(2022, 10, 31)), "du 01/11/2021 au 31/10/2022"),
        (Period(date(2023, 1, 1), date(2024, 12, 31)), "du 01/01/2023 au 31/12/2024"),
    ],
)
def test_a_period_is_written_in_french(period: Period, label: str) -> None:
    assert period.label == label


def test_a_perimeter_has_one_name_whatever_the_order_and_another_for_other_communes() -> None:
    assert perimeter_id(["79049", "79013"]) == perimeter_id(("79013", "79049", "79049"))
    assert perimeter_id(["79049"]) != perimeter_id(["79049", "79013"]) != perimeter_id([])


@pytest.mark.parametrize(
    ("value", "decimals", "printed"),
    [
        (74.65, 1, 74.7),
        (6.25, 1, 6.3),
        (0.5, 0, 1),
        (2.5, 0, 3),
        (-2.5, 0, -3),
        (10.49, 0, 10),
        (1234567.5, 0, 1234568),
    ],
)
def test_halves_are_rounded_away_from_zero_as_people_do(value: float, decimals: int, printed: float) -> None:
    assert rounded(value, decimals) == printed


def test_what_rounds_to_nothing_is_zero_and_never_minus_zero() -> None:
    assert str(rounded(-0.04, 1)) == "0.0"
    assert str(rounded(-0.0, 0)) == "0.0"


@given(st.floats(-1e12, 1e12), st.integers(0, 4))
def test_a_rounded_number_is_the_nearest_with_so_many_decimals(value: float, decimals: int) -> None:
    found = rounded(value, decimals)
    assert abs(Decimal(repr(found)) - Decimal(repr(value))) <= Decimal(5).scaleb(-decimals - 1)
    assert rounded(found, decimals) == found


def test_infinity_and_not_a_number_stay_what_they_are() -> None:
    assert rounded(float("inf"), 1) == float("inf")
    assert rounded(float("nan"), 1) != rounded(float("nan"), 1)
