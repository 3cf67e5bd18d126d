"""One panel of a slide on the screen: large type, no control. A map is a picture, so that a click on it takes no key
away from the presentation.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Sequence

import plotly.graph_objects as go
import streamlit as st

from boussole.drawing.bars import bars_figure, bullet_figure
from boussole.drawing.cascade import waterfall_figure
from boussole.drawing.comparing import intervals_figure, scatter_figure
from boussole.drawing.evolving import trend_figure
from boussole.drawing.legend import legend_html
from boussole.drawing.markup import headline_html, table_html
from boussole.drawing.markup import text as html_text
from boussole.drawing.page import bare_map
from boussole.drawing.projection import enlarged
from boussole.drawing.screen import trajectory_figure
from boussole.panels import (
    Bars,
    Bullet,
    Choropleth,
    Circles,
    Headline,
    Intervals,
    Panel,
    Scatter,
    Table,
    Trajectory,
    Trend,
    Waterfall,
)
from boussole.questions.outlines import ground_of
from pages.components.chart import inks

CHARTS: dict[type, Callable[..., go.Figure]] = {
    Trajectory: trajectory_figure,
    Trend: trend_figure,
    Intervals: intervals_figure,
    Scatter: scatter_figure,
    Waterfall: waterfall_figure,
    Bullet: bullet_figure,
    Bars: bars_figure,
}


def show_panels(panels: Sequence[Panel], key: str) -> None:
    """Side by side; the legend of a map is beside it, under what else there is."""
    drawn = next((p for p in panels if isinstance(p, Choropleth | Circles)), None)
    columns = st.columns([3, 2]) if drawn else st.columns(len(panels))
    for rank, (panel, column) in enumerate(zip(panels, columns, strict=False)):
        with column:
            show_panel(panel, f"{key}-{rank}")
    if drawn:
        columns[1].html(f'<div class="bsl-projected-legend">{legend_html(drawn)}</div>')


def show_panel(panel: Panel, key: str) -> None:
    """Panels come from `drawing.projection`: a profile is a table there."""
    if isinstance(panel, Choropleth | Circles):
        _map(panel)
    elif isinstance(panel, Headline):
        st.html(headline_html(panel))
    elif isinstance(panel, Table):
        st.html(table_html(panel, scroll=False, caption=False))
    elif type(panel) in CHARTS:
        with st.container(key=f"bsl-projete-{key}"):
            figure = enlarged(CHARTS[type(panel)](panel, inks()))
            st.plotly_chart(
                figure,
                key=f"graphique-{key}",
                config={"displayModeBar": False},
                alt=_alternative(panel),
                height="stretch",
            )


def _alternative(panel: Panel) -> str:
    return str(getattr(panel, "alternative", ""))


def _map(panel: Choropleth | Circles) -> None:
    picture = base64.b64encode(bare_map(panel, ground_of(panel))).decode()
    source = f"data:image/svg+xml;base64,{picture}"
    st.html(f'<img class="bsl-projected-map" src="{source}" alt="{html_text(panel.alternative)}">')
