"""A small made-up store, and the dashboard run without a browser (Streamlit's AppTest)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from boussole.store import Store
from etl.importing import Options, inspected, publish

ROOT = Path(__file__).parents[2]
COMMUNES = ("91064", "91312", "91326", "91345", "91679")
SECRET = "91679"
HEADER = "type_territoire;code_territoire;annee;indicateur;numerateur;denominateur;source"


def lines() -> Iterator[str]:
    """Two years: a rate with one commune under secrecy and the source's own total, a count, a rate without communes."""
    yield HEADER
    for year in (2023, 2024):
        for rank, code in enumerate(COMMUNES):
            rate = "NS;NS" if code == SECRET else f"{100 + 10 * rank};1000"
            yield f"commune;{code};{year};mt_sans_17plus;{rate};Assurance Maladie"
            yield f"commune;{code};{year};mg_effectif;{6 + rank};;Assurance Maladie"
        yield f"cpts;essai;{year};mt_sans_17plus;480;5000;Assurance Maladie"
        yield f"cpts;essai;{year};dep_sein_50_74;300;500;Assurance Maladie"


def contract() -> dict[str, object]:
    target = {"kind": "absolute", "text": "450", "value": 450}
    criterion = {
        "unit": "patients",
        "polarity": "down",
        "initial": {"value": 500},
        "targets": {"N+1": target, "N+2": target},
        "source": {"indicator": "mt_sans_17plus", "measure": "numerator"},
    }
    objective = {"id": "E-1", "mission": "acces", "label": "Sans médecin traitant", "criteria": [criterion]}
    return {"id": "c", "territory": "essai", "signed": "2022-06-15", "objectives": [objective]}


@pytest.fixture(scope="session")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    root = tmp_path_factory.mktemp("store")
    made = Store(root)
    made.create()
    made.save("territory", "essai", {"name": "CPTS d’essai <b>", "communes": list(COMMUNES), "assumed": True}, "test")
    made.save("territory", "vide", {"name": "CPTS vide", "communes": ["79049"]}, "test")
    made.save("contract", "c", contract(), "test")
    extract = root / "essai.csv"
    extract.write_text("\n".join(lines()) + "\n", encoding="utf-8")
    with inspected(extract, Options(), made) as inspection:
        assert not inspection.report.refused, inspection.report.rejected
        publish(made, inspection, "test")
    return made


@pytest.fixture
def open_view(store: Store, monkeypatch: pytest.MonkeyPatch) -> Callable[..., AppTest]:
    """Open a view as a link would: its file under pages/, and the URL's parameters."""
    monkeypatch.setenv("BOUSSOLE_STORE", str(store.root))
    st.cache_resource.clear()

    def opened(view: str = "", **parameters: str) -> AppTest:
        app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=30)
        app.run()
        if view:
            app.switch_page(f"pages/{view}.py")
            for name, value in parameters.items():
                app.query_params[name] = value
            app.run()
        assert not app.exception, app.exception
        return app

    return opened


def _html(app: AppTest) -> str:
    return "\n".join(str(e.proto.body) for e in app.get("html"))


@pytest.fixture
def html() -> Callable[[AppTest], str]:
    """All that a view wrote as HTML."""
    return _html
