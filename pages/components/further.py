"""The way to the views that are reached by a click: the same territory, indicator, year and commune, seen otherwise."""

from __future__ import annotations

import streamlit as st

from pages.components import selectors

CARTE, COMPARER = "pages/explorer/carte.py", "pages/explorer/comparer.py"
EVOLUTION = "pages/explorer/evolution.py"


def further(territory: str, indicator: str, year: int | None = None, commune: str = "", here: str = "") -> None:
    """Links to Comparer, Évolution and the map; `here` is the view that they are on, which needs none."""
    link = {selectors.TERRITORY: territory, selectors.INDICATOR: indicator}
    if year is not None:
        link[selectors.YEAR] = str(year)
    if commune:
        link[selectors.COMMUNE] = commune
    with st.container(horizontal=True):
        for page, label in (
            (CARTE, "Voir sur la carte"),
            (COMPARER, "Comparer communes ou territoires"),
            (EVOLUTION, "Voir l’évolution"),
        ):
            if page != here:
                st.page_link(page, label=label, query_params=link)
