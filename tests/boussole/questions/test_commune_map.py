"""The map of one indicator and year: every commune is there, secrets are no zeros, notes say what one looks at."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from boussole.french import NNBSP
from boussole.panels import Area, Choropleth, Circles
from boussole.questions.commune_map import CommuneMap, commune_map
from boussole.questions.territories import TerritoryInfo, territory
from boussole.store import Store
from tests.boussole.questions.conftest import COMMUNES, NAME
from tests.builders import load, row, total

Communes = Callable[..., list[dict[str, Any]]]
MT = "mt_sans_17plus"


def asked(store: Store, info: TerritoryInfo, indicator: str = MT, year: int = 2024) -> CommuneMap:
    answer = commune_map(store, info, indicator, year)
    assert answer is not None
    return answer


def areas(answer: CommuneMap) -> dict[str, Area]:
    assert answer.map is not None
    return {a.code: a for a in answer.map.areas}


def test_without_any_value_there_is_nothing_to_show(store: Store, info: TerritoryInfo, communes: Communes) -> None:
    load(store, *communes())
    assert commune_map(store, info, MT, 2019) is None
    assert commune_map(store, info, "ald_part", 2024) is None


def test_every_commune_is_on_the_map_and_in_the_table_with_its_value(
    store: Store, info: TerritoryInfo, communes: Communes
) -> None:
    load(store, *communes())
    answer = asked(store, info)
    assert isinstance(answer.map, Choropleth)
    assert set(areas(answer)) == set(COMMUNES)
    assert areas(answer)["79049"].value == f"25,0{NNBSP}%"
    assert [r[1] for r in answer.table.rows] == [a.code for a in answer.map.areas] + [""]
    by_code = {r[1]: r for r in answer.table.rows}
    assert by_code["79049"][2:6] == ("25,0", "50", "200", "19,5–31,4")
    assert answer.table.rows[-1][0] == f"{NAME} (territoire)"
    assert answer.table.rows[-1][2:5] == ("20,0", "200", f"1{NNBSP}000")


def test_the_classes_of_the_map_hold_every_value_and_the_legend_names_the_method(
    store: Store, info: TerritoryInfo, communes: Communes
) -> None:
    load(store, *communes())
    panel = asked(store, info).map
    assert isinstance(panel, Choropleth)
    assert {a.bin for a in panel.areas} == set(range(len(panel.bins)))
    for area in panel.areas:
        assert area.shown is not None
        assert area.shown.value is not None
        assert area.bin is not None
        assert panel.bins[area.bin].low <= area.shown.value <= panel.bins[area.bin].high
    assert panel.method.startswith("quantiles")
    assert panel.bins[0].label == f"10,0{NNBSP}%"


def test_a_secret_and_an_absent_commune_have_no_class_and_no_number_and_are_told_apart(
    store: Store, info: TerritoryInfo, communes: Communes
) -> None:
    load(store, *communes((20, 30, None)), row(territory=COMMUNES[3], numerator=3.0))
    found = areas(asked(store, info))
    file_secret, under, absent = (found[c] for c in COMMUNES[2:])
    assert file_secret.secret
    assert under.secret
    assert not absent.secret
    assert {a.bin for a in (file_secret, under, absent)} == {None}
    assert [a.value for a in (file_secret, under, absent)] == ["secret (< 11)", "secret (< 11)", "aucune donnée"]
    assert not any(c.isdigit() for c in "".join(under.details).replace("2024", "")), "not even in the details"
    cells = {r[1]: r for r in asked(store, info).table.rows}
    assert cells[COMMUNES[3]][2:6] == ("secret (< 11)", "", "", "")
    panel = asked(store, info).map
    assert isinstance(panel, Choropleth)
    assert panel.secret_label == "Secret statistique (< 11)"
    assert "2 sous secret, 1 sans donnée" in panel.alternative


def test_counts_are_circles_and_rates_are_a_choropleth(store: Store, info: TerritoryInfo) -> None:
    load(store, *(row(territory=c, indicator="mg_effectif", source="registre", numerator=float(n), denominator=None)
                  for n, c in enumerate(COMMUNES)))  # fmt: skip
    panel = asked(store, info, "mg_effectif").map
    assert isinstance(panel, Circles)
    assert {a.code for a in panel.areas if a.bin is not None} == set(COMMUNES), "zero is a value"


def test_an_indicator_known_for_the_territory_only_has_no_map_and_says_so(store: Store, info: TerritoryInfo) -> None:
    load(store, total("essai", COMMUNES, indicator="urg_sans_hospit", numerator=300.0, denominator=1000.0),
         perimeters=[COMMUNES])  # fmt: skip
    answer = asked(store, info, "urg_sans_hospit")
    assert answer.map is None
    assert answer.headline.value == f"30,0{NNBSP}%"
    assert any("non disponible par commune" in n for n in answer.notes)


def test_the_territory_s_total_is_in_large_and_the_sum_with_its_gap_beside(
    store: Store, info: TerritoryInfo, communes: Communes
) -> None:
    load(store, *communes(), total("essai", COMMUNES, numerator=212.0, denominator=1000.0), perimeters=[COMMUNES])
    headline = asked(store, info).headline
    assert headline.value == f"21,2{NNBSP}%"
    (beside,) = [d for d in headline.details if d.startswith("Somme des communes")]
    assert f"20,0{NNBSP}%" in beside
    assert beside.endswith("écart 12")
    assert "Calcul : total donné par la source pour ce périmètre" in headline.details


def test_the_sum_of_another_source_s_communes_names_that_source(
    store: Store, info: TerritoryInfo, communes: Communes
) -> None:
    own = total("essai", COMMUNES, numerator=212.0, denominator=1000.0, source="rezone")
    load(store, *communes(source="demonstration", origin="simulated"), own, perimeters=[COMMUNES])
    (beside,) = [d for d in asked(store, info).headline.details if d.startswith("Somme des communes")]
    assert beside.startswith("Somme des communes (Simulation de démonstration) :")


def test_of_several_periods_in_a_year_the_one_with_most_communes_is_shown(
    store: Store, info: TerritoryInfo, communes: Communes
) -> None:
    july = {"start": date(2024, 7, 1), "finish": date(2024, 12, 31)}
    load(store, *communes(), *communes((25, 35), **july))
    assert asked(store, info).period.label == "2024"
    load(store, *communes((25, 35, 45, 55, 65), **july))
    assert asked(store, info).period.label == "du 01/07/2024 au 31/12/2024", "the latest among equals"


def test_references_of_another_period_say_so(store: Store, info: TerritoryInfo, communes: Communes) -> None:
    france = {"kind": "france", "territory": "FR", "numerator": None, "denominator": None}
    load(store, *communes(), row(**france, value=10.0, start=date(2022, 1, 1), finish=date(2022, 12, 31)))
    (line,) = [d for d in asked(store, info).headline.details if d.startswith("France")]
    assert "autre période (2022), à ne pas comparer directement" in line
    load(store, row(**france, value=11.0))
    (line,) = [d for d in asked(store, info).headline.details if d.startswith("France")]
    assert "autre période" not in line
    assert f"11,0{NNBSP}%" in line


def test_the_notes_say_how_to_read_what_is_assumed_and_what_is_made_up(
    store: Store, info: TerritoryInfo, communes: Communes
) -> None:
    load(store, *communes(origin="simulated"),
         total("essai", COMMUNES, numerator=212.0, denominator=1000.0, origin="published"),
         perimeters=[COMMUNES])  # fmt: skip
    store.save("territory", "essai", {"name": NAME, "communes": list(COMMUNES), "assumed": True}, "t", read_revision=1)
    answer = asked(store, territory(store, "essai"))
    assert answer.notes[0].startswith("Comment lire : ")
    assert f"95{NNBSP}%" in answer.notes[0]
    assert any(n.startswith("Périmètre supposé") for n in answer.notes)
    assert any(
        n.endswith("la valeur du territoire est publiée, les valeurs par commune sont simulées.") for n in answer.notes
    )
    assert answer.demonstration


def test_loaded_values_are_no_demonstration_and_a_known_perimeter_is_not_called_assumed(
    store: Store, info: TerritoryInfo, communes: Communes
) -> None:
    load(store, *communes())
    answer = asked(store, info)
    assert not answer.demonstration
    assert len(answer.notes) == 1


def test_where_there_is_no_interval_nothing_is_said_of_chance(store: Store, info: TerritoryInfo) -> None:
    load(store, *(row(territory=c, indicator="pop_totale", source="insee", numerator=500.0, denominator=None)
                  for c in COMMUNES))  # fmt: skip
    answer = asked(store, info, "pop_totale")
    assert "hasard" not in answer.notes[0]


def test_every_figure_carries_its_source_period_field_and_origin(
    store: Store, info: TerritoryInfo, communes: Communes
) -> None:
    load(store, *communes(origin="simulated", extracted=date(2025, 3, 12)))
    answer = asked(store, info)
    assert answer.map is not None
    parts = (
        "Source : Extraction de l’Assurance Maladie (CPAM)",
        "extraction du 12/03/2025",
        "Période : 2024",
        "Champ : 17 ans et plus",
        "Données de démonstration : valeur simulée",
    )
    for footer in (answer.headline.footer, answer.map.footer):
        for part in parts:
            assert part in footer.text
    assert "IGN" in answer.map.footer.text
