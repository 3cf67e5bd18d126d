"""One slide of a deck as the pages that it takes in PowerPoint: texts and panels each in a box of its own, what does
not fit on following pages. Measured, so that nothing overflows or overlaps.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from boussole.deck import Slide
from boussole.drawing.slide import LEAST, Piece, caption_height, caption_of, pieces
from boussole.drawing.slide_text import height, paged
from boussole.drawing.slide_theme import BODY_BOTTOM, MARGIN, TEXT_SIZES, WIDTH, Box, Settings
from boussole.panels import Headline, Panel, Waterfall

GAP = 6.0  # points, after a paragraph
PAD = 0.12  # inches, around a comment
_ALONE = (28, 24, 20, 18, 16)  # a slide of texts only
_SHARE, _LEAST_SHARE = 0.3, 0.36  # of the body: what texts may take above panels, at a good size and at the smallest
_BETWEEN = 0.22  # inches


@dataclass(frozen=True)
class Page:
    """What one PowerPoint slide shows: texts, pieces of panels in their boxes, and the panels that they are of."""

    texts: tuple[str, ...] = ()
    size: int = TEXT_SIZES[0]
    texts_box: Box | None = None
    placed: tuple[tuple[Piece, Box], ...] = ()
    panels: tuple[Panel, ...] = ()
    comment: str = ""
    comment_size: int = 16
    comment_box: Box | None = None


def pages(slide: Slide, top: float, settings: Settings) -> list[Page]:
    """The pages of a slide whose title ends at `top` inches. One at least."""
    body = Box(MARGIN, top, WIDTH - 2 * MARGIN, BODY_BOTTOM - top)
    comment = f"Commentaire : {slide.comment}" if slide.comment.strip() else ""
    if not slide.panels:
        return _texts([*slide.lines], comment, body)
    before, first, room = _above(slide.lines, body)
    first, room, after = _beneath(comment, first, room, body)
    found = _flow(slide, first, room, body, settings)
    return [*before, *found, *after]


def _above(lines: tuple[str, ...], body: Box) -> tuple[list[Page], Page, Box]:
    """Pages of texts that would leave panels no room, the page that panels start on, and the box left there."""
    if not lines:
        return [], Page(), body
    for size in TEXT_SIZES:
        tall = height(lines, size, body.points, gap=GAP) / 72
        if tall <= body.height * (_LEAST_SHARE if size == TEXT_SIZES[-1] else _SHARE):
            box = Box(body.left, body.top, body.width, tall)
            return [], Page(tuple(lines), size, box), body.below(tall + 0.1)
    return _texts([*lines], "", body), Page(), body


def _beneath(comment: str, first: Page, room: Box, body: Box) -> tuple[Page, Box, list[Page]]:
    """The comment at the foot of the first page, or on a page of its own after the panels."""
    if not comment:
        return first, room, []
    inside = body.points - 2 * PAD * 72
    for size in (18, 16, 14):
        tall = height([comment], size, inside) / 72 + 2 * PAD
        if tall <= body.height * 0.26 and room.height - tall - 0.1 >= LEAST:
            box = Box(body.left, BODY_BOTTOM - tall, body.width, tall)
            left = replace(room, height=room.height - tall - 0.1)
            return replace(first, comment=comment, comment_size=size, comment_box=box), left, []
    return first, room, _texts([comment], "", body)


def _texts(lines: list[str], comment: str, body: Box) -> list[Page]:
    """Pages of texts alone, in as large a type as holds on one."""
    if comment:
        lines = [*lines, comment]
    size = next((s for s in _ALONE if height(lines, s, body.points, gap=2 * GAP) <= body.height * 72), _ALONE[-1])
    cut = paged(lines, size, body.points, body.height * 72, gap=2 * GAP) or [[]]
    return [Page(tuple(texts), size, body if texts else None) for texts in cut]


def _flow(slide: Slide, first: Page, room: Box, body: Box, settings: Settings) -> list[Page]:
    """Panels two by two where half the width is enough for both, else one under the other."""
    found = [first]
    rest = list(slide.panels)
    while rest:
        if found[-1].placed and room.height < LEAST:
            found.append(Page())
            room = body
        if len(rest) > 1 and (pair := _pair(rest[0], rest[1], room, settings)):
            found[-1] = replace(
                found[-1], placed=(*found[-1].placed, *pair), panels=(*found[-1].panels, rest[0], rest[1])
            )
            bottom = room.top + room.height
            lowest = max(b.top + (caption_height(p.caption, b.width) + p.tall if p.tall else b.height) for p, b in pair)
            room = Box(body.left, lowest + _BETWEEN, body.width, max(bottom - lowest - _BETWEEN, 0.0))
            rest = rest[2:]
            continue
        found, room = _one(rest.pop(0), found, room, body, settings)
    return found


def _pair(one: Panel, other: Panel, room: Box, settings: Settings) -> tuple[tuple[Piece, Box], ...]:
    """Both in halves of the room (a headline takes less), or nothing."""
    if isinstance(one, Waterfall) or isinstance(other, Waterfall):  # its amounts are whole only across the slide
        return ()
    left, right = room.halves()
    narrow = room.width * 0.33
    if isinstance(one, Headline) and not isinstance(other, Headline):
        left = replace(left, width=narrow)
        right = Box(left.left + narrow + 0.3, room.top, room.width - narrow - 0.3, room.height)
    found = []
    for panel, box in ((one, left), (other, right)):
        made = _pieces(panel, box, box, settings)
        if len(made) != 1 or made[0].size < TEXT_SIZES[-1]:
            return ()
        if made[0].tall == 0 and box.height < LEAST:
            return ()
        found.append((made[0], box))
    return tuple(found)


def _pieces(panel: Panel, first: Box, full: Box, settings: Settings) -> tuple[Piece, ...]:
    """The pieces of a panel under its caption."""
    over = caption_height(caption_of(panel, settings), first.width)
    return pieces(panel, first.width, first.height - over, full.height - over, settings)


def _one(
    panel: Panel, found: list[Page], room: Box, body: Box, settings: Settings
) -> tuple[list[Page], Box]:  # fmt: skip
    """A panel across the whole width, from the room left on the last page."""
    for piece in _pieces(panel, room, body, settings):
        need = caption_height(piece.caption, body.width) + (piece.tall or LEAST)
        if need > room.height + 1e-6 and (found[-1].placed or found[-1].texts or found[-1].comment):
            found.append(Page())
            room = body
        taken = need if piece.tall else room.height
        box = replace(room, height=taken)
        found[-1] = replace(found[-1], placed=(*found[-1].placed, (piece, box)), panels=(*found[-1].panels, panel))
        room = room.below(taken + _BETWEEN)
    return found, room
