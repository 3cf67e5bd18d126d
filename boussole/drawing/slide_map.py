"""A map for a slide: a crisp picture the size of its box, with its key in type read from the back of a room. What the
page's picture says around the map, the slide says in words of its own.
"""

from __future__ import annotations

import io
import math
import textwrap
from collections.abc import Sequence
from typing import Any

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from boussole.drawing import palette
from boussole.drawing.ground import Ground
from boussole.drawing.legend import circle_samples
from boussole.drawing.page import circle_area, draw_communes, key_borders, key_entries
from boussole.drawing.slide_theme import CHART
from boussole.french import number, spaced
from boussole.panels import Choropleth, Circles

_DPI = 200
_KEY = 5.2  # inches: the width of the key, in the largest type
_TRIES = ((18, 0.45), (16, 0.45), (CHART, 0.45), (CHART, 0.54), (13, 0.54), (12, 0.54), (11, 0.54), (9, 0.54))
_INK = palette.LIGHT.text


def slide_map(panel: Choropleth | Circles, ground: Ground, wide: float, tall: float) -> bytes:
    """A PNG of `wide` × `tall` inches: the map at the left, its key at the right."""
    for size, share in _TRIES:
        figure = Figure(figsize=(wide, tall), facecolor="#ffffff")
        key = min(_KEY * size / _TRIES[0][0], wide * share)
        fits = _key(figure, panel, ground, (wide - key) / wide, key, size)
        if fits or (size, share) == _TRIES[-1]:
            break
    axes = figure.add_axes((0, 0, (wide - key - 0.2) / wide, 1))
    axes.set_axis_off()
    draw_communes(axes, panel, ground)
    out = io.BytesIO()
    said = {"Software": "Boussole CPTS", "Title": panel.title, "Description": panel.alternative}
    FigureCanvasAgg(figure).print_figure(out, format="png", dpi=_DPI, metadata=said)
    return out.getvalue()


def _key(figure: Figure, panel: Choropleth | Circles, ground: Ground, left: float, key: float, size: int) -> bool:
    """Classes, circles, secrets, missing values and borders, each with its sample; whether all of it is there, on
    whole lines or in the smallest type.
    """
    top, circles = 1.0, _circles(panel)
    titled: dict[str, Any] = {
        "title": spaced(f"En {panel.unit}"), "title_fontproperties": {"size": size, "weight": "bold"}
    }  # fmt: skip
    if circles:  # a legend of their own: its rows are as high as the largest of them
        high = max(float(c.get_markersize()) for c in circles) / size * 1.15
        bottom = _legend(figure, circles, (left, top), size, handlelength=high, handleheight=high, **titled)
        top, titled = bottom - 0.03, {}
    handles: list[Patch | Line2D] = [*key_entries(panel), *key_borders(ground)]
    signs = int((key * 72 - 3.0 * size) / (size * 0.6))
    whole = all(len(str(handle.get_label())) <= signs for handle in handles)
    for handle in handles:
        handle.set_label("\n".join(textwrap.wrap(str(handle.get_label()), signs)))
    bottom = _legend(figure, handles, (left, top), size, handlelength=1.8, handleheight=1.3, **titled)
    return bottom >= 0 and (whole or size < CHART)


def _legend(figure: Figure, handles: Sequence[Any], at: tuple[float, float], size: int, **style: Any) -> float:
    """Samples and names, one under the other; where they end, as a share of the figure's height."""
    legend = figure.legend(
        handles=list(handles), loc="upper left", bbox_to_anchor=at, fontsize=size, labelcolor=_INK, frameon=False,
        borderpad=0.1, borderaxespad=0, handletextpad=0.7, labelspacing=0.6, alignment="left", **style,
    )  # fmt: skip
    drawn = legend.get_window_extent(FigureCanvasAgg(figure).get_renderer())  # type: ignore[no-untyped-call]
    return float(at[1] - drawn.height / figure.bbox.height)


def _circles(panel: Choropleth | Circles) -> list[Line2D]:
    """Circles of the map's own size beside round values."""
    if not isinstance(panel, Circles):
        return []
    samples = circle_samples(panel.areas)
    sizes = [math.sqrt(circle_area(value, largest, len(panel.areas))) for value, largest in samples]
    style: dict[str, Any] = {"ls": "", "marker": "o", "color": palette.CIRCLE, "alpha": 0.75, "mew": 0}
    return [
        Line2D([], [], ms=size, label=number(value), **style) for (value, _), size in zip(samples, sizes, strict=True)
    ]
