"""One map of the view with what stands around it: legend, commune chosen, territory's figure, files, table."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from boussole.disclosure import Audience
from boussole.drawing.page import Format, map_picture
from boussole.questions.commune_map import CommuneMap
from boussole.questions.map_classes import alone, rows_alone
from boussole.questions.outlines import ground
from boussole.questions.territories import TerritoryInfo
from pages.components.downloads import Download, offer_for_audience
from pages.components.headline import show_commune, show_headline
from pages.components.map_legend import choose_class
from pages.components.map_panel import draw_map
from pages.components.map_settings import Asked
from pages.components.table_panel import show_table
from pages.components.text import escaped, notes

Ask = Callable[[Audience], CommuneMap | None]


def show_answer(
    answer: CommuneMap, asked: Asked, info: TerritoryInfo, commune: str, on_map: DeltaGenerator, beside: DeltaGenerator
) -> str:
    """The map and its legend, the commune and the territory beside; the legend entry that is shown alone."""
    chosen = ""
    with on_map:
        if answer.map:
            place = st.container()  # the legend stands under the map, and is asked before it is drawn
            chosen = choose_class(answer.map, info, asked.alone)
            with place:
                draw_map(alone(answer.map, chosen), info, commune, asked.alone)
        else:
            st.info("Cet indicateur n’existe que pour le territoire : il n’est pas disponible par commune.")
    with beside:
        if answer.map:
            show_commune(answer.map, commune)
        show_headline(answer.headline)
    return chosen


def show_table_of(
    answer: CommuneMap, asked: Asked, info: TerritoryInfo, chosen: str, rest: tuple[str, ...], again: Ask
) -> None:
    """The table of the communes shown, the files (which hold them all), and what the figures rest on."""
    name = f"{info.id}-{asked.indicator.id}-{asked.year}"
    footer = answer.map.footer if answer.map else answer.headline.footer
    shown = alone(answer.map, chosen) if answer.map else None
    notes(rest)
    show_table(
        rows_alone(answer.table, shown, chosen) if shown else answer.table,
        name,
        rest,
        footer,
        again=lambda audience: (found := again(audience)) and found.table,
    )
    if answer.map:
        offer_pictures(f"carte-{name}", info, again)
    notes([footer.text])


def offer_pictures(name: str, info: TerritoryInfo, again: Ask) -> None:
    """The whole map as a picture, drawn when it is asked for."""

    def draw(audience: Audience | None, form: Format) -> bytes:
        found = again(audience or Audience.DIFFUSION)
        if found is None or found.map is None:
            raise ValueError("rien à dessiner pour ce public")
        return map_picture(found.map, ground(info), info.label, audience or Audience.DIFFUSION, form)

    formats = (
        Download("PNG", "png", "image/png", lambda audience: draw(audience, "png")),
        Download("SVG", "svg", "image/svg+xml", lambda audience: draw(audience, "svg")),
    )
    offer_for_audience(name, "Télécharger la carte", formats)


def heading(answer: CommuneMap, asked: Asked) -> str:
    return escaped(f"{asked.indicator.label} – {answer.period.label}")
