"""What python-docx does not write by itself: fields, a table of contents, fixed tables with repeated headings, pictures
with alternative text, the French language.
"""

from __future__ import annotations

import io
import math
from collections.abc import Sequence
from typing import Any

from docx.document import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Emu, Mm, Pt
from docx.text.paragraph import Paragraph
from PIL import Image

from boussole.export.report_blocks import Grid

PAPER = (Mm(210), Mm(297))
MARGIN = Mm(20)
CELL, CELL_NUMBER, CELL_SIZE = "Cellule", "Cellule numérique", 8.0
_TWIPS = 635  # EMU
_SHORT = 8  # rows: such a table stays on one page
_RULE, _HEAD = "B9C3C8", "EEF2F4"
_HIGHEST = {False: Mm(228), True: Mm(135)}  # of a picture, on a portrait and on a landscape page


def element(tag: str, /, **attributes: str) -> Any:
    """`element("w:shd", val="clear")`: attributes are of the same namespace."""
    made = OxmlElement(tag)
    for key, value in attributes.items():
        made.set(qn(f"w:{key}"), value)
    return made


def field(paragraph: Paragraph, instruction: str, shown: str) -> None:
    """A field: the program that opens the file writes what it says; `shown` until then."""
    opened(paragraph, instruction)
    paragraph.add_run(shown)
    paragraph.add_run()._r.append(element("w:fldChar", fldCharType="end"))


def opened(paragraph: Paragraph, instruction: str) -> None:
    """The beginning of a field, up to what it shows."""
    code = element("w:instrText")
    code.set(qn("xml:space"), "preserve")
    code.text = f" {instruction} "
    for part in (element("w:fldChar", fldCharType="begin"), code, element("w:fldChar", fldCharType="separate")):
        paragraph.add_run()._r.append(part)


def contents(document: Document, titles: Sequence[tuple[int, str]]) -> None:
    """The table of contents as a field, its entries and their links already written: the program that opens the file
    adds the page numbers, which it alone knows. Another paragraph must follow in the same section: where the field ends
    with the section, LibreOffice writes no page number anywhere."""
    for rank, (level, title) in enumerate(titles):
        paragraph = document.add_paragraph(style=f"TOC {level}")
        if rank == 0:
            opened(paragraph, 'TOC \\o "1-2" \\h \\z \\u')
        link = element("w:hyperlink", anchor=anchor(rank), history="1")
        link.append(paragraph.add_run(title)._r)
        paragraph._p.append(link)
        if rank == len(titles) - 1:
            paragraph.add_run()._r.append(element("w:fldChar", fldCharType="end"))


def anchor(rank: int) -> str:
    return f"_Toc{rank + 1:08d}"


def bookmarked(paragraph: Paragraph, rank: int) -> None:
    """A heading that the table of contents points at."""
    start, end = element("w:bookmarkStart", id=str(rank), name=anchor(rank)), element("w:bookmarkEnd", id=str(rank))
    paragraph._p.insert(1 if paragraph._p.pPr is not None else 0, start)
    paragraph._p.append(end)


def picture(paragraph: Paragraph, image: bytes, alternative: str, width: Emu, wide: bool = False) -> None:
    """A PNG as wide as asked, or as high as the page lets it, with its alternative text."""
    with Image.open(io.BytesIO(image)) as opened:
        ratio = opened.height / opened.width
    wanted = min(width, int(_HIGHEST[wide] / ratio))
    shape = paragraph.add_run().add_picture(io.BytesIO(image), width=Emu(wanted))
    shape._inline.docPr.set("descr", alternative)
    shape._inline.docPr.set("name", f"Image {shape._inline.docPr.id}")


def table(document: Document, grid: Grid, width: Emu) -> None:
    """A table of fixed widths: its heading is repeated on each page, and a row is not cut unless it is very long."""
    made = document.add_table(rows=0, cols=len(grid.columns))
    made.autofit = False
    properties = made._tbl.tblPr
    properties.append(element("w:tblCaption", val=grid.title or "Tableau"))
    borders = element("w:tblBorders")
    for side in ("top", "bottom", "insideH"):
        borders.append(element(f"w:{side}", val="single", sz="4", space="0", color=_RULE))
    properties.insert_element_before(borders, "w:shd", "w:tblLayout", "w:tblCellMar", "w:tblLook", "w:tblCaption")
    twips = [round(share * width / _TWIPS) for share in grid.layout.shares]
    for column, wide in zip(made._tbl.tblGrid.findall(qn("w:gridCol")), twips, strict=True):
        column.set(qn("w:w"), str(wide))
    styles = tuple(document.styles[name].style_id for name in (CELL, CELL_NUMBER))  # looked up once: it is slow
    _row(document, made._tbl, grid, grid.columns, twips, styles, None, head=True)
    for rank, cells in enumerate(grid.rows):
        inset = grid.insets[rank] if grid.insets else None
        _row(document, made._tbl, grid, cells, twips, styles, inset)


def _row(
    document: Document,
    parent: Any,
    grid: Grid,
    cells: Sequence[str],
    twips: Sequence[int],
    styles: Sequence[str],
    inset: tuple[bytes, str] | None,
    head: bool = False,
) -> None:
    row = element("w:tr")
    properties = element("w:trPr")
    if not any(len(cell) > 700 for cell in cells):
        properties.append(element("w:cantSplit"))
    if head:
        properties.append(element("w:tblHeader"))
    if len(properties):
        row.append(properties)
    strong = head or cells[0].startswith("Total")
    last = not head and cells is grid.rows[-1]
    kept = bool(grid.notes) if last else head or len(grid.rows) <= _SHORT
    for column, (said, wide) in enumerate(zip(cells, twips, strict=True)):
        cell = element("w:tc")
        style = element("w:tcPr")
        style.append(element("w:tcW", w=str(wide), type="dxa"))
        if strong:
            style.append(element("w:shd", val="clear", color="auto", fill=_HEAD))
        cell.append(style)
        row.append(cell)
        paragraph = element("w:p")
        cell.append(paragraph)
        written = Paragraph(paragraph, document._body)  # a cell's pictures are parts of the same document
        paragraph.style = styles[column in grid.numeric]
        if kept:
            written.paragraph_format.keep_with_next = True
        if inset and column == len(cells) - 1:
            picture(written, *inset, width=Emu(round(wide * 0.86) * _TWIPS))
        else:
            _lines(written, said, strong, bool(grid.insets) and column == 1, grid.layout.scale)
    parent.append(row)


def _lines(paragraph: Paragraph, said: str, strong: bool, first: bool, scale: float) -> None:
    """Several lines in one cell; an empty one has no run."""
    for rank, line in enumerate(said.split("\n") if said else ()):
        run = paragraph.add_run()
        if rank:
            run.add_break()
        run.add_text(line)
        if scale < 1:
            run.font.size = Pt(math.floor(2 * CELL_SIZE * scale) / 2)
        if strong or (first and rank == 0):
            run.bold = True


def turned(document: Document, wide: bool, first: bool = False) -> None:
    """A new page, portrait or landscape. What precedes ends with a paragraph that carries the change: its last one
    where it can, so that none is empty."""
    if not first:
        document.add_section(WD_SECTION.NEW_PAGE)
        carrier = document.element.body[-2]
        before = carrier.getprevious()
        if before is not None and before.tag == qn("w:p") and not before.findall(".//" + qn("w:sectPr")):
            before.get_or_add_pPr().append(carrier.pPr.sectPr)
            document.element.body.remove(carrier)
        else:
            carrier.pPr.insert(0, element("w:spacing", before="0", after="0", line="20", lineRule="exact"))
    section = document.sections[-1]
    section.orientation = WD_ORIENT.LANDSCAPE if wide else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = (PAPER[1], PAPER[0]) if wide else PAPER
    section.left_margin = section.right_margin = MARGIN
    section.top_margin = section.bottom_margin = Mm(22)


def room(wide: bool) -> Emu:
    """Between the margins."""
    return Emu(PAPER[1 if wide else 0] - 2 * MARGIN)


def in_french(document: Document) -> None:
    """The language of every text, the fonts of every style (the template's own follow a theme), fields up to date when
    the file opens."""
    styles = document.styles.element
    for language in styles.iter(qn("w:lang")):
        for kind in ("val", "eastAsia"):
            language.set(qn(f"w:{kind}"), "fr-FR")
    for fonts in styles.iter(qn("w:rFonts")):
        for name in [n for n in fonts.attrib if n.endswith("Theme")]:
            del fonts.attrib[name]
    settings = document.settings.element
    after = next(e for e in settings if e.tag in {qn(f"w:{n}") for n in ("footnotePr", "endnotePr", "compat")})
    after.addprevious(element("w:updateFields", val="true"))
