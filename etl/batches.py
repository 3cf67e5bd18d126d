"""The data lines of a text as typed batches (Arrow), which the staging database takes in as they are.

Each distinct writing of a place, an indicator, a period… gets a number, and lines carry the number; each distinct
writing of a cell is read once. Lines carry their own number from the start: nothing later can shift them. No DuckDB
here. A quote is understood at the start of a cell; a line that has not the header's columns stops the reading
(`uneven`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv

from etl import numbers
from etl.groups import CellGroup
from etl.layout import CELL_ROLES, Layout
from etl.numbers import STATUSES

BLOCK = 8 << 20
REMEMBERED = 200_000  # writings of a column
# The numbers that can be cast as they stand; all others take the careful way.
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


@dataclass(frozen=True)
class Read:
    """What one writing says: its number, the missing kind that it stands for (rank in STATUSES, None: no mark), the
    decimals written, and the count beside a rate (« 74,7% 436 patients »)."""

    number: float | None
    mark: int | None
    decimals: int
    count: float | None = None


def read_text(text: str) -> Read:
    """One writing, the careful way."""
    if both := numbers.mixed(text):
        return Read(both[0], None, min(both[2], 127), both[1])
    number = numbers.number(text)
    mark = numbers.missing(text) if number is None else None
    return Read(number, STATUSES.index(mark) if mark else None, min(numbers.decimals(text), 127))


class Cells:
    """A column of cells. Each distinct writing of a batch is read once: plain numbers by Arrow, all others by
    `read_text`, which gives the same.

    Its columns: the number `n`, the mark `s`, the text `t` as written where it is neither a plain number nor blank;
    of a `rate`, the decimals `k`; of a « rate and count » column (`mixed`), the count `m`. `thousands`: the mark that
    groups the digits of a count (« 1.234 »).
    """

    def __init__(self, thousands: str = "", rate: bool = False, mixed: bool = False) -> None:
        self._thousands, self._mixed = thousands, mixed
        self._known: dict[str, Read] = {}
        self.types = {"n": pa.float64(), "s": pa.int8(), "t": pa.string()}
        self.types |= {"k": pa.int8()} if rate else {}
        self.types |= {"m": pa.float64()} if mixed else {}

    def columns(self, cells: pa.Array) -> list[pa.Array]:
        """In the order of `types`."""
        coded = cells.dictionary_encode()
        texts, where = self._ungrouped(coded.dictionary), coded.indices
        plain = pc.match_substring_regex(texts, PLAIN)
        written = pc.if_else(plain, pc.replace_substring(texts, ",", "."), None)
        odd = pc.if_else(pc.or_(plain, pc.equal(texts, "")), None, texts)
        read = [None if text is None else self._read(text) for text in odd.to_pylist()]
        found = {
            "n": pc.coalesce(pc.cast(written, pa.float64()), pa.array([r and r.number for r in read], pa.float64())),
            "s": pa.array([r and r.mark for r in read], pa.int8()),
            "t": odd,
        }
        if "k" in self.types:
            point = pc.find_substring(written, ".")
            after = pc.subtract(pc.subtract(pc.utf8_length(written), point), 1)
            places = pc.if_else(pc.equal(point, -1), 0, after).cast(pa.int8())
            found["k"] = pc.coalesce(places, pa.array([r.decimals if r else 0 for r in read], pa.int8()))
        if "m" in self.types:
            found["m"] = pa.array([r and r.count for r in read], pa.float64())
        nothing = len(texts)
        return [
            pa.nulls(len(where), type_) if found[name].null_count == nothing else found[name].take(where)
            for name, type_ in self.types.items()
        ]

    def _ungrouped(self, texts: pa.Array) -> pa.Array:
        if self._thousands:
            shape = f"^ *[1-9][0-9]{{0,2}}(?:[{self._thousands}][0-9]{{3}})+ *$"
            grouped = pc.match_substring_regex(texts, shape)
            texts = pc.if_else(grouped, pc.replace_substring(texts, self._thousands, ""), texts)
        return pc.utf8_trim(texts, " ")

    def _read(self, text: str) -> Read:
        if (known := self._known.get(text)) is None:
            known = read_text(text)
            if known.count is not None and not self._mixed:  # a rate and its count, where only one of them may be
                known = Read(None, None, 0)
            if len(self._known) >= REMEMBERED:
                self._known.clear()
            self._known[text] = known
        return known


class Lines:
    """The body of a text, read once. `reader` is for DuckDB; `writings` and `count` are known when it is read out.

    `numbered`: the first field of each line is its number, and the text has nothing but the body.
    """

    def __init__(self, text: Path, layout: Layout, groups: list[CellGroup], numbered: bool = False) -> None:
        self.count = 0
        self.uneven = False
        self.writings = {c.index: Writings() for c in layout.columns if c.role not in (*CELL_ROLES, "ignored")}
        self._text, self._layout, self._numbered = text, layout, numbered
        counts = {i for g in groups for i in (g.numerator, g.denominator)}
        mixed = {g.mixed for g in groups}
        rates = mixed | {g.value for g in groups}
        used = {i for g in groups for i in g.columns}
        self._cells = {
            c.index: Cells(c.thousands if c.index in counts else "", c.index in rates, c.index in mixed)
            for c in layout.columns
            if c.index in used
        }
        self._delimiter = ";" if numbered else layout.delimiter

    @property
    def cells(self) -> list[int]:
        """The indexes of the cells' columns."""
        return list(self._cells)

    def reader(self) -> pa.RecordBatchReader:
        """Batches of: line, `c<index>` (a writing's number), and each cell's columns with its index (`n<index>`…)."""
        fields = [("line", pa.int32()), *((f"c{i}", pa.int32()) for i in self.writings)]
        fields += [(f"{name}{index}", type_) for index, c in self._cells.items() for name, type_ in c.types.items()]
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
                for index, cells in self._cells.items():
                    columns += cells.columns(batch.column(f"c{index}"))
                number += size
                self.count += size
                yield pa.record_batch(columns, schema=schema)

    def _open(self, body: BinaryIO | _Body) -> Iterator[pa.RecordBatch]:
        names = [f"c{i}" for i in range(self._layout.width)]
        used = [f"c{i}" for i in [*self.writings, *self.cells]]
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
