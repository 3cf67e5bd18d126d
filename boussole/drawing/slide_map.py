"""A map for a slide: a crisp picture the size of its box, with its key in type read from the back of a room. What the
page's picture says around the map, the slide says in words of its own.
"""

from __future__ import annotations

import io
import math
import textwrap

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
_KEY = 4.5  # inches: the width of the key
_INK = palette.LIGHT.text


def slide_map(panel: Choropleth | Circles, ground: Ground, wide: float, tall: float) -> bytes:
    """A PNG of `wide` × `tall` inches: the map at the left, its key at the right."""
    figure = Figure(figsize=(wide, tall), facecolor="#ffffff")
    key = min(_KEY, wide * 0.45)
    axes = figure.add_axes((0, 0, (wide - key - 0.2) / wide, 1))
    axes.set_axis_off()
    draw_communes(axes, panel, ground)
    _key(figure, panel, ground, (wide - key) / wide, key)
    out = io.BytesIO()
    said = {"Software": "Boussole CPTS", "Title": panel.title, "Description": panel.alternative}
    FigureCanvasAgg(figure).print_figure(out, format="png", dpi=_DPI, metadata=said)
    return out.getvalue()


def _key(figure: Figure, panel: Choropleth | Circles, ground: Ground, left: float, key: float) -> None:
    """Classes, circles, secrets, missing values and borders, each with its sample; the size that fits."""
    heading = spaced(f"En {panel.unit}")
    for size in (16, CHART):
        handles: list[Patch | Line2D] = [*_circles(panel), *key_entries(panel), *key_borders(ground)]
        signs = int((key - 0.75) * 72 / (size * 0.6))
        if size > CHART and any(len(str(handle.get_label())) > signs for handle in handles):
            continue
        for handle in handles:
            handle.set_label("\n".join(textwrap.wrap(str(handle.get_label()), signs)))
        legend = figure.legend(
            handles=handles, loc="upper left", bbox_to_anchor=(left, 1.0), fontsize=size, labelcolor=_INK,
            frameon=False, borderpad=0.1, borderaxespad=0, handlelength=1.8, handleheight=1.3, handletextpad=0.7,
            labelspacing=0.6, title=heading, title_fontproperties={"size": size, "weight": "bold"}, alignment="left",
        )  # fmt: skip
        drawn = legend.get_window_extent(FigureCanvasAgg(figure).get_renderer())  # type: ignore[no-untyped-call]
        if size == CHART or drawn.height <= figure.bbox.height:
            return
        legend.remove()


def _circles(panel: Choropleth | Circles) -> list[Line2D]:
    """Circles of the map's own size beside round values."""
    if not isinstance(panel, Circles):
        return []
    samples = circle_samples(panel.areas)
    sizes = [math.sqrt(circle_area(value, largest, len(panel.areas))) for value, largest in samples]
    style = {"ls": "", "marker": "o", "color": palette.CIRCLE, "alpha": 0.75, "mew": 0}
    return [
        Line2D([], [], ms=size, label=number(value), **style) for (value, _), size in zip(samples, sizes, strict=True)
    ]
