"""Comparer and Évolution: choices in the URL, words beside shapes, a table beside each chart, dead ends that lead on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from streamlit.testing.v1 import AppTest

Open = Callable[..., AppTest]
Html = Callable[[AppTest], str]
COMPARER, EVOLUTION = "explorer/comparer", "explorer/evolution"
MT = "mt_sans_17plus"


def chart(app: AppTest) -> Any:
    return app.get("plotly_chart")[0].proto


def test_communes_are_compared_with_a_table_beside_the_chart(open_view: Open, html: Html) -> None:
    app = open_view(COMPARER, territoire="essai", indicateur=MT, annee="2024")
    shown = html(app)
    assert "Par rapport à\u00a0: CPTS d’essai" in shown and "secret (&lt; 11)" in shown and "essai <b>" not in shown
    assert "Comment lire" in shown and "Source\u00a0:" in shown
    assert "Sur 5 communes" in chart(app).alt
    assert app.query_params["reference"] == "territoire" and app.query_params["comparer"] == "communes"


def test_territories_are_compared_and_their_ids_travel_in_the_link(open_view: Open, html: Html) -> None:
    app = open_view(COMPARER, comparer="territoires", territoires="essai,atlantide", indicateur=MT, annee="2023")
    assert app.multiselect(key="choix_territoires").value == ["essai"]
    assert "atlantide" in " ".join(i.value for i in app.info)
    assert "9,6" in html(app)
    app.multiselect(key="choix_territoires").set_value(["essai", "vide"]).run()
    assert app.query_params["territoires"] == "essai,vide" and "aucune donnée" in html(app)
    app.multiselect(key="choix_territoires").set_value([]).run()
    assert app.multiselect(key="choix_territoires").value  # never nothing


def test_two_indicators_are_crossed_with_the_caution(open_view: Open, html: Html) -> None:
    app = open_view(COMPARER, territoire="essai", indicateur=MT, annee="2024", croiser="mg_effectif")
    assert "ne disent pas que l’un cause l’autre" in html(app)
    assert "l’un cause l’autre" in chart(app).alt
    app.selectbox(key="choix_croiser").set_value("").run()
    assert "croiser" not in app.query_params and "l’un cause l’autre" not in html(app)


def test_only_indicators_known_by_commune_are_offered_for_communes(open_view: Open) -> None:
    app = open_view(COMPARER, territoire="essai", indicateur="dep_sein_50_74")
    assert app.selectbox(key="choix_indicateur").value != "dep_sein_50_74"
    app.selectbox(key="choix_comparer").set_value("territoires").run()
    app.selectbox(key="choix_indicateur").set_value("dep_sein_50_74").run()
    assert app.query_params["indicateur"] == "dep_sein_50_74" and not app.exception


def test_nothing_to_compare_leads_to_the_import(open_view: Open) -> None:
    app = open_view(COMPARER, territoire="vide")
    assert "Aucune donnée à comparer" in app.info[0].value


def test_evolution_says_the_change_and_what_it_rests_on(open_view: Open, html: Html) -> None:
    app = open_view(EVOLUTION, territoire="essai", indicateur=MT, commune="91064")
    shown = html(app)
    assert "entre 2023 et 2024\u00a0: pas de changement net" in shown and "Période mesurée" in shown
    assert "2023" in chart(app).alt and app.query_params["commune"] == "91064"
    app.selectbox(key="choix_commune").set_value("91679").run()  # under secrecy
    assert "secret (&lt; 11)" in html(app)


def test_evolution_without_data_leads_to_the_import(open_view: Open) -> None:
    assert "Aucune donnée" in open_view(EVOLUTION, territoire="vide").info[0].value


def test_the_map_leads_to_both_with_its_own_choices(open_view: Open) -> None:
    app = open_view("explorer/carte", territoire="essai", indicateur="mg_effectif", annee="2023")
    links = {link.proto.label: link.proto for link in app.get("page_link")}
    assert {"Comparer communes ou territoires", "Voir l’évolution"} <= links.keys()
    assert "indicateur=mg_effectif" in links["Voir l’évolution"].query_string
    assert "annee=2023" in links["Comparer communes ou territoires"].query_string
