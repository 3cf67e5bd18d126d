"""Forms over something that two people may change at once: what one has typed is never lost, nor saved unawares over
what the other saved. Several forms may be about the same thing.
"""

from __future__ import annotations

import streamlit as st


def draft(thing: str, form: str, revision: int, first: str) -> tuple[str, int]:
    """The key that the form's fields end with, and the revision that they were read at. `first`: the name of a field,
    by which to know whether the form is on the screen already."""
    key = f"{form}-{thing}-{st.session_state.get(f'tour-{form}-{thing}', 0)}"
    if f"{first}-{key}" not in st.session_state:  # its fields are about to be filled from what is written
        st.session_state.setdefault(f"lu-{thing}", revision)
    return key, int(st.session_state.get(f"lu-{thing}", revision))


def tell_stale(thing: str, revision: int, fields: str) -> None:
    """Before the forms: somebody else saved since. `fields`: a field's key that says whether the forms were drawn."""
    if not any(str(k).startswith(fields) for k in st.session_state):
        st.session_state.pop(f"lu-{thing}", None)  # back from elsewhere: everything is read again
    if st.session_state.get(f"lu-{thing}", revision) != revision:
        st.warning(
            "Quelqu’un d’autre a enregistré cette ligne entre-temps. Vos saisies sont encore dans le formulaire."
        )
        with st.container(horizontal=True):
            st.button("Voir ce qui est écrit", key=f"relire-{thing}", on_click=_reread, args=(thing, revision))
            st.button("Garder mes saisies", key=f"imposer-{thing}", on_click=_impose, args=(thing, revision))


def saved(thing: str, form: str, revision: int) -> None:
    """This form is filled again from what is written; the others keep what is typed in them."""
    st.session_state[f"tour-{form}-{thing}"] = st.session_state.get(f"tour-{form}-{thing}", 0) + 1
    st.session_state[f"lu-{thing}"] = revision


def _reread(thing: str, revision: int) -> None:
    for key in [k for k in st.session_state if str(k).startswith("tour-") and str(k).endswith(f"-{thing}")]:
        st.session_state[key] += 1
    st.session_state[f"lu-{thing}"] = revision


def _impose(thing: str, revision: int) -> None:
    st.session_state[f"lu-{thing}"] = revision
