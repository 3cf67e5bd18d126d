"""The template of a deck, made by code from python-pptx's own: 16:9, two layouts (title, message and proof), the
brand's colour and logo on them, Arial, French. Nothing of the library's author is left in it.
"""

from __future__ import annotations

import copy
import io
import re
import uuid
from datetime import datetime
from typing import Any

from lxml import etree
from pptx import Presentation
from pptx.opc.constants import RELATIONSHIP_TYPE as RT
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.oxml.shapes.picture import CT_Picture
from pptx.util import Inches, Pt

from boussole.deck import Brand, Deck
from boussole.drawing.slide_theme import (
    BODY_BOTTOM,
    FONT,
    FOOT,
    HEIGHT,
    INK,
    MARGIN,
    NUMBER,
    SMALL,
    WIDTH,
    Box,
    in_french,
    printable,
    rgb,
)

PRODUCT = "Boussole CPTS"
LOGO = Box(WIDTH - MARGIN - 1.3, 0.3, 1.3, 0.75)  # on each slide; larger on the first
TITLE_SLIDE, MESSAGE = 0, 1  # the layouts, in order
_BAND = 0.14  # inches
_P14 = "http://schemas.microsoft.com/office/powerpoint/2010/main"
_SECTIONS = "{521415D9-36F7-43E2-AB2F-B90AF26B5E84}"
_NAMES = {"Title Slide": "Page de titre", "Title Only": "Message et preuve"}


def template(deck: Deck, made: datetime) -> Any:
    """An empty presentation. `made`: what its properties say of when; never the clock."""
    empty = Presentation()
    empty.slide_width, empty.slide_height = Inches(WIDTH), Inches(HEIGHT)
    empty.part._element.find(qn("p:sldSz")).attrib.pop("type", None)
    _without_leftovers(empty)
    for layout in list(empty.slide_layouts):
        if layout.name not in _NAMES:
            empty.slide_layouts.remove(layout)
    _theme(empty, deck.brand)
    master = empty.slide_master
    for holder in (master, *empty.slide_layouts):
        _placed(holder)
        in_french(holder._element)
    for layout in empty.slide_layouts:
        layout.name = _NAMES[layout.name]
        _band(layout, deck.brand.colour)
    if deck.brand.logo:
        _logo(empty.slide_layouts[MESSAGE], deck.brand)
    in_french(empty.part._element)
    _properties(empty, deck, made)
    return empty


def _without_leftovers(empty: Any) -> None:
    """The library's thumbnail and its author's printer."""
    for relations in (empty.part.rels, empty.part.package._rels):
        for id, relation in list(relations.items()):
            if relation.reltype.endswith(("/thumbnail", "/printerSettings")):
                relations.pop(id)


def _theme(empty: Any, brand: Brand) -> None:
    """The brand's colour first among the accents, Arial everywhere: what people add looks like the rest."""
    part = empty.slide_master.part.part_related_by(RT.THEME)
    root = etree.fromstring(part.blob)
    root.set("name", PRODUCT)
    for face in ("majorFont", "minorFont"):
        root.find(f".//{qn('a:' + face)}/{qn('a:latin')}").set("typeface", FONT)
    accent = root.find(f".//{qn('a:accent1')}")
    for old in list(accent):
        accent.remove(old)
    etree.SubElement(accent, qn("a:srgbClr")).set("val", brand.colour.lstrip("#").upper())
    part._blob = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def _placed(holder: Any) -> None:
    """Placeholders where a slide of 16:9 has them; no date, which would be the clock's."""
    for shape in list(holder.placeholders):
        kind = shape.element.xpath(".//p:ph")[0].get("type", "obj")
        if kind == "dt":
            shape.element.getparent().remove(shape.element)
        elif kind in ("ftr", "sldNum"):
            place = FOOT if kind == "ftr" else NUMBER
            shape.left, shape.top, shape.width, shape.height = place.emu
            _small(shape, right=kind == "sldNum")
        elif kind == "ctrTitle":
            _frame(shape, Box(MARGIN + 0.4, 1.7, WIDTH - 2 * MARGIN - 0.8, 2.0), bottom=True)
        elif kind == "subTitle":
            _frame(shape, Box(MARGIN + 0.4, 3.95, WIDTH - 2 * MARGIN - 0.8, 1.9))
        elif kind == "title":
            _frame(shape, Box(MARGIN, 0.3, WIDTH - 2 * MARGIN, 1.0))
        else:
            shape.left, shape.top, shape.width, shape.height = Box(
                MARGIN, 1.5, WIDTH - 2 * MARGIN, BODY_BOTTOM - 1.5
            ).emu


def _frame(shape: Any, box: Box, bottom: bool = False) -> None:
    """Left-aligned ink without margins, resized by nobody."""
    shape.left, shape.top, shape.width, shape.height = box.emu
    body = shape.element.find(qn("p:txBody")).find(qn("a:bodyPr"))
    for old in list(body):
        body.remove(old)
    etree.SubElement(body, qn("a:noAutofit"))
    for side in ("lIns", "rIns", "tIns", "bIns"):
        body.set(side, "0")
    body.set("anchor", "b" if bottom else "t")
    style = shape.element.find(qn("p:txBody")).find(qn("a:lstStyle"))
    for old in list(style):
        style.remove(old)
    style.append(
        parse_xml(
            f'<a:lvl1pPr {nsdecls("a")} marL="0" indent="0" algn="l"><a:buNone/><a:defRPr lang="fr-FR">'
            f'<a:solidFill><a:srgbClr val="{INK.lstrip("#").upper()}"/></a:solidFill></a:defRPr></a:lvl1pPr>'
        )
    )


def _small(shape: Any, right: bool) -> None:
    _frame(shape, FOOT if not right else NUMBER)
    style = shape.element.find(qn("p:txBody")).find(qn("a:lstStyle"))
    style[0].set("algn", "r" if right else "l")
    style[0].find(qn("a:defRPr")).set("sz", str(SMALL * 100))


def _band(layout: Any, colour: str) -> None:
    """A band of the brand's colour along the top, behind everything."""
    band = parse_xml(
        f'<p:sp {nsdecls("p", "a")}><p:nvSpPr><p:cNvPr id="90" name="Bandeau"/><p:cNvSpPr/><p:nvPr userDrawn="1"/>'
        f'</p:nvSpPr><p:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{Inches(WIDTH)}" cy="{Inches(_BAND)}"/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom><a:solidFill>'
        f'<a:srgbClr val="{colour.lstrip("#").upper()}"/></a:solidFill><a:ln><a:noFill/></a:ln></p:spPr>'
        '<p:txBody><a:bodyPr/><a:lstStyle/><a:p><a:endParaRPr lang="fr-FR"/></a:p></p:txBody></p:sp>'
    )
    layout.shapes._spTree.insert(2, band)


def _logo(layout: Any, brand: Brand) -> None:
    """The logo once, on the layout: not read aloud again on every slide."""
    image, id = layout.part.get_or_add_image_part(io.BytesIO(brand.logo))
    place = fitted_box(LOGO, *image.image.size)
    new_pic: Any = CT_Picture.new_pic  # the library does not type it
    picture = new_pic(91, "Logo", printable(f"Logo de {brand.name}" if brand.name else "Logo"), id, *place.emu)
    layout.shapes._spTree.append(picture)


def fitted_box(box: Box, wide: float, tall: float) -> Box:
    """The largest place of those proportions, at the right of a box."""
    ratio = min(box.width / wide, box.height / tall)
    return Box(box.left + box.width - wide * ratio, box.top, wide * ratio, tall * ratio)


def foot(slide: Any, text: str, number: int) -> None:
    """The slide's own foot and number, in the placeholders of its layout: PowerPoint's own commands see them."""
    for holder in slide.slide_layout.placeholders:
        kind = holder.element.xpath(".//p:ph")[0].get("type")
        if kind not in ("ftr", "sldNum"):
            continue
        element = copy.deepcopy(holder.element)
        slide.shapes._spTree.append(element)
        element.xpath(".//p:cNvPr")[0].set(
            "id", str(max(int(i) for i in slide._element.xpath("//@id") if i.isdigit()) + 1)
        )
        element.xpath(".//p:cNvPr")[0].set("name", "Pied de page" if kind == "ftr" else "Numéro")
        body = element.find(qn("p:txBody"))
        for paragraph in body.findall(qn("a:p")):
            body.remove(paragraph)
        run = f'<a:rPr lang="fr-FR" sz="{SMALL * 100}"/><a:t/>'
        inside = (
            f"<a:r>{run}</a:r>"
            if kind == "ftr"
            else f'<a:fld id="{{C1FF6DA9-008F-8B48-92A6-B652298478BF}}" type="slidenum">{run}</a:fld>'
        )
        algn = "l" if kind == "ftr" else "r"
        body.append(parse_xml(f'<a:p {nsdecls("a")}><a:pPr algn="{algn}"/>{inside}</a:p>'))
        body.find(f".//{qn('a:t')}").text = printable(text) if kind == "ftr" else str(number)


def sections(file: Any, names: list[str]) -> None:
    """PowerPoint's own sections, for its contents panel: `names` has one for each slide; same names that follow each
    other are one section. LibreOffice reads past them.
    """
    runs: list[tuple[str, list[str]]] = []
    for name, slide in zip(names, file.slides._sldIdLst, strict=True):
        if not runs or runs[-1][0] != name:
            runs.append((name, []))
        runs[-1][1].append(slide.get("id"))
    root = etree.Element(f"{{{_P14}}}sectionLst", nsmap={"p14": _P14})
    for rank, (name, ids) in enumerate(runs):
        one = etree.SubElement(root, f"{{{_P14}}}section", name=printable(name) or PRODUCT)
        one.set("id", f"{{{str(uuid.uuid5(uuid.NAMESPACE_URL, f'{rank}/{name}')).upper()}}}")
        inside = etree.SubElement(one, f"{{{_P14}}}sldIdLst")
        for id in ids:
            etree.SubElement(inside, f"{{{_P14}}}sldId", id=id)
    presentation = file.part._element
    known = presentation.find(qn("p:extLst"))
    if known is None:
        known = etree.SubElement(presentation, qn("p:extLst"))
    etree.SubElement(known, qn("p:ext"), uri=_SECTIONS).append(root)


def _properties(empty: Any, deck: Deck, made: datetime) -> None:
    said = empty.core_properties
    said.title = re.sub(r"\s+", " ", printable(deck.title))[:255]
    said.author = said.last_modified_by = printable(deck.brand.name or PRODUCT)[:255]
    said.subject = printable(deck.subtitle)[:255]
    said.comments = printable(deck.mention)
    said.keywords, said.category, said.language, said.revision = "", "", "fr-FR", 1
    said.created = said.modified = made


def title_style(shape: Any, text: str, size: int, colour: str = INK) -> None:
    """A title's words, in one run."""
    frame = shape.text_frame
    run = frame.paragraphs[0].add_run()
    run.text = printable(text)
    run.font.size, run.font.bold = Pt(size), True
    run.font.color.rgb = rgb(colour)
