"""A place's indicators on a slide: a native table, and beside each row its spine chart as a picture, which PowerPoint
has no form for. Pure; no number is computed or masked.
"""

from __future__ import annotations

import io
from collections.abc import Callable

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from pptx.shapes.shapetree import SlideShapes
from pptx.util import Inches

from boussole.drawing.palette import LIGHT_SPINE as INKS
from boussole.drawing.slide_tables import TablePage, draw_table, table_pages
from boussole.drawing.slide_theme import Box, described, fill_frame, on, rgb, write
from boussole.drawing.spine import DOTS, scale_ends
from boussole.panels import Profile, ProfileLine, Spine, Table

_COLUMNS = ("Indicateur", "Valeur", "Comparaison", "Tendance")
_STRIP, _GAP = 2.6, 0.08  # inches: the spines' column, and what parts it from the table
_HEADING = "Étendue des communes"
_SHAPES = {"better": "o", "worse": "D", "other": "^", "same": "o", "none": "s"}
Draw = Callable[[SlideShapes, Box], None]


def profile_table(panel: Profile) -> Table:
    """One row an indicator: value, interval and period; comparison and with what; trend and since when."""
    return Table(panel.title, _COLUMNS, tuple(_row(line) for line in panel.lines))


def _row(line: ProfileLine) -> tuple[str, ...]:
    label = [line.label, line.beside, *(f"Attention : {c}" for c in line.cautions)]
    interval = f"intervalle {line.interval}" if line.interval else ""
    value = [line.value, interval, " · ".join(t for t in (line.period, line.origin) if t)]
    compared = [line.comparison or ("" if line.against else "—"), line.against, line.quartile]
    trend = [line.trend or "—", line.trend_since]
    return tuple("\n".join(t for t in texts if t) for texts in (label, value, compared, trend))


def profile_pages(panel: Profile, wide: float, first: float, tall: float, colour: str) -> list[tuple[float, Draw]]:
    """For each page: the inches that it takes, and how to draw it."""
    drawn = any(line.spine for line in panel.lines)
    pages = table_pages(profile_table(panel), wide - (_STRIP + _GAP if drawn else 0), first, tall)
    left = {_row(line): line.spine for line in panel.lines}
    return [(page.tall, _drawing(page, left, drawn, colour)) for page in pages]


def _drawing(page: TablePage, spines: dict[tuple[str, ...], Spine | None], drawn: bool, colour: str) -> Draw:
    def draw(shapes: SlideShapes, box: Box) -> None:
        draw_table(shapes, box, page, colour, strong=frozenset(_COLUMNS[:2]))
        if not drawn:
            return
        left = box.left + sum(page.widths) / 72 + _GAP
        heading = write(shapes, Box(left, box.top, _STRIP, page.header / 72), [], page.size, name=_HEADING, middle=True)
        heading.text_frame.margin_left = Inches(0.08)
        heading.fill.solid()
        heading.fill.fore_color.rgb = rgb(colour)
        size = min(page.size, 14)
        fill_frame(heading.text_frame, [_HEADING], size, bold=True, colour=on(colour))
        top = box.top + page.header / 72
        for row, high in zip(page.rows, page.heights, strict=True):
            spine = spines.get(row)
            if spine is not None:
                tall = min(high / 72 - 0.06, 0.55)
                place = Box(left, top + (high / 72 - tall) / 2, _STRIP, tall)
                picture = shapes.add_picture(io.BytesIO(spine_picture(spine, _STRIP, tall)), *place.emu)
                described(picture, f"Étendue : {row[0].splitlines()[0]}", spine.alternative)
            top += high / 72

    return draw


def spine_picture(panel: Spine, wide: float, tall: float) -> bytes:
    """A PNG: the communes as dots, their middle half as a band, the place's point with its interval, the reference."""
    figure = Figure(figsize=(wide, tall), facecolor="#ffffff")
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set_axis_off()
    low, high = scale_ends(panel)
    room = (high - low) * 0.05
    axes.set_xlim(low - room, high + room)
    axes.set_ylim(0, 1)
    if panel.quartiles:
        left, right = panel.quartiles[0], panel.quartiles[2]
        axes.axvspan(left, max(right, left + room / 10), 0.15, 0.85, facecolor=INKS.band, edgecolor=INKS.spread)
    if panel.reference is not None:
        axes.axvline(panel.reference, color=INKS.line, lw=2)
    if len(panel.communes) > DOTS:
        axes.plot([panel.communes[0], panel.communes[-1]], [0.5, 0.5], color=INKS.spread, lw=2.5)
    else:
        axes.plot(panel.communes, [0.5] * len(panel.communes), "o", ms=4, color=INKS.spread, mew=0)
    ink = {"better": INKS.better, "worse": INKS.worse, "other": INKS.other}.get(panel.state, INKS.line)
    if panel.low is not None and panel.high is not None:
        axes.plot([panel.low, panel.high], [0.5, 0.5], color=ink, lw=4, solid_capstyle="butt")
    if panel.value is not None:
        hollow = panel.state == "same"
        axes.plot(
            [panel.value], [0.5], _SHAPES.get(panel.state, "s"), ms=13, mfc=INKS.background if hollow else ink,
            mec=ink if hollow else INKS.background, mew=3 if hollow else 1, zorder=5,
        )  # fmt: skip
    out = io.BytesIO()
    FigureCanvasAgg(figure).print_figure(out, format="png", dpi=200, metadata={"Software": "Boussole CPTS"})
    return out.getvalue()
