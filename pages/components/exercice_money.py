"""What was received and spent in an exercice, and the lines outside the scale: typed in two tables."""

from __future__ import annotations

import streamlit as st

from boussole.questions import exercice_editing as money
from boussole.questions.measures import Refused
from boussole.questions.opening import Store
from pages.components.author import ask_author, signed
from pages.components.contract_table import table
from pages.components.draft_form import draft, saved, tell_stale
from pages.components.session_line import SAID
from pages.components.text import escaped, notes

SIGN = "exercice-argent"


def show_money(store: Store, id: str, year: int) -> None:
    """The tables start from what was read, and keep what is typed whoever saves in between."""
    held, revision = money.exercice_of(store, id, year)
    thing = f"argent-{id}-{year}"
    tell_stale(thing, revision, f"mouvements-tables-{thing}")
    key, at = draft(thing, "tables", revision, "mouvements")
    start = st.session_state.setdefault(f"depart-{key}", held)
    choose = st.column_config.SelectboxColumn
    mission = choose(options=list(money.WHERE.values()))
    notes(["Ce qui a été reçu de l’Assurance Maladie, et ce qui a été dépensé, enveloppe par enveloppe."])
    columns = {
        money.DATE: st.column_config.DateColumn(format="DD/MM/YYYY"),
        money.KIND: choose(options=list(money.KINDS.values())),
        money.MISSION: mission,
        money.ENVELOPE: choose(options=list(money.COMPONENTS.values())),
    }
    movements = table(money.movement_rows(start), f"mouvements-{key}", columns, money.MOVEMENTS)
    notes(["L’argent hors barème, à part du total, avec son motif."])
    extras = table(money.extra_rows(start), f"extras-{key}", {money.MISSION: mission}, money.EXTRAS)
    problem, edited = "", start
    try:
        edited = money.edited(start, movements, extras)
    except Refused as refused:
        problem = str(refused)
        st.error(escaped(problem))
    ask_author("Qui saisit ces montants ? Une fonction ou des initiales", SIGN)
    st.button("Enregistrer ces montants", key=f"argent-{key}", disabled=edited == start, on_click=_save,
              args=(store, id, thing, key, at, edited))  # fmt: skip


def _save(store: Store, id: str, thing: str, key: str, at: int, edited: money.Exercice) -> None:
    if not (author := signed(SIGN)):
        return
    try:
        revision = money.save(store, id, edited, author, at)
    except Refused as refused:
        st.session_state[SAID] = (False, f"{refused} Vos saisies sont encore dans les tableaux.")
    else:
        st.session_state.pop(f"depart-{key}", None)
        saved(thing, "tables", revision)
        st.session_state[SAID] = (True, "Montants enregistrés.")
