"""A chart on the screen: drawn for the theme, with its alternative text, plotly's picture button and its footer."""

from __future__ import annotations

import streamlit as st

from boussole.drawing import palette
from boussole.drawing.charts import chart_config
from boussole.drawing.comparing import intervals_figure, scatter_figure
from boussole.drawing.evolving import trend_figure
from boussole.panels import Intervals, Scatter, Trend
from pages.components.text import notes


def show_chart(panel: Intervals | Scatter | Trend, name: str) -> None:
    """`name`: of the picture that the reader may take; it also tells charts apart."""
    inks = palette.DARK if st.context.theme.type == "dark" else palette.LIGHT
    if isinstance(panel, Intervals):
        figure = intervals_figure(panel, inks)
    elif isinstance(panel, Scatter):
        figure = scatter_figure(panel, inks)
    else:
        figure = trend_figure(panel, inks)
    st.plotly_chart(figure, key=f"graphique-{name}", config=chart_config(name), alt=panel.alternative)
    notes([panel.footer.text])
