"""Who stands out: quarters and never ranks, one period, words that follow the intervals, nothing of a secret."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

from boussole.disclosure import Audience
from boussole.french import NNBSP
from boussole.geography import geography
from boussole.questions.compare import communes_compared, reference_choices, territories_compared
from boussole.questions.measured import comparable
from boussole.questions.territories import TerritoryInfo, territories
from boussole.store import Store
from tests.boussole.questions.conftest import COMMUNES
from tests.builders import load, row, total

Communes = Callable[..., list[dict[str, Any]]]
MT = "mt_sans_17plus"
TWELVE = ("79049", "79079", "79038", "79013", "79001", "79050", "79062", "79069", "79076", "79088", "79091", "79094")


def france(**changes: Any) -> dict[str, Any]:
    return row(kind="france", territory="FR", value=20.0, numerator=None, denominator=None, **changes)


def wide(info: TerritoryInfo) -> TerritoryInfo:
    return replace(info, communes=tuple(sorted(TWELVE)))


def test_verdicts_follow_the_intervals_and_judgements_the_polarity(
    store: Store, info: TerritoryInfo, communes: Communes
) -> None:
    load(store, *communes((10, 20, 40, 60, 80), denominator=200.0), france())
    answer = communes_compared(store, info, MT, 2024)
    assert answer is not None and answer.parts[0].reference is not None
    dots = {d.label: d for g in answer.parts[0].groups for d in g.dots}
    assert dots["L'Absie"].text == "secret (< 11)" and dots["L'Absie"].verdict == ""
    assert (dots["Argentonnay"].verdict, dots["Argentonnay"].side, dots["Argentonnay"].judgement) == (
        "significativement en dessous, meilleur", "below", "better"
    )  # fmt: skip
    assert (dots["Boismé"].verdict, dots["Boismé"].side, dots["Boismé"].judgement) == ("non différent", "same", "")
    assert dots["Bressuire"].judgement == "worse" and dots["Bressuire"].side == "above"
    assert answer.facts[0] == f"Référence – France : 20,0{NNBSP}% (2024), valeur importée"
    assert "2 significativement au-dessus, 1 non différente, 1 significativement en dessous" in answer.facts[1]


def test_communes_are_in_quarters_and_by_name_inside(store: Store, info: TerritoryInfo) -> None:
    load(store, *(row(territory=c, numerator=float(20 + 10 * n)) for n, c in enumerate(TWELVE)))
    answer = communes_compared(store, wide(info), MT, 2024)
    assert answer is not None
    groups = answer.parts[0].groups
    assert [g.label.split(" : ")[0] for g in groups] == [
        "Valeurs les plus hautes", "Valeurs plutôt hautes", "Valeurs plutôt basses", "Valeurs les plus basses"
    ]  # fmt: skip
    for group in groups:
        assert [d.label for d in group.dots] == sorted(d.label for d in group.dots)
    assert min(d.value or 0 for d in groups[0].dots) > max(d.value or 0 for d in groups[-1].dots)
    assert groups[0].label.endswith(f"55,0 à 65,0{NNBSP}%")


def test_a_secret_shows_no_number_anywhere(store: Store, info: TerritoryInfo, communes: Communes) -> None:
    load(store, *communes((None, 7, 40, 50, 60)), france())
    answer = communes_compared(store, info, MT, 2024)
    assert answer is not None
    for name in ("L'Absie", "Argentonnay"):
        line = next(r for r in answer.table.rows if r[0] == name)
        assert line[1] == "secret (< 11)" and line[2:5] == ("", "", "") and line[6] == "—"
    assert "Sous secret statistique, sans valeur montrée : 2 communes" in answer.facts
    alternative = answer.parts[0].alternative
    assert "3,5" not in alternative


def test_all_secret_has_no_chart_and_says_why_in_the_table(
    store: Store, info: TerritoryInfo, communes: Communes
) -> None:
    load(store, *communes((None,) * 5), france())
    answer = communes_compared(store, info, MT, 2024)
    assert answer is not None and answer.parts == () and len(answer.table.rows) == 7
    assert any("5 communes" in f for f in answer.facts)


def test_one_commune_and_nothing_at_all(store: Store, info: TerritoryInfo, communes: Communes) -> None:
    load(store, *communes())
    alone = communes_compared(store, replace(info, communes=COMMUNES[:1]), MT, 2024)
    assert alone is not None and [len(g.dots) for g in alone.parts[0].groups] == [1]
    assert communes_compared(store, info, MT, 1999) is None
    assert communes_compared(store, info, "vacc_ror_2ans", 2024) is None


def test_a_thousand_communes_are_cut_in_parts_that_hold_each_one_once(store: Store, info: TerritoryInfo) -> None:
    many = tuple(str(c) for c in geography().communes.index[:300])
    rows = [row(territory=c, numerator=float(20 + n % 100)) for n, c in enumerate(many[:280])]
    load(store, *rows, *(row(territory=c, status="secret") for c in many[280:]), france())
    answer = communes_compared(store, replace(info, communes=many), MT, 2024)
    assert answer is not None and len(answer.parts) == len(answer.part_names) == 5
    assert all(sum(len(g.dots) for g in p.groups) <= 60 for p in answer.parts)
    labels = [d.label for p in answer.parts for g in p.groups for d in g.dots]
    assert len(labels) == 280 and len(answer.table.rows) == 300 + 2  # and the territory, and the reference
    assert answer.parts[-1].groups[-1].label == "Sans valeur à montrer : 20, dans le tableau"
    assert answer.part_names[0].startswith("1 sur 5 – valeurs les plus hautes : ")
    assert any("par le seul hasard" in n for n in answer.notes)


def test_the_reference_is_of_the_same_period_or_there_is_none(
    store: Store, info: TerritoryInfo, communes: Communes
) -> None:
    load(store, *communes(), france(start=date(2023, 1, 1), finish=date(2023, 12, 31)))
    assert list(reference_choices(store, [info], MT, 2024, by_commune=True)) == ["territoire"]
    answer = communes_compared(store, info, MT, 2024, "france")
    assert answer is not None and answer.parts[0].reference is not None
    assert answer.parts[0].reference.name == info.name


def test_counts_are_compared_with_nothing(store: Store, info: TerritoryInfo) -> None:
    load(store, *(row(territory=c, indicator="mg_effectif", denominator=None, source="demonstration") for c in COMMUNES),
         row(kind="france", territory="FR", indicator="mg_effectif", numerator=9000.0, denominator=None))  # fmt: skip
    answer = communes_compared(store, info, "mg_effectif", 2024)
    assert answer is not None and answer.parts[0].reference is None
    assert answer.facts[0] == "Sans comparaison : un effectif dépend de la taille du lieu"


def test_territories_of_one_period_are_compared_and_another_period_is_written_out(
    store: Store, info: TerritoryInfo, communes: Communes
) -> None:
    store.save("territory", "autre", {"name": "CPTS autre", "communes": ["79079", "79049"], "assumed": True}, "t")
    store.save("territory", "tiers", {"name": "CPTS tierce", "communes": ["79191"]}, "t")
    campaign = {"start": date(2024, 1, 15), "finish": date(2024, 12, 15)}
    load(store, *communes(), row(territory="79079", numerator=80.0), row(territory="79191", **campaign), france())
    answer = territories_compared(store, territories(store), MT, 2024)
    assert answer is not None
    groups = {g.label: [d.label for d in g.dots] for g in answer.parts[0].groups}
    assert groups == {
        "Période : 2024": ["CPTS autre", "CPTS d’essai"],
        "Autre période : du 15/01/2024 au 15/12/2024": ["CPTS tierce"],
    }
    third = next(r for r in answer.table.rows if r[0] == "CPTS tierce")
    assert third[5] == "du 15/01/2024 au 15/12/2024" and third[6] == "autre période"
    assert "1 mesuré à un autre moment, non comparé" in answer.facts[1]
    assert any("1 commune aussi dans" in n for n in answer.notes) and "Périmètre supposé : CPTS autre." in answer.notes


def test_a_total_of_another_perimeter_is_said(store: Store, info: TerritoryInfo, communes: Communes) -> None:
    load(store, *communes(), total("essai", COMMUNES[:2], numerator=90.0, denominator=400.0), perimeters=[COMMUNES[:2]])
    answer = territories_compared(store, [info], MT, 2024)
    assert answer is not None and any("couvre un autre périmètre" in n for n in answer.notes)
    assert answer.table.rows[0][1] == "20,0"  # the communes' sum, not that total


def test_only_what_can_be_compared_is_offered(store: Store, info: TerritoryInfo, communes: Communes) -> None:
    load(store, *communes(), total("essai", COMMUNES, indicator="vacc_ror_2ans", numerator=300.0, denominator=500.0),
         perimeters=[COMMUNES])  # fmt: skip
    assert [c.id for c in comparable(store, [info], by_commune=True)] == [MT]
    assert {c.id for c in comparable(store, [info], by_commune=False)} == {MT, "vacc_ror_2ans"}


def test_the_question_can_be_put_for_a_public_document(store: Store, info: TerritoryInfo, communes: Communes) -> None:
    load(store, *communes(), france())
    answer = communes_compared(store, info, MT, 2024, "", Audience.DIFFUSION)
    assert answer is not None and answer.table.rows
