"""A map's legend, in which a class can be chosen to see its communes alone: by mouse, by keyboard, by link."""

from __future__ import annotations

import streamlit as st

from boussole.drawing.legend import borders_html, legend_html, method_html, swatches, swatches_css
from boussole.french import number, spaced
from boussole.panels import Choropleth, Circles
from boussole.questions.map_classes import legend_entries
from boussole.questions.outlines import ground
from boussole.questions.territories import TerritoryInfo
from pages.components.choice import choose


def choose_class(panel: Choropleth | Circles, parameter: str) -> str:
    """Draw the legend; the key of the entry to show alone, empty for the whole map. Circles are not in classes."""
    if isinstance(panel, Circles):
        st.html(legend_html(panel))
        return ""
    entries = legend_entries(panel)

    def wording(key: str) -> str:
        label, communes = entries.get(key, ("Toutes les communes", len(panel.areas)))
        return spaced(f"{label} ({number(communes)})")

    st.html(swatches_css(f"choix_{parameter}", swatches(panel, list(entries))))
    return choose(
        parameter,
        spaced(f"Légende ({panel.unit}) : communes à montrer"),
        ["", *entries],
        "",
        wording,
        st.radio,
    )


def legend_method(panel: Choropleth | Circles, info: TerritoryInfo) -> None:
    """Under the map: what its lines are, how its classes were made, the communes that it cannot draw."""
    said = borders_html(ground(info)) + (method_html(panel) if isinstance(panel, Choropleth) else "")
    if said:
        st.html(said)
