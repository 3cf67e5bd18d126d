"""Places held against each other, as native PowerPoint charts: bars with their intervals, and two indicators crossed.
No number is computed or masked; a place without a value has a gap, and its name says why.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION, XL_MARKER_STYLE, XL_TICK_MARK
from pptx.shapes.shapetree import SlideShapes
from pptx.util import Pt

from boussole.drawing import palette
from boussole.drawing.slide_axes import (
    LEGEND,
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
    style_axis,
    style_series,
    unlisted,
    xy_chart,
)
from boussole.drawing.slide_text import short, width
from boussole.drawing.slide_theme import CHART, GREY, INK, Box, rgb
from boussole.panels import Dot, DotGroup, Intervals, Level, Scatter, Spot

_INKS = palette.LIGHT
_PALE = "#5b9bd0"  # LibreOffice draws no rim: a hollow point would be none
_ROW = 0.27  # inches: a name in 14 points, with air
_BAR = 0.34  # inches: the thickest bar
_FRAME = 1.1  # inches: axis and legend
_JUDGED = {
    "better": (_INKS.observed, "Significativement meilleur"),
    "worse": (_INKS.target, "Significativement moins bon"),
    "": (GREY, "Valeur"),
}
_SIDE = {"above": "▲ ", "below": "▼ "}  # of the reference: colour is never alone
_LONGEST = 34  # signs of a place's name beside its bar


def intervals_parts(panel: Intervals, tall: float) -> tuple[Intervals, ...]:
    """The same panel in as few parts as `tall` inches can hold, about as long as each other; each place once, under
    its heading.
    """
    room = max(int((tall - _FRAME) / _ROW) - (panel.reference is not None), 3)
    fewest = len(_parts(panel, room))
    found = next(parts for rows in range(3, room + 1) if len(parts := _parts(panel, rows)) <= fewest)
    return tuple(replace(panel, groups=tuple(p)) for p in found) or (panel,)


def _parts(panel: Intervals, room: int) -> list[list[DotGroup]]:
    """The groups in parts of `room` lines, headings counted."""
    parts: list[list[DotGroup]] = [[]]
    left = room
    for group in panel.groups:
        rest, heading = group.dots, bool(group.label)
        while rest or (heading and not group.dots):
            if left <= heading:
                parts.append([])
                left = room
            taken = rest[: left - heading]
            parts[-1].append(DotGroup(group.label, taken))
            left -= len(taken) + heading
            if not group.dots:
                break
            rest = rest[len(taken) :]
    return [p for p in parts if p]


def intervals_chart(shapes: SlideShapes, box: Box, panel: Intervals) -> None:
    """One bar a place, its name and its value in words beside it, its interval on it; the reference as a bar of its
    own. Colours say the verdict, which the legend names.
    """
    rows = list(_rows(panel))
    kinds = [k for k in _JUDGED if any(d is not None and d.value is not None and d.judgement == k for _, d in rows)]
    data = categories(number_format="General")
    data.categories = [inert(name) for name, _ in rows]
    for kind in kinds:
        data.add_series(
            _verdict(panel, kind), [d.value if d is not None and d.judgement == kind else None for _, d in rows]
        )
    level = panel.reference
    if level is not None:
        data.add_series(
            inert(short(level.name, LEGEND)), [level.value if rank == 0 else None for rank in range(len(rows))]
        )
    if not kinds and level is None:
        data.add_series("Valeur", [None] * len(rows))
    frame = shapes.add_chart(XL_CHART_TYPE.BAR_CLUSTERED, *box.emu, data)
    chart = dress(frame, f"Graphique : {panel.title}", panel.alternative, legend=len(kinds) > 1 or level is not None)
    plot = chart.plots[0]
    pitch = (box.height - _FRAME) / max(len(rows), 1)
    plot.gap_width, plot.overlap = round(min(max(100 * (pitch / _BAR - 1), 40), 500)), 100
    for kind, series in zip(kinds, plot.series, strict=False):
        series.format.fill.solid()
        series.format.fill.fore_color.rgb = rgb(_JUDGED[kind][0])
        _bar_intervals(series, [d if d is not None and d.judgement == kind else None for _, d in rows])
    if level is not None:
        series = plot.series[len(kinds)]
        series.format.fill.solid()
        series.format.fill.fore_color.rgb = rgb("#ffffff")
        series.format.line.color.rgb = rgb(_INKS.initial)
        series.format.line.width = Pt(2.5)
    ends = scale(_ends(panel) or [1.0], zero_based=True)
    title = "" if panel.unit == "%" else f"En {panel.unit}"
    style_axis(chart.value_axis, ends, number_format(panel.unit, ends.step), title, grid=True)
    style_axis(chart.category_axis, None, "")
    every_name(chart.category_axis)
    chart.category_axis.reverse_order = True
    chart.category_axis.major_tick_mark = XL_TICK_MARK.NONE
    finish(chart)


def _rows(panel: Intervals) -> Iterator[tuple[str, Dot | None]]:
    """The reference, then each heading and its places: what the axis writes, and the place."""
    if panel.reference is not None:
        yield f"{short(panel.reference.name, _LONGEST)} : {panel.reference.text}", None
    for group in panel.groups:
        if group.label:
            yield f"— {short(group.label, 44)} —", None
        for dot in group.dots:
            yield f"{_SIDE.get(dot.side, '')}{short(dot.label, _LONGEST)} : {dot.text}", dot


def _verdict(panel: Intervals, kind: str) -> str:
    """The words of the panel where one verdict has that colour, else those of the colour."""
    said = {d.verdict for g in panel.groups for d in g.dots if d.judgement == kind and d.value is not None}
    only = next(iter(said)) if len(said) == 1 else ""
    if only:
        return inert(only[:1].upper() + only[1:])
    return "Non différent, ou sans sens souhaité" if kind == "" and any(said) else _JUDGED[kind][1]


def _bar_intervals(series: object, dots: list[Dot | None]) -> None:
    def length(one: Dot | None, high: bool) -> float:
        if one is None or one.value is None:
            return 0.0
        if high:
            return one.high - one.value if one.high is not None else 0.0
        return one.value - one.low if one.low is not None else 0.0

    plus, minus = [length(d, True) for d in dots], [length(d, False) for d in dots]
    if any(plus) or any(minus):
        error_bars(series, "y", plus, minus, INK, thick=1.75, bar=True)


def _ends(panel: Intervals) -> list[float]:
    known = [v for g in panel.groups for d in g.dots for v in (d.value, d.low, d.high) if v is not None]
    return known + ([panel.reference.value] if panel.reference is not None else [])


def scatter_chart(shapes: SlideShapes, box: Box, panel: Scatter) -> None:
    """A point a place, a paler diamond where it rests on few people; both references as dashed lines."""
    x_levels = [panel.x_level.value] if panel.x_level else []
    y_levels = [panel.y_level.value] if panel.y_level else []
    across = scale([s.x for s in panel.spots] + x_levels or [0.0, 1.0], zero_based=False)
    up = scale([s.y for s in panel.spots] + y_levels or [0.0, 1.0], zero_based=False)
    groups = [
        (name, [s for s in panel.spots if s.fragile is fragile], fragile)
        for fragile, name in ((False, "Effectif suffisant"), (True, "Petit effectif"))
    ]
    groups = [g for g in groups if g[1]]
    levels = [(x, one) for x, one in ((True, panel.x_level), (False, panel.y_level)) if one is not None]
    curves = [Curve(name, tuple((s.x, s.y) for s in spots)) for name, spots, _ in groups]
    curves += [Curve(level.name, ((level.value, up.low) if x else (across.low, level.value),)) for x, level in levels]
    frame, ranks = xy_chart(shapes, box, XL_CHART_TYPE.XY_SCATTER, curves)
    fragile = any(g[2] for g in groups)
    chart = dress(frame, f"Graphique : {panel.title}", panel.alternative, legend=fragile)
    every = chart.plots[0].series
    sides = _sides(panel.spots, across, up, box)
    for rank, (_, spots, hollow) in zip(ranks, groups, strict=False):
        marker = XL_MARKER_STYLE.DIAMOND if hollow else XL_MARKER_STYLE.CIRCLE
        style_series(every[rank], _PALE if hollow else _INKS.observed, marker, 13 if hollow else 12)
        for n, spot in enumerate(spots):
            if spot.named:
                side = sides[spot.label]
                label(every[rank], n, short(spot.label, 30), INK, side, CHART, bold=False)
    for rank, (x, level) in zip(ranks[len(groups) :], levels, strict=True):
        _level_line(every[rank], level, x, up if x else across)
    unlisted(chart, sorted(ranks[len(groups) :]))
    style_axis(chart.value_axis, up, number_format(panel.y_unit, up.step), panel.y_title, grid=True)
    style_axis(chart.category_axis, across, number_format(panel.x_unit, across.step), panel.x_title)
    finish(chart)


_Rect = tuple[float, float, float, float]  # left, top, right, bottom, in points


def _sides(spots: Sequence[Spot], across: Scale, up: Scale, box: Box) -> dict[str, XL_LABEL_POSITION]:
    """For each name, the side of its point where it covers no other name and no point, as far as there is one."""
    wide, tall = (box.width - 1.2) * 72, (box.height - 1.4) * 72
    centres = {
        s.label: (
            (s.x - across.low) / (across.high - across.low) * wide,
            tall - (s.y - up.low) / (up.high - up.low) * tall,
        )
        for s in spots
    }
    taken: list[_Rect] = [(x - 7, y - 7, x + 7, y + 7) for x, y in centres.values()]
    found = {}
    for spot in sorted((s for s in spots if s.named), key=lambda s: s.x):
        x, y = centres[spot.label]
        long = width(short(spot.label, 30), CHART)
        places: dict[XL_LABEL_POSITION, _Rect] = {
            XL_LABEL_POSITION.RIGHT: (x + 8, y - 9, x + 8 + long, y + 9),
            XL_LABEL_POSITION.LEFT: (x - 8 - long, y - 9, x - 8, y + 9),
            XL_LABEL_POSITION.ABOVE: (x - long / 2, y - 26, x + long / 2, y - 8),
            XL_LABEL_POSITION.BELOW: (x - long / 2, y + 8, x + long / 2, y + 26),
        }
        side = min(places, key=lambda p: _covered(places[p], taken, wide))
        found[spot.label] = side
        taken.append(places[side])
    return found


def _covered(one: _Rect, taken: list[_Rect], wide: float) -> float:
    """The surface of a place that is not free; outside the chart nothing is."""
    outside = (max(-one[0], 0.0) + max(one[2] - wide, 0.0)) * 100
    return outside + sum(
        max(min(one[2], t[2]) - max(one[0], t[0]), 0.0) * max(min(one[3], t[3]) - max(one[1], t[1]), 0.0) for t in taken
    )


def _level_line(series: object, level: Level, vertical: bool, along: Scale) -> None:
    """A reference from the axis to the other side, its name where it starts."""
    style_series(series, _INKS.initial, None)
    error_bars(
        series, "y" if vertical else "x", [along.high - along.low], [0.0], _INKS.initial, thick=2.5, dash="dash",
        cap=False,
    )  # fmt: skip
    label(series, 0, f"{short(level.name, _LONGEST)} : {level.text}", _INKS.initial, XL_LABEL_POSITION.RIGHT, CHART)
