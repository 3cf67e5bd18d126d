"""A recognised file → parsed cells in a temporary DuckDB file: numbers, missing marks, places, periods, one row a cell.

The second of the two places that import DuckDB. Work goes a column at a time; Python sees distinct places, indicators
and periods only. Line numbers are fixed before any join. Refuses (Blocked) text that cannot be cut into records.
"""

from __future__ import annotations

import csv
import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

from boussole.catalogue import catalogue
from etl import expressions as sql
from etl.groups import CellGroup, cell_groups
from etl.layout import Column, Layout
from etl.periods import parse_day, parse_period
from etl.places import KnownTerritory, resolve
from etl.reasons import Blocked
from etl.recognise import source_named
from etl.remarks import flags_of, origin_of

MEMORY_LIMIT = "500MB"
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
        self.con.execute(f"SET temp_directory = {sql.quoted(str(folder / 'spill'))}")
        self.uneven: list[Uneven] = []
        self.lines = 0
        self.groups: list[CellGroup] = []

    def __enter__(self) -> Stage:
        return self

    def __exit__(self, *_: object) -> None:
        self.con.close()

    def rows(self, query: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        return self.con.execute(query, list(parameters)).fetchall()

    def fill(self, text: Path, layout: Layout, territories: Sequence[KnownTerritory]) -> None:
        """Read the data lines and parse every cell into `parsed`. Raises Blocked."""
        self._read(text, layout)
        self._map_places(layout, territories)
        self._map_distinct(layout)
        self._parse(layout)

    # ---- reading

    def _read(self, text: Path, layout: Layout) -> None:
        expected = _physical_lines(text) - (layout.first_line - 1) - layout.tail_lines
        count = self._read_fast(text, layout)
        if count != expected:  # blank lines, uneven lines or line breaks in quotes: count lines one by one
            count = self._read_exact(text, layout)
        self.lines = count + len(self.uneven)
        if self.lines == 0:
            raise Blocked("fichier_vide")

    def _read_fast(self, text: Path, layout: Layout) -> int:
        names = [f"c{i}" for i in range(layout.width)]
        columns = "{" + ", ".join(f"'{n}': 'VARCHAR'" for n in names) + "}"
        try:
            self.con.execute(f"""
                CREATE OR REPLACE TABLE raw AS SELECT * FROM read_csv({sql.quoted(str(text))},
                delim = {sql.quoted(layout.delimiter)}, quote = '"', escape = '"', header = false, auto_detect = false,
                skip = {layout.first_line - 1}, columns = {columns}, strict_mode = true, ignore_errors = true)
            """)  # noqa: S608
        except duckdb.Error:
            return -1  # the exact reading names the line
        self.con.execute(f"CREATE OR REPLACE VIEW line AS SELECT rowid + {layout.first_line} AS line, * FROM raw")  # noqa: S608
        return int(self.rows("SELECT count(*) FROM raw")[0][0])

    def _read_exact(self, text: Path, layout: Layout) -> int:
        """Number the lines in Python, set uneven ones apart, and hand DuckDB clean records that carry their number."""
        clean = self.path.with_name("clean.csv")
        count = 0
        self.uneven = []
        with text.open(encoding="utf-8", newline="") as source, clean.open("w", encoding="utf-8", newline="") as out:
            writer = csv.writer(out, delimiter=";", lineterminator="\n")
            for line, cells in _records(source, layout):
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
            CREATE OR REPLACE TABLE raw AS SELECT * FROM read_csv({sql.quoted(str(clean))}, delim = ';', quote = '"',
            escape = '"', header = false, auto_detect = false, columns = {columns})
        """)  # noqa: S608
        self.con.execute("CREATE OR REPLACE VIEW line AS SELECT * FROM raw")
        return count

    # ---- distinct places, indicators, periods: resolved in Python, joined back

    def _map_places(self, layout: Layout, territories: Sequence[KnownTerritory]) -> None:
        code, postal = layout.first("code"), layout.first("postal")
        used = [code or postal, layout.first("name"), layout.first("departement"), layout.first("kind")]
        texts = ", ".join(_text(c) for c in used)
        found = self.rows(f"SELECT {texts}, count(*) FROM raw GROUP BY ALL ORDER BY ALL")  # noqa: S608
        seen: dict[tuple[str | None, ...], int] = {}
        records = []
        for written_code, name, departement, kind, _ in found:
            place = resolve(written_code, name, departement, kind, code is None and postal is not None, territories)
            identity = (
                (place.territory.kind.value, place.territory.code, place.former) if place.territory else (None, written_code, name)
            )
            records.append(
                {
                    "code": written_code, "name": name, "departement": departement, "kind_text": kind,
                    "place": seen.setdefault(identity, len(seen)),
                    "kind": place.territory.kind.value if place.territory else None,
                    "territory": place.territory.code if place.territory else None,
                    "former": place.former, "padded": place.padded, "total": place.total, "reason": place.reason,
                }
            )  # fmt: skip
        self._table("place_map", records, ("code", "name", "departement", "kind_text", "place", "kind", "territory", "former", "padded", "total", "reason"))
        self.place_texts = [_text(c) for c in used]

    def _map_distinct(self, layout: Layout) -> None:
        """One table for each column whose distinct texts mean something: (written, id, …)."""
        known = catalogue()
        from etl.headings import matcher

        indicators = self._distinct(layout.first("indicator"))
        self._table(
            "indicator_map",
            [_indicator_record(t, matcher().indicator(t)) for t in indicators]
            + [_indicator_record(i, i) for i in known.indicators if i not in indicators],
            ("written", "indicator", "nature", "scale", "has_denominator"),
        )
        periods = []
        for text in self._distinct(layout.first("period")):
            period = parse_period(text)
            periods.append({"written": text, "start": period and period.start, "finish": period and period.end})
        self._table("period_map", periods, ("written", "start", "finish"), {"start": "DATE", "finish": "DATE"})
        days: set[str] = set()
        for role in ("start", "end", "extracted"):
            days |= set(self._distinct(layout.first(role)))  # type: ignore[arg-type]
        self._table("day_map", [{"written": d, "day": parse_day(d)} for d in days], ("written", "day"), {"day": "DATE"})
        self._table(
            "source_map",
            [{"written": s, "source": source_named(s) if s else None} for s in self._distinct(layout.first("source"))],
            ("written", "source"),
        )
        self._table(
            "origin_map", [{"written": o, "origin": origin_of(o)} for o in self._distinct(layout.first("origin"))], ("written", "origin")
        )
        self._table(
            "flag_map", [{"written": r, "flags": flags_of(r)} for r in self._distinct(layout.first("remarks"))], ("written", "flags")
        )

    def _distinct(self, column: Column | None) -> list[str]:
        if column is None:
            return []
        return [r[0] for r in self.rows(f"SELECT DISTINCT {_text(column)} FROM raw")]  # noqa: S608

    def _table(
        self, name: str, records: list[dict[str, Any]], columns: Iterable[str], types: dict[str, str] | None = None
    ) -> None:
        columns = list(columns)
        numeric = {"place": "INTEGER", "scale": "DOUBLE", "padded": "BOOLEAN", "total": "BOOLEAN", "has_denominator": "BOOLEAN"} | (types or {})
        declared = ", ".join(f"{c} {numeric.get(c, 'VARCHAR')}" for c in columns)
        self.con.execute(f"CREATE OR REPLACE TABLE {name} ({declared})")
        if records:
            frame = pd.DataFrame({c: pd.Series([r.get(c) for r in records], dtype=object) for c in columns})
            self.con.register("records", frame)
            casts = ", ".join(f"{c}::{numeric.get(c, 'VARCHAR')}" for c in columns)
            self.con.execute(f"INSERT INTO {name} SELECT {casts} FROM records")  # noqa: S608
            self.con.unregister("records")

    # ---- parsing

    def _parse(self, layout: Layout) -> None:
        """`parsed`: one row a cell, with its status, or the reason why it is refused and in which column."""
        self.groups = cell_groups(layout)
        if not self.groups:
            raise Blocked("aucun_indicateur")
        join = " AND ".join(
            f"p.{n} = l.{t}" if not t.startswith("''") else "true"
            for n, t in zip(("code", "name", "departement", "kind_text"), (f"k{i}" for i in range(4)), strict=True)
        )
        selects = []
        for group in self.groups:
            selects.append(self._group_query(layout, group, join))
        self.con.execute("CREATE OR REPLACE TABLE parsed AS " + selects[0])
        for query in selects[1:]:
            self.con.execute("INSERT INTO parsed " + query)

    def _group_query(self, layout: Layout, group: CellGroup, join: str) -> str:
        return _GROUP.format(
            columns=_measures(group),
            keys=", ".join(f"{t} AS k{i}" for i, t in enumerate(self.place_texts)),
            dims=_dimensions(layout, group),
            join=join,
            joins=_dimension_joins(layout, group),
            group=group.number,
            **_dimension_values(layout, group),
        )


# One cell: texts (t_), numbers (n_) and missing marks (m_) of numerator, denominator and value; then the verdict.
_GROUP = """
SELECT line, {group}::SMALLINT AS grp, place, kind, territory, former, total, indicator, start, finish, source, origin, flags, extracted,
       CASE WHEN verdict IS NULL AND status = 'ok' THEN value END AS value,
       CASE WHEN verdict IS NULL AND status = 'ok' THEN numerator END AS numerator,
       CASE WHEN verdict IS NULL THEN denominator END AS denominator,
       deduced, status, verdict AS reason, culprit, CASE WHEN status <> 'ok' OR deduced THEN raw END AS raw
FROM (
 SELECT *, CASE
    WHEN place_reason IS NOT NULL THEN place_reason
    WHEN start IS NULL OR finish IS NULL OR finish < start THEN 'periode_illisible'
    WHEN indicator IS NULL THEN 'indicateur_inconnu'
    WHEN source IS NULL THEN 'source_inconnue'
    WHEN bad IS NOT NULL THEN 'valeur_illisible'
    WHEN status = 'ok' AND (numerator < 0 OR denominator < 0 OR value < 0 OR (nature = 'part' AND (value > 100.0000001 OR numerator > denominator))) THEN 'hors_bornes'
    WHEN status = 'ok' AND NOT deduced AND denominator > 0 AND value IS NOT NULL AND nature IN ('part', 'taux')
         AND abs(numerator / denominator * scale - value) > 0.5 * pow(10, -value_decimals) * 1.000001 + 1e-9 THEN 'contradiction'
    END AS verdict,
    CASE WHEN place_reason IS NOT NULL THEN 'place' WHEN start IS NULL OR finish IS NULL OR finish < start THEN 'period'
         WHEN indicator IS NULL THEN 'indicator' WHEN source IS NULL THEN 'source' WHEN bad IS NOT NULL THEN bad
         WHEN numerator < 0 OR numerator > denominator THEN 'numerator' WHEN denominator < 0 THEN 'denominator' ELSE 'value' END AS culprit
 FROM (
  SELECT * EXCLUDE (numerator, denominator, value, status),
    CASE WHEN nature = 'effectif' AND numerator IS NULL THEN value ELSE numerator END AS numerator,
    CASE WHEN deduced THEN round(numerator / value * 100) ELSE denominator END AS denominator,
    CASE WHEN nature = 'effectif' THEN coalesce(value, numerator) ELSE value END AS value,
    CASE WHEN status = 'ok' AND denominator = 0 AND has_denominator THEN 'division_by_zero' ELSE status END AS status
  FROM (
   SELECT *, (status = 'ok' AND nature = 'part' AND denominator IS NULL AND numerator > 0 AND value > 0 AND value <= 100) AS deduced FROM (
    SELECT l.line, l.raw, l.bad, l.numerator, l.denominator, l.value, l.value_decimals, l.status,
           p.place, p.kind, p.territory, p.former, p.total,
           CASE WHEN p.total THEN NULL ELSE p.reason END AS place_reason,
           {indicator} AS indicator, {nature} AS nature, {scale} AS scale, {has_denominator} AS has_denominator,
           {start} AS start, {finish} AS finish, {source} AS source, {origin} AS origin, {flags} AS flags, {extracted} AS extracted
    FROM (
     SELECT line, {keys}, {dims}, {columns} FROM line
    ) l LEFT JOIN place_map p ON {join} {joins}
   )
  )
 )
)
"""


def _measures(group: CellGroup) -> str:
    """Texts, numbers and the status of one cell, from the columns of its group."""
    rate_text, count_text = "NULL", "NULL"
    if group.mixed is not None:
        cell = f"c{group.mixed}"
        rate_text, count_text = sql.mixed_rate(cell), sql.mixed_count(cell)
    num = f"c{group.numerator}" if group.numerator is not None else "NULL::VARCHAR"
    den = f"c{group.denominator}" if group.denominator is not None else "NULL::VARCHAR"
    val = f"c{group.value}" if group.value is not None else "NULL::VARCHAR"
    if group.mixed is not None:
        cell = f"c{group.mixed}"
        both = f"nullif({rate_text}, '')"
        # A cell that is not « rate + count » is read as a rate alone, or as a missing mark.
        num_n = f"CASE WHEN {both} IS NOT NULL THEN {sql.number(count_text)} END"
        val_n = f"CASE WHEN {both} IS NOT NULL THEN {sql.number(rate_text)} ELSE {sql.number(cell)} END"
        val_d = f"{sql.decimals(f'coalesce({both}, {cell})')}"
        num_m, val_m, val = "NULL", sql.missing(cell), cell
        num_t = "NULL::VARCHAR"
    else:
        num_n, val_n = sql.number(num), sql.number(val)
        val_d = sql.decimals(val)
        num_m, val_m, num_t = sql.missing(num), sql.missing(val), num
    factor = " * 100" if group.fraction else ""
    shift = " - 2" if group.fraction else ""
    den_n, den_m = sql.number(den), sql.missing(den)
    empty = " AND ".join(f"coalesce(trim({t}), '') = ''" for t in (num_t, den, val) if t != "NULL::VARCHAR") or "true"
    mark = f"coalesce(CASE WHEN {num_n} IS NULL THEN {num_m} END, CASE WHEN {val_n} IS NULL THEN {val_m} END)" if num_t != "NULL::VARCHAR" else f"CASE WHEN {val_n} IS NULL THEN {val_m} END"
    secret = " OR ".join(f"({n} IS NULL AND {m} = 'secret')" for n, m, t in ((num_n, num_m, num_t), (val_n, val_m, val)) if t != "NULL::VARCHAR") or "false"
    bads = [
        f"WHEN coalesce(trim({t}), '') <> '' AND {n} IS NULL AND {m} IS NULL THEN '{name}'"
        for name, t, n, m in (("numerator", num_t, num_n, num_m), ("denominator", den, den_n, den_m), ("value", val, val_n, val_m))
        if t != "NULL::VARCHAR"
    ]
    raws = ", ".join(t for t in (num_t, den, val) if t != "NULL::VARCHAR")
    return f"""
     concat_ws('|', {raws}) AS raw,
     CASE {' '.join(bads)} END AS bad,
     {num_n} AS numerator, {den_n} AS denominator, ({val_n}){factor} AS value, greatest(coalesce({val_d}, 0){shift}, 0) AS value_decimals,
     CASE WHEN {empty} THEN 'empty' WHEN {secret} THEN 'secret' WHEN {num_n} IS NOT NULL OR {val_n} IS NOT NULL THEN 'ok'
          ELSE coalesce({mark}, 'empty') END AS status"""


def _text(column: Column | None) -> str:
    return "''" if column is None else f"coalesce(trim(c{column.index}), '')"


_DIMENSIONS = (("indicator", "indicator"), ("period", "period"), ("start", "start"), ("end", "finish"), ("source", "source"), ("origin", "origin"), ("remarks", "remarks"), ("extracted", "extracted"))  # fmt: skip


def _dimensions(layout: Layout, group: CellGroup) -> str:
    parts = []
    for role, name in _DIMENSIONS:
        column = layout.first(role)  # type: ignore[arg-type]
        if column is not None:
            parts.append(f"{_text(column)} AS d_{name}")
    return ", ".join(parts) or "1 AS d_none"


def _dimension_joins(layout: Layout, group: CellGroup) -> str:
    joins = []
    for role, name in _DIMENSIONS:
        if layout.first(role) is None:  # type: ignore[arg-type]
            continue
        table = "day_map" if name in ("start", "finish", "extracted") else {"remarks": "flag_map"}.get(name, f"{name}_map")
        joins.append(f"LEFT JOIN {table} m_{name} ON m_{name}.written = l.d_{name}")
    if layout.first("indicator") is None:
        joins.append(f"LEFT JOIN indicator_map m_indicator ON m_indicator.written = {sql.quoted(group.indicator or '')}")
    return " ".join(joins)


def _dimension_values(layout: Layout, group: CellGroup) -> dict[str, str]:
    """How each dimension of a cell is found: its own column, else its heading, else what holds for the file."""
    period = group.period or layout.period
    fixed_start = f"DATE '{period.start}'" if period else "NULL::DATE"
    fixed_end = f"DATE '{period.end}'" if period else "NULL::DATE"
    own_period = layout.first("period") is not None and group.period is None
    start = "m_period.start" if own_period else "m_start.day" if layout.first("start") else fixed_start
    finish = "m_period.finish" if own_period else "m_finish.day" if layout.first("end") else fixed_end
    if layout.first("start") and layout.first("period") and group.period is None:
        start, finish = f"coalesce(m_start.day, {start})", f"coalesce(m_finish.day, {finish})"
    source = sql.quoted(layout.source or "inconnue")
    extracted = f"DATE '{layout.extracted}'" if layout.extracted else "NULL::DATE"
    return {
        "indicator": "m_indicator.indicator",
        "nature": "m_indicator.nature",
        "scale": "m_indicator.scale",
        "has_denominator": "m_indicator.has_denominator",
        "start": start,
        "finish": finish,
        "source": f"CASE WHEN l.d_source = '' THEN {source} ELSE m_source.source END" if layout.first("source") else source,
        "origin": f"coalesce(m_origin.origin, '{layout.origin}')" if layout.first("origin") else f"'{layout.origin}'",
        "flags": "m_remarks.flags" if layout.first("remarks") else "NULL::VARCHAR",
        "extracted": f"coalesce(m_extracted.day, {extracted})" if layout.first("extracted") else extracted,
    }


def _indicator_record(written: str, id_: str | None) -> dict[str, Any]:
    if id_ is None:
        return {"written": written}
    indicator = catalogue().indicator(id_)
    return {
        "written": written,
        "indicator": id_,
        "nature": indicator.nature,
        "scale": float(indicator.scale),
        "has_denominator": indicator.denominator is not None and indicator.nature != "moyenne",
    }


def _physical_lines(text: Path) -> int:
    count, last = 0, b"\n"
    with text.open("rb") as handle:
        while chunk := handle.read(CHUNK):
            count += chunk.count(b"\n")
            last = chunk[-1:]
    return count + (last != b"\n")


def _records(source: Iterable[str], layout: Layout) -> Iterable[tuple[int, list[str]]]:
    """(line, cells) of the body. Raises Blocked on a quote that never closes."""
    lines = list(source) if layout.tail_lines else source  # only irregular files come here
    if isinstance(lines, list):
        lines = lines[: len(lines) - layout.tail_lines]
    reader = csv.reader(lines, delimiter=layout.delimiter, strict=True)
    start = 1
    try:
        for cells in reader:
            if start >= layout.first_line:
                yield start, cells
            start = reader.line_num + 1
    except csv.Error as error:
        raise Blocked("fichier_illisible", f"ligne {start}, guillemet mal placé ou jamais refermé") from error


Progress = Callable[[str, float], None]
