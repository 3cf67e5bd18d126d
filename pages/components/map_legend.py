"""A map's legend, in which a class can be chosen to see its communes alone: by mouse, by keyboard, by link."""

from __future__ import annotations

from functools import partial

import streamlit as st

from boussole.drawing.legend import borders_html, legend_html, method_html, swatches, swatches_css
from boussole.french import number, spaced
from boussole.panels import Choropleth, Circles
from boussole.questions.map_classes import legend_entries
from boussole.questions.outlines import ground
from boussole.questions.territories import TerritoryInfo
from pages.components.choice import choose


def choose_class(panel: Choropleth | Circles, info: TerritoryInfo, parameter: str) -> str:
    """Draw the legend; the key of the entry to show alone, empty for the whole map. Circles are not in classes."""
    borders = borders_html(ground(info))
    if isinstance(panel, Circles):
        st.html(legend_html(panel) + borders)
        return ""
    entries = legend_entries(panel)

    def wording(key: str) -> str:
        label, communes = entries.get(key, ("Toutes les communes", len(panel.areas)))
        return spaced(f"{label} ({number(communes)})")

    st.html(swatches_css(f"choix_{parameter}", swatches(panel, list(entries))))
    chosen = choose(
        parameter,
        spaced(f"Légende ({panel.unit}) : communes à montrer"),
        ["", *entries],
        "",
        wording,
        partial(st.radio, horizontal=True),
    )
    st.html(method_html(panel) + borders)
    return chosen
