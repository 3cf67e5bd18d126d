"""Values through time, and an amount in parts, as native PowerPoint charts: their workbooks hold the panel's own values
and days, and nothing else. No number is computed or masked.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from pptx.chart.data import CategoryChartData, XyChartData
from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION, XL_MARKER_STYLE
from pptx.shapes.shapetree import SlideShapes
from pptx.util import Pt

from boussole.drawing import palette
from boussole.drawing.slide_axes import (
    Scale,
    dress,
    error_bars,
    finish,
    inert,
    label,
    number_format,
    scale,
    serial,
    style_axis,
    style_series,
    unlisted,
    years,
)
from boussole.drawing.slide_theme import GREY, INK, Box, rgb
from boussole.panels import Mark, Trajectory, Trend, TrendLine, Waterfall

_INKS = palette.LIGHT
_MARKER = {"own": XL_MARKER_STYLE.CIRCLE, "reference": XL_MARKER_STYLE.SQUARE, "commune": XL_MARKER_STYLE.DIAMOND}
_LABELLED = 10  # with more marks, their values would cover each other
_MONTHS = 'mm"/"yyyy'


def trajectory_chart(shapes: SlideShapes, box: Box, panel: Trajectory) -> None:
    """Targets as diamonds, each with the year that it holds for; observed values as a line with intervals, from the
    initial value; each point's value beside it.
    """
    way = [*([panel.initial] if panel.initial else []), *panel.observed]
    above = _observed_above(panel)
    data = XyChartData()
    _add(data, "Cible", panel.targets)
    _add(data, "Observé", way if panel.observed else [])
    _add(data, "Valeur initiale", [panel.initial] if panel.initial else [])
    marks = [*way, *panel.targets]
    frame = shapes.add_chart(XL_CHART_TYPE.XY_SCATTER_LINES, *box.emu, data)
    chart = dress(frame, f"Graphique : {panel.title}", panel.alternative, legend=True)
    _axes(chart, box, marks, panel.zero_based, panel.unit)
    targets, observed, initial = chart.plots[0].series
    style_series(targets, _INKS.target, XL_MARKER_STYLE.DIAMOND, 13)
    style_series(observed, _INKS.observed, XL_MARKER_STYLE.CIRCLE, 12, line=True, thick=4)
    style_series(initial, _INKS.initial, XL_MARKER_STYLE.SQUARE, 12)
    if panel.targets:
        held = [min(365.0, float(serial(m.when))) for m in panel.targets]
        error_bars(targets, "x", [0.0] * len(held), held, _INKS.target, dash="sysDash", cap=False)
    if panel.observed:
        _intervals(observed, way, _INKS.observed)
    _label_all(targets, panel.targets, panel.unit, _INKS.target, below=above)
    _label_all(observed, way, panel.unit, _INKS.observed, below=not above, skip=1 if panel.initial else 0)
    if panel.initial:
        side = XL_LABEL_POSITION.LEFT
        label(initial, 0, _bare(panel.initial, panel.unit), _INKS.initial, side)
        if panel.observed:
            observed.points[0].marker.style = XL_MARKER_STYLE.NONE
    unlisted(chart, [n for n, known in enumerate((panel.targets, panel.observed, panel.initial)) if not known])
    finish(chart)


def trend_chart(shapes: SlideShapes, box: Box, panel: Trend) -> None:
    """A series for each run of values measured alike, with its intervals; breaks as numbered vertical lines."""
    marks = [m for line in panel.lines for run in line.runs for m in run]
    ends = _span(marks, panel.zero_based)
    data = XyChartData()
    drawn: list[tuple[TrendLine, tuple[Mark, ...], bool]] = []  # the line, its marks, whether they are two ends
    for line in panel.lines:
        for run in line.runs:
            if exact := tuple(m for m in run if not m.bounds):
                drawn.append((line, exact, False))
            drawn += [(line, (m,), True) for m in run if m.bounds]
    for line, run, bounds in drawn:
        if bounds:
            _add_ends(data, line.name, run[0])
        else:
            _add(data, line.name, run)
    for one in panel.breaks:
        series = data.add_series(f"Rupture de série {one.number}")
        series.add_data_point(serial(one.when), ends.low)
    frame = shapes.add_chart(XL_CHART_TYPE.XY_SCATTER_LINES, *box.emu, data)
    alternative = " ".join([panel.alternative, *(f"Rupture {b.number} : {b.label}." for b in panel.breaks)])
    chart = dress(frame, f"Graphique : {panel.title}", alternative, legend=True)
    _axes(chart, box, marks, panel.zero_based, panel.unit, ends)
    listed: set[str] = set()
    hidden = []
    for rank, ((line, run, bounds), series) in enumerate(zip(drawn, chart.plots[0].series, strict=False)):
        colour = _colour(line)
        marker = XL_MARKER_STYLE.DASH if bounds else _MARKER[line.role]
        thick = 4 if line.role == "own" else 2.5
        style_series(series, colour, marker, 12, line=True, dash=line.role != "own", thick=thick)
        if not bounds:
            _intervals(series, run, colour)
            if line.role == "own" and sum(len(r) for r in line.runs) <= _LABELLED:
                _label_all(series, run, panel.unit, colour, below=_others_above(panel, line))
        if line.name in listed:
            hidden.append(rank)
        listed.add(line.name)
    for rank, one in enumerate(panel.breaks, start=len(drawn)):
        series = chart.plots[0].series[rank]
        style_series(series, INK, None)
        error_bars(series, "y", [ends.high - ends.low], [0.0], INK, thick=1.5, dash="sysDash", cap=False)
        label(series, 0, f"rupture {one.number}", INK, XL_LABEL_POSITION.RIGHT, 14)
        hidden.append(rank)
    unlisted(chart, hidden)
    finish(chart)


def waterfall_chart(shapes: SlideShapes, box: Box, panel: Waterfall) -> None:
    """Stacked columns on an invisible base; each column's name has its amount under it, as printed."""
    data = CategoryChartData(number_format="#,##0.00")
    data.categories = [inert(f"{s.label}\n{s.text}") for s in panel.stairs]
    data.add_series("Base", [s.start or None for s in panel.stairs])
    kinds = list(dict.fromkeys(s.kind for s in panel.stairs))
    for kind in kinds:
        name = next(s.label for s in panel.stairs if s.kind == kind)
        data.add_series(inert(name), [s.height if s.kind == kind else None for s in panel.stairs])
    frame = shapes.add_chart(XL_CHART_TYPE.COLUMN_STACKED, *box.emu, data)
    chart = dress(frame, f"Graphique : {panel.title}", panel.alternative, legend=False)
    plot = chart.plots[0]
    plot.gap_width, plot.overlap = 45, 100
    base, *parts = plot.series
    base.format.fill.background()
    base.format.line.fill.background()
    colours = {"maximum": _INKS.text, "acquired": _INKS.observed, "at_stake": _INKS.initial, "lost": _INKS.target}
    for kind, series in zip(kinds, parts, strict=True):
        if kind == "at_stake":  # hatched: it is not settled
            from pptx.enum.dml import MSO_PATTERN

            series.format.fill.patterned()
            series.format.fill.pattern = MSO_PATTERN.WIDE_UPWARD_DIAGONAL
            series.format.fill.fore_color.rgb = rgb(colours[kind])
            series.format.fill.back_color.rgb = rgb("#ffffff")
            series.format.line.color.rgb = rgb(colours[kind])
        else:
            series.format.fill.solid()
            series.format.fill.fore_color.rgb = rgb(colours[kind])
    top = scale([s.start + s.height for s in panel.stairs] or [1.0], zero_based=True, steps=4)
    style_axis(chart.value_axis, top, number_format("€", top.step), grid=True)
    style_axis(chart.category_axis, None, "")
    chart.category_axis.tick_labels.font.size = Pt(18 if box.width > 8 else 14)
    chart.category_axis.tick_labels.font.bold = True
    finish(chart)


def _add(data: XyChartData, name: str, marks: Iterable[Mark]) -> None:
    series = data.add_series(inert(name))
    for mark in marks:
        series.add_data_point(serial(mark.when), mark.value)


def _add_ends(data: XyChartData, name: str, mark: Mark) -> None:
    """Only the least and the most are known: the value between them is not written anywhere."""
    series = data.add_series(inert(name))
    for end in (mark.low, mark.high):
        if end is not None:
            series.add_data_point(serial(mark.when), end)


def _axes(chart: object, box: Box, marks: list[Mark], zero: bool, unit: str, ends: Scale | None = None) -> None:
    found = ends or _span(marks, zero)
    across = years([m.when for m in marks], ticks=10 if box.width > 8 else 5)
    title = "" if unit == "%" else f"En {unit}"
    style_axis(chart.value_axis, found, number_format(unit, found.step), title, grid=True)  # type: ignore[attr-defined]
    style_axis(chart.category_axis, across, _MONTHS)  # type: ignore[attr-defined]


def _span(marks: list[Mark], zero_based: bool) -> Scale:
    values = [v for m in marks for v in ((None if m.bounds else m.value), m.low, m.high) if v is not None]
    return scale(values or [0.0, 1.0], zero_based)


def _intervals(series: object, marks: Iterable[Mark], colour: str) -> None:
    known = list(marks)
    if any(m.low is not None or m.high is not None for m in known):
        plus = [m.high - m.value if m.high is not None else 0.0 for m in known]
        minus = [m.value - m.low if m.low is not None else 0.0 for m in known]
        error_bars(series, "y", plus, minus, colour, thick=2)


def _bare(mark: Mark, unit: str) -> str:
    """The value without a unit that the axis already says."""
    return mark.text if unit == "%" else mark.text.removesuffix(unit).strip()


def _label_all(series: object, marks: Iterable[Mark], unit: str, colour: str, below: bool, skip: int = 0) -> None:
    """Beside an interval's bar, else above or below the point."""
    side = XL_LABEL_POSITION.BELOW if below else XL_LABEL_POSITION.ABOVE
    for rank, mark in enumerate(marks):
        if rank >= skip:
            beside = XL_LABEL_POSITION.RIGHT if mark.low is not None or mark.high is not None else side
            label(series, rank, _bare(mark, unit), colour, beside)


def _observed_above(panel: Trajectory) -> bool:
    """Whether observed values mostly lie above the target in force: labels then go apart, each to its side."""
    above = 0
    for mark in panel.observed:
        target = next((t for t in panel.targets if t.when >= mark.when), panel.targets[-1] if panel.targets else None)
        above += 0 if target is None else 1 if mark.value >= target.value else -1
    return above > 0


def _others_above(panel: Trend, line: TrendLine) -> bool:
    own: dict[date, float] = {m.when: m.value for run in line.runs for m in run}
    gaps = [
        m.value - own[m.when]
        for other in panel.lines if other is not line for run in other.runs for m in run if m.when in own
    ]  # fmt: skip
    return sum(g >= 0 for g in gaps) > sum(g < 0 for g in gaps)


def _colour(line: TrendLine) -> str:
    return {"own": _INKS.observed, "commune": _INKS.initial}.get(line.role, GREY)
