"""Places, indicators, periods, sources, origins, remarks: each distinct writing is resolved once, in Python, into a
small table with an integer; cells carry the integer.

Gets its connection from stage.py. Refuses nothing: what is not understood has a null, and the verdict names the reason.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pyarrow as pa

from boussole.catalogue import catalogue
from boussole.values import Period
from etl import expressions as sql
from etl.groups import CellGroup
from etl.headings import matcher
from etl.layout import Column, Layout
from etl.periods import parse_day, parse_period, part_of_year
from etl.places import KnownTerritory, resolve
from etl.recognise import source_named
from etl.remarks import flags_of, origin_of

WRITINGS = ("named", "period_map", "source_map", "origin_map", "flag_map", "day_map")  # what is written, resolved
PLACE_COLUMNS = ("code", "name", "departement", "kind_text")
_TYPES = {
    "place": "INTEGER", "id": "SMALLINT", "scale": "DOUBLE", "padded": "BOOLEAN", "total": "BOOLEAN", "part": "BOOLEAN",
    "effectif": "BOOLEAN", "ratio": "BOOLEAN", "has_denominator": "BOOLEAN", "start": "DATE", "finish": "DATE",
    "day": "DATE",
}  # fmt: skip


class Dimensions:
    """The lookup tables of one import: place_map, place, indicator_map, period_map, period, source_map…"""

    def __init__(self, con: Any, layout: Layout) -> None:
        self.con = con
        self.layout = layout
        code = layout.first("code") or layout.first("postal")
        self.place_columns = [code, layout.first("name"), layout.first("departement"), layout.first("kind")]
        self._periods: dict[Period, int] = {}

    def resolve(self, territories: Sequence[KnownTerritory]) -> None:
        """Fill every table."""
        self._places(territories)
        self._indicators()
        self._time()
        layout = self.layout
        for name, role, meaning in (
            ("source_map", "source", lambda t: (source_named(t) or None) if t else layout.source or "inconnue"),
            ("origin_map", "origin", lambda t: origin_of(t) or layout.origin),
            ("flag_map", "remarks", flags_of),
            ("day_map", "extracted", parse_day),
        ):
            texts = self._distinct(layout.first(role))  # type: ignore[arg-type]
            column = "day" if name == "day_map" else "meaning"
            self._table(name, ("written", column), [(t, meaning(t)) for t in texts])

    def _places(self, territories: Sequence[KnownTerritory]) -> None:
        postal = self.layout.first("code") is None and self.layout.first("postal") is not None
        texts = ", ".join(_text(c) for c in self.place_columns)
        found = self.con.execute(f"SELECT DISTINCT {texts} FROM raw ORDER BY ALL").fetchall()
        seen: dict[tuple[Any, ...], int] = {}
        maps, places = [], []
        for code, name, departement, kind in found:
            place = resolve(code, name, departement, kind, postal, territories)
            where = (place.territory.kind.value, place.territory.code) if place.territory else (None, None)
            # Several writings of one place (« 1001 », « 01001 ») are one place; what is refused stays apart.
            identity = (*where, place.former) if place.territory else (None, code, name, departement, kind)
            if identity not in seen:
                seen[identity] = len(seen)
                places.append((seen[identity], *where, place.former, place.total, place.reason))
            reason = None if place.total else place.reason
            maps.append((code, name, departement, kind, seen[identity], place.padded, place.total, reason))
        self._table("place_map", (*PLACE_COLUMNS, "place", "padded", "total", "reason"), maps)
        self._table("place", ("place", "kind", "territory", "former", "total", "reason"), places)

    def _indicators(self) -> None:
        column = self.layout.first("indicator")
        known = list(catalogue().indicators.values())
        number = {i.id: n for n, i in enumerate(known)}
        self._table(
            "indicator",
            ("id", "name", "scale", "part", "effectif", "ratio", "has_denominator"),
            [
                (number[i.id], i.id, float(i.scale), i.nature == "part", i.nature == "effectif",
                 i.nature in ("part", "taux"), i.denominator is not None and i.nature != "moyenne")
                for i in known
            ],
        )  # fmt: skip
        texts = self._distinct(column)
        self._table("named", ("written", "id"), [(t, number.get(matcher().indicator(t) or "")) for t in texts])
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
        pair = (layout.first("start"), layout.first("end"))
        single = layout.first("period")
        rows: list[tuple[Any, ...]] = []
        month = layout.first("month")
        if month is not None and None in pair and (year_of := self._year(single)):
            for year, part in self.con.execute(f"SELECT DISTINCT {year_of}, {_text(month)} FROM raw").fetchall():
                period = part_of_year(year, part, month.heading)
                rows.append((year, part, "", self._period_id(period) if period else None))
        elif pair[0] is not None and pair[1] is not None:
            texts = f"{_text(pair[0])}, {_text(pair[1])}, {_text(single)}"
            for first, last, alone in self.con.execute(f"SELECT DISTINCT {texts} FROM raw").fetchall():
                start, end = parse_day(first), parse_day(last)
                period = (
                    Period(start, end)
                    if start and end and start <= end
                    else parse_period(alone)
                    if alone and not first and not last
                    else None
                )
                rows.append((first, last, alone, self._period_id(period) if period else None))
        elif single is not None:
            for text in self._distinct(single):
                period = parse_period(text)
                rows.append((text, "", "", self._period_id(period) if period else None))
        self._table("period_map", ("written", "written_end", "written_alone", "id"), rows)
        self._table("period", ("id", "start", "finish"), [(n, p.start, p.end) for p, n in self._periods.items()])

    def _year(self, single: Column | None) -> str:
        """The year that a column of months completes: a column's, or the file's. Empty: none is said."""
        if single is not None:
            return _text(single)
        return sql.quoted(str(self.layout.period.start.year)) if self.layout.period else ""

    def _period_id(self, period: Period) -> int:
        return self._periods.setdefault(period, len(self._periods))

    def _distinct(self, column: Column | None) -> list[str]:
        if column is None:
            return []
        return [r[0] for r in self.con.execute(f"SELECT DISTINCT {_text(column)} FROM raw ORDER BY 1").fetchall()]

    def _table(self, name: str, columns: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
        declared = ", ".join(f"{c} {_TYPES.get(c, 'VARCHAR')}" for c in columns)
        self.con.execute(f"CREATE OR REPLACE TABLE {name} ({declared})")
        if rows:
            texts = pa.table(
                {
                    c: pa.array([None if r[i] is None else str(r[i]) for r in rows], pa.string())
                    for i, c in enumerate(columns)
                }
            )
            self.con.register("arrow_rows", texts)
            casts = ", ".join(f"{c}::{_TYPES.get(c, 'VARCHAR')}" for c in columns)
            self.con.execute(f"INSERT INTO {name} SELECT {casts} FROM arrow_rows")
            self.con.unregister("arrow_rows")

    def cells(self, group: CellGroup, measures: str, lines: str) -> str:
        """The query that lays one cell's numbers beside its dimensions; `lines` is what it reads, numbered before any
        join."""
        layout = self.layout
        joins = [
            "LEFT JOIN place_map pm ON "
            + " AND ".join(
                f"pm.{n} = l.c{c.index}" for n, c in zip(PLACE_COLUMNS, self.place_columns, strict=True) if c
            ),
        ]
        indicator = layout.first("indicator")
        if indicator is not None:
            joins.append(f"LEFT JOIN indicator_map i ON i.written = l.c{indicator.index}")
        else:
            joins.append(f"LEFT JOIN indicator i ON i.name = {sql.quoted(group.indicator or '')}")
        period, join = self._period_of(group)
        if join:
            joins.append(join)
        values = {
            "source": sql.quoted(layout.source or "inconnue"),
            "origin": f"'{layout.origin}'",
            "remarks": "NULL",
            "extracted": "NULL",
        }
        if layout.extracted:
            values["extracted"] = f"DATE '{layout.extracted}'"
        for role, table in (
            ("source", "source_map"),
            ("origin", "origin_map"),
            ("remarks", "flag_map"),
            ("extracted", "day_map"),
        ):
            column = layout.first(role)  # type: ignore[arg-type]
            if column is not None:
                joins.append(f"LEFT JOIN {table} m_{role} ON m_{role}.written = l.c{column.index}")
                own = f"m_{role}.{'day' if role == 'extracted' else 'meaning'}"
                values[role] = f"coalesce({own}, {values[role]})" if role == "extracted" else own
        return f"""
            SELECT l.line, {group.number}::SMALLINT AS grp, l.numerator, l.denominator, l.value, l.value_decimals,
                   l.status, l.bad, l.raw,
                   pm.place AS place, pm.total AS total, pm.reason AS place_reason,
                   i.id AS indicator, i.scale, coalesce(i.part, false) AS part, coalesce(i.effectif, false) AS effectif,
                   coalesce(i.ratio, false) AS ratio, coalesce(i.has_denominator, false) AS has_denominator,
                   {period} AS period,
                   {values["source"]}::VARCHAR AS source, {values["origin"]}::VARCHAR AS origin,
                   {values["remarks"]}::VARCHAR AS flags, {values["extracted"]}::DATE AS extracted
            FROM (SELECT line, {self._kept()} {measures} FROM {lines}) l {" ".join(joins)}
        """

    def _kept(self) -> str:
        kept = [
            c for c in self.layout.columns if c.role not in ("ignored", "value", "numerator", "denominator", "mixed")
        ]
        return "".join(f"c{c.index}, " for c in kept)

    def _period_of(self, group: CellGroup) -> tuple[str, str]:
        """(expression, join) of a cell's period: its heading's, its columns', or the file's."""
        layout = self.layout
        if group.period is not None:
            return str(self._period_id(Period(group.period.start, group.period.end))) + "::SMALLINT", ""
        start, end, single = layout.first("start"), layout.first("end"), layout.first("period")
        if start is not None and end is not None:
            alone = f"l.c{single.index}" if single else "''"
            return (
                "pd.id",
                (
                    f"LEFT JOIN period_map pd ON pd.written = l.c{start.index} "
                    f"AND pd.written_end = l.c{end.index} AND pd.written_alone = {alone}"
                ),
            )
        month = layout.first("month")
        if month is not None and (year := self._year(single)):
            both = f"pd.written = {year} AND pd.written_end = l.c{month.index}"
            return "pd.id", f"LEFT JOIN period_map pd ON {both}"
        if single is not None:
            return "pd.id", f"LEFT JOIN period_map pd ON pd.written = l.c{single.index}"
        if layout.period is not None:
            return str(self._period_id(Period(layout.period.start, layout.period.end))) + "::SMALLINT", ""
        return "NULL::SMALLINT", ""


def _text(column: Column | None) -> str:
    return "''" if column is None else f"c{column.index}"
