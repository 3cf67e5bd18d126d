"""What the store takes in of a judged file: its good cells as they are, and beside them the rows that no single cell
gives (communes merged since, added up; totals of a territory). Gets its connection from stage.py.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from boussole.store.schema import DIMENSIONS, FACTS, OBSERVATION_COLUMNS
from etl.dimensions import write_table
from etl.stage import Stage
from etl.verdict import GOOD

Qualifier = tuple[str, str, str | None, date | None, str | None]  # in the order of the store's columns
Numbers = tuple[float | None, float | None, float | None]  # value, numerator, denominator

_ITSELF = f"{GOOD} AND place IN (SELECT id FROM dim_place WHERE id >= 0)"


class Accepted:
    """The rows to publish: `add` keeps rows apart, `write` lays everything out as the store reads it. What is kept
    apart has numbers below zero."""

    def __init__(self) -> None:
        self._rows: list[tuple[Any, ...]] = []
        self._places: dict[tuple[str, str], int] = {}
        self._qualifiers: dict[Qualifier, int] = {}
        self._perimeters: dict[str, list[str]] = {}

    def add(
        self, line: int, series: int, place: tuple[str, str], qualifier: Qualifier, numbers: Numbers, raw: str | None
    ) -> None:
        """One row: `series` by its number in the stage, `place` by kind and code."""
        where = self._places.setdefault(place, -1 - len(self._places))
        said = self._qualifiers.setdefault(qualifier, -1 - len(self._qualifiers))
        self._rows.append((line, series, where, said, *numbers, raw))

    def cover(self, perimeter: str, communes: list[str]) -> None:
        """The communes that a total covers."""
        self._perimeters[perimeter] = communes

    def write(self, stage: Stage, scope: list[str]) -> None:
        """`accepted_fact`, its dimensions, `scope` and `perimeter`."""
        con = stage.con
        # Parts of a merged commune are published as one, apart; so are the rows of a CPTS.
        itself = stage.rows(
            """SELECT place, kind, territory FROM place WHERE kind IS NOT NULL AND kind <> 'cpts'
               AND place NOT IN (SELECT place FROM merged_place)"""
        )
        self._dimension(con, "place", itself + [(n, *p) for p, n in self._places.items()])
        write_table(con, "accepted_apart", FACTS, self._rows)
        con.execute(f"""CREATE OR REPLACE VIEW accepted_fact AS
                        SELECT {", ".join(FACTS)} FROM parsed WHERE {_ITSELF} UNION ALL FROM accepted_apart""")
        met = stage.rows(f"SELECT DISTINCT series, qualifier FROM parsed WHERE {_ITSELF}")
        series = {s for s, _ in met} | {row[1] for row in self._rows}
        known = stage.dimensions
        self._dimension(con, "series", [(n, *known.series(n)) for n in sorted(series)])
        said = [(status, origin, None, day, flags, n) for n in sorted({q for _, q in met})
                for status, origin, day, flags in [known.qualifier(n)]]  # fmt: skip
        self._dimension(con, "qualifier", [(n, *q) for *q, n in said] + [(n, *q) for q, n in self._qualifiers.items()])
        write_table(con, "scope", {"territory": "VARCHAR"}, [(code,) for code in scope])
        con.execute("CREATE OR REPLACE TABLE perimeter (id VARCHAR, communes VARCHAR[])")
        for id, communes in self._perimeters.items():
            con.execute("INSERT INTO perimeter VALUES (?, ?)", [id, communes])

    def _dimension(self, con: Any, name: str, rows: list[tuple[Any, ...]]) -> None:
        columns = {"id": "INTEGER"} | {c: OBSERVATION_COLUMNS[c] for c in DIMENSIONS[name]}
        write_table(con, f"dim_{name}", columns, rows)
