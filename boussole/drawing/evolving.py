"""One indicator through time, as a plotly figure: bands of intervals, lines between values measured alike only, breaks
numbered, and the period measured under each mark. Pure; every text is escaped.
"""

from __future__ import annotations

from datetime import date, timedelta

import plotly.graph_objects as go

from boussole.drawing import palette
from boussole.drawing.charts import dressed, faded, hover, suffix, wrapped
from boussole.drawing.markup import text
from boussole.panels import Mark, Trend, TrendLine

_SYMBOL = {"own": "circle", "reference": "square", "commune": "diamond"}
_DASH = {"own": "solid", "reference": "dash", "commune": "dot"}
_ROOM = timedelta(days=150)  # at both ends, for the labels
_LABELLED = 10  # with more marks, their values would cover each other


def trend_figure(panel: Trend, inks: palette.Inks = palette.LIGHT) -> go.Figure:
    figure = go.Figure()
    for line in sorted(panel.lines, key=lambda one: one.role == "own"):  # the territory on top
        colour = _colour(line, inks)
        for run in line.runs:
            if len(run) > 1 and all(m.low is not None and m.high is not None for m in run):
                figure.add_trace(_band(run, colour))
        for rank, run in enumerate(line.runs):
            figure.add_trace(_run(line, run, colour, rank == 0))
        if ends := [m for run in line.runs for m in run if m.bounds]:
            figure.add_trace(_ends(line, ends, colour))
    dressed(figure, inks, height=430, top=60)
    for line in panel.lines:
        if line.role == "own" and sum(len(run) for run in line.runs) <= _LABELLED:
            _label(figure, line, inks, _free_side(panel, line))
    for when in sorted({one.when for one in panel.breaks}):
        numbers = ", ".join(str(one.number) for one in panel.breaks if one.when == when)
        figure.add_vline(x=when.isoformat(), line={"color": inks.text, "width": 1, "dash": "dot"})
        figure.add_annotation(
            x=when.isoformat(), y=1, yref="paper", yanchor="top", text=f"<b>{numbers}</b>", showarrow=False,
            font={"size": 12, "color": inks.background}, bgcolor=inks.text, borderpad=2,
        )  # fmt: skip
    marks = [m for line in panel.lines for run in line.runs for m in run]
    periods = {m.when: m.label for m in marks}
    figure.update_xaxes(
        tickvals=[w.isoformat() for w in _apart(periods)], ticktext=[_period(periods[w]) for w in _apart(periods)],
        range=_range(periods), fixedrange=True, showgrid=True, gridcolor=palette.GRID, ticks="outside",
        tickfont={"size": 12, "color": inks.text}, automargin=True,
    )  # fmt: skip
    figure.update_yaxes(
        range=_span(marks, panel.zero_based), tickformat=",~f", ticksuffix=suffix(panel.unit), nticks=6,
        fixedrange=True, automargin=True, gridcolor=palette.GRID, zeroline=False,
        tickfont={"size": 12, "color": inks.text},
        title={"text": "" if panel.unit == "%" else wrapped(panel.unit, 40), "font": {"size": 12}},
    )  # fmt: skip
    return figure


def _colour(line: TrendLine, inks: palette.Inks) -> str:
    return {"own": inks.observed, "commune": inks.initial}.get(line.role, inks.text)


def _band(run: tuple[Mark, ...], colour: str) -> go.Scatter:
    """The interval between values measured alike, as a see-through ribbon."""
    there = [m.when for m in run]
    return go.Scatter(
        x=[*there, *reversed(there)], y=[*(m.high for m in run), *(m.low for m in reversed(run))], fill="toself",
        fillcolor=faded(colour, 0.22), line={"width": 0}, mode="lines", hoverinfo="skip", showlegend=False,
    )  # fmt: skip


def _run(line: TrendLine, run: tuple[Mark, ...], colour: str, first: bool) -> go.Scatter:
    exact = [m for m in run if not m.bounds]
    xs: list[date | None] = [m.when for m in exact]
    ys: list[float | None] = [m.value for m in exact]
    return go.Scatter(
        name=text(line.name),
        legendgroup=line.role,
        showlegend=first,
        x=xs or [None],  # so that a place whose values are all bounds is in the legend
        y=ys or [None],
        mode="lines+markers",
        line={"color": colour, "width": 3 if line.role == "own" else 2, "dash": _DASH[line.role]},
        marker={"symbol": _SYMBOL[line.role], "size": 10 if line.role == "own" else 8, "color": colour},
        error_y={
            "type": "data", "symmetric": False, "color": colour, "thickness": 1.5, "width": 4,
            "array": [m.high - m.value if m.high is not None else 0 for m in exact],
            "arrayminus": [m.value - m.low if m.low is not None else 0 for m in exact],
        },
        customdata=[_hover(line, m) for m in exact],
        hovertemplate="%{customdata}<extra></extra>",
    )  # fmt: skip


def _free_side(panel: Trend, line: TrendLine) -> str:
    """« top » or « bottom »: where the other lines are further from this one."""
    own = {m.when: m.value for run in line.runs for m in run}
    gaps = [m.value - own[m.when] for other in panel.lines if other is not line for run in other.runs for m in run
            if m.when in own]  # fmt: skip
    above, below = min((g for g in gaps if g >= 0), default=None), max((g for g in gaps if g < 0), default=None)
    return "bottom" if above is not None and (below is None or above < -below) else "top"


def _label(figure: go.Figure, line: TrendLine, inks: palette.Inks, side: str) -> None:
    """Each exact value in words, beside its interval, readable over whatever passes there."""
    for mark in (m for run in line.runs for m in run if not m.bounds):
        end = mark.high if side == "top" else mark.low
        anchor, shift = ("bottom", 6) if side == "top" else ("top", -6)
        figure.add_annotation(
            x=mark.when.isoformat(), y=mark.value if end is None else end, yanchor=anchor, yshift=shift,
            text=text(mark.text), font={"size": 12, "color": _colour(line, inks)}, showarrow=False, borderpad=1,
            bgcolor=faded(inks.background, 0.8),
        )  # fmt: skip


def _ends(line: TrendLine, marks: list[Mark], colour: str) -> go.Scatter:
    """Bounds: from the least to the most, and nothing in between."""
    xs: list[date | None] = []
    ys: list[float | None] = []
    for mark in marks:
        xs += [mark.when, mark.when, None]
        ys += [mark.low, mark.high, None]
    return go.Scatter(
        x=xs, y=ys, mode="lines+markers", line={"color": colour, "width": 4}, showlegend=False,
        marker={"symbol": "line-ew-open", "size": 14, "color": colour}, legendgroup=line.role,
        customdata=[_hover(line, m) for m in marks for _ in range(3)], hovertemplate="%{customdata}<extra></extra>",
    )  # fmt: skip


def _hover(line: TrendLine, mark: Mark) -> str:
    return hover(line.name, (f"Période mesurée : {mark.label}", mark.text, *mark.origin.split(" · ")))


def _period(label: str) -> str:
    """A period on two lines under its mark: « du 01/10/2021 » above « au 31/03/2022 »."""
    return text(label).replace(" au ", "<br>au ")


def _apart(periods: dict[date, str]) -> list[date]:
    """The marks whose period can be written without covering the one before; all of them are in the hover."""
    first, last = min(periods), max(periods)
    least = max((last - first) / 12, timedelta(days=60))
    kept: list[date] = []
    for when in sorted(periods):
        if not kept or when - kept[-1] >= least:
            kept.append(when)
    return kept


def _range(periods: dict[date, str]) -> list[str]:
    return [(min(periods) - _ROOM).isoformat(), (max(periods) + _ROOM).isoformat()]


def _span(marks: list[Mark], zero_based: bool) -> list[float]:
    ends = [v for m in marks for v in (m.value, m.low, m.high) if v is not None]
    low, high = 0.0 if zero_based else min(ends), max(ends)
    room = max((high - low) * 0.15, abs(high) * 0.02, 1e-6)
    return [0.0 if zero_based else max(low - room, 0.0) if low >= 0 else low - room, high + room]
