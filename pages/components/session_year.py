"""Close an exercice, or open it again; and what the last action of the séance gave."""

from __future__ import annotations

from datetime import date

import streamlit as st

from boussole.questions.measures import Refused
from boussole.questions.opening import Store
from boussole.questions.session_desk import exercice_revision, set_closed
from pages.components.author import signed
from pages.components.session_line import SAID
from pages.components.text import escaped


def show_said() -> None:
    """Once: saved, or why not."""
    kept, sentence = st.session_state.pop(SAID, (True, ""))
    if sentence:
        (st.success if kept else st.error)(escaped(sentence))


def show_closing(store: Store, id: str, year: int, closed: bool, today: date) -> None:
    """What is not decided when an exercice is closed is lost: said beside the button."""
    revision = exercice_revision(store, id, year)
    words = "Rouvrir l’exercice" if closed else "Clore l’exercice"
    told = None if closed else "Ce qui n’est pas décidé est alors perdu ; l’exercice se rouvre."
    st.button(words, key=f"clore-{id}-{year}", on_click=_set, help=told,
              args=(store, id, year, revision, None if closed else today))  # fmt: skip


def _set(store: Store, id: str, year: int, revision: int, on: date | None) -> None:
    if not (author := signed("seance")):
        return
    try:
        set_closed(store, id, year, author, revision, on)
        st.session_state[SAID] = (True, f"Exercice {year} {'clos' if on else 'rouvert'}.")
    except Refused as refused:
        st.session_state[SAID] = (False, str(refused))
