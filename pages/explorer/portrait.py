"""Portrait: what is our territory? One page: who lives there, what stands out, the contract’s indicators first."""

from __future__ import annotations

import streamlit as st

from boussole.french import plural
from boussole.questions.portrait import portrait
from pages.components.choice import tell_replaced
from pages.components.commune_links import show_communes
from pages.components.demo_banner import demo_banner
from pages.components.guard import guard
from pages.components.meeting_add import offer_kinds
from pages.components.profile_panel import show_highlights, show_profile, show_profile_legend
from pages.components.selectors import TERRITORY, YEAR, asked_year, choose_figure_year, choose_territory
from pages.components.table_panel import show_table
from pages.components.text import escaped, facts, notes

visit = guard("Portrait du territoire")

first, second = st.columns([3, 1])
with first:
    info = choose_territory(visit)
answer = portrait(visit.store, info, asked_year())
if answer.year is not None:
    with second:
        year = choose_figure_year(answer.years, answer.year)
    if year != answer.year:  # remembered from another view, and not in the link
        answer = portrait(visit.store, info, year)
tell_replaced(TERRITORY, YEAR)
rest = demo_banner(answer.demonstration, answer.notes)
st.header(escaped(info.name))
facts(answer.facts)
if answer.year is None:
    st.info("Aucune donnée n’est encore chargée pour ce territoire.")
    st.page_link("pages/alimenter/importer.py", label="Importer un fichier")
else:
    show_highlights(answer.strengths, answer.vigilance)
    show_profile_legend(answer.contract, answer.others)
    for profile in (answer.contract, answer.others):
        if profile.lines:
            st.subheader(escaped(profile.title))
            show_profile(profile, info.id)
    if answer.unmeasured:
        notes([f"Au contrat, sans valeur dans la base : {', '.join(answer.unmeasured)}."])
    if answer.rest.lines:
        more = plural(len(answer.rest.lines), "autre indicateur", "autres indicateurs")
        with st.expander(f"Afficher {more}", key=f"reste-{info.id}", on_change="rerun") as rest_of_them:
            if rest_of_them.open:
                show_profile(answer.rest, info.id)
    with st.expander("Tableau des données", key=f"donnees-{info.id}", on_change="rerun") as data:
        if data.open:
            name = f"{info.id}-portrait-{answer.year}"
            show_table(answer.table, name, rest, again=lambda a: portrait(visit.store, info, answer.year, a).table)
notes(rest)
show_communes(info)
offer_kinds(visit, info.id, ["identite", "portrait_contrat", "portrait_autres"], {"year": answer.year})
