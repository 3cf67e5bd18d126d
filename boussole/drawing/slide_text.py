"""How much room words take on a slide: lines and sizes found by measuring, so that nothing overflows its box.

Measured with Helvetica's own widths (Adobe's metrics, shipped with matplotlib): Arial in PowerPoint and Liberation
Sans in LibreOffice have the same. No font needs to be installed where the file is made.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from pathlib import Path

import matplotlib as mpl

from boussole.french import spaced

LINE = 1.2  # of the size: the height of a line
_SAFETY = 1.03  # renderers round differently
_FILES = {False: "phvr8a.afm", True: "phvb8a.afm"}
_NAMES = {
    "’": "quoteright", "‘": "quoteleft", "'": "quoteright", "“": "quotedblleft", "”": "quotedblright",
    "«": "guillemotleft", "»": "guillemotright", "–": "endash", "—": "emdash", "…": "ellipsis", "•": "bullet",
    "·": "periodcentered", "œ": "oe", "Œ": "OE", "æ": "ae", "−": "minus", "×": "multiply", "€": "Euro",
}  # fmt: skip
_WIDEST = 1000  # thousandths of the size: a sign that the metrics do not know


@cache
def _widths(bold: bool) -> tuple[dict[str, int], dict[str, int]]:
    """Widths by sign for ASCII, and by Adobe's name for the rest."""
    text = Path(mpl.get_data_path(), "fonts", "afm", _FILES[bold]).read_text(encoding="latin-1")
    found = re.findall(r"^C (-?\d+) ; WX (\d+) ; N (\w+)", text, re.MULTILINE)
    coded = {chr(int(code)): int(wide) for code, wide, _ in found if 32 <= int(code) < 127}
    return coded, {name: int(wide) for _, wide, name in found}


@cache
def _sign(sign: str, bold: bool) -> int:
    coded, named = _widths(bold)
    if sign in _NAMES:
        return named.get(_NAMES[sign], 584)
    base = " " if sign.isspace() else unicodedata.normalize("NFD", sign)[0]
    return coded.get(base, _WIDEST)


def width(text: str, size: float, bold: bool = False) -> float:
    """Points that a text takes on one line."""
    return _units(text, bold) * size


@lru_cache(maxsize=20_000)
def _units(text: str, bold: bool) -> float:
    return sum(_sign(sign, bold) for sign in text) / 1000 * _SAFETY


def longest_word(text: str, size: float, bold: bool = False) -> float:
    """Points under which a word would be cut."""
    return max((width(word, size, bold) for word in _words(spaced(text))), default=0.0)


def lines(text: str, size: float, room: float, bold: bool = False) -> list[str]:
    """The lines of a text in `room` points, as PowerPoint breaks them; a word too long for a line is cut."""
    found: list[str] = []
    for paragraph in spaced(text).split("\n"):
        line, taken = "", 0.0
        for word in _words(paragraph):
            if line and taken + width(word.rstrip(" "), size, bold) > room:
                found.append(line.rstrip(" "))
                line, taken = "", 0.0
            while (fits := _fitting(word, size, room, bold)) < len(word.rstrip(" ")):
                found.append(word[:fits])
                word = word[fits:]
            line, taken = line + word, taken + width(word, size, bold)
        found.append(line.rstrip(" "))
    return found


def _fitting(word: str, size: float, room: float, bold: bool) -> int:
    """How many of a word's signs fit in a line, one at least."""
    bare = word.rstrip(" ")
    if width(bare, size, bold) <= room:
        return len(word)
    return next((n for n in range(len(bare) - 1, 0, -1) if width(bare[:n], size, bold) <= room), 1)


def height(texts: Iterable[str], size: float, room: float, bold: bool = False, gap: float = 0.0) -> float:
    """Points that paragraphs take, `gap` points after each."""
    return sum(len(lines(text, size, room, bold)) * size * LINE + gap for text in texts)


def fitted(text: str, room: float, tall: float, sizes: Sequence[int], bold: bool = False) -> tuple[int, str]:
    """The largest of `sizes` (largest first) at which a text fits, and the text: cut with « … » where the smallest
    is still too large.
    """
    for size in sizes:
        if height([text], size, room, bold) <= tall:
            return size, spaced(text)
    size = sizes[-1]
    kept = lines(text, size, room, bold)[: max(int(tall / (size * LINE)), 1)]
    last = kept[-1]
    while last and width(last + "…", size, bold) > room:
        last = last[:-1].rstrip()
    return size, split(text, [*kept[:-1], last])[0] + "…"


def split(text: str, kept: Sequence[str]) -> tuple[str, str]:
    """A text cut after the lines kept of it: what they say, with its own spaces, and the rest."""
    whole, signs = spaced(text), sum(not sign.isspace() for line in kept for sign in line)
    end = 0
    while signs and end < len(whole):
        signs -= not whole[end].isspace()
        end += 1
    return whole[:end].strip(), whole[end:].strip()


def short(text: str, signs: int) -> str:
    """At most so many signs, with « … » where some are left out."""
    return text if len(text) <= signs else text[: signs - 1].rstrip() + "…"


def within(
    texts: Sequence[str], room: float, tall: float, sizes: Sequence[int], gap: float = 0.0
) -> tuple[int, list[str]]:
    """The largest of `sizes` at which paragraphs fit, and those that do; the last is cut with « … » where the smallest
    size is still too large.
    """
    for size in sizes:
        if height(texts, size, room, gap=gap) <= tall:
            return size, list(texts)
    size, kept, left = sizes[-1], [], tall
    for text in texts:
        if (taken := height([text], size, room, gap=gap)) > left:
            if left >= size * LINE:
                kept.append(fitted(text, room, left, (size,))[1])
            break
        kept.append(text)
        left -= taken
    return size, kept


def paged(texts: Sequence[str], size: float, room: float, tall: float, gap: float = 0.0) -> list[list[str]]:
    """Paragraphs in pages of `tall` points; a paragraph longer than what is left is cut between two lines."""
    pages: list[list[str]] = [[]]
    left = tall
    for text in texts:
        rest = spaced(text)
        while rest:
            wrapped = lines(rest, size, room)
            fits = int((left - gap) / (size * LINE) + 1e-6)
            if fits < min(len(wrapped), 2):
                pages.append([])
                left = tall
                continue
            head, rest = split(rest, wrapped[:fits])
            pages[-1].append(head)
            left -= min(fits, len(wrapped)) * size * LINE + gap
    return [p for p in pages if p]


def _words(text: str) -> list[str]:
    """Words with the space or hyphen that ends them: where a line may break. A no-break space is no break."""
    return re.findall(r"[^ -]*(?:-+|(?: +|$))", text)
