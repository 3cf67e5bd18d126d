"""A contract edited in tables: checked as one types, saved as a whole, at the revision that was read."""

from __future__ import annotations

import streamlit as st

from boussole.questions.contract_editing import Contract
from boussole.questions.contract_saving import read, save, to_check
from boussole.questions.measures import Refused
from boussole.questions.opening import Store
from pages.components.author import ask_author, signed
from pages.components.contract_facts import edit_facts
from pages.components.contract_tables import edit_criteria, edit_tables
from pages.components.draft_form import draft, saved, tell_stale
from pages.components.session_line import SAID
from pages.components.table_panel import show_table
from pages.components.text import escaped

SIGN = "contrat-edition"
_DRAFT = "contrat-brouillon"


def show_edit(store: Store, id: str) -> None:
    """The tables start from what was read, and keep what is typed whoever saves in between."""
    held, revision = read(store, id)
    thing = f"contrat-{id}"
    tell_stale(thing, revision, f"signature-tables-{thing}")
    key, at = draft(thing, "tables", revision, "signature")
    start: Contract = st.session_state.setdefault(f"depart-{key}", held)
    problems: list[str] = []
    edited = edit_facts(store, start, key, problems)
    edited = edit_tables(edited, key, problems)
    edited = edit_criteria(edited, start, key, problems)
    st.session_state[_DRAFT] = edited
    for problem in problems:
        st.error(escaped(problem))
    if found := to_check(edited):
        st.subheader("À vérifier, sans rien empêcher")
        show_table(found, whole=True)
    changed = edited != start
    if changed and not problems:
        st.info("Des changements ne sont pas encore enregistrés.")
    ask_author("Qui change ce contrat ? Une fonction ou des initiales", SIGN)
    st.button("Enregistrer le contrat", type="primary", key=f"enregistrer-{key}", on_click=_save,
              args=(store, thing, at, key, problems))  # fmt: skip


def _save(store: Store, thing: str, at: int, key: str, problems: list[str]) -> None:
    if not (author := signed(SIGN)):
        return
    if problems:
        st.session_state[SAID] = (
            False,
            "Rien n’est enregistré : corrigez d’abord ce qui est refusé.",
        )
        return
    try:
        revision = save(store, st.session_state[_DRAFT], author, at)
    except Refused as refused:
        st.session_state[SAID] = (False, f"{refused} Vos saisies sont encore dans les tableaux.")
    else:
        st.session_state.pop(f"depart-{key}", None)
        saved(thing, "tables", revision)
        st.session_state[SAID] = (True, "Contrat enregistré.")
