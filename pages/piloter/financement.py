"""Financement: the maximum, what is acquired, at stake and lost; by mission; cash; use of funds; a simulation."""

from __future__ import annotations

import streamlit as st

from boussole.drawing.cascade import waterfall_figure
from boussole.questions.funding import cash, funding_of
from boussole.questions.funding_panels import extras_table, gaps_table, waterfall
from pages.components.chart import inks, show_chart
from pages.components.guard import guard
from pages.components.meeting_add import offer_kinds
from pages.components.piloter_choice import choose_contract_year
from pages.components.simulation import show_simulation
from pages.components.table_panel import show_table
from pages.components.text import escaped, notes

visit = guard("Financement")
chosen, year = choose_contract_year(visit)
answer = funding_of(visit.store, chosen.id, year)
name = f"{chosen.id}-{year}"

st.header(escaped(answer.title))
if answer.simulated:
    st.info("Exercice simulé pour la démonstration : ces montants n’ont pas été versés.")
st.subheader(escaped(answer.headline))
notes([answer.year_label, "Exercice clos." if answer.closed else "Exercice en cours."])
if panel := waterfall(answer):
    show_chart(waterfall_figure(panel, inks()), panel.title, panel.footer, panel.alternative, "cascade", answer.title)
if answer.waits:
    st.warning("  \n".join(escaped(w) for w in answer.waits))

st.subheader("Par mission")
show_table(
    answer.by_mission, f"{name}-missions", [answer.bareme_note], whole=True,
    again=lambda a: funding_of(visit.store, chosen.id, year, a).by_mission,
)  # fmt: skip
if gaps := gaps_table(answer):
    st.subheader("Entre le calculé et le retenu")
    show_table(gaps, f"{name}-ecarts", whole=True,
               again=lambda a: gaps_table(funding_of(visit.store, chosen.id, year, a)))  # fmt: skip
if extras := extras_table(answer):
    st.subheader("Hors barème, à part")
    show_table(extras, f"{name}-hors-bareme", whole=True, again=lambda a: extras_table(
        funding_of(visit.store, chosen.id, year, a)))  # fmt: skip

st.subheader("Simuler")
show_simulation(visit.store, answer)

money = cash(visit.store, chosen.id, year)
for table, file, part in (
    (money.use_of_funds, "emploi", lambda a: cash(visit.store, chosen.id, year, a).use_of_funds),
    (money.calendar, "calendrier", lambda a: cash(visit.store, chosen.id, year, a).calendar),
    (money.by_civil_year, "annees-civiles", lambda a: cash(visit.store, chosen.id, year, a).by_civil_year),
):
    st.subheader(escaped(table.title))
    show_table(table, f"{name}-{file}", money.waits, whole=True, again=part)
notes(money.waits)
kinds = ["cascade", "financement", "ecarts", "hors_bareme", "emploi", "versements"]
offer_kinds(visit, chosen.territory, kinds, {"contract": chosen.id, "year": year})
