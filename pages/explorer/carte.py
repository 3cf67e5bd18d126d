"""Carte: where inside the territory, for one indicator and one year."""

from __future__ import annotations

import streamlit as st

from boussole.questions.choices import indicator_choices
from boussole.questions.commune_map import commune_map
from pages.components import selectors
from pages.components.choice import tell_replaced
from pages.components.demo_banner import demo_banner
from pages.components.further import CARTE, further
from pages.components.guard import guard
from pages.components.headline import show_commune, show_headline
from pages.components.map_panel import show_map
from pages.components.table_panel import show_table
from pages.components.text import escaped, notes

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

tell_replaced(selectors.TERRITORY, selectors.INDICATOR, selectors.YEAR)
answer = commune_map(visit.store, info, choice.id, year)
if answer is None:
    st.info("Aucune valeur pour cet indicateur et cette année.")
    st.stop()
rest = demo_banner(answer.demonstration, answer.notes)
st.subheader(escaped(f"{choice.label} – {answer.period.label}"))

on_map, beside = st.columns([2, 1])
if answer.map:
    with fourth:
        selected = selectors.choose_commune(answer.map)
    with on_map:
        show_map(answer.map, info, selected)
    with beside:
        show_commune(answer.map, selected)
else:
    on_map.info("Cet indicateur n’existe que pour le territoire : il n’est pas disponible par commune.")
with beside:
    show_headline(answer.headline)
notes(rest)
further(info.id, choice.id, year, st.session_state.get("garde_commune", ""), here=CARTE)
footer = answer.map.footer if answer.map else answer.headline.footer
show_table(answer.table, f"{info.id}-{choice.id}-{year}", rest, footer)
notes([footer.text])
