"""A contract as a workbook that people fill in a spreadsheet, and back. Text is text there: no formula is ever written.

Refuses with the sheet, the line, the column and the reason what is not such a workbook.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal, get_origin

import xlsxwriter
from pydantic import BaseModel
from python_calamine import CalamineError, CalamineWorkbook

from boussole.contract import MISSIONS, Contract, Dossier
from boussole.contract_files.errors import ContractFileError, checked
from boussole.contract_files.layout import KEYS, Column, Sheet, own_columns, sheets
from boussole.contract_files.words import code, heading, word

CONTRACT_SHEET, HELP_SHEET = "Contrat", "Lisez-moi"
SEPARATOR, UNKNOWN = " | ", "—"
MAX_UNPACKED, MAX_ROWS, MAX_COLUMNS = 100_000_000, 50_000, 300
_CELL = re.compile(rb'<(?:\w+:)?c (?:[^>]*? )?r="([A-Z]+)(\d+)"')
HELP = (
    "Un contrat et ses exercices. Une feuille par sorte de lignes.",
    "Les premières colonnes disent à quoi une ligne se rattache (exercice, objectif, rang du critère).",
    "Une case vide veut dire « à renseigner ». Plusieurs valeurs dans une case sont séparées par « | ».",
    "Missions : " + ", ".join(f"{k} ({v})" for k, v in MISSIONS.items()) + ".",
    "Années des cibles : N+1 à N+5, ou un exercice comme 2023.",
    "Le classeur se réimporte tel quel ; cette feuille n’est pas lue.",
)


def write_workbook(dossier: Dossier) -> bytes:
    """The bytes of an XLSX that `read_workbook` reads back into the same dossier."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        bold = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        day = book.add_format({"num_format": "dd/mm/yyyy", "align": "left"})
        note = book.add_format({"text_wrap": True, "valign": "top"})
        guide = book.add_worksheet(HELP_SHEET)
        guide.set_column(0, 0, 110)
        for rank, line in enumerate(HELP):
            guide.write_string(rank, 0, line, note)
        own = book.add_worksheet(CONTRACT_SHEET)
        _fill(
            own,
            ("champ", "valeur"),
            [[heading(c.way), cell(dossier.contract, c)] for c in own_columns(Contract)],
            bold,
            day,
        )
        rows: dict[str, list[list[Any]]] = {}
        for sheet, row in _lines(dossier):
            rows.setdefault(sheet.name, []).append(row)
        for sheet in sheets():
            columns = (*sheet.keys, *(heading(c.way) for c in sheet.columns))
            _fill(book.add_worksheet(sheet.name), columns, rows.get(sheet.name, []), bold, day)
    return out.getvalue()


def _fill(target: Any, columns: tuple[str, ...], rows: list[list[Any]], bold: Any, day: Any) -> None:
    for n, name in enumerate(columns):
        target.write_string(0, n, name, bold)
    for rank, row in enumerate(rows, start=1):
        for n, value in enumerate(row):
            _write(target, rank, n, value, day)
    target.freeze_panes(1, 0)
    target.set_column(0, len(columns) - 1, 18)


def _write(target: Any, row: int, column: int, value: Any, day: Any) -> None:
    if isinstance(value, date) and value.year >= 1900:
        target.write_datetime(row, column, datetime(value.year, value.month, value.day), day)  # noqa: DTZ001 - a day
    elif isinstance(value, int | float | Decimal) and _kept(value):
        target.write_number(row, column, value)
    elif value not in (None, ""):
        target.write_string(row, column, str(value))


def _kept(value: float | Decimal) -> bool:
    """Whether the file format (16 digits) keeps this number whole; else it is written as text."""
    return Decimal(f"{float(value):.16G}") == Decimal(str(value))


def _lines(dossier: Dossier) -> Iterator[tuple[Sheet, list[Any]]]:
    for sheet in sheets():
        for keys, item in _items(dossier, sheet.path, ()):
            yield sheet, [*keys, *(cell(item, c) for c in sheet.columns)]


def _items(holder: Any, path: tuple[str, ...], keys: tuple[Any, ...]) -> Iterator[tuple[tuple[Any, ...], BaseModel]]:
    """Each thing at the end of a path, with the keys of what it belongs to."""
    found = getattr(holder, path[0])
    if isinstance(found, BaseModel):
        yield from _items(found, path[1:], keys)
        return
    pairs = found.items() if isinstance(found, dict) else enumerate(found, start=1)
    for rank, item in pairs:
        if len(path) == 1:
            yield (*keys, rank) if isinstance(found, dict) else keys, item
        else:
            named = KEYS[type(item).__name__][1]
            yield from _items(item, path[1:], (*keys, getattr(item, named) if named else rank))


def cell(item: BaseModel, column: Column) -> Any:
    """The value of a field as written in its cell."""
    value: Any = item
    for step in column.way:
        value = getattr(value, step) if value is not None else None
    if column.present:
        return "oui" if value is not None else None
    if value is None:
        return None
    if column.many:
        return SEPARATOR.join(UNKNOWN if v is None else str(v) for v in value)
    if isinstance(value, bool):
        return "oui" if value else "non"
    return word(value) if get_origin(column.kind) is Literal and isinstance(value, str) else value


def read_workbook(data: bytes, name: str = "contrat.xlsx") -> Dossier:
    """The dossier of a workbook. Raises ContractFileError with the sheet, the line and the reason."""
    _refuse_vast(data, name)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        there = {n: book.get_sheet_by_name(n).to_python(skip_empty_area=False) for n in book.sheet_names}
    except (CalamineError, OSError, ValueError, zipfile.BadZipFile) as error:
        raise ContractFileError(f"{name} : classeur abîmé ou protégé.") from error
    if CONTRACT_SHEET not in there:
        raise ContractFileError(f"{name} : la feuille « {CONTRACT_SHEET} » manque.")
    return checked(_Reading(name, there).dossier(), name)


def _refuse_vast(data: bytes, name: str) -> None:
    """A lone cell far away makes the reader allocate billions of cells: look before reading."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(i.file_size for i in archive.infolist()) > MAX_UNPACKED:
                raise ContractFileError(f"{name} : classeur trop gros pour un contrat.")
            for part in archive.namelist():
                if part.startswith("xl/worksheets/") and part.endswith(".xml"):
                    cells = _CELL.findall(archive.read(part))
                    wide = max((len(letters) for letters, _ in cells), default=1) > 2
                    if wide or max((int(row) for _, row in cells), default=0) > MAX_ROWS:
                        raise ContractFileError(f"{name} : une feuille est trop grande pour un contrat.")
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError) as error:
        raise ContractFileError(f"{name} : ce n’est pas un classeur XLSX, ou il est abîmé.") from error


class _Reading:
    """The sheets of a workbook put together again, parents before what they hold."""

    def __init__(self, name: str, there: dict[str, list[list[Any]]]) -> None:
        self.name, self.there = name, there
        self.known: dict[tuple[tuple[str, ...], tuple[str, ...]], dict[str, Any]] = {}

    def dossier(self) -> dict[str, Any]:
        contract: dict[str, Any] = {}
        columns = {heading(c.way): c for c in own_columns(Contract)}
        for rank, row in enumerate(self.there[CONTRACT_SHEET][1:], start=2):
            label = _text(row[0]) if row else ""
            if label and label not in columns:
                raise ContractFileError(
                    f"{self.name}, feuille {CONTRACT_SHEET}, ligne {rank} : champ inconnu « {label} »."
                )
            if label and len(row) > 1:
                _put(contract, columns[label], row[1])
        content = {"contract": contract}
        self.known[("contract",), ()] = contract
        self.known[(), ()] = content
        for sheet in sheets():
            self._sheet(sheet)
        return content

    def _sheet(self, sheet: Sheet) -> None:
        rows = self.there.get(sheet.name, [])
        if not rows:
            return
        header = [_text(h) for h in rows[0]]
        columns = {heading(c.way): c for c in sheet.columns}
        for label in header:
            if label and label not in columns and label not in sheet.keys:
                raise ContractFileError(f"{self.name}, feuille {sheet.name} : colonne inconnue « {label} ».")
        counts: dict[tuple[str, ...], int] = {}
        for rank, row in enumerate(rows[1:], start=2):
            if any(v not in (None, "") for v in row):
                self._row(sheet, header, columns, row, rank, counts)

    def _row(
        self, sheet: Sheet, header: list[str], columns: dict[str, Column], row: list[Any], rank: int,
        counts: dict[tuple[str, ...], int],
    ) -> None:  # fmt: skip
        # The keys come first, and one of them may bear the name of a field: the first column of a name is the key.
        places = {label: n for n, label in reversed(list(enumerate(header))) if label}
        keys = tuple(_text(row[places[k]]) if k in places and places[k] < len(row) else "" for k in sheet.keys)
        above = keys[:-1] if sheet.by_year else keys
        holder = self.known.get((sheet.path[:-1], above))
        if holder is None:
            said = ", ".join(f"{k} « {v} »" for k, v in zip(sheet.keys, keys, strict=True))
            raise ContractFileError(f"{self.name}, feuille {sheet.name}, ligne {rank} : {said} n’existe pas.")
        item: dict[str, Any] = {}
        for n, label in enumerate(header):
            if label in columns and n < len(row) and not (label in sheet.keys and n == places[label]):
                _put(item, columns[label], row[n])
        _fill_required(item, sheet.model)
        if sheet.by_year:
            holder.setdefault(sheet.path[-1], {})[keys[-1]] = item
            return
        holder.setdefault(sheet.path[-1], []).append(item)
        counts[above] = counts.get(above, 0) + 1
        if sheet.model.__name__ in KEYS:
            named = KEYS[sheet.model.__name__][1]
            own = _text(item.get(named)) if named else str(counts[above])
            self.known[sheet.path, (*above, own)] = item


def _put(item: dict[str, Any], column: Column, value: Any) -> None:
    """One cell into its place; an empty one leaves the default."""
    if value is None or value == "":
        return
    *way, last = column.way
    if column.present:
        if _text(value).casefold() == "oui":
            item.setdefault(last, {})
        return
    for step in way:
        item = item.setdefault(step, {})
    item[last] = _value(value, column)


def _value(value: Any, column: Column) -> Any:
    if column.many:
        return [None if v.strip() == UNKNOWN else _plain(v.strip(), column.kind) for v in _text(value).split("|")]
    return _plain(value, column.kind)


def _plain(value: Any, kind: Any) -> Any:
    if isinstance(value, datetime):
        value = value.date()
    if kind is bool and isinstance(value, str):
        return {"oui": True, "non": False}.get(value.strip().casefold(), value)
    if kind is str:
        return _text(value) if not isinstance(value, str) else value
    if get_origin(kind) is Literal:
        return code(_text(value))
    if kind is int and isinstance(value, float) and value.is_integer():
        return int(value)
    if kind in (int, float, Decimal) and isinstance(value, str):
        return value.replace("\u202f", "").replace("\u00a0", "").replace(" ", "").replace(",", ".")
    return value


def _fill_required(item: dict[str, Any], model: type[BaseModel]) -> None:
    """A required text whose cell is empty is an empty text."""
    for name, field in model.model_fields.items():
        if field.is_required() and field.annotation is str:
            item.setdefault(name, "")


def _text(value: Any) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value).strip()
