"""Panels rendered for the screen as plotly figures (maps: leaflet.py; text and tables: markup.py). Pure, and
Streamlit-free; no number is computed or masked, and every text is escaped.
"""

from __future__ import annotations

import plotly.graph_objects as go

from boussole.drawing import palette
from boussole.drawing.markup import text
from boussole.french import NNBSP
from boussole.panels import Mark, Trajectory

# Plotly's bundle speaks English only: its few words travel with each figure.
PLOTLY_CONFIG = {
    "displaylogo": False,
    "modeBarButtons": [["toImage"]],
    "toImageButtonOptions": {"format": "png", "scale": 2, "filename": "boussole-trajectoire"},
    "locale": "fr",
    "locales": {"fr": {"dictionary": {"Download plot as a PNG": "Télécharger l’image (PNG)"}}},
}


def trajectory_figure(panel: Trajectory, inks: palette.Inks = palette.LIGHT) -> go.Figure:
    """Targets as dotted steps with diamonds, observed values as a line with circles and interval bars, the initial
    value as a square; each point labelled. `inks` are the theme's colours.
    """
    figure = go.Figure()
    above = _observed_above(panel)
    if panel.targets:
        figure.add_trace(_target_steps(panel, inks.target))
        # Beside the step, on the side where neither it nor a line that follows it passes.
        side = "top right" if panel.targets[-1].value < panel.targets[0].value else "bottom right"
        figure.add_trace(_marks("Cible", panel.targets, inks.target, "diamond", side, panel.unit))
    if panel.observed:
        known = ([panel.initial] if panel.initial else []) + list(panel.observed)
        line = go.Scatter(
            x=[m.when for m in known],
            y=[m.value for m in known],
            mode="lines",
            line={"color": inks.observed, "width": 3},
            hoverinfo="skip",
            showlegend=False,
        )
        figure.add_trace(line)
        side = "top center" if above else "bottom center"
        figure.add_trace(_marks("Observé", panel.observed, inks.observed, "circle", side, panel.unit))
        if any(m.high is not None for m in panel.observed):
            figure.add_trace(_interval_labels(panel.observed, panel.unit, inks.observed))
    if panel.initial:
        start = (panel.initial,)
        figure.add_trace(_marks("Valeur initiale", start, inks.initial, "square", "middle left", panel.unit))
    values = [v for m in _all_marks(panel) for v in (m.value, m.low, m.high) if v is not None]
    figure.update_layout(
        separators=f",{NNBSP}",
        height=330,
        margin={"l": 10, "r": 44, "t": 40, "b": 10},
        legend={
            "orientation": "h",
            "y": 1.04,
            "yanchor": "bottom",
            "x": 0,
            "font": {"size": 13, "color": inks.text},
            "title": {"text": _unit(panel.unit), "font": {"size": 13, "color": inks.text}},
        },
        hoverlabel={"align": "left"},
        font={"size": 14, "color": inks.text},
        dragmode=False,
    )
    figure.update_xaxes(  # a year's name in the middle of its year: a target of December belongs to it
        tickformat="%Y", dtick="M12", tick0="2000-01-01", ticklabelmode="period", ticks="outside",
        range=_x_range(panel), fixedrange=True, showgrid=True, tickfont={"size": 13, "color": inks.text},
    )  # fmt: skip
    figure.update_yaxes(
        range=_y_range(values, panel.zero_based),
        title=None,
        tickformat=",~f",
        ticksuffix=f"{NNBSP}%" if panel.unit == "%" else "",
        nticks=6,
        tickfont={"size": 13, "color": inks.text},
        fixedrange=True,
        automargin=True,
    )
    return figure


def _target_steps(panel: Trajectory, colour: str) -> go.Scatter:
    """A target holds for the whole year that it ends: steps start at the initial value where it is known."""
    first = panel.targets[0]
    before = [panel.initial.when] if panel.initial and panel.initial.when < first.when else []
    return go.Scatter(
        x=[*before, *(m.when for m in panel.targets)],
        y=[*(first.value for _ in before), *(m.value for m in panel.targets)],
        mode="lines",
        line={"color": colour, "width": 2, "dash": "dot", "shape": "vh"},
        hoverinfo="skip",
        showlegend=False,
    )


def _observed_above(panel: Trajectory) -> bool:
    """Whether observed values mostly lie above the target in force: labels then go apart, each to its side."""
    above = 0
    for mark in panel.observed:
        target = next((t for t in panel.targets if t.when >= mark.when), panel.targets[-1] if panel.targets else None)
        above += 0 if target is None else 1 if mark.value >= target.value else -1
    return above > 0


def _unit(unit: str) -> str:
    return text(f"En {unit} :") if unit and unit != "%" else ""


def _marks(name: str, marks: tuple[Mark, ...], colour: str, symbol: str, position: str, unit: str) -> go.Scatter:
    bars = None
    if any(m.low is not None and m.high is not None for m in marks):
        bars = {
            "type": "data",
            "symmetric": False,
            "array": [(m.high - m.value) if m.high is not None else 0 for m in marks],
            "arrayminus": [(m.value - m.low) if m.low is not None else 0 for m in marks],
            "color": colour,
            "thickness": 1.5,
            "width": 5,
        }
    return go.Scatter(
        name=name,
        x=[m.when for m in marks],
        y=[m.value for m in marks],
        mode="markers+text",
        text=["" if bars else _label(m, unit) for m in marks],
        textposition=position,
        textfont={"color": colour, "size": 13},
        cliponaxis=False,
        marker={"symbol": symbol, "size": 11, "color": colour, "line": {"color": "#ffffff", "width": 1}},
        error_y=bars,
        customdata=[text(f"{m.label} : {m.text}") + (f"<br>{text(m.origin)}" if m.origin else "") for m in marks],
        hovertemplate=f"<b>{text(name)}</b><br>%{{customdata}}<extra></extra>",
    )


def _label(mark: Mark, unit: str) -> str:
    """The value beside its point, its unit left to the legend's title."""
    bare = mark.text if unit == "%" else mark.text.removesuffix(unit).strip()
    return f"  {text(bare)}  "  # spaces: room between the label and its mark


def _interval_labels(marks: tuple[Mark, ...], unit: str, colour: str) -> go.Scatter:
    """Labels above the interval bars, which they would otherwise lie on."""
    return go.Scatter(
        x=[m.when for m in marks],
        y=[m.high if m.high is not None else m.value for m in marks],
        mode="text",
        text=[_label(m, unit) for m in marks],
        textposition="top center",
        textfont={"color": colour, "size": 13},
        cliponaxis=False,
        hoverinfo="skip",
        showlegend=False,
    )


def _all_marks(panel: Trajectory) -> list[Mark]:
    return [*([panel.initial] if panel.initial else []), *panel.targets, *panel.observed]


def _x_range(panel: Trajectory) -> list[str]:
    days = [m.when for m in _all_marks(panel)]
    first, last = min(days), max(days)
    before = 1 if panel.initial or first.month < 12 else 0  # a target of December needs no year before its own
    return [f"{first.year - before}-12-01", f"{last.year + 1}-03-31"]


def _y_range(values: list[float], zero_based: bool) -> list[float]:
    """Room for the labels; from zero for counts, around the values for percentages."""
    low, high = 0 if zero_based else min(values), max(values)
    pad = max((high - low) * 0.2, abs(high) * 0.02, 1e-6)
    return [0 if zero_based else low - pad, high + pad]
