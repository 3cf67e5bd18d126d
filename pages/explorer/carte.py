"""Carte: where inside the territory, for one indicator and one year; a second map beside it on demand."""

from __future__ import annotations

from functools import partial

import streamlit as st

from boussole.questions.choices import indicator_choices
from boussole.questions.commune_map import commune_map
from pages.components import map_settings, selectors
from pages.components.choice import tell_replaced
from pages.components.demo_banner import demo_banner
from pages.components.guard import guard
from pages.components.map_answer import heading, show_answer, show_table_of

visit = guard("Carte des communes")

first, second, third, fourth = st.columns([3, 4.4, 1.3, 2.3])
with first:
    info = selectors.choose_territory(visit)
choices = indicator_choices(visit.store, info)
if not choices:
    st.info("Aucune donnée n’est encore chargée pour ce territoire.")
    st.page_link("pages/alimenter/importer.py", label="Importer un fichier")
    st.stop()
with second:
    choice = selectors.choose_indicator(choices)
with third:
    year = selectors.choose_year(choice)
settings = map_settings.choose_settings(choices, choice, year)
tell_replaced(selectors.TERRITORY, selectors.INDICATOR, selectors.YEAR, map_settings.METHOD, map_settings.SECOND)

asks = [partial(commune_map, visit.store, info, m.indicator.id, m.year, style=settings.style) for m in settings.maps]
drawn = [(m, ask, answer) for m, ask in zip(settings.maps, asks, strict=True) if (answer := ask()) is not None]
if not drawn:
    st.info("Aucune valeur pour cet indicateur et cette année.")
    st.stop()
mapped = next((answer.map for _, _, answer in drawn if answer.map), None)
commune = ""
if mapped:
    with fourth:
        commune = selectors.choose_commune(mapped)
rest = [demo_banner(answer.demonstration, answer.notes) for _, _, answer in drawn[:1]]

columns = st.columns(2) if len(drawn) > 1 else [st.container()]
chosen = []
for (asked, _, answer), column in zip(drawn, columns, strict=True):
    column.subheader(heading(answer, asked))
    on_map, beside = column.columns([2, 1]) if len(drawn) == 1 else (column, column)
    chosen.append(show_answer(answer, asked, info, commune, on_map, beside))
for (asked, ask, answer), key in zip(drawn, chosen, strict=True):
    show_table_of(answer, asked, info, key, answer.notes, ask)
