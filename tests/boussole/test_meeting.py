"""A running order as data: panels added, moved, commented, taken out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from boussole.meeting import Meeting, read_meeting

EMPTY = Meeting(id="mars", name="Comité de mars", territory="essai")


def keys(order: Meeting) -> list[str]:
    return [i.key for i in order.items]


def three() -> Meeting:
    return EMPTY.added("carte", {"year": "2023"}).added("cascade", {}).added("carte", {"year": "2024"})


def test_a_panel_is_added_at_the_end_under_a_key_of_its_own() -> None:
    assert keys(three()) == ["carte-1", "cascade-1", "carte-2"]


def test_a_key_taken_out_is_free_again_and_the_others_keep_theirs() -> None:
    assert keys(three().removed("carte-1")) == ["cascade-1", "carte-2"]
    assert keys(three().removed("carte-1").added("carte", {})) == ["cascade-1", "carte-2", "carte-1"]


@pytest.mark.parametrize(
    ("key", "by", "after"),
    [
        ("carte-1", 1, ["cascade-1", "carte-1", "carte-2"]),
        ("carte-2", -1, ["carte-1", "carte-2", "cascade-1"]),
        ("carte-1", -1, ["carte-1", "cascade-1", "carte-2"]),
        ("carte-2", 5, ["carte-1", "cascade-1", "carte-2"]),
    ],
)
def test_a_panel_moves_within_the_order(key: str, by: int, after: list[str]) -> None:
    assert keys(three().moved(key, by)) == after


@given(st.lists(st.tuples(st.sampled_from(["carte-1", "cascade-1", "carte-2"]), st.integers(-3, 3))))
def test_moving_loses_no_panel(moves: list[tuple[str, int]]) -> None:
    order = three()
    for key, by in moves:
        order = order.moved(key, by)
    assert sorted(keys(order)) == ["carte-1", "carte-2", "cascade-1"]


def test_a_comment_follows_its_panel() -> None:
    order = three().commented("carte-2", "  à regarder  ").moved("carte-2", -2)
    assert [i.comment for i in order.items] == ["à regarder", "", ""]


def test_what_is_stored_is_read_back() -> None:
    order = three().commented("carte-1", "dit")
    assert read_meeting(order.model_dump(mode="json")) == order


def test_two_panels_never_share_a_key() -> None:
    one = three().items[0]
    with pytest.raises(ValidationError, match="même clé"):
        EMPTY.with_items([one, one])
