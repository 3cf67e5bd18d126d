"""The shapes of extracts met in practice, as bytes: separator, encoding, titles, notes, ways to write a secret."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

SIMULATED = "données simulées"
SECRET_NOTE = "secret statistique (effectif inférieur à 11)"
THRESHOLD = 11


@dataclass(frozen=True)
class Extract:
    """A file to write."""

    name: str
    content: bytes


@dataclass(frozen=True)
class Count:
    """A commune's count. `masked`: the extract hides it, as a payer does under 11."""

    numerator: int
    denominator: int | None
    masked: bool

    @classmethod
    def of(cls, numerator: int, denominator: int | None, mask: bool) -> Count:
        return cls(numerator, denominator, mask and (0 < numerator < THRESHOLD or 0 < (denominator or 0) < THRESHOLD))


def comma(value: float, decimals: int = 1) -> str:
    return f"{value:.{decimals}f}".replace(".", ",")


def percent(count: Count) -> str:
    """The rate with one decimal, halves up, as a spreadsheet rounds."""
    assert count.denominator
    tenths = (2000 * count.numerator + count.denominator) // (2 * count.denominator)
    return f"{tenths // 10},{tenths % 10}"


def thousands(value: int, space: str) -> str:
    return f"{value:,}".replace(",", space)


def _table(rows: Iterable[Sequence[str]], end: str) -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=";", lineterminator=end).writerows(rows)
    return out.getvalue()


def long(name: str, header: Sequence[str], rows: Iterable[Sequence[str]]) -> Extract:
    """One value a line: the documented model of extract. UTF-8, LF."""
    return Extract(name, _table([header, *rows], "\n").encode("utf-8"))


def wide(
    name: str,
    titles: Sequence[str],
    header: Sequence[str],
    communes: Sequence[tuple[str, str, Sequence[Count]]],
    totals: Sequence[Count],
) -> Extract:
    """Three columns an indicator, title lines, NS, a Total line with the hidden part, a source line. cp1252, CRLF."""

    def cells(count: Count) -> tuple[str, str, str]:
        numerator = "NS" if count.masked else thousands(count.numerator, "\u00a0")
        return numerator, thousands(count.denominator or 0, "\u00a0"), "NS" if count.masked else percent(count)

    lines = [[code, name_, *(c for count in counts for c in cells(count))] for code, name_, counts in communes]
    total = ["Total", "", *(c for count in totals for c in (*cells(count)[:2], ""))]
    text = "".join(f"{line}\r\n" for line in (*titles, ""))
    text += _table([["Code INSEE", "Commune", *header], *lines, total], "\r\n")
    text += f"\r\nSource : {SIMULATED} – NS : {SECRET_NOTE}\r\n"
    return Extract(name, text.encode("cp1252"))


def in_cell(name: str, header: Sequence[str], communes: Sequence[tuple[str, str, Sequence[Count]]]) -> Extract:
    """Rate and count in one cell, « <11 », a source line. UTF-8 with BOM, LF."""

    def cell(count: Count) -> str:
        return "<11" if count.masked else f"{percent(count)} % {thousands(count.numerator, chr(0x202F))} patients"

    rows = [[code, name_, *(cell(count) for count in counts)] for code, name_, counts in communes]
    text = _table([["INSEE", "Nom", *header], *rows], "\n")
    return Extract(name, (text + f"\nSource : {SIMULATED}\n").encode("utf-8-sig"))


def by_year(
    name: str,
    titles: tuple[str, str],
    header: Sequence[str],
    communes: Sequence[tuple[str, str, Sequence[Count | None]]],
) -> Extract:
    """Rates only, a column a year, two title lines, « N/A - … » (Géoclip). None: not available. BOM, CRLF."""

    def cell(count: Count | None) -> str:
        if count is None:
            return "N/A - résultat non disponible"
        if count.masked:
            return "N/A - secret statistique"
        return percent(count) if count.denominator else "N/A - division par 0"

    pad = [""] * (1 + len(header))
    rows = [[code, name_, *(cell(count) for count in counts)] for code, name_, counts in communes]
    lines = [[titles[0], *pad], [titles[1], *pad], ["Code", "Libellé", *header], *rows]
    return Extract(name, _table(lines, "\r\n").encode("utf-8-sig"))
