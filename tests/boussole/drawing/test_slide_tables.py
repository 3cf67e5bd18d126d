"""Tables on slides: every row once and whole, in type that is read, under a header that comes again."""

from __future__ import annotations

import io
from typing import Any

import pytest
from PIL import Image
from pptx import Presentation
from pptx.util import Pt

from boussole.drawing.ground import Ground
from boussole.drawing.slide_map import slide_map
from boussole.drawing.slide_profile import profile_pages, profile_table, spine_picture
from boussole.drawing.slide_tables import SIZES, TablePage, draw_table, table_pages
from boussole.drawing.slide_theme import Box
from boussole.panels import Choropleth, Circles, Profile, ProfileLine, Spine, Table

COLUMNS = ("Mission", "Action", "Objectif", "Réalisé", "Statut", "Montant retenu")
LONG = "Filière de soins non programmés de premier recours : suivi et évaluation, avec les structures du territoire"
CONTRACT = Table(
    "Bilan", COLUMNS,
    tuple(("Parcours pluriprofessionnels", f"Action {n}", LONG, LONG[: n * 3], "réalisée", "1 562,50 €") for n in range(60)),
    frozenset({"Montant retenu"}),
)  # fmt: skip
COMMUNES = Table(
    "Communes", ("Commune", "Valeur (%)", "Remarque"), tuple((f"Saint-Pierre-{n}", f"{n},0", "") for n in range(60))
)


def drawn(page: TablePage) -> Any:
    file = Presentation()
    draw_table(file.slides.add_slide(file.slide_layouts[6]).shapes, Box(0.5, 1, 12.3, 5), page, "#1f6fae")
    out = io.BytesIO()
    file.save(out)
    (frame,) = Presentation(out).slides[0].shapes
    return frame


@pytest.mark.parametrize("panel", [CONTRACT, COMMUNES])
def test_a_long_table_goes_on_with_every_row_once_in_order(panel: Table) -> None:
    pages = table_pages(panel, 12.3, 3.0, 4.6)
    assert [row for page in pages for row in page.rows] == list(panel.rows)
    assert pages[0].tall <= 3.0 and all(page.tall <= 4.6 for page in pages)
    assert all(page.size >= SIZES[-1] for page in pages)


def test_a_short_table_is_one_page_in_the_largest_type() -> None:
    (page,) = table_pages(Table("T", ("A", "B"), (("un", "deux"),)), 12.3, 4.6, 4.6)
    assert page.size == SIZES[0]


def test_no_column_is_narrower_than_its_longest_word_and_together_they_fill_the_width() -> None:
    for page in table_pages(CONTRACT, 12.3, 4.6, 4.6):
        assert sum(page.widths) == pytest.approx(12.3 * 72)
        assert min(page.widths) > 60


def test_a_cell_longer_than_a_slide_goes_on_without_losing_a_word() -> None:
    text = " ".join(f"mot{n}" for n in range(1500))
    pages = table_pages(Table("T", ("A", "B"), ((text, "court"),)), 8.0, 4.0, 4.0)
    assert len(pages) > 1
    assert " ".join(row[0] for page in pages for row in page.rows).split() == text.split()
    assert all(page.tall <= 4.0 for page in pages)


def test_a_table_without_rows_says_so() -> None:
    (page,) = table_pages(Table("T", ("A", "B"), ()), 12.3, 4.6, 4.6)
    assert page.rows == (("Aucune ligne", ""),)


def test_the_header_comes_again_and_the_file_has_the_cells_as_printed() -> None:
    for page in table_pages(CONTRACT, 12.3, 4.6, 4.6)[:2]:
        table = drawn(page).table
        assert table.first_row
        written = [[cell.text for cell in row.cells] for row in table.rows]
        assert written[0] == list(COLUMNS)
        assert [row[1] for row in written[1:]] == [row[1] for row in page.rows]


def test_an_empty_cell_does_not_make_its_row_higher() -> None:
    (page,) = table_pages(Table("T", ("A", "B"), (("un", ""),)), 12.3, 4.6, 4.6)
    empty = drawn(page).table.cell(1, 1).text_frame.paragraphs[0]
    assert not empty.runs
    assert empty._p.find("{*}endParaRPr").get("sz") == str(page.size * 100)


def test_a_table_is_described_french_and_numbers_are_right_aligned() -> None:
    frame = drawn(table_pages(CONTRACT, 12.3, 4.6, 4.6)[0])
    assert "Mission, Action" in frame._element.nvGraphicFramePr.cNvPr.get("descr")
    last = frame.table.cell(1, 5).text_frame.paragraphs[0]
    assert str(last.alignment).startswith("RIGHT")
    assert last.runs[0].font.size >= Pt(12)


def line(label: str, spine: Spine | None) -> ProfileLine:
    return ProfileLine(
        "mt", label, "13,2 %", "", "12,9–13,5", "2024", 2024, "valeur simulée", "significativement en dessous, meilleur",
        "Département : 13,9 %", "", "better", "sans changement net", "depuis 13,6 %, 2021", "same", "", ("période supposée",),
        (), spine, True,
    )  # fmt: skip


def test_a_profile_has_value_interval_reference_verdict_and_trend_and_a_picture_for_each_spine() -> None:
    spine = Spine(13.2, 12.9, 13.5, 13.9, (10.0, 12.0, 15.0), None, "better", "De 10 à 15, territoire à 13,2.")
    panel = Profile("Profil", "le territoire", "la référence", (line("Avec", spine), line("Sans", None)))
    cells = " ".join(profile_table(panel).rows[0])
    for said in ("13,2 %", "12,9–13,5", "2024", "meilleur", "Département", "depuis", "période supposée"):
        assert said in cells
    ((tall, draw),) = profile_pages(panel, 12.3, 4.6, 4.6, "#1f6fae")
    file = Presentation()
    shapes = file.slides.add_slide(file.slide_layouts[6]).shapes
    draw(shapes, Box(0.5, 1.5, 12.3, tall))
    pictures = [s for s in shapes if s.shape_type == 13]
    assert [p._element.nvPicPr.cNvPr.get("descr") for p in pictures] == [spine.alternative]


def test_a_spine_is_drawn_without_reference_without_value_and_with_many_communes() -> None:
    for panel in (
        Spine(1.0, None, None, None, (), None, "none", "A."),
        Spine(None, 1.0, 2.0, 1.5, (1.0,), None, "same", "A."),
        Spine(1.0, 0.5, 2.0, 1.5, tuple(float(n) for n in range(200)), (50.0, 99.0, 150.0), "worse", "A."),
    ):
        assert Image.open(io.BytesIO(spine_picture(panel, 2.6, 0.5))).size == (520, 100)


def test_a_map_is_as_large_as_its_box_and_crisp(choropleth: Choropleth, circles: Circles, contours: Any) -> None:
    for panel in (choropleth, circles):
        for wide in (12.3, 5.0):
            image = Image.open(io.BytesIO(slide_map(panel, Ground(contours), wide, 4.5)))
            assert image.size == (round(wide * 200), 900)
