"""Values through time, and an amount in parts, as native PowerPoint charts: their workbooks hold the panel's own values
and days, and nothing else. No number is computed or masked.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION, XL_MARKER_STYLE
from pptx.enum.dml import MSO_PATTERN
from pptx.shapes.shapetree import SlideShapes
from pptx.util import Pt

from boussole.drawing import palette
from boussole.drawing.slide_axes import (
    Curve,
    Scale,
    categories,
    dress,
    error_bars,
    every_name,
    finish,
    inert,
    label,
    number_format,
    scale,
    serial,
    style_axis,
    style_series,
    unlisted,
    xy_chart,
    years,
)
from boussole.drawing.slide_text import width
from boussole.drawing.slide_theme import GREY, INK, Box, rgb
from boussole.panels import Mark, Trajectory, Trend, TrendLine, Waterfall

_INKS = palette.LIGHT
_MARKER = {"own": XL_MARKER_STYLE.CIRCLE, "reference": XL_MARKER_STYLE.SQUARE, "commune": XL_MARKER_STYLE.DIAMOND}
_WIDE, _FEW = 8.0, 5  # inches, marks
_VALUE = 16  # points: a value beside its mark
_LABELLED = 10  # with more marks, their values would cover each other
_MONTHS = 'mm"/"yyyy'


def trajectory_chart(shapes: SlideShapes, box: Box, panel: Trajectory) -> None:
    """Targets as diamonds at the end of the time that they hold for, in steps; observed values as a line with
    intervals, from the initial value; each point's value beside it.
    """
    start = [panel.initial] if panel.initial else []
    way = [*start, *panel.observed] if panel.observed else []
    dense = box.width <= _WIDE and len(panel.targets) + len(panel.observed) > _FEW
    said = panel.observed[-1:] if dense else panel.observed
    below = not _observed_above(panel)
    curves = [
        _steps(panel), _curve("Observé", way), _curve("Valeur initiale", start), _edge("Observé", said, below),
    ]  # fmt: skip
    frame, ranks = xy_chart(shapes, box, XL_CHART_TYPE.XY_SCATTER_LINES, curves)
    chart = dress(frame, f"Graphique : {panel.title}", panel.alternative, legend=True)
    per_day = _axes(chart, box, [*start, *panel.observed, *panel.targets], panel.zero_based, panel.unit)
    every = chart.plots[0].series
    if panel.targets:
        _targets(every[ranks[0]], panel, below, per_day, last=dense)
    if panel.observed:
        style_series(every[ranks[1]], _INKS.observed, XL_MARKER_STYLE.CIRCLE, 12, line=True, thick=4)
        _intervals(every[ranks[1]], way, _INKS.observed)
        _label_all(every[ranks[3]], said, panel.unit, _INKS.observed, below, per_day)
    if panel.initial:
        _initial(every[ranks[2]], panel, panel.initial, said, per_day)
    if panel.initial and panel.observed:  # the square stands for both
        every[ranks[1]].points[0].marker.style = XL_MARKER_STYLE.NONE
    unlisted(chart, ranks[3:] if panel.observed else ())
    finish(chart)


def _initial(series: Any, panel: Trajectory, mark: Mark, said: Sequence[Mark], per_day: float) -> None:
    style_series(series, _INKS.initial, XL_MARKER_STYLE.SQUARE, 12)
    falls = panel.observed and panel.observed[0].value < mark.value
    if len(_apart([mark, *said[:1]], panel.unit, per_day)) == 1 + len(said[:1]):
        side = XL_LABEL_POSITION.ABOVE if falls else XL_LABEL_POSITION.BELOW
        label(series, 0, _bare(mark, panel.unit), _INKS.initial, side)


def _targets(series: Any, panel: Trajectory, below: bool, per_day: float, last: bool) -> None:
    """Diamonds where the targets' time ends, nothing where it starts nor where only the target changes."""
    style_series(series, _INKS.target, XL_MARKER_STYLE.DIAMOND, 13, line=True, dash=True)
    said = _apart(panel.targets, panel.unit, per_day)[: 1 if last else None]
    side = XL_LABEL_POSITION.ABOVE if below else XL_LABEL_POSITION.BELOW
    for rank, mark in enumerate(panel.targets):
        series.points[2 * rank].marker.style = XL_MARKER_STYLE.NONE
        if rank:
            series.points[2 * rank].format.line.fill.background()
        if rank in said:
            label(series, 2 * rank + 1, _bare(mark, panel.unit), _INKS.target, side)


def _steps(panel: Trajectory) -> Curve:
    """Each target twice, where its time starts and at its own day: it holds from the target before, or from the
    initial value, a year at most.
    """
    points: list[tuple[float, float]] = []
    before = serial(panel.initial.when) if panel.initial else 0
    for mark in panel.targets:
        day = serial(mark.when)
        points += [(min(max(before, day - 366), day), mark.value), (day, mark.value)]
        before = day
    return Curve("Cible", tuple(points))


def _edge(name: str, marks: Iterable[Mark], below: bool) -> Curve:
    """The ends of intervals on one side, which values are written beside; a value without interval is its own end."""
    ends = [(m, m.low if below else m.high) for m in marks if not m.bounds]
    points = tuple((float(serial(m.when)), m.value if end is None else end) for m, end in ends)
    return Curve(f"{name} ({'bas' if below else 'haut'} de l’intervalle)", points)


def trend_chart(shapes: SlideShapes, box: Box, panel: Trend) -> None:
    """A series for each run of values measured alike, with its intervals; breaks as numbered vertical lines."""
    marks = [m for line in panel.lines for run in line.runs for m in run]
    ends = _span(marks, panel.zero_based)
    drawn = _runs(panel)
    curves = [_ends(line.name, run[0]) if bounds else _curve(line.name, run) for line, run, bounds in drawn]
    named = next((line for line in panel.lines if line.role == "own"), None)
    own = [m for run in (named.runs if named else ()) for m in run if not m.bounds]
    below = _others_above(panel, named) if named else False
    curves.append(_edge(named.name if named else "", own if len(own) <= _LABELLED else (), below))
    curves += [Curve(f"Rupture de série {b.number}", ((serial(b.when), ends.high),)) for b in panel.breaks]
    frame, ranks = xy_chart(shapes, box, XL_CHART_TYPE.XY_SCATTER_LINES, curves)
    alternative = " ".join([panel.alternative, *(f"Rupture {b.number} : {b.label}." for b in panel.breaks)])
    chart = dress(frame, f"Graphique : {panel.title}", alternative, legend=True)
    per_day = _axes(chart, box, marks, panel.zero_based, panel.unit, ends)
    every = chart.plots[0].series
    listed = {line.name: min(r for r, (other, _, _) in zip(ranks, drawn, strict=False) if other.name == line.name)
              for line, _, _ in drawn}  # fmt: skip
    for rank, (line, run, bounds) in zip(ranks, drawn, strict=False):
        _run(every[rank], line, run, bounds)
    if curves[len(drawn)].points:
        _label_all(every[ranks[len(drawn)]], own, panel.unit, _INKS.observed, below, per_day)
    for rank, one in zip(ranks[len(drawn) + 1 :], panel.breaks, strict=True):
        style_series(every[rank], INK, None)
        error_bars(every[rank], "y", [0.0], [ends.high - ends.low], INK, thick=1.5, dash="sysDash", cap=False)
        label(every[rank], 0, f"rupture {one.number}", INK, XL_LABEL_POSITION.RIGHT, 14)
    unlisted(chart, sorted(set(ranks) - set(listed.values()) - {-1}))
    finish(chart)


_Run = tuple[TrendLine, tuple[Mark, ...], bool]


def _runs(panel: Trend) -> list[_Run]:
    """Each series: its line, its marks, and whether they are the two ends of one mark."""
    drawn: list[_Run] = []
    for line in panel.lines:
        for run in line.runs:
            if exact := tuple(m for m in run if not m.bounds):
                drawn.append((line, exact, False))
            drawn += [(line, (m,), True) for m in run if m.bounds]
    return drawn


def _run(series: Any, line: TrendLine, run: tuple[Mark, ...], bounds: bool) -> None:
    colour, own = _colour(line), line.role == "own"
    marker = XL_MARKER_STYLE.DASH if bounds else _MARKER[line.role]
    style_series(series, colour, marker, 12, line=True, dash=not own, thick=4 if own else 2.5)
    if not bounds:
        _intervals(series, run, colour)


def waterfall_chart(shapes: SlideShapes, box: Box, panel: Waterfall) -> None:
    """Stacked columns on an invisible base; each column's name has its amount under it, as printed."""
    data = categories(number_format="#,##0.00")
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
    every_name(chart.category_axis)
    chart.category_axis.tick_labels.font.size = Pt(18 if box.width > _WIDE else 14)
    chart.category_axis.tick_labels.font.bold = True
    finish(chart)


def _curve(name: str, marks: Iterable[Mark]) -> Curve:
    return Curve(name, tuple((serial(m.when), m.value) for m in marks))


def _ends(name: str, mark: Mark) -> Curve:
    """Only the least and the most are known: the value between them is not written anywhere."""
    return Curve(name, tuple((serial(mark.when), end) for end in (mark.low, mark.high) if end is not None))


def _axes(chart: Any, box: Box, marks: list[Mark], zero: bool, unit: str, ends: Scale | None = None) -> float:
    """Both axes; how many points a day takes, nearly."""
    found = ends or _span(marks, zero)
    across = years([m.when for m in marks], ticks=10 if box.width > _WIDE else 5)
    style_axis(chart.value_axis, found, number_format(unit, found.step), "" if unit == "%" else f"En {unit}", grid=True)
    style_axis(chart.category_axis, across, _MONTHS)
    return (box.points - 90) / (across.high - across.low)


def _span(marks: list[Mark], zero_based: bool) -> Scale:
    values = [v for m in marks for v in ((None if m.bounds else m.value), m.low, m.high) if v is not None]
    return scale(values or [0.0, 1.0], zero_based)


def _intervals(series: Any, marks: Iterable[Mark], colour: str) -> None:
    known = list(marks)
    if any(m.low is not None or m.high is not None for m in known):
        plus = [m.high - m.value if m.high is not None else 0.0 for m in known]
        minus = [m.value - m.low if m.low is not None else 0.0 for m in known]
        error_bars(series, "y", plus, minus, colour, thick=2)


def _bare(mark: Mark, unit: str) -> str:
    """The value without a unit that the axis already says."""
    return mark.text if unit == "%" else mark.text.removesuffix(unit).strip()


def _label_all(series: Any, marks: Iterable[Mark], unit: str, colour: str, below: bool, per_day: float) -> None:
    """On an invisible series (`_edge`): the value of each mark, outside its interval, where no other covers it."""
    style_series(series, colour, None)
    side = XL_LABEL_POSITION.BELOW if below else XL_LABEL_POSITION.ABOVE
    known = list(marks)
    for rank in _apart(known, unit, per_day):
        mark = known[rank]
        inside = (mark.low if below else mark.high) is None
        label(series, rank, _bare(mark, unit), colour, side, off=inside)


def _apart(marks: Sequence[Mark], unit: str, per_day: float) -> list[int]:
    """The ranks of the marks whose values do not cover each other, the last first chosen: `per_day` points a day."""
    kept: list[int] = []
    edge = float("inf")
    for rank in sorted(range(len(marks)), key=lambda n: marks[n].when, reverse=True):
        half = width(_bare(marks[rank], unit), _VALUE, bold=True) / 2 + 3
        place = serial(marks[rank].when) * per_day
        if place + half <= edge:
            kept.append(rank)
            edge = place - half
    return kept


def _observed_above(panel: Trajectory) -> bool:
    """Whether observed values mostly lie above the target in force: labels then go apart, each to its side. Without a
    target, labels are where the line does not come from.
    """
    if not panel.targets:
        way = [*([panel.initial] if panel.initial else []), *panel.observed]
        return not way or way[-1].value >= way[0].value
    above = 0
    for mark in panel.observed:
        target = next((t for t in panel.targets if t.when >= mark.when), panel.targets[-1])
        above += 1 if mark.value >= target.value else -1
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
