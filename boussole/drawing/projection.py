"""Slides made readable from the back of a room: tables cut to what a screen holds, charts with large type. Pure.

The reference is a 1280×800 projector: everything is then at least a thirty-sixth of the screen high.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import plotly.graph_objects as go

from boussole.deck import Slide
from boussole.panels import DotGroup, Intervals, Panel, Profile, Table

LINES = 18.0  # lines of text under the head of a table alone on its slide, beneath a message of one line
LEAST_LINES = 4.0
SIGNS, MESSAGE = 110, 68  # of a whole line of text, of a line of the message
DOTS = 13  # places of one chart of intervals
_LEAST, _MOST = 7, 55  # signs: what a column is given in the sharing of a line
FONT, LINE, MARKER = 1.65, 1.5, 1.4


def projected(slide: Slide) -> list[Slide]:
    """The screens of a slide, in order: one, or as many as its tables need, each with its heading again. The keys of
    those that follow are « key~2 », « key~3 »…
    """
    panels = tuple(profile_table(p) if isinstance(p, Profile) else p for p in slide.panels)
    long = next((p for p in panels if isinstance(p, Table | Intervals)), None)
    if long is None:
        return [replace(slide, panels=panels)]
    cut: list[Panel] = [*(_cut(long, *_rooms(slide)) if isinstance(long, Table) else _shared(long))]
    screens = []
    for rank, part in enumerate(cut, 1):
        own = replace(slide, panels=tuple(part if p is long else p for p in panels))
        if len(cut) > 1:
            own = replace(own, message=f"{slide.message} ({rank}/{len(cut)})")
        if rank > 1:  # what is said beside is said once
            own = replace(own, key=f"{slide.key}~{rank}", lines=(), comment="")
        screens.append(own)
    return screens


def text_lines(slide: Slide) -> int:
    """How many lines the texts around the panels take, beyond one line of message."""
    texts = [*slide.lines, slide.comment]
    beyond = math.ceil(len(slide.message) / MESSAGE) - 1
    return sum(math.ceil(len(t) / SIGNS) for t in texts if t) + 2 * beyond


def _rooms(slide: Slide) -> tuple[float, float]:
    """Lines for a table on the first screen, and on those that follow."""
    alone = replace(slide, lines=(), comment="")
    return tuple(max(LINES - text_lines(s), LEAST_LINES) for s in (slide, alone))  # type: ignore[return-value]


def _shared(panel: Intervals) -> Iterator[Intervals]:
    """Charts of at most `DOTS` places, groups kept together where they fit."""
    held: list[DotGroup] = []
    used = 0
    for group in panel.groups:
        for start in range(0, len(group.dots), DOTS):
            part = DotGroup(group.label, group.dots[start : start + DOTS])
            if held and used + len(part.dots) > DOTS:
                yield replace(panel, groups=tuple(held))
                held, used = [], 0
            held.append(part)
            used += len(part.dots)
    yield replace(panel, groups=tuple(held))


def profile_table(panel: Profile) -> Table:
    """A profile as a table: what each line says in words."""
    columns = ("Indicateur", "Valeur", "Période", "Comparaison", "Évolution")
    rows = tuple(
        (
            line.label,
            " – ".join(t for t in (line.value, line.count) if t),
            line.period,
            " ".join(t for t in (line.comparison, line.against) if t),
            " ".join(t for t in (line.trend, line.trend_since) if t),
        )
        for line in panel.lines
    )
    return Table(panel.title, columns, rows)


def _cut(table: Table, first: float, then: float) -> Iterator[Table]:
    """Tables of whole rows: the first of at most `first` lines of text, the others of `then` (a row longer than that is
    alone)."""
    widths = _widths(table)
    rows: list[tuple[str, ...]] = []
    used, room = 0.0, first
    for row in table.rows:
        tall = max(math.ceil(len(cell) / width) for cell, width in zip(row, widths, strict=True)) + 0.4
        if rows and used + tall > room:
            yield replace(table, rows=tuple(rows))
            rows, used, room = [], 0.0, then
        rows.append(row)
        used += tall
    yield replace(table, rows=tuple(rows))


def _widths(table: Table) -> list[float]:
    """How many signs of a line each column has, as a browser shares a table out."""
    longest = [max([len(name), *(len(row[k]) for row in table.rows)]) for k, name in enumerate(table.columns)]
    wanted = [min(max(n, _LEAST), _MOST) for n in longest]
    return [max(SIGNS * w / sum(wanted), 1.0) for w in wanted]


def enlarged(figure: go.Figure) -> go.Figure:
    """A figure like this one with larger type, lines and marks, as high as the place that it is given."""
    content = figure.to_plotly_json()
    layout = {k: v for k, v in content["layout"].items() if k not in ("height", "template")}
    return go.Figure(_larger({"data": content["data"], "layout": layout}))


def _larger(part: Any, within: str = "") -> Any:
    """`within`: the name of what holds this part; it says what a number is."""
    if isinstance(part, dict):
        return {k: _times(v, within, k) if isinstance(v, int | float) else _larger(v, k) for k, v in part.items()}
    if isinstance(part, list | tuple):
        return [_larger(one, within) for one in part]
    return part


def _times(value: float, within: str, name: str) -> float:
    if name == "size" and within.endswith("font"):
        return round(value * FONT, 1)
    if name == "size" and within == "marker":
        return round(value * MARKER, 1)
    if name in ("width", "thickness") and within in ("line", "error_x", "error_y"):
        return round(value * LINE, 1)
    return value
