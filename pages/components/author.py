"""Who imports or undoes: a function or initials, asked once a session, until sign-in exists."""

from __future__ import annotations

import streamlit as st

_KNOWN, _MISSING = "auteur_connu", "auteur_manque"


def ask_author(label: str, key: str) -> None:
    """The field, filled with what was said before, and a word when an action was asked without it. `key`: what for;
    Streamlit forgets a field that a run does not draw, so that each purpose has its own.
    """
    said = st.text_input(label, st.session_state.get(_KNOWN, ""), key=f"auteur-{key}", max_chars=40)
    if said:
        st.session_state[_KNOWN] = said
        st.session_state.pop(_MISSING, None)
    elif st.session_state.get(_MISSING) == key:  # said until it is answered: a map that settles draws the view again
        st.error("Dites d’abord qui vous êtes : une fonction ou des initiales.")


def signed(key: str) -> str:
    """For an action: who asks for it; empty when nobody has said, and the view will say so."""
    author = str(st.session_state.get(f"auteur-{key}") or "").strip()
    st.session_state[_MISSING] = "" if author else key
    return author
