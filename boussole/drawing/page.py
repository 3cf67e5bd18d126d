"""A map panel as a picture (PNG, SVG), drawn on the server by matplotlib: no browser, no network, no shared state.

It carries all that the screen says around the map: title, place, period, key with its method, source, champ, credit,
and the mention of a working document. Pure, and safe from several threads (no pyplot).
"""

from __future__ import annotations

import io
import math
import textwrap
from collections.abc import Iterator
from typing import Any, Literal

import numpy as np
import shapely
from matplotlib import rcParams
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.collections import LineCollection, PathCollection
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Circle, Patch
from matplotlib.path import Path
from shapely.geometry.base import BaseGeometry

from boussole.disclosure import Audience
from boussole.drawing import palette
from boussole.drawing.ground import Ground
from boussole.drawing.hatching import hatch, hatch_spacing
from boussole.drawing.leaflet import circled, colours, fill, shrunk
from boussole.drawing.legend import circle_samples, method_lines
from boussole.french import number, plural, spaced
from boussole.panels import Choropleth, Circles, mention

Format = Literal["png", "svg"]
_SIZE = (11.0, 7.6)  # inches; a half page of A4, a whole slide
_DPI = 160
_MAP = (0.03, 0.155, 0.62, 0.695)  # left, bottom, width, height, of the whole
_KEY = (0.67, 0.85)  # left, top
_LARGEST = 26.0  # radius, in points, of the largest circle
_THIN, _THICK = 1.3, 3.0  # points: the borders of EPCI, of départements
_INK = "#1b2429"

rcParams["svg.hashsalt"] = "boussole"  # the same picture twice is the same file
rcParams["text.parse_math"] = False  # a « $ » in a title is a dollar


def map_picture(
    panel: Choropleth | Circles, ground: Ground, place: str, audience: Audience, form: Format = "png"
) -> bytes:
    """The bytes of the picture. `place`: the territory's name, as chosen."""
    figure = Figure(figsize=_SIZE, facecolor="#ffffff")
    axes = figure.add_axes(_MAP)
    axes.set_axis_off()
    draw_communes(axes, panel, ground)
    _around(figure, panel, place, audience)
    _key(figure, panel, ground)
    out = io.BytesIO()
    canvas = FigureCanvasAgg(figure) if form == "png" else FigureCanvasSVG(figure)
    canvas.print_figure(out, format=form, dpi=_DPI, metadata=_metadata(panel, audience, form))
    return out.getvalue()


def bare_map(panel: Choropleth | Circles, ground: Ground) -> bytes:
    """The communes alone, as SVG without words: for a screen that writes the title and the legend around it."""
    figure = Figure(figsize=(_MAP[2] * _SIZE[0], _MAP[3] * _SIZE[1]))
    axes = figure.add_axes((0.0, 0.0, 1.0, 1.0))
    axes.set_axis_off()
    draw_communes(axes, panel, ground)
    out = io.BytesIO()
    FigureCanvasSVG(figure).print_figure(out, format="svg", facecolor="none", metadata={"Date": None})
    return out.getvalue()


def _metadata(panel: Choropleth | Circles, audience: Audience, form: Format) -> dict[str, str | None]:
    said: dict[str, str | None] = {"Title": panel.title, "Description": f"{panel.alternative} {mention(audience)}"}
    return said | ({"Software": "Boussole CPTS"} if form == "png" else {"Creator": "Boussole CPTS", "Date": None})


def draw_communes(axes: Axes, panel: Choropleth | Circles, ground: Ground) -> None:
    """The communes, the borders and the circles of a panel, in axes without ticks."""
    contours = ground.contours
    shapes: dict[str, BaseGeometry] = dict(zip(contours["code"], contours.geometry, strict=True))
    drawn = [a for a in panel.areas if a.code in shapes]
    if not drawn:
        axes.text(0.5, 0.5, "Aucune commune n’a de contour.", ha="center", transform=axes.transAxes, color=_INK)
        return
    west, south, east, north = (float(v) for v in contours.total_bounds)
    _frame(axes, west, south, east, north)
    thin = 0.7 if len(drawn) < 150 else 0.25
    axes.add_collection(
        PathCollection(
            [_path(shapes[a.code]) for a in drawn],
            facecolors=[fill(panel, a) for a in drawn],
            edgecolors=palette.BORDER,
            linewidths=thin,
        )
    )
    spacing = hatch_spacing((west, south, east, north))
    secret = [line for a in drawn if a.secret for line in _segments(hatch(shapes[a.code], spacing))]
    axes.add_collection(LineCollection(secret, colors=palette.HATCH, linewidths=0.7))
    for lines, width in ((ground.epci, _THIN), (ground.departements, _THICK)):
        if lines is not None:
            axes.add_collection(LineCollection(_segments(lines), colors=palette.LIMIT, linewidths=width))
    if isinstance(panel, Circles):
        _circles(axes, panel, shapes)


def _frame(axes: Axes, west: float, south: float, east: float, north: float) -> None:
    """The territory fills the frame one way; the other way, what lies around it shows where its borders go."""
    squeeze = math.cos(math.radians((south + north) / 2))
    wide, high = 1.04 * max(east - west, 1e-6) * squeeze, 1.04 * max(north - south, 1e-6)
    ratio = axes.bbox.width / axes.bbox.height
    wide, high = max(wide, high * ratio), max(high, wide / ratio)
    x, y = (west + east) / 2, (south + north) / 2
    axes.set_xlim(x - wide / squeeze / 2, x + wide / squeeze / 2)
    axes.set_ylim(y - high / 2, y + high / 2)


def _circles(axes: Axes, panel: Circles, shapes: dict[str, BaseGeometry]) -> None:
    valued = [(a, v) for a, v in circled(panel.areas) if a.code in shapes]
    if not valued:
        return
    points = [shapes[a.code].representative_point() for a, _ in valued]
    largest = max(v for _, v in valued)
    axes.scatter(
        [p.x for p in points],
        [p.y for p in points],
        s=[circle_area(v, largest, len(panel.areas)) for _, v in valued],
        c=palette.CIRCLE,
        alpha=0.75,
        edgecolors="#ffffff",
        linewidths=0.8,
        zorder=5,
    )


def circle_area(value: float, largest: float, communes: int) -> float:
    """matplotlib's `s`: the square of the diameter in points, proportional to the value like the area."""
    return (2 * _LARGEST * shrunk(communes)) ** 2 * value / largest


def _path(geometry: BaseGeometry) -> Path:
    rings = [r for p in shapely.get_parts(geometry) for r in (p.exterior, *p.interiors)]
    return Path.make_compound_path(*(Path(np.asarray(r.coords), closed=True) for r in rings))


def _segments(lines: BaseGeometry) -> list[np.ndarray]:
    return [np.asarray(part.coords) for part in shapely.get_parts(lines) if part.geom_type == "LineString"]


def _around(figure: Figure, panel: Choropleth | Circles, place: str, audience: Audience) -> None:
    """Title, place and period above; source, champ, credit and mention beneath."""
    title = _wrapped(panel.title, 78)
    figure.text(0.03, 0.965, "\n".join(title[:2]), size=15, weight="bold", va="top", color=_INK)
    under = 0.965 - 0.042 * len(title[:2]) - 0.006
    figure.text(0.03, under, spaced(f"{place} – {panel.footer.period}"), size=11.5, va="top", color=_INK)
    lines = _wrapped(panel.footer.text, 165)
    figure.text(0.03, 0.115, "\n".join(lines[:4]), size=8, va="top", color=_INK, linespacing=1.35)
    if mention(audience):
        figure.text(0.03, 0.022, mention(audience), size=10, weight="bold", va="bottom", color="#8c1515")


def _key(figure: Figure, panel: Choropleth | Circles, ground: Ground) -> None:
    """The legend, then how to read it, in the right-hand column."""
    left, top = _KEY
    unit = panel.unit if isinstance(panel, Choropleth) else f"en {panel.unit}"
    figure.text(left, top, spaced(f"Légende ({unit})"), size=10.5, weight="bold", va="top", color=_INK)
    top -= 0.035
    if isinstance(panel, Circles):
        top = _circle_key(figure, panel, top)
    handles = [*key_entries(panel), *key_borders(ground)]
    if handles:
        legend = figure.legend(
            handles=handles,
            loc="upper left",
            bbox_to_anchor=(left, top),
            fontsize=9.5,
            labelcolor=_INK,
            frameon=False,
            borderpad=0,
            borderaxespad=0,
            handlelength=2.2,
            handleheight=1.4,
            labelspacing=0.55,
        )
        drawn = legend.get_window_extent(FigureCanvasAgg(figure).get_renderer())  # type: ignore[no-untyped-call]
        top -= drawn.height / figure.bbox.height + 0.02
    said = [line for sentence in method_lines(panel) for line in _wrapped(sentence, 50)]
    figure.text(left, top, "\n".join(said[:16]), size=8.5, va="top", color=_INK, linespacing=1.35)


def _circle_key(figure: Figure, panel: Circles, top: float) -> float:
    """Circles of the map's own size beside round values; gives where they end."""
    samples = circle_samples(panel.areas)
    radii = [math.sqrt(circle_area(value, largest, len(panel.areas))) / 2 for value, largest in samples]
    tall = [max(2 * r, 12.0) + 5 for r in radii]  # points
    height = sum(tall) / (72 * _SIZE[1])
    if not samples:
        return top
    axes = figure.add_axes((_KEY[0], top - height, 0.3, height))
    axes.set_axis_off()
    axes.set_xlim(0, 0.3 * 72 * _SIZE[0])
    axes.set_ylim(sum(tall), 0)
    down = 0.0
    for (value, _), radius, room in zip(samples, radii, tall, strict=True):
        axes.add_patch(Circle((radii[0] + 1, down + room / 2), radius, color=palette.CIRCLE, alpha=0.75, lw=0))
        axes.text(2 * radii[0] + 12, down + room / 2, number(value), size=9.5, va="center", color=_INK)
        down += room
    return top - height - 0.01


def key_entries(panel: Choropleth | Circles) -> Iterator[Patch]:
    """A sample of each class that the map has, of secrets and of missing values, with how many communes."""
    if isinstance(panel, Choropleth):
        for rank, (colour, one) in enumerate(zip(colours(panel), panel.bins, strict=True)):
            yield _patch(one.label, sum(a.bin == rank for a in panel.areas), facecolor=colour)
    secret = sum(a.secret for a in panel.areas)
    missing = sum(a.bin is None and not a.secret for a in panel.areas)
    if secret:
        yield _patch(panel.secret_label, secret, facecolor=palette.SECRET, hatch="/////")
    if missing:
        yield _patch("Aucune donnée", missing, facecolor=palette.NO_DATA)


def _patch(label: str, communes: int, **style: Any) -> Patch:
    counted = spaced(f"{label} – {plural(communes, 'commune')}")
    return Patch(edgecolor=palette.BORDER, linewidth=0.7, label=counted, **style)


def key_borders(ground: Ground) -> Iterator[Line2D]:
    """A sample of each kind of border that is drawn."""
    if ground.epci is not None:
        yield Line2D([], [], color=palette.LIMIT, lw=_THIN, label="limite d’EPCI")
    if ground.departements is not None:
        yield Line2D([], [], color=palette.LIMIT, lw=_THICK, label="limite de département")


def _wrapped(sentence: str, width: int) -> list[str]:
    """Lines of at most `width` signs."""
    return textwrap.wrap(spaced(sentence), width, break_on_hyphens=False)
