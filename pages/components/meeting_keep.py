"""Keep a running order by name, rename its day, take it out of the list."""

from __future__ import annotations

from datetime import date

import streamlit as st

from boussole.meeting import Meeting
from boussole.questions.measures import Refused
from boussole.questions.meeting_editing import keep_as, remove
from boussole.questions.opening import Store
from pages.components.author import signed
from pages.components.choice import write
from pages.components.meeting_lines import SAID, SIGN, done
from pages.components.meeting_links import CURRENT
from pages.components.parameters import MEETING


def show_keep(store: Store, order: Meeting) -> None:
    """The order on the screen under a new name: it then can be changed."""
    with st.form(f"garder-{order.id}-{order.territory}"):
        left, right = st.columns([3, 1])
        name = left.text_input("Garder cet ordre sous le nom", placeholder="Comité de suivi de mars", key="nom-reunion")
        when = right.date_input("Date de la réunion", None, format="DD/MM/YYYY", key="jour-reunion")
        if st.form_submit_button("Garder", type="primary") and (author := signed(SIGN)):
            try:
                kept = keep_as(store, order, name, when if isinstance(when, date) else None, author)
            except Refused as refused:
                st.error(str(refused))
            else:
                st.session_state[CURRENT] = kept
                write(MEETING, kept)
                st.rerun()


def show_day(store: Store, order: Meeting, revision: int) -> None:
    """The meeting's date, and the way out of the list."""
    left, right = st.columns([3, 1], vertical_alignment="bottom")
    key = f"jour-{order.id}"
    left.date_input("Date de la réunion", order.day, format="DD/MM/YYYY", key=key, on_change=_day,
                    args=(store, order.id, revision, key))  # fmt: skip
    right.button(
        "Retirer cet ordre du jour", key=f"oublier-{order.id}", on_click=_remove, args=(store, order.id, revision)
    )


def _day(store: Store, id: str, revision: int, key: str) -> None:
    when = st.session_state[key]
    done(store, id, revision, lambda m: m.model_copy(update={"day": when if isinstance(when, date) else None}))


def _remove(store: Store, id: str, revision: int) -> None:
    if not (author := signed(SIGN)):
        return
    try:
        remove(store, id, revision, author)
    except Refused as refused:
        st.session_state[SAID] = str(refused)
    else:
        st.query_params.pop(MEETING, None)
        st.session_state.pop(f"garde_{MEETING}", None)
        st.session_state.pop(CURRENT, None)
