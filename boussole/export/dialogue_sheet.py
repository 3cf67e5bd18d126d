"""A worksheet of the *dialogue de gestion*: its heading, and cells that are texts, numbers, or formulas with the value
that the views show. A text never starts a formula.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from xlsxwriter.format import Format
from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from boussole.disclosure import Audience
from boussole.export.report_text import clean
from boussole.panels import mention
from boussole.questions.dialogue import Dialogue

HEADER = 3  # rows above: title, exercice and source, who may see it
WARNING = "#8C1515"
_HEAD = "#E8EEF0"
_LINE, _TALLEST = 15, 405  # points: a line of text, the highest row
_PAGE = 330  # signs: what an A3 page holds and can be read


@dataclass(frozen=True)
class Styles:
    title: Format
    warning: Format
    head: Format
    formats: Mapping[tuple[str, bool], Format]  # by kind and whether it is a total

    @classmethod
    def of(cls, book: Workbook) -> Styles:
        patterns = {
            "text": "@",
            "euros": '#,##0.00\\ "€"',
            "exact": "#,##0.00######",
            "rate": "0.##%",
            "number": "0.####",
        }
        formats = {}
        for kind, pattern in patterns.items():
            for strong in (False, True):
                style = {
                    "valign": "top",
                    "text_wrap": kind == "text",
                    "indent": int(kind == "text"),
                    "num_format": pattern if kind != "text" else "General",
                }
                formats[kind, strong] = book.add_format(style | ({"bold": True, "bg_color": _HEAD} if strong else {}))
        return cls(
            title=book.add_format({"bold": True, "font_size": 13}),
            warning=book.add_format({"bold": True, "font_color": WARNING}),
            head=book.add_format({"bold": True, "bottom": 1, "bg_color": _HEAD, "text_wrap": True, "valign": "top"}),
            formats=formats,
        )


@dataclass
class Sheet:
    """A worksheet, its next row, and the rows of its missions."""

    page: Worksheet
    styles: Styles
    row: int = HEADER + 1
    heads: list[int] = field(default_factory=list)
    widths: tuple[int, ...] = ()
    tall: dict[int, int] = field(default_factory=dict)  # lines of text, by row

    @classmethod
    def made(
        cls, book: Workbook, name: str, found: Dialogue, audience: Audience, columns: Mapping[str, int], frozen: int,
        styles: Styles,
    ) -> Sheet:  # fmt: skip
        """With its heading, its columns and their widths; `frozen`: how many columns stay in sight."""
        page: Worksheet = book.add_worksheet(name)
        page.write_string(0, 0, clean(found.title), styles.title)
        said = (found.year_label, found.as_of, f"source : {found.source}")
        page.write_string(1, 0, clean(" – ".join(t for t in said if t)))
        if mention(audience):
            page.write_string(2, 0, mention(audience), styles.warning)
            page.set_footer(f"&C{mention(audience)}")
        for column, (title, width) in enumerate(columns.items()):
            page.write_string(HEADER, column, clean(title), styles.head)
            page.set_column(column, column, width)
        page.set_landscape()
        page.set_paper(8)  # A3
        page.fit_to_pages(1 if sum(columns.values()) < _PAGE else 2, 0)
        page.repeat_rows(HEADER)
        page.repeat_columns(0, frozen - 1)
        page.freeze_panes(HEADER + 1, frozen)
        made = cls(page, styles, widths=tuple(columns.values()))
        for column, title in enumerate(columns):
            made._measured(HEADER, column, title)
        return made

    def text(self, row: int, column: int, value: str, strong: bool = False) -> None:
        style = self.styles.formats["text", strong]
        if value:
            self.page.write_string(row, column, clean(value), style)
            self._measured(row, column, value)
        else:
            self.page.write_blank(row, column, None, style)

    def note(self, row: int, column: int, value: str) -> None:
        """A text that goes on over the cells at its right."""
        self.page.write_string(row, column, clean(value))

    def _measured(self, row: int, column: int, value: str) -> None:
        """Not every program gives a row the height of its texts."""
        width = self.widths[column] * 0.9
        lines = sum(max(math.ceil(len(part) / width), 1) for part in value.split("\n"))
        if lines > self.tall.get(row, 1):
            self.tall[row] = lines
            self.page.set_row(row, min(lines * _LINE, _TALLEST))

    def number(self, row: int, column: int, value: Fraction | None, kind: str = "euros", strong: bool = False) -> None:
        """A number as typed or as known; an empty cell for None."""
        style = self.styles.formats[kind, strong]
        if value is None:
            self.page.write_blank(row, column, None, style)
        else:
            self.page.write_number(row, column, float(value), style)

    def formula(
        self, row: int, column: int, formula: str, value: Fraction | None, kind: str = "euros", strong: bool = False
    ) -> None:
        """A formula, and the value that it gives: that of the views; None for an empty text."""
        style = self.styles.formats[kind, strong]
        self.page.write_formula(row, column, formula, style, "" if value is None else float(value))

    def filtered(self, columns: int) -> None:
        """Filters over the lines, where there are any."""
        if self.row > HEADER + 1:
            self.page.autofilter(HEADER, 0, self.row - 1, columns - 1)


def cell(row: int, column: int, fixed: bool = False) -> str:
    return str(xl_rowcol_to_cell(row, column, row_abs=fixed, col_abs=fixed))


def span(first: int, last: int, column: int, fixed: bool = False) -> str:
    """« K5:K9 », also for one cell."""
    return f"{cell(first, column, fixed)}:{cell(last, column, fixed)}"
