"""Text → layout: delimiter, title lines, headings, what each column is, the notes at the end.

Works on the beginning and the end of the file only. Refuses (Blocked) a file without a recognisable header; what is
uncertain is left out and said, never guessed.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from boussole.catalogue import catalogue
from boussole.geography import geography
from etl.columns import understand_columns
from etl.headings import matcher, role_of
from etl.layout import CELL_ROLES, Column, Layout, PeriodText
from etl.numbers import is_data_cell
from etl.periods import extraction_date, find_period, parse_period, plain
from etl.places import bare_name, clean_code, looks_like_code, total_word
from etl.reasons import Blocked

HEAD_BYTES = 256 << 10
TAIL_BYTES = 64 << 10
MAX_COLUMNS = 1_000
DELIMITERS = ";,\t|"
NOTE = re.compile(
    r"^\W*(source|note|lecture|champ|n\.?b\.?|attention|legende|secret|ns\b|nd\b|\(\d\)|\*|avertissement|mise a jour|"
    r"date|extraction|export|producteur|definition|methode|donnees|précision|precision)"
)


def recognise(text: Path, delimiter: str | None = None) -> Layout:
    """Understand a UTF-8 text file. Raises Blocked."""
    head, whole = _head(text)
    chosen = delimiter or _delimiter(head)
    rows = _rows(head, chosen, whole)
    if not rows:
        raise Blocked("fichier_vide")
    width = Counter(len(r) for _, r in rows).most_common(1)[0][0]
    if width <= MAX_COLUMNS:
        width = _width(rows)
    if width > MAX_COLUMNS:
        raise Blocked("trop_de_colonnes", str(width))
    rows = [(line, without_blank_end(cells, width)) for line, cells in rows]
    header, first = _header(rows, width)
    headings = _headings([rows[i][1] for i in header], width)
    body = [r for _, r in rows[first:] if len(r) == width]
    titles = [c for _, r in rows[: header[0] if header else first] for c in r if c.strip()]
    tail, notes = _tail(text, chosen, width)
    if first >= len(rows):
        raise Blocked("fichier_vide")
    columns = understand_columns(headings, body[:500])
    said = _said(titles, notes, columns)
    if not any(c.indicator or c.role == "indicator" for c in columns) and any(c.role in CELL_ROLES for c in columns):
        named = {i for t in titles if (i := matcher().indicator(find_period(t)[1]))}
        said["indicator"] = next(iter(named)) if len(named) == 1 else None
    return Layout(
        delimiter=chosen,
        width=width,
        header_lines=tuple(rows[i][0] for i in header),
        first_line=rows[first][0],
        tail_lines=tail,
        columns=tuple(columns),
        notes=(*titles, *notes)[:30],
        **said,
    )


def _head(text: Path) -> tuple[str, bool]:
    with text.open("rb") as handle:
        raw = handle.read(HEAD_BYTES)
        whole = not handle.read(1)
    if not whole:
        raw = raw[: raw.rfind(b"\n") + 1] or raw
    return raw.decode("utf-8", errors="ignore"), whole


def _delimiter(head: str) -> str:
    """The character that cuts a line into known headings, and most lines into the same number of fields."""
    best, chosen = 0.0, ";"
    for candidate in DELIMITERS:
        rows = [r for _, r in _rows(head, candidate, True) if any(c.strip() for c in r)]
        widths = [len(r) for r in rows]
        wide = Counter(w for w in widths if w > 1)
        if not wide:
            continue
        width, lines = wide.most_common(1)[0]
        score = lines / len(widths) + min(width, 12) / 100 + any(_heading_score(r) > 0 for r in rows[:30])
        # A decimal comma cuts « 12,5 » too: a comma must leave headings that mean something.
        if score > best + (0.05 if candidate == "," else 0.0):
            best, chosen = score, candidate
    return chosen


def _rows(text: str, delimiter: str, whole: bool) -> list[tuple[int, list[str]]]:
    """(line, cells) of each record; the line is the one where the record starts. Raises Blocked on an open quote."""
    rows: list[tuple[int, list[str]]] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=False)
    line = 1
    try:
        for cells in reader:
            rows.append((line, cells))
            if len(rows) > 3000:
                break
            line = reader.line_num + 1
    except csv.Error as error:
        raise Blocked("fichier_illisible", f"ligne {reader.line_num}, guillemets ou caractères illisibles") from error
    return rows


def without_blank_end(cells: list[str], width: int) -> list[str]:
    """A line whose extra columns are blank (« 79049;2024;12; ») has the header's width."""
    return cells[:width] if len(cells) > width and not any(c.strip() for c in cells[width:]) else cells


def _width(rows: list[tuple[int, list[str]]]) -> int:
    """The header's width where a line of known headings is found, else the commonest width."""
    for _, cells in rows[:60]:
        if _heading_score(cells) >= 2:
            return len(cells)
    counts = Counter(len(c) for _, c in rows if len([x for x in c if x.strip()]) > 1)
    if not counts:
        raise Blocked("entete_introuvable")
    return counts.most_common(1)[0][0]


def _heading_score(cells: Sequence[str]) -> int:
    """How many cells are known headings; 0 for a line of data."""
    filled = [c for c in cells if c.strip()]
    if len(filled) < 2 or _is_data(cells):
        return 0
    structural = sum(role_of(c) is not None for c in filled)
    return (
        structural + sum(1 for c in filled if role_of(c) is None and (m := matcher().heading(c)) and m.score > 0.5)
        if structural
        else 0
    )


def _is_data(cells: Sequence[str]) -> bool:
    """A commune's code (or name) with at least one number or missing-value mark beside it."""
    places = [i for i, c in enumerate(cells) if _place_like(c)]
    return any(is_data_cell(c) for i, c in enumerate(cells) if c.strip() and i not in places[:1]) if places else False


def _counted_above(rows: Sequence[tuple[int, list[str]]], before: int) -> bool:
    """Whether some line above is surely data: a place, and a number that is no year as titles have."""
    return any(_is_data([c if parse_period(c) is None else "" for c in cells]) for _, cells in rows[:before])


def _place_like(cell: str) -> bool:
    code = clean_code(cell)
    if looks_like_code(code):
        found = geography()
        return code in found.communes.index or found.today(code) is not None or len(code) == 5
    return bool(cell.strip()) and not is_data_cell(cell) and bool(geography().find_by_name(bare_name(cell)[0]))


def _header(rows: list[tuple[int, list[str]]], width: int) -> tuple[list[int], int]:
    """Indexes of the header rows, and of the first row of data."""
    named = next((i for i, (_, c) in enumerate(rows[:60]) if _heading_score(c) >= 1 and len(c) == width), None)
    first_data = next((i for i, (_, c) in enumerate(rows) if len(c) == width and _is_data(c)), None)
    if named is None and first_data is None:
        raise Blocked("entete_introuvable")
    if named is not None and (first_data is None or named < first_data or not _counted_above(rows, named)):
        last = named
    else:
        last = (first_data or 0) - 1
    if last < 0 or _counted_above(rows, last + 1):
        raise Blocked("entete_introuvable") if named is None else Blocked("lignes_avant_entete", str(rows[named][0]))
    header = [last]
    above = last - 1
    while above >= 0 and len(rows[above][1]) == width and sum(bool(c.strip()) for c in rows[above][1]) >= 2:
        if _is_data(rows[above][1]):
            break
        header.insert(0, above)
        above -= 1
    first = last + 1
    while first < len(rows) and _is_below_header(rows[first][1], width):
        if any(c.strip() for c in rows[first][1]):
            header.append(first)
        first += 1
    return header, first


def _is_below_header(cells: Sequence[str], width: int) -> bool:
    """A blank line, or a row of units or sub-headings: no place, no number."""
    filled = [c for c in cells if c.strip()]
    if not filled:
        return True
    if len(cells) != width or any(total_word(c) for c in filled):
        return False
    if not cells[0].strip() and all(parse_period(c) for c in filled):  # years under a merged heading
        return True
    if any(_place_like(c) for c in filled) or any(is_data_cell(c) for c in filled):
        return False
    return not cells[0].strip() or all(
        len(c) < 25 and re.search(r"%|^\W*(nombre|nb|effectif|unit|en |taux|pour )", plain(c)) for c in filled
    )


def _headings(rows: Sequence[Sequence[str]], width: int) -> list[str]:
    """One text a column; merged headings (written once, then blank) reach to the right."""
    if any(c.strip() for row in rows for c in row[width:]):  # headings that stand over no column
        raise Blocked("entete_introuvable")
    if len(rows) == 1:
        return [_one_line(c) for c in [*rows[0], *[""] * width][:width]]
    texts: list[list[str]] = [[] for _ in range(width)]
    for depth, row in enumerate(rows):
        carried = ""
        for i in range(width):
            cell = _one_line(row[i]) if i < len(row) else ""
            if cell:
                carried = cell
            # Only an upper row spreads, and only over columns that a lower row names.
            elif depth < len(rows) - 1 and carried and any(len(r) > i and r[i].strip() for r in rows[depth + 1 :]):
                structural = any(
                    role_of(r[i])
                    for r in rows[depth + 1 :]
                    if len(r) > i and r[i].strip() and role_of(r[i]) in ("code", "name", "departement", "postal")
                )
                cell = "" if structural else carried
            if cell:
                texts[i].append(cell)
    return [" – ".join(dict.fromkeys(t)) for t in texts]


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _tail(text: Path, delimiter: str, width: int) -> tuple[int, list[str]]:
    """How many lines at the end are notes or blank, and the notes."""
    size = text.stat().st_size
    with text.open("rb") as handle:
        handle.seek(max(0, size - TAIL_BYTES))
        raw = handle.read().decode("utf-8", errors="ignore")
    lines = raw.split("\n")
    if lines and not lines[-1].strip("\r"):
        lines.pop()  # the line end of the last line
    count = 0
    notes: list[str] = []
    for line in reversed(lines[1:] if size > TAIL_BYTES else lines):
        cells = next(csv.reader([line.rstrip("\r")], delimiter=delimiter), [])
        filled = [c for c in cells if c.strip()]
        if not filled:
            count += 1
        elif _is_note(cells, filled, width):
            count += 1
            notes.insert(0, " ".join(filled))
        else:
            break
    return count, notes


def _is_note(cells: Sequence[str], filled: Sequence[str], width: int) -> bool:
    if _place_like(filled[0]) or total_word(filled[0]):  # « Champdeniers » is no « Champ : … »
        return False
    if NOTE.match(plain(filled[0])) and not any(is_data_cell(c) for c in filled[1:]):
        return True
    return len(filled) == 1 and len(cells) <= max(width, 1) and len(filled[0]) > 12


def _said(titles: Sequence[str], notes: Sequence[str], columns: Sequence[Column]) -> dict[str, Any]:
    """What titles and notes say for the whole file: period, extraction date, source, origin."""
    text = [*titles, *notes]
    extracted = next((d for t in text if (d := extraction_date(t))), None)
    period = None
    if not any(c.role in ("period", "start") for c in columns):
        period = next(
            (p for t in text if not _is_source_note(t) and (p := find_period(_without_extraction(t))[0])), None
        )
    simulated = any("donnees simulees" in plain(t) for t in text)
    named = next((s for t in text if _is_source_note(t) and (s := source_named(t.split(":", 1)[1]))), None)
    source = (
        "demonstration"
        if simulated
        else named or next((s for t in titles if (s := source_named(t)) and s != "cpts"), None)
    )
    return {
        "extracted": extracted,
        "period": PeriodText(start=period.start, end=period.end) if period else None,
        "source": source,
        "origin": "simulated" if simulated else "loaded",
    }


def _is_source_note(text: str) -> bool:
    return bool(re.match(r"\W*sources? ?:", plain(text)))


def _without_extraction(text: str) -> str:
    return re.sub(
        r"(?:extraction|extrait|export|édit\w+|mise à jour)\D{0,12}\d{1,2}/\d{1,2}/\d{4}",
        " ",
        text,
        flags=re.IGNORECASE,
    )


def source_named(text: str) -> str | None:
    """The catalogue's source whose label or alias a text holds; the longest alias wins."""
    raw = f" {re.sub(r'[^a-z0-9]+', ' ', plain(text))} "
    best: tuple[int, str | None] = (0, None)
    for source in catalogue().sources.values():
        for alias in [source.id, source.label, *source.aliases]:
            bare = re.sub(r"[^a-z0-9]+", " ", plain(alias)).strip()
            if f" {bare} " in raw and len(bare) > best[0]:
                best = (len(bare), source.id)
    return best[1]
