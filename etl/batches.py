"""The data lines of a text as typed batches (Arrow), which the staging database takes in as they are.

Each distinct writing of a place, an indicator, a period… gets a number, and lines carry the number. A cell gives its
number where it is written plainly (`n`), its text where it is not (`t`), and the decimals written (`k`). Lines carry
their own number from the start: nothing later can shift them. No DuckDB here; a quote is understood at the start of a
cell, and a line that has not the header's columns stops the reading (`uneven`).
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv

from etl.groups import CellGroup
from etl.layout import CELL_ROLES, Column, Layout

BLOCK = 4 << 20
# The numbers that can be cast as they stand; all others take the careful way (verdict.py).
PLAIN = "^ *-?[0-9]{1,15}(?:[.,][0-9]{1,17})? *$"


class Writings:
    """The distinct writings of a column, numbered in the order in which they are met. Spaces around do not count."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    @property
    def texts(self) -> list[str]:
        """By number."""
        return list(self._numbers)

    def number_of(self, text: str) -> int:
        """-1 for a text that was not met."""
        return self._numbers.get(text, -1)

    def numbers(self, cells: pa.Array) -> pa.Array:
        """The number of each cell's writing (int32)."""
        coded = cells.dictionary_encode()
        known = self._numbers
        found = (known.setdefault(text.strip(" "), len(known)) for text in coded.dictionary.to_pylist())
        of_code = np.fromiter(found, dtype=np.int32, count=len(coded.dictionary))
        return pa.array(of_code[np.asarray(coded.indices)])


def measured(cells: pa.Array, thousands: str = "") -> tuple[pa.Array, pa.Array, pa.Array]:
    """Of a column of cells: the plain numbers (double), the other texts (string, null where plain or blank), the
    decimals written (int8). Worked out once for each distinct writing. `thousands`: the mark that groups the digits
    of a count (« 1.234 »)."""
    coded = cells.dictionary_encode()
    texts, where = coded.dictionary, coded.indices
    if thousands:
        grouped = pc.match_substring_regex(texts, f"^ *[1-9][0-9]{{0,2}}(?:[{thousands}][0-9]{{3}})+ *$")
        texts = pc.if_else(grouped, pc.replace_substring(texts, thousands, ""), texts)
    texts = pc.utf8_trim(texts, " ")
    plain = pc.match_substring_regex(texts, PLAIN)
    written = pc.if_else(plain, pc.replace_substring(texts, ",", "."), None)
    numbers = pc.cast(written, pa.float64())
    point = pc.find_substring(written, ".")
    places = pc.if_else(pc.equal(point, -1), 0, pc.subtract(pc.subtract(pc.utf8_length(written), point), 1))
    odd = pc.if_else(pc.or_(plain, pc.equal(texts, "")), None, texts)
    return numbers.take(where), odd.take(where), pc.fill_null(places, 0).cast(pa.int8()).take(where)


class Lines:
    """The body of a text, read once. `reader` is for DuckDB; `writings` and `count` are known when it is read out.

    `numbered`: the first field of each line is its number, and the text has nothing but the body.
    """

    def __init__(self, text: Path, layout: Layout, groups: list[CellGroup], numbered: bool = False) -> None:
        self.count = 0
        self.uneven = False
        self.writings = {c.index: Writings() for c in layout.columns if c.role not in (*CELL_ROLES, "ignored")}
        self._text, self._layout, self._numbered = text, layout, numbered
        self._rates = {i for g in groups for i in (g.value, g.mixed) if i is not None}
        self._counts = {i for g in groups for i in (g.numerator, g.denominator) if i is not None}
        self._used = self._rates | self._counts
        self._delimiter = ";" if numbered else layout.delimiter

    @property
    def cells(self) -> list[Column]:
        return [c for c in self._layout.columns if c.index in self._used]

    def reader(self) -> pa.RecordBatchReader:
        """Batches of: line, `c<index>` (a writing's number), `n<index>`, `t<index>`, `k<index>` (rates only)."""
        fields = [("line", pa.int32()), *((f"c{i}", pa.int32()) for i in self.writings)]
        for cell in self.cells:
            fields += [(f"n{cell.index}", pa.float64()), (f"t{cell.index}", pa.string())]
            if cell.index in self._rates:
                fields.append((f"k{cell.index}", pa.int8()))
        schema = pa.schema(fields)
        return pa.RecordBatchReader.from_batches(schema, self._batches(schema))

    def _batches(self, schema: pa.Schema) -> Iterator[pa.RecordBatch]:
        layout, number = self._layout, 0 if self._numbered else self._layout.first_line
        with self._text.open("rb") as whole:
            for batch in self._open(_Body(whole, layout) if not self._numbered else whole):
                size = batch.num_rows
                if self._numbered:
                    columns = [batch.column("line")]
                else:
                    columns = [pa.array(np.arange(number, number + size, dtype=np.int32))]
                columns += [w.numbers(batch.column(f"c{i}")) for i, w in self.writings.items()]
                for cell in self.cells:
                    mark = cell.thousands if cell.index in self._counts else ""
                    numbers, texts, places = measured(batch.column(f"c{cell.index}"), mark)
                    columns += [numbers, texts, *([places] if cell.index in self._rates else [])]
                number += size
                self.count += size
                yield pa.record_batch(columns, schema=schema)

    def _open(self, body: BinaryIO | _Body) -> Iterator[pa.RecordBatch]:
        names = [f"c{i}" for i in range(self._layout.width)]
        used = [f"c{i}" for i in [*self.writings, *(c.index for c in self.cells)]]
        types = dict.fromkeys(used, pa.string())
        if self._numbered:
            names, used, types = ["line", *names], ["line", *used], types | {"line": pa.int32()}
        try:
            yield from pacsv.open_csv(
                body,
                pacsv.ReadOptions(block_size=BLOCK, column_names=names),
                pacsv.ParseOptions(delimiter=self._delimiter, invalid_row_handler=self._refuse),
                pacsv.ConvertOptions(
                    include_columns=used, column_types=types, strings_can_be_null=False, check_utf8=False
                ),
            )
        except pa.ArrowInvalid:
            if body.read(1) or self.uneven:  # else nothing was there to read
                raise

    def _refuse(self, _row: object) -> str:
        self.uneven = True
        return "error"


class _Body:
    """The bytes of a text from its first data line to the notes at its end, for Arrow to read as a file."""

    closed = False

    def __init__(self, whole: BinaryIO, layout: Layout) -> None:
        self._end = _start_of_tail(whole, layout.tail_lines)
        whole.seek(0)
        for _ in range(layout.first_line - 1):
            whole.readline()
        self._whole = whole

    def read(self, size: int = -1) -> bytes:
        left = max(self._end - self._whole.tell(), 0)
        return self._whole.read(left if size < 0 else min(size, left))

    def readable(self) -> bool:
        return True

    def writable(self) -> bool:
        return False

    def seekable(self) -> bool:
        return False


def _start_of_tail(whole: BinaryIO, lines: int) -> int:
    """Where the last `lines` lines begin; a line break at the very end ends the last of them."""
    end = whole.seek(0, 2)
    if not lines:
        return end
    size, found = 1 << 16, b""
    while True:
        start = max(end - size, 0)
        whole.seek(start)
        found = whole.read(end - start)
        breaks = found[:-1].count(b"\n")
        if breaks >= lines or start == 0:
            break
        size *= 4
    position = len(found) - 1
    for _ in range(lines):
        position = found.rfind(b"\n", 0, position)
        if position < 0:
            return start
    return start + position + 1
