"""Writing the next DuckDB file: copy the one in force, change it, make it durable. Never changes a file in force.

A crash before the journal's commit leaves an orphan file, swept by the next writer.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
import uuid
from collections.abc import Iterator
from pathlib import Path

import duckdb

from boussole.store.schema import DIMENSIONS, FACTS, OBSERVATIONS, RETIRED

MEMORY_LIMIT = "450MB"
_COLUMNS = ", ".join(FACTS)
_KEYS = "series, place"


def same_key(left: str, right: str) -> str:
    return f"{left}.series = {right}.series AND {left}.place = {right}.place"


def connect(path: Path | str, *, read_only: bool = False) -> duckdb.DuckDBPyConnection:
    """A connection with the memory limit set, spilling beside the store rather than in the working folder."""
    con = duckdb.connect(str(path), read_only=read_only)
    con.execute(f"SET memory_limit = '{memory_limit()}'")
    con.execute("SET preserve_insertion_order = false")
    return con


def memory_limit() -> str:
    return os.environ.get("BOUSSOLE_MEMORY", MEMORY_LIMIT)


def reading_connection(**attached: Path) -> duckdb.DuckDBPyConnection:
    """A database in memory with these files attached read-only; spills in a folder of its own, never where we work."""
    con = duckdb.connect()
    con.execute(f"SET memory_limit = '{memory_limit()}'")
    spill = Path(tempfile.gettempdir()) / f"boussole-{uuid.uuid4().hex}"  # made by DuckDB if need be, and removed
    con.execute(f"SET temp_directory = '{_quoted(spill)}'")
    try:
        for name, path in attached.items():
            attach(con, path, name)
    except BaseException:
        con.close()
        raise
    return con


def attach(con: duckdb.DuckDBPyConnection, path: Path, name: str) -> None:
    con.execute(f"ATTACH '{_quoted(path)}' AS {name} (READ_ONLY)")


def new_file(folder: Path, stamp: str) -> Path:
    return folder / f"observations-{stamp}-{uuid.uuid4().hex[:8]}.duckdb"


@contextlib.contextmanager
def next_version(current: Path | None, target: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open a copy of `current` (an empty store when None) as `target`; on success it is on the disk for good."""
    try:
        if current is not None:
            shutil.copyfile(current, target)
        with contextlib.closing(connect(target)) as con:
            if current is None:
                con.execute(OBSERVATIONS)
            yield con
            con.execute("CHECKPOINT")
        _fsync(target)
        _fsync(target.parent)
    except BaseException:
        discard(target)
        raise


def discard(file: Path) -> None:
    """Delete an observations file and what DuckDB keeps beside it. Raises OSError where one is open (Windows)."""
    for path in file.parent.glob(f"{file.name}*"):
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)


def _fsync(path: Path) -> None:
    if path.is_dir() and os.name == "nt":  # Windows cannot open a folder: the file's own flush is what there is
        return
    handle = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def number_alike(con: duckdb.DuckDBPyConnection, store: str, learn: bool) -> None:
    """Temporary tables `series_of`, `place_of`, `qualifier_of`: for each number of the attached `staged` file, the
    store's own. With `learn`, the store's dimensions first take in what they lack; without, it has none (-1)."""
    for name, columns in DIMENSIONS.items():
        same = " AND ".join(f"d.{c} IS NOT DISTINCT FROM s.{c}" for c in columns)
        if learn:
            names = ", ".join(columns)
            con.execute(f"""INSERT INTO {store}.dim_{name}
                SELECT (SELECT coalesce(max(id), -1) FROM {store}.dim_{name}) + row_number() OVER (), {names}
                FROM (SELECT DISTINCT {names} FROM staged.dim_{name} s
                      WHERE NOT EXISTS (SELECT 1 FROM {store}.dim_{name} d WHERE {same}))""")
        con.execute(f"""CREATE TEMP TABLE {name}_of AS SELECT s.id AS staged, coalesce(d.id, -1) AS id
                        FROM staged.dim_{name} s LEFT JOIN {store}.dim_{name} d ON {same}""")


INCOMING = f"""
    SELECT {", ".join(f"{c}_of.id AS {c}" if c in DIMENSIONS else f"f.{c}" for c in FACTS)}
    FROM staged.accepted_fact f {" ".join(f"JOIN {d}_of ON {d}_of.staged = f.{d}" for d in DIMENSIONS)}
"""


def gone(held: str, store: str) -> str:
    """SQL: whether a row held is of a series that the staged file gives for communes, for a commune of its scope, but
    absent. `incoming` is the staged rows under the store's numbers."""
    given = (
        "SELECT DISTINCT series FROM staged.accepted_fact "
        "WHERE place IN (SELECT id FROM staged.dim_place WHERE kind = 'commune')"
    )
    return (
        f"{held}.place IN (SELECT id FROM {store}.dim_place WHERE kind = 'commune' "
        "AND territory IN (SELECT territory FROM staged.scope)) "
        f"AND {held}.series IN (SELECT id FROM series_of WHERE staged IN ({given})) "
        f"AND NOT EXISTS (SELECT 1 FROM incoming k WHERE {same_key(held, 'k')})"
    )


def append_lot(con: duckdb.DuckDBPyConnection, lot: int, staged: Path, retire: bool = False) -> None:
    """Take the accepted rows (and `perimeter` lists) of a staged file in as a lot; with `retire`, take away the keys
    that are gone from it."""
    store = con.execute("SELECT current_database()").fetchone()[0]  # type: ignore[index]
    attach(con, staged, "staged")
    con.execute("""INSERT INTO perimeter SELECT DISTINCT ON (id) id, communes FROM staged.perimeter
                   WHERE id NOT IN (SELECT id FROM perimeter)""")
    number_alike(con, f'"{store}"', learn=True)
    con.execute(f"CREATE TEMP VIEW incoming AS {INCOMING}")
    # Keys retired by an earlier lot are retired again: that lot may be undone.
    con.execute(f"""CREATE TEMP TABLE retired AS SELECT {_KEYS} FROM current_fact
                    WHERE {str(retire).lower()} AND {gone("current_fact", f'"{store}"')}""")
    if con.execute("SELECT count(*) FROM current_fact").fetchone() != (0,):
        _supersede(con, "incoming")
        _supersede(con, "retired")
    con.execute(f"INSERT INTO current_fact SELECT {lot}, {_COLUMNS} FROM incoming")
    if con.execute("SELECT count(*) FROM retired").fetchone() != (0,):
        values = {"series": "series", "place": "place", "qualifier": str(_retired(con))}
        columns = ", ".join(values.get(c, "NULL") for c in FACTS)
        con.execute(f"INSERT INTO current_fact SELECT {lot}, {columns} FROM retired")
    con.execute("DROP VIEW incoming")
    for table in ("retired", *(f"{name}_of" for name in DIMENSIONS)):
        con.execute(f"DROP TABLE {table}")
    con.execute("DETACH staged")


def _retired(con: duckdb.DuckDBPyConnection) -> int:
    """The number of the qualifier that says « taken away », made if need be."""
    query = f"SELECT id FROM dim_qualifier WHERE status = '{RETIRED}'"
    if con.execute(query).fetchone() is None:
        nulls = ", ".join("NULL" for _ in DIMENSIONS["qualifier"][1:])
        con.execute(
            f"INSERT INTO dim_qualifier SELECT coalesce(max(id), -1) + 1, '{RETIRED}', {nulls} FROM dim_qualifier"
        )
    return int(con.execute(query).fetchone()[0])  # type: ignore[index]


def _supersede(con: duckdb.DuckDBPyConnection, keys: str) -> None:
    """Move the rows in force for these keys to `superseded`."""
    exists = f"EXISTS (SELECT 1 FROM {keys} k WHERE {same_key('current_fact', 'k')})"
    con.execute(f"INSERT INTO superseded_fact SELECT * FROM current_fact WHERE {exists}")
    con.execute(f"DELETE FROM current_fact WHERE {exists}")


def undo_lot(con: duckdb.DuckDBPyConnection, lot: int) -> None:
    """Give each key of a lot back to the latest lot not undone: the store that would have been without it."""
    con.execute("INSERT INTO undone VALUES (?)", [lot])
    con.execute(f"CREATE TEMP TABLE touched AS SELECT {_KEYS} FROM current_fact WHERE lot = {lot}")
    con.execute(f"INSERT INTO superseded_fact SELECT * FROM current_fact WHERE lot = {lot}")
    con.execute(f"DELETE FROM current_fact WHERE lot = {lot}")
    con.execute(f"""
        CREATE TEMP TABLE back AS
        SELECT s.* FROM superseded_fact s JOIN touched t ON {same_key("s", "t")}
        WHERE s.lot NOT IN (SELECT lot FROM undone)
        QUALIFY row_number() OVER (PARTITION BY s.series, s.place ORDER BY s.lot DESC) = 1
    """)
    con.execute("INSERT INTO current_fact SELECT * FROM back")
    con.execute(f"""DELETE FROM superseded_fact WHERE EXISTS (SELECT 1 FROM back b
                    WHERE b.lot = superseded_fact.lot AND {same_key("superseded_fact", "b")})""")
    con.execute("DROP TABLE touched")
    con.execute("DROP TABLE back")


def replace_places(con: duckdb.DuckDBPyConnection, tables: dict[str, Path], fingerprint: str) -> None:
    """Load the reference territories from their Parquet files and remember which vintage they are."""
    con.execute("DELETE FROM place")
    files = {name: f"read_parquet('{_quoted(path)}')" for name, path in tables.items()}
    con.execute(f"""
        INSERT INTO place
        SELECT 'commune', code, name, parent, departement, region, epci, population FROM {files["communes"]}
        UNION ALL SELECT 'epci', code, name, NULL, NULL, NULL, NULL, population FROM {files["epci"]}
        UNION ALL SELECT 'departement', code, name, region, NULL, region, NULL, NULL FROM {files["departements"]}
        UNION ALL SELECT 'region', code, name, 'FR', NULL, NULL, NULL, NULL FROM {files["regions"]}
        UNION ALL SELECT 'france', 'FR', 'France', NULL, NULL, NULL, NULL, NULL
    """)
    con.execute("DELETE FROM meta WHERE key = 'reference'")
    con.execute("INSERT INTO meta VALUES ('reference', ?)", [fingerprint])


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")
