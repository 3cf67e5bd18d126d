"""A deck as a report: cover, one chapter a section, one part a slide, annexes. What the PDF and the Word document are
both made from, so that they say the same. Assembles, never computes: what panels do not carry is nowhere in it.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from PIL import Image

from boussole.deck import PRIMARY, Brand, Deck, Slide
from boussole.drawing import palette
from boussole.drawing.ground import Ground
from boussole.drawing.paper import Form
from boussole.export.report_blocks import Block, Grid, Text, areas_grid, blocks_of
from boussole.export.report_text import clean
from boussole.panels import Choropleth, Circles, Picker, Profile, Table

GroundOf = Callable[[Choropleth | Circles], Ground]
Progress = Callable[[int, int], None]
KIND = "Rapport d’activité"
ANNEXES = "Annexes"
METHODS = "Sources et méthodes"
VALUES = "Valeurs des cartes, commune par commune"
ELSEWHERE = "Autres éléments"
_DAY = re.compile(r"(\d{2})/(\d{2})/(\d{4})")
_WIDEST = 1200  # pixels of a logo


@dataclass(frozen=True)
class Part:
    """One message and what proves it."""

    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Chapter:
    title: str
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class Report:
    """Texts ready to print. `colour` is the brand's, darkened until it reads on white; `logo` a PNG, or empty. `made`:
    the day of its data, which dates the file."""

    kind: str
    title: str
    subtitle: str
    meeting: str
    as_of: str
    mention: str
    name: str
    colour: str
    logo: bytes
    chapters: tuple[Chapter, ...]
    made: datetime


@dataclass(frozen=True)
class Title:
    """A heading: of a chapter (1) or of a part (2)."""

    level: int
    text: str


Item = Title | Block


@dataclass
class Spread:
    """Pages of one orientation."""

    wide: bool
    items: list[Item]


def report(deck: Deck, ground: GroundOf, form: Form, progress: Progress = lambda done, total: None) -> Report:
    """The report of a deck, pictures drawn. `progress(done, total)` is called before the first slide and after each."""
    total = len(deck.slides)
    progress(0, total)
    chapters, done = [], 0
    for section, slides in deck.sections:
        parts = []
        for slide in slides:
            parts.append(_part(slide, ground, form))
            done += 1
            progress(done, total)
        chapters.append(Chapter(clean(section) or ELSEWHERE, tuple(parts)))
    if annexes := _annexes(deck):
        chapters.append(Chapter(ANNEXES, annexes))
    return Report(
        kind=KIND,
        title=clean(deck.title),
        subtitle=clean(deck.subtitle),
        meeting=clean(deck.meeting),
        as_of=clean(deck.as_of),
        mention=clean(deck.mention),
        name=clean(deck.brand.name),
        colour=readable(deck.brand.colour),
        logo=_logo(deck.brand),
        chapters=tuple(chapters),
        made=_day(deck),
    )


def _part(slide: Slide, ground: GroundOf, form: Form) -> Part:
    blocks: list[Block] = [Text("line", line) for text in slide.lines if (line := clean(text))]
    if comment := clean(slide.comment):
        blocks.append(Text("comment", comment))
    for panel in slide.panels:
        blocks += blocks_of(panel, slide.place, ground, form)
    return Part(_message(slide), tuple(blocks))


def _message(slide: Slide) -> str:
    """A part without a title could not be found in the contents: then its first panel's, or its section's."""
    named = [str(getattr(p, "title", "") or getattr(p, "label", "")) for p in slide.panels]
    return next(text for t in (slide.message, *named, slide.section, ELSEWHERE) if (text := clean(t)))


def _annexes(deck: Deck) -> tuple[Part, ...]:
    """What the figures rest on, each said once; the values of maps that no table accompanies."""
    parts = []
    if methods := _methods(deck):
        parts.append(Part(METHODS, methods))
    grids: dict[str, Grid] = {}
    for slide in deck.slides:
        if any(isinstance(p, Table) for p in slide.panels):
            continue
        for panel in slide.panels:
            if isinstance(panel, Choropleth | Circles):
                grid = areas_grid(panel, slide.place)
                grids.setdefault(grid.title, grid)
    if grids:
        parts.append(Part(VALUES, tuple(grids.values())))
    return tuple(parts)


def _methods(deck: Deck) -> tuple[Text, ...]:
    """Each text once: those of several parts first, then each part's own. What stands under a picture is not said
    again."""
    said: dict[str, list[str]] = {}
    for slide in deck.slides:
        under = {clean(p.footer.text) for p in slide.panels if not isinstance(p, Profile | Picker | Table)}
        for text in dict.fromkeys(map(clean, slide.method)):
            if text and text not in under:
                said.setdefault(text, []).append(_message(slide))
    found = [Text("method", text) for text, where in said.items() if len(where) > 1]
    own: dict[str, list[str]] = {}
    for text, where in said.items():
        if len(where) == 1:
            own.setdefault(where[0], []).append(text)
    for message, texts in own.items():
        found += [Text("about", message), *(Text("method", text) for text in texts)]
    return tuple(found)


def spreads(found: Report) -> Iterator[Spread]:
    """The content in reading order, cut where a page must turn: at each chapter, and around the tables that need a
    landscape page. Sentences go with the picture or the table that they announce.
    """
    for chapter in found.chapters:
        made = [Spread(False, [Title(1, chapter.title)])]
        waiting: list[Item] = []
        for part in chapter.parts:
            waiting.append(Title(2, part.title))
            for block in part.blocks:
                waiting.append(block)
                if isinstance(block, Text):
                    continue
                wide = isinstance(block, Grid) and block.layout.wide
                if len(made) == 1 and len(made[0].items) == 1:
                    made[0].wide = wide
                if made[-1].wide is not wide:
                    made.append(Spread(wide, []))
                made[-1].items += waiting
                waiting = []
        made[-1].items += waiting
        yield from made


def readable(colour: str) -> str:
    """The same hue, dark enough to be read on white (4.5:1); the product's own for what is no colour.

    >>> readable("#1f6fae"), readable("rouge"), readable("#ffff00")
    ('#1f6fae', '#1f6fae', '#797900')
    """
    found = colour.lower() if re.fullmatch(r"#[0-9a-fA-F]{6}", colour) else PRIMARY
    while palette.contrast(found, "#ffffff") < 4.5:
        found = "#" + "".join(f"{int(int(found[k : k + 2], 16) * 0.96):02x}" for k in (1, 3, 5))
    return found


def _logo(brand: Brand) -> bytes:
    """As a PNG of a decent size; empty for what is no picture."""
    try:
        with Image.open(io.BytesIO(brand.logo), formats=("PNG", "JPEG")) as picture:
            small = picture.convert("RGBA")
    except (OSError, Image.DecompressionBombError):
        return b""
    small.thumbnail((_WIDEST, _WIDEST))
    out = io.BytesIO()
    small.save(out, "PNG")
    return out.getvalue()


def _day(deck: Deck) -> datetime:
    """The day of the data, else of the meeting, else an arbitrary one: never that of today, which changes the file."""
    for text in (deck.as_of, deck.meeting):
        if found := _DAY.search(text):
            day, month, year = map(int, found.groups())
            try:
                return datetime(year, month, day, tzinfo=UTC)
            except ValueError:
                continue
    return datetime(2000, 1, 1, tzinfo=UTC)
