"""Reading one version of the observations: named questions in SQL, typed answers. Never writes.

The file is attached read-only to a database in memory, so that a new version published meanwhile is seen by the
next reader and disturbs nobody.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from boussole.french import sort_key
from boussole.store.schema import OBSERVATION_COLUMNS, RETIRED, dimension_tables, fact_table, refuse_other
from boussole.store.versions import INCOMING, gone, number_alike, reading_connection, same_key
from boussole.values import Flag, Kind, Observation, Origin, Period, Status, Territory

_COLUMNS = ", ".join(["lot", *OBSERVATION_COLUMNS])
STATES = ("new", "changed", "unchanged", "gone")


@dataclass(frozen=True)
class Place:
    """A reference territory: a commune (with its département, région, EPCI), an EPCI, a département…"""

    kind: Kind
    code: str
    name: str
    parent: str | None
    departement: str | None
    region: str | None
    epci: str | None
    population: int | None


@dataclass(frozen=True)
class Difference:
    """What a staged file would do to one key: new, changed (old → new), unchanged, or gone."""

    state: str
    indicator: str
    territory: Territory
    period: Period
    source: str
    old_value: float | None
    old_numerator: float | None
    new_value: float | None
    new_numerator: float | None
    old_status: str | None
    new_status: str | None
    old_denominator: float | None = None
    new_denominator: float | None = None


@dataclass(frozen=True)
class Comparison:
    """What publishing a staged file would do. `communes`: how many keys of each commune are in each state."""

    counts: dict[str, int]
    changes: list[Difference]
    communes: dict[str, dict[str, int]]


class Reader:
    """The questions that can be put to one version of the store. Raises StoreTooRecent for a later layout than ours."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._con = reading_connection(store=path)
        self._con.execute("SET enable_external_access = false")
        refuse_other(int(self._rows("SELECT value FROM meta WHERE key = 'schema_version'")[0][0]))

    def _rows(self, query: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        with self._con.cursor() as cursor:  # one a call: safe from several threads; it does not inherit USE
            cursor.execute("USE store")
            return cursor.execute(query, list(parameters)).fetchall()

    def reference_fingerprint(self) -> str | None:
        rows = self._rows("SELECT value FROM meta WHERE key = 'reference'")
        return str(rows[0][0]) if rows else None

    def place(self, kind: Kind, code: str) -> Place | None:
        found = self.places(kind, [code])
        return found[0] if found else None

    def places(self, kind: Kind, codes: Iterable[str]) -> list[Place]:
        """The reference territories of a kind among `codes`, by name."""
        rows = self._rows("SELECT * FROM place WHERE kind = ? AND list_contains(?, code)", [kind.value, list(codes)])
        return sorted((Place(Kind(r[0]), *r[1:]) for r in rows), key=lambda p: sort_key(p.name))

    def observations(
        self, territories: Iterable[Territory], indicators: Sequence[str] | None = None
    ) -> list[Observation]:
        """The values in force for these territories (all indicators when None), any period, any source."""
        by_kind: dict[str, list[str]] = {}
        for territory in territories:
            by_kind.setdefault(territory.kind.value, []).append(territory.code)
        if not by_kind:
            return []
        clause = " OR ".join("(kind = ? AND list_contains(?, territory))" for _ in by_kind)
        parameters: list[Any] = [x for pair in by_kind.items() for x in pair]
        query = f"SELECT {_COLUMNS} FROM current WHERE status <> '{RETIRED}' AND ({clause})"
        if indicators is not None:
            query += " AND list_contains(?, indicator)"
            parameters.append(list(indicators))
        query += " ORDER BY indicator, start, finish, kind, territory, source"
        return [_observation(r) for r in self._rows(query, parameters)]

    def published(
        self, indicators: Sequence[str], period: Period, communes: Iterable[str], elsewhere: bool = True
    ) -> list[Observation]:
        """The values in force of one period for these communes, and (`elsewhere`) every place that is no commune."""
        query = f"""SELECT {_COLUMNS} FROM current
                    WHERE status <> '{RETIRED}' AND list_contains(?, indicator) AND start = ? AND finish = ?
                      AND CASE WHEN kind = 'commune' THEN list_contains(?, territory) ELSE ? END
                    ORDER BY indicator, kind, territory, source"""
        parameters = [list(indicators), period.start, period.end, list(communes), elsewhere]
        return [_observation(r) for r in self._rows(query, parameters)]

    def perimeter(self, id: str) -> list[str] | None:
        """The communes that a kept total covers."""
        rows = self._rows("SELECT communes FROM perimeter WHERE id = ?", [id])
        return list(rows[0][0]) if rows else None

    def lot_changes(self, lot: int) -> dict[str, int]:
        """How many keys of a lot are in force, and how many have been superseded or undone."""
        rows = self._rows(
            """SELECT (SELECT count(*) FROM current_fact WHERE lot = ?),
                      (SELECT count(*) FROM superseded_fact WHERE lot = ?)""",
            [lot, lot],
        )
        return {"in_force": rows[0][0], "superseded": rows[0][1]}

    def lot_rows(self, lot: int, limit: int | None = None) -> list[Observation]:
        """The observations of a lot, in force or not, in the file's order; the first `limit` when given."""
        query = f"""SELECT {_COLUMNS} FROM (SELECT * FROM current UNION ALL SELECT * FROM superseded)
                    WHERE lot = ? AND status <> '{RETIRED}' ORDER BY line, indicator, territory, start LIMIT ?"""
        return [_observation(r) for r in self._rows(query, [lot, limit if limit is not None else 2**31])]

    def lots_changes(self) -> dict[int, dict[str, int]]:
        """For each lot: how many of its keys are in force (`in_force`), of these how many it took away (`retired`), and
        how many are superseded or undone (`superseded`)."""
        rows = self._rows(
            f"""SELECT lot, count(*) FILTER (here), count(*) FILTER (here AND status = '{RETIRED}'),
                       count(*) FILTER (NOT here)
                FROM (SELECT lot, qualifier, true AS here FROM current_fact
                      UNION ALL SELECT lot, qualifier, false FROM superseded_fact) f
                JOIN dim_qualifier q ON q.id = f.qualifier GROUP BY lot"""
        )
        return {lot: {"in_force": a, "retired": b, "superseded": c} for lot, a, b, c in rows}

    def all_rows(self) -> list[tuple[Any, ...]]:
        """Every key in force with its value, in a fixed order: to compare two stores whole."""
        columns = ", ".join(c for c in OBSERVATION_COLUMNS if c not in ("line",))
        return self._rows(f"SELECT {columns} FROM current WHERE status <> '{RETIRED}' ORDER BY ALL")


def compare(current: Path | None, staged: Path, limit: int | None = None) -> tuple[dict[str, int], list[Difference]]:
    """What publishing `staged` would change: counts by state, and the changes themselves (at most `limit`).

    A key is *gone* when the store holds it for a commune of the file's scope, same indicator, period and source, and
    the file does not give it any more.
    """
    whole = comparison(current, staged, limit)
    return whole.counts, whole.changes


def comparison(current: Path | None, staged: Path, limit: int | None = None) -> Comparison:
    """The same as `compare`, and the communes touched."""
    files = {"staged": staged} if current is None else {"staged": staged, "store": current}
    with closing(reading_connection(**files)) as con:
        con.execute("SET preserve_insertion_order = false")
        if current is None:
            con.execute("ATTACH ':memory:' AS store")
            con.execute("USE store")
            con.execute(dimension_tables() + fact_table("current_fact"))
            con.execute("USE memory")
        number_alike(con, "store", learn=False)
        con.execute(f"CREATE TEMP VIEW incoming AS {INCOMING}")
        con.execute(f"""CREATE TEMP VIEW held AS SELECT * FROM store.current_fact WHERE qualifier NOT IN
                        (SELECT id FROM store.dim_qualifier WHERE status = '{RETIRED}')""")
        con.execute(_DIFFERENCE)
        counted = dict(con.execute("SELECT state, sum(keys)::BIGINT FROM states GROUP BY state").fetchall())
        rows = con.execute(_NAMED_CHANGES, [limit if limit is not None else 2**31]).fetchall()
        touched = con.execute(_TOUCHED).fetchall()
    communes: dict[str, dict[str, int]] = {}
    for code, state, count in touched:
        communes.setdefault(code, {})[state] = count
    changes = [Difference(r[0], r[1], Territory(Kind(r[2]), r[3]), Period(r[4], r[5]), r[6], *r[7:]) for r in rows]
    return Comparison({s: counted.get(s, 0) for s in STATES}, changes, communes)


# `changed`: the keys that are new or not the same, under the numbers of the staged file; `lost`: those that are gone,
# under the store's. `states` counts all keys by place: what is not changed is unchanged.
_DIFFERENCE = f"""
    CREATE TEMP TABLE lost AS SELECT h.* FROM held h WHERE {gone("h", "store")};
    CREATE TEMP TABLE alike AS SELECT d.id AS old, s.id AS new FROM store.dim_qualifier d, staged.dim_qualifier s
        WHERE d.status = s.status AND d.perimeter IS NOT DISTINCT FROM s.perimeter;
    CREATE TEMP TABLE changed AS
        SELECT CASE WHEN h.series IS NULL THEN 'new' ELSE 'changed' END AS state, a.* EXCLUDE (series, place),
               h.value AS old_value, h.numerator AS old_numerator, h.denominator AS old_denominator,
               h.qualifier AS held_as
        FROM (SELECT f.* EXCLUDE (line, raw, series, place), f.series AS staged_series, f.place AS staged_place,
                     series_of.id AS series, place_of.id AS place
              FROM staged.accepted_fact f JOIN series_of ON series_of.staged = f.series
              JOIN place_of ON place_of.staged = f.place) a
        LEFT JOIN held h ON {same_key("h", "a")}
        LEFT JOIN alike ON alike.old = h.qualifier AND alike.new = a.qualifier
        WHERE h.series IS NULL OR alike.old IS NULL OR h.value IS DISTINCT FROM a.value
              OR h.numerator IS DISTINCT FROM a.numerator OR h.denominator IS DISTINCT FROM a.denominator;
    CREATE TEMP TABLE states AS
        SELECT state, staged_place AS place, count(*) AS keys, true AS ours FROM changed GROUP BY ALL
        UNION ALL SELECT 'gone', place, count(*), false FROM lost GROUP BY ALL;
    INSERT INTO states
        SELECT 'unchanged', f.place, f.keys - coalesce(s.keys, 0), true
        FROM (SELECT place, count(*) AS keys FROM staged.accepted_fact GROUP BY ALL) f
        LEFT JOIN (SELECT place, sum(keys) AS keys FROM states WHERE ours GROUP BY ALL) s USING (place)
        WHERE f.keys > coalesce(s.keys, 0);
"""
_NAMED_CHANGES = """
    SELECT * FROM (
        SELECT c.state, s.indicator, p.kind, p.territory, s.start, s.finish, s.source, c.old_value, c.old_numerator,
               c.value AS new_value, c.numerator AS new_numerator, old.status AS old_status, new.status AS new_status,
               c.old_denominator, c.denominator AS new_denominator
        FROM changed c JOIN staged.dim_series s ON s.id = c.staged_series
        JOIN staged.dim_place p ON p.id = c.staged_place JOIN staged.dim_qualifier new ON new.id = c.qualifier
        LEFT JOIN store.dim_qualifier old ON old.id = c.held_as
        UNION ALL
        SELECT 'gone', s.indicator, p.kind, p.territory, s.start, s.finish, s.source, h.value, h.numerator, NULL, NULL,
               old.status, NULL, h.denominator, NULL
        FROM lost h JOIN store.dim_series s ON s.id = h.series JOIN store.dim_place p ON p.id = h.place
        JOIN store.dim_qualifier old ON old.id = h.qualifier
    ) ORDER BY state, indicator, kind, territory, start, finish, source LIMIT ?
"""
_TOUCHED = """
    SELECT coalesce(s.territory, p.territory), state, sum(keys)::BIGINT
    FROM states LEFT JOIN staged.dim_place s ON ours AND s.id = states.place
    LEFT JOIN store.dim_place p ON NOT ours AND p.id = states.place
    WHERE coalesce(s.kind, p.kind) = 'commune' GROUP BY ALL ORDER BY ALL
"""


def _observation(row: tuple[Any, ...]) -> Observation:
    named = dict(zip(["lot", *OBSERVATION_COLUMNS], row, strict=True))
    return Observation(
        indicator=named["indicator"],
        territory=Territory(Kind(named["kind"]), named["territory"]),
        period=Period(named["start"], named["finish"]),
        source=named["source"],
        value=named["value"],
        numerator=named["numerator"],
        denominator=named["denominator"],
        status=Status(named["status"]),
        origin=Origin(named["origin"]),
        lot=named["lot"],
        line=named["line"],
        perimeter=named["perimeter"],
        extracted=named["extracted"],
        flags=frozenset(Flag(f) for f in (named["flags"] or "").split(",") if f),
        raw=named["raw"] or "",
    )
