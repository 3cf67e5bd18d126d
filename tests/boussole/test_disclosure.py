"""What is hidden comes out with no number, and nothing that is under a threshold comes out."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from boussole import rates
from boussole.catalogue import Indicator, catalogue
from boussole.disclosure import Shown, show, under_threshold
from boussole.values import Figure, Flag, Kind, Method, Origin, Period, Status, Territory
from tests.builders import effectif, indicator, moyenne, observation, secret, taux

PART, COUNT, RATE, MEAN = indicator(), effectif(), taux(threshold=11, threshold_by_source={}), moyenne(threshold=11)


def figure(numerator: float | None = None, denominator: float | None = None, **more: Any) -> Figure:
    known: dict[str, Any] = {
        "indicator": "mt_sans_17plus", "territory": Territory(Kind.COMMUNE, "79049"), "period": Period.of_year(2024),
        "source": "cpam", "value": None, "numerator": numerator, "denominator": denominator, "low": None,
        "high": None, "method": Method.SOURCE, "status": Status.OK, "origin": Origin.LOADED,
    }  # fmt: skip
    return Figure(**known | more)


def hidden(rule: Indicator, *counts: float | None, **more: Any) -> bool:
    return show(rule, figure(*counts, **more)).hidden


# The edges


@pytest.mark.parametrize(("count", "secret_"), [(0, False), (1, True), (10, True), (11, False), (12, False)])
def test_a_count_from_1_to_10_is_hidden_and_0_and_11_are_shown(count: int, secret_: bool) -> None:
    assert hidden(PART, count, 1000) is secret_
    assert hidden(COUNT, count) is secret_
    assert hidden(RATE, count, 1000) is secret_


@pytest.mark.parametrize(("complement", "secret_"), [(0, False), (1, True), (10, True), (11, False)])
def test_those_who_are_not_counted_are_hidden_like_those_who_are(complement: int, secret_: bool) -> None:
    assert hidden(PART, 500 - complement, 500) is secret_
    assert not hidden(RATE, 500 - complement, 500), "of a rate, the rest are no group of persons"


@pytest.mark.parametrize(("denominator", "secret_"), [(0, False), (1, True), (10, True), (11, False)])
def test_a_group_of_fewer_than_eleven_is_hidden_whole(denominator: int, secret_: bool) -> None:
    assert hidden(PART, 0, denominator) is secret_
    assert hidden(PART, None, denominator) is secret_


@pytest.mark.parametrize(
    ("count", "secret_"), [(0.4, False), (0.5, True), (0.9, True), (10.4, True), (10.5, False), (10.9, False)]
)
def test_a_count_deduced_from_a_rounded_rate_is_judged_as_it_would_be_printed(count: float, secret_: bool) -> None:
    assert hidden(PART, count, 1000) is secret_


@pytest.mark.parametrize(("count", "secret_"), [(0, False), (1, True), (5, True), (6, False)])
def test_supply_seen_in_rezone_is_hidden_under_six(count: int, secret_: bool) -> None:
    supply = catalogue().indicator("mg_effectif")
    assert hidden(supply, count, source="rezone") is secret_


def test_the_threshold_is_that_of_the_source() -> None:
    supply = catalogue().indicator("mg_effectif")
    assert not hidden(supply, 3, source="registre"), "an open register hides nothing"
    assert hidden(supply, 8, source="inconnue"), "an unknown source has the strictest"
    assert hidden(supply, 8, source="une source jamais vue")
    assert not hidden(catalogue().indicator("pop_totale"), 4, source="insee")
    assert show(supply, figure(3, source="rezone")).threshold == 6


def test_the_denominator_of_an_average_is_no_group_of_persons() -> None:
    assert not hidden(MEAN, None, 5, value=2.5)


# Numbers that give others away


@pytest.mark.parametrize(
    ("rule", "counts", "value"),
    [
        (COUNT, (None, None), 5.0),  # a count written as a value
        (PART, (None, 200), 2.0),  # 2 % of 200 are 4
        (PART, (None, 200), 98.0),  # and so are the others
        (PART, (9, None), 1.0),
        (PART, (50, None), 98.0),  # 51 in all: one is not counted
        (PART, (50, None), 90.9),  # 55 in all: five
        (RATE, (None, 10_000), 5.0),  # 5 for 10 000
    ],
)
def test_a_count_that_the_other_numbers_give_away_is_hidden_too(
    rule: Indicator, counts: tuple[float | None, float | None], value: float
) -> None:
    assert hidden(rule, *counts, value=value)


def test_a_rate_alone_gives_no_count_away() -> None:
    assert not hidden(PART, None, None, value=2.0)
    assert not hidden(PART, 0, None, value=0.0)


def test_bounds_that_give_a_small_count_away_are_hidden() -> None:
    known = rates.of_communes(
        PART, Territory(Kind.CPTS, "x"), Period.of_year(2024), "cpam", ["A", "B"],
        {"A": observation("A", 3, 900), "B": secret("B", 300)}, {},
    )  # fmt: skip
    assert known.numerator_low == 3, "the only commune known has three: the lower bound says so"
    assert show(PART, known).hidden
    bounds = {"method": Method.BOUNDS, "denominator": 1000}
    assert hidden(PART, numerator_low=0, numerator_high=10, **bounds), "the upper bound says that there are ten at most"
    assert hidden(PART, numerator_low=992, numerator_high=1000, **bounds), "eight at most are not counted"
    assert not hidden(PART, numerator_low=100, numerator_high=120, **bounds)
    assert not hidden(PART, numerator_low=0, numerator_high=20, **bounds)


# Nothing is left behind


numbers = st.none() | st.floats(0, 2000, allow_nan=False) | st.integers(0, 30).map(float)
figures = st.builds(
    figure,
    numerator=numbers, denominator=numbers, value=numbers, low=numbers, high=numbers,
    numerator_low=numbers, numerator_high=numbers,
    status=st.sampled_from(Status), method=st.sampled_from(Method), origin=st.sampled_from(Origin),
    source=st.sampled_from(["cpam", "rezone", "registre", "inconnue"]),
    flags=st.frozensets(st.sampled_from(Flag)), extracted=st.none() | st.just(date(2025, 3, 12)),
)  # fmt: skip
rules = st.sampled_from([PART, COUNT, RATE, MEAN, catalogue().indicator("mg_effectif")])
NUMBERS = {"value", "numerator", "denominator", "low", "high", "numerator_low", "numerator_high"}


@given(rules, figures)
def test_what_is_hidden_or_missing_holds_no_number_in_any_field(rule: Indicator, made: Figure) -> None:
    shown = show(rule, made)
    if shown.hidden or made.status is not Status.OK:
        held = {f.name: getattr(shown, f.name) for f in fields(Shown)}
        assert {n for n, v in held.items() if isinstance(v, int | float)} <= {"threshold"}
        assert {held[n] for n in NUMBERS} == {None}
    else:
        assert {n: getattr(shown, n) for n in NUMBERS} == {n: getattr(made, n) for n in NUMBERS}


@given(rules, figures)
def test_no_number_shown_is_under_the_threshold(rule: Indicator, made: Figure) -> None:
    shown = show(rule, made)
    if shown.threshold is None:
        return
    parts = [shown.numerator, shown.numerator_low]
    parts += [shown.denominator] if rule.nature != "moyenne" else []
    if rule.nature == "part" and shown.numerator is not None and shown.denominator is not None:
        parts.append(shown.denominator - shown.numerator)
    assert [p for p in parts if p is not None and 0.5 <= p < shown.threshold - 0.5] == []


@given(rules, figures)
def test_a_hidden_figure_looks_the_same_whatever_it_hides(rule: Indicator, made: Figure) -> None:
    shown = show(rule, made)
    if shown.hidden:
        none = dict.fromkeys(NUMBERS)
        assert shown == show(rule, replace(made, status=Status.SECRET, **none))


@given(rules, figures)
def test_missing_values_stay_told_apart(rule: Indicator, made: Figure) -> None:
    shown = show(rule, made)
    assert shown.status in {made.status, Status.SECRET}
    assert shown.hidden == (made.status is Status.SECRET or under_threshold(rule, made))


def test_what_is_no_number_of_persons_goes_along() -> None:
    made = figure(5, 100, flags=frozenset({Flag.INCOMPLETE}), extracted=date(2025, 3, 12), origin=Origin.PUBLISHED)
    shown = show(PART, made)
    same = {f.name for f in fields(Shown)} & {f.name for f in fields(Figure)} - NUMBERS - {"status"}
    assert {n: getattr(shown, n) for n in same} == {n: getattr(made, n) for n in same}


def test_shown_values_are_made_in_one_place_only() -> None:
    root = Path(__file__).parents[2]
    files = [p for folder in ("boussole", "pages", "etl") for p in (root / folder).rglob("*.py")]
    assert [p.name for p in files if "Shown(" in p.read_text(encoding="utf-8").replace("class Shown(", "")] == [
        "shown.py"
    ]
