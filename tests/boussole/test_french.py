"""Numbers, dates and words as French people write them."""

from __future__ import annotations

from datetime import date

import pytest

from boussole.french import FLAG, METHOD, NBSP, NNBSP, ORIGIN, STATUS, day, number, plural, sort_key, spaced, with_unit
from boussole.values import Flag, Method, Origin, Status


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        (1234.5, 1, "1\u202f234,5"),
        (1234567, 0, "1\u202f234\u202f567"),
        (999, 0, "999"),
        (0, 0, "0"),
        (0.0, 1, "0,0"),
        (-0.04, 1, "0,0"),
        (-1234.5, 1, "\u22121\u202f234,5"),
        (74.65, 1, "74,7"),
        (6.25, 1, "6,3"),
        (16.04, 2, "16,04"),
        (None, 1, "—"),
    ],
)
def test_a_number_has_a_decimal_comma_and_narrow_no_break_spaces(value: float | None, decimals: int, text: str) -> None:
    assert number(value, decimals) == text


def test_no_ordinary_space_is_left_where_a_line_could_break_a_number() -> None:
    assert " " not in number(123456789.25, 2)
    assert with_unit(12.34, "%", 1) == f"12,3{NNBSP}%"


def test_a_unit_follows_its_number_and_nothing_follows_a_dash() -> None:
    assert with_unit(5280, "patients") == f"5{NNBSP}280 patients"
    assert with_unit(None, "%") == "—"


def test_a_date_is_day_month_year() -> None:
    assert day(date(2020, 12, 4)) == "04/12/2020"


@pytest.mark.parametrize(
    ("count", "text"), [(0, "0 commune"), (1, "1 commune"), (2, "2 communes"), (1000, f"1{NNBSP}000 communes")]
)
def test_plurals_start_at_two(count: int, text: str) -> None:
    assert plural(count, "commune") == text


def test_a_plural_may_be_given() -> None:
    assert plural(3, "cellule masquée", "cellules masquées") == "3 cellules masquées"


def test_names_sort_as_in_a_french_dictionary() -> None:
    names = ["Évry", "Zuydcoote", "Œuilly", "Eu", "L’Absie", "Orange", "écully", "Ôrez"]
    assert sorted(names, key=sort_key) == ["écully", "Eu", "Évry", "L’Absie", "Œuilly", "Orange", "Ôrez", "Zuydcoote"]


@pytest.mark.parametrize("sign", [";", "?", "!", "%"])
def test_a_narrow_space_that_cannot_break_comes_before_double_signs(sign: str) -> None:
    assert spaced(f"mot {sign}") == f"mot{NNBSP}{sign}"


def test_a_space_that_cannot_break_comes_before_a_colon_and_inside_guillemets() -> None:
    assert spaced("source : « Rézone » lue") == f"source{NBSP}: «{NBSP}Rézone{NBSP}» lue"


def test_text_with_nothing_to_space_is_left_alone() -> None:
    assert spaced("http://a.fr?x=1;y 12h30") == "http://a.fr?x=1;y 12h30"


def test_every_status_origin_method_and_caution_has_its_words() -> None:
    for words, kinds in ((STATUS, Status), (ORIGIN, Origin), (METHOD, Method), (FLAG, Flag)):
        assert set(words) == set(kinds)
    said = [w for kind, w in STATUS.items() if kind is not Status.OK]
    assert len(set(said)) == len(said), "missing values are told apart"
    assert all(said)
