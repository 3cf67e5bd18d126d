"""A map on the screen: the only module that knows streamlit-folium (a components-v1 package that Streamlit discourages,
kept behind this door). The frame depends on the territory alone, so that changing the indicator keeps the zoom.
"""

from __future__ import annotations

import streamlit as st
from streamlit_folium import st_folium

from boussole.drawing.leaflet import base_map, map_layer
from boussole.drawing.legend import legend_html
from boussole.drawing.markup import text as html_text
from boussole.panels import Choropleth, Circles
from boussole.questions.outlines import ground
from boussole.questions.territories import TerritoryInfo
from pages.components.selectors import point_at

HEIGHT = 400
_BACKGROUND = "fond_de_carte"


def show_map(panel: Choropleth | Circles, info: TerritoryInfo, selected: str) -> None:
    """The map, its whole legend, and the choice of a background map."""
    draw_map(panel, info, selected)
    st.html(legend_html(panel))
    choose_background()


def draw_map(panel: Choropleth | Circles, info: TerritoryInfo, selected: str, name: str = "carte") -> None:
    """The map and its alternative text; a click selects a commune for the whole view. `name`: unique on the view."""
    under = ground(info)
    st.html(f'<p class="bsl-hidden">{html_text(panel.alternative)}</p>')
    if under.contours.empty:
        st.info("Aucune commune de ce territoire n’a de contour : le tableau donne les valeurs.")
        return
    background = bool(st.session_state.get(_BACKGROUND, False))
    key = f"{name}-{info.id}-{'fond' if background else 'nu'}"
    st_folium(
        base_map(under.contours, background),
        key=key,
        height=HEIGHT,
        use_container_width=True,
        returned_objects=["last_active_drawing", "last_object_clicked_count"],
        feature_group_to_add=map_layer(panel, under, selected),
        on_change=lambda: _clicked(key),
    )


def choose_background() -> None:
    """A plan under the communes: asked for in so many words, since it comes from the internet."""
    st.checkbox(
        "Fond de carte (internet)",
        key=_BACKGROUND,
        help="Affiche le plan OpenStreetMap sous les communes. Ce plan vient d’internet : le serveur du plan voit "
        "la zone regardée, jamais les chiffres.",
    )


def _clicked(key: str) -> None:
    answer = st.session_state.get(key) or {}
    drawing = answer.get("last_active_drawing") or {}
    code = (drawing.get("properties") or {}).get("code")
    if code:
        point_at(str(code))
