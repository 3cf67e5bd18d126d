"""Progression: for each objective of the contract, the initial value, the targets, what was observed, the gap, the pace
needed and the rates; one mission at a time.
"""

from __future__ import annotations

import streamlit as st

from boussole.questions.progression import progression
from boussole.questions.progression_panels import complete_table, overview
from pages.components.choice import tell_replaced
from pages.components.demo_banner import demo_banner
from pages.components.guard import guard
from pages.components.meeting_add import offer_objectives
from pages.components.objective_panel import choose_mission, show_missing, show_mission
from pages.components.piloter_choice import contract_of_territory, territory_of_contract
from pages.components.selectors import EXERCICE, TERRITORY, choose_exercice, choose_territory
from pages.components.table_panel import show_table
from pages.components.text import escaped, facts, notes

visit = guard("Progression vers le contrat")

territory_of_contract(visit)
left, right = st.columns([3, 2])
with left:
    info = choose_territory(visit)
    contract = contract_of_territory(visit, info.id)
asked = st.query_params.get(EXERCICE, "")
answer = progression(visit.store, info, visit.today, int(asked) if asked.isdigit() else None, id=contract)
if answer.years and answer.year:
    with right:
        year = choose_exercice(answer.years, answer.year)
    if year != answer.year:  # remembered from another view, and not in the link
        answer = progression(visit.store, info, visit.today, year, id=contract)

tell_replaced(TERRITORY, EXERCICE)
st.header(escaped(answer.title))
notes([" · ".join(answer.facts[:2])])
if answer.facts[2:]:
    with st.expander("À savoir sur ce contrat et cet exercice"):
        facts(answer.facts[2:])
demo_banner(answer.demonstration, ())
if answer.missing:
    show_missing(answer.missing, info.id)
    st.stop()

glance = overview(answer)
st.subheader(escaped(glance.title))
show_table(glance, whole=True)

mission, lines = choose_mission(answer)
show_mission(mission, lines, info.name)
offer_objectives(visit, info.id, answer.contract, answer.year or 0, {o.id: o.objective or o.label for o in lines})

with st.expander(f"Tableau de tous les objectifs – {escaped(answer.year_label)}"):
    show_table(
        answer.table, f"{info.id}-objectifs-{answer.year}", whole=True,
        again=lambda a: complete_table(progression(visit.store, info, visit.today, answer.year, a, contract)),
    )  # fmt: skip
