"""Undoing lots, in any order, gives the store that would have been without them."""

from __future__ import annotations

import random
import tempfile
from collections import Counter
from dataclasses import dataclass
from datetime import date
from itertools import permutations
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from boussole.store import Store, versions
from boussole.store.schema import KEY, OBSERVATION_COLUMNS, OBSERVATIONS, RETIRED
from tests.builders import draft, load, new_store, row, staged

Key = tuple[Any, ...]
PLACES = (("commune", "A"), ("commune", "B"), ("cpts", "A"), ("cpts", "B"))  # no commune: never taken away
SERIES = (("x", date(2024, 1, 1)), ("x", date(2023, 1, 1)), ("y", date(2024, 1, 1)))


@dataclass(frozen=True)
class File:
    """A file to publish: its rows by key, and whether the keys gone from it are taken away."""

    rows: tuple[dict[str, Any], ...]
    retire: bool
    scope: frozenset[str]


def key(r: dict[str, Any]) -> Key:
    return tuple(r[k] for k in KEY)


def series(r: dict[str, Any]) -> Key:
    return tuple(r[k] for k in KEY if k != "territory")


def without(files: list[File]) -> dict[Key, dict[str, Any]]:
    """The boring twin: a dictionary, and the files that remain, one after the other."""
    held: dict[Key, dict[str, Any]] = {}
    for file in files:
        if file.retire:
            given_ = {key(r) for r in file.rows}
            spoken = {series(r) for r in file.rows}
            for k, r in list(held.items()):
                if r["kind"] == "commune" and r["territory"] in file.scope and series(r) in spoken and k not in given_:
                    del held[k]
        held.update({key(r): r for r in file.rows})
    return held


def in_force(store: Store) -> Counter[tuple[Any, ...]]:
    return Counter(store.reader().all_rows()) if store.version() else Counter()


def rows_in(con: duckdb.DuckDBPyConnection) -> Counter[tuple[Any, ...]]:
    columns = ", ".join(c for c in OBSERVATION_COLUMNS if c != "line")
    return Counter(con.execute(f"SELECT {columns} FROM current WHERE status <> '{RETIRED}'").fetchall())


def rows_of(held: dict[Key, dict[str, Any]]) -> Counter[tuple[Any, ...]]:
    return Counter(tuple(r[c] for c in OBSERVATION_COLUMNS if c != "line") for r in held.values())


def one_row(cell: tuple[tuple[str, str], tuple[str, date], int]) -> dict[str, Any]:
    (kind, code), (indicator, start), number = cell
    status = "secret" if number == 0 else "ok"
    return row(
        territory=code, kind=kind, indicator=indicator, start=start, finish=start.replace(month=12, day=31),
        status=status, **({"numerator": float(number)} if number else {}),
    )  # fmt: skip


cells = st.tuples(st.sampled_from(PLACES), st.sampled_from(SERIES), st.integers(0, 9))
files = st.builds(
    File,
    st.lists(cells, max_size=6, unique_by=lambda c: c[:2]).map(lambda found: tuple(one_row(c) for c in found)),
    st.booleans(),
    st.frozensets(st.sampled_from(("A", "B")), min_size=1),
)


@given(st.lists(files, min_size=2, max_size=5), st.randoms(use_true_random=False))
@settings(max_examples=12)
def test_undo_in_any_order_gives_the_store_that_would_have_been(chosen: list[File], luck: random.Random) -> None:
    with tempfile.TemporaryDirectory() as folder, duckdb.connect() as con:
        con.execute(OBSERVATIONS)
        for n, file in enumerate(chosen):
            path = staged(Path(folder) / f"{n}.duckdb", file.rows, file.scope)
            versions.append_lot(con, n, path, file.retire)
        remaining = dict(enumerate(chosen))
        assert rows_in(con) == rows_of(without(chosen))
        for lot in luck.sample(sorted(remaining), luck.randint(1, len(chosen))):
            versions.undo_lot(con, lot)
            del remaining[lot]
            assert rows_in(con) == rows_of(without(list(remaining.values())))


def whole_story(chosen: list[File], luck: random.Random) -> None:
    """The same through the whole store, compared also with a store made of the remaining files alone."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        paths = [staged(root / f"{n}.duckdb", f.rows, f.scope) for n, f in enumerate(chosen)]
        store = new_store(root / "store")
        lots = [store.publish(p, draft(p.name), retire=f.retire).id for p, f in zip(paths, chosen, strict=True)]
        remaining = dict(zip(lots, range(len(chosen)), strict=True))
        assert in_force(store) == rows_of(without(chosen))
        for lot in luck.sample(lots, luck.randint(1, len(lots))):
            store.undo(lot, "analyste")
            del remaining[lot]
        rebuilt = new_store(root / "rebuilt")
        for n in remaining.values():
            rebuilt.publish(paths[n], draft(), retire=chosen[n].retire)
        assert in_force(store) == in_force(rebuilt) == rows_of(without([chosen[n] for n in remaining.values()]))


@given(st.lists(files, min_size=2, max_size=4), st.randoms(use_true_random=False))
@settings(max_examples=2)
def test_undo_in_any_order_gives_the_store_made_of_the_remaining_files(chosen: list[File], luck: random.Random) -> None:
    whole_story(chosen, luck)


@pytest.mark.long
@given(st.lists(files, min_size=2, max_size=7), st.randoms(use_true_random=False))
@settings(max_examples=120)
def test_undo_in_any_order_gives_the_store_made_of_the_remaining_files_over_many_stories(
    chosen: list[File], luck: random.Random
) -> None:
    whole_story(chosen, luck)


@pytest.mark.parametrize("order", list(permutations((1, 2, 3))))
def test_a_key_has_the_value_of_the_latest_lot_not_undone_whatever_the_order(
    tmp_path: Path, order: tuple[int, ...]
) -> None:
    with duckdb.connect() as con:
        con.execute(OBSERVATIONS)
        for lot in (1, 2, 3):
            versions.append_lot(con, lot, staged(tmp_path / f"{lot}.duckdb", [row(numerator=lot)]))
        remaining = {1, 2, 3}
        for lot in order:
            versions.undo_lot(con, lot)
            remaining.remove(lot)
            found = con.execute("SELECT numerator FROM current").fetchall()
            assert found == ([(max(remaining),)] if remaining else [])


def communes(store: Store) -> dict[str, float]:
    return {r[2]: r[7] for r in store.reader().all_rows()}


def test_a_retired_key_is_taken_away_and_comes_back_when_that_lot_is_undone(store: Store) -> None:
    load(store, row(territory="A", numerator=1), row(territory="B", numerator=1))
    second = load(store, row(territory="A", numerator=2), retire=True, scope=["A", "B"])
    assert communes(store) == {"A": 2}
    store.undo(second.id, "analyste")
    assert communes(store) == {"A": 1, "B": 1}


def test_keys_gone_from_a_file_stay_unless_they_are_retired(store: Store) -> None:
    load(store, row(territory="A", numerator=1), row(territory="B", numerator=1))
    load(store, row(territory="A", numerator=2), scope=["A", "B"])
    assert communes(store) == {"A": 2, "B": 1}


def test_retiring_touches_neither_another_series_nor_a_commune_outside_the_file_s_scope(store: Store) -> None:
    kept = [
        row(territory="OUT"),
        row(territory="B", source="rezone"),
        row(territory="B", indicator="ald_part"),
        row(territory="B", start=date(2023, 1, 1), finish=date(2023, 12, 31)),
        row(territory="B", kind="cpts"),
    ]
    load(store, row(territory="A"), row(territory="B"), *kept)
    again = [row(territory="A", numerator=2), row(territory="OUT", kind="cpts")]
    load(store, *again, retire=True, scope=["A", "B"])
    found = [(r[2], r[1], r[0], r[3].year, r[5]) for r in store.reader().all_rows()]
    assert ("B", "commune", "mt_sans_17plus", 2024, "cpam") not in found
    assert len(found) == len(again) + len(kept)


def test_a_key_that_two_lots_retired_stays_away_when_one_of_them_is_undone(store: Store) -> None:
    load(store, row(territory="A"), row(territory="B"))
    second = load(store, row(territory="A", numerator=2), retire=True, scope=["A", "B"])
    load(store, row(territory="A", numerator=3), retire=True, scope=["A", "B"])
    store.undo(second.id, "analyste")
    assert communes(store) == {"A": 3}


def test_a_retired_key_given_again_is_in_force_again(store: Store) -> None:
    load(store, row(territory="A"), row(territory="B"))
    load(store, row(territory="A"), retire=True, scope=["A", "B"])
    load(store, row(territory="B", numerator=7))
    assert communes(store)["B"] == 7


def test_an_undone_file_may_be_loaded_again(store: Store) -> None:
    lot = load(store, row(numerator=4), name="mt.csv")
    assert store.journal.same_file("sha-mt.csv") == lot
    store.undo(lot.id, "analyste")
    assert store.journal.same_file("sha-mt.csv") is None, "no longer « déjà chargé »"
    assert store.reader().all_rows() == []
    again = load(store, row(numerator=4), name="mt.csv")
    assert again.id != lot.id
    assert communes(store) == {"79049": 4}


def test_an_undone_lot_says_when_and_by_whom_and_keeps_its_rows(store: Store, clock: Any) -> None:
    lot = load(store, row(), row(territory="B"))
    clock.forward(days=2)
    undone = store.undo(lot.id, "Mme Roux")
    assert (undone.undone_at, undone.undone_by) == (clock.at, "Mme Roux")
    assert store.journal.lots() == [undone]
    assert store.reader().lot_changes(lot.id) == {"in_force": 0, "superseded": 2}
    assert len(store.reader().lot_rows(lot.id)) == 2


def test_a_lot_that_is_unknown_or_undone_already_cannot_be_undone(store: Store) -> None:
    lot = load(store, row())
    with pytest.raises(KeyError):
        store.undo(99, "analyste")
    store.undo(lot.id, "analyste")
    version = store.version()
    with pytest.raises(KeyError):
        store.undo(lot.id, "analyste")
    assert store.version() == version
