"""Commune: its figures against its territory's, its trend, its neighbours by name. Reached by a click."""

from __future__ import annotations

import streamlit as st

from boussole.questions.commune_sheet import commune_sheet
from pages.components import selectors
from pages.components.choice import tell_replaced
from pages.components.commune_links import link_list
from pages.components.demo_banner import demo_banner
from pages.components.guard import guard
from pages.components.meeting_add import offer_kinds
from pages.components.profile_panel import show_profile, show_profile_legend
from pages.components.table_panel import show_table
from pages.components.text import escaped, facts, notes

visit = guard("Une commune et son territoire")

first, second, third = st.columns([3, 2, 1])
with first:
    info = selectors.choose_territory(visit)
if not info.communes:
    st.info("Aucune commune n’est enregistrée dans ce territoire.")
    st.stop()
with second:
    code = selectors.choose_member(info)
answer = commune_sheet(visit.store, info, code, selectors.asked_year())
if answer.year is not None:
    with third:
        year = selectors.choose_figure_year(answer.years, answer.year)
    if year != answer.year:  # remembered from another view, and not in the link
        answer = commune_sheet(visit.store, info, code, year)
tell_replaced(selectors.TERRITORY, selectors.COMMUNE, selectors.YEAR)
rest = demo_banner(answer.demonstration, answer.notes)
st.header(escaped(answer.name))
facts(answer.facts)
if answer.year is None:
    st.info("Aucune donnée n’est encore chargée pour cette commune.")
    st.page_link("pages/alimenter/importer.py", label="Importer un fichier")
show_profile_legend(answer.profile)
show_profile(answer.profile, info.id, code)
if answer.profile.lines:
    with st.expander("Tableau des données", key=f"donnees-{code}", on_change="rerun") as data:
        if data.open:
            show_table(
                answer.table,
                f"{info.id}-{code}-{answer.year}",
                rest,
                again=lambda audience: commune_sheet(visit.store, info, code, answer.year, audience).table,
            )
st.subheader("Communes voisines")
if answer.neighbours:
    link_list(answer.neighbours, info.id)
else:
    st.markdown("Cette commune n’a pas de contour connu : ses voisines ne sont pas données.")
notes(rest)
st.page_link("pages/explorer/portrait.py", label="Portrait du territoire", query_params={selectors.TERRITORY: info.id})
offer_kinds(visit, info.id, ["commune"], {"commune": code, "year": answer.year})
