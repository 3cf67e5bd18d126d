"""Small made-up things for tests: observations, staged files as the import leaves them, stores, a clock to move."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb

from boussole.catalogue import Indicator, catalogue
from boussole.store import Lot, LotDraft, Store
from boussole.store.schema import DIMENSIONS, FACTS, OBSERVATION_COLUMNS, dimension_tables
from boussole.values import Kind, Observation, Origin, Period, Status, Territory, perimeter_id

Row = Mapping[str, Any]

# In `accepted`'s own order and types: a part of 20 / 200, ten percent.
DEFAULTS: dict[str, Any] = {
    "line": 2,
    "indicator": "mt_sans_17plus",
    "kind": "commune",
    "territory": "79049",
    "start": date(2024, 1, 1),
    "finish": date(2024, 12, 31),
    "source": "cpam",
    "value": None,
    "numerator": 20.0,
    "denominator": 200.0,
    "status": "ok",
    "origin": "loaded",
    "perimeter": None,
    "extracted": None,
    "flags": None,
    "raw": None,
}
assert list(DEFAULTS) == list(OBSERVATION_COLUMNS)


class Clock:
    """A clock that only tests move."""

    def __init__(self, at: datetime = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at

    def forward(self, **by: float) -> None:
        self.at += timedelta(**by)


def row(**changes: Any) -> dict[str, Any]:
    """One row of `accepted`, all defaults but `changes`. A status other than ok has no value and no numerator."""
    empty = {"value": None, "numerator": None} if changes.get("status", "ok") != "ok" else {}
    return DEFAULTS | empty | changes


def total(id: str, communes: Iterable[str], **changes: Any) -> dict[str, Any]:
    """A CPTS's own total, kept with the communes that it covers."""
    return row(kind="cpts", territory=id, perimeter=perimeter_id(communes), **changes)


def staged(
    path: Path,
    rows: Sequence[Row],
    scope: Iterable[str] | None = None,
    perimeters: Iterable[Sequence[str]] = (),
) -> Path:
    """The database that the import leaves for `publish`. `scope`: the communes of the rows unless said."""
    if scope is None:
        scope = {r["territory"] for r in rows if r["kind"] == "commune"}
    values = [[r[c] for c in OBSERVATION_COLUMNS] for r in rows]
    with duckdb.connect(str(path)) as con:
        con.begin()  # one write to the disk instead of one a statement
        con.execute(dimension_tables())
        con.execute(f"CREATE TABLE accepted ({', '.join(f'{n} {t}' for n, t in OBSERVATION_COLUMNS.items())})")
        con.execute("CREATE TABLE scope AS SELECT unnest(?::VARCHAR[]) AS territory", [sorted(scope)])
        con.execute("CREATE TABLE perimeter (id VARCHAR, communes VARCHAR[])")
        if values:
            places = ", ".join("?" * len(OBSERVATION_COLUMNS))
            con.executemany(f"INSERT INTO accepted VALUES ({places})", values)
        for name, columns in DIMENSIONS.items():
            names = ", ".join(columns)
            con.execute(
                f"INSERT INTO dim_{name} SELECT 7 + row_number() OVER (), {names} FROM (SELECT DISTINCT {names} FROM accepted)"
            )
        joins = " ".join(
            f"JOIN dim_{d} ON " + " AND ".join(f"dim_{d}.{c} IS NOT DISTINCT FROM a.{c}" for c in columns)
            for d, columns in DIMENSIONS.items()
        )
        facts = ", ".join(f"dim_{c}.id AS {c}" if c in DIMENSIONS else f"a.{c}" for c in FACTS)
        con.execute(f"CREATE TABLE accepted_fact AS SELECT {facts} FROM accepted a {joins}")
        for communes in perimeters:
            con.execute("INSERT INTO perimeter VALUES (?, ?)", [perimeter_id(communes), sorted(communes)])
        con.commit()
    return path


def draft(name: str = "extrait.csv", author: str = "analyste", sha256: str | None = None) -> LotDraft:
    return LotDraft(file_name=name, sha256=sha256 or f"sha-{name}", fingerprint=f"fp-{name}", author=author)


def new_store(root: Path, clock: Clock | None = None) -> Store:
    store = Store(root, clock or Clock())
    store.create()
    return store


def load(store: Store, *rows: Row, name: str = "extrait.csv", retire: bool = False, **how: Any) -> Lot:
    """Publish rows as one file."""
    number = len(list(store.root.parent.glob("staged-*.duckdb")))
    path = staged(store.root.parent / f"staged-{store.root.name}-{number}.duckdb", rows, **how)
    return store.publish(path, draft(name), retire=retire)


def published(root: Path, *rows: Row, **how: Any) -> Store:
    """A store with one lot."""
    store = new_store(root)
    load(store, *rows, **how)
    return store


def indicator(**changes: Any) -> Indicator:
    """A part in percent, threshold 11, from the catalogue; `changes` on top, checked like an entry of the file."""
    return Indicator.model_validate(catalogue().indicator("mt_sans_17plus").model_dump() | changes)


def effectif(**changes: Any) -> Indicator:
    return Indicator.model_validate(catalogue().indicator("asalee_patients").model_dump() | changes)


def moyenne(**changes: Any) -> Indicator:
    return Indicator.model_validate(catalogue().indicator("apl_mg").model_dump() | changes)


def taux(**changes: Any) -> Indicator:
    return Indicator.model_validate(catalogue().indicator("mg_densite").model_dump() | changes)


def observation(code: str = "79049", numerator: float | None = None, denominator: float | None = None,
                **changes: Any) -> Observation:  # fmt: skip
    """A commune's value for 2024."""
    known: dict[str, Any] = {
        "indicator": "mt_sans_17plus",
        "territory": Territory(Kind.COMMUNE, code),
        "period": Period.of_year(2024),
        "source": "cpam",
        "value": None,
        "numerator": numerator,
        "denominator": denominator,
        "status": Status.OK,
        "origin": Origin.LOADED,
    }
    return Observation(**known | changes)


def secret(code: str, denominator: float | None = None, **changes: Any) -> Observation:
    return observation(code, None, denominator, status=Status.SECRET, **changes)
