"""Several at work at once: writers wait for one another, and say for whom; readers never wait."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from boussole.store import Store, StoreBusy
from tests.builders import Clock, draft, load, new_store, row, staged
from tests.store.conftest import Other


@contextlib.contextmanager
def held(store: Store, who: str) -> Iterator[None]:
    with store.journal.writing(who):
        yield


def publish_in_thread(store: Store, path: Path, said: list[str], wait: float = 20.0) -> threading.Thread:
    thread = threading.Thread(target=lambda: store.publish(path, draft("deux.csv"), said.append, wait))
    thread.start()
    return thread


def test_a_writer_waits_for_another_process_and_is_told_for_whom(
    store: Store, tmp_path: Path, other: Callable[..., Other]
) -> None:
    load(store, row())
    holder = other("hold", store.root, "Mme Martin, CPAM")
    assert holder.says() == "holding"
    said: list[str] = []
    thread = publish_in_thread(store, staged(tmp_path / "s.duckdb", [row(numerator=5)]), said)
    deadline = time.monotonic() + 10
    while not said and time.monotonic() < deadline:
        time.sleep(0.01)
    time.sleep(0.7)  # long enough to be told twice
    assert len(store.journal.lots()) == 1, "it waits"
    holder.go()
    assert holder.says() == "let go"
    thread.join(10)
    assert [lot.file_name for lot in store.journal.lots()] == ["deux.csv", "extrait.csv"]
    assert len(said) == 1, "told once"
    assert "« Mme Martin, CPAM »" in said[0]


@pytest.fixture
def in_guadeloupe(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    if not hasattr(time, "tzset"):
        pytest.skip("Windows ne change pas de fuseau en cours de route")
    monkeypatch.setenv("TZ", "America/Guadeloupe")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.mark.usefixtures("in_guadeloupe")
def test_the_hour_at_which_the_other_began_is_that_of_the_reader(store: Store, clock: Clock, tmp_path: Path) -> None:
    clock.at = datetime(2026, 7, 14, 21, 30, 15, tzinfo=UTC)
    load(store, row())
    with held(store, "autre"), pytest.raises(StoreBusy) as busy:
        store.publish(staged(tmp_path / "s.duckdb", [row()]), draft(), wait=0)
    assert "(depuis 17:30:15)" in str(busy.value)


def test_a_writer_gives_up_after_its_time_says_whose_turn_it_is_and_changes_nothing(
    store: Store, tmp_path: Path
) -> None:
    load(store, row())
    before = (store.version(), store.journal.lots(), sorted(p.name for p in store.root.glob("observations-*")))
    new = staged(tmp_path / "s.duckdb", [row(numerator=5)])
    with held(store, "Dr Dubois"):
        started = time.monotonic()
        with pytest.raises(StoreBusy, match="« Dr Dubois »"):
            store.publish(new, draft(), wait=0.5)
        assert 0.4 < time.monotonic() - started < 5
        with pytest.raises(StoreBusy, match="« Dr Dubois »"):
            store.undo(1, "analyste", wait=0)
    assert before == (store.version(), store.journal.lots(), sorted(p.name for p in store.root.glob("observations-*")))
    assert store.publish(new, draft()).id == 2


def test_a_dead_writer_holds_nobody_up(store: Store, other: Callable[..., Other]) -> None:
    load(store, row())
    holder = other("hold", store.root, "disparu")
    assert holder.says() == "holding"
    holder.kill()
    started = time.monotonic()
    load(store, row(numerator=5))
    assert time.monotonic() - started < 5
    assert not list(store.root.glob("ecriture-en-cours*"))


def test_of_two_processes_that_publish_at_once_both_are_kept_whole(
    store: Store, tmp_path: Path, other: Callable[..., Other]
) -> None:
    load(store, row(territory="00000"))
    ones = [staged(tmp_path / f"{k}.duckdb", [row(territory=f"{k}{n:04}") for n in range(20)]) for k in (1, 2)]
    both = [other("publish", store.root, path) for path in ones]
    assert [p.says() for p in both] == ["ready", "ready"]
    for p in both:
        p.go()
    for p in both:
        said = p.says()
        assert (p.says() if said.startswith("En attente") else said) == "done"
    assert len(store.journal.lots()) == 3
    assert len(store.reader().all_rows()) == 41


def test_a_reader_elsewhere_goes_on_with_its_own_version_while_another_is_published(
    store: Store, other: Callable[..., Other]
) -> None:
    load(store, row(territory="00001"))
    reading = other("read", store.root)
    assert reading.says() == "1"
    load(store, row(territory="00002"), row(territory="00003"))
    reading.go()
    assert reading.says() == "1 3", "the reader it holds still sees its version, a new one sees the new"


def test_a_reader_held_here_goes_on_with_its_own_version_and_the_next_one_sees_the_new(store: Store) -> None:
    load(store, row(numerator=1))
    old = store.reader()
    assert store.reader() is old, "the same version is opened once"
    load(store, row(numerator=2))
    assert [r[7] for r in old.all_rows()] == [1]
    assert [r[7] for r in store.reader().all_rows()] == [2]


def test_reading_waits_for_no_writer(store: Store, other: Callable[..., Other]) -> None:
    load(store, row())
    store.save("territory", "essai", {"name": "Essai"}, "analyste")
    holder = other("hold", store.root, "longue écriture")
    assert holder.says() == "holding"
    started = time.monotonic()
    fresh = Store(store.root)
    assert len(fresh.reader().all_rows()) == 1
    assert len(fresh.journal.lots()) == 1
    assert fresh.journal.typed("territory", "essai") is not None
    fresh.create()  # what every start of the program does
    assert time.monotonic() - started < 2


def test_many_threads_read_one_store_while_it_changes(store: Store) -> None:
    load(store, *(row(territory=f"{n:05}", numerator=1) for n in range(30)))
    wrong: list[object] = []
    stop = threading.Event()

    def read() -> None:
        while not stop.is_set():
            try:
                seen = {r[7] for r in store.reader().all_rows()}
                time.sleep(0.002)
                if len(seen) != 1:
                    wrong.append(seen)
            except Exception as error:
                wrong.append(error)

    threads = [threading.Thread(target=read) for _ in range(3)]
    for thread in threads:
        thread.start()
    for number in (2, 3):
        load(store, *(row(territory=f"{n:05}", numerator=number) for n in range(30)))
    stop.set()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_two_processes_may_make_the_same_store_at_once(tmp_path: Path, other: Callable[..., Other]) -> None:
    root = tmp_path / "store"
    both = [other("create", root) for _ in range(3)]
    assert [p.says() for p in both] == ["ready"] * 3
    for p in both:
        p.go()
    assert [p.says() for p in both] == ["done"] * 3
    assert len(new_store(root).journal.lots()) == 0
