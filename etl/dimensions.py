"""Places, indicators, periods, sources, origins, remarks: each distinct writing is resolved once, in Python, into a
small table with an integer; cells carry the integer.

Two numbers then say nearly all of a cell: its `series` (indicator × period × source) and its `qualifier` (status,
origin, remarks, day of extraction). Gets its connection from stage.py. Refuses nothing: what is not understood has a
null, and the verdict names the reason.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pyarrow as pa

from boussole.catalogue import catalogue
from boussole.values import Period
from etl.batches import Writings
from etl.groups import CellGroup
from etl.headings import matcher
from etl.layout import CELL_ROLES, Column, Layout, Role
from etl.numbers import STATUSES
from etl.periods import parse_day, parse_period, part_of_year
from etl.places import KnownTerritory, resolve
from etl.recognise import source_named
from etl.remarks import flags_of, origin_of

PLACE_COLUMNS = ("code", "name", "departement", "kind_text")
_TYPES = {
    "place": "INTEGER", "id": "SMALLINT", "scale": "DOUBLE", "padded": "BOOLEAN", "total": "BOOLEAN", "part": "BOOLEAN",
    "effectif": "BOOLEAN", "ratio": "BOOLEAN", "has_denominator": "BOOLEAN", "start": "DATE", "finish": "DATE",
    "extracted": "DATE", "series": "INTEGER", "qualifier": "INTEGER", "written": "INTEGER", "written_end": "INTEGER",
    "written_alone": "INTEGER", "code": "INTEGER", "name": "INTEGER", "departement": "INTEGER", "kind_text": "INTEGER",
}  # fmt: skip


@dataclass(frozen=True)
class Meanings:
    """What a column says of each line, numbered: `known` by number, and the number where the column is silent."""

    known: list[Any]
    default: int | None


class Dimensions:
    """The lookup tables of one import: place_map, place, indicator_map, indicator, period_map, period, source_map…

    A text that several lines share is known by its number among the column's writings.
    """

    def __init__(self, con: Any, layout: Layout, writings: Mapping[int, Writings]) -> None:
        self.con = con
        self.layout = layout
        self._texts = {i: w.texts for i, w in writings.items()}
        code = layout.first("code") or layout.first("postal")
        self.place_columns = [code, layout.first("name"), layout.first("departement"), layout.first("kind")]
        self._periods: dict[Period, int] = {}
        self._meanings: dict[Role, Meanings] = {}
        self._indicators_known = list(catalogue().indicators)

    def resolve(self, territories: Sequence[KnownTerritory]) -> None:
        """Fill every table."""
        self._places(territories)
        self._indicators()
        self._time()
        layout = self.layout
        unknown = layout.source or "inconnue"
        self._meaning("source", lambda t: (source_named(t) or None) if t else unknown, unknown)
        self._meaning("origin", lambda t: origin_of(t) or layout.origin, layout.origin)
        self._meaning("remarks", lambda t: flags_of(t) or "", "")
        self._meaning("extracted", lambda t: parse_day(t) or layout.extracted or "", layout.extracted or "")

    def _meaning(self, role: Role, meaning: Callable[[str], Any], default: Any) -> None:
        known: dict[Any, int] = {default: 0}
        column = self.layout.first(role)
        rows = []
        for written, text in enumerate(self._texts[column.index] if column else ()):
            found = meaning(text)
            rows.append((written, None if found is None else known.setdefault(found, len(known))))
        self._table(f"{role}_map", ("written", "id"), rows)
        self._meanings[role] = Meanings(list(known), 0)

    def _distinct(self, columns: Sequence[Column | None]) -> list[tuple[tuple[int | None, ...], tuple[str, ...]]]:
        """The combinations of writings that lines have in these columns: their numbers, and their texts (« » where
        there is no column)."""
        there = [c for c in columns if c is not None]
        if len(there) == 1:
            found: list[tuple[Any, ...]] = [(i,) for i in range(len(self._texts[there[0].index]))]
        else:
            names = ", ".join(f"c{c.index}" for c in there)
            found = self.con.execute(f"SELECT DISTINCT {names} FROM raw").fetchall() if there else [()]
        combinations = []
        for numbers in found:
            given = iter(numbers)
            row = tuple(next(given) if c is not None else None for c in columns)
            texts = tuple(
                "" if n is None or c is None else self._texts[c.index][n] for c, n in zip(columns, row, strict=True)
            )
            combinations.append((row, texts))
        return sorted(combinations, key=lambda pair: pair[1])

    def _places(self, territories: Sequence[KnownTerritory]) -> None:
        postal = self.layout.first("code") is None and self.layout.first("postal") is not None
        seen: dict[tuple[Any, ...], int] = {}
        maps, places = [], []
        for numbers, texts in self._distinct(self.place_columns):
            code, name, departement, kind = texts
            place = resolve(code, name, departement, kind, postal, territories)
            where = (place.territory.kind.value, place.territory.code) if place.territory else (None, None)
            # Several writings of one place (« 1001 », « 01001 ») are one place; what is refused stays apart.
            identity = (*where, place.former) if place.territory else (None, *texts)
            if identity not in seen:
                seen[identity] = len(seen)
                places.append((seen[identity], *where, place.former, place.total, place.reason))
            reason = None if place.total else place.reason
            maps.append((*numbers, code, seen[identity], place.padded, place.total, reason))
        self._table("place_map", (*PLACE_COLUMNS, "text", "place", "padded", "total", "reason"), maps)
        self._table("place", ("place", "kind", "territory", "former", "total", "reason"), places)

    def _indicators(self) -> None:
        known = [catalogue().indicator(i) for i in self._indicators_known]
        number = {i.id: n for n, i in enumerate(known)}
        self._table(
            "indicator",
            ("id", "label", "scale", "part", "effectif", "ratio", "has_denominator"),
            [
                (number[i.id], i.id, float(i.scale), i.nature == "part", i.nature == "effectif",
                 i.nature in ("part", "taux"), i.denominator is not None and i.nature != "moyenne")
                for i in known
            ],
        )  # fmt: skip
        column = self.layout.first("indicator")
        texts = self._texts[column.index] if column else []
        self._table(
            "named", ("written", "id"), [(w, number.get(matcher().indicator(t) or "")) for w, t in enumerate(texts)]
        )
        self.con.execute(
            "CREATE OR REPLACE TABLE indicator_map AS "
            "SELECT n.written, i.* FROM named n LEFT JOIN indicator i USING (id)"
        )

    def _time(self) -> None:
        """Periods as integers: a period column, a pair of date columns, headings, or the file's own."""
        layout = self.layout
        fixed = [g for g in layout.columns if g.period] + ([layout] if layout.period else [])
        for holder in fixed:
            assert holder.period is not None
            self._period_id(Period(holder.period.start, holder.period.end))
        rows = []
        for numbers, texts in self._distinct(self._period_columns()):
            period = self._period_said(*texts)
            rows.append((*numbers, self._period_id(period) if period else None))
        self._table("period_map", ("written", "written_end", "written_alone", "id"), rows)
        self._table("period", ("id", "start", "finish"), [(n, p.start, p.end) for p, n in self._periods.items()])

    def _period_columns(self) -> list[Column | None]:
        """First day, last day, and the period in one text: the pair counts only when both are there. A column of months
        is the last of a year's, or of the file's."""
        pair = [self.layout.first("start"), self.layout.first("end")]
        single = self.layout.first("period")
        if None not in pair:
            return [*pair, single]
        if self._parts_of_years():
            return [single, self.layout.first("month"), None]
        return [None, None, single]

    def _parts_of_years(self) -> bool:
        """Whether the period is a year's month, quarter or half, written in a column of its own."""
        there = [self.layout.first(role) for role in ("start", "end", "month", "period")]
        return None in there[:2] and there[2] is not None and bool(there[3] or self.layout.period)

    def _period_said(self, first: str, last: str, alone: str) -> Period | None:
        month = self.layout.first("month")
        if month is not None and self._parts_of_years():
            year = first or (str(self.layout.period.start.year) if self.layout.period else "")
            return part_of_year(year, last, month.heading)
        start, end = parse_day(first), parse_day(last)
        if start and end and start <= end:
            return Period(start, end)
        return parse_period(alone) if alone and not first and not last else None

    def _period_id(self, period: Period) -> int:
        return self._periods.setdefault(period, len(self._periods))

    def _table(self, name: str, columns: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
        write_table(self.con, name, {c: _TYPES.get(c, "VARCHAR") for c in columns}, rows)

    # ---- what a number stands for

    def series(self, number: int) -> tuple[str, date, date, str]:
        """Indicator, first day, last day, source."""
        rest, source = divmod(number, len(self._meanings["source"].known))
        indicator, period = divmod(rest, len(self._periods))
        when = list(self._periods)[period]
        return self._indicators_known[indicator], when.start, when.end, self._meanings["source"].known[source]

    def qualifier(self, number: int) -> tuple[str, str, date | None, str | None]:
        """Status, origin, day of extraction, flags."""
        rest, extracted = divmod(number, len(self._meanings["extracted"].known))
        rest, remarks = divmod(rest, len(self._meanings["remarks"].known))
        rest, origin = divmod(rest, len(self._meanings["origin"].known))
        status, deduced = STATUSES[rest // 2], rest % 2 == 1
        own = self._meanings["remarks"].known[remarks]
        flags = ",".join(f for f in (own, "deduced_denominator" if deduced else "") if f)
        return (
            status,
            self._meanings["origin"].known[origin],
            self._meanings["extracted"].known[extracted] or None,
            flags or None,
        )

    @property
    def stems(self) -> int:
        """How many combinations of origin, remarks and day there may be: a qualifier is status, deduced, then these."""
        return (
            len(self._meanings["origin"].known)
            * len(self._meanings["remarks"].known)
            * len(self._meanings["extracted"].known)
        )

    # ---- laying a cell beside its dimensions

    def cells(self, group: CellGroup, measures: str) -> str:
        """The query that lays one cell's numbers beside its dimensions."""
        layout = self.layout
        joins = []
        if any(self.place_columns):
            keys = zip(PLACE_COLUMNS, self.place_columns, strict=True)
            joins.append("LEFT JOIN place_map pm ON " + " AND ".join(f"pm.{n} = l.c{c.index}" for n, c in keys if c))
        indicator = layout.first("indicator")
        if indicator is not None:
            joins.append(f"LEFT JOIN indicator_map i ON i.written = l.c{indicator.index}")
        else:
            joins.append(f"LEFT JOIN indicator i ON i.label = {quoted(group.indicator or '')}")
        period, join = self._period_of(group)
        joins += [join] if join else []
        number = {}
        for role in self._meanings:
            column = layout.first(role)
            number[role] = "0" if column is None else f"m_{role}.id"
            if column is not None:
                joins.append(f"LEFT JOIN {role}_map m_{role} ON m_{role}.written = l.c{column.index}")
        sizes = {role: len(m.known) for role, m in self._meanings.items()}
        said = f"({number['origin']} * {sizes['remarks']} + {number['remarks']})"
        stem = f"{said} * {sizes['extracted']} + {number['extracted']}"
        return f"""
            SELECT l.line, {group.number}::SMALLINT AS grp, l.numerator, l.denominator, l.value, l.value_decimals,
                   l.status, l.bad, l.raw,
                   pm.place AS place, pm.total AS total, pm.reason AS place_reason,
                   i.id AS indicator, i.scale, coalesce(i.part, false) AS part, coalesce(i.effectif, false) AS effectif,
                   coalesce(i.ratio, false) AS ratio, coalesce(i.has_denominator, false) AS has_denominator,
                   {period} AS period, {number["source"]} AS source, ({stem})::INTEGER AS stem,
                   ((i.id::INTEGER * {len(self._periods)} + {period}) * {sizes["source"]} + {number["source"]})::INTEGER
                   AS series
            FROM (SELECT line, {self._kept()} {measures} FROM raw) l {" ".join(joins)}
        """

    def _kept(self) -> str:
        return "".join(f"c{c.index}, " for c in self.layout.columns if c.role not in ("ignored", *CELL_ROLES))

    def _period_of(self, group: CellGroup) -> tuple[str, str]:
        """(expression, join) of a cell's period: its heading's, its columns', or the file's."""
        if group.period is not None:
            return str(self._period_id(Period(group.period.start, group.period.end))) + "::INTEGER", ""
        names = ("written", "written_end", "written_alone")
        columns = [(n, c) for n, c in zip(names, self._period_columns(), strict=True) if c]
        if columns:
            return "pd.id::INTEGER", "LEFT JOIN period_map pd ON " + " AND ".join(
                f"pd.{n} = l.c{c.index}" for n, c in columns
            )
        if self.layout.period is not None:
            return str(self._period_id(Period(self.layout.period.start, self.layout.period.end))) + "::INTEGER", ""
        return "NULL::INTEGER", ""


def quoted(text: str) -> str:
    """A text as SQL writes it."""
    return "'" + text.replace("'", "''") + "'"


def write_table(con: Any, name: str, columns: Mapping[str, str], rows: Sequence[tuple[Any, ...]]) -> None:
    """A small table: columns and their types, rows of plain values."""
    declared = ", ".join(f"{c} {type_}" for c, type_ in columns.items())
    con.execute(f"CREATE OR REPLACE TABLE {name} ({declared})")
    if rows:
        texts = pa.table(
            {
                c: pa.array([None if r[i] is None else str(r[i]) for r in rows], pa.string())
                for i, c in enumerate(columns)
            }
        )
        con.register("arrow_rows", texts)
        casts = ", ".join(f"{c}::{type_}" for c, type_ in columns.items())
        con.execute(f"INSERT INTO {name} SELECT {casts} FROM arrow_rows")
        con.unregister("arrow_rows")
