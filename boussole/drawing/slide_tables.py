"""Tables as native PowerPoint tables: columns as wide as their words ask, type as large as the page allows, rows that
do not fit on following pages under the same header. Pure; cells are the panel's own texts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from pptx.enum.text import MSO_ANCHOR
from pptx.shapes.shapetree import SlideShapes
from pptx.util import Emu, Inches

from boussole.drawing.slide_text import LINE, lines, longest_word, split, width
from boussole.drawing.slide_theme import INK, Box, described, fill_frame, on, rgb
from boussole.french import plural
from boussole.panels import Table

SIZES = (18, 16, 14, 13, 12)  # points; 12 only where words would be cut in a larger type
_NOTHING = "Aucune ligne"
_ONE_PAGE = 14  # points: rather two pages than a smaller type
_MANY = 4  # pages: a longer table is read on paper, in the smallest type
_SIDE, _UP = 6.5, 4.0  # points: the margins of a cell, left and right, above and beneath
_STEPS = (8.0, 16.0, 32.0, 64.0)  # points
_ZEBRA = "#f3f5f6"
_Rows = Sequence[Sequence[str]]


@dataclass(frozen=True)
class TablePage:
    """What one slide shows of a table: its rows, the type, the widths of columns and heights of rows in points."""

    panel: Table
    rows: tuple[tuple[str, ...], ...]
    size: int
    widths: tuple[float, ...]
    header: float
    heights: tuple[float, ...]

    @property
    def tall(self) -> float:
        """Inches."""
        return (self.header + sum(self.heights)) / 72


def table_pages(panel: Table, wide: float, first: float, tall: float) -> tuple[TablePage, ...]:
    """The pages of a table in `wide` inches: `first` inches high, then `tall`. One page at least. A smaller type where
    it saves a page to a long table, or one that would be nearly empty.
    """
    if not panel.rows:
        panel = replace(panel, rows=((_NOTHING, *[""] * (len(panel.columns) - 1)),))
    room = wide * 72
    kept: tuple[TablePage, ...] = ()
    for size in SIZES:
        widths = _widths(panel, size, room)
        if widths is None:
            continue
        whole = _page(panel, panel.rows, size, widths)
        if whole.tall <= first and not kept:
            return (whole,)
        if size > _ONE_PAGE:
            continue
        cut = _cut(whole, first * 72, tall * 72)
        kept = cut if not kept or len(cut) < len(kept) else kept
        if len(kept) <= _MANY and kept[-1].tall > tall / 3:
            return kept
    if kept:
        return kept
    size = SIZES[-1]
    return _cut(_page(panel, panel.rows, size, _squeezed(panel, size, room)), first * 72, tall * 72)


def _columns(panel: Table) -> list[list[str]]:
    return [[row[n] for row in panel.rows] for n in range(len(panel.columns))]


def _widths(panel: Table, size: int, room: float) -> tuple[float, ...] | None:
    """Widths under which no word is cut, the rest given where it makes the table lower; None where words would be
    cut.
    """
    found = _least(panel, size)
    if sum(found) > room:
        return None
    natural = [
        2 * _SIDE + max(width(part, size, True) for cell in (name, *cells) for part in cell.split("\n"))
        for name, cells in zip(panel.columns, _columns(panel), strict=True)
    ]
    if sum(natural) <= room:
        found = natural
    else:
        _give(panel, size, found, room)
    rest = (room - sum(found)) / len(found)
    return tuple(w + rest for w in found)


def _least(panel: Table, size: int) -> list[float]:
    return [
        2 * _SIDE + max(longest_word(name, size, True), *(longest_word(c, size, _bold(c)) for c in cells), 0.0)
        for name, cells in zip(panel.columns, _columns(panel), strict=True)
    ]


def _give(panel: Table, size: int, found: list[float], room: float) -> None:
    """Spare points, a step at a time, to the column that most lowers the rows; changes `found`. A row is as high as
    its highest cell: the sixth power says nearly that, and still sees a second cell that stands in the way.
    """
    rows = [panel.columns, *panel.rows]
    columns = [[row[n] for row in rows] for n in range(len(found))]

    @cache
    def counts(n: int, wide: float) -> list[int]:
        return [len(lines(cell, size, wide - 2 * _SIDE, True)) ** 6 for cell in columns[n]]

    sums = [sum(cells) for cells in zip(*(counts(n, wide) for n, wide in enumerate(found)), strict=True)]
    while True:
        best, won, chosen, then = 0.0, 0, 0.0, sums
        for n, wide in enumerate(found):
            for step in (s for s in _STEPS if s <= room - sum(found)):
                changed = [s - c + t for s, c, t in zip(sums, counts(n, wide), counts(n, wide + step), strict=True)]
                gain = sum(s ** (1 / 6) - t ** (1 / 6) for s, t in zip(sums, changed, strict=True)) / step
                if gain > best + 1e-9:
                    best, won, chosen, then = gain, n, step, changed
        if not best:
            return
        found[won], sums = found[won] + chosen, then


def _bold(cell: str) -> bool:
    return cell.startswith("Total")


def _squeezed(panel: Table, size: int, room: float) -> tuple[float, ...]:
    """Widths where words must be cut: in proportion to the longest words."""
    least = _least(panel, size)
    return tuple(w * room / sum(least) for w in least)


def _page(panel: Table, rows: _Rows, size: int, widths: tuple[float, ...]) -> TablePage:
    kept = tuple(tuple(r) for r in rows)
    heights = tuple(_height(r, size, widths, bold=_whole(r)) for r in kept)
    return TablePage(panel, kept, size, widths, _height(panel.columns, size, widths, bold=True), heights)


def _height(cells: Sequence[str], size: int, widths: Sequence[float], bold: bool) -> float:
    tallest = max(len(lines(cell, size, wide - 2 * _SIDE, bold)) for cell, wide in zip(cells, widths, strict=True))
    return tallest * size * LINE + 2 * _UP


def _whole(row: Sequence[str]) -> bool:
    """A row of totals is written bold."""
    return _bold(row[0])


def _cut(whole: TablePage, first: float, tall: float) -> tuple[TablePage, ...]:
    """Pages of whole rows; a row higher than a page is cut between two lines."""
    pages: list[list[Sequence[str]]] = [[]]
    left = first - whole.header
    for row in whole.rows:
        for part in _parts(row, whole, tall - whole.header):
            high = _height(part, whole.size, whole.widths, _whole(part))
            if high > left and pages[-1]:
                pages.append([])
                left = tall - whole.header
            elif high > left and len(pages) == 1 and first < tall:  # nothing fits under the first page's texts
                pages.append([])
                left = tall - whole.header
            pages[-1].append(part)
            left -= high
    filled = [rows for rows in pages if rows] or [[]]
    return tuple(_page(whole.panel, rows, whole.size, whole.widths) for rows in filled)


def _parts(row: Sequence[str], whole: TablePage, tall: float) -> list[Sequence[str]]:
    most = max(int((tall - 2 * _UP) / (whole.size * LINE)), 1)
    parts: list[Sequence[str]] = []
    rest = list(row)
    while any(rest) or not parts:
        wrapped = [
            lines(cell, whole.size, wide - 2 * _SIDE, _whole(row))
            for cell, wide in zip(rest, whole.widths, strict=True)
        ]
        if max(len(w) for w in wrapped) <= most:
            return [*parts, tuple(rest)]
        cut = [split(cell, w[:most]) for cell, w in zip(rest, wrapped, strict=True)]
        parts.append(tuple(head for head, _ in cut))
        rest = [tail for _, tail in cut]
    return parts


def draw_table(
    shapes: SlideShapes, box: Box, page: TablePage, colour: str, strong: frozenset[str] = frozenset()
) -> Any:
    """A native table at the top of the box. `strong`: the columns whose first line is bold."""
    panel = page.panel
    frame = shapes.add_table(
        len(page.rows) + 1, len(panel.columns), Inches(box.left), Inches(box.top), Inches(sum(page.widths) / 72),
        Inches(page.tall),
    )  # fmt: skip
    columns = ", ".join(panel.columns)
    described(
        frame, f"Tableau : {panel.title}", f"{panel.title}. Tableau de {plural(len(page.rows), 'ligne')} : {columns}."
    )
    table: Any = frame.table
    for column, wide in zip(table.columns, page.widths, strict=True):
        column.width = Emu(int(wide * 12700))
    for row, high in zip(table.rows, (page.header, *page.heights), strict=True):
        row.height = Emu(int(high * 12700))
    for rank, cells in enumerate((panel.columns, *page.rows)):
        head = rank == 0
        fill = colour if head else _ZEBRA if rank % 2 == 0 else "#ffffff"
        for n, (name, text) in enumerate(zip(panel.columns, cells, strict=True)):
            cell = table.cell(rank, n)
            cell.fill.solid()
            cell.fill.fore_color.rgb = rgb(fill)
            cell.margin_left = cell.margin_right = Emu(int(_SIDE * 12700))
            cell.margin_top = cell.margin_bottom = Emu(int(_UP * 12700) - 6350)
            cell.vertical_anchor = MSO_ANCHOR.MIDDLE if head else MSO_ANCHOR.TOP
            fill_frame(
                cell.text_frame, text.split("\n"), page.size, bold=head or _whole(cells),
                colour=on(colour) if head else INK, right=name in panel.numeric,
            )  # fmt: skip
            if name in strong and not head and text:
                cell.text_frame.paragraphs[0].runs[0].font.bold = True
    return frame
