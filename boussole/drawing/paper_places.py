"""Places held against each other, on paper: dots with their intervals, two indicators crossed, the spine of one line.
Pure; no number is computed or masked. Shape and words say what colour says.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from boussole.drawing.palette import LIGHT_SPINE
from boussole.drawing.paper import INKS, SIZE, ends, keyed, said, scaled, sheet, shortened, wrapped
from boussole.drawing.spine import DOTS, scale_ends
from boussole.french import spaced
from boussole.panels import Dot, DotGroup, Intervals, Level, Scatter, Spine

ROWS = 38  # lines of one chart of intervals: what stands on a page with its title
SPINE = (1.5, 0.24)  # inches
_LINE = 0.2  # inches
_SYMBOL = {"above": "^", "below": "v", "same": "o", "": "D"}
_STATE = {"better": "o", "worse": "D", "other": "^", "same": "o", "none": "s"}
_LONGEST, _SAID = 44, 30  # signs: of a place’s name, of what is said of it


def shared(panel: Intervals) -> list[Intervals]:
    """The same places over as many charts as fit a page each; a group that is cut says its name again."""
    rows = sum(bool(g.label) + len(g.dots) for g in panel.groups)
    most = math.ceil(rows / math.ceil(rows / ROWS)) + 1 if rows > ROWS else ROWS
    charts: list[list[DotGroup]] = [[]]
    used = 0
    for group in panel.groups:
        dots = group.dots
        while dots:
            room = most - used - bool(group.label)
            if room < min(3, len(dots)):
                charts.append([])
                used, room = 0, most - bool(group.label)
            charts[-1].append(DotGroup(group.label, dots[:room]))
            used += bool(group.label) + len(dots[:room])
            dots = dots[room:]
    return [replace(panel, groups=tuple(groups)) for groups in charts if groups]


def intervals(panel: Intervals, span: tuple[float, float] | None = None) -> Figure:
    """One line a place: its name, its dot with its interval, its value in words at the right; the reference as a dashed
    line. `span`: the ends of the axis, so that charts that follow each other share them."""
    rows = list(_rows(panel))
    figure, axes = sheet(len(rows) * _LINE + 0.85)
    low, high = span or interval_span(panel)
    named: set[str] = set()
    for y, row in enumerate(rows):
        if isinstance(row, Dot):
            _dot(axes, -y, row, named)
    if panel.reference is not None:
        _across(axes, "x", panel.reference)
    axes.set_xlim(low, high)
    axes.set_ylim(-len(rows) + 0.4, 0.6)
    axes.set_yticks([-y for y in range(len(rows))], [_name(row) for row in rows])
    axes.tick_params(axis="y", length=0)
    for label, row in zip(axes.get_yticklabels(), rows, strict=True):
        label.set_fontweight("normal" if isinstance(row, Dot) else "bold")
    for y, row in enumerate(rows):
        if isinstance(row, Dot):
            axes.annotate(
                shortened(row.text, _SAID), (1.01, -y), xycoords=axes.get_yaxis_transform(), va="center",
                ha="left",
                size=SIZE, color=INKS.text, style="normal" if row.value is not None else "italic",
                annotation_clip=False,
            )  # fmt: skip
    scaled(axes.xaxis, low, high, panel.unit)
    if panel.unit != "%":
        axes.set_xlabel(spaced(f"En {panel.unit}"), size=SIZE, color=INKS.text)
    keyed(axes, "", 3)
    return figure


def interval_span(panel: Intervals) -> tuple[float, float]:
    """Room for every interval; from zero where zero is near."""
    values = [v for g in panel.groups for d in g.dots for v in (d.value, d.low, d.high)]
    low, high = ends([*values, panel.reference.value if panel.reference else None])
    start = -high * 0.02 if low >= 0 and low < (high - low) else low - (high - low) * 0.05
    return start, high + max((high - start) * 0.05, 1e-6)


def _rows(panel: Intervals) -> Iterator[Dot | str]:
    for group in panel.groups:
        if group.label:
            yield group.label
        yield from group.dots


def _name(row: Dot | str) -> str:
    text = row.label if isinstance(row, Dot) else row
    return shortened(text, _LONGEST)


def _dot(axes: Axes, y: float, dot: Dot, named: set[str]) -> None:
    colour = {"better": INKS.observed, "worse": INKS.target}.get(dot.judgement, INKS.text)
    bounds = dot.value is None
    if dot.low is not None and dot.high is not None:
        axes.hlines(y, dot.low, dot.high, color=colour, lw=2.6 if bounds else 1.2)
        axes.plot([dot.low, dot.high], [y, y], ls="", marker="|", ms=5, color=colour)
    if dot.value is not None:
        label = (dot.verdict or "valeur").capitalize()
        axes.plot(
            [dot.value], [y], ls="", marker=_SYMBOL[dot.side], ms=6, color=colour, mec=INKS.background, mew=0.6,
            label=None if label in named else spaced(label), zorder=4,
        )  # fmt: skip
        named.add(label)


def _across(axes: Axes, axis: str, level: Level) -> None:
    """A reference as a dashed line, named where it ends."""
    text = f"{level.name} : {level.text}"
    if axis == "x":
        axes.axvline(level.value, color=INKS.initial, ls="--", lw=1.2, zorder=1)
        at, how = (level.value, 1.0), axes.get_xaxis_transform()
        said(axes, text, at, (0, 3), INKS.initial, xycoords=how)
    else:
        axes.axhline(level.value, color=INKS.initial, ls="--", lw=1.2, zorder=1)
        said(axes, text, (1.0, level.value), (-3, 3), INKS.initial, xycoords=axes.get_yaxis_transform())


def scatter(panel: Scatter) -> Figure:
    """A point a place, hollow where it rests on few people; both references as dashed lines; no line through them."""
    figure, axes = sheet(4.3)
    for fragile, name in ((False, "Effectif suffisant"), (True, "Petit effectif")):
        spots = [s for s in panel.spots if s.fragile is fragile]
        fill = "none" if fragile else INKS.observed
        axes.scatter(
            [s.x for s in spots], [s.y for s in spots], s=30, facecolors=fill, edgecolors=INKS.observed, linewidths=1.3,
            label=name if spots and any(s.fragile for s in panel.spots) else None, zorder=3,
        )  # fmt: skip
    for spot in (s for s in panel.spots if s.named):
        said(axes, spot.label, (spot.x, spot.y), (0, 5), INKS.text, zorder=5)
    for axis, ax, level, values, unit, title in (
        ("x", axes.xaxis, panel.x_level, [s.x for s in panel.spots], panel.x_unit, panel.x_title),
        ("y", axes.yaxis, panel.y_level, [s.y for s in panel.spots], panel.y_unit, panel.y_title),
    ):
        low, high = ends([*values, level.value if level else None])
        room = (high - low) * 0.08 or abs(high) * 0.1 or 1.0
        first = max(low - room, 0.0) if low >= 0 else low - room
        (axes.set_xlim if axis == "x" else axes.set_ylim)(first, high + room)
        scaled(ax, first, high + room, unit, 6)
        ax.set_label_text(wrapped(title, 80 if axis == "x" else 55), size=SIZE, color=INKS.text)
        if level is not None:
            _across(axes, axis, level)
    keyed(axes, "")
    return figure


def spine(panel: Spine) -> Figure:
    """The communes as dots, their middle half as a band, the place's point with its interval, the reference's line."""
    inks = LIGHT_SPINE
    figure = Figure(figsize=SPINE, facecolor=inks.background)
    axes = figure.add_axes((0.0, 0.0, 1.0, 1.0))
    axes.set_axis_off()
    low, high = scale_ends(panel)
    room = (high - low) * 0.06
    axes.set_xlim(low - room, high + room)
    axes.set_ylim(-1, 1)
    if panel.quartiles:
        axes.fill_between(panel.quartiles[::2], -0.62, 0.62, color=inks.band, ec=inks.spread, lw=0.5)
    if panel.reference is not None:
        axes.vlines(panel.reference, -0.95, 0.95, color=inks.line, lw=0.9)
    if len(panel.communes) > DOTS:
        axes.hlines(0, panel.communes[0], panel.communes[-1], color=inks.spread, lw=1.1)
    else:
        axes.plot(panel.communes, [0.0] * len(panel.communes), ls="", marker="o", ms=1.7, mew=0, color=inks.spread)
    ink = {"better": inks.better, "worse": inks.worse, "other": inks.other}.get(panel.state, inks.line)
    if panel.low is not None and panel.high is not None:
        axes.hlines(0, panel.low, panel.high, color=ink, lw=1.7)
    if panel.value is not None:
        hollow = panel.state == "same"
        axes.plot(
            [panel.value], [0], ls="", marker=_STATE.get(panel.state, "s"), ms=5.2, zorder=5,
            color=inks.background if hollow else ink, mec=ink if hollow else inks.background,
            mew=1.4 if hollow else 0.6,
        )  # fmt: skip
    return figure
