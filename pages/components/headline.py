"""The territory's own figure, and one commune's, as cards."""

from __future__ import annotations

import streamlit as st

from boussole.drawing.markup import commune_html, headline_html
from boussole.panels import Choropleth, Circles, Headline


def show_headline(panel: Headline) -> None:
    st.html(headline_html(panel))


def show_commune(panel: Choropleth | Circles, code: str) -> None:
    """The chosen commune's figures; nothing when none is chosen."""
    for area in panel.areas:
        if area.code == code:
            st.html(commune_html(area))
