"""From a value to a rate: each rule, each form of target, and their edges. A better value never gives a lower rate."""

from __future__ import annotations

from fractions import Fraction
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from boussole.contract import Criterion, Rate, Reading, Rule, percent
from boussole.contract.objective import RuleKind, TargetKind
from boussole.contract.rules import RULES, combined_rate, criterion_rate, rounded_rate

F = Fraction


def criterion(
    kind: str = "absolute", value: float | None = 100, polarity: str = "up", initial: float | None = None, **target: Any
) -> Criterion:
    written = {"kind": kind, "value": value} | target
    return Criterion.model_validate({"polarity": polarity, "initial": {"value": initial}, "targets": {"N+2": written}})


def rate(rule: str, of: Criterion, value: float | None, decimals: int | None = None, **more: Any) -> Rate:
    reading = Reading(value=None if value is None else F(str(value)), **more)
    return criterion_rate(Rule.model_validate({"kind": rule, "decimals": decimals}), of, 2, 2022, reading)


def test_every_rule_has_a_french_name() -> None:
    assert set(RULES) == set(get_args(RuleKind))


@pytest.mark.parametrize(
    ("rule", "of", "value", "expected"),
    [
        ("all_or_nothing", criterion(), 99.9, 0),
        ("all_or_nothing", criterion(), 100, 1),
        ("all_or_nothing", criterion(polarity="down"), 100.1, 0),
        ("all_or_nothing", criterion(polarity="down"), 42, 1),
        ("half_when_begun", criterion(), 100, 1),
        ("half_when_begun", criterion(), 1, F(1, 2)),
        ("half_when_begun", criterion(), 0, 0),
        ("half_when_begun", criterion(initial=50), 50, 0),
        ("half_when_begun", criterion(initial=50), 51, F(1, 2)),
        ("half_when_begun", criterion(polarity="down", initial=200), 199, F(1, 2)),
        ("half_when_begun", criterion(polarity="down", initial=200), 201, 0),
        ("half_when_begun", criterion(polarity="down"), 150, 0),  # nothing says that it moved
        ("value_over_target", criterion(), 25, F(1, 4)),
        ("value_over_target", criterion(), 130, 1),
        ("value_over_target", criterion(), -5, 0),
        ("value_over_target", criterion(value=0), 0, 1),
        ("value_over_target", criterion(value=0), -1, 0),
        ("value_over_target", criterion(polarity="down"), 200, F(1, 2)),
        ("value_over_target", criterion(polarity="down", value=0), 3, 0),
        ("value_over_target", criterion(polarity="down", value=0), 0, 1),
        ("initial_to_target", criterion(polarity="down", initial=200), 150, F(1, 2)),
        ("initial_to_target", criterion(polarity="down", initial=200), 260, 0),  # it went the wrong way
        ("initial_to_target", criterion(polarity="down", initial=200), 90, 1),  # met early
        ("initial_to_target", criterion(polarity="down", initial=80), 90, 1),  # met from the start
        ("initial_to_target", criterion(polarity="down", initial=80), 110, 0),  # lost since
        ("initial_to_target", criterion(initial=0), 40, F(2, 5)),
        ("initial_to_target", criterion(initial=100), 100, 1),
        ("initial_to_target", criterion(initial=100), 99, 0),
        ("direction", criterion(initial=50), 51, 1),
        ("direction", criterion("direction", None, initial=50), 50, 0),
        ("direction", criterion("direction", None, initial=0), 1, 1),
        ("direction", criterion("direction", None, "down", 50), 49, 1),
        ("all_or_nothing", criterion("direction", None, "down", 50), 51, 0),
        ("minimum_and_target", criterion("minimum_and_target", minimum=60), 59, 0),
        ("minimum_and_target", criterion("minimum_and_target", minimum=60), 60, F(3, 5)),
        ("minimum_and_target", criterion("minimum_and_target", minimum=60), 100, 1),
        ("minimum_and_target", criterion("minimum_and_target", polarity="down", minimum=125), 126, 0),
        ("minimum_and_target", criterion("minimum_and_target", polarity="down", minimum=125), 125, F(4, 5)),
        ("minimum_and_target", criterion("step_with_minimum", 4, initial=18, minimum=2), 19, 0),
        ("minimum_and_target", criterion("step_with_minimum", 4, initial=18, minimum=2), 20, F(1, 2)),
        ("minimum_and_target", criterion("step_with_minimum", 4, initial=18, minimum=2), 21, F(3, 4)),
        ("minimum_and_target", criterion("step_with_minimum", 4, initial=18, minimum=2), 22, 1),
        ("value_over_target", criterion("frequency", 1, per="month"), 8, F(2, 3)),
        ("value_over_target", criterion("frequency", 2, per="semester"), 3, F(3, 4)),
        ("value_over_target", criterion("relative_initial", -0.1, "down", 631), 600, F("567.9") / 600),
        ("value_over_target", criterion("relative_annual", 0.05, initial=1635), 1635, 1 / F("1.1025")),
        ("all_or_nothing", criterion("step", 4, initial=18), 22, 1),
        ("all_or_nothing", criterion("to_be_counted", None), 0, 1),
    ],
)  # fmt: skip
def test_a_rule_gives_its_rate(rule: str, of: Criterion, value: float, expected: Fraction) -> None:
    assert rate(rule, of, value) == Rate(F(expected))


@pytest.mark.parametrize(
    ("rule", "of", "value", "why"),
    [
        ("all_or_nothing", criterion(), None, "non mesuré"),
        ("all_or_nothing", criterion(value=None), 5, "cible à renseigner"),
        ("all_or_nothing", criterion("none", None), 5, "sans cible pour cet exercice"),
        ("all_or_nothing", criterion("qualitative", None), 5, "cible qualitative : dites si elle est faite"),
        ("all_or_nothing", criterion("qualitative", None), None, "non mesuré"),
        ("all_or_nothing", criterion("relative_initial", -0.1), 5, "valeur initiale à renseigner"),
        ("initial_to_target", criterion(), 5, "valeur initiale à renseigner"),
        ("direction", criterion("direction", None), 5, "valeur initiale à renseigner"),
        ("direction", criterion("direction", None, "neutral", 4), 5, "sens voulu à renseigner"),
        ("minimum_and_target", criterion(), 5, "seuil à renseigner"),
    ],
)
def test_what_cannot_be_known_waits_and_says_why(rule: str, of: Criterion, value: float | None, why: str) -> None:
    assert rate(rule, of, value) == Rate(None, why)


@pytest.mark.parametrize(("state", "full", "half"), [("done", 1, 1), ("begun", 0, F(1, 2)), ("not_begun", 0, 0)])
def test_a_target_that_is_no_number_is_done_begun_or_not(state: Any, full: Fraction, half: Fraction) -> None:
    of = criterion("qualitative", None)
    assert rate("all_or_nothing", of, None, state=state) == Rate(F(full))
    assert rate("half_when_begun", of, None, state=state) == Rate(F(half))
    assert rate("value_over_target", criterion(), None, state=state).rate is None, "a number is asked for"


def test_the_rounding_belongs_to_the_rule() -> None:
    assert rate("value_over_target", criterion(value=7), 2) == Rate(F(2, 7))
    assert rate("value_over_target", criterion(value=7), 2, decimals=1) == Rate(F(286, 1000))
    assert rate("value_over_target", criterion(value=7), 2, decimals=0) == Rate(F(29, 100))
    assert rounded_rate(F(1, 8), 0) == F(13, 100), "halves go up"
    assert [str(percent(x)) for x in (F(2, 7), F(1, 8), F(1))] == ["28.6", "12.5", "100.0"]


def test_a_denominator_retained_in_session_takes_the_place_of_the_target() -> None:
    found = rate("value_over_target", criterion(value=20), 2, decimals=1, target=F(7))
    assert found == Rate(F(286, 1000))


def r(*rates: float | None) -> list[Rate]:
    return [Rate(None, "non mesuré") if x is None else Rate(F(str(x))) for x in rates]


@pytest.mark.parametrize(
    ("rule", "how", "rates", "expected"),
    [
        ("all_or_nothing", "all", r(1, 1), 1),
        ("all_or_nothing", "all", r(1, 0), 0),
        ("half_when_begun", "all", r(1, 0), F(1, 2)),
        ("half_when_begun", "all", r(0, 0), 0),
        ("half_when_begun", "lowest", r(1, 0), 0),
        ("value_over_target", "all", r(1, 0.8), F(4, 5)),
        ("value_over_target", "mean", r(1, 0.8), F(9, 10)),
        ("value_over_target", "lowest", r(1, 0.8), F(4, 5)),
        ("all_or_nothing", "mean", r(1, 0, 0), F(1, 3)),
    ],
)
def test_criteria_combine_by_all_by_mean_or_by_the_lowest(
    rule: str, how: str, rates: list[Rate], expected: Fraction
) -> None:
    assert combined_rate(Rule.model_validate({"kind": rule}), how, rates) == Rate(F(expected))


@pytest.mark.parametrize("how", ["all", "mean", "lowest"])
def test_a_criterion_that_is_not_measured_makes_the_objective_not_measured(how: str) -> None:
    assert combined_rate(Rule(), how, r(1, None)) == Rate(None, "non mesuré")
    assert combined_rate(Rule(), how, []) == Rate(None, "aucun critère")


numbers = st.integers(-200, 400).map(lambda n: n / 2)


@given(
    rule=st.sampled_from(get_args(RuleKind)), kind=st.sampled_from(get_args(TargetKind)),
    polarity=st.sampled_from(["up", "down", "neutral"]), target=numbers, minimum=st.none() | numbers,
    initial=st.none() | numbers, decimals=st.sampled_from([None, 0, 1]), values=st.tuples(numbers, numbers),
)  # fmt: skip
def test_a_better_value_never_has_a_lower_rate(
    rule: str, kind: str, polarity: str, target: float, minimum: float | None, initial: float | None,
    decimals: int | None, values: tuple[float, float],
) -> None:  # fmt: skip
    of = criterion(kind, target, polarity, initial, minimum=minimum)
    worse, better = sorted(values, reverse=polarity == "down")
    low, high = rate(rule, of, worse, decimals).rate, rate(rule, of, better, decimals).rate
    assert all(x is None or 0 <= x <= 1 for x in (low, high))
    if low is not None and high is not None:
        assert low <= high
