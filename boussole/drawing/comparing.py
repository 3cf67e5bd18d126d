"""Places held against each other, as plotly figures: dots with their intervals, and two indicators crossed. Pure; no
number is computed or masked, and every text is escaped. Shape and words say what colour says.
"""

from __future__ import annotations

import plotly.graph_objects as go

from boussole.drawing import palette
from boussole.drawing.charts import dressed, faded, hover, shortened, suffix, wrapped
from boussole.drawing.markup import text
from boussole.panels import Dot, Intervals, Level, Scatter, Spot

ROW = 26  # pixels a line
_HEADING = 1.5  # lines that a heading takes: two on a phone
_SYMBOL = {"above": "triangle-up", "below": "triangle-down", "same": "circle", "": "diamond"}
_PLAIN = "valeur"


def intervals_figure(panel: Intervals, inks: palette.Inks = palette.LIGHT) -> go.Figure:
    """One line a place: its name and its value in words, its dot and its interval; the reference as a dashed line."""
    rows, labels, headings = _rows(panel)
    lines = len(labels) + len(headings) * _HEADING
    figure = go.Figure()
    by_verdict: dict[str, list[tuple[float, Dot]]] = {}
    for y, dot in rows:
        if dot.value is not None:
            by_verdict.setdefault(dot.verdict or _PLAIN, []).append((y, dot))
    for verdict, members in by_verdict.items():
        figure.add_trace(_dots(verdict, members, inks))
    if bounds := [(y, d) for y, d in rows if d.value is None and d.low is not None and d.high is not None]:
        figure.add_trace(_bounds(bounds, inks))
    low, high = _span(panel)
    dressed(figure, inks, height=round(lines * ROW) + 130, top=76)
    if panel.reference is not None:
        _level_line(figure, panel.reference, inks)
    for y, label in headings:
        figure.add_annotation(
            x=0, xref="paper", xanchor="left", y=y, yanchor="middle", showarrow=False, align="left",
            text=f"<b>{wrapped(label, 26)}</b>", font={"size": 12, "color": inks.text}, bgcolor=inks.background,
        )  # fmt: skip
    figure.update_xaxes(
        range=[low, high], ticksuffix=suffix(panel.unit), tickformat=",~f", fixedrange=True, side="top", nticks=6,
        tickangle=0,
        tickfont={"size": 12, "color": inks.text}, gridcolor=palette.GRID, zeroline=False,
        title={"text": "" if panel.unit == "%" else text(panel.unit), "font": {"size": 12}},
    )  # fmt: skip
    figure.update_yaxes(
        tickvals=[y for y, _ in labels], ticktext=[label for _, label in labels], range=[0.4 - lines, 0.6],
        fixedrange=True, automargin=True, showgrid=False, zeroline=False, tickfont={"size": 12, "color": inks.text},
    )  # fmt: skip
    figure.update_layout(legend={"y": -0.01, "yanchor": "top"})
    return figure


def _rows(panel: Intervals) -> tuple[list[tuple[float, Dot]], list[tuple[float, str]], list[tuple[float, str]]]:
    """Every place with its height; what the axis writes there (its name, its value or why there is none); the heights
    of the headings.
    """
    rows: list[tuple[float, Dot]] = []
    labels: list[tuple[float, str]] = []
    headings: list[tuple[float, str]] = []
    height = 0.0
    for group in panel.groups:
        if group.label:
            headings.append((height + 0.5 - _HEADING / 2, group.label))
            height -= _HEADING
        for dot in group.dots:
            rows.append((height, dot))
            bare = text(dot.text if panel.unit == "%" else dot.text.removesuffix(panel.unit).strip())
            said = f"<b>{bare}</b>" if dot.value is not None else f"<i>{bare}</i>"
            labels.append((height, f"{wrapped(dot.label, 22)}  {said}"))
            height -= 1
    return rows, labels, headings


def _colour(dot: Dot, inks: palette.Inks) -> str:
    return {"better": inks.observed, "worse": inks.target}.get(dot.judgement, inks.text)


def _dots(verdict: str, members: list[tuple[float, Dot]], inks: palette.Inks) -> go.Scatter:
    colour, symbol = _colour(members[0][1], inks), _SYMBOL[members[0][1].side]
    return go.Scatter(
        name=text(verdict[:1].upper() + verdict[1:]),
        x=[d.value for _, d in members],
        y=[y for y, _ in members],
        mode="markers",
        marker={
            "symbol": symbol, "size": 12 if symbol.startswith("triangle") else 10, "color": colour,
            "line": {"color": inks.background, "width": 1},
        },
        error_x={
            "type": "data", "symmetric": False, "color": colour, "thickness": 2, "width": 4,
            "array": [(d.high - d.value) if d.high is not None and d.value is not None else 0 for _, d in members],
            "arrayminus": [(d.value - d.low) if d.low is not None and d.value is not None else 0 for _, d in members],
        },
        customdata=[hover(d.label, (d.text, *([d.verdict] if d.verdict else []), *d.details)) for _, d in members],
        hovertemplate="%{customdata}<extra></extra>",
    )  # fmt: skip


def _bounds(members: list[tuple[float, Dot]], inks: palette.Inks) -> go.Scatter:
    """Only two ends are known: a bar without a dot."""
    xs: list[float | None] = []
    ys: list[float | None] = []
    said: list[str] = []
    for y, dot in members:
        xs += [dot.low, dot.high, None]
        ys += [y, y, None]
        said += [hover(dot.label, (dot.text, *dot.details))] * 3
    return go.Scatter(
        name="Encadrement (communes sous secret)", x=xs, y=ys, mode="lines+markers",
        line={"color": inks.text, "width": 4}, marker={"symbol": "line-ns-open", "size": 12, "color": inks.text},
        customdata=said, hovertemplate="%{customdata}<extra></extra>",
    )  # fmt: skip


def _span(panel: Intervals) -> tuple[float, float]:
    """Room for every interval, and at the right for the values in words; from zero where zero is near."""
    ends = [v for g in panel.groups for d in g.dots for v in (d.value, d.low, d.high) if v is not None]
    if panel.reference is not None:
        ends.append(panel.reference.value)
    low, high = min(ends, default=0.0), max(ends, default=1.0)
    start = -high * 0.02 if low >= 0 and low < (high - low) else low - (high - low) * 0.05
    room = max((high - start) * 0.05, 1e-6)
    return start, high + room


def _level_line(figure: go.Figure, level: Level, inks: palette.Inks) -> None:
    figure.add_vline(x=level.value, line={"color": inks.initial, "width": 2, "dash": "dash"})
    figure.add_annotation(
        x=level.value, y=1, yref="paper", yanchor="bottom", yshift=22, showarrow=False, xanchor="center",
        text=wrapped(f"{level.name} : {level.text}", 26), font={"size": 13, "color": inks.initial},
    )  # fmt: skip


def scatter_figure(panel: Scatter, inks: palette.Inks = palette.LIGHT) -> go.Figure:
    """A point a place, hollow where it rests on few people; both references as dashed lines; no line through them."""
    figure = go.Figure()
    for fragile, name, symbol in ((False, "Effectif suffisant", "circle"), (True, "Petit effectif", "circle-open")):
        if members := [s for s in panel.spots if s.fragile is fragile]:
            figure.add_trace(_spots(name, symbol, members, inks))
    dressed(figure, inks, height=520, top=50)
    for axis, level in (("x", panel.x_level), ("y", panel.y_level)):
        if level is not None:
            _cross_line(figure, axis, level, inks)
    figure.update_layout(showlegend=any(s.fragile for s in panel.spots), margin={"r": 30})
    style = {
        "tickformat": ",~f", "fixedrange": True, "nticks": 7, "zeroline": False, "gridcolor": palette.GRID,
        "tickfont": {"size": 12, "color": inks.text}, "automargin": True,
    }  # fmt: skip
    font = {"size": 13, "color": inks.text}
    figure.update_xaxes(
        **style, ticksuffix=suffix(panel.x_unit), title={"text": wrapped(panel.x_title, 60), "font": font}
    )
    figure.update_yaxes(
        **style, ticksuffix=suffix(panel.y_unit), title={"text": wrapped(panel.y_title, 48), "font": font}
    )
    return figure


def _spots(name: str, symbol: str, members: list[Spot], inks: palette.Inks) -> go.Scatter:
    return go.Scatter(
        name=name,
        x=[s.x for s in members],
        y=[s.y for s in members],
        mode="markers+text" if members[0].named else "markers",
        text=[shortened(s.label, 30) for s in members],
        textposition="top center",
        textfont={"size": 12, "color": inks.text},
        cliponaxis=False,
        marker={"symbol": symbol, "size": 11, "color": inks.observed, "line": {"width": 2, "color": inks.observed}},
        customdata=[hover(s.label, s.details) for s in members],
        hovertemplate="%{customdata}<extra></extra>",
    )


def _cross_line(figure: go.Figure, axis: str, level: Level, inks: palette.Inks) -> None:
    line = {"color": inks.initial, "width": 2, "dash": "dash"}
    said = text(f"{level.name} : {level.text}")
    note = {
        "text": said, "font": {"size": 12, "color": inks.initial}, "showarrow": False, "yanchor": "bottom",
        "bgcolor": faded(inks.background, 0.8),
    }  # fmt: skip
    if axis == "x":
        figure.add_vline(x=level.value, line=line)
        figure.add_annotation(x=level.value, y=1, yref="paper", **note)
    else:
        figure.add_hline(y=level.value, line=line)
        figure.add_annotation(x=1, xref="paper", xanchor="right", y=level.value, **note)
