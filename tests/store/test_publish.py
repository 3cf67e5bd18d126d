"""A lot is published whole or not at all; versions are kept for a while, then go; nothing of a crash stays."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import pytest

from boussole.store import Store, versions
from boussole.values import Kind, Territory, perimeter_id
from tests.builders import Clock, draft, load, new_store, row, staged, total


def files(store: Store) -> set[str]:
    return {p.name for p in store.root.glob("observations-*")}


def state(store: Store) -> tuple[Any, ...]:
    """All that a failed publication must leave as it was."""
    rows = store.reader().all_rows() if store.version() else None
    return store.version(), store.journal.lots(), files(store), rows


def test_a_published_lot_is_in_force_and_recorded_with_its_date_and_author(store: Store, clock: Clock) -> None:
    lot = load(store, row(territory="79049"), row(territory="79079"), name="mt.csv")
    assert store.journal.lots() == [lot]
    assert (lot.file_name, lot.author, lot.recorded_at, lot.undone_at) == ("mt.csv", "analyste", clock.at, None)
    seen = store.reader().observations([Territory(Kind.COMMUNE, "79049")])
    assert [(o.territory.code, o.numerator, o.denominator, o.lot) for o in seen] == [("79049", 20, 200, lot.id)]
    assert store.reader().lot_changes(lot.id) == {"in_force": 2, "superseded": 0}
    assert len(store.reader().lot_rows(lot.id)) == 2


def test_the_latest_lot_gives_a_key_its_value_and_leaves_the_other_keys_alone(store: Store) -> None:
    first = load(store, row(territory="79049", numerator=1), row(territory="79079", numerator=2))
    second = load(store, row(territory="79049", numerator=9))
    seen = store.reader().observations([Territory(Kind.COMMUNE, c) for c in ("79049", "79079")])
    assert {(o.territory.code, o.numerator, o.lot) for o in seen} == {("79049", 9, second.id), ("79079", 2, first.id)}
    assert store.reader().lot_changes(first.id) == {"in_force": 1, "superseded": 1}


@pytest.mark.parametrize("key", ["indicator", "territory", "start", "finish", "source"])
def test_each_part_of_the_key_makes_another_key(store: Store, key: str) -> None:
    from datetime import date

    other = {"start": date(2023, 1, 1), "finish": date(2025, 1, 1)}.get(key, "other")
    load(store, row())
    load(store, row(**{key: other}))
    assert len(store.reader().all_rows()) == 2


BREAKS = {
    "the rows": (versions, "append_lot"),
    "the copy": (versions.shutil, "copyfile"),
    "the disk": (versions, "_fsync"),
    "the commit": (Path, "unlink"),  # taking the holder's note away: the last thing done before it
}


@pytest.mark.parametrize("broken", BREAKS)
def test_an_error_while_publishing_leaves_version_lots_files_and_values_as_before(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, broken: str
) -> None:
    load(store, row(numerator=1))
    before = state(store)
    new = staged(tmp_path / "new.duckdb", [row(numerator=2)])
    reached = []

    def fail(*_: Any, **__: Any) -> None:
        reached.append(broken)
        monkeypatch.undo()
        raise OSError("disque plein")

    monkeypatch.setattr(*BREAKS[broken], fail)
    with pytest.raises(OSError, match="disque plein"):
        store.publish(new, draft())
    assert reached == [broken]
    if broken == "the commit":  # the file was whole: nobody knows it, and the next writer sweeps it
        assert (store.version(), store.journal.lots()) == before[:2]
    else:
        assert state(store) == before
    assert store.publish(new, draft("après.csv")).file_name == "après.csv"
    assert len(files(store)) == 2
    assert [r[8] for r in store.reader().all_rows()] == [200]
    assert [o.numerator for o in store.reader().observations([Territory(Kind.COMMUNE, "79049")])] == [2]


def test_a_staged_file_that_lacks_a_table_is_refused_whole(store: Store, tmp_path: Path) -> None:
    load(store, row())
    before = state(store)
    with duckdb.connect(str(tmp_path / "bad.duckdb")) as con:
        con.execute("CREATE TABLE accepted (indicator VARCHAR)")
    with pytest.raises(duckdb.Error):
        store.publish(tmp_path / "bad.duckdb", draft())
    assert state(store) == before


def test_what_a_crash_leaves_is_swept_by_the_next_writer(store: Store) -> None:
    load(store, row())
    orphan = store.root / "observations-20200101T000000-deadbeef.duckdb"
    orphan.write_bytes(b"half a file")
    orphan.with_name(orphan.name + ".wal").write_bytes(b"its log")
    spill = orphan.with_name(orphan.name + ".tmp")
    spill.mkdir()
    (spill / "duckdb_temp_storage-0.tmp").write_bytes(b"what it had no room for")
    other = store.root / "notes.txt"
    other.write_text("not ours")
    load(store, row(numerator=3))
    assert not [name for name in files(store) if "deadbeef" in name]
    assert len(files(store)) == 2
    assert other.exists()


def test_versions_go_thirty_days_after_they_were_replaced_and_the_one_in_force_never_does(
    store: Store, clock: Clock
) -> None:
    load(store, row(numerator=1))
    first = store.version()
    clock.forward(days=400)
    load(store, row(numerator=2))
    assert first in files(store), "an old version is kept from the day it was replaced, not from its making"
    second = store.version()
    clock.forward(days=29, hours=23)
    load(store, row(numerator=3))
    assert {first, second} <= files(store)
    clock.forward(days=1)
    load(store, row(numerator=4))
    assert first not in files(store)
    assert second in files(store)
    clock.forward(days=4000)
    load(store, row(numerator=5))
    assert len(files(store)) == 2, "the one in force until now, and the one in force from now on"
    assert store.version() in files(store)
    clock.forward(days=4000)
    assert [o.numerator for o in store.reader().observations([Territory(Kind.COMMUNE, "79049")])] == [5]


def test_undoing_a_lot_older_than_every_kept_version_still_works(store: Store, clock: Clock) -> None:
    first = load(store, row(numerator=1))
    for number in (2, 3, 4):
        clock.forward(days=40)
        load(store, row(numerator=number, territory="79079"))
    store.undo(first.id, "analyste")
    assert {r[2] for r in store.reader().all_rows()} == {"79079"}


def test_a_total_is_kept_with_the_communes_that_it_covers(store: Store) -> None:
    communes = ["79049", "79013"]
    load(store, total("essai", communes, numerator=500.0, denominator=5000.0), perimeters=[communes])
    load(store, row(), perimeters=[communes])
    assert store.reader().perimeter(perimeter_id(communes)) == ["79013", "79049"]
    assert store.reader().perimeter("unknown") is None
    (seen,) = store.reader().observations([Territory(Kind.CPTS, "essai")])
    assert seen.perimeter == perimeter_id(communes)


def test_a_store_lives_in_a_folder_with_any_name(tmp_path: Path) -> None:
    folder = tmp_path / "l'été d'Ève ; \"DROP TABLE\" %20"
    folder.mkdir()
    store = new_store(folder / "base d'essai")
    lot = load(store, row())
    load(store, row(numerator=7))
    store.undo(lot.id, "analyste")
    from boussole.store.reading import compare

    name = store.version()
    assert name is not None
    counts, _ = compare(store.root / name, staged(folder / "d'autres.duckdb", [row(numerator=8)]))
    assert counts["changed"] == 1


def test_the_memory_of_the_database_is_bounded(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def limit(con: duckdb.DuckDBPyConnection) -> float:
        size, unit = con.execute("SELECT current_setting('memory_limit')").fetchall()[0][0].split()
        return float(size) * {"MiB": 2**20, "GiB": 2**30}[unit]

    load(store, row())
    seen = []
    append = versions.append_lot
    monkeypatch.setattr(versions, "append_lot", lambda con, *rest: (seen.append(limit(con)), append(con, *rest))[1])
    load(store, row(numerator=2))
    with versions.reading_connection() as reading:
        assert [*seen, limit(reading)] == [pytest.approx(450e6, rel=0.01)] * 2
    monkeypatch.setenv("BOUSSOLE_MEMORY", "100MB")
    with versions.connect(tmp_path / "x.duckdb") as writing, versions.reading_connection() as reading:
        assert [limit(writing), limit(reading)] == [pytest.approx(100e6, rel=0.01)] * 2


def test_reading_never_leaves_anything_in_the_working_folder(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = tmp_path / "here"
    here.mkdir()
    monkeypatch.chdir(here)
    load(store, *(row(territory=f"{n:05}") for n in range(50)))
    assert len(store.reader().all_rows()) == 50
    assert list(here.iterdir()) == []
    with versions.reading_connection() as con:
        assert str(here) not in con.execute("SELECT current_setting('temp_directory')").fetchall()[0][0]


def test_a_reader_can_neither_write_nor_reach_other_files(store: Store, tmp_path: Path) -> None:
    load(store, row())
    (tmp_path / "x.csv").write_text("a\n1\n")
    reader = store.reader()
    elsewhere = f"SELECT * FROM '{tmp_path / 'x.csv'}'"
    for query in ("DELETE FROM current", elsewhere, "SET enable_external_access = true"):
        with pytest.raises(duckdb.Error):
            reader._rows(query)
