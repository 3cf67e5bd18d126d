"""The PDF report opens, is tagged, says what its panels say, and nothing that people type in it runs."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from boussole.deck import Brand, Deck, Slide
from boussole.disclosure import Audience
from boussole.export.report import METHODS, VALUES, readable
from boussole.export.report_pdf import report_pdf
from boussole.export.report_text import LANDSCAPE, clean, layout
from boussole.panels import WORKING_DOCUMENT, Choropleth, Circles, Headline, Profile, Table
from boussole.store import Store
from tests.boussole.export import office
from tests.boussole.export.demonstration_deck import BRAND, GroundOf, demonstration_deck
from tests.boussole.export.report_samples import EVIL, deck, evil_deck, ground, large_deck

Made = tuple[Deck, GroundOf, bytes]


@pytest.fixture(scope="module")
def committee(demonstration: Store) -> Made:
    made, lies_on = demonstration_deck(demonstration)
    return made, lies_on, report_pdf(made, lies_on)


def opened(content: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(content))


@cache
def texts(content: bytes) -> list[str]:
    """Of each page."""
    return [page.extract_text() for page in opened(content).pages]


def squeezed(text: str) -> str:
    """Without spaces nor hyphens at ends of lines: how a text was set does not matter."""
    return re.sub(r"[\s\u00a0\u202f\u00ad-]+", "", text)


def whole(content: bytes) -> str:
    return squeezed("".join(texts(content)))


def outline(content: bytes) -> list[tuple[int, str]]:
    def walked(items: list[Any], level: int) -> Iterator[tuple[int, str]]:
        for item in items:
            if isinstance(item, list):
                yield from walked(item, level + 1)
            else:
                yield level, str(item.title)

    return list(walked(opened(content).outline, 1))


def elements(content: bytes, kind: str) -> list[Any]:
    """The tags of a kind, in order."""
    found = []

    def walked(node: Any) -> None:
        if isinstance(node, list):
            for one in node:
                walked(one)
        elif hasattr(node, "get_object") and isinstance(node.get_object(), dict):
            node = node.get_object()
            if node.get("/S") == kind:
                found.append(node)
            walked(node.get("/K", []))
        elif hasattr(node, "get_object"):
            walked(list(node.get_object()) if isinstance(node.get_object(), list) else [])

    walked(opened(content).trailer["/Root"]["/StructTreeRoot"]["/K"])
    return found


# The document


def test_it_is_tagged_french_and_named(committee: Made) -> None:
    root = opened(committee[2]).trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"].value
    assert str(root["/Lang"]).startswith("fr")
    assert b"pdfuaid:part" in root["/Metadata"].get_data()
    said = opened(committee[2]).metadata
    assert said is not None
    assert (said.title, said.author) == ("Rapport d’activité – Comité de pilotage", "CPTS Nord-Essonne")
    assert root["/ViewerPreferences"]["/DisplayDocTitle"].value


def test_bookmarks_are_the_sections_and_the_messages(committee: Made) -> None:
    made, _, content = committee
    wanted = [(1, "Essai"), *((2, clean(s.message)) for s in made.slides), (1, "Annexes"), (2, METHODS), (2, VALUES)]
    assert [t for t in outline(content) if t[1] != "Sommaire"] == wanted


def test_each_page_says_its_number_who_may_see_it_and_of_what_day(committee: Made) -> None:
    pages = texts(committee[2])
    for rank, text in enumerate(pages, 1):
        assert squeezed(WORKING_DOCUMENT) in squeezed(text)
        if rank > 1:  # the cover has no number
            assert squeezed(f"page {rank} sur {len(pages)}") in squeezed(text)
            assert "données au 23/11/2026" in text.replace("\u00a0", " ")


def test_the_cover_has_the_brand(committee: Made) -> None:
    text = squeezed(texts(committee[2])[0])
    for said in (
        "Rapport d’activité",
        "Comité de pilotage",
        "30/11/2026",
        "données au 23/11/2026",
        "CPTS Nord-Essonne",
    ):
        assert squeezed(said) in text
    assert elements(committee[2], "/Figure")[0]["/Alt"] == "Logo de CPTS Nord-Essonne"


def test_a_report_for_all_does_not_say_that_it_is_not() -> None:
    made = report_pdf(deck(Slide("a", "Section", "Message")), ground)
    assert "diffuser" not in whole(made)


# The panels


def test_every_cell_of_every_table_is_in_the_file(committee: Made) -> None:
    made, _, content = committee
    text = whole(content)
    tables = [p for s in made.slides for p in s.panels if isinstance(p, Table) and p.rows]
    assert len(tables) > 5
    for table in tables:
        for cell in (*table.columns, *(c for row in table.rows for c in row)):
            assert squeezed(cell) in text, cell


def test_headlines_profiles_lines_comments_and_methods_are_in_the_file(committee: Made) -> None:
    made, _, content = committee
    text = whole(content)
    for slide in made.slides:
        for said in (*slide.lines, slide.comment, *slide.method):
            assert squeezed(said) in text, said
        for panel in slide.panels:
            if isinstance(panel, Headline):
                assert all(squeezed(t) in text for t in (panel.value, *panel.details, panel.footer.text))
            elif isinstance(panel, Profile):
                assert all(squeezed(t) in text for n in panel.lines for t in (n.label, n.value, n.comparison, n.period))
    assert text.count(squeezed(made.slides[1].method[0])) == 1  # each method once


def test_every_picture_has_its_alternative_and_its_source(committee: Made) -> None:
    made, _, content = committee
    said = [str(e.get("/Alt", "")) for e in elements(content, "/Figure")]
    assert all(said)
    charts = [p for s in made.slides for p in s.panels if not isinstance(p, Headline | Profile | Table)]
    text = whole(content)
    for panel in charts:
        assert any(a.startswith(clean(panel.alternative)[:60]) for a in said), panel.alternative  # type: ignore[union-attr]
        assert squeezed(panel.footer.text) in text  # type: ignore[union-attr]
    spines = [
        line.spine for s in made.slides for p in s.panels if isinstance(p, Profile) for line in p.lines if line.spine
    ]
    assert spines and all(clean(s.alternative) in said for s in spines)


def test_tables_have_headings_that_each_of_their_pages_repeats(committee: Made) -> None:
    content = committee[2]
    assert len(elements(content, "/TH")) > 40
    pages = [squeezed(text) for text in texts(content)]
    assert sum(squeezed("Mission Objectif Valeur initiale Cible Observé") in text for text in pages) >= 2


def test_hidden_values_are_nowhere(demonstration: Store, committee: Made) -> None:
    public, lies_on = demonstration_deck(demonstration, Audience.DIFFUSION)
    text = whole(report_pdf(public, lies_on))
    assert squeezed(WORKING_DOCUMENT) not in text
    shown = {(a.name, p.title): a.value for p in maps(public) for a in p.areas}
    withheld = [a for p in maps(committee[0]) for a in p.areas if a.value != shown[a.name, p.title] and not a.secret]
    assert withheld  # diffusion hides some of what the parties see
    for area in withheld:
        assert squeezed(f"{area.name}{area.code}{area.value}") not in text


def maps(made: Deck) -> list[Choropleth | Circles]:
    return [p for s in made.slides for p in s.panels if isinstance(p, Choropleth | Circles)]


# What people type


def test_nothing_typed_is_markup() -> None:
    content = report_pdf(evil_deck(), ground)
    text = whole(content)
    for said in EVIL:
        assert text.count(squeezed(clean(said))) >= 5, said
    assert "avantaprès" in text


def test_a_deck_of_nothing_is_a_cover() -> None:
    assert "Rapportd’essai" in whole(report_pdf(deck(), ground))
    lone = report_pdf(deck(Slide("a", "", "")), ground)  # neither section nor message
    assert [t for _, t in outline(lone) if t != "Sommaire"] == ["Autres éléments", "Autres éléments"]


@pytest.mark.parametrize(
    ("colour", "wanted"), [("#0a7d5a", "#0a7d5a"), ("", "#1f6fae"), ("#12", "#1f6fae"), ("red", "#1f6fae")]
)
def test_a_brand_colour_is_read_on_white(colour: str, wanted: str) -> None:
    assert readable(colour) == wanted
    assert report_pdf(replace(deck(), brand=Brand("CPTS", "#ffff00", BRAND.logo)), ground).startswith(b"%PDF")


# Room


def test_sixty_actions_and_sixty_communes_are_all_there() -> None:
    content = report_pdf(large_deck(), ground)
    text = whole(content)
    for k in range(60):
        assert f"A{k:02d}Mettre" in text
        assert f"CommuneduVal{k:02d}01{k:03d}{k},5%" in text  # the map's values, in the annex
    assert {(p.mediabox.width > p.mediabox.height) for p in opened(content).pages} == {True, False}
    assert squeezed("Vide : aucune ligne.") in text


def test_a_page_is_turned_only_for_a_table_that_needs_it() -> None:
    money = "112\u202f500,00\u00a0€"
    small = layout(("Mission", "Montant"), (("Accès aux soins", money),))
    assert (small.wide, small.scale) == (False, 1.0) and sum(small.shares) == pytest.approx(1)
    tight = layout(("Mission", *(f"C{k}" for k in range(7))), (("Accompagnement", *[money] * 7),))
    assert not tight.wide and 0.88 <= tight.scale < 1  # a little smaller, rather than a page turned
    large = layout(tuple(f"Colonne {k}" for k in range(10)), (("mot " * 30, *[money] * 9),))
    assert large.wide and large.shares[0] == max(large.shares) and min(large.shares) * LANDSCAPE >= len(money)
    texts = tuple(tuple("un texte assez long pour trois lignes " * 2 for _ in range(5)) for _ in range(30))
    assert layout(tuple("ABCDE"), texts).wide and not layout(tuple("ABCDE"), texts[:5]).wide


# Every time the same


def test_the_same_deck_is_the_same_file_from_two_threads_at_once(committee: Made) -> None:
    made, lies_on, content = committee
    told: list[tuple[int, int]] = []
    with ThreadPoolExecutor(2) as pool:
        again, other = pool.map(
            lambda one: report_pdf(one, lies_on, lambda *at: told.append(at)), (made, replace(made, title="Autre"))
        )
    assert again == content != other
    assert sorted(set(told)) == [(k, len(made.slides)) for k in range(len(made.slides) + 1)]


@pytest.mark.long
def test_no_word_lies_beyond_the_margins(tmp_path: Path, committee: Made) -> None:
    office.needed()
    for name, content in (("comite", committee[2]), ("grand", report_pdf(large_deck(), ground))):
        path = tmp_path / f"{name}.pdf"
        path.write_bytes(content)
        boxes = office.ran("pdftotext", "-bbox", str(path), "-")
        assert "<word" in boxes
        for page in boxes.split("<page ")[1:]:
            width, height = (float(v) for v in re.findall(r'(?:width|height)="([\d.]+)"', page)[:2])
            for at in re.findall(r'<word xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)"', page):
                left, top, right, bottom = map(float, at)
                assert left >= 50 and right <= width - 50 and top >= 20 and bottom <= height - 20
