"""One choice bound to the URL, which is the only truth, so that a link opens the same view; the last choice is
remembered from one view to the next. Ids travel, never labels: a link survives a rewording. A value that does not
exist here falls back, and says so. (Streamlit's own `bind="query-params"` writes labels, and says nothing.)
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st

from pages.components.text import escaped


def choose(
    parameter: str,
    label: str,
    options: Sequence[str],
    default: str,
    wording: Callable[[str], str] = str,
    control: Callable[..., object] = st.selectbox,
) -> str:
    """A select box, or another `control` with one choice, bound to a URL parameter. `options` are ids, not empty;
    `wording` says them in French.

    In order: the URL, the last choice of this session, the default. A URL that names something else is remembered
    for `tell_replaced`.
    """
    key, kept = f"choix_{parameter}", f"garde_{parameter}"
    asked = st.query_params.get(parameter)
    value = next((v for v in (asked, st.session_state.get(kept), default) if v in options), options[0])
    st.session_state[key] = value
    control(label, options, key=key, format_func=wording, on_change=_follow, args=(parameter, key))
    st.session_state[kept] = value
    if asked and asked not in options:
        sentence = f"« {asked[:60]} » n’est pas disponible ici : voici « {wording(value)} »."
        st.session_state[f"remplace_{parameter}"] = (value, sentence)
    write(parameter, value)
    return value


def follow(parameter: str, value: str) -> None:
    """For an action: turn to another value, as if the reader had chosen it."""
    st.session_state[f"garde_{parameter}"] = value
    write(parameter, value)


def tell_replaced(*parameters: str) -> None:
    """Say what a link asked for in vain, for as long as what replaced it is on the screen."""
    for parameter in parameters:
        instead, sentence = st.session_state.get(f"remplace_{parameter}", ("", ""))
        if sentence and instead == st.session_state.get(f"garde_{parameter}"):
            st.info(escaped(sentence))
        else:
            st.session_state.pop(f"remplace_{parameter}", None)


def _follow(parameter: str, key: str) -> None:
    """The reader has chosen: remember it before the view is drawn again, in case it never is (a quick click away)."""
    st.session_state[f"garde_{parameter}"] = st.session_state[key]
    write(parameter, st.session_state[key])


def write(parameter: str, value: str) -> None:
    if not value:
        st.query_params.pop(parameter, None)
    elif st.query_params.get(parameter) != value:
        st.query_params[parameter] = value
