"""Several choices bound to one URL parameter: ids separated by commas, in the order of the options (see choice.py)."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st

from pages.components.choice import write


def choose_many(
    parameter: str, label: str, options: Sequence[str], default: Sequence[str], wording: Callable[[str], str] = str
) -> list[str]:
    """A multiple choice bound to a URL parameter; never empty: without any, the default. Ids that a link names and that
    do not exist here are left out, and `tell_replaced` says so.
    """
    key, kept = f"choix_{parameter}", f"garde_{parameter}"
    asked = [v for v in st.query_params.get(parameter, "").split(",") if v]
    before = str(st.session_state.get(kept, "")).split(",")
    tries = (asked, before, default)
    chosen = next((found for wanted in tries if (found := [v for v in options if v in wanted])), list(options[:1]))
    st.session_state[key] = chosen
    st.multiselect(label, options, key=key, format_func=wording, on_change=_follow, args=(parameter, key))
    value = ",".join(chosen)
    st.session_state[kept] = value
    if unknown := [v for v in asked if v not in options]:
        sentence = f"« {', '.join(unknown)[:60]} » n’est pas disponible ici."
        st.session_state[f"remplace_{parameter}"] = (value, sentence)
    write(parameter, value)
    return chosen


def _follow(parameter: str, key: str) -> None:
    value = ",".join(st.session_state[key])
    st.session_state[f"garde_{parameter}"] = value
    write(parameter, value)
