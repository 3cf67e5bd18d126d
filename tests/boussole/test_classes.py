"""Each value of a map is in exactly one class, and equal values are never set apart."""

from __future__ import annotations

import math
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from boussole.classes import QUANTILES, class_of, quantile_bounds
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


def test_the_method_has_a_name_that_says_what_it_does() -> None:
    assert "autant de communes" in QUANTILES
