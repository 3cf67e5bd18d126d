"""The portrait: the contract first, at most twelve others, and only what rules allow to be called strong or weak."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from boussole.catalogue import catalogue
from boussole.french import NNBSP
from boussole.panels import ProfileLine
from boussole.questions.portrait import OTHERS, Portrait, portrait
from boussole.questions.territories import TerritoryInfo, territory
from boussole.store import Store
from tests.boussole.questions.conftest import COMMUNES
from tests.builders import load, row, total

Communes = Callable[..., list[dict[str, Any]]]
MT, ROR, DIABETES, OLD = "mt_sans_17plus", "vacc_ror_2ans", "prev_diabete", "pop_65plus"


def reference(kind: str, code: str, value: float, year: int = 2024, **changes: Any) -> dict[str, Any]:
    return of_year(year, kind=kind, territory=code, value=value, numerator=None, denominator=None, **changes)


def of_year(year: int, **changes: Any) -> dict[str, Any]:
    return row(start=date(year, 1, 1), finish=date(year, 12, 31), **changes)


def own(numerator: float, denominator: float = 1000.0, year: int = 2024, **changes: Any) -> dict[str, Any]:
    return total("essai", COMMUNES, numerator=numerator, denominator=denominator,
                 **({"start": date(year, 1, 1), "finish": date(year, 12, 31)} | changes))  # fmt: skip


def lines(answer: Portrait) -> dict[str, ProfileLine]:
    return {x.indicator: x for p in (answer.contract, answer.others, answer.rest) for x in p.lines}


def sign(store: Store, *indicators: str) -> None:
    objectives = [
        {"id": f"E-{i}", "mission": "acces", "label": f"Objectif {i}", "criteria": [{"source": {"indicator": i}}]}
        for i in indicators
    ]
    store.save("contract", "c", {"id": "c", "territory": "essai", "objectives": objectives}, "test")


def test_a_territory_without_data_has_its_population_and_no_line(store: Store, info: TerritoryInfo) -> None:
    load(store, row(territory="01001"))
    answer = portrait(store, info)
    assert answer.year is None and answer.years == () and not lines(answer)
    assert any("Insee" in f and "habitants" in f for f in answer.facts) and "5 communes (Deux-Sèvres" in answer.facts[2]
    assert "suggère : 1" in answer.facts[1]


def test_the_published_population_stands_beside_the_census(store: Store) -> None:
    store.save(
        "territory", "b", {"name": "B", "communes": ["94016"], "published_population": "près de 116 000"}, "test"
    )
    load(store, row())
    first, second = portrait(store, territory(store, "b")).facts[:2]
    assert "116 000" in first and "Insee" in second


def test_the_contract_s_indicators_come_first_in_its_order(
    store: Store, info: TerritoryInfo, communes: Communes
) -> None:
    sign(store, ROR, MT, "asalee_patients")
    load(store, *communes(), *communes(indicator=ROR), *communes(indicator=DIABETES))
    answer = portrait(store, info)
    assert [x.indicator for x in answer.contract.lines] == [ROR, MT]
    assert [x.indicator for x in answer.others.lines] == [DIABETES]
    assert answer.unmeasured == (catalogue().indicator("asalee_patients").label,)


def test_at_most_twelve_others_from_every_mission_and_the_rest_on_demand(store: Store, info: TerritoryInfo) -> None:
    parts = [i for i in catalogue().indicators.values() if i.nature == "part"]
    load(store, *(own(300, indicator=i.id) for i in parts))
    answer = portrait(store, info)
    assert len(answer.others.lines) == OTHERS and len(answer.rest.lines) == len(parts) - OTHERS
    assert {catalogue().indicator(x.indicator).mission for x in answer.others.lines} == {i.mission for i in parts}
    assert len(answer.table.rows) == len(parts) and not {x.indicator for x in answer.others.lines} & {
        x.indicator for x in answer.rest.lines
    }


def test_a_line_carries_value_count_interval_period_and_what_it_rests_on(store: Store, info: TerritoryInfo) -> None:
    load(store, own(436, 584, indicator=ROR))
    line = lines(portrait(store, info))[ROR]
    assert (line.value, line.count, line.interval, line.period) == (f"74,7{NNBSP}%", "436 sur 584", "71,0–78,0", "2024")
    details = dict(line.details)
    assert details["Source"].startswith("Extraction de l’Assurance Maladie") and "2 ans" in details["Champ"]


@pytest.mark.parametrize(
    ("there", "said"),
    [
        ([("departement", "79", 11.2), ("region", "75", 30.0), ("france", "FR", 30.0)], "Département (Deux-Sèvres)"),
        ([("region", "75", 11.2), ("france", "FR", 30.0)], "Région (Nouvelle-Aquitaine)"),
        ([("france", "FR", 11.2)], "France"),
    ],
)
def test_the_reference_is_the_nearest_level_of_the_same_period(
    store: Store, info: TerritoryInfo, there: list[tuple[str, str, float]], said: str
) -> None:
    load(store, own(155), *(reference(*t) for t in there), reference("departement", "79", 50.0, 2023))
    line = lines(portrait(store, info))[MT]
    assert line.against.startswith(f"{said} : 11,2") and "écart +4,3 points" in line.against
    assert line.comparison == "significativement au-dessus, moins bon" and line.state == "worse"


def test_another_period_is_written_out_and_not_compared(store: Store, info: TerritoryInfo) -> None:
    load(store, own(155), reference("departement", "79", 11.2, 2023))
    line = lines(portrait(store, info))[MT]
    assert line.comparison == "" and line.state == "none" and line.period == "2024"
    assert "(2023), à ne pas comparer" in line.against and "écart" not in line.against
    assert line.spine is None


def test_an_indicator_without_a_value_that_year_shows_its_latest_before(store: Store, info: TerritoryInfo) -> None:
    load(store, own(155), own(300, year=2022, indicator=ROR), own(200, year=2022))
    answer = portrait(store, info, 2024)
    assert lines(answer)[ROR].period == "2022" and lines(answer)[ROR].year == 2022
    assert set(lines(portrait(store, info, 2022))) == {MT, ROR}
    assert portrait(store, info, 1999).year == 2024


def test_points_say_why_with_both_values_and_the_gap(store: Store, info: TerritoryInfo) -> None:
    load(
        store,
        own(155),
        reference("departement", "79", 11.2),
        own(900, indicator=ROR),
        reference("departement", "79", 80.0, indicator=ROR),
    )
    answer = portrait(store, info)
    (weak,), (strong,) = answer.vigilance, answer.strengths
    assert weak == (
        f"Patients de 17 ans et plus sans médecin traitant : 15,5{NNBSP}% (2024) contre 11,2{NNBSP}% dans le "
        "département, écart de 4,3 points, au-delà de ce que le hasard explique."
    )
    assert "90,0" in strong and "écart de 10,0 points" in strong


def test_a_trend_is_said_in_the_point_with_its_year(store: Store, info: TerritoryInfo) -> None:
    load(
        store,
        own(155),
        own(90, year=2021),
        reference("departement", "79", 11.2),
        own(600, indicator=ROR),
        own(300, year=2022, indicator=ROR),
    )
    answer = portrait(store, info)
    assert answer.vigilance[0].endswith(f"Et en hausse depuis 9,0{NNBSP}% (2021).")
    assert (
        answer.strengths[0].startswith("Vaccination ROR")
        and f"contre 30,0{NNBSP}% (2022), hausse de 30,0 points" in answer.strengths[0]
    )


def test_old_figures_neutral_ones_and_secrets_are_no_points(store: Store, info: TerritoryInfo) -> None:
    load(
        store, own(155, year=2020), reference("departement", "79", 5.0, 2020), own(500, indicator=ROR),
        own(300, indicator=DIABETES), reference("departement", "79", 5.0, indicator=DIABETES),
        total("essai", COMMUNES, indicator="dep_sein_50_74", status="secret", denominator=None),
        reference("departement", "79", 5.0, indicator="dep_sein_50_74"),
    )  # fmt: skip
    answer = portrait(store, info)
    assert (answer.strengths, answer.vigilance) == ((), ())
    assert lines(answer)[DIABETES].state == "other"


def test_a_prevalence_carries_the_age_structure(store: Store, info: TerritoryInfo) -> None:
    load(
        store, own(55, indicator=DIABETES), own(230, year=2022, indicator=OLD, source="insee"),
        reference("departement", "79", 23.5, 2022, indicator=OLD, source="insee"),
    )  # fmt: skip
    beside = lines(portrait(store, info))[DIABETES].beside
    assert f"65 ans et plus : 23,0{NNBSP}% contre 23,5{NNBSP}% dans le département (2022)" in beside
    assert lines(portrait(store, info))[OLD].beside == ""


def test_secret_communes_give_no_spread_and_no_comparison(
    store: Store, info: TerritoryInfo, communes: Communes
) -> None:
    load(store, *communes((None,) * 5, denominator=None), reference("departement", "79", 11.2))
    line = lines(portrait(store, info))[MT]
    assert line.value == "secret (< 11)" and line.comparison == "" and line.trend == "" and line.count == ""
    assert line.spine is None
    assert not any(cell.strip("—") for cell in portrait(store, info).table.rows[0][10:15])


def test_masked_communes_leave_bounds_that_are_not_compared(
    store: Store, info: TerritoryInfo, communes: Communes
) -> None:
    load(store, *communes((20, 30, 40, 50, None), denominator=200.0), reference("departement", "79", 50.0))
    line = lines(portrait(store, info))[MT]
    assert line.value.startswith("entre ") and line.comparison == "encadrement : non comparé" and line.state == "none"
    assert line.spine is not None and line.spine.value is None and len(line.spine.communes) == 4
    assert "1 commune sous secret" in line.spine.alternative


def test_the_spine_holds_the_communes_that_may_be_seen(store: Store, info: TerritoryInfo, communes: Communes) -> None:
    load(store, *communes(), reference("departement", "79", 22.0))
    spine = lines(portrait(store, info))[MT].spine
    assert spine is not None and spine.communes == (10.0, 15.0, 20.0, 25.0, 30.0) and spine.quartiles is None
    assert spine.reference == 22.0 and spine.value == 20.0 and spine.state == "same"
    assert f"5 communes, de 10,0 à 30,0{NNBSP}%" in spine.alternative


def test_a_small_denominator_is_flagged(store: Store, info: TerritoryInfo) -> None:
    load(store, own(20, 45), own(400, indicator=ROR))
    found = lines(portrait(store, info))
    assert any("effectif faible" in c for c in found[MT].cautions) and not found[ROR].cautions


def test_a_count_is_neither_compared_nor_spread(store: Store, info: TerritoryInfo, communes: Communes) -> None:
    counts = communes((12.0, 13.0, 14.0, 15.0, 16.0), indicator="mg_effectif", denominator=None)
    load(store, *counts, reference("departement", "79", 400.0, indicator="mg_effectif"))
    line = lines(portrait(store, info))["mg_effectif"]
    assert line.value == "70 professionnels" and line.against == "" and line.spine is None and line.mapped


def test_demonstration_figures_are_announced(store: Store, info: TerritoryInfo, communes: Communes) -> None:
    load(store, *communes(origin="simulated"))
    answer = portrait(store, info)
    assert answer.demonstration and "les valeurs par commune sont simulées" in answer.notes[-1]
    assert lines(answer)[MT].origin == "valeur simulée"
    load(store, *communes(), own(100))
    assert not portrait(store, info).demonstration and "émonstration" not in " ".join(portrait(store, info).notes)


def test_one_query_reads_the_whole_portrait(
    store: Store, info: TerritoryInfo, communes: Communes, monkeypatch: pytest.MonkeyPatch
) -> None:
    load(store, *communes(), *communes(indicator=ROR), *communes(indicator=DIABETES))
    reader, asked = store.reader(), []
    original = reader.observations
    monkeypatch.setattr(reader, "observations", lambda *a: asked.append(a) or original(*a))
    assert len(lines(portrait(store, info))) == 3 and len(asked) == 1
