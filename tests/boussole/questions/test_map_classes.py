"""A map's classes keep their bounds from year to year, say their method, and can be looked at one at a time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from boussole.french import NNBSP
from boussole.panels import Choropleth
from boussole.questions.commune_map import CommuneMap, commune_map
from boussole.questions.map_classes import METHODS, MISSING, SECRET, Style, alone, legend_entries, rows_alone
from boussole.questions.territories import TerritoryInfo
from boussole.store import Store
from tests.boussole.questions.conftest import COMMUNES
from tests.builders import load, row

Rows = Callable[..., list[dict[str, Any]]]
MT = "mt_sans_17plus"
Y2023 = {"start": date(2023, 1, 1), "finish": date(2023, 12, 31)}
FRANCE = {"kind": "france", "territory": "FR", "numerator": None, "denominator": None}


def asked(
    store: Store, info: TerritoryInfo, method: str = "quantiles", classes: int | None = None, year: int = 2024
) -> CommuneMap:
    answer = commune_map(store, info, MT, year, style=Style(method, classes))
    assert answer is not None
    return answer


def panel(answer: CommuneMap) -> Choropleth:
    assert isinstance(answer.map, Choropleth)
    return answer.map


@pytest.mark.parametrize("method", ["quantiles", "jenks", "egales"])
@pytest.mark.parametrize("classes", [4, 5])
def test_a_change_of_year_keeps_the_legend(
    store: Store, info: TerritoryInfo, communes: Rows, method: str, classes: int
) -> None:
    load(store, *communes(), *communes((24, 36, 48, 52, 80), **Y2023))
    one, other = (panel(asked(store, info, method, classes, year)) for year in (2023, 2024))
    assert one.bins == other.bins
    assert one.method == other.method
    assert one.method.endswith("mêmes bornes de 2023 à 2024")
    for found in (one, other):
        assert all(a.bin is not None for a in found.areas)


@pytest.mark.parametrize("method", METHODS)
def test_every_method_has_a_class_for_every_value(
    store: Store, info: TerritoryInfo, communes: Rows, method: str
) -> None:
    load(store, *communes(), row(**FRANCE, value=19.0))
    for classes in (None, 4, 5):
        found = panel(asked(store, info, method, classes))
        for area in found.areas:
            assert area.shown is not None and area.shown.value is not None and area.bin is not None
            assert found.bins[area.bin].low <= area.shown.value <= found.bins[area.bin].high


def test_around_france_the_legend_names_the_value_and_its_period(
    store: Store, info: TerritoryInfo, communes: Rows
) -> None:
    load(store, *communes(), row(**FRANCE, value=19.0))
    found = panel(asked(store, info, "france", 4))
    assert found.diverging and len(found.bins) == 4
    assert found.method == f"autour de la valeur de la France : 19,0{NNBSP}% (2024)"
    assert [a.bin is not None and a.bin >= 2 for a in found.areas] == [
        a.shown is not None and a.shown.value is not None and a.shown.value >= 19 for a in found.areas
    ]
    assert found.bins[0].label.endswith("ou moins") and found.bins[-1].label.endswith("ou plus")


def test_the_middle_of_five_says_what_it_holds(store: Store, info: TerritoryInfo, communes: Rows) -> None:
    load(store, *communes())
    found = panel(asked(store, info, "territoire", 5))
    assert found.method.startswith(f"autour de la valeur du territoire : 20,0{NNBSP}% (2024)")
    assert found.method.endswith("au milieu : à 2,0 points près")


def test_a_reference_of_another_period_is_not_used_and_the_legend_says_so(
    store: Store, info: TerritoryInfo, communes: Rows
) -> None:
    load(store, *communes(), row(**FRANCE, value=19.0, **Y2023))
    found = panel(asked(store, info, "france"))
    assert not found.diverging and found.method.startswith("quantiles")
    assert found.caution == (
        "Il n’y a pas de valeur de la France pour la même période (2024) : les classes sont des quantiles."
    )


def test_a_legend_entry_shown_alone_sets_the_others_aside(store: Store, info: TerritoryInfo, communes: Rows) -> None:
    load(store, *communes((20, 30, None)), row(territory=COMMUNES[3], numerator=3.0))
    answer = asked(store, info)
    whole = panel(answer)
    entries = legend_entries(whole)
    assert list(entries) == ["10_10", "15_15", SECRET, MISSING]
    assert sum(count for _, count in entries.values()) == len(whole.areas)
    for key, (_, count) in entries.items():
        shown = [a for a in alone(whole, key).areas if not a.aside]
        assert len(shown) == count
        table = rows_alone(answer.table, alone(whole, key), key)
        assert [r[1] for r in table.rows] == [a.code for a in shown] + [""]
        assert entries[key][0] in table.title
    assert {a.secret for a in alone(whole, SECRET).areas if not a.aside} == {True}


def test_an_entry_that_this_map_does_not_have_shows_the_whole_map(
    store: Store, info: TerritoryInfo, communes: Rows
) -> None:
    load(store, *communes())
    answer = asked(store, info)
    assert alone(panel(answer), "99_100") == answer.map
    assert rows_alone(answer.table, panel(answer), "99_100") == answer.table


def test_the_key_of_a_class_is_the_same_from_one_year_to_the_next(
    store: Store, info: TerritoryInfo, communes: Rows
) -> None:
    load(store, *communes(), *communes((24, 36, 48, 52, 80), **Y2023))
    keys = [[*legend_entries(panel(asked(store, info, year=year)))] for year in (2023, 2024)]
    assert keys[0] == keys[1]


def test_hidden_values_move_no_bound(store: Store, info: TerritoryInfo, communes: Rows) -> None:
    load(store, *communes((20, 30, 40, 50)))
    before = panel(asked(store, info)).bins
    load(store, row(territory=COMMUNES[4], numerator=3.0, denominator=30.0))
    assert panel(asked(store, info)).bins == before


def test_the_number_of_classes_follows_the_communes_unless_it_is_chosen(
    store: Store, info: TerritoryInfo, communes: Rows
) -> None:
    load(store, *communes(), *communes((24, 36, 48, 52, 80), **Y2023))
    assert len(panel(asked(store, info)).bins) == 4
    assert len(panel(asked(store, info, classes=5)).bins) == 5
    assert replace(panel(asked(store, info, classes=4)), bins=()) == replace(panel(asked(store, info)), bins=())
