"""« Annuler ce lot », in two steps: the second one runs the command that undoes it."""

from __future__ import annotations

import streamlit as st

from pages.components.import_arguments import undo_arguments
from pages.components.import_confirm import ask_author
from pages.components.import_outcome import ACCEPTED
from pages.components.import_run import run
from pages.components.text import escaped

_ASKED, _DONE = "annulation_demandee", "annulation_faite"


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
        author = ask_author("Qui annule ? Une fonction ou des initiales")
        yes, no = st.columns(2)
        sure = yes.button(escaped(f"Oui, annuler le lot n° {lot}"), key=f"confirmer-{lot}", type="primary")
        no.button("Non, garder le lot", key=f"garder-{lot}", on_click=_ask, args=(None,))
        if sure and not author:
            st.error("Indiquez qui annule, puis confirmez de nouveau.")
        elif sure:
            _undo(lot, author)


def _undo(lot: int, author: str) -> None:
    outcome = run(undo_arguments(lot), author)
    if outcome.code != ACCEPTED:
        st.error(escaped(outcome.said or "Le lot n’a pas pu être annulé."))
        return
    st.session_state[_ASKED], st.session_state[_DONE] = None, lot
    st.rerun()


def _ask(lot: int | None) -> None:
    st.session_state[_ASKED], st.session_state[_DONE] = lot, None
