"""What a comparison says, and above all what it refuses to say."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.proportion import proportion_confint

from boussole.catalogue import Indicator
from boussole.comparison import (
    DEFAULT_HIGHLIGHTS,
    Direction,
    Judged,
    Judgement,
    Verdict,
    alike,
    compare,
    fragile,
    highlights,
    quartile_of,
    quartiles,
    same_calendar,
    trend,
)
from boussole.disclosure import Shown, show
from boussole.rates import of_observation
from boussole.values import Flag, Method, Period, Status, rounded
from tests.builders import effectif, indicator, moyenne, observation, secret

DOWN = indicator()  # a part, a fall is wanted, useful gap 2 points
UP = indicator(polarity="up")
NEUTRAL = indicator(polarity="neutral")
CENSUS = indicator(polarity="neutral", interval=False, threshold=None)


def seen(rule: Indicator, numerator: float, denominator: float, year: int = 2024, **changes: Any) -> Shown:
    return show(
        rule,
        of_observation(
            rule, observation("79049", numerator, denominator, **({"period": Period.of_year(year)} | changes))
        ),
    )


def published(rule: Indicator, value: float, year: int = 2024) -> Shown:
    return show(rule, of_observation(rule, observation(value=value, period=Period.of_year(year))))


# Against a reference


def test_a_figure_whose_interval_excludes_the_reference_is_above_or_below_it() -> None:
    shown = seen(DOWN, 155, 1000)  # 15,5 %, intervalle 13,4–17,9
    assert compare(DOWN, shown, published(DOWN, 11.2)).verdict is Verdict.ABOVE
    assert compare(DOWN, shown, published(DOWN, 17.0)).verdict is Verdict.NOT_DIFFERENT
    assert compare(DOWN, shown, published(DOWN, 18.5)).verdict is Verdict.BELOW
    assert compare(DOWN, shown, published(DOWN, 11.2)).gap == 4.3


@pytest.mark.parametrize(
    ("rule", "above", "below"),
    [
        (DOWN, Judgement.WORSE, Judgement.BETTER),
        (UP, Judgement.BETTER, Judgement.WORSE),
        (NEUTRAL, Judgement.NONE, Judgement.NONE),
    ],
)
def test_only_polarity_turns_above_and_below_into_better_and_worse(
    rule: Indicator, above: Judgement, below: Judgement
) -> None:
    shown = seen(rule, 155, 1000)
    assert compare(rule, shown, published(rule, 11.2)).judgement is above
    assert compare(rule, shown, published(rule, 20.0)).judgement is below
    assert compare(rule, shown, published(rule, 15.6)).judgement is Judgement.NONE


@given(st.integers(11, 5000), st.integers(22, 10_000), st.floats(0.1, 99.9), st.sampled_from([DOWN, UP, NEUTRAL]))
def test_significance_is_the_interval_of_statsmodels_and_nothing_else(
    n: int, d: int, reference: float, rule: Indicator
) -> None:
    d = max(n + 11, d)
    low, high = (100 * bound for bound in proportion_confint(n, d, method="wilson"))
    said = compare(rule, seen(rule, n, d), published(rule, reference))
    if min(abs(reference - low), abs(reference - high)) > 0.1001:  # nearer, the printed decimal decides
        assert said.significant is not (low <= reference <= high)
        assert (said.verdict is Verdict.ABOVE) == (reference < low)
    if said.judgement is not Judgement.NONE:
        assert said.significant and rule.polarity != "neutral"


def test_words_and_printed_numbers_cannot_disagree() -> None:
    shown = seen(UP, 451, 541)
    assert shown.high is not None and 86.2 < shown.high < 86.3  # printed 80,0–86,3
    assert compare(UP, shown, published(UP, 86.3)).verdict is Verdict.NOT_DIFFERENT
    assert compare(UP, shown, published(UP, 86.4)).verdict is Verdict.BELOW


def test_different_periods_are_never_compared() -> None:
    said = compare(DOWN, seen(DOWN, 155, 1000), published(DOWN, 5.0, year=2023))
    assert said.verdict is Verdict.OTHER_PERIOD and said.gap is None and not said.significant


def test_a_hidden_figure_is_compared_with_nothing() -> None:
    hidden = show(DOWN, of_observation(DOWN, secret("79049", 500.0)))
    assert compare(DOWN, hidden, published(DOWN, 5.0)).verdict is Verdict.NONE
    assert compare(DOWN, seen(DOWN, 155, 1000), hidden).verdict is Verdict.NONE
    assert trend(DOWN, hidden, [seen(DOWN, 155, 1000, 2023)]).direction is Direction.NONE
    assert trend(DOWN, seen(DOWN, 155, 1000), [replace(hidden, period=Period.of_year(2023))]).before is None


def test_a_count_is_not_compared_with_the_count_of_a_larger_place() -> None:
    rule = effectif()
    shown = show(rule, of_observation(rule, observation(numerator=400.0, value=400.0)))
    assert compare(rule, shown, replace(shown, value=9000.0)).verdict is Verdict.NONE


def test_a_rate_without_counts_says_its_gap_but_not_that_chance_is_ruled_out() -> None:
    said = compare(DOWN, published(DOWN, 15.5), published(DOWN, 11.2))
    assert (
        said.verdict is Verdict.UNTESTED and said.gap == 4.3 and said.judgement is Judgement.NONE and not said.matters
    )
    average = moyenne()
    shown = show(average, of_observation(average, observation(value=2.4, indicator="apl_mg")))
    assert compare(average, shown, replace(shown, value=3.3)).verdict is Verdict.UNTESTED


def test_the_bounds_of_what_is_masked_are_no_interval_of_chance() -> None:
    shown = replace(seen(DOWN, 155, 1000), method=Method.BOUNDS)
    assert compare(DOWN, shown, published(DOWN, 5.0)).verdict is Verdict.UNTESTED


def test_a_census_differs_without_chance() -> None:
    assert compare(CENSUS, seen(CENSUS, 200, 1000), published(CENSUS, 22.0)).verdict is Verdict.LOWER
    assert compare(CENSUS, seen(CENSUS, 220, 1000), published(CENSUS, 22.0)).verdict is Verdict.EQUAL
    assert compare(CENSUS, seen(CENSUS, 240, 1000), published(CENSUS, 22.0)).verdict is Verdict.HIGHER


def test_a_significant_gap_below_the_useful_one_does_not_matter() -> None:
    shown = seen(DOWN, 12_000, 100_000)
    near, far = compare(DOWN, shown, published(DOWN, 11.2)), compare(DOWN, shown, published(DOWN, 10.0))
    assert near.significant and near.judgement is Judgement.WORSE and not near.useful and not near.matters
    assert far.useful and far.matters and far.gap == 2.0


def test_the_useful_gap_is_two_points_for_a_percentage_that_says_none() -> None:
    assert indicator(useful_gap=None).least_useful_gap == 2.0
    assert indicator(useful_gap=5).least_useful_gap == 5
    assert effectif(useful_gap=None).least_useful_gap is None
    assert moyenne(useful_gap=None).least_useful_gap is None


# Between periods


def test_a_change_has_an_arrow_only_when_the_intervals_do_not_overlap() -> None:
    before = seen(DOWN, 150, 1000, 2021)
    steady, fallen = trend(DOWN, seen(DOWN, 130, 1000), [before]), trend(DOWN, seen(DOWN, 90, 1000), [before])
    assert steady.direction is Direction.STEADY and not steady.arrow and steady.judgement is Judgement.NONE
    assert fallen.direction is Direction.DOWN and fallen.arrow == "↘"
    assert fallen.judgement is Judgement.BETTER and fallen.change == -6.0 and fallen.before is before and fallen.matters


@given(st.integers(11, 489), st.integers(11, 489))
def test_a_trend_says_what_the_drawn_intervals_show(first: int, last: int) -> None:
    before, after = seen(UP, first, 500, 2022), seen(UP, last, 500)
    assert before.low is not None and before.high is not None and after.low is not None and after.high is not None
    said = trend(UP, after, [before]).direction
    overlap = rounded(before.low, 1) <= rounded(after.high, 1) and rounded(after.low, 1) <= rounded(before.high, 1)
    assert (said is Direction.STEADY) == overlap
    if not overlap:
        assert (said is Direction.UP) == (last > first)


def test_a_trend_looks_back_over_the_last_five_periods_measured_alike() -> None:
    history = [seen(DOWN, 400 - 10 * (y - 2015), 1000, y) for y in range(2015, 2025)]
    said = trend(DOWN, history[-1], history)
    assert said.before is not None and said.before.period == Period.of_year(2020)


@pytest.mark.parametrize(
    "other",
    [
        {"period": Period(date(2020, 12, 24), date(2020, 12, 24))},  # a day is no year
        {"period": Period(date(2022, 1, 1), date(2023, 12, 31))},  # nor are two years
        {"period": Period(date(2023, 7, 1), date(2024, 6, 30))},  # overlaps, and other months
        {"period": Period(date(2021, 11, 1), date(2022, 10, 31))},
        {"source": "rezone"},
        {"flags": frozenset({Flag.AMBIGUOUS_BASE})},
        {"flags": frozenset({Flag.PARTIAL_SUM})},
    ],
)
def test_unlike_periods_have_no_arrow(other: dict[str, Any]) -> None:
    before = seen(DOWN, 500, 1000, **({"period": Period.of_year(2023)} | other))
    assert trend(DOWN, seen(DOWN, 150, 1000), [before]).direction is Direction.NONE


def test_a_total_and_a_sum_of_communes_are_not_measured_alike() -> None:
    total, added = seen(DOWN, 150, 1000), replace(seen(DOWN, 500, 1000, 2023), method=Method.SUM)
    assert not alike(added, total)
    assert alike(replace(added, method=Method.SOURCE_TOTAL), total)
    partial = frozenset({Flag.PARTIAL_SUM})
    assert not alike(replace(added, flags=partial), replace(total, method=Method.SUM, flags=partial))


def test_campaigns_and_leap_years_are_measured_alike() -> None:
    campaign = [Period(date(y, 10, 1), date(y + 1, 3, 31)) for y in (2022, 2023)]
    assert same_calendar(*campaign) and not same_calendar(*reversed(campaign))
    assert same_calendar(Period(date(2023, 2, 1), date(2023, 2, 28)), Period(date(2024, 2, 1), date(2024, 2, 29)))


def test_a_trend_without_counts_is_not_guessed() -> None:
    assert trend(DOWN, published(DOWN, 5.0), [published(DOWN, 20.0, 2023)]).direction is Direction.NONE
    assert trend(DOWN, seen(DOWN, 50, 1000), [published(DOWN, 20.0, 2023)]).direction is Direction.NONE
    assert trend(CENSUS, published(CENSUS, 21.0), [published(CENSUS, 20.0, 2023)]).direction is Direction.UP


# Among communes, and small numbers


def test_quartiles_wait_for_enough_communes() -> None:
    assert quartiles([1.0] * 7) is None and quartile_of(1.0, list(range(7))) is None
    assert quartiles(list(range(1, 10))) == (3, 5, 7)
    assert [quartile_of(v, list(range(1, 10))) for v in (1, 3, 4, 6, 7, 9)] == [1, 1, 2, 3, 3, 4]
    assert quartile_of(5.0, [5.0] * 20) is None  # no spread, no quarter


def test_few_people_or_a_wide_interval_make_a_fragile_rate() -> None:
    loose = indicator(threshold=None)
    assert fragile(loose, seen(loose, 20, 49)) and fragile(loose, seen(loose, 30, 60))  # ± 12 points
    assert not fragile(loose, seen(loose, 30, 1000))
    assert not fragile(loose, replace(seen(loose, 30, 60), method=Method.BOUNDS))


# Highlights


def judged(rule: Indicator, numerator: int, reference: float, before: int | None = None) -> Judged:
    shown = seen(rule, numerator, 10_000)
    history = [] if before is None else [seen(rule, before, 10_000, 2023)]
    return Judged(rule, compare(rule, shown, published(rule, reference)), trend(rule, shown, history))


def test_highlights_are_at_most_three_of_each_the_largest_gaps_first() -> None:
    found = [judged(DOWN, 1000 + 100 * k, 5.0) for k in range(5)] + [judged(UP, 5000, 40.0)]
    strengths, vigilance = highlights(found)
    assert [j.comparison.gap for j in vigilance] == [9.0, 8.0, 7.0] and len(vigilance) == DEFAULT_HIGHLIGHTS
    assert [j.indicator.polarity for j in strengths] == ["up"]


def test_a_neutral_indicator_or_a_gap_too_small_is_never_a_highlight() -> None:
    assert highlights([judged(NEUTRAL, 3000, 5.0), judged(DOWN, 1010, 9.0), judged(DOWN, 1000, 10.0)]) == ([], [])


def test_what_is_worse_and_worsening_comes_first_and_a_trend_alone_comes_last() -> None:
    only_trend, only_gap, both = (
        judged(DOWN, 1000, 10.0, before=500),
        judged(DOWN, 2000, 5.0),
        judged(DOWN, 1000, 5.0, before=600),
    )
    assert highlights([only_trend, only_gap, both])[1] == [both, only_gap, only_trend]


def test_a_worse_place_that_improves_still_needs_vigilance() -> None:
    strengths, vigilance = highlights([judged(DOWN, 1000, 5.0, before=2000)])
    assert not strengths and vigilance[0].trend.judgement is Judgement.BETTER


@given(st.lists(st.tuples(st.integers(100, 9000), st.floats(1, 90), st.integers(100, 9000)), max_size=8))
def test_no_indicator_is_both_a_strength_and_a_point_of_vigilance(cases: list[tuple[int, float, int]]) -> None:
    found = [judged(UP, n, r, b) for n, r, b in cases]
    strengths, vigilance = highlights(found)
    assert len(strengths) <= 3 and len(vigilance) <= 3
    assert not {id(s) for s in strengths} & {id(v) for v in vigilance}
    assert all(j.comparison.matters or j.trend.matters for j in [*strengths, *vigilance])


def test_the_status_of_a_figure_is_heard_before_its_value() -> None:
    assert (
        compare(
            DOWN, replace(published(DOWN, 5.0), value=None, status=Status.UNAVAILABLE), published(DOWN, 5.0)
        ).verdict
        is Verdict.NONE
    )
