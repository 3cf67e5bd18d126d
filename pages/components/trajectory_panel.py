"""A trajectory on the screen: the chart, its alternative text, and what it rests on."""

from __future__ import annotations

import streamlit as st

from boussole.drawing import palette
from boussole.drawing.screen import PLOTLY_CONFIG, trajectory_figure
from boussole.panels import Trajectory
from pages.components.text import notes


def show_trajectory(panel: Trajectory, key: str) -> None:
    inks = palette.DARK if st.context.theme.type == "dark" else palette.LIGHT
    st.plotly_chart(trajectory_figure(panel, inks), key=key, config=PLOTLY_CONFIG, alt=panel.alternative)
    notes([panel.footer.text])
