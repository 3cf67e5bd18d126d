"""The report as a Word document, to be finished by hand: built-in headings, a table of contents, real tables, pictures
with their alternative text. The same content as the PDF, from the same blocks. Same deck, same bytes.
"""

from __future__ import annotations

import io

import docx
from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Emu, Mm, Pt, RGBColor
from docx.styles.style import ParagraphStyle

from boussole.deck import Deck
from boussole.export.docx_parts import (
    CELL,
    CELL_NUMBER,
    CELL_SIZE,
    bookmarked,
    contents,
    field,
    in_french,
    picture,
    room,
    table,
    turned,
)
from boussole.export.fixed_zip import fixed
from boussole.export.report import GroundOf, Item, Progress, Report, Spread, Title, report, spreads
from boussole.export.report_blocks import Card, Grid, Picture, Text

FONT = "Arial"
_INK, _SOFT, _WARNING = RGBColor(0x1B, 0x24, 0x29), RGBColor(0x55, 0x62, 0x6A), RGBColor(0x8C, 0x15, 0x15)
# Name, points, bold, after which the next paragraph must follow on the same page.
_STYLES = (
    ("Source", 7.5, False, False),
    ("Commentaire", 10, False, True),
    ("Chiffre", 20, True, True),
    ("Mention", 8, True, False),
    ("Sommaire", 19, True, True),
    ("Couverture", 12, False, False),
    ("TOC 1", 10, True, False),
    ("TOC 2", 10, False, False),
    (CELL, CELL_SIZE, False, False),
    (CELL_NUMBER, CELL_SIZE, False, False),
)


def report_docx(deck: Deck, ground: GroundOf, progress: Progress = lambda done, total: None) -> bytes:
    """The file. `ground` gives what each map lies on; `progress(done, total)` is called before the first slide of the
    deck and after each. Several may run at once.
    """
    found = report(deck, ground, "png", progress)
    document = docx.Document()
    _dress(document, found)
    turned(document, wide=False, first=True)
    _frame(document, found)
    _cover(document, found)
    content = list(spreads(found))
    titles = [(i.level, i.text) for spread in content for i in spread.items if isinstance(i, Title)]
    if titles:
        heading = document.add_paragraph("Sommaire", style="Sommaire")
        heading.paragraph_format.page_break_before = True
        contents(document, titles)
        document.add_paragraph(" – ".join(t for t in (found.title, found.as_of) if t), style="Source")
    _Body(document).write(content)
    in_french(document)
    out = io.BytesIO()
    document.save(out)
    return fixed(out.getvalue(), f"{found.made:%Y-%m-%dT%H:%M:%SZ}")


class _Body:
    """The chapters, with the numbers of figures, tables and headings as they go."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._numbers = {"Figure": 0, "Tableau": 0}
        self._headings = 0

    def write(self, content: list[Spread]) -> None:
        for spread in content:
            turned(self._document, spread.wide)
            for item in spread.items:
                self._item(item, spread.wide)

    def _item(self, item: Item, wide: bool) -> None:
        add = self._document.add_paragraph
        if isinstance(item, Title):
            bookmarked(self._document.add_heading(item.text, item.level), self._headings)
            self._headings += 1
        elif isinstance(item, Text):
            style = {"comment": "Commentaire", "method": "List Bullet"}.get(item.kind, "Normal")
            paragraph = add(style=style)
            if item.kind == "comment":
                paragraph.add_run("Commentaire – ").bold = True
            paragraph.add_run(item.text).bold = True if item.kind == "about" else None
            paragraph.paragraph_format.keep_with_next = item.kind != "method"
        elif isinstance(item, Card):
            self._card(item)
        elif isinstance(item, Picture):
            self._caption("Figure", item.title)
            holder = add()
            holder.paragraph_format.keep_with_next = bool(item.notes or item.source)
            picture(holder, item.image, item.alternative, room(wide=False), wide)
            self._sources((*item.notes, item.source))
        else:
            self._grid(item, wide)

    def _card(self, item: Card) -> None:
        label = self._document.add_paragraph(style="Normal")
        label.add_run(item.label).bold = True
        label.paragraph_format.keep_with_next = True
        self._document.add_paragraph(item.value, style="Chiffre")
        for text in item.details:
            self._document.add_paragraph(text, style="List Bullet").paragraph_format.keep_with_next = bool(item.source)
        self._sources((item.source,))

    def _grid(self, item: Grid, wide: bool) -> None:
        self._caption("Tableau", item.title)
        table(self._document, item, room(wide))
        self._sources(item.notes)

    def _caption(self, kind: str, title: str) -> None:
        """« Figure 3 – titre », its number a field, so that a list of figures can be made."""
        self._numbers[kind] += 1
        paragraph = self._document.add_paragraph(style="Caption")
        paragraph.add_run(f"{kind}\u00a0")
        field(paragraph, f"SEQ {kind} \\* ARABIC", str(self._numbers[kind]))
        if title:
            paragraph.add_run(f" – {title}")
        paragraph.paragraph_format.keep_with_next = True

    def _sources(self, texts: tuple[str, ...]) -> None:
        for text in texts:
            if text:
                self._document.add_paragraph(text, style="Source")


def _dress(document: Document, found: Report) -> None:
    """Styles and properties."""
    brand = RGBColor.from_string(found.colour.removeprefix("#").upper())
    normal = _style(document, "Normal", 10, False, _INK)
    normal.paragraph_format.space_after = Pt(5)
    heads: tuple[tuple[str, float], ...] = (
        ("Title", 30), ("Subtitle", 15), ("Heading 1", 19), ("Heading 2", 13), ("Caption", 9),
    )  # fmt: skip
    for name, size in heads:
        style = _style(document, name, size, name != "Subtitle", _INK if name in ("Caption", "Subtitle") else brand)
        style.font.italic = False
        style.paragraph_format.space_before = Pt({"Heading 1": 0, "Heading 2": 12}.get(name, 6))
        for trimmed in style.element.xpath("w:pPr/w:pBdr | w:rPr/w:spacing | w:rPr/w:kern"):
            trimmed.getparent().remove(trimmed)
        style.paragraph_format.keep_with_next = True
    for name, size, bold, kept in _STYLES:
        if name not in document.styles:
            document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH).base_style = document.styles["Normal"]
        colour = {"Source": _SOFT, "Mention": _WARNING, "Chiffre": brand, "Sommaire": brand}.get(name, _INK)
        style = _style(document, name, size, bold, colour)
        style.paragraph_format.keep_with_next = kept
        tight = name in (CELL, CELL_NUMBER, "TOC 1", "TOC 2")
        style.paragraph_format.space_before = style.paragraph_format.space_after = Pt(2 if tight else 4)
    _style(document, CELL_NUMBER, CELL_SIZE, False, _INK).paragraph_format.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    _style(document, "Mention", 8, True, _WARNING).paragraph_format.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    _style(document, "TOC 2", 10, False, _INK).paragraph_format.left_indent = Mm(6)
    _style(document, "Source", 7.5, False, _SOFT).paragraph_format.space_before = Pt(1)
    said = document.core_properties
    said.title, said.subject, said.author = f"{found.kind} – {found.title}", found.subtitle, found.name
    said.comments, said.keywords, said.language, said.revision = found.mention, "", "fr-FR", 1
    said.last_modified_by = found.name
    said.created = said.modified = found.made.replace(tzinfo=None)


def _style(document: Document, name: str, size: float, bold: bool, colour: RGBColor) -> ParagraphStyle:
    style = document.styles[name]
    assert isinstance(style, ParagraphStyle)
    style.font.name, style.font.size, style.font.bold, style.font.color.rgb = FONT, Pt(size), bold, colour
    return style


def _frame(document: Document, found: Report) -> None:
    """The header says who may see it, the footer whose it is, of what day, and the page; all sections follow."""
    section = document.sections[0]
    section.footer.is_linked_to_previous = False
    if found.mention:
        section.header.is_linked_to_previous = False
        section.header.paragraphs[0].text = found.mention
        section.header.paragraphs[0].style = "Mention"
    foot = section.footer.paragraphs[0]
    foot.style = "Source"
    said = " · ".join(t for t in (found.name, found.as_of) if t)
    foot.add_run(f"{said} · page " if said else "page ")
    field(foot, "PAGE", "1")
    foot.add_run(" sur ")
    field(foot, "NUMPAGES", "1")


def _cover(document: Document, found: Report) -> None:
    if found.logo:
        picture(document.add_paragraph(style="Couverture"), found.logo, f"Logo de {found.name}", Emu(Mm(60)))
    document.add_paragraph(found.kind, style="Couverture").paragraph_format.space_before = Mm(60)
    document.add_paragraph(found.title, style="Title")
    if found.subtitle:
        document.add_paragraph(found.subtitle, style="Subtitle")
    for text in (found.meeting, found.as_of, found.name):
        if text:
            document.add_paragraph(text, style="Couverture")
