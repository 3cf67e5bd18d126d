"""The portrait, the commune's sheet and the dictionary, without a browser."""

from __future__ import annotations

from collections.abc import Callable

from streamlit.testing.v1 import AppTest

Open = Callable[..., AppTest]
Html = Callable[[AppTest], str]
PORTRAIT, COMMUNE, DICTIONARY = "explorer/portrait", "explorer/commune", "explorer/indicateurs"


def said(app: AppTest) -> str:
    kinds = (app.info, app.warning, app.markdown)
    return " ".join(str(e.value) for kind in kinds for e in kind).replace("\\", "")


def test_the_portrait_shows_the_contract_first_with_links_to_the_map(open_view: Open, html: Html) -> None:
    app = open_view(PORTRAIT, territoire="essai")
    headings = [s.value for s in app.subheader]
    assert headings == [
        "Points forts",
        "Points de vigilance",
        "Les indicateurs du contrat",
        "Les autres indicateurs",
        "Les communes",
    ]
    shown = html(app)
    assert "480 sur 5\u202f000" in shown and "intervalle" in shown and "Périmètre supposé" in shown
    assert "carte?territoire=essai&amp;indicateur=mt_sans_17plus&amp;annee=2024" in shown
    assert "commune?territoire=essai&amp;commune=91345" in shown
    assert app.query_params["annee"] == "2024"


def test_the_year_of_the_portrait_is_in_the_link(open_view: Open, html: Html) -> None:
    app = open_view(PORTRAIT, territoire="essai", annee="2023")
    assert app.selectbox(key="choix_annee").value == "2023"
    assert "annee=2023" in html(app) and "annee=2024" not in html(app)
    app.selectbox(key="choix_annee").set_value("2024").run()
    assert app.query_params["annee"] == "2024" and "annee=2024" in html(app)
    wrong = open_view(PORTRAIT, territoire="essai", annee="1515")
    assert "1515" in said(wrong) and wrong.selectbox(key="choix_annee").value == "2024"


def test_a_territory_without_data_keeps_its_population_and_leads_to_the_import(open_view: Open, html: Html) -> None:
    for view in (PORTRAIT, COMMUNE):
        app = open_view(view, territoire="vide")
        assert "Aucune donnée" in said(app) and "habitants" in html(app)


def test_a_commune_shows_its_figures_and_its_neighbours(open_view: Open, html: Html) -> None:
    app = open_view(COMMUNE, territoire="essai", commune="91345")
    shown = html(app)
    assert app.header[0].value == "Longjumeau" and "130 sur 1\u202f000" in shown and "Territoire\u00a0: 9,6" in shown
    assert "Communes voisines" in [s.value for s in app.subheader]
    assert "hors du territoire" in shown


def test_a_secret_commune_gives_no_number(open_view: Open, html: Html) -> None:
    shown = html(open_view(COMMUNE, territoire="essai", commune="91679"))
    assert "secret (&lt; 11)" in shown


def test_a_commune_of_elsewhere_falls_back_and_says_so(open_view: Open) -> None:
    app = open_view(COMMUNE, territoire="essai", commune="<b>75056")
    assert "n’est pas disponible ici" in said(app) and app.query_params["commune"] in (
        "91064",
        "91312",
        "91326",
        "91345",
        "91679",
    )


def test_the_dictionary_is_searched_without_accents_and_by_link(open_view: Open, html: Html) -> None:
    app = open_view(DICTIONARY, territoire="essai", recherche="depistage colorectal")
    assert "1 indicateur sur" in said(app) and "Dépistage du cancer colorectal" in html(app) and " open>" in html(app)
    app.text_input[0].set_value("zzz").run()
    assert "Aucun indicateur" in said(app) and app.query_params["recherche"] == "zzz"
    app.text_input[0].set_value("").run()
    assert "recherche" not in app.query_params


def test_a_link_to_a_definition_unfolds_it(open_view: Open, html: Html) -> None:
    shown = html(open_view(DICTIONARY, territoire="essai", indicateur="mg_effectif"))
    unfolded = shown[shown.index('<details class="bsl-entry" open>') :]
    assert unfolded[:200].count("Médecins généralistes") == 1
    assert "n’est pas un indicateur connu" in said(open_view(DICTIONARY, territoire="essai", indicateur="<b>x"))


def test_a_name_cannot_act_as_html_here_either(open_view: Open, html: Html) -> None:
    for view in (PORTRAIT, COMMUNE, DICTIONARY):
        app = open_view(view, territoire="essai")
        assert "essai <b>" not in html(app) + said(app) + " ".join(h.value for h in app.header)
