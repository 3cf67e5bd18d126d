"""What the page of the meetings asks for: a running order's panels in words, one change at a time, each a revision.

Refuses with a French sentence (Refused): nobody's name, a running order that somebody else saved in between.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from boussole.deck import Deck
from boussole.french import day
from boussole.meeting import TEXT, Meeting
from boussole.questions.measures import Refused
from boussole.questions.meetings import meeting, new_meeting, remove_meeting, save_meeting
from boussole.questions.slides import KINDS
from boussole.store import StaleRevision, Store, StoreBusy

STALE = "Quelqu’un d’autre a changé cet ordre du jour entre-temps : rien n’est écrit. Relisez-le, puis recommencez."
UNSIGNED = "Dites d’abord qui vous êtes : une fonction ou des initiales."


@dataclass(frozen=True)
class Line:
    """One panel of a running order in words. `slides`: how many it makes; `empty`: it has nothing to show today."""

    key: str
    kind: str
    message: str
    comment: str
    slides: int
    empty: bool


def lines(order: Meeting, deck: Deck) -> list[Line]:
    """The panels of a running order, as `deck` (made from it) shows them."""
    found = []
    for item in order.items:
        own = [s for s in deck.slides if s.key == item.key or s.key.startswith(f"{item.key}-")]
        own = [s for s in own if s.key == item.key or s.key.removeprefix(f"{item.key}-").isdecimal()]
        label = KINDS[item.kind].label if item.kind in KINDS else item.kind
        message = own[0].message if own else label
        empty = not own or (not own[0].panels and item.kind not in (TEXT, "identite"))
        found.append(Line(item.key, label, message, item.comment, len(own), empty))
    return found


def filled(order: Meeting, deck: Deck) -> Meeting:
    """A running order without the panels that `deck` (made from it) has nothing of."""
    shown = {s.key for s in deck.slides}
    return order.with_items([i for i in order.items if i.key in shown])


def label(order: Meeting) -> str:
    return f"{order.name} – {day(order.day)}" if order.day else order.name


def keep_as(store: Store, like: Meeting, name: str, day_of: date | None, author: str) -> str:
    """Keep a running order under a name; returns its id. Raises Refused."""
    made = new_meeting(store, name, like, day_of)
    _save(store, made, author, 0)
    return made.id


def change(store: Store, id: str, read_revision: int, author: str, to: Callable[[Meeting], Meeting]) -> None:
    """Change a running order that was read at a revision. Raises Refused, UnknownMeeting."""
    found, _ = meeting(store, id)
    _save(store, to(found), author, read_revision)


def add(store: Store, id: str, author: str, kind: str, choices: Mapping[str, str], comment: str = "") -> str:
    """Add a panel at the end of a running order as it now is: what others did stays. Returns the order's name. Raises
    Refused, UnknownMeeting."""
    found, revision = meeting(store, id)
    _save(store, found.added(kind, dict(choices), comment.strip()), author, revision)
    return found.name


def remove(store: Store, id: str, read_revision: int, author: str) -> None:
    """Raises Refused."""
    told(author, lambda: remove_meeting(store, id, author, read_revision))


def _save(store: Store, new: Meeting, author: str, read_revision: int) -> None:
    told(author, lambda: save_meeting(store, new, author, read_revision))


def told(author: str, action: Callable[[], object]) -> None:
    if not author.strip():
        raise Refused(UNSIGNED)
    try:
        action()
    except StaleRevision as stale:
        raise Refused(STALE) from stale
    except StoreBusy as busy:
        raise Refused(str(busy)) from busy
