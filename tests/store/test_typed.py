"""What people type is kept revision by revision; two people cannot overwrite each other without being told."""

from __future__ import annotations

import threading
from datetime import date

import pytest

from boussole.store import StaleRevision, Store, TypedDraft
from tests.builders import Clock, load, row

NAME = ("territory", "essai")


def test_every_revision_of_a_thing_can_be_listed_the_latest_first(store: Store) -> None:
    store.save(*NAME, {"name": "un"}, "a")
    store.save(*NAME, {"name": "deux"}, "b", read_revision=1)
    store.save("territory", "autre", {"name": "x"}, "a")
    assert [(r.revision, r.author) for r in store.journal.history(*NAME)] == [(2, "b"), (1, "a")]
    assert store.journal.history("territory", "inconnu") == []


def test_each_save_is_a_revision_with_its_author_its_date_and_its_content(store: Store, clock: Clock) -> None:
    first = store.save(*NAME, {"name": "Un"}, "Mme A")
    clock.forward(hours=3)
    second = store.save(*NAME, {"name": "Deux é"}, "M. B", read_revision=1)
    assert (first.revision, second.revision) == (1, 2)
    assert store.journal.typed(*NAME) == second
    assert (second.author, second.recorded_at, second.effective) == ("M. B", clock.at, clock.at.date())
    assert second.content == {"name": "Deux é"}
    assert first.content == {"name": "Un"}


def test_a_thing_is_read_as_of_a_date(store: Store) -> None:
    store.save(*NAME, {"communes": 5}, "A", effective=date(2021, 1, 1))
    store.save(*NAME, {"communes": 6}, "A", read_revision=1, effective=date(2024, 1, 1))
    read = {
        day: (r.content["communes"] if (r := store.journal.typed(*NAME, as_of=day)) else None)
        for day in (date(2020, 12, 31), date(2021, 1, 1), date(2023, 12, 31), date(2024, 1, 1), date(2030, 1, 1))
    }
    assert list(read.values()) == [None, 5, 5, 6, 6]


def test_a_correction_of_the_past_made_on_the_last_revision_holds_from_its_date_on(store: Store) -> None:
    store.save(*NAME, {"communes": 5}, "A", effective=date(2021, 1, 1))
    store.save(*NAME, {"communes": 6}, "A", read_revision=1, effective=date(2024, 1, 1))
    store.save(*NAME, {"communes": 7}, "A", read_revision=2, effective=date(2022, 1, 1))
    found = [store.journal.typed(*NAME, as_of=date(y, 6, 1)) for y in (2021, 2022, 2025)]
    assert [r.content["communes"] for r in found if r] == [5, 7, 7]


def test_a_save_prepared_on_an_older_revision_is_refused_and_nothing_is_written(store: Store) -> None:
    store.save(*NAME, {"v": 1}, "A")
    store.save(*NAME, {"v": 2}, "B", read_revision=1)
    for read in (0, 1, 3):
        with pytest.raises(StaleRevision, match="rechargez la page"):
            store.save(*NAME, {"v": "perdu"}, "C", read_revision=read)
    assert [r.content for r in store.journal.all_typed("territory")] == [{"v": 2}]
    assert store.save(*NAME, {"v": 3}, "C", read_revision=2).revision == 3, "the refusals took no number"


def test_of_two_threads_that_save_the_same_revision_one_wins_and_the_other_is_told(store: Store) -> None:
    store.save(*NAME, {"v": 0}, "A")
    gate = threading.Barrier(4)
    outcome: list[str] = []

    def save(who: int) -> None:
        gate.wait()
        try:
            store.save(*NAME, {"v": who}, f"fil {who}", read_revision=1)
            outcome.append("saved")
        except StaleRevision:
            outcome.append("stale")

    threads = [threading.Thread(target=save, args=(n,)) for n in range(1, 5)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    assert sorted(outcome) == ["saved", "stale", "stale", "stale"]
    last = store.journal.typed(*NAME)
    assert last is not None
    assert last.revision == 2


def test_things_of_one_kind_are_listed_by_id_at_their_last_revision(store: Store) -> None:
    store.save("contract", "b", {"v": 1}, "A")
    store.save("contract", "a", {"v": 1}, "A")
    store.save("contract", "b", {"v": 2}, "A", read_revision=1)
    store.save("territory", "z", {}, "A")
    assert [(r.id, r.revision) for r in store.journal.all_typed("contract")] == [("a", 1), ("b", 2)]
    assert store.journal.all_typed("profile") == []


def test_all_things_of_a_kind_are_read_as_of_a_date_and_by_how_their_id_begins(store: Store) -> None:
    store.save("measure", "a/2023/x", {"v": 1}, "A", effective=date(2021, 1, 1))
    store.save("measure", "a/2023/x", {"v": 2}, "A", read_revision=1, effective=date(2024, 1, 1))
    store.save("measure", "a/2023/y", {"v": 3}, "A", effective=date(2024, 1, 1))
    store.save("measure", "ab/2023/x", {"v": 4}, "A", effective=date(2021, 1, 1))
    seen = [(r.id, r.content["v"]) for r in store.journal.all_typed("measure", date(2023, 12, 31))]
    assert seen == [("a/2023/x", 1), ("ab/2023/x", 4)]
    assert [r.content["v"] for r in store.journal.all_typed("measure", under="a/")] == [2, 3]
    assert store.journal.all_typed("measure", under="%") == []


def test_the_history_of_a_thing_says_what_was_there_before_when_and_by_whom(store: Store, clock: Clock) -> None:
    store.save(*NAME, {"v": 1}, "A")
    clock.forward(days=1)
    store.save(*NAME, {"v": 2}, "B", read_revision=1)
    found = store.journal.history(*NAME)
    assert [(r.revision, r.author, r.content["v"]) for r in found] == [(2, "B", 2), (1, "A", 1)]
    assert found[0].recorded_at == clock.at
    assert store.journal.history("territory", "rien") == []


def test_the_first_state_is_the_last_revision_of_the_earliest_date(store: Store) -> None:
    for n, day in enumerate((date(2024, 1, 1), date(2022, 1, 1), date(2022, 1, 1), date(2025, 1, 1))):
        store.save(*NAME, {"v": n}, "A", read_revision=n, effective=day)
    first = store.journal.first_typed(*NAME)
    assert first is not None and first.content == {"v": 2}
    assert store.journal.first_typed("territory", "rien") is None


def test_several_things_are_saved_together_or_not_at_all(store: Store) -> None:
    both = [TypedDraft("measure", "x", {"v": 1}), TypedDraft("measure", "y", {"v": 1})]
    assert [r.revision for r in store.save_all(both, "A")] == [1, 1]
    with pytest.raises(StaleRevision):
        store.save_all([TypedDraft("measure", "x", {"v": 2}, 1), TypedDraft("measure", "y", {"v": 2}, 0)], "B")
    assert [r.content for r in store.journal.all_typed("measure")] == [{"v": 1}, {"v": 1}]
    assert store.save_all([], "A") == []


def test_typing_makes_no_new_version_of_the_observations(store: Store) -> None:
    load(store, row())
    version = store.version()
    store.save(*NAME, {}, "A")
    assert store.version() == version
