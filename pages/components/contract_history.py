"""What changed in a contract from one revision to the next, in words."""

from __future__ import annotations

import streamlit as st

from boussole.questions.contract_history import changes_table, measures_table, revisions
from boussole.questions.opening import Store
from pages.components.table_panel import show_table


def show_changes(store: Store, id: str) -> None:
    known = revisions(store, id)
    if len(known) > 1:
        with st.expander("Ce qu’une révision a changé"):
            later = list(known)[:-1]
            chosen = st.selectbox("Révision", later, format_func=known.__getitem__, key=f"revision-{id}")
            show_table(changes_table(store, id, chosen), whole=True)
    measured = measures_table(store, id)
    if measured.rows:
        with st.expander("Historique des exercices et des mesures"):
            show_table(measured)
