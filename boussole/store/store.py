"""One store: a folder with the journal and the versioned observation files.

Writing goes through `publish`, `undo`, `load_reference` and `save`; reading through `reader()`, which stays on
the version that it was opened on. Refuses to open a folder that is no store.
"""

from __future__ import annotations

import contextlib
import json
import os
import sqlite3
import threading
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import platformdirs

from boussole.store import files, versions
from boussole.store.journal import Journal, Lot, LotDraft, Revision, TypedDraft
from boussole.store.reading import Reader
from boussole.store.schema import StoreUnusable

KEEP = timedelta(days=30)
JOURNAL_FILE = "boussole.sqlite"


class StoreMissing(StoreUnusable):
    """There is no store there yet; the message says how to make one."""


def store_dir() -> Path:
    """Where the store lives: `BOUSSOLE_STORE`, or the user's data folder."""
    chosen = os.environ.get("BOUSSOLE_STORE")
    return Path(chosen).expanduser() if chosen else Path(platformdirs.user_data_dir("boussole-cpts", False))


def _utc_now() -> datetime:
    return datetime.now(UTC)


class Store:
    """Read and write one store. Safe from several threads and processes."""

    def __init__(self, root: Path, now: Callable[[], datetime] = _utc_now) -> None:
        self.root = root
        self.now = now
        self.journal = Journal(root / JOURNAL_FILE, now)
        self._readers: dict[str, Reader] = {}
        self._lock = threading.Lock()

    def create(self) -> None:
        """Make the folder and the journal; nothing happens where they are."""
        self.root.mkdir(parents=True, exist_ok=True)
        self.journal.create()

    def exists(self) -> bool:
        """Whether a store is there, made to the end. Raises StoreTooRecent."""
        return self.journal.layout() is not None

    def version(self) -> str | None:
        """The name of the version in force: the cache key of everything read."""
        return self.journal.current_file()

    def mark(self) -> str:
        """Changes whenever anything does: the cache key of what is made from both files and typed things."""
        return f"{self.version()}:{self.journal.revisions()}"

    def reader(self) -> Reader:
        """A reader of the version in force. Raises StoreMissing before the first publication."""
        name = self.version()
        if name is None:
            raise StoreMissing("La base est vide. Lancez : python -m etl init")
        with self._lock:
            if name not in self._readers:
                self._readers = {name: Reader(self.root / name)}  # a reader in use elsewhere lives on until released
            return self._readers[name]

    def publish(
        self,
        staged: Path,
        draft: LotDraft,
        on_wait: Callable[[str], None] | None = None,
        wait: float = 60.0,
        retire: bool = False,
    ) -> Lot:
        """Commit a staged file as a lot, all of it or nothing; `retire` takes away the keys that are gone from it.

        Raises StoreBusy.
        """

        def record(con: sqlite3.Connection) -> int:
            cursor = con.execute(
                """INSERT INTO lot (file_name, sha256, fingerprint, profile, author, recorded_at, counts)
                   VALUES (?, ?, ?, ?, ?, ?, ?)""",
                (
                    draft.file_name,
                    draft.sha256,
                    draft.fingerprint,
                    draft.profile,
                    draft.author,
                    self.now().isoformat(),
                    json.dumps(draft.counts, ensure_ascii=False),
                ),
            )
            return int(cursor.lastrowid or 0)

        lot_id = self._change(
            draft.author, record, lambda con, id_: versions.append_lot(con, id_, staged, retire), on_wait, wait
        )
        return self._lot(lot_id)

    def undo(self, lot_id: int, author: str, on_wait: Callable[[str], None] | None = None, wait: float = 60.0) -> Lot:
        """Undo any lot. Raises KeyError when it does not exist or is undone already, StoreBusy."""

        def record(con: sqlite3.Connection) -> int:
            changed = con.execute(
                "UPDATE lot SET undone_at = ?, undone_by = ? WHERE id = ? AND undone_at IS NULL",
                (self.now().isoformat(), author, lot_id),
            ).rowcount
            if not changed:
                raise KeyError(lot_id)
            return lot_id

        return self._lot(self._change(author, record, versions.undo_lot, on_wait, wait))

    def _lot(self, id_: int) -> Lot:
        lot = self.journal.lot(id_)
        assert lot is not None  # committed by the caller
        return lot

    def load_reference(self, tables: dict[str, Path], fingerprint: str, author: str) -> bool:
        """Load the reference territories unless this vintage is there. Returns whether anything changed."""
        if self.version() is not None and self.reader().reference_fingerprint() == fingerprint:
            return False
        self._change(author, lambda _: 0, lambda con, _: versions.replace_places(con, tables, fingerprint), None, 60.0)
        return True

    def save(
        self,
        entity: str,
        id: str,
        content: dict[str, Any],
        author: str,
        read_revision: int = 0,
        effective: date | None = None,
    ) -> Revision:
        """Append a revision of something typed; see Journal.save."""
        return self.journal.save(entity, id, content, author, read_revision, effective)

    def save_all(self, drafts: Sequence[TypedDraft], author: str) -> list[Revision]:
        """Append several revisions, all of them or none; see Journal.save_all."""
        return self.journal.save_all(drafts, author)

    def keep_file(self, content: bytes) -> str:
        """Keep the bytes of a file; returns their SHA-256, which gives them back."""
        return files.keep(self.root, content)

    def file(self, sha256: str) -> bytes:
        """The bytes of a file kept. Raises FileLost."""
        return files.kept(self.root, sha256)

    def _change(
        self,
        author: str,
        record: Callable[[sqlite3.Connection], int],
        write: Callable[[duckdb.DuckDBPyConnection, int], None],
        on_wait: Callable[[str], None] | None,
        wait: float,
    ) -> int:
        """Write the next version inside the journal's transaction: that transaction is the commit and the lock."""
        with self.journal.writing(author, on_wait, wait) as con:
            now = self.now()
            self._sweep(con, now)
            row = con.execute("SELECT file FROM version ORDER BY id DESC LIMIT 1").fetchone()
            current = self.root / row["file"] if row else None
            id_ = record(con)
            target = versions.new_file(self.root, now.strftime("%Y%m%dT%H%M%S"))
            con.execute("UPDATE version SET superseded_at = ? WHERE superseded_at IS NULL", (now.isoformat(),))
            con.execute(
                "INSERT INTO version (file, created_at, cause) VALUES (?, ?, ?)", (target.name, now.isoformat(), author)
            )
            with versions.next_version(current, target) as duck:  # last: whatever fails here leaves no file behind
                write(duck, id_)
        return id_

    def _sweep(self, con: sqlite3.Connection, now: datetime) -> None:
        """Delete orphans of a crash, and versions that have been out of force for 30 days."""
        rows = con.execute("SELECT file, superseded_at FROM version WHERE pruned = 0").fetchall()
        since = {r["file"]: r["superseded_at"] for r in rows}
        out = {name for name, at in since.items() if at and datetime.fromisoformat(at) < now - KEEP}
        # Beside a file DuckDB may leave a log or a folder, which go with it.
        there = {p.name.partition(".duckdb")[0] + ".duckdb" for p in self.root.glob("observations-*.duckdb*")}
        for name in out | (there - since.keys()):
            with contextlib.suppress(OSError):  # Windows: still open in a reader; the next sweep takes it
                versions.discard(self.root / name)
                con.execute("UPDATE version SET pruned = 1 WHERE file = ?", (name,))


def open_store(root: Path | None = None) -> Store:
    """The user's store. Raises StoreUnusable, with what to do: StoreMissing where there is none, StoreTooRecent…"""
    store = Store(root or store_dir())
    if not store.exists():
        raise StoreMissing("Aucune base n’a été trouvée. Créez-la avec : python -m etl init")
    return store
