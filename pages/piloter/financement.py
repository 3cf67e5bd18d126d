"""Financement: the maximum, what is acquired, at stake and lost; by mission; cash; use of funds; a simulation."""

from __future__ import annotations

import streamlit as st

from boussole.drawing.cascade import waterfall_figure
from boussole.questions.funding import funding_of
from boussole.questions.funding_panels import waterfall
from pages.components.chart import inks, show_chart
from pages.components.exercice_money import show_money
from pages.components.funding_tables import show_cash, show_parts
from pages.components.guard import guard
from pages.components.meeting_add import offer_kinds
from pages.components.piloter_choice import choose_contract_year
from pages.components.session_year import show_said
from pages.components.simulation import show_simulation
from pages.components.text import escaped, notes

visit = guard("Financement")
chosen, year = choose_contract_year(visit)
answer = funding_of(visit.store, chosen.id, year)

st.header(escaped(answer.title))
show_said()
if answer.simulated:
    st.info("Exercice simulé pour la démonstration : ces montants n’ont pas été versés.")
st.subheader(escaped(answer.headline))
notes([answer.year_label, "Exercice clos." if answer.closed else "Exercice en cours."])
if panel := waterfall(answer):
    show_chart(waterfall_figure(panel, inks()), panel.title, panel.footer, panel.alternative, "cascade", answer.title)
if answer.waits:
    st.warning("  \n".join(escaped(w) for w in answer.waits))
show_parts(visit.store, answer)

st.subheader("Simuler")
show_simulation(visit.store, answer)

show_cash(visit.store, answer)
with st.expander("Saisir ce qui est reçu, dépensé, ou hors barème"):
    show_money(visit.store, chosen.id, year)
kinds = ["cascade", "financement", "ecarts", "hors_bareme", "emploi", "versements"]
offer_kinds(visit, chosen.territory, kinds, {"contract": chosen.id, "year": year})
