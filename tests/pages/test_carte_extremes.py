"""The map view where a territory is not the usual one: empty, of one commune, all under secrecy, of a thousand."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pytest
import streamlit as st
from PIL import Image
from streamlit.testing.v1 import AppTest

from boussole.disclosure import Audience
from boussole.drawing.page import map_picture
from boussole.geography import geography
from boussole.questions.commune_map import commune_map
from boussole.questions.outlines import ground
from boussole.questions.territories import territory
from boussole.store import Store
from tests.builders import load, new_store, row

Html = Callable[[AppTest], str]
ROOT = Path(__file__).parents[2]
MT, COUNT = "mt_sans_17plus", "mg_effectif"


@pytest.fixture(scope="module")
def unusual(tmp_path_factory: pytest.TempPathFactory) -> Store:
    frame = geography().communes
    nord = frame.index[frame["departement"].isin(["59", "62"]) & (frame["kind"] == "commune")]
    thousand = [str(c) for c in sorted(nord)[:1000]]
    secret = list(geography().epci_members("200040244"))
    made = new_store(tmp_path_factory.mktemp("unusual") / "store")
    for id, communes in {"mille": thousand, "une": ["91064"], "secrets": secret, "vide": ["33063"]}.items():
        made.save("territory", id, {"name": f"CPTS {id}", "communes": communes}, "test")
    load(
        made,
        *(row(territory=c, numerator=20.0 + n % 200, denominator=1000.0) for n, c in enumerate(thousand)),
        *(row(territory=c, indicator=COUNT, source="registre", numerator=float(n % 30), denominator=None)
          for n, c in enumerate(thousand)),
        row(territory="91064", numerator=60.0),
        *(row(territory=c, status="secret", denominator=None) for c in secret),
    )  # fmt: skip
    return made


@pytest.fixture
def opened(unusual: Store, monkeypatch: pytest.MonkeyPatch) -> Callable[..., AppTest]:
    monkeypatch.setenv("BOUSSOLE_STORE", str(unusual.root))
    st.cache_resource.clear()

    def at(territoire: str, indicateur: str = MT) -> AppTest:
        app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=30).run()
        app.switch_page("pages/explorer/carte.py")
        app.query_params["territoire"], app.query_params["indicateur"] = territoire, indicateur
        app.run()
        assert not app.exception, app.exception
        return app

    return at


def test_an_empty_territory_leads_to_the_import(opened: Callable[..., AppTest]) -> None:
    assert "Aucune donnée" in opened("vide").info[0].value


def test_one_commune_is_one_class(opened: Callable[..., AppTest]) -> None:
    options = opened("une").radio(key="choix_classe").options
    assert [o.replace("\u202f", " ").replace("\xa0", " ") for o in options] == ["Toutes les communes (1)", "30,0 % (1)"]


def test_all_under_secrecy_has_no_class_and_no_method_to_name(opened: Callable[..., AppTest], html: Html) -> None:
    app = opened("secrets")
    assert len(app.radio(key="choix_classe").options) == 2
    assert "quantiles" not in html(app) and "secret (&lt; 11)" in html(app)


@pytest.mark.parametrize("indicator", [MT, COUNT])
def test_a_thousand_communes_are_shown(opened: Callable[..., AppTest], html: Html, indicator: str) -> None:
    app = opened("mille", indicator)
    assert html(app).count('<th scope="row">') == 1001  # and the territory


@pytest.mark.parametrize(("id", "indicator"), [("une", MT), ("secrets", MT), ("mille", MT), ("mille", COUNT)])
def test_each_has_a_picture(unusual: Store, id: str, indicator: str) -> None:
    info = territory(unusual, id)
    answer = commune_map(unusual, info, indicator, 2024)
    assert answer is not None and answer.map is not None
    picture = Image.open(io.BytesIO(map_picture(answer.map, ground(info), info.label, Audience.DIFFUSION)))
    assert len(picture.convert("RGB").resize((200, 140)).getcolors(28_000)) > 20, "something is drawn"
