"""Each value of a map is in exactly one class, and equal values are never set apart."""

from __future__ import annotations

import math
from collections.abc import Callable
from itertools import combinations, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from boussole.classes import (
    QUANTILES,
    Bounds,
    around_bounds,
    class_of,
    equal_bounds,
    jenks_bounds,
    quantile_bounds,
    suggested_classes,
)
from boussole.values import rounded

numbers = st.floats(0, 100).map(lambda v: round(v, 2)) | st.sampled_from([0.0, 10.0, 10.04, 10.05, 50.0])
many = st.lists(numbers, min_size=1, max_size=60)


@given(many, st.integers(1, 6), st.integers(0, 2))
def test_every_value_is_in_exactly_one_class_and_every_class_holds_one(
    values: list[float], classes: int, decimals: int
) -> None:
    bounds = quantile_bounds(values, classes, decimals)
    assert 1 <= len(bounds) <= classes
    found = [[i for i, (low, high) in enumerate(bounds) if low <= rounded(v, decimals) <= high] for v in values]
    assert all(len(f) == 1 for f in found)
    assert [class_of(v, bounds, decimals) for v in values] == [f[0] for f in found]
    assert {f[0] for f in found} == set(range(len(bounds)))


@given(many, st.integers(0, 2))
def test_values_printed_alike_are_in_one_class(values: list[float], decimals: int) -> None:
    bounds = quantile_bounds(values, 5, decimals)
    by_text: dict[float, set[int | None]] = {}
    for v in values:
        by_text.setdefault(rounded(v, decimals), set()).add(class_of(v, bounds, decimals))
    assert all(len(classes) == 1 for classes in by_text.values())


@given(many)
def test_bounds_are_values_seen_in_order_and_classes_do_not_touch(values: list[float]) -> None:
    bounds = quantile_bounds(values)
    flat = [edge for pair in bounds for edge in pair]
    assert flat == sorted(flat)
    assert all(a[1] < b[0] for a, b in pairwise(bounds))
    assert set(flat) <= {rounded(v, 1) for v in values}


@given(st.integers(1, 60))
def test_distinct_values_are_shared_out_evenly(count: int) -> None:
    values = [float(n) for n in range(count)]
    bounds = quantile_bounds(values)
    sizes = [sum(low <= v <= high for v in values) for low, high in bounds]
    assert len(bounds) == min(count, 4 if count < 20 else 5)
    assert max(sizes) - min(sizes) <= 1


@pytest.mark.parametrize(("count", "classes"), [(19, 4), (20, 5), (33, 5), (5, 4), (3, 3), (1, 1)])
def test_there_are_four_classes_under_twenty_values_and_five_from_there(count: int, classes: int) -> None:
    assert len(quantile_bounds([n * 1.0 for n in range(count)])) == classes


def test_one_value_only_makes_one_class_and_none_makes_none() -> None:
    assert quantile_bounds([7.0] * 30) == [(7.0, 7.0)]
    assert quantile_bounds([]) == []
    assert quantile_bounds([math.nan, math.nan]) == []


def test_a_value_outside_of_all_classes_has_none() -> None:
    assert class_of(99, [(0, 1), (2, 3)]) is None
    assert class_of(math.nan, [(0, 1)]) is None


Make = Callable[[list[float], int, int], Bounds]


@pytest.mark.parametrize("make", [quantile_bounds, jenks_bounds, equal_bounds])
@given(values=many, classes=st.integers(4, 5), decimals=st.integers(0, 2))
def test_by_any_method_every_value_is_in_one_class_and_classes_do_not_touch(
    make: Make, values: list[float], classes: int, decimals: int
) -> None:
    bounds = make(values, classes, decimals)
    assert 1 <= len(bounds) <= classes
    assert all(low <= high for low, high in bounds)
    assert all(a[1] < b[0] for a, b in pairwise(bounds))
    assert all(class_of(v, bounds, decimals) is not None for v in values)


def spread(groups: list[list[float]]) -> float:
    """The sum, over the classes, of the squared distances to the class's mean."""
    return sum(sum((v - sum(g) / len(g)) ** 2 for v in g) for g in groups)


@given(st.lists(st.integers(0, 60).map(float), min_size=5, max_size=11), st.integers(2, 4))
def test_jenks_finds_the_classes_that_a_search_of_all_finds(values: list[float], classes: int) -> None:
    values.sort()
    distinct = sorted(set(values))
    if len(distinct) <= classes:
        assert jenks_bounds(values, classes, 0) == [(v, v) for v in distinct]
        return
    cuts = combinations(range(1, len(distinct)), classes - 1)
    best = min(
        spread([[v for v in values if distinct[a] <= v < top(b)] for a, b in pairwise((0, *cut, len(distinct)))])
        for cut in cuts
        for top in [lambda b: distinct[b] if b < len(distinct) else math.inf]
    )
    bounds = jenks_bounds(values, classes, 0)
    assert len(bounds) == classes
    found = spread([[v for v in values if low <= v <= high] for low, high in bounds])
    assert found == pytest.approx(best)


@given(many, st.integers(4, 5))
def test_equal_ranges_are_as_wide_as_each_other_to_the_printed_digit(values: list[float], classes: int) -> None:
    bounds = equal_bounds(values, classes, 1)
    starts = [low for low, _ in bounds]
    widths = [b - a for a, b in pairwise([*starts, bounds[-1][1]])]
    assert bounds[0][0] == min(rounded(v, 1) for v in values)
    assert bounds[-1][1] == max(rounded(v, 1) for v in values)
    assert max(widths) - min(widths) <= 0.1 + 1e-9


@given(
    st.floats(1, 99), st.lists(st.floats(-30, 30), max_size=40), st.sampled_from([4, 5]), st.sampled_from([None, 2.0])
)
def test_around_a_reference_every_number_has_a_class_on_its_side(
    reference: float, gaps: list[float], classes: int, near: float | None
) -> None:
    bounds = around_bounds(reference, gaps, classes, 1, near)
    assert len(bounds) == classes
    assert bounds[0][0] == -math.inf and bounds[-1][1] == math.inf
    assert all(rounded(b[0] - a[1], 1) == 0.1 for a, b in pairwise(bounds))  # no printed number between two classes
    assert class_of(reference, bounds) == 2
    assert class_of(reference - 40, bounds) == 0
    if classes == 4:
        assert class_of(rounded(reference, 1) - 0.1, bounds) == 1  # the reference itself opens the class above


def test_the_middle_class_is_the_gap_under_which_nobody_should_act() -> None:
    bounds = around_bounds(20.0, [-12, -6, -3, -1, 0, 1, 3, 5, 9], 5, 1, near=2.0)
    assert bounds[2] == (18.0, 22.0)
    assert bounds[1] == (14.0, 17.9)  # half of what lies further below
    assert bounds[3] == (22.1, 25.0)


def test_no_class_lies_below_zero_when_nothing_does() -> None:
    low, *_ = around_bounds(3.0, [0.5, 8.0, 12.0], 4, 1)
    assert low[1] >= 0


def test_the_number_of_classes_follows_the_number_of_communes() -> None:
    assert [suggested_classes(n) for n in (1, 19, 20, 1000)] == [4, 4, 5, 5]


def test_the_method_has_a_name_that_says_what_it_does() -> None:
    assert "autant de communes" in QUANTILES
