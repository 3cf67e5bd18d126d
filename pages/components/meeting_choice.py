"""Which running order is looked at: one kept by name, or a territory's usual one. Bound to the URL."""

from __future__ import annotations

import streamlit as st

from boussole.meeting import Meeting
from boussole.questions.contract_list import contract_options
from boussole.questions.decks import usual_meeting
from boussole.questions.meeting_editing import label
from boussole.questions.meetings import meeting, meetings
from pages.components.choice import choose, tell_replaced
from pages.components.guard import Visit
from pages.components.meeting_links import CURRENT
from pages.components.parameters import EXERCICE, MEETING, TERRITORY
from pages.components.selectors import choose_exercice, choose_territory

USUAL = "Ordre habituel"


def choose_order(visit: Visit) -> tuple[Meeting, int]:
    """The running order and its revision; 0 for the usual one, which is kept nowhere."""
    left, middle, right = st.columns([2, 2, 1])
    with left:
        info = choose_territory(visit)
    known = {m.id: label(m) for m in meetings(visit.store, info.id)}
    with middle:
        id = choose(MEETING, "Ordre du jour", ["", *known], "", lambda m: known.get(m, USUAL))
    tell_replaced(TERRITORY, MEETING)
    if id:
        st.session_state[CURRENT] = id
        return meeting(visit.store, id)
    options = [o for o in contract_options(visit.store, visit.today) if o.territory == info.id and o.year]
    if not options:
        return usual_meeting(visit.store, visit.today, info.id), 0
    with right:
        year = choose_exercice(options[-1].years, options[-1].year or options[-1].years[0])
    tell_replaced(EXERCICE)
    return usual_meeting(visit.store, visit.today, info.id, options[-1].id, year), 0
