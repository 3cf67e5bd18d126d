"""What each view says and does, without a browser: choose → ask → show."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

ROOT = Path(__file__).parents[2]
Open = Callable[..., AppTest]
Html = Callable[[AppTest], str]
CARTE, PROGRESSION, IMPORTER = "explorer/carte", "piloter/progression", "alimenter/importer"


def texts(app: AppTest) -> str:
    return " ".join(str(e.value) for kind in (app.info, app.warning, app.markdown, app.success) for e in kind)


def test_home_names_the_three_entrances_and_the_territories(open_view: Open) -> None:
    app = open_view()
    assert app.title[0].value == "Boussole CPTS"
    assert [s.value for s in app.subheader] == [
        "Explorer",
        "Piloter",
        "Alimenter",
        "Prochaines échéances",
        "Territoires",
    ]
    assert "CPTS d’essai" in texts(app) and "<b>" not in texts(app)


def test_an_empty_store_is_answered_with_the_command_to_run(
    open_view: Open, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("BOUSSOLE_STORE", str(tmp_path / "nulle-part"))
    for view in ("", CARTE, PROGRESSION, IMPORTER):
        app = open_view(view)
        assert "etl init" in app.warning[0].value.replace("\\", "")


def test_the_map_opens_on_an_indicator_of_access_to_care(open_view: Open, html: Html) -> None:
    app = open_view(CARTE, territoire="essai")
    assert app.selectbox(key="choix_indicateur").value == "mt_sans_17plus"
    assert app.selectbox(key="choix_annee").value == "2024"
    assert app.query_params["indicateur"] == "mt_sans_17plus"
    shown = html(app)
    assert "9,6\u202f%" in shown and "480 patients" in shown  # the source's own total
    assert "secret (&lt; 11)" in shown and "Classes\u00a0: quantiles" in shown and "IGN" in shown


def test_a_link_opens_the_same_view(open_view: Open, html: Html) -> None:
    app = open_view(CARTE, territoire="essai", indicateur="mg_effectif", annee="2023", commune="91345")
    assert app.selectbox(key="choix_annee").value == "2023"
    assert "Surface du cercle" in html(app) and "(91345)" in html(app)
    assert app.subheader[0].value.startswith("Médecins")


def test_choosing_changes_the_url(open_view: Open, html: Html) -> None:
    app = open_view(CARTE, territoire="essai")
    app.selectbox(key="choix_commune").set_value("91064").run()
    assert app.query_params["commune"] == "91064" and "(91064)" in html(app)
    app.selectbox(key="choix_indicateur").set_value("mg_effectif").run()
    assert app.query_params["indicateur"] == "mg_effectif" and app.query_params["commune"] == "91064"


def test_a_wrong_link_falls_back_and_says_so(open_view: Open) -> None:
    app = open_view(CARTE, territoire="atlantide", indicateur="[x](http://y)", annee="1515", commune="00000")
    assert app.selectbox(key="choix_territoire").value == "essai"
    said = [i.value.replace("\\", "") for i in app.info]
    assert any("atlantide" in s for s in said) and any("1515" in s for s in said)
    assert all("](" not in i.value for i in app.info)  # a link cannot write a link
    app.run()
    assert len(app.info) == len(said)  # still there: a map that draws itself again must not wipe it
    app.selectbox(key="choix_annee").set_value("2023").run()
    assert not any("1515" in i.value for i in app.info)


def test_the_territory_is_kept_from_one_view_to_the_next(open_view: Open) -> None:
    app = open_view(CARTE, territoire="vide")
    app.switch_page("pages/piloter/progression.py").run()
    assert app.selectbox(key="choix_territoire").value == "vide"


def test_an_indicator_of_the_territory_alone_says_that_it_has_no_map(open_view: Open, html: Html) -> None:
    app = open_view(CARTE, territoire="essai", indicateur="dep_sein_50_74")
    assert "n’existe que pour le territoire" in texts(app) and "60,0\u202f%" in html(app)


def test_a_territory_without_data_leads_to_the_import(open_view: Open) -> None:
    app = open_view(CARTE, territoire="vide")
    assert "Aucune donnée" in app.info[0].value


def test_a_name_cannot_act_as_html(open_view: Open, html: Html) -> None:
    for view in (CARTE, PROGRESSION):
        app = open_view(view, territoire="essai")
        assert "essai <b>" not in html(app) + texts(app) + " ".join(h.value for h in app.header)


def test_progression_shows_the_contract_and_its_gap(open_view: Open, html: Html) -> None:
    app = open_view(PROGRESSION, territoire="essai", exercice="2024")
    shown = html(app)
    assert "Signé le 15/06/2022" in shown and "450 patients" in shown and "480 patients" in shown
    assert "cible non atteinte" in shown and "+30 patients" in shown
    assert app.get("plotly_chart")[0].proto.alt


def test_the_year_of_the_contract_can_be_chosen(open_view: Open, html: Html) -> None:
    app = open_view(PROGRESSION, territoire="essai")
    app.selectbox(key="choix_exercice").set_value("2026").run()
    assert app.query_params["exercice"] == "2026" and "non mesuré" in html(app)


def test_no_contract_is_said_and_not_left_blank(open_view: Open) -> None:
    app = open_view(PROGRESSION, territoire="vide")
    assert "objectifs à saisir" in app.warning[0].value.replace("\\", "")


def test_the_import_says_its_limits_before_the_upload(open_view: Open) -> None:
    app = open_view(IMPORTER)
    assert "200 Mo" in app.get("file_uploader")[0].label
    assert "rien n’est enregistré avant votre confirmation" in texts(app)


@pytest.mark.parametrize("name", ["guide", "methode"])
def test_the_guide_and_the_method_are_the_files_of_the_repository(open_view: Open, name: str) -> None:
    shown = open_view(f"aide/{name}").markdown[0].value
    written = (ROOT / "docs" / f"{name}.md").read_text(encoding="utf-8").strip()
    assert shown == written.replace("(methode.md)", "(methode)").replace("(guide.md)", "(guide)")
    assert ".md)" not in shown, "a link of a document opens a view"


def test_views_are_short_and_none_can_be_served_without_the_door() -> None:
    assert [p.name for p in (ROOT / "pages").glob("*.py")] == ["__init__.py"]
    for path in (ROOT / "pages").glob("[!c]*/*.py"):
        assert len(path.read_text(encoding="utf-8").splitlines()) <= 60, path
        if path.stem != "__init__":  # what helps is readable without a base: it only asks who is there
            asked = "identified()" if path.parent.name == "aide" else "guard("
            assert asked in path.read_text(encoding="utf-8"), path
