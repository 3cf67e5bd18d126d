"""`deck`, `report` and `table` from the command line: the files, their figures, and what is refused in French."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import load_workbook
from pptx import Presentation
from pypdf import PdfReader
from typer.testing import CliRunner

from boussole.__main__ import app
from boussole.store import Store


@pytest.fixture
def ask(demonstration: Store, monkeypatch: pytest.MonkeyPatch):  # type: ignore[no-untyped-def]
    monkeypatch.setenv("BOUSSOLE_STORE", str(demonstration.root))
    return lambda *words: CliRunner().invoke(app, list(words))


NE = ("--territory", "nord-essonne", "--year", "2023")


def plain(text: str) -> str:
    return text.replace("\u202f", " ").replace("\u00a0", " ")


def test_the_deck_the_report_and_the_tables_say_the_committees_total(ask, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    for command, name in (("deck", "a.pptx"), ("report", "a.pdf"), ("table", "a.xlsx")):
        done = ask(command, *NE, "--output", str(tmp_path / name))
        assert done.exit_code == 0, done.stderr
    slides = Presentation(str(tmp_path / "a.pptx")).slides
    titles = [plain(s.shapes.title.text) for s in slides if s.shapes.title]
    assert any("99 213,13 € retenus sur 112 500,00 €" in t for t in titles)
    pages = plain(" ".join(p.extract_text() for p in PdfReader(tmp_path / "a.pdf").pages)).replace("\n", " ")
    assert "99 213,13 €" in pages and "document de travail" not in pages
    values = [
        c.value for row in load_workbook(tmp_path / "a.xlsx", data_only=True)["Financement"].iter_rows() for c in row
    ]
    assert 99213.13 in values and 99214.23 in values


def test_a_working_document_says_so_on_each_page(ask, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    done = ask("report", *NE, "--output", str(tmp_path / "a.pdf"), "--working")
    assert done.exit_code == 0, done.stderr
    assert all("document de travail" in p.extract_text() for p in PdfReader(tmp_path / "a.pdf").pages)


@pytest.mark.parametrize(("words", "why"), [
    (("deck", *NE, "--output", "a.pdf"), "doit finir par .pptx"),
    (("report", *NE, "--output", "a.txt"), "doit finir par .pdf ou .docx"),
    (("table", "--territory", "senart", "--output", "a.xlsx"), "n’a pas de contrat"),
    (("deck", "--territory", "nulle-part", "--output", "a.pptx"), "Territoire inconnu"),
    (("deck", "--territory", "nord-essonne", "--year", "1999", "--output", "a.pptx"), "n’a pas d’exercice 1999"),
    (("deck", *NE, "--meeting", "jamais", "--output", "a.pptx"), "Aucune réunion"),
    (("deck", *NE, "--output", "/nulle/part/a.pptx"), "ne peut pas être écrit"),
])  # fmt: skip
def test_what_cannot_be_made_is_refused_in_french(ask, words: tuple[str, ...], why: str) -> None:  # type: ignore[no-untyped-def]
    done = ask(*words)
    assert done.exit_code == 2 and why in done.stderr
