"""Contrats: create and edit a contract in tables that check as one types; avenants; one file out and in; history."""

from __future__ import annotations

import streamlit as st

from boussole.questions.contract_exchange import history_table
from pages.components.contract_avenants import show_avenants
from pages.components.contract_choice import choose_contract, show_create
from pages.components.contract_copy import show_copy
from pages.components.contract_edit import show_edit
from pages.components.contract_files import offer_contract, show_import
from pages.components.contract_history import show_changes
from pages.components.guard import guard
from pages.components.session_year import show_said
from pages.components.table_panel import show_table
from pages.components.text import escaped

visit = guard("Contrats", figures=False)
show_said()
with st.expander("Créer un contrat"):
    show_create(visit)
with st.expander("Créer ou remplacer un contrat à partir d’un fichier"):
    show_import(visit.store)

chosen = choose_contract(visit)
st.header(escaped(chosen.label))
show_edit(visit.store, chosen.id)

st.subheader("Avenants")
show_avenants(visit.store, chosen.id, visit.today)

if chosen.year is not None:
    st.subheader("Reprendre les objectifs d’un exercice")
    show_copy(visit.store, chosen.id, chosen.year, chosen.years)

st.subheader("Le contrat en un fichier")
offer_contract(visit.store, chosen.id)

history = history_table(visit.store, chosen.id)
st.subheader(escaped(history.title))
show_table(history, whole=True)
show_changes(visit.store, chosen.id)
