"""The Word report opens with its headings, its tables, its alternative texts; it fits its pages and says what its panels
say.
"""

from __future__ import annotations

import io
import re
import zipfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.document import Document
from docx.oxml.ns import qn

from boussole.deck import Deck, Slide
from boussole.disclosure import Audience
from boussole.export.report import METHODS, VALUES
from boussole.export.report_docx import report_docx
from boussole.export.report_text import clean
from boussole.panels import WORKING_DOCUMENT, Choropleth, Circles, Headline, Profile, Table
from boussole.store import Store
from tests.boussole.export import office
from tests.boussole.export.demonstration_deck import GroundOf, demonstration_deck
from tests.boussole.export.report_samples import EVIL, deck, evil_deck, ground, large_deck

Made = tuple[Deck, GroundOf, bytes]
EMU_A_TWIP = 635


@pytest.fixture(scope="module")
def committee(demonstration: Store) -> Made:
    made, lies_on = demonstration_deck(demonstration)
    return made, lies_on, report_docx(made, lies_on)


def opened(content: bytes) -> Document:
    return docx.Document(io.BytesIO(content))


def part(content: bytes, name: str) -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        return file.read(name).decode()


def headings(content: bytes) -> list[tuple[int, str]]:
    styled = [(p.style.name, p.text) for p in opened(content).paragraphs if p.style]
    return [(int(name[-1]), text) for name, text in styled if name in ("Heading 1", "Heading 2")]


def every_text(content: bytes) -> str:
    return " ".join("".join(t.text or "" for t in p.iter(qn("w:t"))) for p in opened(content).element.iter(qn("w:p")))


def tables(content: bytes) -> list[list[list[str]]]:
    def row(one: Any) -> list[str]:
        return ["".join(t.text or "" for t in cell.iter(qn("w:t"))) for cell in one.findall(qn("w:tc"))]

    return [[row(r) for r in t.findall(qn("w:tr"))] for t in opened(content).element.body.iter(qn("w:tbl"))]


# The document


def test_headings_are_the_built_in_ones_so_that_the_navigation_pane_works(committee: Made) -> None:
    made, _, content = committee
    wanted = [(1, "Essai"), *((2, clean(s.message)) for s in made.slides), (1, "Annexes"), (2, METHODS), (2, VALUES)]
    assert headings(content) == wanted


def test_the_contents_are_a_field_whose_links_lead_to_the_headings(committee: Made) -> None:
    content = committee[2]
    body = part(content, "word/document.xml")
    assert 'TOC \\o "1-2" \\h \\z \\u' in body
    anchors = re.findall(r'<w:hyperlink w:anchor="([^"]+)"', body)
    assert len(anchors) == len(headings(content)) == len(set(anchors))
    assert set(anchors) == set(re.findall(r'<w:bookmarkStart [^>]*w:name="([^"]+)"', body))
    assert body.count('fldCharType="begin"') == body.count('fldCharType="end"')
    assert 'updateFields w:val="true"' in part(content, "word/settings.xml")


def test_it_is_in_french_named_and_dated_by_its_data(committee: Made) -> None:
    content = committee[2]
    said = opened(content).core_properties
    assert (said.title, said.author, said.language) == (
        "Rapport d’activité – Comité de pilotage",
        "CPTS Nord-Essonne",
        "fr-FR",
    )
    assert f"{said.created:%d/%m/%Y}" == "23/11/2026"
    assert WORKING_DOCUMENT in said.comments and "python" not in said.comments
    languages = set(re.findall(r'<w:lang [^>]*w:val="([^"]+)"', part(content, "word/styles.xml")))
    assert languages == {"fr-FR"}
    assert "asciiTheme" not in part(content, "word/styles.xml")


def test_headers_say_who_may_see_it_and_footers_the_page(committee: Made) -> None:
    header = " ".join(p.text for p in opened(committee[2]).sections[0].header.paragraphs)
    assert WORKING_DOCUMENT in header
    footer = opened(committee[2]).sections[0].footer.paragraphs[0]._p.xml
    assert "PAGE" in footer and "NUMPAGES" in footer and "données au 23/11/2026" in footer
    assert all(
        s.header.is_linked_to_previous and s.footer.is_linked_to_previous
        for s in list(opened(committee[2]).sections)[1:]
    )
    public = opened(report_docx(deck(Slide("a", "Section", "Message")), ground))
    assert not public.sections[0].header.paragraphs[0].text
    assert "diffuser" not in public.sections[0].footer.paragraphs[0].text


def test_no_paragraph_is_empty(committee: Made) -> None:
    for paragraph in opened(committee[2]).paragraphs:
        holds = paragraph._p.xpath(".//w:drawing | .//w:sectPr | .//w:fldChar")
        assert paragraph.text.strip() or holds, paragraph._p.xml


# The panels


def test_every_table_is_a_table_with_its_cells_and_a_heading_that_is_repeated(committee: Made) -> None:
    made, _, content = committee
    found = tables(content)
    for table in (p for s in made.slides for p in s.panels if isinstance(p, Table) and p.rows):
        wanted = [[clean(c) for c in row] for row in (table.columns, *table.rows)]
        assert wanted in found, table.title
    body = opened(content).element.body
    for one in body.iter(qn("w:tbl")):
        rows = one.findall(qn("w:tr"))
        assert rows[0].find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None
        assert all(r.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is None for r in rows[1:])


def test_headlines_profiles_lines_comments_methods_and_sources_are_there(committee: Made) -> None:
    made, _, content = committee
    text = every_text(content)
    for slide in made.slides:
        for said in (*slide.lines, slide.comment, *slide.method):
            assert clean(said) in text, said
        for panel in slide.panels:
            if isinstance(panel, Headline):
                assert all(clean(t) in text for t in (panel.value, *panel.details, panel.footer.text))
            elif isinstance(panel, Profile):
                assert all(clean(t) in text for n in panel.lines for t in (n.label, n.value, n.comparison, n.period))
            elif not isinstance(panel, Table):
                assert clean(panel.footer.text) in text  # type: ignore[union-attr]


def test_every_picture_has_its_panel_s_alternative_text(committee: Made) -> None:
    made, _, content = committee
    shapes = list(opened(content).element.iter(qn("wp:docPr")))
    said = [shape.get("descr") for shape in shapes]
    assert len({shape.get("id") for shape in shapes}) == len(shapes)
    assert all(said) and not any("." in shape.get("name") for shape in shapes)  # no file name
    assert "Logo de CPTS Nord-Essonne" in said
    for panel in (p for s in made.slides for p in s.panels if not isinstance(p, Headline | Profile | Table)):
        assert clean(panel.alternative) in said  # type: ignore[union-attr]


def test_hidden_values_are_nowhere(demonstration: Store, committee: Made) -> None:
    public, lies_on = demonstration_deck(demonstration, Audience.DIFFUSION)
    content = report_docx(public, lies_on)
    assert WORKING_DOCUMENT not in part(content, "word/document.xml") + part(content, "docProps/core.xml")
    rows = [row for table in tables(content) for row in table]
    shown = {(a.name, p.title): a for p in maps(public) for a in p.areas}
    withheld = [a for p in maps(committee[0]) for a in p.areas if shown[a.name, p.title].secret and not a.secret]
    assert withheld  # diffusion hides some of what the parties see
    for area in withheld:
        assert [clean(area.name), area.code, clean(area.value)] not in rows
        assert any(row[:2] == [clean(area.name), area.code] and "secret" in row[2] for row in rows)


def maps(made: Deck) -> list[Choropleth | Circles]:
    return [p for s in made.slides for p in s.panels if isinstance(p, Choropleth | Circles)]


# What people type, and how much


def test_texts_are_as_typed_without_the_signs_that_no_document_may_hold() -> None:
    content = report_docx(evil_deck(), ground)
    text = every_text(content)
    for said in EVIL:
        assert clean(said) in text
    assert "avant après" in text and "😀 漢字" in text
    assert "w:hyperlink r:id" not in part(content, "word/document.xml")


def test_nothing_is_wider_than_its_page(committee: Made) -> None:
    for content in (committee[2], report_docx(large_deck(), ground)):
        document = opened(content)
        rooms = {int(s.page_width - s.left_margin - s.right_margin) for s in document.sections}  # type: ignore[operator]
        assert len(rooms) == 2  # portrait, landscape
        section, index = list(document.sections), 0
        for block in document.element.body:
            room = section[index].page_width - section[index].left_margin - section[index].right_margin  # type: ignore[operator]
            if block.tag == qn("w:tbl"):
                width = sum(int(c.get(qn("w:w"))) for c in block.iter(qn("w:gridCol"))) * EMU_A_TWIP
                assert width <= room + 20 * EMU_A_TWIP
            for extent in block.iter(qn("wp:extent")):
                assert int(extent.get("cx")) <= room and int(extent.get("cy")) <= section[index].page_height * 0.8  # type: ignore[operator]
            index += len(block.findall(f".//{qn('w:sectPr')}")) if block.tag == qn("w:p") else 0


def test_the_same_deck_is_the_same_file_from_two_threads_at_once(committee: Made) -> None:
    made, lies_on, content = committee
    told: list[tuple[int, int]] = []
    with ThreadPoolExecutor(2) as pool:
        again, other = pool.map(
            lambda one: report_docx(one, lies_on, lambda *at: told.append(at)), (made, replace(made, title="Autre"))
        )
    assert again == content != other
    assert (0, len(made.slides)) in told and (len(made.slides), len(made.slides)) in told


@pytest.mark.long
def test_libreoffice_opens_it_and_every_page_has_its_number(tmp_path: Path, committee: Made) -> None:
    office.needed()
    for name, content in (("comite.docx", committee[2]), ("grand.docx", report_docx(large_deck(), ground))):
        pdf = office.converted(content, name, "pdf", tmp_path)
        pages = office.ran("pdftotext", "-layout", str(pdf), "-").replace("\u00a0", " ").split("\f")[:-1]
        assert len(pages) > 4
        for rank, page in enumerate(pages, 1):
            assert f"page {rank} sur {len(pages)}" in page
            body = [line for line in page.splitlines() if line.strip()]
            assert len(body) > 2  # more than a header and a footer
        for text in ("Sommaire", "Annexes"):
            assert any(text in page for page in pages)
