"""Territoires: created, changed, refused and told, taken out of the lists, seen in every view."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from boussole.questions.territories import territory
from boussole.store import Store

Open = Callable[..., AppTest]
Html = Callable[[AppTest], str]
TERRITOIRES = "alimenter/territoires"


@pytest.fixture
def own(store: Store, tmp_path: Path, open_view: Open, monkeypatch: pytest.MonkeyPatch) -> Store:
    """A copy of the small store, to be written to."""
    shutil.copytree(store.root, tmp_path / "store")
    monkeypatch.setenv("BOUSSOLE_STORE", str(tmp_path / "store"))
    return Store(tmp_path / "store")


def said(app: AppTest) -> str:
    kinds = (app.success, app.error, app.warning, app.info, app.caption)
    return " ".join(str(e.value) for kind in kinds for e in kind).replace("\\", "")


def press(app: AppTest, key: str) -> AppTest:
    app.button(key=key).click().run()
    assert not app.exception, app.exception
    return app


def field(app: AppTest, label: str) -> object:
    return next(t for t in app.text_input if label in t.label)


def test_a_territory_is_created_by_list_and_is_then_in_every_selector(open_view: Open, own: Store, html: Html) -> None:
    app = open_view(TERRITOIRES, modifier="nouveau")
    assert "Aucune commune n’est encore choisie" in html(app)
    app.selectbox(key="departement-nouveau").set_value("79").run()
    app.selectbox(key="ajouter-nouveau").set_value("79049").run()
    assert app.selectbox(key="ajouter-nouveau").value is None  # empty again, ready for the next one
    app.selectbox(key="ajouter-nouveau").set_value("79079").run()
    shown = html(app)
    assert "2 communes" in shown and "Population municipale (Insee" in shown and "Taille de l’ACI" in shown
    field(app, "Nom").set_value("CPTS du Val")  # type: ignore[attr-defined]
    field(app, "Qui enregistre").set_value("coordination")  # type: ignore[attr-defined]
    press(app, "enregistrer-nouveau")
    assert "enregistré (révision 1)" in said(app) and app.query_params["modifier"] == "val"
    assert territory(own, "val").communes == ("79049", "79079")
    assert "enregistré (révision 1)" in said(app.run())  # a map that settles runs the view again
    app.switch_page("pages/explorer/carte.py").run()
    assert app.selectbox(key="choix_territoire").value == "val"
    assert "CPTS du Val" in app.selectbox(key="choix_territoire").options


def test_an_epci_is_added_whole_and_a_commune_taken_away(open_view: Open, own: Store, html: Html) -> None:
    app = open_view(TERRITOIRES, modifier="vide")
    bocage = next(o for o in app.selectbox(key="epci-vide").options if "Bocage Bressuirais" in o)
    app.selectbox(key="epci-vide").select(bocage).run()
    assert "33 communes" in html(app)
    app.selectbox(key="retirer-vide").set_value("79049").run()
    assert "32 communes" in html(app)
    assert "ne sont pas encore enregistrés" in said(app)
    press(app, "abandonner-vide")
    assert "32 communes" not in html(app)


def test_pasted_codes_are_added_refused_or_offered_as_today(open_view: Open, own: Store, html: Html) -> None:
    app = open_view(TERRITOIRES, modifier="nouveau")
    app.text_area(key="codes-nouveau").set_value("79049;79186\n99999").run()
    press(app, "coller-nouveau")
    assert "1 code reconnu" in said(app) and "Refusé" in said(app)
    assert "99999" in html(app) and "aujourd’hui dans Mauléon (79079)" in html(app)
    press(app, "anciens-nouveau")
    assert "2 communes" in html(app)
    press(app, "vider-nouveau")
    assert "Aucune commune n’est encore choisie" in html(app)


def test_saving_asks_who_and_refuses_what_is_incomplete(open_view: Open, own: Store) -> None:
    app = open_view(TERRITOIRES, modifier="nouveau")
    press(app, "enregistrer-nouveau")
    assert "qui vous êtes" in said(app)
    field(app, "Qui enregistre").set_value("a")  # type: ignore[attr-defined]
    press(app, "enregistrer-nouveau")
    assert "Donnez un nom" in said(app)


def test_a_concurrent_edit_is_told_and_never_written_over(open_view: Open, own: Store) -> None:
    app = open_view(TERRITOIRES, modifier="essai")
    field(app, "Note").set_value("mienne").run()  # type: ignore[attr-defined]
    content = own.journal.typed("territory", "essai")
    assert content is not None
    own.save("territory", "essai", content.content | {"note": "sienne"}, "autre", content.revision)
    field(app, "Qui enregistre").set_value("moi")  # type: ignore[attr-defined]
    press(app, "enregistrer-essai")
    assert "entre-temps (par autre" in said(app) and territory(own, "essai").note == "sienne"
    press(app, "abandonner-essai")
    assert field(app, "Note").value == "sienne"  # type: ignore[attr-defined]


def test_a_territory_is_retired_not_deleted_and_comes_back(open_view: Open, own: Store, html: Html) -> None:
    app = open_view(TERRITOIRES, modifier="vide")
    field(app, "Qui enregistre").set_value("moi")  # type: ignore[attr-defined]
    press(app, "listes-vide")
    assert "retiré des listes" in said(app)
    assert any("CPTS vide – retiré" in o for o in app.selectbox(key="choix_modifier").options)
    app.switch_page("pages/explorer/carte.py").run()
    assert not any("vide" in o for o in app.selectbox(key="choix_territoire").options)
    app.switch_page("pages/alimenter/territoires.py").run()
    app.selectbox(key="choix_modifier").set_value("vide").run()
    press(app, "listes-vide")
    assert "remis dans les listes" in said(app) and "retiré des listes" in html(app)  # in the history


def test_the_total_of_another_perimeter_is_said_while_communes_change(open_view: Open, own: Store, html: Html) -> None:
    app = open_view(TERRITOIRES, modifier="essai")
    assert "couvrent un autre périmètre" not in html(app)
    app.selectbox(key="retirer-essai").set_value("91064").run()
    assert "4 valeurs publiées du territoire couvrent un autre périmètre" in html(app)


def test_a_name_cannot_act_as_html_and_the_rest_of_the_content_is_kept(open_view: Open, own: Store, html: Html) -> None:
    last = own.journal.typed("territory", "essai")
    assert last is not None
    own.save("territory", "essai", last.content | {"register_note": True}, "t", last.revision)
    app = open_view(TERRITOIRES, modifier="essai")
    field(app, "Population publiée").set_value("près de 9 000")  # type: ignore[attr-defined]
    field(app, "Qui enregistre").set_value("moi")  # type: ignore[attr-defined]
    press(app, "enregistrer-essai")
    assert "près de 9 000" in html(app) and "essai <b>" not in html(app) + app.success[0].value
    assert own.journal.history("territory", "essai")[0].content["register_note"] is True


def test_without_any_territory_one_can_be_created(open_view: Open, own: Store) -> None:
    for id in ("essai", "vide"):
        last = own.journal.typed("territory", id)
        assert last is not None
        own.save("territory", id, last.content | {"retired": True}, "t", last.revision)
    app = open_view("explorer/carte")
    assert "Créez-en un" in said(app)
    app = open_view(TERRITOIRES)
    assert app.selectbox(key="choix_modifier").value == "nouveau"
