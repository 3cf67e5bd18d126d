"""Indicateurs: the dictionary. What is counted, among whom, from where, under which secrecy, loaded by whom."""

from __future__ import annotations

import streamlit as st

from boussole.drawing.dictionary import dictionary_html
from boussole.french import plural
from boussole.panels import DictionaryEntry
from boussole.questions.dictionary import dictionary, missions
from pages.components import selectors
from pages.components.choice import choose, tell_replaced
from pages.components.guard import guard
from pages.components.links import address
from pages.components.search_box import search_box
from pages.components.text import escaped

MISSION, WORDS = "mission", "recherche"

visit = guard("Les indicateurs")

first, second, third = st.columns([3, 3, 2])
with first:
    info = selectors.choose_territory(visit)
with second:
    words = search_box(WORDS, "Rechercher un indicateur", "vaccination, sans médecin, 65 ans…")
with third:
    mission = choose(MISSION, "Mission", ["", *missions()], "", lambda m: m[:1].upper() + m[1:] or "Toutes")
tell_replaced(selectors.TERRITORY, MISSION)

asked = st.query_params.get(selectors.INDICATOR, "")
answer = dictionary(visit.store, info, words, mission, asked)
if answer.missing:
    st.info(escaped(answer.missing))
found = plural(len(answer.entries), "indicateur")
st.markdown(
    escaped(f"{found} sur {answer.total}." if answer.entries else "Aucun indicateur ne contient tous ces mots.")
)


def link(view: str, entry: DictionaryEntry) -> str:
    return address(view, info.id, entry.indicator, entry.year)


if answer.entries:
    st.html(dictionary_html(answer.entries, link, asked if len(answer.entries) > 1 else answer.entries[0].indicator))
