"""One map of the view with what stands around it: legend, commune chosen, territory's figure, files, table."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from boussole.disclosure import Audience
from boussole.questions.commune_map import CommuneMap, commune_map
from boussole.questions.map_classes import alone, rows_alone
from boussole.questions.opening import Store
from boussole.questions.territories import TerritoryInfo
from pages.components.headline import show_commune, show_headline
from pages.components.map_legend import choose_class, legend_method
from pages.components.map_panel import draw_map
from pages.components.map_pictures import offer_pictures
from pages.components.map_settings import Asked, Settings
from pages.components.table_panel import show_table
from pages.components.text import escaped, notes


@dataclass(frozen=True)
class Drawn:
    """One map's question and its answer. `again` asks it for another audience."""

    asked: Asked
    info: TerritoryInfo
    answer: CommuneMap
    again: Callable[[Audience], CommuneMap | None]

    @property
    def heading(self) -> str:
        return escaped(f"{self.asked.indicator.label} – {self.answer.period.label}")

    @property
    def file_name(self) -> str:
        return f"{self.info.id}-{self.asked.indicator.id}-{self.asked.year}"


def ask_all(store: Store, info: TerritoryInfo, settings: Settings) -> list[Drawn]:
    """The answers of the maps asked for, without those that have no value at all."""
    found = []
    for asked in settings.maps:
        ask = partial(commune_map, store, info, asked.indicator.id, asked.year, style=settings.style)
        if (answer := ask()) is not None:
            found.append(Drawn(asked, info, answer, ask))
    return found


def show_answer(drawn: Drawn, commune: str, on_map: DeltaGenerator, beside: DeltaGenerator) -> str:
    """The map, its legend and its pictures; beside, the commune and the territory. The legend entry shown alone."""
    panel, chosen = drawn.answer.map, ""
    with on_map:
        if panel:
            place = st.container()  # the map, drawn when its legend has been asked
            with beside:
                chosen = choose_class(panel, drawn.asked.alone)
            with place:
                draw_map(alone(panel, chosen), drawn.info, commune, drawn.asked.alone)
            legend_method(panel, drawn.info)
            offer_pictures(f"carte-{drawn.file_name}", drawn.info, lambda a: (x := drawn.again(a)) and x.map)
        else:
            st.info("Cet indicateur n’existe que pour le territoire : il n’est pas disponible par commune.")
    with beside:
        if panel:
            show_commune(panel, commune)
        show_headline(drawn.answer.headline)
    return chosen


def show_table_of(drawn: Drawn, chosen: str, said: Iterable[str]) -> None:
    """The table of the communes shown, the files (which hold them all), and what the figures rest on."""
    answer = drawn.answer
    panel = alone(answer.map, chosen) if answer.map else None
    footer = answer.map.footer if answer.map else answer.headline.footer
    notes(said)
    show_table(
        rows_alone(answer.table, panel, chosen) if panel else answer.table,
        drawn.file_name,
        answer.notes,
        footer,
        again=lambda audience: (found := drawn.again(audience)) and found.table,
    )
    notes([footer.text])
