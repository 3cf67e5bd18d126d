"""The territories being edited, one draft each for this session: nothing is written before « Enregistrer »."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from boussole.questions.territory_editing import Draft, draft, last_saved
from pages.components.author import signed
from pages.components.guard import Visit

_DRAFTS, _ROUND = "brouillons_territoires", "brouillons_tour"


def _drafts() -> dict[str, Draft]:
    kept: dict[str, Draft] = st.session_state.setdefault(_DRAFTS, {})
    return kept


def current(visit: Visit, id: str) -> Draft:
    """The draft of this session, or the territory as last saved; one that nobody has touched follows what is saved."""
    held = _drafts().get(id)
    if held is None or (not held.changed and held.revision != last_saved(visit.store, id)):
        held = _drafts()[id] = draft(visit.store, id)
    return held


def field(id: str, name: str) -> str:
    """The key of a field: another one after the draft was dropped, so that the field shows what is saved."""
    return f"territoire-{name}-{id}-{st.session_state.get(_ROUND, 0)}"


def keep(id: str, edited: Draft) -> None:
    _drafts()[id] = edited


def as_typed(id: str) -> Draft:
    """The draft with what the fields say now: a click on a button may come in the same breath as the last letter."""
    held = _drafts()[id]
    said = {
        name: st.session_state[key]
        for name in ("name", "published_population", "note", "assumed", "published")
        if (key := field(id, name)) in st.session_state
    }
    keep(id, replace(held, **said))
    return _drafts()[id]


def set_communes(id: str, communes: tuple[str, ...]) -> None:
    keep(id, replace(as_typed(id), communes=communes))


def drop(id: str) -> None:
    """Back to what is saved."""
    _drafts().pop(id, None)
    st.session_state[_ROUND] = st.session_state.get(_ROUND, 0) + 1


def author() -> str:
    return signed("territoire")
