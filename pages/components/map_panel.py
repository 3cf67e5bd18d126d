"""A map on the screen: the only module that knows streamlit-folium (a components-v1 package that Streamlit discourages,
kept behind this door). The frame depends on the territory alone, so that changing the indicator keeps the zoom.
"""

from __future__ import annotations

import streamlit as st
from streamlit_folium import st_folium

from boussole.drawing.leaflet import base_map, map_layer
from boussole.drawing.markup import legend_html
from boussole.drawing.markup import text as html_text
from boussole.panels import Choropleth, Circles
from boussole.questions.outlines import outlines
from boussole.questions.territories import TerritoryInfo
from pages.components.selectors import point_at

HEIGHT = 400


def show_map(panel: Choropleth | Circles, info: TerritoryInfo, selected: str) -> None:
    """Draw the map, its alternative text and its legend; a click selects a commune for the whole view."""
    contours = outlines(info)
    st.html(f'<p class="bsl-hidden">{html_text(panel.alternative)}</p>')
    if contours.empty:
        st.info("Aucune commune de ce territoire n’a de contour : le tableau donne les valeurs.")
        return
    background = bool(st.session_state.get("fond_de_carte", False))
    key = f"carte-{info.id}-{'fond' if background else 'nu'}"
    st_folium(
        base_map(contours, background),
        key=key,
        height=HEIGHT,
        use_container_width=True,
        returned_objects=["last_active_drawing", "last_object_clicked_count"],
        feature_group_to_add=map_layer(panel, contours, selected),
        on_change=lambda: _clicked(key),
    )
    st.html(legend_html(panel))
    st.checkbox(
        "Fond de carte (internet)",
        key="fond_de_carte",
        help="Affiche le plan OpenStreetMap sous les communes. Ce plan vient d’internet : le serveur du plan voit "
        "la zone regardée, jamais les chiffres.",
    )


def _clicked(key: str) -> None:
    answer = st.session_state.get(key) or {}
    drawing = answer.get("last_active_drawing") or {}
    code = (drawing.get("properties") or {}).get("code")
    if code:
        point_at(str(code))
