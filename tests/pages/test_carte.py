"""The map view without a browser: all its choices come from the URL and go back to it; files are for whom one says."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from boussole.panels import WORKING_DOCUMENT
from boussole.questions import commune_map as question

Open = Callable[..., AppTest]
Html = Callable[[AppTest], str]
CARTE = "explorer/carte"
MT = {"territoire": "essai", "indicateur": "mt_sans_17plus", "annee": "2024"}


def choices(app: AppTest, kind: str = "radio") -> dict[str, Any]:
    return {widget.key: widget.value for widget in getattr(app, kind)}


def table_of(shown: str) -> str:
    return shown.split('<div class="bsl-table')[1].split("</table>")[0]


def test_a_link_holds_classes_number_class_and_second_map(open_view: Open, html: Html) -> None:
    app = open_view(CARTE, **MT, classes="jenks", nombre="4", indicateur2="mg_effectif", annee2="2023", classe="10_10")
    chosen = choices(app, "selectbox")
    assert [chosen[f"choix_{name}"] for name in ("classes", "nombre", "indicateur2", "annee2")] == [
        "jenks", "4", "mg_effectif", "2023"
    ]  # fmt: skip
    assert choices(app)["choix_classe"] == "10_10"
    shown = html(app)
    assert "seuils naturels de Jenks" in shown and "Surface du cercle" in shown
    assert [s.value for s in app.subheader] == [
        "Patients de 17 ans et plus sans médecin traitant – 2024", "Médecins généralistes libéraux – 2023"
    ]  # fmt: skip
    for name in ("classes", "nombre", "indicateur2", "annee2", "classe"):
        assert name in app.query_params


def test_choosing_goes_to_the_url(open_view: Open) -> None:
    app = open_view(CARTE, **MT)
    app.selectbox(key="choix_classes").set_value("egales").run()
    app.selectbox(key="choix_nombre").set_value("5").run()
    app.selectbox(key="choix_indicateur2").set_value("mt_sans_17plus").run()
    parameters = {name: app.query_params[name] for name in ("classes", "nombre", "indicateur2", "annee2")}
    assert [v[0] if isinstance(v, list) else v for v in parameters.values()] == [
        "egales",
        "5",
        "mt_sans_17plus",
        "2023",
    ]  # the same indicator is compared with another year


def test_a_class_shows_its_communes_alone_and_the_table_follows(open_view: Open, html: Html) -> None:
    app = open_view(CARTE, **MT)
    assert "(91064)" not in html(app)
    assert all(code in html(app) for code in ("91064", "91312", "91679"))
    app.radio(key="choix_classe").set_value("secret").run()
    table = table_of(html(app))
    assert "91679" in table and "91064" not in table and "(territoire)" in table
    assert "seulement" in table
    app.radio(key="choix_classe").set_value("").run()
    assert "91064" in table_of(html(app))


def test_a_class_is_forgotten_with_its_indicator_and_kept_from_year_to_year(open_view: Open) -> None:
    app = open_view(CARTE, **MT, classe="10_10")
    app.selectbox(key="choix_annee").set_value("2023").run()
    assert choices(app)["choix_classe"] == "10_10"
    app.selectbox(key="choix_indicateur").set_value("mg_effectif").run()
    assert "choix_classe" not in choices(app)


def test_a_second_indicator_of_the_territory_alone_is_shown_as_a_figure(open_view: Open, html: Html) -> None:
    app = open_view(CARTE, **MT, indicateur2="dep_sein_50_74")
    assert any("n’existe que pour le territoire" in i.value for i in app.info)
    assert "60,0\u202f%" in html(app) and "9,6\u202f%" in html(app)


def test_a_reference_that_is_not_there_is_said_beside_the_legend(open_view: Open, html: Html) -> None:
    app = open_view(CARTE, **MT, classes="france")
    assert "Il n’y a pas de valeur de la France pour la même période (2024)" in html(app)
    assert app.selectbox(key="choix_classes").value == "france"  # a year that has it will use it


def test_the_screen_says_who_may_see_it_and_the_home_has_nothing_to_hide(open_view: Open, html: Html) -> None:
    for view in (CARTE, "piloter/progression", "alimenter/importer", "alimenter/historique"):
        assert WORKING_DOCUMENT in html(open_view(view, territoire="essai")), view
    assert WORKING_DOCUMENT not in html(open_view())


def test_files_are_for_diffusion_unless_the_reader_chooses(open_view: Open) -> None:
    app = open_view(CARTE, **MT)
    audiences = {key: value for key, value in choices(app).items() if key.startswith("public_")}
    assert len(audiences) == 2  # the table and the map
    assert set(audiences.values()) == {"diffusion"}
    names = [b.proto.id.rsplit("-", 1)[-1] for b in app.get("download_button")]
    assert len(names) == 4 and all("diffusion" in b.proto.id for b in app.get("download_button"))


def test_nothing_is_computed_for_a_file_before_it_is_asked_for(
    open_view: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    audiences = []
    real = question.commune_map

    def counted(*args: Any, **kwargs: Any) -> Any:
        audiences.append(args[4:] or kwargs.get("audience"))
        return real(*args, **kwargs)

    monkeypatch.setattr("pages.components.map_answer.commune_map", counted)
    open_view(CARTE, **MT)
    assert audiences and all(not a for a in audiences)  # the screen's own question, and no other
