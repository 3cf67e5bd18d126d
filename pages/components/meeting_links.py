"""From anywhere to the presentation: of a running order, or of what the view is about."""

from __future__ import annotations

import streamlit as st

from boussole.meeting import Meeting
from boussole.questions.decks import DEFAULT
from pages.components.parameters import CONTRACT, EXERCICE, MEETING, TERRITORY

PAGE = "pages/reunion/projeter.py"
_FOLLOWED = (TERRITORY, CONTRACT, EXERCICE)
CURRENT = "reunion_courante"  # of this session: what is projected from any view, and added to


def show_links(order: Meeting) -> None:
    """« Projeter » a running order."""
    with st.container(key="bsl-go"):
        st.page_link(PAGE, label="Projeter cette réunion", width="content", query_params=address(order))


def address(order: Meeting) -> dict[str, str]:
    """The URL of a presentation: it opens the same order again."""
    if order.id != DEFAULT:
        return {MEETING: order.id}
    year = {EXERCICE: str(order.year)} if order.year else {}
    return {TERRITORY: order.territory} | ({CONTRACT: order.contract} if order.contract else {}) | year


def meeting_mode() -> None:
    """One click from any view: the running order in use in this session, else the usual one of what is looked at."""
    current = st.session_state.get(CURRENT)
    known = {n: st.query_params.get(n) or st.session_state.get(f"garde_{n}") for n in _FOLLOWED}
    asked = {MEETING: current} if current else {n: str(v) for n, v in known.items() if v}
    st.page_link(PAGE, label="Mode réunion", width="content", query_params=asked)
