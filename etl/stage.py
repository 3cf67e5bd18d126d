"""A recognised file → judged cells in a temporary DuckDB file. The second of the two places that import DuckDB.

Three steps. `read`: plain numbers are cast while the text is read, odd texts kept beside. `dimensions`: places,
indicators, periods and sources are resolved in Python, once for each distinct writing, and joined back as small
integers. `judge`: one row a cell. Line numbers are fixed before any join. Refuses (Blocked) text that cannot be cut
into records.
"""

from __future__ import annotations

import csv
import itertools
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from etl import expressions as sql
from etl.dimensions import WRITINGS, Dimensions
from etl.groups import CellGroup, cell_groups
from etl.layout import CELL_ROLES, Layout
from etl.places import KnownTerritory
from etl.reasons import Blocked
from etl.recognise import without_blank_end
from etl.verdict import careful_cell, careful_line, odd, plain_cell, verdict

MEMORY_LIMIT = "500MB"
CHUNK = 8 << 20
LONG = 1_000_000  # lines
FEW = 4  # cells a line


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
        self.con.execute(f"SET temp_directory = {sql.quoted(str(folder / 'spill'))}")
        self.uneven: list[Uneven] = []
        self.lines = 0
        self.groups: list[CellGroup] = []
        self._text = Path()

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
        self._read(text, layout)
        dimensions = Dimensions(self.con, layout)
        dimensions.resolve(territories)
        self._judge(dimensions)

    # ---- reading

    def _read(self, text: Path, layout: Layout) -> None:
        expected = _physical_lines(text) - (layout.first_line - 1) - layout.tail_lines
        count = self._read_fast(text, layout)
        if count != expected:  # blank lines, uneven lines or line breaks in quotes: count lines one by one
            count = self._read_exact(text, layout)
        self.lines = count + len(self.uneven)
        if self.lines == 0:
            raise Blocked("fichier_vide")

    def _selected(self, layout: Layout) -> str:
        """What is kept of each line: dimension columns as text; cells as number, odd text and written decimals."""
        parts = []
        rates = {i for g in self.groups for i in (g.value, g.mixed)}
        counts = {i for g in self.groups for i in (g.numerator, g.denominator)}
        for column in layout.columns:
            name = f"c{column.index}"
            if column.role in CELL_ROLES:
                if column.thousands and column.index in counts:
                    name = sql.ungrouped(name, column.thousands)
                number = sql.plain_number(name)
                parts.append(f"{number} AS n{column.index}")
                parts.append(f"CASE WHEN {number} IS NULL THEN nullif(trim({name}), '') END AS t{column.index}")
                if column.index in rates:
                    parts.append(f"{sql.plain_decimals(name)} AS k{column.index}")
            elif column.role != "ignored":
                parts.append(f"coalesce(trim({name}), '') AS {name}")
        return ", ".join(parts)

    def _read_fast(self, text: Path, layout: Layout) -> int:
        columns = "{" + ", ".join(f"'c{i}': 'VARCHAR'" for i in range(layout.width)) + "}"
        try:
            self.con.execute(f"""
                CREATE OR REPLACE TABLE raw AS SELECT {self._selected(layout)} FROM read_csv({sql.quoted(str(text))},
                delim = {sql.quoted(layout.delimiter)}, quote = '"', escape = '"', header = false, auto_detect = false,
                skip = {layout.first_line - 1}, columns = {columns}, strict_mode = true, ignore_errors = true)
            """)
        except duckdb.Error:
            return -1  # the exact reading names the line
        self.con.execute(
            f"CREATE OR REPLACE VIEW line AS SELECT (rowid + {layout.first_line})::INTEGER AS line, * FROM raw"
        )
        total, blank = self.rows(f"SELECT count(*), count(*) FILTER ({self._blank(layout)}) FROM raw")[0]
        body = int(total) - _whole_records(text, layout)
        if blank or not body:
            return -1  # a blank line may be anywhere: the exact reading leaves each out, and numbers the others
        self.con.execute(f"DELETE FROM raw WHERE rowid >= {body}")
        return body

    def _blank(self, layout: Layout) -> str:
        """True for a line where nothing is written."""
        kept = [c for c in layout.columns if c.role != "ignored"]
        tests = [f"c{c.index} = ''" for c in kept if c.role not in CELL_ROLES]
        tests += [f"n{c.index} IS NULL AND t{c.index} IS NULL" for c in kept if c.role in CELL_ROLES]
        return " AND ".join(tests)

    def _read_exact(self, text: Path, layout: Layout) -> int:
        """Number the lines in Python, set uneven ones apart, and hand DuckDB clean records that carry their number."""
        clean = self.path.with_name("clean.csv")
        count = 0
        self.uneven = []
        with clean.open("w", encoding="utf-8", newline="") as out:
            writer = csv.writer(out, delimiter=";", lineterminator="\n")
            for line, cells in records(text, layout):
                if not any(c.strip() for c in cells):
                    continue
                if len(cells) == layout.width:
                    writer.writerow([line, *(c.replace("\n", " ").replace("\r", "") for c in cells)])
                    count += 1
                else:
                    self.uneven.append(Uneven(line, tuple(cells)))
        names = ["line", *(f"c{i}" for i in range(layout.width))]
        columns = "{" + ", ".join(f"'{n}': '{'INTEGER' if n == 'line' else 'VARCHAR'}'" for n in names) + "}"
        self.con.execute("DROP VIEW IF EXISTS line")
        self.con.execute(f"""
            CREATE OR REPLACE TABLE raw AS SELECT line, {self._selected(layout)} FROM read_csv({sql.quoted(str(clean))},
            delim = ';', quote = '"', escape = '"', header = false, auto_detect = false, columns = {columns})
        """)
        self.con.execute("CREATE OR REPLACE VIEW line AS SELECT * FROM raw")
        return count

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
        texts = (
            [("raw", f"t{i}") for i in cells]
            + [(t, "written") for t in WRITINGS]
            + [("place_map", "code"), ("place_map", "name")]
        )
        queries = [f"SELECT {c} FROM {t} WHERE length({c}) >= 15" for t, c in texts]
        queries += [f"SELECT n{i}::BIGINT::VARCHAR FROM raw WHERE n{i} >= 1e14" for i in cells]
        yield from (r[0] for r in self.rows(" UNION ".join(queries)))
        yield from (cell for uneven in self.uneven for cell in uneven.cells)

    # ---- judging

    def _judge(self, dimensions: Dimensions) -> None:
        """`parsed`: one row a cell. Plain cells and odd cells take two ways to the same verdict; `overruled` holds what
        is decided later about a cell (a duplicate, an ambiguous commune).

        A long file of few columns is judged anew by each question that is asked of it: writing ten million verdicts
        down costs six times what reaching them does.
        """
        queries = []
        for group in self.groups:
            plain = f"(FROM line WHERE NOT {odd(group)})"
            for cells, lines in ((plain_cell(group), plain), (careful_cell(group), careful_line(group))):
                queries.append(verdict(dimensions.cells(group, cells, lines)))
        long = self.lines > LONG and len(self.groups) <= FEW
        if long:
            odd_ones = " UNION ALL ".join(queries[1::2])
            self.con.execute("CREATE OR REPLACE TABLE odd AS " + odd_ones)
            whole = " UNION ALL ".join([*queries[::2], "SELECT * FROM odd"])
            self.con.execute("CREATE OR REPLACE VIEW judged AS " + whole)
        else:
            for rank, query in enumerate(queries):
                self.con.execute(("INSERT INTO judged " if rank else "CREATE OR REPLACE TABLE judged AS ") + query)
        self.con.execute(
            "CREATE OR REPLACE TABLE overruled "
            "(line INTEGER, grp SMALLINT, reason VARCHAR, culprit VARCHAR, aside BOOLEAN)"
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
            count += chunk.count(b"\n")
            last = chunk[-1:]
    return count + (last != b"\n")


def _whole_records(text: Path, layout: Layout) -> int:
    """How many of the notes at the end have the columns of a line (« Source : CPAM;;;; »)."""
    if not layout.tail_lines:
        return 0
    first = _physical_lines(text) - layout.tail_lines
    with text.open(encoding="utf-8", newline="") as source:
        notes = csv.reader(itertools.islice(source, first, None), delimiter=layout.delimiter)
        return sum(len(without_blank_end(cells, layout.width)) == layout.width for cells in notes)


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
