"""What charts on paper share: the width of a page, one type size, French axes, and files that are the same twice.

Drawn by matplotlib without pyplot, which keeps state between threads. The title, the source and who may see it are
real text around the picture: they are not drawn.
"""

from __future__ import annotations

import io
import math
import textwrap
from collections.abc import Sequence
from typing import Any, Literal

from matplotlib import patheffects, rcParams
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from boussole.drawing import palette
from boussole.french import NNBSP, number, spaced

Form = Literal["png", "svg"]
WIDTH = 6.7  # inches: between the margins of A4
SIZE = 8.0  # points, of every text
INKS = palette.LIGHT
_LONGEST = 105  # signs: a page wide
_GRID, _AXIS = "#d9dee1", "#8a969c"
_DPI = 220
_HALO = [patheffects.withStroke(linewidth=2.5, foreground=INKS.background)]

rcParams["svg.hashsalt"] = "boussole"  # the same picture twice is the same file
rcParams["text.parse_math"] = False  # a « $ » in a title is a dollar


def sheet(height: float) -> tuple[Figure, Axes]:
    """A white figure as wide as the page and `height` inches high, with one pair of axes."""
    figure = Figure(figsize=(WIDTH, height), facecolor=INKS.background, layout="constrained")
    axes = figure.add_subplot()
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    for side in ("left", "bottom"):
        axes.spines[side].set_color(_AXIS)
    axes.tick_params(labelsize=SIZE, colors=_AXIS, labelcolor=INKS.text, length=3)
    axes.set_axisbelow(True)
    return figure, axes


def scaled(axis: Axis, low: float, high: float, unit: str, ticks: int = 5) -> None:
    """Round values with their grid, in French; « % » is written beside each, another unit is in the axis's title."""
    found = [v for v in MaxNLocator(ticks, steps=[1, 2, 2.5, 5, 10]).tick_values(low, high) if low <= v <= high]
    decimals = next((d for d in range(4) if all(math.isclose(round(v, d), v, abs_tol=1e-9) for v in found)), 4)
    suffix = f"{NNBSP}%" if unit == "%" else f"{NNBSP}€" if unit == "€" else ""
    axis.set_ticks(found, labels=[number(v, decimals) + suffix for v in found])
    axis.grid(True, color=_GRID, linewidth=0.6)


def said(axes: Axes, text: str, at: tuple[float, float], shift: tuple[float, float], colour: str, **how: Any) -> None:
    """A value written beside its point, `shift` points away, readable over whatever passes there."""
    across = "left" if shift[0] > 0 else "right" if shift[0] < 0 else "center"
    up = "bottom" if shift[1] > 0 else "top" if shift[1] < 0 else "center"
    axes.annotate(
        shortened(text, _LONGEST), at, xytext=shift, textcoords="offset points", ha=across, va=up, size=SIZE,
        color=colour, path_effects=_HALO, annotation_clip=False, **how,
    )  # fmt: skip


def keyed(axes: Axes, unit: str, columns: int = 4) -> None:
    """The unit above the axis, and the key above the chart at the right."""
    if unit and unit != "%":
        axes.set_title(spaced(f"En {unit}"), loc="left", size=SIZE, color=INKS.text)
    handles, labels = axes.get_legend_handles_labels()
    if handles:
        axes.figure.legend(
            handles, labels, loc="outside upper right", ncols=columns, fontsize=SIZE, labelcolor=INKS.text,
            frameon=False, borderpad=0, columnspacing=1.4, handletextpad=0.5,
        )  # fmt: skip


def shortened(text: str, signs: int) -> str:
    """Cut with « … » where it would push the chart off the page: alternative texts and tables have the whole of it."""
    return spaced(text if len(text) <= signs else text[: signs - 1].rstrip() + "…")


def wrapped(text: str, signs: int) -> str:
    return "\n".join(textwrap.wrap(spaced(text), signs, break_on_hyphens=False)) or " "


def ends(values: Sequence[float | None]) -> tuple[float, float]:
    """The least and the most of what is known; 0 and 1 for nothing."""
    known = [v for v in values if v is not None]
    return min(known, default=0.0), max(known, default=1.0)


def saved(figure: Figure, form: Form, title: str, alternative: str) -> bytes:
    """The bytes of the picture: text as outlines in SVG, 220 points an inch in PNG."""
    out = io.BytesIO()
    told: dict[str, str | None] = {"Title": title, "Description": alternative}
    if form == "png":
        FigureCanvasAgg(figure).print_figure(out, format="png", dpi=_DPI, metadata=told | {"Software": "Boussole CPTS"})
    else:
        told |= {"Creator": "Boussole CPTS", "Date": None}
        FigureCanvasSVG(figure).print_figure(out, format="svg", metadata=told)
    return out.getvalue()
