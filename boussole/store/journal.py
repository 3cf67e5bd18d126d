"""The SQLite journal: the current version, the lots, and the revisions of what people type.

One transaction of this file is the commit of a publication and the writers' lock. Refuses a save that was
prepared on another revision than the last one.
"""

from __future__ import annotations

import contextlib
import json
import os
import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from boussole.store.schema import JOURNAL, StoreUnusable, refuse_other

WAIT_SECONDS = 60.0
CREATION_SECONDS = 10.0


class StoreBusy(RuntimeError):
    """Another import held the store for longer than we wait; the message says whose."""


class StaleRevision(RuntimeError):
    """Somebody else saved the same thing in between; nothing was written."""


@dataclass(frozen=True)
class LotDraft:
    """What is known of a lot before it is published. `counts` is JSON-ready."""

    file_name: str
    sha256: str
    fingerprint: str
    author: str
    profile: str | None = None
    counts: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Lot:
    """One imported file, as recorded."""

    id: int
    file_name: str
    sha256: str
    fingerprint: str
    profile: str | None
    author: str
    recorded_at: datetime
    counts: dict[str, Any]
    undone_at: datetime | None
    undone_by: str | None


@dataclass(frozen=True)
class Revision:
    """One state of a typed thing (territory, contract, profile): never changed, only followed."""

    entity: str
    id: str
    revision: int
    effective: date
    recorded_at: datetime
    author: str
    content: dict[str, Any]


@dataclass(frozen=True)
class TypedDraft:
    """A revision to append. `read_revision`: the one that the author saw (0: a new thing); `effective`: today."""

    entity: str
    id: str
    content: dict[str, Any]
    read_revision: int = 0
    effective: date | None = None


def _lot(row: sqlite3.Row) -> Lot:
    return Lot(
        id=row["id"],
        file_name=row["file_name"],
        sha256=row["sha256"],
        fingerprint=row["fingerprint"],
        profile=row["profile"],
        author=row["author"],
        recorded_at=datetime.fromisoformat(row["recorded_at"]),
        counts=json.loads(row["counts"]),
        undone_at=datetime.fromisoformat(row["undone_at"]) if row["undone_at"] else None,
        undone_by=row["undone_by"],
    )


def _revision(row: sqlite3.Row) -> Revision:
    return Revision(
        entity=row["entity"],
        id=row["id"],
        revision=row["revision"],
        effective=date.fromisoformat(row["effective"]),
        recorded_at=datetime.fromisoformat(row["recorded_at"]),
        author=row["author"],
        content=json.loads(row["content"]),
    )


def _is_lock(error: sqlite3.OperationalError) -> bool:
    return "locked" in str(error) or "busy" in str(error)


class Journal:
    """The SQLite file of a store. A connection per call: safe from several threads and processes."""

    def __init__(self, path: Path, now: Callable[[], datetime]) -> None:
        self.path = path
        self.now = now
        self._holder = path.with_name("ecriture-en-cours.json")

    def create(self) -> None:
        """Create the tables where there are none; else touch nothing. Raises StoreTooRecent."""
        if self.layout() is not None:
            return
        deadline = time.monotonic() + CREATION_SECONDS
        with contextlib.closing(self._connect()) as con:
            while True:
                try:
                    con.execute("PRAGMA journal_mode=WAL")
                    con.executescript(JOURNAL)
                    return
                except sqlite3.OperationalError as error:  # another process is making it too
                    if not _is_lock(error) or time.monotonic() >= deadline:
                        raise
                    time.sleep(0.05)

    def layout(self) -> int | None:
        """The number of the layout; None where there is no journal. Raises StoreTooRecent for a later one than ours,
        and StoreUnusable for a file that is something else.
        """
        if not self.path.exists():
            return None
        try:
            with contextlib.closing(self._connect()) as con:
                made = con.execute("SELECT 1 FROM sqlite_master WHERE name = 'meta'").fetchone()
                query = "SELECT value FROM meta WHERE key = 'schema_version'"
                row = con.execute(query).fetchone() if made else None
        except sqlite3.OperationalError:
            raise
        except sqlite3.DatabaseError as error:
            raise StoreUnusable(f"Le fichier {self.path} n’est pas une base de Boussole, ou il est abîmé.") from error
        if row is None:
            return None
        refuse_other(int(row["value"]))
        return int(row["value"])

    def _connect(self, timeout: float = 5.0) -> sqlite3.Connection:
        con = sqlite3.connect(self.path, timeout=timeout, isolation_level=None)
        con.row_factory = sqlite3.Row
        con.execute("PRAGMA synchronous=FULL")
        return con

    @contextlib.contextmanager
    def writing(
        self, who: str, on_wait: Callable[[str], None] | None = None, wait: float = WAIT_SECONDS
    ) -> Iterator[sqlite3.Connection]:
        """The one writer's transaction: committed at the end of the block, rolled back on error.

        While another writer holds it, `on_wait` is told once for whom we wait. Raises StoreBusy after `wait`
        seconds.
        """
        with contextlib.closing(self._connect(timeout=0.2)) as con:
            deadline = time.monotonic() + wait
            told = False
            while True:
                try:
                    con.execute("BEGIN IMMEDIATE")
                    break
                except sqlite3.OperationalError as error:
                    if not _is_lock(error):
                        raise
                    holder = self._holder_text()
                    if time.monotonic() >= deadline:
                        raise StoreBusy(
                            f"La base est occupée depuis plus de {wait:.0f} s par {holder}. Réessayez plus tard."
                        ) from error
                    if on_wait and not told:
                        on_wait(f"En attente : la base est occupée par {holder}.")
                        told = True
                    time.sleep(0.1)
            self._holder.write_text(
                json.dumps({"author": who, "pid": os.getpid(), "since": self.now().isoformat()}), encoding="utf-8"
            )
            try:
                yield con
                self._holder.unlink(missing_ok=True)  # before the lock is let go: the next writer signs the same file
                con.execute("COMMIT")
            except BaseException:
                self._holder.unlink(missing_ok=True)
                if con.in_transaction:
                    con.execute("ROLLBACK")
                raise

    def _holder_text(self) -> str:
        with contextlib.suppress(OSError, ValueError, KeyError):
            held = json.loads(self._holder.read_text(encoding="utf-8"))
            since = datetime.fromisoformat(held["since"]).astimezone()  # the reader's own clock
            return f"« {held['author']} » (depuis {since:%H:%M:%S})"
        return "une autre écriture"

    def current_file(self) -> str | None:
        """The name of the DuckDB file in force, None before the first publication."""
        with contextlib.closing(self._connect()) as con:
            row = con.execute("SELECT file FROM version ORDER BY id DESC LIMIT 1").fetchone()
        return row["file"] if row else None

    def revisions(self) -> int:
        """How many revisions there are, of all things typed."""
        with contextlib.closing(self._connect()) as con:
            return int(con.execute("SELECT count(*) FROM revision").fetchone()[0])

    def lots(self) -> list[Lot]:
        """All lots, the latest first."""
        with contextlib.closing(self._connect()) as con:
            return [_lot(r) for r in con.execute("SELECT * FROM lot ORDER BY id DESC")]

    def lot(self, id: int) -> Lot | None:
        with contextlib.closing(self._connect()) as con:
            row = con.execute("SELECT * FROM lot WHERE id = ?", (id,)).fetchone()
        return _lot(row) if row else None

    def same_file(self, sha256: str) -> Lot | None:
        """The latest lot, not undone, made from the very same bytes."""
        query = "SELECT * FROM lot WHERE sha256 = ? AND undone_at IS NULL ORDER BY id DESC LIMIT 1"
        with contextlib.closing(self._connect()) as con:
            row = con.execute(query, (sha256,)).fetchone()
        return _lot(row) if row else None

    def save(
        self,
        entity: str,
        id: str,
        content: dict[str, Any],
        author: str,
        read_revision: int = 0,
        effective: date | None = None,
    ) -> Revision:
        """Append a revision. `read_revision` is the one that the author saw (0: a new thing).

        Raises StaleRevision when another came in between.
        """
        return self.save_all([TypedDraft(entity, id, content, read_revision, effective)], author)[0]

    def save_all(self, drafts: Sequence[TypedDraft], author: str) -> list[Revision]:
        """Append several revisions, all of them or none. Raises StaleRevision when one was read too long ago."""
        now = self.now()
        with self.writing(author) as con:
            return [_append(con, draft, author, now) for draft in drafts]

    def typed(self, entity: str, id: str, as_of: date | None = None) -> Revision | None:
        """The last revision of a thing, or the one in force on a date."""
        query = """SELECT * FROM revision WHERE entity = ? AND id = ? AND effective <= ?
                   ORDER BY revision DESC LIMIT 1"""
        with contextlib.closing(self._connect()) as con:
            row = con.execute(query, (entity, id, (as_of or date.max).isoformat())).fetchone()
        return _revision(row) if row else None

    def first_typed(self, entity: str, id: str) -> Revision | None:
        """The state that a thing has from the beginning: of the earliest effective date, the last revision."""
        query = "SELECT * FROM revision WHERE entity = ? AND id = ? ORDER BY effective, revision DESC LIMIT 1"
        with contextlib.closing(self._connect()) as con:
            row = con.execute(query, (entity, id)).fetchone()
        return _revision(row) if row else None

    def history(self, entity: str, id: str) -> list[Revision]:
        """Every revision of a thing, the latest first: what was there before, when, and by whom."""
        query = "SELECT * FROM revision WHERE entity = ? AND id = ? ORDER BY revision DESC"
        with contextlib.closing(self._connect()) as con:
            return [_revision(r) for r in con.execute(query, (entity, id))]

    def all_typed(self, entity: str, as_of: date | None = None, under: str = "") -> list[Revision]:
        """The last revision of each thing of a kind, by id; of those in force on a date; of ids that begin so."""
        query = """SELECT * FROM revision r WHERE entity = ? AND substr(id, 1, ?) = ? AND revision =
                   (SELECT max(revision) FROM revision WHERE entity = r.entity AND id = r.id AND effective <= ?)
                   ORDER BY id"""
        day = (as_of or date.max).isoformat()
        with contextlib.closing(self._connect()) as con:
            return [_revision(r) for r in con.execute(query, (entity, len(under), under, day))]


def _append(con: sqlite3.Connection, draft: TypedDraft, author: str, now: datetime) -> Revision:
    """Write one revision within the writer's transaction. Raises StaleRevision."""
    key = (draft.entity, draft.id)
    last = con.execute("SELECT coalesce(max(revision), 0) FROM revision WHERE entity = ? AND id = ?", key).fetchone()[0]
    if last != draft.read_revision:
        raise StaleRevision(
            "Quelqu’un d’autre a enregistré une modification entre-temps : rechargez la page, puis recommencez."
        )
    row = Revision(*key, last + 1, draft.effective or now.date(), now, author, draft.content)
    content = json.dumps(draft.content, ensure_ascii=False, sort_keys=True)
    values = (*key, row.revision, row.effective.isoformat(), now.isoformat(), author, content)
    con.execute("INSERT INTO revision VALUES (?, ?, ?, ?, ?, ?, ?)", values)
    return row
