"""Targets of every kind, years of the contract, and where a value stands."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from boussole.contract import Contract, Criterion, Initial, Standing, Target, read_contract, standing, target_value
from boussole.values import Period

SIGNED = date(2020, 12, 24)  # Bocage Bressuirais


def contract(signed: date | None = SIGNED, **more: Any) -> Contract:
    return Contract(id="c", territory="t", signed=signed, **more)


def criterion(kind: str, value: float | None = None, initial: float | None = None, **more: Any) -> Criterion:
    return Criterion(
        initial=Initial(value=initial), targets={"N+3": Target.model_validate({"kind": kind, "value": value} | more)}
    )


def at_n3(c: Criterion) -> float | None:
    return target_value(c, 3, 2023)


# Targets

NUMBERS = (
    "absolute",
    "relative_initial",
    "relative_annual",
    "step",
    "minimum_and_target",
    "step_with_minimum",
    "frequency",
)
WORDS = ("direction", "qualitative", "to_be_counted", "none")


@pytest.mark.parametrize(
    ("kind", "value", "initial", "expected"),
    [
        ("absolute", 4000, 5280, 4000),
        ("absolute", 0, None, 0),
        ("relative_initial", -0.20, 631, 504.8),
        ("relative_initial", -1, 631, 0),
        ("relative_annual", 0.05, 1635, 1892.716875),
        ("relative_annual", 0, 1635, 1635),
        ("step", 4, 18, 22),
        ("step", -4, 18, 14),
        ("minimum_and_target", 4, None, 4),
        ("step_with_minimum", 4, 18, 22),
        ("frequency", 12, None, 12),
    ],
)
def test_a_target_that_is_a_number_gives_it(kind: str, value: float, initial: float | None, expected: float) -> None:
    assert at_n3(criterion(kind, value, initial)) == pytest.approx(expected)


@pytest.mark.parametrize("kind", ["relative_initial", "relative_annual", "step", "step_with_minimum"])
def test_a_target_relative_to_an_initial_value_waits_for_it_and_takes_zero_for_one(kind: str) -> None:
    assert at_n3(criterion(kind, 0.1, initial=None)) is None
    assert at_n3(criterion(kind, 0.1, initial=0)) == pytest.approx(0.1 if kind.startswith("step") else 0)


@pytest.mark.parametrize("kind", WORDS)
def test_a_target_that_is_no_number_gives_none_even_if_one_is_written(kind: str) -> None:
    assert at_n3(criterion(kind, None, initial=100)) is None
    assert at_n3(criterion(kind, 5, initial=100)) is None


@pytest.mark.parametrize("kind", NUMBERS)
def test_a_target_without_its_number_gives_none(kind: str) -> None:
    assert at_n3(criterion(kind, None, initial=100, minimum=2)) is None


def test_every_kind_of_target_is_tried_here() -> None:
    from typing import get_args

    from boussole.contract import TargetKind

    assert set(get_args(TargetKind)) == {*NUMBERS, *WORDS}


@pytest.mark.parametrize(("rank", "expected"), [(1, 1716.75), (2, 1802.5875), (5, 2086.7203)])
def test_an_annual_increase_is_compounded_from_the_initial_value(rank: int, expected: float) -> None:
    c = Criterion(initial=Initial(value=1635), targets={f"N+{rank}": Target(kind="relative_annual", value=0.05)})
    assert target_value(c, rank, 2020 + rank) == pytest.approx(expected)


def test_a_target_written_for_a_year_comes_before_that_of_its_rank() -> None:
    c = Criterion(targets={"N+3": Target(kind="absolute", value=1), "2023": Target(kind="absolute", value=2)})
    assert target_value(c, 3, 2023) == 2
    assert target_value(c, 3, 2030) == 1
    assert target_value(c, 4, 2024) is None


@pytest.mark.parametrize("key", ["N+0", "N+6", "n+1", "N1", "23", "20233", "année 1"])
def test_a_target_for_an_unknown_year_is_refused_in_french(key: str) -> None:
    with pytest.raises(ValidationError, match="année de cible inconnue"):
        Criterion(targets={key: Target(kind="none")})


# Years


def test_the_exercices_of_bocage_are_those_of_its_signature() -> None:
    bocage = contract()
    assert bocage.years() == [2021, 2022, 2023, 2024, 2025]
    assert [bocage.rank(y) for y in bocage.years()] == [1, 2, 3, 4, 5]
    assert bocage.bounds(2021) == Period(date(2020, 12, 24), date(2021, 12, 23))
    assert bocage.bounds(2025) == Period(date(2024, 12, 24), date(2025, 12, 23))


def test_the_value_of_2023_in_bocage_feeds_n_plus_3_whose_target_is_4000() -> None:
    bocage = contract()
    year = bocage.exercice_of(Period.of_year(2023))
    assert year == 2023
    c = Criterion(
        initial=Initial(value=5280),
        targets={f"N+{n}": Target(kind="absolute", value=v) for n, v in enumerate((5000, 4500, 4000, 3500, 2500), 1)},
    )
    assert target_value(c, bocage.rank(year) or 0, year) == 4000


@pytest.mark.parametrize(
    ("day", "year"),
    [
        (date(2020, 12, 23), None),
        (date(2020, 12, 24), None),  # an initial value, placed at the signature
        (date(2020, 12, 25), 2021),
        (date(2021, 12, 23), 2021),
        (date(2021, 12, 24), 2022),
        (date(2026, 6, 1), 2026),
    ],
)
def test_a_value_feeds_the_exercice_that_holds_its_midpoint(day: date, year: int | None) -> None:
    assert contract().exercice_of(Period(day, day)) == year


def test_what_was_measured_before_the_signature_feeds_no_exercice() -> None:
    assert contract().exercice_of(Period.of_year(2020)) is None
    assert contract().exercice_of(Period.of_year(2019)) is None


@given(st.dates(date(2015, 1, 1), date(2030, 12, 31)), st.integers(1, 2500))
def test_every_day_after_the_signature_is_in_the_bounds_of_its_exercice(signed: date, after: int) -> None:
    c = contract(signed)
    day = signed + timedelta(days=after)
    year = c.exercice_of(Period(day, day))
    assert year is not None
    bounds = c.bounds(year)
    assert bounds is not None
    assert bounds.start <= day <= bounds.end
    following = c.bounds(year + 1)
    assert following is not None
    assert following.start == bounds.end + timedelta(days=1), "no day between two exercices, and none in both"


def test_a_contract_signed_on_the_29th_of_february_has_its_anniversaries() -> None:
    leap = contract(date(2020, 2, 29))
    assert leap.bounds(2021) == Period(date(2020, 2, 29), date(2021, 2, 27))
    assert leap.bounds(2022) == Period(date(2021, 2, 28), date(2022, 2, 27))
    assert leap.bounds(2024) == Period(date(2023, 2, 28), date(2024, 2, 28))
    assert leap.exercice_of(Period(date(2021, 2, 28), date(2021, 2, 28))) == 2022


def test_without_a_signature_the_years_are_those_written_and_the_civil_year_counts() -> None:
    unsigned = contract(None, exercices=[2023])
    assert unsigned.years() == [2023]
    assert unsigned.rank(2023) is None
    assert unsigned.bounds(2023) is None
    assert unsigned.exercice_of(Period(date(2022, 9, 1), date(2023, 8, 31))) == 2023


# Standing


@pytest.mark.parametrize(
    ("polarity", "target", "value", "state", "gap"),
    [
        ("down", 4000, 3999, "reached", -1),
        ("down", 4000, 4000, "reached", 0),
        ("down", 4000, 4001, "not_reached", 1),
        ("up", 75, 74.9, "not_reached", -0.1),
        ("up", 75, 75, "reached", 0),
        ("up", 0.3, 0.1 + 0.2, "reached", 0),  # not undone by the last bit
        ("down", 0.3, 0.1 + 0.2, "reached", 0),
        ("neutral", 12, 12, "reached", 0),
        ("up", 0, 0, "reached", 0),
    ],
)
def test_a_value_reaches_its_target_or_not_by_the_polarity(
    polarity: str, target: float, value: float, state: str, gap: float
) -> None:
    found = standing(Criterion.model_validate({"polarity": polarity}), target, value)
    assert found.state == state
    assert found.gap == pytest.approx(gap, abs=1e-8)


@pytest.mark.parametrize(
    ("polarity", "value", "state"),
    [
        ("down", 90, "better"), ("down", 110, "worse"), ("up", 110, "better"), ("up", 90, "worse"),
        ("up", 100, "same"), ("down", 100, "same"), ("neutral", 90, "unknown"),
    ],
)  # fmt: skip
def test_where_the_target_is_a_direction_the_value_is_set_against_the_initial_one(
    polarity: str, value: float, state: str
) -> None:
    c = Criterion.model_validate({"polarity": polarity, "initial": {"value": 100}})
    assert standing(c, None, value).state == state


def test_what_is_not_measured_or_has_nothing_to_be_set_against_is_unknown_and_never_zero() -> None:
    assert standing(Criterion(polarity="up"), 5, None) == Standing("unknown")
    assert standing(Criterion(polarity="up"), None, 5) == Standing("unknown")
    assert standing(Criterion(polarity="up", initial=Initial(value=0)), None, 5).state == "better"


# Reading


def test_a_contract_with_an_unknown_key_or_size_is_refused() -> None:
    good: dict[str, Any] = {"id": "c", "territory": "t"}
    assert read_contract(good).objectives == []
    for wrong in ({"siize": 2}, {"size": 5}, {"size": 0}, {"signed": "hier"}, {"objectives": [{"id": "x"}]}):
        with pytest.raises(ValidationError):
            read_contract(good | wrong)


def test_a_contract_survives_being_stored() -> None:
    kept = contract(size=2, objectives=[{"id": "o", "mission": "acces", "label": "L", "criteria": [
        {"targets": {"N+1": {"kind": "step", "value": 1}}}]}])  # fmt: skip
    assert read_contract(kept.model_dump(mode="json")) == kept
