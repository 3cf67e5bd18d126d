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
    tell: bool = True,
) -> str:
    """A select box bound to a URL parameter. `options` are ids, not empty; `wording` says them in French.

    In order: the URL, the last choice of this session, the default. With `tell`, a URL that names something else
    is answered with a sentence and not silently.
    """
    key, kept = f"choix_{parameter}", f"garde_{parameter}"
    asked = st.query_params.get(parameter)
    value = next((v for v in (asked, st.session_state.get(kept), default) if v in options), options[0])
    st.session_state[key] = value
    st.selectbox(label, options, key=key, format_func=wording, on_change=_follow, args=(parameter, key))
    st.session_state[kept] = value
    if tell:
        _tell_replaced(parameter, asked, value, options, wording)
    write(parameter, value)
    return value


def _tell_replaced(
    parameter: str, asked: str | None, value: str, options: Sequence[str], wording: Callable[[str], str]
) -> None:
    """Say what a link asked for in vain, for as long as what replaced it is on the screen."""
    key = f"remplace_{parameter}"
    if asked and asked not in options:
        st.session_state[key] = (asked, value)
    wanted, instead = st.session_state.get(key, ("", ""))
    if instead == value and wanted:
        st.info(escaped(f"« {wanted[:60]} » n’est pas disponible ici : voici « {wording(value)} »."))
    else:
        st.session_state.pop(key, None)


def _follow(parameter: str, key: str) -> None:
    """The reader has chosen: remember it before the view is drawn again, in case it never is (a quick click away)."""
    st.session_state[f"garde_{parameter}"] = st.session_state[key]
    write(parameter, st.session_state[key])


def write(parameter: str, value: str) -> None:
    if not value:
        st.query_params.pop(parameter, None)
    elif st.query_params.get(parameter) != value:
        st.query_params[parameter] = value
