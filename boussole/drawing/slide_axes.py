"""What native charts share: axes with round steps and French numbers, error bars, labels as printed, French as their
language. python-pptx has no error bars: they are written as the format says (ECMA-376, `c:errBars`).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from lxml import etree
from pptx.chart.data import CategoryChartData, XyChartData
from pptx.enum.chart import XL_LABEL_POSITION, XL_LEGEND_POSITION, XL_MARKER_STYLE, XL_TICK_LABEL_POSITION
from pptx.enum.dml import MSO_LINE
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.shapes.shapetree import SlideShapes
from pptx.util import Pt

from boussole.drawing.slide_text import short
from boussole.drawing.slide_theme import CHART, FONT, INK, LINE, Box, described, in_french, printable, rgb
from boussole.french import NNBSP

_GRID = "#d5dadd"
_points: Any = XyChartData  # the library does not type them
categories: Any = CategoryChartData
LEGEND = 48  # signs of a series' name
_EPOCH = date(1899, 12, 30)  # day 0 of a workbook


@dataclass(frozen=True)
class Scale:
    """An axis: its ends and its step, in its unit."""

    low: float
    high: float
    step: float


def serial(day: date) -> int:
    """A day as workbooks count it."""
    return (day - _EPOCH).days


def scale(values: Sequence[float], zero_based: bool, steps: int = 5) -> Scale:
    """Round ends around the values, with room; from zero where asked."""
    low, high = (0.0 if zero_based else min(values)), max(values)
    if high == low:
        low, high = (0.0 if zero_based or 0 <= low < 1 else low - 1), high + 1
    room = max((high - low) * 0.18, abs(high) * 0.02, 1e-6)
    raw = (high - low + 2 * room) / steps
    power = 10 ** math.floor(math.log10(raw))
    step = next(n * power for n in (1, 2, 2.5, 5, 10) if n * power >= raw * 0.999)
    bottom = 0.0 if zero_based or 0 <= low < room else math.floor((low - room) / step) * step
    if low >= 0:
        bottom = max(bottom, 0.0)
    return Scale(round(bottom, 9), round(math.ceil((high + room) / step) * step, 9), round(step, 9))


def years(days: Sequence[date], ticks: int) -> Scale:
    """Days from the first of January before to that after, a tick at most `ticks` times, each a day or two into its
    year so that leap years never move it to the year before.
    """
    first, last = min(days), max(days) + timedelta(days=45)
    low, high = first.year - (first - date(first.year, 1, 1) < timedelta(days=45)), last.year + 1
    every = max(math.ceil((high - low) / ticks), 1)
    high = low + math.ceil((high - low) / every) * every
    return Scale(serial(date(low, 1, 2)), serial(date(high, 1, 2)) + 1, 365.25 * every)


@dataclass(frozen=True)
class Curve:
    """Points of a chart with two axes, under one name."""

    name: str
    points: tuple[tuple[float, float], ...]


def xy_chart(shapes: SlideShapes, box: Box, kind: Any, curves: Sequence[Curve]) -> tuple[Any, list[int]]:
    """The chart's frame, and the rank of each curve among its series: the longest first, since LibreOffice draws no
    first series that is shorter than another. A curve without points is no series: its rank is -1.
    """
    order = sorted((n for n, curve in enumerate(curves) if curve.points), key=lambda n: -len(curves[n].points))
    data = _points()
    for n in order:
        series = data.add_series(inert(short(curves[n].name, LEGEND)))
        for x, y in curves[n].points:
            series.add_data_point(x, y)
    ranks = [order.index(n) if curve.points else -1 for n, curve in enumerate(curves)]
    return shapes.add_chart(kind, *box.emu, data), ranks


def dress(frame: Any, name: str, alternative: str, legend: bool) -> Any:
    """The chart of a frame: named, described, without title of its own (the slide writes it), legend above."""
    chart = frame.chart
    described(frame, name, alternative)
    chart.has_title = False
    chart.font.size = Pt(CHART)
    chart.font.name = FONT
    chart.font.color.rgb = rgb(INK)
    chart.has_legend = legend
    if legend:
        chart.legend.position = XL_LEGEND_POSITION.TOP
        chart.legend.include_in_layout = False
        chart.legend.font.size = Pt(16)
    return chart


def finish(chart: Any) -> None:
    """French for voices and numbers; gaps stay gaps. To be called last."""
    space = chart._chartSpace
    in_french(space)
    after = space.find(qn("c:date1904"))
    language = parse_xml(f'<c:lang {nsdecls("c")} val="fr-FR"/>')
    if after is None:
        space.insert(0, language)
    else:
        after.addnext(language)
    for blanks in space.iter(qn("c:dispBlanksAs")):
        blanks.set("val", "gap")


def style_axis(axis: Any, ends: Scale | None, pattern: str, title: str = "", grid: bool = False) -> None:
    """`pattern`: its number format, as `number_format` or `dates` give it."""
    axis.has_major_gridlines = grid
    if grid:
        axis.major_gridlines.format.line.color.rgb = rgb(_GRID)
        axis.major_gridlines.format.line.width = Pt(0.75)
    axis.has_minor_gridlines = False
    if ends is not None:
        axis.minimum_scale, axis.maximum_scale, axis.major_unit = ends.low, ends.high, ends.step
    axis.tick_labels.font.size = Pt(CHART)
    if pattern:
        axis.tick_labels.number_format = pattern
        axis.tick_labels.number_format_is_linked = False
    axis.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    axis.format.line.color.rgb = rgb("#8a969c")
    axis.has_title = bool(title)
    if title:
        run = axis.axis_title.text_frame.paragraphs[0].add_run()
        run.text = printable(title)
        run.font.size, run.font.bold = Pt(CHART), False


def every_name(axis: Any) -> None:
    """Writes each name of a category axis, however many: an application left free skips some."""
    last = axis._element.find(qn("c:noMultiLvlLbl"))
    last.addprevious(parse_xml(f'<c:tickLblSkip {nsdecls("c")} val="1"/>'))


def number_format(unit: str, step: float = 1.0) -> str:
    """French (`[$-40C]`), thousands apart, as many decimals as the step has."""
    decimals = next((n for n in range(4) if abs(step - round(step, n)) < 1e-9), 4)
    after = f'"{NNBSP}{unit}"' if unit in ("%", "€") else ""
    return "[$-40C]#,##0" + (f".{'0' * decimals}" if decimals else "") + after


def error_bars(
    series: Any, direction: str, plus: Sequence[float], minus: Sequence[float], colour: str, *,
    thick: float = 2.0, dash: str = "", cap: bool = True, bar: bool = False,
) -> None:  # fmt: skip
    """Custom error bars: lengths point by point (0 for none), in the axis' unit. `bar`: the series of a bar chart,
    whose direction is its own.
    """
    element = series._element
    lengths = "".join(
        f'<c:{side}><c:numLit><c:formatCode>General</c:formatCode><c:ptCount val="{len(values)}"/>'
        + "".join(f'<c:pt idx="{n}"><c:v>{round(v, 6):g}</c:v></c:pt>' for n, v in enumerate(values))
        + f"</c:numLit></c:{side}>"
        for side, values in (("plus", plus), ("minus", minus))
    )
    ink = colour.lstrip("#").upper()
    dashed = f'<a:prstDash val="{dash}"/>' if dash else ""
    bars = parse_xml(
        f"<c:errBars {nsdecls('c', 'a')}>{'' if bar else f'<c:errDir val={chr(34)}{direction}{chr(34)}/>'}"
        f'<c:errBarType val="both"/><c:errValType val="cust"/><c:noEndCap val="{0 if cap else 1}"/>{lengths}'
        f'<c:spPr><a:ln w="{int(thick * 12700)}" cap="flat"><a:solidFill><a:srgbClr val="{ink}"/>'
        f"</a:solidFill>{dashed}</a:ln></c:spPr></c:errBars>"
    )
    before = next(e for tag in ("c:xVal", "c:cat", "c:val") if (e := element.find(qn(tag))) is not None)
    before.addprevious(bars)


def style_series(
    series: Any, colour: str, marker: XL_MARKER_STYLE | None, size: int = 12, *, line: bool = False, dash: bool = False,
    thick: float = LINE,
) -> None:  # fmt: skip
    """Markers, and a line between them or none; straight either way."""
    series.smooth = False
    if line:
        series.format.line.color.rgb = rgb(colour)
        series.format.line.width = Pt(thick)
        if dash:
            series.format.line.dash_style = MSO_LINE.DASH
    else:
        series.format.line.fill.background()
    if marker is None:
        series.marker.style = XL_MARKER_STYLE.NONE
        return
    series.marker.style, series.marker.size = marker, size
    series.marker.format.line.color.rgb = rgb(colour)
    series.marker.format.line.width = Pt(0.75)
    series.marker.format.fill.solid()
    series.marker.format.fill.fore_color.rgb = rgb(colour)


def label(
    series: Any,
    rank: int,
    text: str,
    colour: str,
    position: XL_LABEL_POSITION,
    size: int = 16,
    *,
    bold: bool = True,
    off: bool = False,
) -> None:  # fmt: skip
    """One point's text as the panel prints it. `off`: as far from a point without marker as from one with."""
    one = series.points[rank].data_label
    frame = one.text_frame
    frame.word_wrap = False
    below = position == XL_LABEL_POSITION.BELOW
    if off and below:
        _spacer(frame.paragraphs[0])
    run = (frame.add_paragraph() if off and below else frame.paragraphs[0]).add_run()
    run.text = printable(text)
    run.font.size, run.font.bold = Pt(size), bold
    run.font.color.rgb = rgb(colour)
    if off and not below:
        _spacer(frame.add_paragraph())
    one.position = position


def _spacer(paragraph: Any) -> None:
    run = paragraph.add_run()
    run.text = NNBSP
    run.font.size = Pt(6)


def unlisted(chart: Any, ranks: Sequence[int]) -> None:
    """Takes series out of the legend, by their rank."""
    if not chart.has_legend:
        return
    legend = chart.legend._element
    anchor = legend.find(qn("c:legendPos"))
    for rank in reversed(ranks):
        entry = etree.SubElement(legend, qn("c:legendEntry"))
        etree.SubElement(entry, qn("c:idx")).set("val", str(rank))
        etree.SubElement(entry, qn("c:delete")).set("val", "1")
        anchor.addnext(entry)


def inert(text: str) -> str:
    """A text that a workbook never takes for a formula or a link."""
    said = printable(text)
    return (
        f" {said}"
        if said[:1] in ("=", "{") or "://" in said or said.startswith(("mailto:", "internal:", "external:"))
        else said
    )
