"""A map for a page: the communes at the left, their key at the right in type of the page's size. Its title and what it
rests on are text around it.
"""

from __future__ import annotations

import math
import textwrap
from typing import Any

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from boussole.drawing import palette
from boussole.drawing.ground import Ground
from boussole.drawing.legend import circle_samples, method_lines
from boussole.drawing.page import circle_area, draw_communes, key_borders, key_entries
from boussole.drawing.paper import INKS, SIZE, WIDTH, wrapped
from boussole.french import number, spaced
from boussole.panels import Choropleth, Circles

_TALL, _KEY = 3.9, 2.35  # inches
_SIGNS = 34  # of a line of the key


def page_map(panel: Choropleth | Circles, ground: Ground) -> Figure:
    """The map and its key; a key that is longer than the map makes the whole higher."""
    tall = _TALL
    for _ in range(3):
        figure = Figure(figsize=(WIDTH, tall), facecolor=INKS.background)
        left = (WIDTH - _KEY) / WIDTH
        bottom = _key(figure, panel, ground, left)
        if bottom >= 0:
            break
        tall = tall * (1 - bottom) + 0.05
    axes = figure.add_axes((0, 0, left - 0.02, 1))
    axes.set_axis_off()
    draw_communes(axes, panel, ground)
    return figure


def _key(figure: Figure, panel: Choropleth | Circles, ground: Ground, left: float) -> float:
    """Classes, circles, secrets, missing values, borders, then how to read them; where that ends, as a share."""
    top, circles = 0.99, _circles(panel)
    figure.text(left, top, spaced(f"En {panel.unit}"), size=SIZE, weight="bold", va="top", color=INKS.text)
    top -= (0.34 if circles else 0.2) / figure.get_figheight()
    if circles:  # a legend of their own: its rows are as high as the largest of them
        high = max(float(c.get_markersize()) for c in circles) / SIZE
        top = _legend(figure, circles, (left, top), handlelength=high, handleheight=high) - 0.03
    handles: list[Patch | Line2D] = [*key_entries(panel), *key_borders(ground)]
    for handle in handles:
        handle.set_label("\n".join(textwrap.wrap(str(handle.get_label()), _SIGNS - 6)))
    if handles:
        top = _legend(figure, handles, (left, top), handlelength=1.8, handleheight=1.2) - 0.025
    lines = "\n".join(wrapped(sentence, _SIGNS) for sentence in method_lines(panel))
    text = figure.text(left, top, lines, size=SIZE - 0.5, va="top", color=INKS.text, linespacing=1.3)
    drawn = text.get_window_extent(FigureCanvasAgg(figure).get_renderer())  # type: ignore[no-untyped-call]
    return float(top - drawn.height / figure.bbox.height)


def _legend(figure: Figure, handles: list[Any], at: tuple[float, float], **style: float) -> float:
    """Samples and names, one under the other; where they end."""
    legend = figure.legend(
        handles=handles, loc="upper left", bbox_to_anchor=at, fontsize=SIZE, labelcolor=INKS.text, frameon=False,
        borderpad=0, borderaxespad=0, handletextpad=0.7, labelspacing=0.55, alignment="left", **style,
    )  # fmt: skip
    drawn = legend.get_window_extent(FigureCanvasAgg(figure).get_renderer())  # type: ignore[no-untyped-call]
    return float(at[1] - drawn.height / figure.bbox.height)


def _circles(panel: Choropleth | Circles) -> list[Line2D]:
    """Circles of the map's own size beside round values."""
    if not isinstance(panel, Circles):
        return []
    style: dict[str, Any] = {"ls": "", "marker": "o", "color": palette.CIRCLE, "alpha": 0.75, "mew": 0}
    return [
        Line2D([], [], ms=math.sqrt(circle_area(value, largest, len(panel.areas))), label=number(value), **style)
        for value, largest in circle_samples(panel.areas)
    ]
