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

from boussole.store.schema import KEY, OBSERVATION_COLUMNS, OBSERVATIONS, RETIRED

MEMORY_LIMIT = "600MB"
_COLUMNS = ", ".join(OBSERVATION_COLUMNS)
_KEYS = ", ".join(KEY)


def same_key(left: str, right: str) -> str:
    return " AND ".join(f"{left}.{k} = {right}.{k}" for k in KEY)


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


def gone(held: str, staged: str) -> str:
    """SQL: whether a row held is of a series that the staged file gives, for a commune of its scope, but absent."""
    series = " AND ".join(f"k.{c} = {held}.{c}" for c in KEY if c != "territory")
    return (
        f"{held}.territory IN (SELECT territory FROM {staged}.scope) AND {held}.kind = 'commune' "
        f"AND EXISTS (SELECT 1 FROM {staged}.accepted k WHERE {series}) "
        f"AND NOT EXISTS (SELECT 1 FROM {staged}.accepted k WHERE {same_key(held, 'k')})"
    )


def append_lot(con: duckdb.DuckDBPyConnection, lot: int, staged: Path, retire: bool = False) -> None:
    """Take the `accepted` rows (and `perimeter` lists) of a staged file in as a lot; with `retire`, take away the keys
    that are gone from it."""
    attach(con, staged, "staged")
    con.execute("""INSERT INTO perimeter SELECT DISTINCT ON (id) id, communes FROM staged.perimeter
                   WHERE id NOT IN (SELECT id FROM perimeter)""")
    # Keys retired by an earlier lot are retired again: that lot may be undone.
    con.execute(f"""CREATE TEMP TABLE retired AS SELECT {_KEYS} FROM current
                    WHERE {str(retire).lower()} AND {gone("current", "staged")}""")
    if con.execute("SELECT count(*) FROM current").fetchone() != (0,):
        _supersede(con, "staged.accepted")
        _supersede(con, "retired")
    con.execute(f"INSERT INTO current SELECT {lot}, {_COLUMNS} FROM staged.accepted")
    nulls = ", ".join(f"'{RETIRED}'" if c == "status" else c if c in KEY else "NULL" for c in OBSERVATION_COLUMNS)
    con.execute(f"INSERT INTO current SELECT {lot}, {nulls} FROM retired")
    con.execute("DROP TABLE retired")
    con.execute("DETACH staged")


def _supersede(con: duckdb.DuckDBPyConnection, keys: str) -> None:
    """Move the rows in force for these keys to `superseded`."""
    exists = f"EXISTS (SELECT 1 FROM {keys} k WHERE {same_key('current', 'k')})"
    con.execute(f"INSERT INTO superseded SELECT * FROM current WHERE {exists}")
    con.execute(f"DELETE FROM current WHERE {exists}")


def undo_lot(con: duckdb.DuckDBPyConnection, lot: int) -> None:
    """Give each key of a lot back to the latest lot not undone: the store that would have been without it."""
    con.execute("INSERT INTO undone VALUES (?)", [lot])
    con.execute(f"CREATE TEMP TABLE touched AS SELECT {_KEYS} FROM current WHERE lot = {lot}")
    con.execute(f"INSERT INTO superseded SELECT * FROM current WHERE lot = {lot}")
    con.execute(f"DELETE FROM current WHERE lot = {lot}")
    con.execute(f"""
        CREATE TEMP TABLE back AS
        SELECT s.* FROM superseded s JOIN touched t ON {same_key("s", "t")}
        WHERE s.lot NOT IN (SELECT lot FROM undone)
        QUALIFY row_number() OVER (PARTITION BY {", ".join(f"s.{k}" for k in KEY)} ORDER BY s.lot DESC) = 1
    """)
    con.execute("INSERT INTO current SELECT * FROM back")
    con.execute(f"""DELETE FROM superseded WHERE EXISTS (SELECT 1 FROM back b
                    WHERE b.lot = superseded.lot AND {same_key("superseded", "b")})""")
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
