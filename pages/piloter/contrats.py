"""Contrats: what a contract holds, as one file out and in, copied from a year to the next, and its history."""

from __future__ import annotations

import streamlit as st

from boussole.questions.contract_exchange import findings_table, history_table
from pages.components.contract_copy import show_copy
from pages.components.contract_files import offer_contract, show_import
from pages.components.guard import guard
from pages.components.piloter_choice import choose_contract_year
from pages.components.session_year import show_said
from pages.components.table_panel import show_table
from pages.components.text import escaped

visit = guard("Contrats", figures=False)
show_said()
with st.expander("Créer ou remplacer un contrat à partir d’un fichier", expanded=False):
    show_import(visit.store)

chosen, year = choose_contract_year(visit)
st.header(escaped(chosen.label))
offer_contract(visit.store, chosen.id)

if findings := findings_table(visit.store, chosen.id):
    st.subheader(escaped(findings.title))
    show_table(findings, whole=True)

st.subheader("Reprendre les objectifs d’un exercice")
show_copy(visit.store, chosen.id, year, chosen.years)

history = history_table(visit.store, chosen.id)
st.subheader(escaped(history.title))
show_table(history, whole=True)
