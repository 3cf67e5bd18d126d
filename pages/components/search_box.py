"""A search box bound to a URL parameter, as the select boxes of `choice` are."""

from __future__ import annotations

import streamlit as st

from pages.components.choice import write

LONGEST = 100


def search_box(parameter: str, label: str, placeholder: str) -> str:
    """What is searched: from the URL, else what was last typed; cut to a sensible length."""
    key = f"recherche_{parameter}"
    asked = st.query_params.get(parameter, st.session_state.get(key, ""))[:LONGEST]
    st.session_state[key] = asked
    st.text_input(label, key=key, placeholder=placeholder, max_chars=LONGEST, on_change=_follow, args=(parameter, key))
    write(parameter, asked)
    return asked


def _follow(parameter: str, key: str) -> None:
    write(parameter, st.session_state[key].strip())
