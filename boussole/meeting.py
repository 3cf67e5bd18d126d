"""A running order: which panels a meeting shows, in which order, with what people wrote beside them. Pure.

A panel is named by its kind and its choices (an indicator, a year, a mission…), so that it shows the figures of the day
on which it is asked. Refuses what is ill-formed when built (pydantic.ValidationError).
"""

from __future__ import annotations

from datetime import date
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, model_validator

TEXT = "texte"


class Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Item(Model):
    """One panel picked. `key` is its own in the running order, for as long as it stands there."""

    key: str = Field(pattern=r"^[a-z0-9][a-z0-9-]*$")
    kind: str
    choices: dict[str, str] = {}
    comment: str = ""


class Meeting(Model):
    """A running order kept by name. `day`: of the meeting, None while unknown."""

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9-]*$")
    name: str = Field(min_length=1, max_length=120)
    territory: str
    contract: str = ""
    year: int | None = None
    day: date | None = None
    items: list[Item] = []

    @model_validator(mode="after")
    def _each_once(self) -> Meeting:
        if len({i.key for i in self.items}) != len(self.items):
            raise ValueError("deux panneaux portent la même clé")
        return self

    def with_items(self, items: list[Item]) -> Meeting:
        return self.model_validate(self.model_dump() | {"items": items})

    def added(self, kind: str, choices: dict[str, str], comment: str = "") -> Meeting:
        """With one more panel at the end; the same one twice is two panels."""
        taken = {i.key for i in self.items}
        rank = next(n for n in range(1, len(taken) + 2) if f"{kind.replace('_', '-')}-{n}" not in taken)
        new = Item(key=f"{kind.replace('_', '-')}-{rank}", kind=kind, choices=choices, comment=comment)
        return self.with_items([*self.items, new])

    def removed(self, key: str) -> Meeting:
        return self.with_items([i for i in self.items if i.key != key])

    def moved(self, key: str, by: int) -> Meeting:
        """With one panel further (`by` > 0) or sooner in the order; the ends hold."""
        items = list(self.items)
        at = next(n for n, i in enumerate(items) if i.key == key)
        item = items.pop(at)
        items.insert(min(max(at + by, 0), len(items)), item)
        return self.with_items(items)

    def commented(self, key: str, comment: str) -> Meeting:
        return self.with_items(
            [i.model_copy(update={"comment": comment.strip()}) if i.key == key else i for i in self.items]
        )


def read_meeting(content: dict[str, Any]) -> Meeting:
    """A running order from its stored content. Raises pydantic.ValidationError."""
    return Meeting.model_validate(content)
