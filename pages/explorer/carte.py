"""Carte: where inside the territory, for one indicator and one year; a second map beside it on demand."""

from __future__ import annotations

import streamlit as st

from boussole.questions.choices import indicator_choices
from pages.components import map_settings, selectors
from pages.components.choice import tell_replaced
from pages.components.demo_banner import demo_banner
from pages.components.further import CARTE, further
from pages.components.guard import guard
from pages.components.map_answer import ask_all, show_answer, show_table_of
from pages.components.meeting_add import offer_kinds

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
banner = st.container()
bar = st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="bottom")
title = bar.container(width="content")
with bar.container(width="content"):
    settings = map_settings.choose_settings(choices, choice, year)
tell_replaced(selectors.TERRITORY, selectors.INDICATOR, selectors.YEAR, map_settings.METHOD, map_settings.SECOND)

shown = ask_all(visit.store, info, settings)
if not shown:
    st.info("Aucune valeur pour cet indicateur et cette année.")
    st.stop()
with banner:
    every = dict.fromkeys(n for d in shown for n in d.answer.notes)
    rest = demo_banner(any(d.answer.demonstration for d in shown), every)
commune = ""
if mapped := next((d.answer.map for d in shown if d.answer.map), None):
    with fourth:
        commune = selectors.choose_commune(mapped)

columns = st.columns(2) if len(shown) > 1 else [st.container()]
chosen = []
for one, column in zip(shown, columns, strict=True):
    (column if len(shown) > 1 else title).subheader(one.heading)
    on_map, beside = (column, column) if len(shown) > 1 else column.columns([2, 1])
    chosen.append(show_answer(one, commune, on_map, beside))
for one, key in zip(shown, chosen, strict=True):
    said = [n for n in rest if n in one.answer.notes]
    show_table_of(one, key, said)
    rest = [n for n in rest if n not in said]
further(info.id, choice.id, year, commune, here=CARTE)
offer_kinds(visit, info.id, ["carte"], {"indicator": choice.id, "year": year, "method": settings.style.method})
