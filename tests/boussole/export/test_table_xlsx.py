"""The workbook opens with numbers as numbers, text as text, and what the figures rest on."""

from __future__ import annotations

import io
import re
import zipfile
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import load_workbook

from boussole.disclosure import Audience
from boussole.export.table_csv import table_csv
from boussole.export.table_xlsx import numeric, table_xlsx
from boussole.french import number, with_unit
from boussole.panels import WORKING_DOCUMENT, Footer, Table

FOOTER = Footer("Assurance Maladie", "2024", "17 ans et plus", "valeur importée")
TABLE = Table(
    "Essai par commune",
    ("Commune", "Code", "Valeur (%)", "Effectif", "Part"),
    (
        ("L’Absie", "01001", "19,7", "1\u202f664", "12,3\u202f%"),
        ("Boismé", "79038", "secret (< 11)", "", "—"),
        ('=HYPERLINK("http://x")', "79049", "−2,5", "3", "0\u202f%"),
    ),
    frozenset({"Valeur (%)", "Effectif", "Part"}),
)


def opened(**how: Any) -> list[list[Any]]:
    return load_workbook(io.BytesIO(table_xlsx(TABLE, **how))).get_sheet_by_index(0).to_python()


def part(name: str, **how: Any) -> str:
    with zipfile.ZipFile(io.BytesIO(table_xlsx(TABLE, **how))) as book:
        return book.read(name).decode()


def test_title_then_header_then_rows_with_numbers_that_add_up() -> None:
    rows = opened()
    assert rows[0][0] == "Essai par commune"
    assert rows[1] == ["Commune", "Code", "Valeur (%)", "Effectif", "Part"]
    assert rows[2] == ["L’Absie", "01001", 19.7, 1664, 0.123]
    assert rows[3][2:] == ["secret (<\u00a011)".replace("\u00a0", " "), "", "—"]
    assert rows[4][2:] == [-2.5, 3, 0]


def test_a_code_keeps_its_zero_and_no_text_is_a_formula_or_a_link() -> None:
    rows = opened()
    assert rows[2][1] == "01001"
    assert rows[4][0] == '=HYPERLINK("http://x")'
    sheet = part("xl/worksheets/sheet1.xml")
    assert "<f>" not in sheet and "hyperlink" not in sheet.lower()


def test_what_the_figures_rest_on_is_under_the_table() -> None:
    below = [row[0] for row in opened(notes=["Comment lire."], footer=FOOTER)[5:] if row[0]]
    assert below == ["Source\u00a0: Assurance Maladie", "Période\u00a0: 2024", "Champ\u00a0: 17 ans et plus",
                     "valeur importée", "Comment lire."]  # fmt: skip


def test_a_working_document_says_so_in_its_first_lines_and_on_each_printed_page() -> None:
    assert any(WORKING_DOCUMENT in str(row[0]) for row in opened(audience=Audience.INTERNAL)[:2])
    assert WORKING_DOCUMENT in part("xl/worksheets/sheet1.xml", audience=Audience.INTERNAL)
    for audience in (None, Audience.DIFFUSION):
        assert not any("diffuser" in str(cell) for row in opened(audience=audience) for cell in row)


def test_the_csv_of_a_working_document_says_so_first_and_the_other_starts_with_its_header() -> None:
    assert (
        table_csv(TABLE, audience=Audience.INTERNAL)
        .decode("utf-8-sig")
        .startswith(f"Usage interne – {WORKING_DOCUMENT}")
    )
    assert table_csv(TABLE, audience=Audience.DIFFUSION).decode("utf-8-sig").startswith("Commune;Code;")


def test_the_header_stays_on_the_screen_and_columns_are_wide_enough() -> None:
    sheet = part("xl/worksheets/sheet1.xml")
    pane = re.search(r"<pane [^>]+>", sheet)
    assert pane and 'ySplit="2"' in pane[0] and 'state="frozen"' in pane[0]
    assert "<autoFilter" in sheet
    widths = [float(w) for w in re.findall(r'width="([\d.]+)"', sheet)]
    assert widths and min(widths) >= 9


def test_a_table_without_rows_or_columns_opens() -> None:
    for table in (Table("Rien", (), ()), Table("Rien", ("A",), ())):
        assert load_workbook(io.BytesIO(table_xlsx(table))).get_sheet_by_index(0).to_python()[0][0] == "Rien"


@given(st.floats(-1e9, 1e9), st.integers(0, 3))
def test_what_is_printed_is_what_is_written(value: float, decimals: int) -> None:
    printed = number(value, decimals)
    found = numeric(printed)
    assert found is not None
    assert number(found[0], decimals) == printed
    assert found[1] == "#,##0" + ("." + "0" * decimals if decimals else "")
    percent = numeric(with_unit(value, "%", decimals))
    assert percent is not None and percent[0] == pytest.approx(found[0] / 100)


@given(st.text(max_size=30))
def test_any_text_goes_in_and_comes_back_as_text(text: str) -> None:
    table = Table("T", ("A", "B"), ((text, text),), frozenset({"B"}))
    with zipfile.ZipFile(io.BytesIO(table_xlsx(table))) as book:
        assert "<f>" not in book.read("xl/worksheets/sheet1.xml").decode()
