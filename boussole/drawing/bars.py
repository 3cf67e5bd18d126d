"""Horizontal bars as plotly figures: one value against its target, and amounts held against each other. Pure; no number
is computed or masked, and every text is escaped. Signs are those of the trajectories: a square for the initial value, a
diamond for the target; each is named and its number written, so that colour is never alone.
"""

from __future__ import annotations

import plotly.graph_objects as go

from boussole.drawing import palette
from boussole.drawing.charts import dressed, hover, suffix, wrapped
from boussole.drawing.markup import text
from boussole.panels import Bar, Bars, Bullet

LINE, THICK, APART = 17, 14, 16  # pixels: a line of text, its bar, the room before the next one
_LABEL = 50  # signs of a line that fit on a phone
_INSIDE = 0.3  # of the axis: a shorter bar has its value beside it
_BAR = (-0.3, 0.3)


def bullet_figure(panel: Bullet, inks: palette.Inks = palette.LIGHT) -> go.Figure:
    """The value as a bar from zero; the target as a diamond on a line; the initial value and the threshold below."""
    low, high = _span([panel.value, panel.target, panel.initial, panel.minimum])
    figure = go.Figure(
        go.Bar(
            x=[panel.value], y=[0], orientation="h", width=_BAR[1] - _BAR[0], marker={"color": inks.observed},
            customdata=[hover("Observé", (panel.value_text, f"Période mesurée : {panel.period}"))],
            hovertemplate="%{customdata}<extra></extra>", showlegend=False,
        )
    )  # fmt: skip
    dressed(figure, inks, height=132, top=34)
    rim = _BAR[1] + 0.04  # so that the target stands out from a bar that goes beyond it
    for ink, width, end in ((inks.background, 7, rim), (inks.target, 3, 0.5)):
        figure.add_shape(
            type="line", x0=panel.target, x1=panel.target, y0=-end, y1=end, line={"color": ink, "width": width}
        )
    figure.add_trace(_sign("Cible", panel.target, panel.target_text, "diamond", inks.target, 0.5))
    _say(figure, f"Cible {panel.target_text}", panel.target, _side(panel.target, low, high), inks.target)
    below = []
    if panel.initial is not None:
        figure.add_trace(_sign("Valeur initiale", panel.initial, panel.initial_text, "square", inks.initial, -0.5))
        below.append((panel.initial, f"Initiale {_bare(panel, panel.initial_text)}", inks.initial))
    if panel.minimum is not None:
        figure.add_trace(_sign("Seuil", panel.minimum, panel.minimum_text, "triangle-up", inks.text, -0.5))
        below.append((panel.minimum, f"Seuil {_bare(panel, panel.minimum_text)}", inks.text))
    for rank, (at, said, ink) in enumerate(sorted(below)):
        apart = ("right", "left")[rank] if len(below) > 1 else _side(at, low, high)
        _say(figure, said, at, apart, ink, above=False)
    inside = panel.value - low > _INSIDE * (high - low)
    figure.add_annotation(
        x=panel.value, y=0, xanchor="right" if inside else "left", xshift=-4 if inside else 4, showarrow=False,
        text=f"<b>{text(_bare(panel, panel.value_text))}</b>",
        font={"size": 14, "color": inks.background if inside else inks.observed},
    )  # fmt: skip
    whole = 1 if panel.unit != "%" and high - low < 6 else None  # no half of an action
    figure.update_xaxes(
        range=[low, high], fixedrange=True, nticks=6, dtick=whole, tickformat=",~f",
        ticksuffix=suffix(panel.unit), tickangle=0, gridcolor=palette.GRID, zeroline=True, zerolinecolor=inks.text,
        tickfont={"size": 12, "color": inks.text},
    )  # fmt: skip
    figure.update_yaxes(range=[-1.15, 0.7], visible=False, fixedrange=True)
    return figure


def bars_figure(panel: Bars, inks: palette.Inks = palette.LIGHT) -> go.Figure:
    """Each bar under its name, its amount and what is read with it: names of any length leave the bars their width.
    Heights are in pixels, downwards: a long name takes more lines.
    """
    said = [_lines(b) for b in panel.bars]
    tops, height = [], 0
    for lines in said:
        tops.append(height)
        height += LINE * len(lines) + THICK + APART
    middles = [top + LINE * len(lines) + THICK / 2 + 3 for top, lines in zip(tops, said, strict=True)]
    figure = go.Figure(
        go.Bar(
            x=[b.value for b in panel.bars], y=middles, orientation="h", width=THICK, marker={"color": inks.initial},
            customdata=[hover(b.label, (b.text, *([b.beside] if b.beside else []), *b.details)) for b in panel.bars],
            hovertemplate="%{customdata}<extra></extra>", showlegend=False,
        )
    )  # fmt: skip
    dressed(figure, inks, height=height + 20, top=10)
    for top, lines in zip(tops, said, strict=True):
        figure.add_annotation(
            x=0, xref="paper", xanchor="left", y=top, yanchor="top", showarrow=False, align="left", borderpad=0,
            text="<br>".join(lines), font={"size": 13, "color": inks.text},
        )  # fmt: skip
    most = max((b.value for b in panel.bars), default=0)
    figure.update_xaxes(visible=False, range=[0, most * 1.02 or 1.0], fixedrange=True)
    figure.update_yaxes(visible=False, range=[height, 0], fixedrange=True)
    return figure


def _lines(bar: Bar) -> list[str]:
    return [*wrapped(bar.label, _LABEL).split("<br>"),
            f"<b>{text(bar.text)}</b>" + (f" · {text(bar.beside)}" if bar.beside else "")]  # fmt: skip


def _bare(panel: Bullet, said: str) -> str:
    """The number alone: the target says the unit, except %."""
    return said if panel.unit == "%" else said.split(" ")[0]


def _span(values: list[float | None]) -> tuple[float, float]:
    """From zero, as a bar must be, with a little room after the last sign."""
    known = [v for v in values if v is not None]
    low, high = min(0.0, *known), max(0.0, *known)
    return low, high + ((high - low) * 0.06 or 1.0)


def _sign(name: str, at: float, said: str, symbol: str, ink: str, height: float) -> go.Scatter:
    return go.Scatter(
        name=name, x=[at], y=[height], mode="markers", cliponaxis=False, showlegend=False,
        marker={"symbol": symbol, "size": 11, "color": ink}, customdata=[hover(name, (said,))],
        hovertemplate="%{customdata}<extra></extra>",
    )  # fmt: skip


def _side(at: float, low: float, high: float) -> str:
    """How a label is anchored so that it stays on the chart."""
    share = (at - low) / (high - low)
    return "left" if share < 0.1 else "right" if share > 0.9 else "center"


def _say(figure: go.Figure, said: str, at: float, anchor: str, ink: str, above: bool = True) -> None:
    shift = {"left": -6, "right": 6, "center": 0}[anchor]
    figure.add_annotation(
        x=at, y=0.5 if above else -0.5, xanchor=anchor, xshift=shift, yanchor="bottom" if above else "top",
        yshift=7 if above else -7, showarrow=False, text=text(said), font={"size": 13, "color": ink},
    )  # fmt: skip
