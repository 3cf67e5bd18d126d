"""« Reprendre » the objectives of an exercice in the next one."""

from __future__ import annotations

import streamlit as st

from boussole.questions.contract_exchange import copy_year, revision
from boussole.questions.measures import Refused
from boussole.questions.opening import Store
from pages.components.author import ask_author, signed
from pages.components.session_line import SAID
from pages.components.text import escaped


def show_copy(store: Store, id: str, year: int, years: tuple[int, ...]) -> None:
    """What was written is taken up, with its targets; what was measured is not."""
    others = [y for y in years if y != year]
    if not others:
        st.markdown("Ce contrat n’a qu’un exercice.")
        return
    following = others.index(year + 1) if year + 1 in others else 0
    label = f"Reprendre les objectifs de {year} dans l’exercice"
    into = st.selectbox(label, others, following, key=f"vers-{id}-{year}")
    ask_author("Qui reprend ? Une fonction ou des initiales", "contrat-copie")
    st.button(escaped(f"Reprendre en {into}"), key=f"reprendre-{id}-{year}", on_click=_copy,
              args=(store, id, year, into, revision(store, id)))  # fmt: skip


def _copy(store: Store, id: str, year: int, into: int, read: int) -> None:
    if not (author := signed("contrat-copie")):
        return
    try:
        st.session_state[SAID] = (True, copy_year(store, id, year, into, author, read))
    except Refused as refused:
        st.session_state[SAID] = (False, str(refused))
