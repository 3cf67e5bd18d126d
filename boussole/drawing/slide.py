"""Each kind of panel on a PowerPoint slide: a native, editable chart or table where PowerPoint has such a form, a
picture for maps and spines. Pure; what panels do not carry is written nowhere, hidden data of charts included.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from pptx.shapes.shapetree import SlideShapes

from boussole.drawing.slide_bars import bars_chart, bullet_chart
from boussole.drawing.slide_charts import trajectory_chart, trend_chart, waterfall_chart
from boussole.drawing.slide_map import slide_map
from boussole.drawing.slide_places import intervals_chart, intervals_parts, scatter_chart
from boussole.drawing.slide_profile import profile_pages
from boussole.drawing.slide_tables import TablePage, draw_table, table_pages
from boussole.drawing.slide_text import LINE, fitted, height, within
from boussole.drawing.slide_theme import (
    CAPTION_SIZES,
    CHART,
    INK,
    TEXT_SIZES,
    Box,
    Settings,
    described,
    readable,
    write,
)
from boussole.french import plural
from boussole.panels import (
    Bars,
    Bullet,
    Choropleth,
    Circles,
    Headline,
    Intervals,
    Panel,
    Picker,
    Profile,
    Scatter,
    Table,
    Trajectory,
    Trend,
    Waterfall,
)

LEAST = 2.6  # inches under which no chart or map is read
_VALUE_SIZES = (88, 72, 60, 48, 40, 32, 28, 24, 20, 18, 16, 14)  # small rather than cut: half a figure is a wrong one


@dataclass(frozen=True)
class Piece:
    """What fills one box: a panel, or a page of it. `caption` is the title over it, `tall` the inches that it needs
    (0: all that it gets), `size` its smallest type.
    """

    caption: str
    draw: Callable[[SlideShapes, Box], None]
    tall: float = 0.0
    size: int = CHART


def pieces(panel: Panel, wide: float, first: float, tall: float, settings: Settings) -> tuple[Piece, ...]:
    """A panel as pieces `wide` inches wide: the first in `first` inches at most, the others in `tall`; each under its
    caption (`caption_height`), which these heights do not count.
    """
    caption = caption_of(panel, settings)
    if isinstance(panel, Table):
        return _table(caption, table_pages(panel, wide, first, tall), settings)
    if isinstance(panel, Picker):
        table = _picked(panel)
        return _table(caption, table_pages(table, wide, first, tall), settings)
    if isinstance(panel, Profile):
        pages = profile_pages(panel, wide, first, tall, settings.colour)
        return tuple(Piece(caption, draw, high) for high, draw in pages)
    if isinstance(panel, Intervals):
        parts = intervals_parts(panel, min(first, tall) if first >= LEAST else tall)
        return tuple(Piece(caption, _drawn(intervals_chart, p)) for p in parts)
    return (_single(panel, caption, settings),)


def caption_of(panel: Panel, settings: Settings) -> str:
    """The title over a panel: none where the slide's message already says it."""
    if isinstance(panel, Headline):
        return ""
    title = _picked(panel).title if isinstance(panel, Picker) else panel.title
    if title.strip().rstrip(".") == settings.message.strip().rstrip("."):
        return ""
    return f"{title} – {settings.place}" if isinstance(panel, Choropleth | Circles) and settings.place else title


def caption_height(caption: str, wide: float) -> float:
    """The inches that a caption takes above its piece."""
    if not caption:
        return 0.0
    size, text = fitted(caption, wide * 72, 2 * CAPTION_SIZES[-1] * LINE, CAPTION_SIZES, bold=True)
    return height([text], size, wide * 72, bold=True) / 72 + 0.08


def draw_piece(shapes: SlideShapes, box: Box, piece: Piece) -> None:
    """The caption, then what it names."""
    over = caption_height(piece.caption, box.width)
    if over:
        size, text = fitted(piece.caption, box.points, 2 * CAPTION_SIZES[-1] * LINE, CAPTION_SIZES, bold=True)
        write(shapes, Box(box.left, box.top, box.width, over - 0.04), [text], size, name="Titre du panneau", bold=True)
    piece.draw(shapes, box.below(over))


def _table(caption: str, pages: tuple[TablePage, ...], settings: Settings) -> tuple[Piece, ...]:
    def drawing(page: TablePage) -> Callable[[SlideShapes, Box], None]:
        def draw(shapes: SlideShapes, box: Box) -> None:
            draw_table(shapes, box, page, settings.colour)

        return draw

    return tuple(Piece(caption, drawing(page), page.tall, page.size) for page in pages)


def _picked(panel: Picker) -> Table:
    """The communes as a table: nothing is clicked on a slide."""
    rows = tuple((p.name, p.code, "oui" if p.chosen else "non") for p in panel.parcels)
    chosen = sum(p.chosen for p in panel.parcels)
    return Table(f"{plural(chosen, 'commune')} du territoire, et voisines", ("Commune", "Code", "Du territoire"), rows)


def _single(panel: Panel, caption: str, settings: Settings) -> Piece:
    """The forms that always are one piece."""
    if isinstance(panel, Headline):
        return Piece("", lambda shapes, box: _headline(shapes, box, panel, settings.colour))
    if isinstance(panel, Choropleth | Circles):
        return Piece(caption, lambda shapes, box: _map(shapes, box, panel, settings))
    if isinstance(panel, Trajectory):
        return Piece(caption, _drawn(trajectory_chart, panel))
    if isinstance(panel, Trend):
        return Piece(caption, _drawn(trend_chart, panel))
    if isinstance(panel, Scatter):
        return Piece(caption, _drawn(scatter_chart, panel))
    if isinstance(panel, Waterfall):
        return Piece(caption, _drawn(waterfall_chart, panel))
    if isinstance(panel, Bullet):
        return Piece(caption, _drawn(bullet_chart, panel))
    if isinstance(panel, Bars):
        return Piece(caption, _drawn(bars_chart, panel))
    raise TypeError(f"no slide form for {type(panel).__name__}")


def _drawn(chart: Callable[[SlideShapes, Box, Any], None], panel: Panel) -> Callable[[SlideShapes, Box], None]:
    return lambda shapes, box: chart(shapes, box, panel)


def _map(shapes: SlideShapes, box: Box, panel: Choropleth | Circles, settings: Settings) -> None:
    png = slide_map(panel, settings.ground(panel), box.width, box.height)
    picture = shapes.add_picture(io.BytesIO(png), *box.emu)
    described(picture, f"Carte : {panel.title}", panel.alternative)


def _headline(shapes: SlideShapes, box: Box, panel: Headline, colour: str) -> None:
    """The value in large between its label and what it rests on."""
    size, label = fitted(panel.label, box.points, 1.0 * 72, (26, 24, 20, 18), bold=True)
    top = height([label], size, box.points, bold=True) / 72
    write(shapes, Box(box.left, box.top, box.width, top), [label], size, name="Indicateur", bold=True)
    rest = box.below(top + 0.1)
    large, value = fitted(panel.value, rest.points, min(rest.height * 0.6, 1.8) * 72, _VALUE_SIZES, bold=True)
    high = height([value], large, rest.points, bold=True) / 72
    place = Box(rest.left, rest.top, rest.width, high)
    write(shapes, place, [value], large, name="Valeur", bold=True, colour=readable(colour))
    said = [*panel.details, *(f"Attention : {c}" for c in panel.cautions)]
    below = rest.below(high + 0.15)
    if said:
        text, kept = within(said, below.points, below.height * 72, TEXT_SIZES, gap=6)
        write(shapes, below, kept, text, name="Ce qu’il y a derrière", colour=INK, gap=6)
