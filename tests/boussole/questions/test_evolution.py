"""Through time: lines join only what was measured alike, breaks say what changed, sentences follow the intervals."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from boussole.disclosure import Audience
from boussole.questions.evolution import Evolution, commune_lines, evolution, reference_lines
from boussole.questions.territories import TerritoryInfo
from boussole.store import Store
from tests.boussole.questions.conftest import COMMUNES
from tests.builders import load, row, total

Communes = Callable[..., list[dict[str, Any]]]
MT = "mt_sans_17plus"


def year(when: int) -> dict[str, date]:
    return {"start": date(when, 1, 1), "finish": date(when, 12, 31)}


def asked(store: Store, info: TerritoryInfo, *rest: str) -> Evolution:
    answer = evolution(store, info, MT, *rest)
    assert answer is not None
    return answer


def runs(answer: Evolution, role: str = "own") -> list[list[str]]:
    assert answer.chart is not None
    return [[m.label for m in run] for line in answer.chart.lines if line.role == role for run in line.runs]


def test_values_measured_alike_are_one_line_and_make_a_sentence(
    store: Store, info: TerritoryInfo, communes: Communes
) -> None:
    load(store, *communes((60, 70, 80, 90, 99), **year(2022)), *communes((50,) * 5, **year(2023)),
         *communes(**year(2024)))  # fmt: skip
    answer = asked(store, info)
    assert runs(answer) == [["2022", "2023", "2024"]] and answer.breaks == ()
    assert answer.sentences == (
        "CPTS d’essai, entre 2022 et 2024 : en baisse, ce qui est favorable (39,9\u202f% → 20,0\u202f%).",
    )


def test_overlapping_intervals_are_no_net_change(store: Store, info: TerritoryInfo, communes: Communes) -> None:
    load(store, *communes((21, 31, 41, 51, 61), **year(2023)), *communes(**year(2024)))
    assert "pas de changement net : les intervalles se recouvrent" in asked(store, info).sentences[0]


def test_one_value_makes_no_sentence_of_change(store: Store, info: TerritoryInfo, communes: Communes) -> None:
    load(store, *communes())
    assert "pas assez de valeurs mesurées de la même façon" in asked(store, info).sentences[0]


@pytest.mark.parametrize(
    ("second", "said"),
    [
        ({"source": "rezone"}, "changement de source"),
        ({"start": date(2024, 1, 1), "finish": date(2024, 6, 30)}, "autre sorte de période (un an → 6 mois)"),
        ({"start": date(2024, 4, 1), "finish": date(2025, 3, 31)}, "autre moment de l’année"),
        ({"start": date(2023, 7, 1), "finish": date(2024, 6, 30)}, "périodes qui se chevauchent"),
        ({"flags": "age_not_stated"}, "définition (âges non précisés"),
        ({"start": date(2024, 5, 2), "finish": date(2024, 5, 2)}, "autre sorte de période (un an → un jour)"),
    ],
)
def test_a_break_is_numbered_said_and_not_crossed(
    store: Store, info: TerritoryInfo, communes: Communes, second: dict[str, Any], said: str
) -> None:
    load(store, *communes(**year(2023)), *communes(**(year(2024) | second)))
    answer = asked(store, info)
    assert len(runs(answer)) == 2 and answer.chart is not None
    assert [b.number for b in answer.chart.breaks] == [1]
    assert answer.breaks[0].startswith("1. CPTS d’essai, entre ") and said in answer.breaks[0]
    between = answer.chart.breaks[0].when
    first, last = (line[0].when for line in answer.chart.lines[0].runs)
    assert first < between < last


def test_a_total_after_sums_is_another_way_of_counting(store: Store, info: TerritoryInfo, communes: Communes) -> None:
    load(store, *communes(**year(2023)),
         total("essai", COMMUNES, numerator=190.0, denominator=1000.0, **year(2024)), perimeters=[COMMUNES])  # fmt: skip
    assert "changement de calcul (somme des communes → total de la source)" in asked(store, info).breaks[0]


def test_a_total_of_another_perimeter_is_apart_on_screen_and_absent_from_public_documents(
    store: Store, info: TerritoryInfo, communes: Communes
) -> None:
    load(store, total("essai", COMMUNES[:3], numerator=150.0, denominator=600.0, **year(2022)),
         *communes(**year(2023)), *communes(**year(2024)), perimeters=[COMMUNES[:3]])  # fmt: skip
    answer = asked(store, info)
    assert runs(answer) == [["2022"], ["2023", "2024"]] and "changement de périmètre" in answer.breaks[0]
    assert "autre périmètre" in answer.table.rows[0][8] and "entre 2023 et 2024" in answer.sentences[0]
    assert any("couvre un autre périmètre (2022)" in n and "à part" in n for n in answer.notes)
    public = evolution(store, info, MT, audience=Audience.DIFFUSION)
    assert public is not None and runs(public) == [["2023", "2024"]]
    assert all(r[1] != "2022" for r in public.table.rows)


def test_a_masked_year_stops_the_line_and_shows_no_number(
    store: Store, info: TerritoryInfo, communes: Communes
) -> None:
    for when, rows in ((2022, (50,) * 5), (2023, (None,) * 5), (2024, (60,) * 5)):
        load(store, *communes(rows, **year(when)), name=f"{when}.csv")
    answer = asked(store, info)
    assert runs(answer) == [["2022"], ["2024"]]
    assert answer.table.rows[1][2:6] == ("secret (< 11)", "", "", "")


def test_bounds_are_marked_as_such_and_make_no_sentence(store: Store, info: TerritoryInfo, communes: Communes) -> None:
    rows = [r | {"denominator": 200.0} for r in communes((None, 30, 40, 50, 60))]
    load(store, *rows)
    answer = asked(store, info)
    assert answer.chart is not None
    mark = answer.chart.lines[0].runs[0][0]
    assert mark.bounds and mark.text.startswith("entre ") and "aucune évolution" in answer.sentences[0]
    assert any("encadrement" in n for n in answer.notes)


def test_a_reference_and_a_commune_are_lines_of_their_own(
    store: Store, info: TerritoryInfo, communes: Communes
) -> None:
    years = (2023, 2024)
    france = [
        row(kind="france", territory="FR", value=12.0, numerator=None, denominator=None, **year(y)) for y in years
    ]
    load(store, *(r for y in years for r in communes(**year(y))), *france)
    assert reference_lines(store, info, MT) == {"france": "France"}
    assert next(iter(commune_lines(store, info, MT).values())) == "Argentonnay"
    answer = asked(store, info, "", "79049")
    assert runs(answer, "reference") == [["2023", "2024"]] and runs(answer, "commune") == [["2023", "2024"]]
    assert not any(s.startswith("France") for s in answer.sentences)  # its counts are not known: nobody can tell
    assert any(s.startswith("Bressuire") for s in answer.sentences)
    without = asked(store, info, "aucune", "75056")  # not of the territory
    assert without.chart is not None and [line.role for line in without.chart.lines] == ["own"]


def test_a_count_starts_from_zero_and_has_no_reference(store: Store, info: TerritoryInfo) -> None:
    load(store, *(row(territory=c, indicator="mg_effectif", denominator=None, source="demonstration") for c in COMMUNES),
         row(kind="france", territory="FR", indicator="mg_effectif", numerator=9000.0, denominator=None))  # fmt: skip
    answer = evolution(store, info, "mg_effectif")
    assert answer is not None and answer.chart is not None
    assert answer.chart.zero_based and reference_lines(store, info, "mg_effectif") == {}


def test_nothing_at_all_is_none(store: Store, info: TerritoryInfo, communes: Communes) -> None:
    load(store, *communes())
    assert evolution(store, info, "vacc_ror_2ans") is None
