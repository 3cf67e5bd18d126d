"""Two indicators crossed: a caution and no line, periods written out, hidden places counted and never placed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from boussole.questions.crossing import CAUTION, communes_crossed, territories_crossed
from boussole.questions.territories import TerritoryInfo
from boussole.store import Store
from tests.boussole.questions.conftest import COMMUNES
from tests.builders import load, row

Communes = Callable[..., list[dict[str, Any]]]
MT, ROR = "mt_sans_17plus", "vacc_ror_2ans"


def test_places_with_both_values_are_placed_and_the_others_counted(
    store: Store, info: TerritoryInfo, communes: Communes
) -> None:
    load(store, *communes((20, 30, 40, None, 60)), *communes((30, 40, None, 50), indicator=ROR))
    answer = communes_crossed(store, info, (MT, ROR), 2024, 2024)
    assert answer is not None and answer.chart is not None
    assert [(s.label, s.x, s.y) for s in answer.chart.spots] == [("Argentonnay", 15.0, 20.0), ("L'Absie", 10.0, 15.0)]
    assert answer.facts[0] == "Placés sur le graphique : 2 sur 5 communes"
    assert "2 communes" in answer.facts[1] and "1 commune" in answer.facts[2]
    assert answer.notes[0] == CAUTION and CAUTION in answer.chart.alternative
    hidden = next(r for r in answer.table.rows if r[0] == "Bressuire")
    assert hidden[1:4] == ("secret (< 11)", "", "")


def test_two_periods_are_both_written_out(store: Store, info: TerritoryInfo, communes: Communes) -> None:
    campaign = {"start": date(2023, 10, 1), "finish": date(2024, 3, 31)}
    load(store, *communes(), *communes(indicator=ROR, **campaign))
    answer = communes_crossed(store, info, (MT, ROR), 2024, 2023)
    assert answer is not None and answer.chart is not None
    assert "(2024)" in answer.chart.x_title and "du 01/10/2023 au 31/03/2024" in answer.chart.y_title
    assert any("ne portent pas sur la même période" in n for n in answer.notes)
    same = communes_crossed(store, info, (MT, MT), 2024, 2024)
    assert same is not None and not any("même période" in n for n in same.notes)


def test_a_small_denominator_is_hollow_and_said(store: Store, info: TerritoryInfo, communes: Communes) -> None:
    load(store, *communes(), *communes((15, 16, 17, 18, 19), indicator=ROR, denominator=40.0))
    answer = communes_crossed(store, info, (MT, ROR), 2024, 2024)
    assert answer is not None and answer.chart is not None
    assert all(s.fragile for s in answer.chart.spots) and any("petit effectif" in n for n in answer.notes)


def test_both_references_are_lines(store: Store, info: TerritoryInfo, communes: Communes) -> None:
    reference = {"kind": "france", "territory": "FR", "numerator": None, "denominator": None}
    load(store, *communes(), *communes(indicator=ROR), row(value=12.0, **reference),
         row(indicator=ROR, value=85.0, **reference))  # fmt: skip
    answer = communes_crossed(store, info, (MT, ROR), 2024, 2024, "france")
    assert answer is not None and answer.chart is not None
    assert answer.chart.x_level is not None and answer.chart.x_level.value == 12.0
    assert answer.chart.y_level is not None and answer.chart.y_level.value == 85.0


def test_territories_are_named_and_nothing_common_gives_no_chart(
    store: Store, info: TerritoryInfo, communes: Communes
) -> None:
    load(store, *communes(), *communes((None,) * 5, indicator=ROR))
    answer = territories_crossed(store, [info], (MT, ROR), 2024, 2024)
    assert answer is not None and answer.chart is None and len(answer.table.rows) == 1
    named = territories_crossed(store, [info], (MT, MT), 2024, 2024)
    assert named is not None and named.chart is not None and named.chart.spots[0].named
    assert communes_crossed(store, info, (MT, "pop_totale"), 2024, 2024) is None
    assert len(COMMUNES) == 5
