"""Progression: for each objective of the contract, the initial value, the targets, what was observed, and the gap."""

from __future__ import annotations

import streamlit as st

from boussole.questions.progression import ObjectiveProgress, progression
from pages.components.choice import tell_replaced
from pages.components.demo_banner import demo_banner
from pages.components.guard import guard
from pages.components.objective_panel import show_objective, show_unmeasured
from pages.components.selectors import EXERCICE, TERRITORY, choose_exercice, choose_territory
from pages.components.table_panel import show_table
from pages.components.text import escaped, facts

visit = guard("Progression vers le contrat")

left, right = st.columns([3, 2])
with left:
    info = choose_territory(visit)
asked = st.query_params.get(EXERCICE, "")
answer = progression(visit.store, info, visit.today, int(asked) if asked.isdigit() else None)
if answer.years and answer.year:
    with right:
        year = choose_exercice(answer.years, answer.year)
    if year != answer.year:  # remembered from another view, and not in the link
        answer = progression(visit.store, info, visit.today, year)

tell_replaced(TERRITORY, EXERCICE)
st.header(escaped(answer.title))
facts(answer.facts)
demo_banner(answer.demonstration, ())
if answer.missing:
    st.warning(escaped(answer.missing))
    st.markdown("Les indicateurs du territoire restent visibles sur la carte.")
    st.page_link("pages/explorer/carte.py", label="Voir la carte", query_params={"territoire": info.id})
    st.stop()

st.subheader(escaped(answer.table.title))
show_table(answer.table, f"{info.id}-objectifs-{answer.year}", whole=True)

missions: dict[str, list[ObjectiveProgress]] = {}
for objective in answer.objectives:
    missions.setdefault(objective.mission, []).append(objective)
for name, objectives in missions.items():
    st.subheader(escaped(name))
    for rank, objective in enumerate(objectives):
        if objective.panel is not None:
            show_objective(objective, objective.panel, f"{objective.id}-{rank}")
    show_unmeasured(o for o in objectives if o.panel is None)
