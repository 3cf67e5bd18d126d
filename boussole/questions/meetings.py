"""Running orders kept by name, and snapshots of meetings: the deck itself as it was shown, and the files made of it.

Both are typed things: of two people who reorder the same meeting the second is told (StaleRevision), and nothing is
lost. A snapshot is written once and never changed.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from boussole.deck import Deck
from boussole.french import day, sort_key
from boussole.frozen import frozen, thawed
from boussole.meeting import Meeting, read_meeting
from boussole.questions.measures import Refused
from boussole.store import Revision, Store

MEETING, SNAPSHOT = "meeting", "snapshot"
LONGEST = 120  # signs of a name


class UnknownMeeting(KeyError):
    """No running order or snapshot has this id; `str()` is a French sentence."""

    def __str__(self) -> str:
        return str(self.args[0])


@dataclass(frozen=True)
class KeptFile:
    """A file as it was produced. `sha256`: its fingerprint, in hexadecimal; `size` in bytes."""

    name: str
    sha256: str
    size: int


@dataclass(frozen=True)
class Snapshot:
    """A meeting frozen. `made`: when, `author`: by whom; both ready to print."""

    id: str
    meeting: str
    label: str
    made: str
    author: str
    audience: str
    files: tuple[KeptFile, ...]


def meetings(store: Store, territory: str = "") -> list[Meeting]:
    """The running orders kept, by name; of one territory, or all."""
    found = [read_meeting(r.content) for r in store.journal.all_typed(MEETING) if r.content]
    return sorted((m for m in found if territory in ("", m.territory)), key=lambda m: (sort_key(m.name), m.id))


def meeting(store: Store, id: str) -> tuple[Meeting, int]:
    """A running order and its revision, to give back when it is saved. Raises UnknownMeeting."""
    found = store.journal.typed(MEETING, id)
    if found is None or not found.content:
        raise UnknownMeeting(f"Aucune réunion ne s’appelle « {id} » : elle a été retirée, ou le lien est incomplet.")
    return read_meeting(found.content), found.revision


def free_id(store: Store, name: str) -> str:
    """An id made from a name, which no running order has yet."""
    words = "".join(c if c.isascii() and c.isalnum() else " " for c in sort_key(name)).split()
    base = "-".join(words)[:60].strip("-") or "reunion"
    taken = {r.id for r in store.journal.all_typed(MEETING)}
    return base if base not in taken else next(f"{base}-{n}" for n in range(2, 10_000) if f"{base}-{n}" not in taken)


def new_meeting(store: Store, name: str, like: Meeting, day_of: date | None = None) -> Meeting:
    """A running order to be kept under a name, with the panels of another. Raises Refused with what to do."""
    said = name.strip()
    if not said:
        raise Refused("Donnez un nom à cet ordre du jour, par exemple « Comité de suivi de mars ».")
    if len(said) > LONGEST:
        raise Refused(f"Ce nom est trop long : {LONGEST} signes au plus.")
    return like.model_copy(update={"id": free_id(store, said), "name": said, "day": day_of})


def save_meeting(store: Store, new: Meeting, author: str, read_revision: int) -> int:
    """Keep a running order; returns its revision. Raises StaleRevision."""
    return store.save(MEETING, new.id, new.model_dump(mode="json"), author, read_revision).revision


def remove_meeting(store: Store, id: str, author: str, read_revision: int) -> None:
    """Out of the list; what it was stays in its history, and its snapshots are kept. Raises StaleRevision."""
    store.save(MEETING, id, {}, author, read_revision)


def freeze(store: Store, deck: Deck, meeting: str, author: str, files: Mapping[str, bytes]) -> Snapshot:
    """Keep what a meeting shows, and the files made of it, by name. Raises Refused without an author."""
    if not author.strip():
        raise Refused("Dites d’abord qui vous êtes : une fonction ou des initiales.")
    held = [{"name": name, "sha256": store.keep_file(content), "size": len(content)} for name, content in files.items()]
    rank = 1 + len(store.journal.all_typed(SNAPSHOT, under=f"{meeting}/"))
    id = f"{meeting}/{rank:03d}"
    store.save(SNAPSHOT, id, {"meeting": meeting, "deck": json.loads(frozen(deck)), "files": held}, author)
    return next(s for s in snapshots(store, meeting) if s.id == id)


def snapshots(store: Store, meeting: str = "") -> list[Snapshot]:
    """What was frozen, the latest first: of one running order, or all."""
    under = f"{meeting}/" if meeting else ""
    found = store.journal.all_typed(SNAPSHOT, under=under)
    return [_snapshot(r) for r in sorted(found, key=lambda r: (r.recorded_at, r.id), reverse=True)]


def _snapshot(revision: Revision) -> Snapshot:
    when, deck = revision.recorded_at.astimezone(), revision.content["deck"]
    return Snapshot(
        id=revision.id,
        meeting=revision.content["meeting"],
        label=f"{deck['title']} – {deck['subtitle']}, figée le {day(when.date())}",
        made=f"{when:%d/%m/%Y %H:%M}",
        author=revision.author,
        audience=deck["audience"],
        files=tuple(KeptFile(f["name"], f["sha256"], f["size"]) for f in revision.content["files"]),
    )


def snapshot_deck(store: Store, id: str) -> Deck:
    """The deck as it was frozen. Raises UnknownMeeting, FrozenUnreadable."""
    found = store.journal.typed(SNAPSHOT, id)
    if found is None:
        raise UnknownMeeting(f"Aucun instantané ne s’appelle « {id} ».")
    return thawed(json.dumps(found.content["deck"]))


def kept_file(store: Store, file: KeptFile) -> bytes:
    """The bytes of a file kept. Raises FileLost."""
    return store.file(file.sha256)
