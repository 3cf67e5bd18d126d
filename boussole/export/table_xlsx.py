"""A table as an Excel workbook: numbers that add up, everything else inert text (never a formula, never a link)."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable
from dataclasses import dataclass, field

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from boussole.disclosure import Audience
from boussole.french import spaced
from boussole.panels import Footer, Table, mention

_PRINTED = re.compile(r"(-?\d+)(?:,(\d+))?(%)?")
_SPACES = str.maketrans({"\u202f": None, "\u00a0": None, " ": None, "−": "-"})
_WIDEST, _NARROWEST = 60, 9


@dataclass
class _Sheet:
    """A worksheet and the styles that its cells share."""

    book: Workbook
    page: Worksheet
    numbers: dict[str, Format] = field(default_factory=dict)

    def number(self, pattern: str) -> Format:
        if pattern not in self.numbers:
            self.numbers[pattern] = self.book.add_format({"num_format": pattern, "align": "right"})
        return self.numbers[pattern]


def table_xlsx(
    panel: Table, notes: Iterable[str] = (), footer: Footer | None = None, audience: Audience | None = None
) -> bytes:
    """A workbook of one sheet: title, the audience's mention where it has one, the header (frozen, with filters), the
    rows, then what the figures rest on. Opened with « 1 234,5 » where the spreadsheet speaks French.
    """
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = _Sheet(book, book.add_worksheet("Données"))
    book.set_properties({"title": spaced(panel.title), "comments": mention(audience)})
    header = _opening(sheet, panel, audience)
    _rows(sheet, panel, header)
    _closing(sheet, header + len(panel.rows) + 2, notes, footer)
    book.close()
    return out.getvalue()


def numeric(value: str) -> tuple[float, str] | None:
    """The number that a printed cell says, and the pattern that prints it so again; None for any other text.

    >>> numeric("1\u202f234,5"), numeric("12,3\u202f%"), numeric("secret (< 11)")
    ((1234.5, '#,##0.0'), (0.123, '0.0\\\\ %'), None)
    """
    match = _PRINTED.fullmatch(value.translate(_SPACES))
    if match is None:
        return None
    whole, decimals, percent = match[1], match[2] or "", match[3]
    digits = f".{'0' * len(decimals)}" if decimals else ""
    number = float(f"{whole}.{decimals or 0}")
    if percent:
        return round(number / 100, len(decimals) + 2), f"0{digits}\\ %"
    return number, f"#,##0{digits}"


def _opening(sheet: _Sheet, panel: Table, audience: Audience | None) -> int:
    """Title, mention and header; the header's row."""
    title = sheet.book.add_format({"bold": True, "font_size": 13})
    warning = sheet.book.add_format({"bold": True, "font_color": "#9C1C1C"})
    lines = [(spaced(panel.title), title), (mention(audience), warning)]
    lines = [(text, style) for text, style in lines if text]
    for row, (text, style) in enumerate(lines):
        sheet.page.write_string(row, 0, text, style)
    header = len(lines)
    style = {"bold": True, "bottom": 1, "bg_color": "#E8EEF0", "text_wrap": True, "valign": "top"}
    left, right = sheet.book.add_format(style), sheet.book.add_format(style | {"align": "right"})
    for column, name in enumerate(panel.columns):
        sheet.page.write_string(header, column, spaced(name), right if name in panel.numeric else left)
    sheet.page.freeze_panes(header + 1, 1 if len(panel.columns) > 1 else 0)
    if panel.rows:
        sheet.page.autofilter(header, 0, header + len(panel.rows), len(panel.columns) - 1)
    if mention(audience):
        sheet.page.set_footer(f"&C{mention(audience)}")
    sheet.page.set_landscape()
    sheet.page.fit_to_pages(1, 0)
    sheet.page.repeat_rows(header)
    return header


def _rows(sheet: _Sheet, panel: Table, header: int) -> None:
    aligned = sheet.book.add_format({"align": "right"})
    for row, cells in enumerate(panel.rows, start=header + 1):
        for column, (name, cell) in enumerate(zip(panel.columns, cells, strict=True)):
            found = numeric(cell) if name in panel.numeric else None
            if found is None:
                sheet.page.write_string(row, column, spaced(cell), aligned if name in panel.numeric else None)
            else:
                sheet.page.write_number(row, column, found[0], sheet.number(found[1]))
    for column, name in enumerate(panel.columns):
        longest = max((len(cells[column]) for cells in panel.rows), default=0)
        # A filter's arrow hides three letters of a heading, which wraps over two lines if it must.
        sheet.page.set_column(column, column, min(max(longest + 2, len(name) / 2 + 4, _NARROWEST), _WIDEST))


def _closing(sheet: _Sheet, row: int, notes: Iterable[str], footer: Footer | None) -> None:
    """What the figures rest on, one line each, under the table."""
    lines = [*(footer.lines if footer else ()), *notes]
    for offset, line in enumerate(line for line in lines if line):
        sheet.page.write_string(row + offset, 0, spaced(line))
