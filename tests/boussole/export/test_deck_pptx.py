"""A deck as PowerPoint says what its panels say, and nothing more: opened again with python-pptx and openpyxl."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields, is_dataclass, replace
from datetime import date
from itertools import combinations
from typing import Any

import openpyxl
import pytest
from lxml import etree
from pptx import Presentation
from pptx.oxml.ns import qn
from pptx.util import Inches, Pt

from boussole.deck import Brand, Deck
from boussole.disclosure import Audience
from boussole.drawing.ground import Ground
from boussole.drawing.slide_axes import serial
from boussole.drawing.slide_theme import printable
from boussole.export.deck_pptx import deck_pptx
from boussole.panels import WORKING_DOCUMENT, Choropleth, Footer, Headline, Parcel, Picker, Table, Trajectory
from boussole.store import Store
from tests.boussole.export.demonstration_deck import BRAND, GroundOf, demonstration_deck, slide

GRAPHICS = ("p:graphicFrame", "p:pic")


def no_map(panel: Any) -> Ground:
    raise AssertionError("no map here")


def small(*slides: Any, **changes: Any) -> Deck:
    given = {"meeting": "30/11/2026", "brand": BRAND} | changes
    audience = given.pop("audience", Audience.DIFFUSION)
    return Deck("Comité", "Exercice 2023", "données au 23/11/2026", audience, slides, **given)


def opened(deck: Deck, ground: GroundOf = no_map) -> Any:
    return Presentation(io.BytesIO(deck_pptx(deck, ground)))


@pytest.fixture(scope="module")
def made(demonstration: Store) -> tuple[Deck, GroundOf]:
    return demonstration_deck(demonstration)


@pytest.fixture(scope="module")
def content(made: tuple[Deck, GroundOf]) -> bytes:
    return deck_pptx(*made)


@pytest.fixture
def file(content: bytes) -> Any:
    return Presentation(io.BytesIO(content))


def known(thing: Any) -> Iterator[Any]:
    """Every text, number and day of a panel."""
    if is_dataclass(thing):
        for one in fields(thing):
            yield from known(getattr(thing, one.name))
    elif isinstance(thing, tuple | frozenset):
        for one in thing:
            yield from known(one)
    elif isinstance(thing, date):
        yield float(serial(thing))
    else:
        yield thing


def of(file: Any, deck: Deck) -> Iterator[tuple[Any, Any]]:
    """Each slide of the deck with each of its PowerPoint slides."""
    rest = list(file.slides)[1:]
    for one in deck.slides:
        found = 0
        while rest and rest[0].shapes.title.text.startswith(printable(one.message)):
            found += 1
            yield one, rest.pop(0)
        assert found, one.message
    assert not rest


def test_each_message_is_the_title_of_its_slides_in_order(file: Any, made: tuple[Deck, GroundOf]) -> None:
    pairs = list(of(file, made[0]))
    assert len(pairs) == len(file.slides) - 1
    first = file.slides[0]
    said = " ".join(s.text_frame.text for s in first.shapes if s.has_text_frame)
    for part in ("Comité de pilotage", "Dialogue de gestion", "30/11/2026", "23/11/2026", BRAND.name, WORKING_DOCUMENT):
        assert part in said


def test_what_follows_says_its_rank(file: Any) -> None:
    following = [
        s.shapes.title.text for s in file.slides if s.shapes.title is not None and "(suite" in s.shapes.title.text
    ]
    assert following and all(re.search(r"\(suite\u00a0(\d+)/(\d+)\)$", t) for t in following)


def test_no_placeholder_is_left_empty_in_slides_or_notes(file: Any) -> None:
    for shown in file.slides:
        for holder in (*shown.placeholders, *shown.notes_slide.placeholders):
            if holder.has_text_frame:
                assert holder.text_frame.text.strip(), holder.name


def test_charts_tables_and_pictures_have_an_alternative_text_which_is_no_file_name(file: Any) -> None:
    counted = 0
    for shown in file.slides:
        for shape in shown.shapes:
            if shape.shape_type in (3, 13, 19):
                said = shape._element.xpath(".//p:cNvPr")[0].get("descr")
                assert said and not re.search(r"\.(png|jpe?g)$", said), shape.name
                counted += 1
    assert counted > 30


def boxes(shown: Any) -> list[tuple[str, int, int, int, int]]:
    return [(s.name, s.left, s.top, s.left + s.width, s.top + s.height) for s in shown.shapes]


def overlapping(shown: Any) -> list[tuple[str, str]]:
    slack = Inches(0.02)
    return [
        (a[0], b[0]) for a, b in combinations(boxes(shown), 2)
        if min(a[3], b[3]) - max(a[1], b[1]) > slack and min(a[4], b[4]) - max(a[2], b[2]) > slack
    ]  # fmt: skip


def test_nothing_leaves_the_slide_and_no_box_covers_another(file: Any) -> None:
    for rank, shown in enumerate(file.slides, 1):
        assert overlapping(shown) == [], rank
        for name, left, top, right, bottom in boxes(shown):
            assert left >= 0 and top >= 0 and right <= file.slide_width and bottom <= file.slide_height, (rank, name)


def test_tables_are_as_high_as_their_rows(file: Any) -> None:
    for shown in file.slides:
        for shape in shown.shapes:
            if shape.has_table:
                assert abs(sum(r.height for r in shape.table.rows) - shape.height) < Pt(2)
                assert abs(sum(c.width for c in shape.table.columns) - shape.width) < Pt(2)


def test_type_is_large_enough_to_be_read_from_the_back(file: Any) -> None:
    least = {"Source": 11, "Pied de page": 11, "Numéro": 11}
    for shown in list(file.slides)[1:]:
        assert all(r.font.size >= Pt(26) for p in shown.shapes.title.text_frame.paragraphs for r in p.runs)
        for shape in shown.shapes:
            for run in shape._element.iter(qn("a:rPr")):
                size = int(run.get("sz", 1800)) / 100
                assert size >= (12 if shape.has_table else least.get(shape.name, 12 if "Étendue" in shape.name else 14))


def test_every_row_of_a_table_is_on_the_slides_as_printed(file: Any, made: tuple[Deck, GroundOf]) -> None:
    written: dict[str, list[list[str]]] = {}
    for one, shown in of(file, made[0]):
        for shape in shown.shapes:
            if shape.has_table:
                rows = [[cell.text for cell in row.cells] for row in shape.table.rows]
                written.setdefault(one.key, []).extend(rows[1:])
    tables = [(s.key, p) for s in made[0].slides for p in s.panels if isinstance(p, Table)]
    assert len(tables) >= 6
    for key, panel in tables:
        rows = [[printable(cell) for cell in row] for row in panel.rows] or [["Aucune ligne", ""]]
        assert [r for r in written[key] if r[: len(rows[0])] in rows] == rows


def sheets(file: Any) -> Iterator[tuple[Any, list[Any]]]:
    """Each PowerPoint slide with the cells of each of its charts' workbooks."""
    for shown in file.slides:
        for shape in shown.shapes:
            if shape.has_chart:
                book = openpyxl.load_workbook(io.BytesIO(shape.chart.part.chart_workbook.xlsx_part.blob))
                assert [s.sheet_state for s in book] == ["visible"]
                yield shown, [c.value for s in book for row in s.iter_rows() for c in row if c.value is not None]


def test_workbooks_in_charts_hold_the_panels_numbers_and_texts_and_nothing_else(
    file: Any, made: tuple[Deck, GroundOf]
) -> None:  # fmt: skip
    owner = {shown.slide_id: one for one, shown in of(file, made[0])}
    count = 0
    for shown, cells in sheets(file):
        things = list(known(owner[shown.slide_id].panels))
        numbers = {round(float(t), 9) for t in things if isinstance(t, int | float)}
        texts = " ".join(printable(t) for t in things if isinstance(t, str))
        axes = {
            float(e.get("val"))
            for s in shown.shapes
            if s.has_chart
            for e in s.chart._chartSpace.iter(qn("c:min"), qn("c:max"))
        }
        starts = {
            float(serial(m.when)) - 366
            for p in owner[shown.slide_id].panels
            if isinstance(p, Trajectory)
            for m in p.targets
        }
        for cell in cells:
            if isinstance(cell, str):
                assert all(n in texts for n in re.findall(r"\d[\d\u202f,]*", cell)), cell
            else:
                assert round(float(cell), 9) in numbers | axes | starts, cell
        count += 1
    assert count > 8


def test_charts_have_the_same_values_as_their_panels(file: Any, made: tuple[Deck, GroundOf]) -> None:
    found = 0
    for one, shown in of(file, made[0]):
        panels = [p for p in one.panels if isinstance(p, Trajectory)]
        charts = [s.chart for s in shown.shapes if s.has_chart]
        for panel, chart in zip(panels, charts, strict=False):
            values = {s.name: list(s.values) for s in chart.plots[0].series}
            start = [panel.initial.value] if panel.initial else []
            assert values.get("Observé", []) == ([*start, *(m.value for m in panel.observed)] if panel.observed else [])
            assert values.get("Cible", [])[1::2] == [m.value for m in panel.targets]
            found += 1
    assert found >= 4


def test_what_is_secret_is_nowhere_in_the_file(content: bytes, made: tuple[Deck, GroundOf]) -> None:
    """The commune under secrecy is named with its reason only: no chart has a point for it."""
    deck, _ = made
    areas = [a for s in deck.slides for p in s.panels if isinstance(p, Choropleth) for a in p.areas]
    secret = {a.name for a in areas if a.secret}
    assert secret
    for _, cells in sheets(Presentation(io.BytesIO(content))):
        for cell in cells:
            if isinstance(cell, str) and any(name in cell for name in secret):
                assert "secret" in cell


def test_notes_have_message_source_champ_method_and_mention(file: Any, made: tuple[Deck, GroundOf]) -> None:
    for one, shown in of(file, made[0]):
        said = shown.notes_slide.notes_text_frame.text
        for part in (one.message, *one.method, WORKING_DOCUMENT, made[0].as_of):
            assert printable(part) in said
        for panel in one.panels:
            if footer := getattr(panel, "footer", None):
                assert printable(footer.text) in said


def test_each_slide_says_the_day_of_its_data_its_number_and_who_may_see_it(file: Any) -> None:
    for rank, shown in enumerate(list(file.slides)[1:], 2):
        said = [s.text_frame.text for s in shown.placeholders]
        assert str(rank) in said
        assert any("23/11/2026" in t and WORKING_DOCUMENT in t for t in said)


def test_comments_follow_their_panel(file: Any, made: tuple[Deck, GroundOf]) -> None:
    commented = [s for s in made[0].slides if s.comment]
    assert commented
    for one in commented:
        texts = " ".join(
            s.text_frame.text for o, shown in of(file, made[0]) if o is one for s in shown.shapes if s.has_text_frame
        )
        assert printable(f"Commentaire : {one.comment}") in texts


def test_every_text_is_french(content: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for name in archive.namelist():
            if re.match(r"ppt/(slides|charts|notesSlides|slideLayouts|slideMasters)/[^/]+\.xml$", name):
                root = etree.fromstring(archive.read(name))
                spoken = {e.get("lang") for tag in ("a:rPr", "a:endParaRPr") for e in root.iter(qn(tag))}
                assert spoken <= {"fr-FR"}, name


def test_only_a_working_document_says_so() -> None:
    for audience in Audience:
        text = " ".join(t for t in etree_texts(deck_pptx(small(slide("a", "Message"), audience=audience), no_map)))
        assert (WORKING_DOCUMENT in text) is (audience is Audience.INTERNAL)


def etree_texts(content: bytes) -> Iterator[str]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for name in archive.namelist():
            if name.endswith(".xml"):
                yield from (t for t in etree.fromstring(archive.read(name)).itertext() if t)


def test_the_same_deck_gives_the_same_bytes(content: bytes, made: tuple[Deck, GroundOf]) -> None:
    assert deck_pptx(*made) == content


def test_two_who_export_at_once_get_what_one_gets(made: tuple[Deck, GroundOf]) -> None:
    deck, ground = made
    first, second = replace(deck, slides=deck.slides[1:3]), replace(deck, slides=deck.slides[2:5])
    alone = [deck_pptx(first, ground), deck_pptx(second, ground)]
    with ThreadPoolExecutor(2) as pool:
        together = list(pool.map(lambda d: deck_pptx(d, ground), [first, second]))
    assert together == alone


def test_the_files_properties_are_the_cpts_and_owe_nothing_to_the_clock(file: Any, content: bytes) -> None:
    said = file.core_properties
    assert (said.title, said.author, said.language) == ("Comité de pilotage", BRAND.name, "fr-FR")
    assert f"{said.created:%Y-%m-%d}" == f"{said.modified:%Y-%m-%d}" == "2026-11-23"
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert {i.date_time for i in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert not [n for n in archive.namelist() if "thumbnail" in n or "printer" in n]


def test_without_a_brand_the_product_signs() -> None:
    file = opened(small(slide("a", "Message"), brand=Brand()))
    assert file.core_properties.author == "Boussole CPTS"
    assert not [s for shown in file.slides for s in shown.shapes if s.shape_type == 13]


def test_a_pale_brand_colour_keeps_its_table_headers_readable() -> None:
    table = Table("T", ("A",), (("un",),))
    file = opened(small(slide("a", "Message", table), brand=Brand("CPTS", "#ffe066")))
    (shape,) = [s for s in file.slides[1].shapes if s.has_table]
    assert str(shape.table.cell(0, 0).text_frame.paragraphs[0].runs[0].font.color.rgb) == "1B2429"


def test_progress_is_told_from_the_first_slide_to_the_last() -> None:
    told: list[tuple[int, int]] = []
    deck_pptx(small(slide("a", "Un"), slide("b", "Deux")), no_map, lambda done, total: told.append((done, total)))
    assert told == [(0, 2), (1, 2), (2, 2)]


LONG = "Réduire la part des patients de 17 ans et plus sans médecin traitant dans les communes du nord du territoire "


@pytest.mark.parametrize("repeats", [1, 2, 4, 8])
def test_a_long_message_is_never_under_26_points_nor_out_of_its_box(repeats: int) -> None:
    file = opened(small(slide("a", LONG * repeats, Table("T", ("A",), (("un",),)))))
    shown = file.slides[1]
    assert overlapping(shown) == []
    assert shown.shapes.title.text.startswith(LONG[:40])
    assert shown.shapes.title.text_frame.paragraphs[0].runs[0].font.size >= Pt(26)
    assert printable(LONG * repeats).strip() in shown.notes_slide.notes_text_frame.text


def test_long_lines_and_a_long_comment_get_slides_of_their_own_and_lose_no_word() -> None:
    table = Table("T", ("A",), (("un",),))
    lines = tuple(f"Ligne {n} : {LONG}" for n in range(12))
    file = opened(small(slide("a", "Message", table, lines=lines, comment="Commentaire " + LONG * 20)))
    boxes = [s for shown in file.slides for s in shown.shapes if s.name == "Texte"]
    said = " ".join(s.text_frame.text for s in boxes)
    squeezed = re.sub(r"\s+", "", said)
    assert all(re.sub(r"\s+", "", line) in squeezed for line in lines)
    assert re.sub(r"\s+", "", LONG * 20) in squeezed
    assert all(overlapping(shown) == [] for shown in file.slides)


def test_sixty_actions_and_sixty_communes_fit() -> None:
    actions = Table("Actions", ("Mission", "Action", "Objectif", "Réalisé", "Statut", "Montant retenu"),
                    tuple(("Prise en charge", f"Action {n}", LONG, LONG * 2, "réalisée", "1 562,50 €") for n in range(60)))  # fmt: skip
    parcels = Picker(
        tuple(Parcel(f"79{n:03}", f"Saint-Pierre-des-Échaubrognes {n}", n % 2 == 0) for n in range(60)), "A."
    )
    file = opened(small(slide("a", "Soixante actions", actions), slide("b", "Soixante communes", parcels)))
    assert all(overlapping(shown) == [] for shown in file.slides)
    text = " ".join(
        c.text for shown in file.slides for s in shown.shapes if s.has_table for r in s.table.rows for c in r.cells
    )
    assert all(f"Action {n} " in text and f"Échaubrognes {n} " in text for n in range(60))


def test_a_headline_is_never_cut_however_little_room_it_has() -> None:
    value = "entre 1\u202f234\u202f567,8 et 2\u202f345\u202f678,9 pour 100\u202f000 habitants"
    footer = Footer("Source", "2024", "tous âges", "valeur importée")
    headline = Headline(LONG, value, (LONG,) * 4, (LONG,), footer)
    crowded = slide("a", LONG, headline, Table("T", ("A",), (("un",),)), lines=(LONG,), comment=LONG)
    file = opened(small(crowded, slide("b", "Seul", headline)))
    values = [s.text_frame.text for shown in file.slides for s in shown.shapes if s.name == "Valeur"]
    assert values == [value, value]
    assert all(overlapping(shown) == [] for shown in file.slides)


def test_two_panels_stand_side_by_side_and_two_long_tables_do_not() -> None:
    short = Table("Court", ("A", "B"), (("un", "deux"),))
    long = Table("Long", tuple("ABCDEFGH"), tuple(("mots de la cellule",) * 8 for _ in range(20)))
    file = opened(small(slide("a", "Côte à côte", short, short), slide("b", "L’un après l’autre", long, long)))
    tables = [[s for s in shown.shapes if s.has_table] for shown in list(file.slides)[1:]]
    assert len(tables[0]) == 2 and tables[0][0].top == tables[0][1].top
    assert all(len(t) <= 2 for t in tables[1:]) and len(tables) > 3


def test_slides_are_filed_in_powerpoints_own_sections() -> None:
    deck = small(
        slide("a", "Un"), replace(slide("b", "Deux"), section="Suite"), replace(slide("c", "Trois"), section="Suite")
    )
    root = opened(deck).part._element
    found = [
        (e.get("name"), len(e[0]))
        for e in root.iter("{http://schemas.microsoft.com/office/powerpoint/2010/main}section")
    ]
    assert found == [("Essai", 2), ("Suite", 2)]


def test_a_deck_without_slides_is_its_first_page() -> None:
    assert len(opened(small()).slides) == 1
