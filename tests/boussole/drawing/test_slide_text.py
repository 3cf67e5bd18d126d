"""Words are measured as Arial is drawn, and no line is longer than its room; no word is ever lost."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from boussole.drawing.slide_text import LINE, fitted, height, lines, longest_word, paged, split, width, within

SENTENCES = st.lists(st.text("abé’-WM «»%0123456789", min_size=1, max_size=30), max_size=30).map(" ".join)


def words(text: str) -> str:
    return "".join(text.split())


@pytest.mark.parametrize(
    ("text", "bold", "units"),
    [("Ab", False, 667 + 556), ("Ab", True, 722 + 611), ("é", False, 556), ("1\u202f234", False, 4 * 556 + 278)],
)
def test_widths_are_those_of_helvetica_and_a_little_more(text: str, bold: bool, units: int) -> None:
    assert units / 100 < width(text, 10, bold) <= 1.05 * units / 100


@given(SENTENCES, st.integers(30, 300))
def test_no_line_is_longer_than_its_room_and_no_letter_is_lost(text: str, room: int) -> None:
    found = lines(text, 12, room)
    assert all(width(line, 12) <= room for line in found)
    assert words("".join(found)).replace(" ", "") == words(text)


def test_a_line_breaks_after_a_hyphen_but_not_inside_french_spaces() -> None:
    assert lines("Saint-Pierre-des-Échaubrognes", 12, 90)[0].endswith("-")
    assert all(not line.startswith(("»", "%", ":")) for line in lines("« oui » : 12 % de la part", 12, 40))


def test_a_title_takes_the_largest_size_that_fits_and_is_cut_only_as_the_last_resort() -> None:
    assert fitted("Court", 400, 40, (32, 26)) == (32, "Court")
    size, text = fitted("mot " * 40, 400, 60, (32, 26))
    assert size == 26 and text.endswith("…")
    assert height([text], 26, 400) <= 60


def test_paragraphs_that_do_not_fit_are_cut_with_a_sign() -> None:
    size, kept = within(["un", "deux " * 100], 200, 60, (18, 14))
    assert size == 14 and kept[0] == "un" and kept[-1].endswith("…")
    assert height(kept, 14, 200) <= 60


@given(st.lists(SENTENCES.filter(lambda s: bool(s.strip())), min_size=1, max_size=12))
def test_pages_hold_every_word_in_order_and_none_is_too_high(texts: list[str]) -> None:
    pages = paged(texts, 16, 300, 100, gap=6)
    assert words(" ".join(t for page in pages for t in page)) == words(" ".join(texts))
    assert all(height(page, 16, 300, gap=6) <= 100 + 16 * LINE for page in pages)


def test_what_is_cut_keeps_its_own_hyphens_and_spaces() -> None:
    text = "Au-delà de Saint-Pierre-des-Échaubrognes - et du Bocage - rien"
    for room in range(40, 300, 20):
        wrapped = lines(text, 12, room)
        for n in range(len(wrapped) + 1):
            head, tail = split(text, wrapped[:n])
            assert text.startswith(head) and text.endswith(tail) and words(head + tail) == words(text)


def test_a_column_as_wide_as_its_longest_word_cuts_none() -> None:
    text = "Accompagnement des professionnels de Saint-Quentin"
    assert lines(text, 14, longest_word(text, 14)) != [text]
    assert all(part in text for part in lines(text, 14, longest_word(text, 14)))
