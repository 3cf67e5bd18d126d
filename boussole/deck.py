"""A deck, as data: what a meeting shows, in order. The screen, PowerPoint, the report and the frozen meeting are made
from it and from nothing else, so that they say the same.
"""

from __future__ import annotations

from dataclasses import dataclass

from boussole.disclosure import Audience
from boussole.panels import Panel, mention

PRIMARY = "#1f6fae"


@dataclass(frozen=True)
class Brand:
    """The CPTS's own name, colour (« #rrggbb ») and logo (the bytes of a PNG or JPEG, empty for none)."""

    name: str = ""
    colour: str = PRIMARY
    logo: bytes = b""


@dataclass(frozen=True)
class Slide:
    """One message and what proves it.

    `key` names the slide in its deck, and in the URL. `section` files it in the contents. `message` is its title: one
    sentence. `place` is the territory of its maps. `lines` are short texts under the message, `comment` what people
    wrote beside it, `method` what the notes say: sources, periods, how it was computed.
    """

    key: str
    section: str
    message: str
    panels: tuple[Panel, ...] = ()
    place: str = ""
    lines: tuple[str, ...] = ()
    comment: str = ""
    method: tuple[str, ...] = ()


@dataclass(frozen=True)
class Deck:
    """Slides for one audience. `as_of`: « données au 23/11/2026 »; `meeting`: the meeting's date, or empty."""

    title: str
    subtitle: str
    as_of: str
    audience: Audience
    slides: tuple[Slide, ...]
    meeting: str = ""
    brand: Brand = Brand()

    @property
    def mention(self) -> str:
        """What each page says of who may see it; nothing for *diffusion*."""
        return mention(self.audience)

    @property
    def sections(self) -> tuple[tuple[str, tuple[Slide, ...]], ...]:
        """The slides by section, in the order in which the sections first come."""
        names = dict.fromkeys(s.section for s in self.slides)
        return tuple((name, tuple(s for s in self.slides if s.section == name)) for name in names)
