"""Workbooks: the sheet chosen, merged headings, unit rows, typed cells; and those that no memory could hold."""

from __future__ import annotations

import zipfile
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest

from etl.workbook import as_text
from tests.etl.extracts import BOCAGE, blocked, read, refused_whole, written
from tests.etl.workbooks import Cell, Rows, Sheet, ods, xlsx, zipped

HEADER: list[Cell] = [
    "Code INSEE",
    "Commune",
    "Patients 17 ans et + sans MT",
    "Patients 17 ans et +",
    "Taux sans MT (%)",
]
ROWS: list[list[Cell]] = [[c, "x", 100 + i, 1000, (100 + i) / 10] for i, c in enumerate(BOCAGE)]


def changed(book: bytes, name: str, old: str, new: str) -> bytes:
    """The same workbook, one of its texts edited."""
    with zipfile.ZipFile(BytesIO(book)) as archive:
        files = {n: archive.read(n).decode() for n in archive.namelist()}
    assert old in files[name]
    files[name] = files[name].replace(old, new)
    return zipped(files)


def book(rows: Rows, **how: tuple[str, ...]) -> bytes:
    return xlsx({"Feuille": Sheet(rows, **how)})


@pytest.mark.parametrize("kind", ["xlsx", "xlsm", "ods"])
def test_each_kind_of_workbook_is_read(tmp_path: Path, kind: str) -> None:
    sheets = {"Données": Sheet([HEADER, *ROWS])}
    content = ods(sheets) if kind == "ods" else xlsx(sheets, macros=kind == "xlsm")
    found = read(written(tmp_path, content, f"extrait.{kind}"), year=2024)
    assert (found["encoding"], found["delimiter"], found["sheet"]) == (None, None, "Données")
    assert found["observations"] == 10 and not found["rejected"]
    value = found.by_commune["79049"]
    assert (value.numerator, value.denominator, value.value, value.line) == (103, 1000, 10.3, 5)


def test_a_line_has_the_number_of_its_row_wherever_the_table_begins(tmp_path: Path) -> None:
    bad: list[Cell] = ["79195", "x", "douze", 1000, None]
    rows: list[list[Cell]] = [[], [None], [None, None, *HEADER], *[[None, None, *r] for r in ROWS], [None, None, *bad]]
    found = read(written(tmp_path, book(rows), "a.xlsx"), year=2024)
    assert found.refused == [(14, "valeur_illisible")]
    assert found.by_commune["79001"].line == 4


def test_codes_kept_as_numbers_get_their_zero_back(tmp_path: Path) -> None:
    rows: list[list[Cell]] = [
        HEADER,
        [1004, "Ambérieu", 5, 50, 10],
        [79049, "Bressuire", 6, 60, 10],
        ["2A004", "x", 7, 70, 10],
    ]
    found = read(written(tmp_path, book(rows), "a.xlsx"), year=2024)
    assert found["communes"] == ["01004", "2A004", "79049"] and found.warned == {"zeros_perdus"}


def test_titles_notes_and_a_total_surround_the_table(tmp_path: Path) -> None:
    rows: list[list[Cell]] = [
        ["CPTS d’essai"], ["Extraction du 12/03/2025, année 2024"], [], HEADER, *ROWS,
        ["Total", None, 1045, 10000, 10.5], [], ["Source : Assurance Maladie"],
    ]  # fmt: skip
    found = read(written(tmp_path, book(rows), "a.xlsx"))
    assert (found["lines"], found["observations"], found["set_aside"]) == (11, 10, 1)
    assert found["layout"]["source"] == "cpam" and found["layout"]["extracted"] == "2025-03-12"
    assert found.warned == {"total_ecarte"}


def test_merged_headings_reach_their_columns_and_unit_rows_are_no_data(tmp_path: Path) -> None:
    rows: list[list[Cell]] = [
        ["Dépistages 2024", *[None] * 7],
        ["Code INSEE", "Commune", "Dépistage du cancer du sein", None, None, "Dépistage colorectal", None, None],
        [None, None, "Dépistées", "Population", "Taux", "Dépistés", "Population", "Taux"],
        [None, None, "nombre", "nombre", "%", "nombre", "nombre", "%"],
        *[[c, "x", 100 + i, 1000, (100 + i) / 10, 200 + i, 2000, (200 + i) / 20] for i, c in enumerate(BOCAGE)],
    ]
    found = read(written(tmp_path, book(rows, merged=("A2:A4", "C2:E2", "F2:H2")), "a.xlsx"))
    indicators = ["dep_sein_50_74"] * 3 + ["dep_colorectal_50_74"] * 3
    assert found.roles()[2:] == list(zip(["numerator", "denominator", "value"] * 2, indicators, strict=True))
    assert found["observations"] == 20 and not found["rejected"]
    assert found.one(indicator="dep_colorectal_50_74").numerator == 203
    assert found.one(indicator="dep_sein_50_74").line == 8


@pytest.fixture(scope="module")
def several() -> bytes:
    return xlsx({
        "Lisez-moi": Sheet([["Ce classeur…"]]),
        "2023": Sheet([HEADER, *ROWS[:3]]),
        "2024": Sheet([HEADER, *ROWS]),
        "caché": Sheet([HEADER, *ROWS, *ROWS], hidden=True),
    })  # fmt: skip


def test_the_fullest_visible_sheet_is_read_unless_another_is_asked(tmp_path: Path, several: bytes) -> None:
    path = written(tmp_path, several, "a.xlsx")
    found = read(path, year=2024)
    assert (found["sheet"], found["sheets"], found["lines"]) == ("2024", ["Lisez-moi", "2023", "2024"], 10)
    found = read(path, sheet="2023", year=2023)
    assert (found["sheet"], found["lines"]) == ("2023", 3)


@pytest.mark.parametrize("sheet", ["2022", "caché"])
def test_a_sheet_that_is_not_there_is_refused_with_those_that_are(tmp_path: Path, several: bytes, sheet: str) -> None:
    said = refused_whole(written(tmp_path, several, "a.xlsx"), "feuille_inconnue", "--sheet", sheet)
    assert "Lisez-moi, 2023, 2024" in said.err


def test_dates_are_dates_and_booleans_words(tmp_path: Path) -> None:
    rows: list[list[Cell]] = [
        ["code_commune", "date debut", "date fin", "indicateur", "numerateur", "denominateur"],
        ["79049", date(2021, 11, 1), date(2022, 10, 31), "mt_sans_17plus", 10, 100],
        ["79062", date(2021, 11, 1), date(2022, 10, 31), "mt_sans_17plus", True, 100],
    ]
    for content, name in ((book(rows), "a.xlsx"), (ods({"F": Sheet(rows)}), "a.ods")):
        found = read(written(tmp_path, content, name))
        assert (found.one().start, found.one().end) == ("2021-11-01", "2022-10-31")
        assert [(r["line"], r["value"]) for r in found["rejected"]] == [(3, "vrai")]


@pytest.mark.parametrize(
    ("cell", "text"),
    [(79049.0, "79049"), (0.197 * 100, "19.7"), (19.722650231124806, "19.7226502311248"), (1e300, "1e+300"), (-0.5, "-0.5"),
     (None, ""), ("a\r\nb", "a b"), ("  x ", "  x ")],
)  # fmt: skip
def test_a_number_is_as_the_spreadsheet_shows_it(cell: object, text: str) -> None:
    assert as_text(cell) == text


def test_a_rate_computed_by_the_spreadsheet_contradicts_nothing(tmp_path: Path) -> None:
    """0,197 × 100 is 19.700000000000003 in the file: its decimals are not a claim of precision."""
    rows: list[list[Cell]] = [HEADER, ["79049", "x", 128, 649, 0.197 * 100], ["79062", "x", 128, 649, 128 / 649 * 100]]
    found = read(written(tmp_path, book(rows), "a.xlsx"), year=2024)
    assert found["observations"] == 2 and not found["rejected"]


def test_full_precision_rates_are_no_social_security_numbers(tmp_path: Path) -> None:
    """15 digits, and one key in 97 is right by chance."""
    rows: list[list[Cell]] = [["Code INSEE", "Taux de dépistage CCR"]]
    rows += [[f"79{i:03d}", 10 + i / 7] for i in range(1, 400)]
    found = read(written(tmp_path, book(rows), "a.xlsx"), year=2024)
    assert found["lines"] == 399 and found["observations"] > 200


BOOK = book([HEADER, *ROWS])
BOOK_ODS = ods({"Feuille": Sheet([HEADER, *ROWS])})
SHEET = "xl/worksheets/sheet1.xml"
ODS_ROW = '<table:table-row table:number-rows-repeated="{}">{}</table:table-row></table:table>'
ODS_CELL = '<table:table-cell table:number-columns-repeated="{}" office:value-type="string"><text:p>x</text:p></table:table-cell>'
VAST: dict[str, tuple[str, bytes, str]] = {
    "last column": ("a.xlsx", changed(BOOK, SHEET, "</sheetData>", '<row r="30"><c r="XFD30"><v>1</v></c></row></sheetData>'), "trop_de_colonnes"),
    "last cell": ("a.xlsx", changed(BOOK, SHEET, "</sheetData>", '<row r="1048576"><c s="1" r="XFD1048576"><v>1</v></c></row></sheetData>'), "trop_de_colonnes"),
    "far both ways": ("a.xlsx", changed(BOOK, SHEET, "</sheetData>", '<row r="1048576"><c r="ZZ1048576"><v>1</v></c></row></sheetData>'), "feuille_trop_grande"),
    "wide row repeated": ("a.ods", changed(BOOK_ODS, "content.xml", "</table:table>", ODS_ROW.format(1, ODS_CELL.format(16384))), "trop_de_colonnes"),
    "row repeated": ("a.ods", changed(BOOK_ODS, "content.xml", "</table:table>", ODS_ROW.format(900_000, ODS_CELL.format(900))), "feuille_trop_grande"),
}  # fmt: skip


@pytest.mark.parametrize("case", VAST)
def test_a_lone_far_cell_is_refused_before_it_takes_memory(tmp_path: Path, case: str) -> None:
    name, content, code = VAST[case]
    assert len(content) < 100_000
    refused_whole(written(tmp_path, content, name), code)


def test_cells_that_are_far_but_empty_do_not_matter(tmp_path: Path) -> None:
    styled = '<row r="1048576"><c r="XFD1048576" s="1"/></row></sheetData>'
    blank = ODS_ROW.format(1_048_000, '<table:table-cell table:number-columns-repeated="16384"/>')
    for name, content in (
        ("a.xlsx", changed(BOOK, SHEET, "</sheetData>", styled)),
        ("a.ods", changed(BOOK_ODS, "content.xml", "</table:table>", blank)),
    ):
        assert read(written(tmp_path, content, name), year=2024)["observations"] == 10


BROKEN: dict[str, tuple[str, bytes, str]] = {
    "cut": ("a.xlsx", BOOK[: len(BOOK) // 2], "fichier_illisible"),
    "without sheets": ("a.xlsx", zipped({"[Content_Types].xml": "<Types/>"}), "fichier_illisible"),
    "broken xml": ("a.xlsx", changed(BOOK, SHEET, "</sheetData>", "</sheet"), "fichier_illisible"),
    "broken ods": ("a.ods", zipped({"content.xml": "<office:document-content"}), "fichier_illisible"),
    "empty sheet": ("a.xlsx", book([]), "fichier_vide"),
    "empty texts": ("a.xlsx", book([["", None]]), "fichier_vide"),
    "spaces": ("a.xlsx", book([["  ", " "]]), "entete_introuvable"),
    "hidden sheets only": ("a.xlsx", xlsx({"a": Sheet([HEADER, *ROWS], hidden=True)}), "fichier_vide"),
}


@pytest.mark.parametrize("case", BROKEN)
def test_a_broken_or_empty_workbook_is_refused(tmp_path: Path, case: str) -> None:
    name, content, code = BROKEN[case]
    assert blocked(written(tmp_path, content, name)).code == code


def test_a_workbook_that_would_expand_fifty_times_is_refused(tmp_path: Path) -> None:
    bomb = changed(BOOK, SHEET, "</sheetData>", "</sheetData>" + " " * 40_000_000)
    assert blocked(written(tmp_path, bomb, "a.xlsx")).code == "fichier_trop_gros"
