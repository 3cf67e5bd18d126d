"""Before it is confirmed, an import says what it would change: new, changed, unchanged, gone."""

from __future__ import annotations

import tempfile
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
from hypothesis import given, settings
from hypothesis import strategies as st

from boussole.store import Store, versions
from boussole.store.reading import compare
from boussole.store.schema import OBSERVATIONS
from tests.builders import load, row, staged
from tests.store.test_undo import File, files, key, series, without

COMPARED = ("value", "numerator", "denominator", "status", "perimeter")


def current(store: Store) -> Path:
    name = store.version()
    assert name is not None
    return store.root / name


def twin(held: dict[Any, dict[str, Any]], file: File) -> dict[Any, str]:
    """The state of each key, worked out with dictionaries."""
    new = {key(r): r for r in file.rows}
    spoken = {series(r) for r in file.rows}
    states = {
        k: "new" if k not in held else "unchanged" if all(held[k][c] == r[c] for c in COMPARED) else "changed"
        for k, r in new.items()
    }
    gone = (
        k
        for k, r in held.items()
        if k not in new and r["kind"] == "commune" and r["territory"] in file.scope and series(r) in spoken
    )
    return states | dict.fromkeys(gone, "gone")


@given(st.lists(files, min_size=1, max_size=2), files)
@settings(max_examples=12)
def test_the_difference_is_that_of_two_dictionaries_key_by_key(held: list[File], file: File) -> None:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        with duckdb.connect(str(root / "current.duckdb")) as con:
            con.execute(OBSERVATIONS)
            for n, h in enumerate(held):
                versions.append_lot(con, n, staged(root / f"{n}.duckdb", h.rows, h.scope), h.retire)
        counts, changes = compare(root / "current.duckdb", staged(root / "new.duckdb", file.rows, file.scope))
    expected = twin(without(held), file)
    assert counts == {s: list(expected.values()).count(s) for s in ("new", "changed", "unchanged", "gone")}
    found = {
        (d.indicator, d.territory.kind.value, d.territory.code, d.period.start, d.period.end, d.source): d.state
        for d in changes
    }
    assert found == {k: s for k, s in expected.items() if s != "unchanged"}


def test_a_change_comes_with_its_old_and_new_values(store: Store, tmp_path: Path) -> None:
    load(store, row(territory="A", value=10.0, numerator=20.0), row(territory="B", numerator=5.0))
    new = [row(territory="A", value=12.5, numerator=25.0), row(territory="C", status="secret")]
    counts, changes = compare(current(store), staged(tmp_path / "new.duckdb", new, ["A", "B", "C"]))
    assert counts == {"new": 1, "changed": 1, "unchanged": 0, "gone": 1}
    by_code = {d.territory.code: d for d in changes}
    a, b, c = by_code["A"], by_code["B"], by_code["C"]
    assert (a.old_value, a.old_numerator, a.new_value, a.new_numerator) == (10.0, 20.0, 12.5, 25.0)
    assert (b.state, b.old_numerator, b.new_numerator, b.new_status) == ("gone", 5.0, None, None)
    assert (c.state, c.old_status, c.new_status, c.new_numerator) == ("new", None, "secret", None)


def test_a_secret_that_becomes_a_number_is_a_change_and_the_same_secret_is_none(store: Store, tmp_path: Path) -> None:
    load(store, row(territory="A", status="secret"), row(territory="B", status="secret"))
    new = [row(territory="A", numerator=12.0), row(territory="B", status="secret")]
    counts, _ = compare(current(store), staged(tmp_path / "new.duckdb", new))
    assert (counts["changed"], counts["unchanged"]) == (1, 1)


def test_the_communes_of_another_territory_are_not_gone(store: Store, tmp_path: Path) -> None:
    load(store, row(territory="A"), row(territory="B"))
    load(store, row(territory="Y"), row(territory="Z"))
    counts, changes = compare(current(store), staged(tmp_path / "new.duckdb", [row(territory="A")], ["A", "B"]))
    assert counts == {"new": 0, "changed": 0, "unchanged": 1, "gone": 1}
    assert [d.territory.code for d in changes] == ["B"]


def test_a_key_already_retired_is_new_when_it_is_given_again(store: Store, tmp_path: Path) -> None:
    load(store, row(territory="A"), row(territory="B"))
    load(store, row(territory="A"), retire=True, scope=["A", "B"])
    counts, _ = compare(current(store), staged(tmp_path / "new.duckdb", [row(territory="B")]))
    assert counts == {"new": 1, "changed": 0, "unchanged": 0, "gone": 0}


def test_on_an_empty_store_all_is_new(tmp_path: Path) -> None:
    counts, changes = compare(None, staged(tmp_path / "new.duckdb", [row(territory="A"), row(territory="B")]))
    assert counts == {"new": 2, "changed": 0, "unchanged": 0, "gone": 0}
    assert [d.state for d in changes] == ["new", "new"]


def test_counts_are_whole_when_the_list_is_cut_and_the_list_has_one_order(store: Store, tmp_path: Path) -> None:
    load(store, row(territory="A", start=date(2024, 1, 1)))
    new = staged(tmp_path / "new.duckdb", [row(territory=f"{n:05}") for n in reversed(range(20))])
    counts, changes = compare(current(store), new, limit=3)
    assert counts["new"] == 20
    assert [d.territory.code for d in changes] == ["00000", "00001", "00002"]
    assert compare(current(store), new, limit=0)[1] == []
