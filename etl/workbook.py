"""Workbooks (XLSX, XLSM, ODS) as rows of text. Refuses encrypted or broken ones, unknown sheets, and absurd sizes."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook, SheetVisibleEnum

from etl.reasons import Blocked

WORKBOOK_DELIMITER = ";"
MAX_CELLS = 30_000_000
MAX_COLUMNS = 1_000
_FAR_CELL = re.compile(rb'<c r="([A-Z]{3})\d+"')


def workbook_rows(path: Path, sheet: str | None) -> tuple[Iterator[list[str]], str, tuple[str, ...]]:
    """The rows of the sheet asked for (or the fullest one), its name, and all visible sheets. Raises Blocked."""
    _refuse_far_cells(path)
    try:
        book = CalamineWorkbook.from_path(str(path))
        sheets = tuple(m.name for m in book.sheets_metadata if m.visible is SheetVisibleEnum.Visible)
        if sheet is not None and sheet not in sheets:
            raise Blocked("feuille_inconnue", "feuilles du classeur : " + ", ".join(sheets))
        chosen = sheet or _fullest(book, sheets)
        rows = book.get_sheet_by_name(chosen).to_python(skip_empty_area=False)
    except Blocked:
        raise
    except (CalamineError, OSError, ValueError, zipfile.BadZipFile) as error:
        raise Blocked("fichier_illisible", "classeur abîmé ou protégé") from error
    if not any(any(c not in ("", None) for c in row) for row in rows):
        raise Blocked("fichier_vide")
    return ([as_text(c) for c in row] for row in rows), chosen, sheets


def _refuse_far_cells(path: Path) -> None:
    """A lone cell in column XFD makes a reader allocate billions of cells: look before reading."""
    try:
        with zipfile.ZipFile(path) as archive:
            for name in archive.namelist():
                if name.startswith("xl/worksheets/") and name.endswith(".xml"):
                    with archive.open(name) as handle:
                        tail = b""
                        while chunk := handle.read(1 << 20):
                            if found := _FAR_CELL.search(tail + chunk):
                                raise Blocked("trop_de_colonnes", f"au moins {_column_number(found.group(1))}")
                            tail = chunk[-32:]
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError) as error:
        raise Blocked("fichier_illisible", "classeur abîmé ou protégé") from error


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _fullest(book: CalamineWorkbook, sheets: tuple[str, ...]) -> str:
    if not sheets:
        raise Blocked("fichier_vide")
    sizes = {}
    for name in sheets:
        sheet = book.get_sheet_by_name(name)
        sizes[name] = sheet.height * sheet.width
        if sizes[name] > MAX_CELLS:
            raise Blocked("fichier_trop_gros", f"la feuille « {name} » a {sizes[name]} cellules")
    return max(sheets, key=lambda n: sizes[n])


def as_text(cell: Any) -> str:
    """A cell as a person reads it: whole numbers without « .0 », dates as ISO, line breaks as spaces."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "vrai" if cell else "faux"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(sep=" ")
    if isinstance(cell, date | time | timedelta):
        return str(cell)
    return " ".join(str(cell).split()) if "\n" in str(cell) or "\r" in str(cell) else str(cell)
