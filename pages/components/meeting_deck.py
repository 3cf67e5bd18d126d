"""Which deck a link asks for: a running order with today's figures, a frozen meeting, or a territory's usual order.

The deck is made once for all visits, until something changes in the store.
"""

from __future__ import annotations

from datetime import date

import streamlit as st

from boussole.deck import Deck, Slide
from boussole.disclosure import Audience
from boussole.drawing.projection import projected
from boussole.frozen import FrozenUnreadable
from boussole.meeting import Meeting, read_meeting
from boussole.questions.contracts import UnknownContract
from boussole.questions.decks import deck_of, usual_meeting
from boussole.questions.meetings import UnknownMeeting, meeting, snapshot_deck
from boussole.questions.opening import Store
from boussole.questions.territories import UnknownTerritory
from pages.components.guard import Visit
from pages.components.parameters import AUDIENCE, CONTRACT, EXERCICE, MEETING, SNAPSHOT, TERRITORY, WORKING
from pages.components.text import escaped


def asked_deck(visit: Visit) -> Deck:
    """The view ends here, with what to do, when the link asks for what does not exist."""
    try:
        if frozen := st.query_params.get(SNAPSHOT):
            return snapshot_deck(visit.store, frozen)
        return made(visit.store, asked_meeting(visit), asked_audience(), visit.today)
    except (UnknownMeeting, UnknownTerritory, UnknownContract, FrozenUnreadable) as unknown:
        st.error(escaped(str(unknown)))
        st.page_link("pages/reunion/reunions.py", label="Voir les réunions")
        st.stop()


def asked_meeting(visit: Visit) -> Meeting:
    """Raises UnknownMeeting, UnknownTerritory, UnknownContract."""
    if id := st.query_params.get(MEETING):
        return meeting(visit.store, id)[0]
    asked = st.query_params.get(EXERCICE, "")
    where = st.query_params.get(TERRITORY) or visit.territories[0].id
    year = int(asked) if asked.isdecimal() else None
    return usual_meeting(visit.store, visit.today, where, st.query_params.get(CONTRACT, ""), year)


def asked_audience() -> Audience:
    """*Diffusion* unless the link asks for a working document."""
    return Audience.INTERNAL if st.query_params.get(AUDIENCE) == WORKING else Audience.DIFFUSION


def made(store: Store, order: Meeting, audience: Audience, today: date) -> Deck:
    """The deck of a running order, with the figures of today."""
    return _made(store, str(store.root), store.mark(), order.model_dump_json(), audience.value, today)


def screens(deck: Deck) -> list[Slide]:
    """The slides cut to what a screen holds."""
    return [screen for slide in deck.slides for screen in projected(slide)]


@st.cache_data(max_entries=8, show_spinner="Préparation des diapositives…")
def _made(_store: Store, address: str, mark: str, order: str, audience: str, today: date) -> Deck:
    """`address` and `mark` say which store, and in which state."""
    return deck_of(_store, read_meeting(Meeting.model_validate_json(order).model_dump()), today, Audience(audience))
