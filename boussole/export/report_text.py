"""What people typed, fit to print; and how wide the columns of a table are. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from boussole.french import spaced

PORTRAIT, LANDSCAPE = 114.0, 180.0  # signs of a line of a table, its columns' margins taken off below
_MARGIN = 3.0  # signs: what the margins of a column take
_BOLD = 1.25  # a heading's signs beside those of the text
_MOST = 60  # signs: a longer text goes on several lines
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f\ufffe\uffff\ud800-\udfff]")


def clean(text: str) -> str:
    """French spacing; without the signs that no document may hold, and without spaces at the ends.

    >>> clean(" Que\\x00 lire ?\\n")
    'Que lire\\xa0?'
    """
    return spaced(_CONTROLS.sub("", text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " "))).strip()


def column_widths(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> tuple[tuple[float, ...], bool]:
    """The share of each column, and whether the table needs a landscape page: no word is cut where it fits, long texts
    have the most room.
    """
    cells = [[name, *(row[k] for row in rows)] for k, name in enumerate(columns)]
    heads = [_BOLD * _longest_word(name) for name in columns]
    least = [max(h, *map(_longest_word, column)) + _MARGIN for h, column in zip(heads, cells, strict=True)]
    wanted = [min(max(len(t) for text in column for t in text.split("\n")), _MOST) + _MARGIN for column in cells]
    wanted = [max(w, m) for w, m in zip(wanted, least, strict=True)]
    lines = max((max(len(t) for t in row) for row in rows), default=0)
    wide = sum(least) > PORTRAIT or (sum(wanted) > LANDSCAPE and lines > _MOST) or sum(wanted) > 1.5 * LANDSCAPE
    room = LANDSCAPE if wide else PORTRAIT
    if sum(wanted) <= room or sum(least) >= room:
        chosen = wanted if sum(wanted) <= room else least
    else:
        share = (room - sum(least)) / (sum(wanted) - sum(least))
        chosen = [m + (w - m) * share for w, m in zip(wanted, least, strict=True)]
    whole = sum(chosen)
    return tuple(c / whole for c in chosen), wide


def _longest_word(text: str) -> int:
    """Words are cut at spaces and hyphens only, never at no-break spaces."""
    return max((len(word) for word in re.split(r"[ \n]|(?<=-)", text)), default=0)
