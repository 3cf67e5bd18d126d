"""Rates, intervals and a territory's figure: checked against other programs, published figures and boring twins."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import chi2
from statsmodels.stats.proportion import proportion_confint

from boussole.catalogue import Indicator, catalogue
from boussole.rates import byar, interval, of_communes, of_observation, rate, wilson
from boussole.values import Figure, Flag, Kind, Method, Observation, Origin, Period, Status, Territory
from tests.builders import effectif, indicator, moyenne, observation, secret, taux

CPTS = Territory(Kind.CPTS, "essai")
YEAR = Period.of_year(2024)
SOURCE = "cpam"
PART = indicator()


def together(
    rule: Indicator,
    seen: Sequence[Observation],
    communes: Sequence[str] = (),
    populations: dict[str, int] | None = None,
) -> Figure:
    codes = communes or [o.territory.code for o in seen]
    return of_communes(rule, CPTS, YEAR, SOURCE, codes, {o.territory.code: o for o in seen}, populations or {})


# Intervals


@given(st.integers(1, 200_000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_the_interval_of_a_part_is_wilson_s_as_statsmodels_has_it(counts: tuple[int, int]) -> None:
    numerator, denominator = counts
    expected = proportion_confint(numerator, denominator, alpha=0.05, method="wilson")
    assert wilson(numerator, denominator) == pytest.approx(expected, abs=1e-9)


@given(st.integers(0, 300_000))
def test_the_interval_of_a_count_is_within_a_hair_of_the_exact_poisson_one(count: int) -> None:
    low, high = byar(count)
    exact_low = chi2.ppf(0.025, 2 * count) / 2 if count else 0.0
    exact_high = chi2.ppf(0.975, 2 * count + 2) / 2
    # Byar's approximation: within 0.05 of a count whatever the count, and far closer above ten.
    assert low == pytest.approx(exact_low, abs=0.05, rel=1e-4)
    assert high == pytest.approx(exact_high, abs=0.05, rel=1e-4)


@given(st.floats(0, 1e6))
def test_an_interval_holds_its_count_and_is_never_negative(count: float) -> None:
    low, high = byar(count)
    assert 0 <= low <= count < high


@pytest.mark.parametrize(("numerator", "denominator"), [(1, 0), (5, 4), (-1, 4), (0, -2)])
def test_an_impossible_part_has_no_interval(numerator: float, denominator: float) -> None:
    with pytest.raises(ValueError, match="Wilson"):
        wilson(numerator, denominator)
    assert interval(PART, numerator, denominator) == (None, None)


def test_a_negative_count_has_no_interval() -> None:
    with pytest.raises(ValueError, match="négatif"):
        byar(-1)
    assert interval(effectif(), -1, None) == (None, None)


@pytest.mark.parametrize(
    ("id", "count", "value", "low", "high"),
    [
        ("vacc_ror_2ans", 436, 74.7, 71.0, 78.0),
        ("vacc_grippe_65plus", 8169, 50.3, 49.5, 51.1),
        ("dep_colorectal_50_74", 5549, 34.3, 33.6, 35.0),
    ],
)
def test_the_intervals_of_bocage_are_those_published_to_the_digit(
    id: str, count: int, value: float, low: float, high: float
) -> None:
    rule = catalogue().indicator(id)
    deduced = round(count / value * 100)
    found = interval(rule, count, deduced)
    assert [round(v, 1) for v in found if v is not None] == [low, high]
    computed = rate(rule, count, deduced)
    assert computed is not None
    assert round(computed, 1) == value


def test_the_interval_of_a_rate_is_in_the_unit_of_its_indicator() -> None:
    per_ten_thousand = taux()
    low, high = interval(per_ten_thousand, 50, 100_000)
    assert rate(per_ten_thousand, 50, 100_000) == pytest.approx(5.0)
    assert (low, high) == tuple(pytest.approx(v / 10) for v in byar(50))


def test_a_census_or_a_register_has_no_interval() -> None:
    assert interval(catalogue().indicator("pop_totale"), 5000, None) == (None, None)
    assert interval(catalogue().indicator("pop_65plus"), 50, 500) == (None, None)
    assert interval(catalogue().indicator("asalee_patients"), 1635, None) != (None, None)


def test_what_cannot_be_divided_has_no_rate() -> None:
    assert rate(PART, 5, 0) is None
    assert rate(PART, 5, None) is None
    assert rate(PART, None, 5) is None
    assert rate(moyenne(), 5, 5) is None
    assert rate(effectif(), 5, None) == 5
    assert rate(PART, 0, 5) == 0


# One observation


def test_the_source_s_own_value_is_kept_and_only_a_missing_one_is_computed() -> None:
    assert of_observation(PART, observation(numerator=20, denominator=200, value=10.4)).value == 10.4
    assert of_observation(PART, observation(numerator=20, denominator=200)).value == pytest.approx(10)


def test_a_figure_carries_all_that_its_observation_says() -> None:
    seen = observation(
        numerator=20, denominator=200, lot=7, extracted=date(2025, 3, 12), origin=Origin.PUBLISHED,
        flags=frozenset({Flag.INCOMPLETE}),
    )  # fmt: skip
    figure = of_observation(PART, seen, Method.SOURCE_TOTAL)
    shared = {f.name for f in fields(Figure)} & {f.name for f in fields(Observation)} - {"value"}
    assert {n: getattr(figure, n) for n in shared} == {n: getattr(seen, n) for n in shared}
    assert figure.method is Method.SOURCE_TOTAL


def test_a_division_by_zero_is_called_one() -> None:
    assert of_observation(PART, observation(numerator=0, denominator=0)).status is Status.DIVISION_BY_ZERO


def test_a_value_said_to_be_there_and_absent_is_unavailable() -> None:
    assert of_observation(PART, observation()).status is Status.UNAVAILABLE
    assert of_observation(PART, observation(numerator=5)).status is Status.OK, "a count alone is something"


# A territory from its communes


counts = st.integers(1, 5000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@given(st.lists(counts, min_size=1, max_size=12))
def test_a_territory_is_the_sum_of_numerators_over_the_sum_of_denominators(seen: list[tuple[int, int]]) -> None:
    figure = together(PART, [observation(f"{n:05}", *c) for n, c in enumerate(seen)])
    numerator, denominator = sum(n for n, _ in seen), sum(d for _, d in seen)
    assert (figure.numerator, figure.denominator) == (numerator, denominator)
    assert figure.value == pytest.approx(100 * numerator / denominator)
    assert (figure.low, figure.high) == interval(PART, numerator, denominator)
    assert (figure.method, figure.status, figure.flags) == (Method.SUM, Status.OK, frozenset())


def test_rates_are_never_averaged_even_where_the_communes_write_their_own() -> None:
    seen = [observation("A", 1, 10, value=10.0), observation("B", 900, 1000, value=90.0)]
    figure = together(PART, seen)
    assert figure.value == pytest.approx(901 / 1010 * 100)
    assert figure.value != pytest.approx(50.0)


@given(st.lists(st.integers(0, 400), min_size=1, max_size=12))
def test_a_count_is_the_sum_of_counts_written_as_value_or_as_numerator(seen: list[int]) -> None:
    rule = effectif()
    written = [observation(f"{n}", **({"value": c} if n % 2 else {"numerator": c})) for n, c in enumerate(seen)]
    figure = together(rule, written)
    assert (figure.value, figure.numerator, figure.denominator) == (sum(seen), sum(seen), None)
    assert figure.method is Method.SUM


# Masked communes


hidden_counts = st.lists(st.tuples(st.integers(1, 10), st.integers(11, 500), st.booleans()), min_size=1, max_size=6)


@given(st.lists(counts, min_size=1, max_size=6), hidden_counts)
def test_with_masked_communes_only_an_interval_is_given_and_it_holds_the_truth(
    shown: list[tuple[int, int]], hidden: list[tuple[int, int, bool]]
) -> None:
    seen = [observation(f"A{n}", *c) for n, c in enumerate(shown)]
    seen += [secret(f"B{n}", d) for n, (_, d, _) in enumerate(hidden)]
    figure = together(PART, seen)
    truth = sum(n for n, _ in shown) + sum(n for n, _, _ in hidden)
    assert figure.method is Method.BOUNDS
    assert (figure.value, figure.numerator) == (None, None)
    assert figure.numerator_low == sum(n for n, _ in shown), "a masked value is never counted as a known one"
    assert figure.numerator_high is not None
    assert figure.numerator_low < truth <= figure.numerator_high
    assert figure.numerator_high - figure.numerator_low == 10 * len(hidden)
    denominator = sum(d for _, d in shown) + sum(d for _, d, _ in hidden)
    assert figure.denominator == denominator
    assert figure.low == pytest.approx(100 * figure.numerator_low / denominator)
    assert figure.high == pytest.approx(100 * figure.numerator_high / denominator)


def test_a_masked_commune_is_not_a_zero() -> None:
    masked = together(PART, [observation("A", 100, 1000), secret("B", 500)])
    zero = together(PART, [observation("A", 100, 1000), observation("B", 0, 500)])
    assert zero.value == pytest.approx(100 / 1500 * 100)
    assert masked.value is None
    assert masked != zero


def test_all_masked_is_secret_and_has_no_number() -> None:
    figure = together(PART, [secret("A", 100), secret("B", 200)])
    assert figure.status is Status.SECRET
    assert (figure.value, figure.numerator, figure.low, figure.high, figure.numerator_high) == (None,) * 5


def test_no_more_people_can_be_hidden_than_there_are() -> None:
    figure = together(PART, [observation("A", 100, 1000), secret("B", 4), secret("C", 300)])
    assert (figure.numerator_low, figure.numerator_high) == (100, 100 + 4 + 10)


def test_without_the_denominators_of_masked_communes_only_the_count_is_bounded() -> None:
    figure = together(PART, [observation("A", 100, 1000), secret("B", None)])
    assert (figure.numerator_low, figure.numerator_high) == (100, 110)
    assert (figure.low, figure.high, figure.denominator) == (None, None, None)


def test_the_bounds_follow_the_threshold_of_the_source() -> None:
    supply = effectif(threshold=6)
    figure = together(supply, [observation("A", 40), secret("B")])
    assert (figure.low, figure.high) == (40, 45)
    unknown = of_communes(supply, CPTS, YEAR, "inconnue", ["A", "B"], {
        "A": observation("A", 40), "B": secret("B")}, {})  # fmt: skip
    assert unknown.high == 50


# Absent communes


def test_communes_without_any_value_are_left_out_and_it_is_said() -> None:
    figure = together(PART, [observation("A", 100, 1000)], communes=["A", "B"])
    assert figure.flags == {Flag.PARTIAL_SUM}
    assert figure.value == pytest.approx(10)
    unavailable = observation("B", status=Status.UNAVAILABLE)
    assert together(PART, [observation("A", 100, 1000), unavailable]).flags == {Flag.PARTIAL_SUM}


def test_a_masked_and_an_absent_commune_are_told_apart() -> None:
    figure = together(PART, [observation("A", 100, 1000), secret("B", 300)], communes=["A", "B", "C"])
    assert (figure.method, figure.flags) == (Method.BOUNDS, {Flag.PARTIAL_SUM})
    assert together(PART, [observation("A", 100, 1000), secret("B", 300)]).flags == frozenset()


def test_communes_of_other_territories_are_not_counted() -> None:
    seen = [observation("A", 100, 1000), observation("Z", 900, 1000)]
    assert together(PART, seen, communes=["A"]).numerator == 100


def test_with_nothing_the_figure_says_what_is_missing() -> None:
    assert together(PART, [], communes=["A"]).status is Status.NOT_LOADED
    assert together(PART, [observation("A", status=Status.UNAVAILABLE)]).status is Status.UNAVAILABLE


def test_denominators_that_add_up_to_zero_make_a_division_by_zero_and_no_value() -> None:
    figure = together(PART, [observation("A", 0, 0), observation("B", 0, 0)])
    assert (figure.status, figure.value) == (Status.DIVISION_BY_ZERO, None)


# Where only rates exist


def test_rates_alone_are_weighted_by_the_population_and_the_method_says_so() -> None:
    seen = [observation("A", value=10.0), observation("B", value=40.0)]
    figure = together(PART, seen, populations={"A": 3000, "B": 1000})
    assert figure.value == pytest.approx(17.5)
    assert (figure.method, figure.numerator, figure.low) == (Method.WEIGHTED, None, None)
    assert figure.flags == frozenset()


def test_a_weighted_rate_says_which_communes_it_leaves_out() -> None:
    seen = [observation("A", value=10.0), observation("B", value=40.0), secret("C")]
    populations = {"A": 3000, "B": 1000, "C": 500}
    assert together(PART, seen, populations=populations).flags == {Flag.PARTIAL_SUM}
    no_population = together(PART, seen[:2], populations={"A": 3000})
    assert (no_population.value, no_population.flags) == (10.0, {Flag.PARTIAL_SUM})
    none = together(PART, seen[:2])
    assert (none.value, none.status) == (None, Status.UNAVAILABLE)


def test_an_average_is_weighted_by_its_own_denominator_and_not_by_the_population() -> None:
    seen = [observation("A", value=2.0, denominator=100), observation("B", value=5.0, denominator=300)]
    figure = together(moyenne(), seen, populations={"A": 9000, "B": 1})
    assert figure.value == pytest.approx((2 * 100 + 5 * 300) / 400)
    assert figure.method is Method.WEIGHTED


# What comes along


def test_one_simulated_commune_makes_a_simulated_territory() -> None:
    seen = [observation("A", 1, 10, origin=Origin.PUBLISHED), observation("B", 1, 10, origin=Origin.SIMULATED)]
    assert together(PART, seen).origin is Origin.SIMULATED
    assert together(PART, seen[:1]).origin is Origin.PUBLISHED


def test_the_cautions_of_the_communes_and_the_latest_extraction_go_up_to_the_territory() -> None:
    early = observation("A", 1, 10, flags=frozenset({Flag.INCOMPLETE}), extracted=date(2025, 1, 1))
    late = replace(observation("B", 1, 10), flags=frozenset({Flag.AGE_NOT_STATED}), extracted=date(2025, 6, 1))
    figure = together(PART, [early, late, observation("C", 1, 10)])
    assert figure.flags == {Flag.INCOMPLETE, Flag.AGE_NOT_STATED}
    assert figure.extracted == date(2025, 6, 1)
    assert (figure.territory, figure.period, figure.source) == (CPTS, YEAR, SOURCE)
