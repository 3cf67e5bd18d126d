"""What people typed, fit to print; and how wide the columns of a table are. Pure."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from boussole.french import spaced

PORTRAIT, LANDSCAPE = 114.0, 180.0  # signs of a line of a table, its columns' margins taken off below
_MARGIN = 3.0  # signs: what the margins of a column take
_BOLD = 1.25  # a heading's signs beside those of the text
_MOST = 60  # signs: a longer text goes on several lines
_SMALLEST = 0.88  # of the type: a table that would need smaller letters turns its page
_PAGE, _BETWEEN = 60, 0.7  # lines of text: on a portrait page, between two rows
_WORD = 34  # signs: a longer word is cut
_VERY_LONG = re.compile(rf"\S{{{_WORD}}}(?=\S)")
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f\ufffe\uffff\ud800-\udfff]")


def clean(text: str) -> str:
    """French spacing; without the signs that no document may hold, and without spaces at the ends.

    >>> clean(" Que\\x00 lire ?\\n")
    'Que lire\\u202f?'
    """
    return spaced(_CONTROLS.sub("", text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " "))).strip()


def breakable(text: str) -> str:
    """With places where a very long word, such as an address, may go on to the next line.

    >>> breakable("a" * 70).split("\u200b") == ["a" * 34, "a" * 34, "aa"]
    True
    """
    return _VERY_LONG.sub("\\g<0>\u200b", text)


@dataclass(frozen=True)
class Layout:
    """The share of each column, whether the table needs a landscape page, and by how much its type is smaller."""

    shares: tuple[float, ...]
    wide: bool
    scale: float


def layout(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> Layout:
    """No word is cut where it fits, long texts have the most room; a page is turned only for a table that is too wide
    for the other way, or so high there that it would be longer by pages."""
    cells = [[name, *(row[k] for row in rows)] for k, name in enumerate(columns)]
    heads = [_BOLD * _longest_word(name) for name in columns]
    least = [max(h, *map(_longest_word, column)) + _MARGIN for h, column in zip(heads, cells, strict=True)]
    wanted = [min(max(len(t) for text in column for t in text.split("\n")), _MOST) + _MARGIN for column in cells]
    wanted = [max(w, m) for w, m in zip(wanted, least, strict=True)]
    upright = _shared(least, wanted, PORTRAIT)
    squeezed = min(PORTRAIT / sum(least), 1.0)
    wide = squeezed < _SMALLEST or (sum(wanted) > PORTRAIT and _lines(rows, upright) > _PAGE)
    widths = _shared(least, wanted, LANDSCAPE) if wide else upright
    whole = sum(widths)
    return Layout(tuple(w / whole for w in widths), wide, 1.0 if wide else squeezed)


def _shared(least: Sequence[float], wanted: Sequence[float], room: float) -> list[float]:
    """What each column is given: what it wants, else what it needs and its part of the rest."""
    if sum(wanted) <= room or sum(least) >= room:
        return list(wanted if sum(wanted) <= room else least)
    share = (room - sum(least)) / (sum(wanted) - sum(least))
    return [m + (w - m) * share for w, m in zip(wanted, least, strict=True)]


def _lines(rows: Sequence[Sequence[str]], widths: Sequence[float]) -> float:
    """How high the rows are, in lines of text."""
    return sum(
        max(math.ceil(len(cell) / max(width - _MARGIN, 1)) for cell, width in zip(row, widths, strict=True)) + _BETWEEN
        for row in rows
    )


def _longest_word(text: str) -> int:
    """Words are cut at spaces and hyphens only, never at no-break spaces."""
    return min(max((len(word) for word in re.split(r"[ \n]|(?<=-)", text)), default=0), _WORD)
