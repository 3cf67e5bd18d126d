"""Killed at any moment of a publication, the store is as before or as after, never between, and goes on working."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from boussole.store import Store
from tests.builders import load, new_store, row, staged
from tests.store.child import MOMENTS
from tests.store.conftest import Other

BEFORE = [row(territory=f"{n:05}", numerator=1.0) for n in range(40)]
AFTER = [row(territory=f"{n:05}", numerator=2.0) for n in range(20, 60)]


def numerators(store: Store) -> dict[str, float]:
    return {r[2]: r[7] for r in store.reader().all_rows()}


def expected(*lots: list[dict[str, Any]]) -> dict[str, float]:
    return {r["territory"]: r["numerator"] for lot in lots for r in lot}


def survives(root: Path) -> str:
    """Which of the two the store is; fails for anything else, and if the store cannot be used any more."""
    store = Store(root)
    names = [lot.file_name for lot in reversed(store.journal.lots())]
    found = numerators(store)
    assert (names, found) in (
        (["extrait.csv"], expected(BEFORE)),
        (["extrait.csv", "autre.csv"], expected(BEFORE, AFTER)),
    )
    load(store, row(territory="99999", numerator=3.0), name="ensuite.csv")
    assert numerators(store) == found | {"99999": 3.0}
    kept = {p.name for p in root.glob("observations-*")}
    assert len(kept) == len(store.journal.lots()), "one file a version: the dead process's half file is swept"
    lots = store.journal.lots()
    store.undo(lots[-1].id, "analyste")
    assert "00000" not in numerators(store)
    return "after" if "autre.csv" in names else "before"


@pytest.fixture
def ready(tmp_path: Path) -> tuple[Path, Path]:
    """A store with one lot, and what the process that will die publishes."""
    root = tmp_path / "store"
    load(new_store(root), *BEFORE)
    return root, staged(tmp_path / "more.duckdb", AFTER)


@pytest.mark.parametrize("moment", MOMENTS)
def test_killed_at_each_step_the_store_is_as_before_until_the_commit_and_as_after_it(
    ready: tuple[Path, Path], other: Callable[..., Other], moment: str
) -> None:
    process = other("publish", *ready, moment)
    assert process.says() == "ready"
    process.go()
    assert process.says() == "", "it was to die before it was done"
    assert process.process.wait() == -9
    assert survives(ready[0]) == ("after" if moment == "committed" else "before")


def killed_at_random(
    ready: tuple[Path, Path], other: Callable[..., Other], luck: random.Random, longest: float = 0.12
) -> str:
    process = other("publish", *ready)
    assert process.says() == "ready"
    process.go()
    time.sleep(luck.uniform(0.0, longest))
    process.kill()
    return survives(ready[0])


def time_of_one(ready: tuple[Path, Path], other: Callable[..., Other]) -> float:
    """How long a publication takes here, now."""
    process = other("publish", *ready)
    assert process.says() == "ready"
    started = time.monotonic()
    process.go()
    assert process.says() == "done"
    return time.monotonic() - started


@pytest.mark.parametrize("seed", range(2))
def test_killed_at_a_random_moment_the_store_is_as_before_or_as_after(
    ready: tuple[Path, Path], other: Callable[..., Other], seed: int
) -> None:
    assert killed_at_random(ready, other, random.Random(seed)) in ("before", "after")


@pytest.mark.long
def test_killed_at_many_random_moments_it_is_always_one_of_the_two(tmp_path: Path, other: Callable[..., Other]) -> None:
    luck = random.Random(20261123)
    seen: list[str] = []
    longest = 0.0
    for turn in range(50):
        root = tmp_path / str(turn) / "store"
        load(new_store(root), *BEFORE)
        more = staged(root.parent / "more.duckdb", AFTER)
        if not turn:
            longest = 1.5 * time_of_one((root, more), other)
        else:
            seen.append(killed_at_random((root, more), other, luck, longest))
    assert set(seen) == {"before", "after"}, "both were met: the moments covered the commit"


def test_killed_while_the_store_was_being_made_it_is_made_again(tmp_path: Path) -> None:
    root = tmp_path / "store"
    root.mkdir()
    (root / "boussole.sqlite").touch()  # what SQLite leaves of a transaction that never ended
    assert not Store(root).exists()
    store = new_store(root)
    assert store.exists()
    load(store, row())
    assert len(store.reader().all_rows()) == 1
