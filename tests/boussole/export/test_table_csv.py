"""The CSV opens right in Excel in French, and runs nothing."""

from __future__ import annotations

import csv
import io

from hypothesis import given
from hypothesis import strategies as st

from boussole.export.table_csv import cell, inert, table_csv
from boussole.panels import Footer, Table

TABLE = Table(
    "Essai",
    ("Commune", "Valeur (%)", "Effectif"),
    (("L’Absie", "19,7", "1\u202f664"), ("Boismé", "secret (< 11)", ""), ("=1+1", "−2,5", "3")),
    frozenset({"Valeur (%)", "Effectif"}),
)


def test_bom_semicolons_decimal_commas_and_no_thousands_separator() -> None:
    content = table_csv(TABLE)
    assert content.startswith(b"\xef\xbb\xbf")
    lines = content.decode("utf-8-sig").split("\r\n")
    assert lines[0] == "Commune;Valeur (%);Effectif"
    assert lines[1] == "L’Absie;19,7;1664"
    assert lines[2] == "Boismé;secret (< 11);"
    assert lines[3] == "'=1+1;-2,5;3"


def test_what_the_figures_rest_on_comes_after_the_rows() -> None:
    text = table_csv(TABLE, ["Note."], Footer("Insee", "2024", "tous âges", "")).decode("utf-8-sig")
    assert "Source : Insee" in text and text.rstrip().endswith("Note.")


@given(st.text(max_size=30), st.booleans())
def test_no_cell_is_a_formula(value: str, numeric: bool) -> None:
    written = cell(value, numeric)
    assert not written.startswith(("=", "+", "@", "\t", "\r"))
    assert not written.startswith("-") or written.lstrip("-").replace(",", "").isdecimal()


@given(st.lists(st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\r\x00"), max_size=12), min_size=1))
def test_cells_survive_the_round_trip(values: list[str]) -> None:
    table = Table("", ("Colonne",), tuple((v,) for v in values))
    read = list(csv.reader(io.StringIO(table_csv(table).decode("utf-8-sig"), newline=""), delimiter=";"))
    assert [r[0] if r else "" for r in read[1:]] == [inert(v) for v in values]
