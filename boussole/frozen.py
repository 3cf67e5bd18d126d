"""A deck as text and back: what a frozen meeting keeps is the values shown themselves, not where they came from.

Nothing new is disclosed: what is read back is what `disclosure` let through on the day of the freezing, for the same
audience. Refuses a text that is no deck of ours (FrozenUnreadable). Pure: no file, no database.
"""

from __future__ import annotations

import base64
import json
from dataclasses import asdict, replace
from typing import Any, get_args

from pydantic import TypeAdapter, ValidationError

from boussole.deck import Brand, Deck, Slide
from boussole.disclosure import Audience
from boussole.panels import Panel

FORMAT = 1
KINDS: dict[str, TypeAdapter[Any]] = {kind.__name__: TypeAdapter(kind) for kind in get_args(Panel)}


class FrozenUnreadable(ValueError):
    """A French sentence: the text is no frozen deck that this version can read."""


def frozen(deck: Deck) -> str:
    """The deck as JSON: the same deck gives the same text."""
    content = {
        "format": FORMAT,
        "title": deck.title,
        "subtitle": deck.subtitle,
        "as_of": deck.as_of,
        "meeting": deck.meeting,
        "audience": deck.audience.value,
        "brand": asdict(deck.brand) | {"logo": base64.b64encode(deck.brand.logo).decode()},
        "slides": [asdict(replace(s, panels=())) | {"panels": [_panel(p) for p in s.panels]} for s in deck.slides],
    }
    return json.dumps(content, ensure_ascii=False, sort_keys=True, default=list)


def thawed(text: str) -> Deck:
    """The deck that was frozen. Raises FrozenUnreadable."""
    try:
        content = json.loads(text)
        if content["format"] != FORMAT:
            raise FrozenUnreadable("Cet instantané vient d’une autre version du programme.")
        brand = content["brand"]
        return Deck(
            title=content["title"],
            subtitle=content["subtitle"],
            as_of=content["as_of"],
            audience=Audience(content["audience"]),
            slides=tuple(_slide(s) for s in content["slides"]),
            meeting=content["meeting"],
            brand=Brand(brand["name"], brand["colour"], base64.b64decode(brand["logo"])),
        )
    except FrozenUnreadable:
        raise
    except (ValueError, KeyError, TypeError, ValidationError) as error:
        raise FrozenUnreadable("Cet instantané est abîmé : il ne se relit pas.") from error


def _panel(panel: Panel) -> dict[str, Any]:
    kind = type(panel).__name__
    found: dict[str, Any] = json.loads(json.dumps(KINDS[kind].dump_python(panel), default=_plain))
    return {"kind": kind, "content": found}


def _plain(value: Any) -> Any:
    """What JSON has no form for: dates, enumerations, sets."""
    if isinstance(value, frozenset):
        return sorted(getattr(v, "value", v) for v in value)
    return value.isoformat() if hasattr(value, "isoformat") else value.value


def _slide(content: dict[str, Any]) -> Slide:
    return Slide(
        key=content["key"],
        section=content["section"],
        message=content["message"],
        panels=tuple(KINDS[p["kind"]].validate_python(p["content"]) for p in content["panels"]),
        place=content["place"],
        lines=tuple(content["lines"]),
        comment=content["comment"],
        method=tuple(content["method"]),
    )
