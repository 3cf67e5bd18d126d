"""Workbooks (XLSX, XLSM, ODS) as rows of text. Refuses encrypted or broken ones, unknown sheets, and absurd sizes."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import IO, Any

from python_calamine import CalamineError, CalamineWorkbook, SheetVisibleEnum

from etl.reasons import Blocked

WORKBOOK_DELIMITER = ";"
MAX_CELLS = 20_000_000  # the reader keeps a rectangle of all cells, about 30 bytes each
MAX_COLUMNS = 1_000
CHUNK = 1 << 20
# A cell with something in it: calamine's rectangle ends at the last one.
_XLSX_CELL = re.compile(rb'<(?:\w+:)?c (?:[^>]*? )?r="([A-Z]+)(\d+)"[^>]*(?<!/)>')
_ODS_TAG = re.compile(rb"<table:(table-row|table-cell|covered-table-cell|table)\b([^>]*)>")
_ODS_REPEATED = re.compile(rb'number-(?:rows|columns)-repeated="(\d+)"')


def workbook_rows(path: Path, sheet: str | None) -> tuple[Iterator[list[str]], str, tuple[str, ...]]:
    """The rows of the sheet asked for (or the fullest one), its name, and all visible sheets. Raises Blocked."""
    _refuse_vast_sheets(path)
    try:
        book = CalamineWorkbook.from_path(str(path))
        sheets = tuple(m.name for m in book.sheets_metadata if m.visible is SheetVisibleEnum.Visible)
        if sheet is not None and sheet not in sheets:
            raise Blocked("feuille_inconnue", "feuilles du classeur : " + ", ".join(sheets))
        chosen = sheet or _fullest(book, sheets)
        found = book.get_sheet_by_name(chosen)
    except Blocked:
        raise
    except (CalamineError, OSError, ValueError, zipfile.BadZipFile) as error:
        raise Blocked("fichier_illisible", "classeur abîmé ou protégé") from error
    if not any(any(c not in ("", None) for c in row) for row in found.iter_rows()):
        raise Blocked("fichier_vide")
    return ([as_text(c) for c in row] for row in found.iter_rows()), chosen, sheets  # from the sheet's first row on


def _refuse_vast_sheets(path: Path) -> None:
    """A lone cell far away makes a reader allocate billions of cells: look before reading."""
    try:
        with zipfile.ZipFile(path) as archive:
            for name in archive.namelist():
                measure = _ods_extent if name == "content.xml" else _xlsx_extent
                if name == "content.xml" or (name.startswith("xl/worksheets/") and name.endswith(".xml")):
                    with archive.open(name) as handle:
                        rows, columns = measure(handle)
                    if columns > MAX_COLUMNS:
                        raise Blocked("trop_de_colonnes", str(columns))
                    if rows * columns > MAX_CELLS:
                        raise Blocked("feuille_trop_grande", f"{rows} lignes × {columns} colonnes")
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, zlib.error) as error:
        raise Blocked("fichier_illisible", "classeur abîmé ou protégé") from error


def _tags(handle: IO[bytes]) -> Iterator[bytes]:
    """An XML text in pieces that end between two tags."""
    rest = b""
    while chunk := handle.read(CHUNK):
        cut = chunk.rfind(b"<")
        if cut < 0:
            rest += chunk
            continue
        yield rest + chunk[:cut]
        rest = chunk[cut:]
    yield rest


def _xlsx_extent(handle: IO[bytes]) -> tuple[int, int]:
    """The last row and column with something in it."""
    rows, letters = 0, {b""}
    for piece in _tags(handle):
        cells = _XLSX_CELL.findall(piece)
        rows = max([rows, *(int(row[:9]) for _, row in cells)])
        letters |= {column for column, _ in cells}
    return rows, max(map(_column_number, letters))


def _ods_extent(handle: IO[bytes]) -> tuple[int, int]:
    """The same for the largest of an ODS's sheets, which are all in one file and write repeated cells once."""
    largest, row, rows, column, columns = (0, 0), 0, 0, 0, 0
    for piece in _tags(handle):
        for tag, attributes in _ODS_TAG.findall(piece):
            found = _ODS_REPEATED.search(attributes)
            times = int(found[1][:9]) if found else 1
            if tag == b"table":
                row, rows, columns = 0, 0, 0
            elif tag == b"table-row":
                row, column = row + times, 0
            else:
                column += times
                if b"value-type" in attributes:
                    rows, columns = max(rows, row), max(columns, column)
                    largest = max(largest, (rows, columns), key=lambda size: size[0] * size[1])
    return largest


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _fullest(book: CalamineWorkbook, sheets: tuple[str, ...]) -> str:
    if not sheets:
        raise Blocked("fichier_vide")
    sizes = {name: (found := book.get_sheet_by_name(name)).height * found.width for name in sheets}
    return max(sheets, key=lambda n: sizes[n])


def as_text(cell: Any) -> str:
    """A cell as a person reads it: whole numbers without « .0 », 15 digits as spreadsheets show (0.197 × 100 is 19.7),
    dates as ISO, line breaks as spaces."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "vrai" if cell else "faux"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else f"{cell:.15g}"
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(sep=" ")
    if isinstance(cell, date | time | timedelta):
        return str(cell)
    return " ".join(str(cell).split()) if "\n" in str(cell) or "\r" in str(cell) else str(cell)
