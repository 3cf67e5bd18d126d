"""A store is opened only when it is one, and one that this program understands."""

from __future__ import annotations

import contextlib
import sqlite3
from pathlib import Path

import duckdb
import platformdirs
import pytest

from boussole.geography import geography, reference_dir
from boussole.questions.opening import opened
from boussole.store import Store, StoreMissing, StoreTooRecent, StoreUnusable, open_store, store_dir
from boussole.store.schema import SCHEMA_VERSION
from boussole.values import Kind
from tests.builders import load, new_store, row


def set_layout(store: Store, version: int) -> None:
    with contextlib.closing(sqlite3.connect(store.journal.path)) as con, con:
        con.execute("UPDATE meta SET value = ?", (str(version),))


def test_the_store_is_where_the_environment_says(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("BOUSSOLE_STORE", str(tmp_path / "ici"))
    assert store_dir() == tmp_path / "ici"
    monkeypatch.setenv("BOUSSOLE_STORE", "~/ici")
    assert store_dir() == Path.home() / "ici"


def test_the_store_is_else_in_the_user_s_data_folder_and_not_in_the_program_s(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("BOUSSOLE_STORE")
    assert store_dir() == Path(platformdirs.user_data_dir("boussole-cpts", False))
    assert Path(__file__).parents[2] not in store_dir().parents


def test_no_test_sees_the_user_s_own_store(
    monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    shared = tmp_path_factory.getbasetemp()
    assert shared in store_dir().parents


def test_where_there_is_no_store_the_reader_is_told_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(StoreMissing, match="python -m etl init"):
        open_store(tmp_path / "nulle part")
    assert list(tmp_path.iterdir()) == [], "looking makes nothing"


def test_an_empty_store_has_no_reader_and_says_what_to_do(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    store = new_store(tmp_path / "store")
    with pytest.raises(StoreMissing, match="python -m etl init"):
        store.reader()
    monkeypatch.setenv("BOUSSOLE_STORE", str(store.root))
    with pytest.raises(StoreMissing, match="python -m etl init"):
        opened()


def test_making_a_store_that_is_there_changes_nothing(store: Store) -> None:
    load(store, row())
    before = store.journal.path.read_bytes()
    store.create()
    assert store.journal.path.read_bytes() == before


def test_a_store_made_by_a_later_program_is_refused_in_french_and_left_untouched(store: Store) -> None:
    load(store, row())
    set_layout(store, SCHEMA_VERSION + 1)
    before = {p.name: p.read_bytes() for p in store.root.iterdir()}
    for attempt in (lambda: open_store(store.root), Store(store.root).create, Store(store.root).exists):
        with pytest.raises(StoreTooRecent, match="version plus récente de Boussole : mettez le programme à jour"):
            attempt()
    assert {p.name: p.read_bytes() for p in store.root.iterdir()} == before


def test_a_store_of_an_earlier_layout_says_what_to_do_and_is_left_untouched(store: Store) -> None:
    load(store, row())
    set_layout(store, SCHEMA_VERSION - 1)
    before = {p.name: p.read_bytes() for p in store.root.iterdir()}
    with pytest.raises(StoreUnusable, match="python -m etl init, puis chargez de nouveau"):
        open_store(store.root)
    assert {p.name: p.read_bytes() for p in store.root.iterdir()} == before


def test_observations_written_by_a_later_program_are_refused_too(store: Store) -> None:
    load(store, row())
    name = store.version()
    assert name is not None
    with duckdb.connect(str(store.root / name)) as con:
        con.execute("UPDATE meta SET value = '99' WHERE key = 'schema_version'")
    with pytest.raises(StoreTooRecent, match="mettez le programme à jour"):
        Store(store.root).reader()


def test_both_databases_carry_the_number_of_their_layout(store: Store) -> None:
    load(store, row())
    assert store.journal.layout() == SCHEMA_VERSION
    assert store.reader()._rows("SELECT value FROM meta WHERE key = 'schema_version'") == [(str(SCHEMA_VERSION),)]


def test_a_file_that_is_no_store_is_refused_in_french(tmp_path: Path) -> None:
    (tmp_path / "boussole.sqlite").write_bytes(b"ceci n'est pas une base " * 100)
    with pytest.raises(StoreUnusable, match="n’est pas une base de Boussole"):
        open_store(tmp_path)


def test_the_reference_territories_are_loaded_once_a_vintage(store: Store) -> None:
    tables = {n: reference_dir() / f"{n}.parquet" for n in ("communes", "epci", "departements", "regions")}
    assert store.load_reference(tables, "2024", "test")
    version = store.version()
    assert not store.load_reference(tables, "2024", "test")
    assert store.version() == version
    load(store, row())
    assert store.load_reference(tables, "2025", "test")
    reader = store.reader()
    assert reader.reference_fingerprint() == "2025"
    assert len(reader.all_rows()) == 1, "observations stay"
    found = reader.place(Kind.COMMUNE, "79049")
    assert found is not None
    known = geography().commune("79049")
    assert known is not None
    assert (found.name, found.departement, found.epci, found.population) == (
        known.name, known.departement, known.epci, known.population,
    )  # fmt: skip
    assert reader.place(Kind.FRANCE, "FR") is not None
    assert reader.place(Kind.COMMUNE, "00000") is None
    assert [p.name for p in reader.places(Kind.REGION, ["75", "11"])] == ["Île-de-France", "Nouvelle-Aquitaine"]
