"""Dated entries: typed on a phone in a minute, listed, taken out one by one."""

from __future__ import annotations

from datetime import date

import streamlit as st

from boussole.questions.measure_desk import (
    EntryLine,
    criteria_of,
    entries_of,
    entries_table,
    remove_entry,
    save_entry,
)
from boussole.questions.measures import Refused, line_revision
from boussole.questions.opening import Store
from pages.components.author import signed
from pages.components.session_line import SAID
from pages.components.table_panel import show_table
from pages.components.text import escaped

SIGN = "saisie"


def show_entry_form(store: Store, id: str, year: int, objective: str, today: date) -> None:
    """Four fields and a button; refused, they stay as they are."""
    key = f"{id}-{year}-{objective}-{st.session_state.get('saisie_tour', 0)}"
    criteria = criteria_of(store, id, year, objective)
    with st.form(f"saisie-{key}"):
        st.date_input("Quand", today, format="DD/MM/YYYY", key=f"when-{key}")
        if len(criteria) > 1:
            st.selectbox("Pour", list(criteria), format_func=lambda n: criteria[n], key=f"criterion-{key}")
        st.text_input("Ce qui a été fait", key=f"what-{key}", max_chars=200)
        st.text_input("Combien", "1", key=f"count-{key}")
        st.text_input("Preuve (facultatif) : un lien, ou le nom d’un fichier", key=f"proof-{key}", max_chars=300)
        st.form_submit_button("Ajouter", type="primary", on_click=_add, width="stretch",
                              args=(store, id, year, objective, key, next(iter(criteria))))  # fmt: skip


def show_entries(store: Store, id: str, year: int, objective: str) -> None:
    lines = entries_of(store, id, year, objective)
    if not lines:
        st.markdown("Aucune saisie pour cet objectif dans cet exercice.")
        return
    show_table(entries_table(lines), whole=True)
    with st.expander("Retirer une saisie"):
        known = {e.rank: e for e in lines}
        rank = st.selectbox("Saisie", list(known), format_func=lambda n: _named(known[n]),
                            key=f"retirer-{id}-{year}-{objective}")  # fmt: skip
        st.button("Retirer cette saisie", key=f"retire-{id}-{year}-{objective}", on_click=_remove,
                  args=(store, id, year, objective, rank, line_revision(store, id, year, objective)))  # fmt: skip


def _named(entry: EntryLine) -> str:
    return escaped(f"{entry.when:%d/%m/%Y} – {entry.what} – {entry.number}")


def _add(store: Store, id: str, year: int, objective: str, key: str, only: int) -> None:
    if not (author := signed(SIGN)):
        return
    said = st.session_state
    criterion = int(said.get(f"criterion-{key}", only))
    try:
        save_entry(store, id, year, objective, author, line_revision(store, id, year, objective), said[f"when-{key}"],
                   said[f"what-{key}"], said[f"count-{key}"], said[f"proof-{key}"], criterion)  # fmt: skip
    except Refused as refused:
        said[SAID] = (False, str(refused))
    else:
        said[SAID] = (True, f"Ajouté : {said[f'what-{key}']}.")
        said["saisie_tour"] = said.get("saisie_tour", 0) + 1


def _remove(store: Store, id: str, year: int, objective: str, rank: int, read: int) -> None:
    if not (author := signed(SIGN)):
        return
    try:
        remove_entry(store, id, year, objective, author, read, rank)
        st.session_state[SAID] = (True, "Saisie retirée ; l’historique la garde.")
    except Refused as refused:
        st.session_state[SAID] = (False, str(refused))
