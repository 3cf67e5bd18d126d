"""A recognised file → judged cells in a temporary DuckDB file. The second of the two places that import DuckDB.

Three steps. `read`: lines come typed and numbered from batches.py. `dimensions`: places, indicators, periods and
sources are resolved in Python, once for each distinct writing, and joined back as small integers. `judge`: one row a
cell. Refuses (Blocked) text that cannot be cut into records.
"""

from __future__ import annotations

import csv
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa

from etl.batches import Lines, Writings
from etl.dimensions import Dimensions, quoted
from etl.groups import CellGroup, cell_groups
from etl.layout import Layout
from etl.places import KnownTerritory
from etl.reasons import Blocked
from etl.recognise import without_blank_end
from etl.verdict import TYPES, measures, verdict

MEMORY_LIMIT = "350MB"
CHUNK = 8 << 20


@dataclass(frozen=True)
class Uneven:
    """A line that has not the header's number of columns."""

    line: int
    cells: tuple[str, ...]


class Stage:
    """The temporary database of one import. Use as a context manager; `path` is what the store publishes."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "staged.duckdb"
        self.con = duckdb.connect(str(self.path))
        self.con.execute(f"SET memory_limit = '{os.environ.get('BOUSSOLE_MEMORY', MEMORY_LIMIT)}'")
        self.con.execute("SET preserve_insertion_order = false")  # rows carry their line
        self.con.execute(f"SET temp_directory = {quoted(str(folder / 'spill'))}")
        for declared in TYPES:
            self.con.execute(declared)
        self.uneven: list[Uneven] = []
        self.lines = 0
        self.groups: list[CellGroup] = []
        self._text = Path()
        self._writings: dict[int, Writings] = {}

    def __enter__(self) -> Stage:
        return self

    def __exit__(self, _: object, error: BaseException | None, __: object) -> None:
        self.con.close()
        if isinstance(error, duckdb.OutOfMemoryException):
            raise Blocked("memoire_insuffisante", os.environ.get("BOUSSOLE_MEMORY", MEMORY_LIMIT)) from error

    def rows(self, query: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        return self.con.execute(query, list(parameters)).fetchall()

    def fill(self, text: Path, layout: Layout, territories: Sequence[KnownTerritory]) -> None:
        """Read the data lines and judge every cell into `parsed`. Raises Blocked."""
        self.groups = cell_groups(layout)
        if not self.groups:
            raise Blocked("aucun_indicateur")
        self._text = text
        self._writings = self._read(text, layout)
        self.dimensions = Dimensions(self.con, layout, self._writings)
        self.dimensions.resolve(territories)
        self._judge(self.dimensions)

    # ---- reading

    def _read(self, text: Path, layout: Layout) -> dict[int, Writings]:
        """The body as the table `raw`, a row a line with its number. Returns the writings that its columns number."""
        expected = _physical_lines(text) - (layout.first_line - 1) - layout.tail_lines
        lines = Lines(text, layout, self.groups)
        # Blank lines, uneven lines or line breaks in quotes: count lines one by one.
        if not self._take(lines) or lines.count != expected or self._blank_line(lines, layout):
            clean = self.path.with_name("clean.csv")
            self.uneven = _numbered(text, layout, clean)
            lines = Lines(clean, layout, self.groups, numbered=True)
            if not self._take(lines):
                raise Blocked("fichier_illisible", "des lignes ne se découpent pas en colonnes")
        self.lines = lines.count + len(self.uneven)
        if self.lines == 0:
            raise Blocked("fichier_vide")
        return lines.writings

    def _take(self, lines: Lines) -> bool:
        """Read the lines into `raw`; False when one has not the header's columns."""
        self.con.register("lines", lines.reader())
        try:
            self.con.execute("CREATE OR REPLACE TABLE raw AS SELECT * FROM lines")
        except duckdb.OutOfMemoryException:
            raise
        except (duckdb.Error, pa.ArrowInvalid):
            return False
        finally:
            self.con.unregister("lines")
        return not lines.uneven

    def _blank_line(self, lines: Lines, layout: Layout) -> bool:
        """Whether nothing is written in some line."""
        tests = [f"c{i} = {w.number_of('')}" for i, w in lines.writings.items()]
        tests += [f"n{i} IS NULL AND t{i} IS NULL" for i in lines.cells]
        return bool(self.rows(f"SELECT 1 FROM raw WHERE {' AND '.join(tests)} LIMIT 1"))

    def written(self, layout: Layout, lines: Sequence[int]) -> dict[int, list[str]]:
        """The cells of some lines as the file writes them, read again from the text."""
        wanted, found = set(lines), {}
        for line, cells in records(self._text, layout) if wanted else ():
            if line in wanted:
                found[line] = cells
                if len(found) == len(wanted):
                    break
        return found

    def long_texts(self) -> Iterator[str]:
        """All that is kept of the file and is as long as a person's number."""
        cells = sorted({i for g in self.groups for i in g.columns})
        queries = [f"SELECT t{i} FROM raw WHERE length(t{i}) >= 15" for i in cells]
        queries += [f"SELECT n{i}::BIGINT::VARCHAR FROM raw WHERE n{i} >= 1e14" for i in cells]
        yield from (r[0] for r in self.rows(" UNION ".join(queries)))
        yield from (text for w in self._writings.values() for text in w.texts if len(text) >= 15)
        yield from (cell for uneven in self.uneven for cell in uneven.cells)

    # ---- judging

    def _judge(self, dimensions: Dimensions) -> None:
        """`parsed`: one row a cell; `overruled` holds what is decided later about it (a duplicate, an ambiguous
        commune)."""
        for rank, group in enumerate(self.groups):
            start = "INSERT INTO judged " if rank else "CREATE OR REPLACE TABLE judged AS "
            self.con.execute(start + verdict(dimensions.cells(group, measures(group)), dimensions.stems))
        self.con.execute(
            "CREATE OR REPLACE TABLE overruled "
            "(line INTEGER, grp SMALLINT, reason reason_code, culprit culprit_column, aside BOOLEAN)"
        )
        self.con.execute("""
            CREATE OR REPLACE VIEW parsed AS
            SELECT j.* EXCLUDE (reason, culprit), coalesce(o.reason, j.reason) AS reason,
                   coalesce(o.culprit, j.culprit) AS culprit, coalesce(o.aside, false) AS aside
            FROM judged j LEFT JOIN overruled o ON o.line = j.line AND o.grp = j.grp
        """)


def _physical_lines(text: Path) -> int:
    count, last = 0, b"\n"
    with text.open("rb") as handle:
        while chunk := handle.read(CHUNK):
            count += int(np.count_nonzero(np.frombuffer(chunk, np.uint8) == 10))
            last = chunk[-1:]
    return count + (last != b"\n")


def _numbered(text: Path, layout: Layout, clean: Path) -> list[Uneven]:
    """Number the lines in Python, leave blank ones out, and write clean records that carry their number. Returns the
    lines set apart. Raises Blocked on a quote that never closes."""
    uneven = []
    with clean.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, delimiter=";", lineterminator="\n")
        for line, cells in records(text, layout):
            if not any(c.strip() for c in cells):
                continue
            if len(cells) == layout.width:
                writer.writerow([line, *(c.replace("\n", " ").replace("\r", "") for c in cells)])
            else:
                uneven.append(Uneven(line, tuple(cells)))
    return uneven


def records(text: Path, layout: Layout) -> Iterable[tuple[int, list[str]]]:
    """(line, cells) of the body. Raises Blocked on a quote that never closes."""
    stop = _physical_lines(text) - layout.tail_lines if layout.tail_lines else None
    with text.open(encoding="utf-8", newline="") as source:
        lines = source if stop is None else (x for _, x in zip(range(stop), source, strict=False))
        reader = csv.reader(lines, delimiter=layout.delimiter, strict=True)
        start = 1
        try:
            for cells in reader:
                if start >= layout.first_line:
                    yield start, without_blank_end(cells, layout.width)
                start = reader.line_num + 1
        except csv.Error as error:
            raise Blocked("fichier_illisible", f"ligne {start}, guillemet mal placé ou jamais refermé") from error
