"""A waterfall of euros as a plotly figure: the maximum, then what makes it up, each from where the last ends. Pure; no
amount is computed, and every text is escaped. Each bar is named and its amount written: colour is never alone.
"""

from __future__ import annotations

import plotly.graph_objects as go

from boussole.drawing import palette
from boussole.drawing.charts import dressed, hover, wrapped
from boussole.french import NNBSP
from boussole.panels import Waterfall

_ROOM = 1.12  # above the highest bar, for its amount


def waterfall_figure(panel: Waterfall, inks: palette.Inks = palette.LIGHT) -> go.Figure:
    """One bar a part; what is at stake is hatched, since it is not settled."""
    colours = {"maximum": inks.text, "acquired": inks.observed, "at_stake": inks.initial, "lost": inks.target}
    names = [wrapped(s.label, 12) for s in panel.stairs]
    figure = go.Figure(
        go.Bar(
            x=names,
            y=[s.height for s in panel.stairs],
            base=[s.start for s in panel.stairs],
            width=0.7,
            marker={
                "color": [colours[s.kind] for s in panel.stairs],
                "pattern": {"shape": ["/" if s.kind == "at_stake" else "" for s in panel.stairs], "size": 7},
            },
            customdata=[hover(s.label, (s.text,)) for s in panel.stairs],
            hovertemplate="%{customdata}<extra></extra>",
            showlegend=False,
        )
    )
    dressed(figure, inks, height=340, top=30)
    for name, stair in zip(names, panel.stairs, strict=True):
        figure.add_annotation(
            x=name, y=stair.start + stair.height, yanchor="bottom", showarrow=False, text=wrapped(stair.text, 30),
            font={"size": 14, "color": inks.text},
        )  # fmt: skip
    top = max((s.start + s.height for s in panel.stairs), default=1.0)
    figure.update_xaxes(fixedrange=True, tickangle=0, tickfont={"size": 13, "color": inks.text})
    figure.update_yaxes(
        range=[0, top * _ROOM], fixedrange=True, automargin=True, nticks=5, tickformat=",~f", ticksuffix=f"{NNBSP}€",
        gridcolor=palette.GRID, tickfont={"size": 12, "color": inks.text},
    )  # fmt: skip
    return figure
