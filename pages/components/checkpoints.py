"""Points d'étape: the values of every line frozen on a day, and those frozen before."""

from __future__ import annotations

from datetime import date

import streamlit as st

from boussole.french import plural
from boussole.questions.measure_desk import checkpoints_table, freeze_all
from boussole.questions.measures import Refused
from boussole.questions.opening import Store
from pages.components.author import signed
from pages.components.session_line import SAID
from pages.components.table_panel import show_table


def show_checkpoints(store: Store, id: str, year: int, closed: bool, today: date) -> None:
    if not closed:
        key = f"{id}-{year}"
        with st.form(f"etape-{key}"):
            left, right = st.columns([1, 2])
            left.date_input("Valeurs au", today, format="DD/MM/YYYY", key=f"etape-jour-{key}")
            right.text_input("Nom du point d’étape", placeholder="Point du 3e trimestre", key=f"etape-nom-{key}",
                             max_chars=80)  # fmt: skip
            st.form_submit_button("Figer les valeurs", on_click=_freeze, args=(store, id, year, key))
    table = checkpoints_table(store, id, year)
    if table.rows:
        show_table(table, whole=True)


def _freeze(store: Store, id: str, year: int, key: str) -> None:
    if not (author := signed("seance")):
        return
    when, label = st.session_state[f"etape-jour-{key}"], str(st.session_state[f"etape-nom-{key}"])
    try:
        count = freeze_all(store, id, year, when, label, author)
    except Refused as refused:
        st.session_state[SAID] = (False, str(refused))
    else:
        said = f"{plural(count, 'ligne')} figées." if count > 1 else "1 ligne figée."
        st.session_state[SAID] = (count > 0, said if count else "Aucune valeur saisie à figer dans cet exercice.")
