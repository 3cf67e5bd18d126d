"""Avenants: dated changes, which hold from the exercice that contains their date. Each is saved at once."""

from __future__ import annotations

from datetime import date

import pandas as pd
import streamlit as st

from boussole.french import day
from boussole.questions import avenants
from boussole.questions.contract_cells import Row
from boussole.questions.contract_editing import Contract
from boussole.questions.contract_saving import read, save
from boussole.questions.measures import Refused
from boussole.questions.opening import Store
from pages.components.author import ask_author, signed
from pages.components.contract_columns import criterion_columns
from pages.components.session_line import SAID
from pages.components.table_panel import show_table
from pages.components.text import escaped

SIGN = "avenant"
_SIZES = (None, 1, 2, 3, 4)


def show_avenants(store: Store, id: str, today: date) -> None:
    contract, revision = read(store, id)
    table = avenants.avenants_table(contract)
    if table.rows:
        show_table(table, whole=True)
    ask_author("Qui saisit cet avenant ? Une fonction ou des initiales", SIGN)
    key = f"{id}-{revision}"
    with st.expander("Ajouter un avenant"), st.form(f"avenant-{key}"):
        left, middle, right = st.columns(3)
        left.date_input("Daté du", today, format="DD/MM/YYYY", key=f"avenant-date-{key}")
        middle.text_input("Intitulé", key=f"avenant-nom-{key}", max_chars=120)
        right.selectbox("Nouvelle taille", _SIZES, format_func=lambda s: f"taille {s}" if s else "inchangée",
                        key=f"avenant-taille-{key}")  # fmt: skip
        st.text_input("Note", key=f"avenant-note-{key}", max_chars=300)
        st.form_submit_button("Ajouter cet avenant", on_click=_add, args=(store, contract, revision, key))
    if contract.avenants:
        with st.expander("Changer un objectif par un avenant, ou retirer un avenant"):
            _change(store, contract, revision, key)


def _change(store: Store, contract: Contract, revision: int, key: str) -> None:
    names = {a.when: f"{day(a.when)} {a.label}".strip() for a in contract.avenants}
    when = st.selectbox("Avenant", list(names), format_func=names.__getitem__, key=f"avenant-choisi-{key}")
    st.button("Retirer cet avenant", key=f"avenant-retire-{key}", on_click=_save,
              args=(store, avenants.without_avenant(contract, when), revision, "Avenant retiré."))  # fmt: skip
    objectives = avenants.objectives_as_of(contract, when)
    if not objectives:
        return
    chosen = st.selectbox("Objectif", list(objectives), format_func=lambda o: escaped(objectives[o]),
                          key=f"avenant-objectif-{key}")  # fmt: skip
    frame = pd.DataFrame(avenants.avenant_rows(contract, when, chosen), dtype=object)
    found = st.data_editor(frame, key=f"avenant-cibles-{key}-{when}-{chosen}", column_config=criterion_columns(),
                           hide_index=True, num_rows="dynamic", placeholder="")  # fmt: skip
    rows: list[Row] = [{str(k): v for k, v in row.items()} for row in found.to_dict("records")]
    st.button("Enregistrer ces cibles dans l’avenant", key=f"avenant-garde-{key}", on_click=_rows,
              args=(store, contract, revision, when, chosen, rows))  # fmt: skip


def _add(store: Store, contract: Contract, revision: int, key: str) -> None:
    when, label, size, note = (st.session_state[f"avenant-{n}-{key}"] for n in ("date", "nom", "taille", "note"))
    try:
        _save(store, avenants.with_avenant(contract, when, label, size, note), revision, "Avenant ajouté.")
    except Refused as refused:
        st.session_state[SAID] = (False, str(refused))


def _rows(store: Store, contract: Contract, revision: int, when: date, objective: str, rows: list[Row]) -> None:
    try:
        changed = avenants.with_avenant_rows(contract, when, objective, rows)
    except Refused as refused:
        st.session_state[SAID] = (False, str(refused))
        return
    _save(store, changed, revision, "Avenant enregistré.")


def _save(store: Store, new: Contract, revision: int, done: str) -> None:
    if not (author := signed(SIGN)):
        return
    try:
        save(store, new, author, revision)
        st.session_state[SAID] = (True, done)
    except Refused as refused:
        st.session_state[SAID] = (False, str(refused))
