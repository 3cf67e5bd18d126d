"""« Annuler ce lot », in two steps: the second one runs the command that undoes it."""

from __future__ import annotations

import streamlit as st

from pages.components.author import ask_author, signed
from pages.components.import_arguments import undo_arguments
from pages.components.import_outcome import ACCEPTED
from pages.components.import_run import Task
from pages.components.text import escaped

_ASKED, _DONE, _UNDER_WAY = "annulation_demandee", "annulation_faite", "annulation_en_cours"


def finish_undoing() -> None:
    """Follow an undoing under way to its end: a view calls it before it reads the store."""
    if (under_way := st.session_state.get(_UNDER_WAY)) is None:
        return
    lot, task = under_way
    outcome = task.follow()
    st.session_state[_UNDER_WAY] = st.session_state[_ASKED] = None
    if outcome.code == ACCEPTED:
        st.session_state[_DONE] = lot
    else:
        st.error(escaped(outcome.said or f"Le lot n° {lot} n’a pas pu être annulé."))


def offer_undo(lot: int, undone: bool = False) -> None:
    """The button, then the confirmation; nothing to press for a lot `undone` already."""
    if st.session_state.get(_DONE) == lot:
        st.success(escaped(f"Lot n° {lot} annulé : chaque valeur est revenue à celle du dernier lot non annulé."))
    elif undone:
        st.info("Ce lot est annulé : importez de nouveau son fichier pour reprendre ses valeurs.")
    elif st.session_state.get(_ASKED) != lot:
        st.button("Annuler ce lot", key=f"annuler-{lot}", on_click=_ask, args=(lot,))
    else:
        _confirm(lot)


def _confirm(lot: int) -> None:
    with st.container(border=True):
        st.markdown(escaped(
            f"Annuler le lot n° {lot} ? Chaque valeur qu’il a donnée revient à celle du dernier lot non annulé, ou "
            "disparaît s’il n’y en a pas. Le fichier pourra être importé de nouveau."
        ))  # fmt: skip
        ask_author("Qui annule ? Une fonction ou des initiales", f"lot-{lot}")
        with st.container(horizontal=True):
            words = f"Oui, annuler le lot n° {lot}"
            st.button(words, key=f"confirmer-{lot}", type="primary", on_click=_undo, args=(lot,))
            st.button("Non, garder le lot", key=f"garder-{lot}", on_click=_ask, args=(None,))


def _undo(lot: int) -> None:
    if author := signed(f"lot-{lot}"):
        st.session_state[_UNDER_WAY] = (lot, Task(undo_arguments(lot), author))


def _ask(lot: int | None) -> None:
    st.session_state[_ASKED], st.session_state[_DONE] = lot, None
