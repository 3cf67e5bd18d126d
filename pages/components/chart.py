"""A plotly chart on the screen: its alternative text, its picture to take away, and what it rests on."""

from __future__ import annotations

import plotly.graph_objects as go
import streamlit as st

from boussole.drawing import palette
from boussole.drawing.caption import captioned, picture_config
from boussole.panels import Footer
from pages.components.text import notes


def inks() -> palette.Inks:
    """The colours of the reader's theme."""
    return palette.DARK if st.context.theme.type == "dark" else palette.LIGHT


def show_chart(figure: go.Figure, title: str, footer: Footer, alternative: str, key: str, place: str = "") -> None:
    """`figure` is drawn with `inks()`. Its button gives a picture with title, territory (`place`), source, period,
    champ and mention.
    """
    ready = captioned(figure, title, footer, inks(), place)
    with st.container(key=f"bsl-chart-{key}"):
        st.plotly_chart(ready, key=key, config=picture_config(ready, f"{title} {place}"), alt=alternative)
    notes([footer.text])
