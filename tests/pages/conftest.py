"""A small made-up store, and the dashboard run without a browser (Streamlit's AppTest)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from boussole.store import LotDraft, Store
from boussole.store.schema import OBSERVATION_COLUMNS
from boussole.values import perimeter_id

ROOT = Path(__file__).parents[2]
BIEVRE = ("91064", "91312", "91326", "91345", "91679")
ALONE = ("79049",)
DATES = {year: (date(year, 1, 1), date(year, 12, 31)) for year in (2023, 2024)}


def row(indicator: str, kind: str, territory: str, year: int, numerator: float | None, denominator: float | None,
        status: str = "ok", perimeter: str | None = None) -> tuple[Any, ...]:  # fmt: skip
    value = round(100 * numerator / denominator, 1) if numerator is not None and denominator else None
    return (1, indicator, kind, territory, *DATES[year], "cpam", value, numerator, denominator, status, "loaded",
            perimeter, None, "", "")  # fmt: skip


def observations() -> Iterator[tuple[Any, ...]]:
    for year in DATES:
        for rank, code in enumerate(BIEVRE):
            if rank == 4:
                yield row("mt_sans_17plus", "commune", code, year, None, None, "secret")
            else:
                yield row("mt_sans_17plus", "commune", code, year, 100 + 10 * rank, 1000)
            yield row("mg_effectif", "commune", code, year, 6 + rank, None)
        yield row("mt_sans_17plus", "cpts", "essai", year, 480, 5000, perimeter=perimeter_id(BIEVRE))
        yield row("dep_sein_50_74", "cpts", "essai", year, 300, 500, perimeter=perimeter_id(BIEVRE))


@pytest.fixture(scope="session")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    root = tmp_path_factory.mktemp("store")
    made = Store(root)
    made.create()
    made.save("territory", "essai", {"name": "CPTS d’essai <b>", "communes": list(BIEVRE), "assumed": True}, "test")
    made.save("territory", "vide", {"name": "CPTS vide", "communes": list(ALONE)}, "test")
    target = {"kind": "absolute", "text": "450", "value": 450}
    criterion = {
        "unit": "patients", "polarity": "down", "initial": {"value": 500}, "targets": {"N+1": target, "N+2": target},
        "source": {"indicator": "mt_sans_17plus", "measure": "numerator"},
    }  # fmt: skip
    objective = {"id": "E-1", "mission": "acces", "label": "Sans médecin traitant", "criteria": [criterion]}
    contract = {"id": "c", "territory": "essai", "signed": "2022-06-15", "objectives": [objective]}
    made.save("contract", "c", contract, "test")
    staged = root / "staged.duckdb"
    columns = ", ".join(f"{name} {kind}" for name, kind in OBSERVATION_COLUMNS.items())
    with duckdb.connect(str(staged)) as con:
        con.execute(f"CREATE TABLE accepted ({columns})")
        con.execute("""CREATE TABLE retired (indicator VARCHAR, kind VARCHAR, territory VARCHAR, start DATE,
                       finish DATE, source VARCHAR)""")
        con.execute("CREATE TABLE perimeter (id VARCHAR, communes VARCHAR[])")
        con.executemany(f"INSERT INTO accepted VALUES ({', '.join('?' * len(OBSERVATION_COLUMNS))})",  # noqa: S608
                        list(observations()))  # fmt: skip
        con.execute("INSERT INTO perimeter VALUES (?, ?)", [perimeter_id(BIEVRE), sorted(BIEVRE)])
    made.publish(staged, LotDraft("essai.csv", "0", "0", "test"))
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
