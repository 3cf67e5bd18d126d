"""A deck as PowerPoint, 16:9: native charts and tables that people can edit, maps as pictures, notes with source and
method. Assembles, never computes: what panels do not carry is nowhere in the file. Same deck, same bytes.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

from pptx.util import Inches

from boussole.deck import Deck, Slide
from boussole.drawing.slide import draw_piece
from boussole.drawing.slide_text import fitted, lines, split, within
from boussole.drawing.slide_theme import (
    FOOT,
    GREY,
    MARGIN,
    SMALL,
    SOURCE,
    TITLE_SIZES,
    WIDTH,
    Box,
    GroundOf,
    Settings,
    described,
    fill_frame,
    in_french,
    printable,
    readable,
    rgb,
    write,
)
from boussole.export.deck_notes import footers, notes
from boussole.export.deck_pages import GAP, PAD, Page, pages
from boussole.export.deck_template import (
    LOGO,
    MESSAGE,
    TITLE_SLIDE,
    fitted_box,
    foot,
    sections,
    template,
    title_style,
)
from boussole.export.fixed_zip import fixed
from boussole.french import NBSP

_DAY = re.compile(r"(\d{2})/(\d{2})/(\d{4})")
_TITLE_TOP = 0.3  # inches
_GOOD_SIZE = 28  # points: a title may shrink so far to save a line
_MOST_LINES = 3
_ROOM_FOR_MORE = f" (suite{NBSP}10/10)"


def deck_pptx(deck: Deck, ground: GroundOf, progress: Callable[[int, int], None] = lambda done, total: None) -> bytes:
    """The file. `ground` gives what each map lies on; `progress(done, total)` is called before the first slide of the
    deck and after each. Needs no network and no fonts; several may run at once. Raises KeyError for an empty logo's
    format that is neither PNG nor JPEG.
    """
    made = _day(deck)
    file = template(deck, made)
    total = len(deck.slides)
    _title_slide(file, deck)
    filed = [deck.slides[0].section if deck.slides else ""]
    progress(0, total)
    for done, slide in enumerate(deck.slides, 1):
        _slide(file, deck, slide, Settings(ground, slide.place, deck.brand.colour, slide.message))
        filed += [slide.section] * (len(file.slides) - len(filed))
        progress(done, total)
    sections(file, filed)
    for shown in file.slides:
        in_french(shown._element)
    out = io.BytesIO()
    file.save(out)
    return fixed(out.getvalue(), f"{made:%Y-%m-%dT%H:%M:%SZ}")


def _day(deck: Deck) -> datetime:
    """The day of the data, so that the file's properties owe nothing to the clock."""
    found = _DAY.search(deck.as_of)
    day, month, year = (int(n) for n in found.groups()) if found else (1, 1, 2000)
    return datetime(year, month, day)  # noqa: DTZ001


def _title_slide(file: Any, deck: Deck) -> None:
    slide = file.slides.add_slide(file.slide_layouts[TITLE_SLIDE])
    title, subtitle = slide.placeholders
    room = (WIDTH - 2 * MARGIN - 0.8) * 72
    size, text = fitted(deck.title, room, 2.0 * 72, (48, 44, 40, 36, 32, 28), bold=True)
    title_style(title, text, size, readable(deck.brand.colour))
    said = [t for t in (deck.subtitle, f"Réunion du {deck.meeting}" if deck.meeting else "", deck.as_of) if t]
    if deck.meeting and not re.match(r"\d", deck.meeting):
        said[1 if deck.subtitle else 0] = deck.meeting
    if said:
        size, kept = within(said, room, 1.9 * 72, (26, 24, 22, 20, 18), gap=GAP)
        fill_frame(subtitle.text_frame, kept, size, gap=GAP)
    else:
        subtitle._element.getparent().remove(subtitle._element)
    below = [t for t in (deck.brand.name, deck.mention) if t]
    if below:
        size, kept = within(below, room, 0.95 * 72, (20, 18, 16, 14), gap=GAP)
        write(slide.shapes, Box(MARGIN + 0.4, 6.05, room / 72, 0.95), kept, size, name="Qui, et pour qui", bold=True,
              gap=GAP)  # fmt: skip
    if deck.brand.logo:
        picture = slide.shapes.add_picture(io.BytesIO(deck.brand.logo), 0, 0)
        place = fitted_box(Box(WIDTH - MARGIN - 3.2, 0.45, 3.2, 1.15), picture.width, picture.height)
        picture.left, picture.top, picture.width, picture.height = place.emu
        described(picture, "Logo", f"Logo de {deck.brand.name}" if deck.brand.name else "Logo")
    _noted(slide, [deck.title, *said, *below])


def _slide(file: Any, deck: Deck, slide: Slide, settings: Settings) -> None:
    """One message: as many PowerPoint slides as its panels take, under the same title."""
    wide = WIDTH - 2 * MARGIN - (LOGO.width + 0.2 if deck.brand.logo else 0.0)
    size, tall = _title(slide.message, wide)
    planned = pages(slide, _TITLE_TOP + tall + 0.15, settings)
    if len(planned) > 1:  # room for « suite 2/3 »
        size, tall = _title(slide.message + _ROOM_FOR_MORE, wide)
        planned = pages(slide, _TITLE_TOP + tall + 0.15, settings)
    for rank, page in enumerate(planned, 1):
        more = f" (suite{NBSP}{rank}/{len(planned)})" if rank > 1 else ""
        message = _cut(slide.message, more, size, wide)
        made = file.slides.add_slide(file.slide_layouts[MESSAGE])
        title = made.shapes.title
        title.left, title.top, title.width, title.height = Box(MARGIN, _TITLE_TOP, wide, tall).emu
        title_style(title, message + more, size)
        _page(made, deck, slide, page)
        said = " · ".join(t for t in (deck.as_of, deck.mention, deck.brand.name) if t)
        foot(made, fitted(said, FOOT.points, FOOT.height * 72, (SMALL,))[1], len(file.slides))
        _noted(made, notes(deck, slide))


def _title(message: str, wide: float) -> tuple[int, float]:
    """The size of a title and the inches that it takes: rather a smaller type than one more line, and three lines
    at most.
    """
    counts = {size: len(lines(message, size, wide * 72, bold=True)) for size in TITLE_SIZES}
    fewest = counts[_GOOD_SIZE]
    size = next(s for s in TITLE_SIZES if counts[s] <= fewest <= 2 or s == TITLE_SIZES[-1])
    return size, max(min(counts[size], _MOST_LINES) * size * 1.2 / 72, 0.75)


def _cut(message: str, more: str, size: int, wide: float) -> str:
    """The message, shortened where even the smallest title has no room for it; the notes have it whole."""
    if len(lines(message + more, size, wide * 72, bold=True)) <= _MOST_LINES:
        return message
    kept = lines(message, size, wide * 72, bold=True)[:_MOST_LINES]
    while len(lines(f"{kept[-1]}…{more}", size, wide * 72, bold=True)) > 1:
        kept[-1] = kept[-1][:-1].rstrip()
    return split(message, kept)[0] + "…"


def _page(made: Any, deck: Deck, slide: Slide, page: Page) -> None:
    if page.texts_box is not None:
        gap = GAP if page.placed or page.comment_box else 2 * GAP
        write(made.shapes, page.texts_box, page.texts, page.size, name="Texte", gap=gap)
    for piece, box in page.placed:
        draw_piece(made.shapes, box, piece)
    if page.comment_box is not None:
        note = write(made.shapes, page.comment_box, [page.comment], page.comment_size, name="Commentaire", middle=True)
        note.text_frame.margin_left = note.text_frame.margin_right = Inches(PAD)
        note.fill.solid()
        note.fill.fore_color.rgb = rgb("#eef2f4")
        note.line.color.rgb = rgb(deck.brand.colour)
    said = _shortest([f.text for f in footers(page.panels)]) or (
        [" ".join(slide.method)] if slide.method and page.placed else []
    )
    if said:
        _, kept = within(said, SOURCE.points, SOURCE.height * 72, (12, SMALL))
        write(made.shapes, SOURCE, kept, _, name="Source", colour=GREY)


def _shortest(texts: list[str]) -> list[str]:
    """Without those that another one starts with."""
    return [t for t in texts if not any(other != t and other.startswith(t) for other in texts)]


def _noted(slide: Any, paragraphs: list[str]) -> None:
    """The notes, French, without the placeholders that stay empty."""
    page = slide.notes_slide
    page.notes_text_frame.text = "\n".join(printable(p) for p in paragraphs)
    for shape in list(page.placeholders):
        if shape.has_text_frame and not shape.text_frame.text.strip():
            shape._element.getparent().remove(shape._element)
    in_french(page._element)
