"""Bars for PowerPoint: one value against its target, and a list of amounts; native charts that people can edit."""

from __future__ import annotations

from typing import Any

from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION, XL_TICK_MARK
from pptx.shapes.shapetree import SlideShapes
from pptx.util import Pt

from boussole.drawing import palette
from boussole.drawing.slide_axes import (
    categories,
    dress,
    every_name,
    finish,
    inert,
    label,
    number_format,
    scale,
    style_axis,
)
from boussole.drawing.slide_text import short
from boussole.drawing.slide_theme import Box, rgb
from boussole.panels import Bars, Bullet

_INKS = palette.LIGHT
_NAME = 60  # signs of a bar's name


def bullet_chart(shapes: SlideShapes, box: Box, panel: Bullet) -> None:
    """The value, then what it is held against, each on a bar of its own with its number as printed."""
    rows = [
        ("Observé", panel.value, panel.value_text, _INKS.observed),
        ("Cible", panel.target, panel.target_text, _INKS.target),
        ("Seuil", panel.minimum, panel.minimum_text, _INKS.target),
        ("Valeur initiale", panel.initial, panel.initial_text, _INKS.initial),
    ]
    known = [(name, value, text, colour) for name, value, text, colour in rows if value is not None]
    _bars(shapes, box, panel, known, panel.unit)


def bars_chart(shapes: SlideShapes, box: Box, panel: Bars) -> None:
    """One bar an amount, the largest first, with what is read beside it."""
    rows = [
        (short(b.label, _NAME), b.value, " – ".join(t for t in (b.text, b.beside) if t), _INKS.observed)
        for b in panel.bars
    ]
    _bars(shapes, box, panel, rows, "€")


def _bars(
    shapes: SlideShapes, box: Box, panel: Bullet | Bars, rows: list[tuple[str, float, str, str]], unit: str
) -> None:
    data = categories(number_format="General")
    data.categories = [inert(name) for name, *_ in rows]
    data.add_series(inert(panel.title), [value for _, value, *_ in rows])
    frame = shapes.add_chart(XL_CHART_TYPE.BAR_CLUSTERED, *box.emu, data)
    chart = dress(frame, f"Graphique : {panel.title}", panel.alternative, legend=False)
    plot = chart.plots[0]
    plot.gap_width = 60
    series: Any = plot.series[0]
    for rank, (_, _, text, colour) in enumerate(rows):
        series.points[rank].format.fill.solid()
        series.points[rank].format.fill.fore_color.rgb = rgb(colour)
        label(series, rank, text, _INKS.text, XL_LABEL_POSITION.OUTSIDE_END, 14 if len(rows) > 8 else 16)
    ends = scale([1.35 * max((abs(v) for _, v, *_ in rows), default=1.0)], zero_based=True)  # room for the labels
    style_axis(chart.value_axis, ends, number_format(unit, ends.step), grid=True)
    style_axis(chart.category_axis, None, "")
    every_name(chart.category_axis)
    chart.category_axis.reverse_order = True
    chart.category_axis.major_tick_mark = XL_TICK_MARK.NONE
    chart.category_axis.tick_labels.font.size = Pt(14)
    finish(chart)
