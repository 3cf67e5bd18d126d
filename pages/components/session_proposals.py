"""What each party proposes to retain: one small form a party, so that each is saved alone."""

from __future__ import annotations

import streamlit as st

from boussole.questions.measure_desk import KNOWN_STATUS, proposals_of, save_proposal
from boussole.questions.measures import PARTIES, Refused
from boussole.questions.opening import Store
from boussole.questions.session import SessionLine
from pages.components.author import signed
from pages.components.draft_form import draft, saved
from pages.components.session_line import SAID, thing


def show_proposals(store: Store, id: str, year: int, line: SessionLine) -> None:
    held = proposals_of(store, id, year, line.id)
    for column, (party, name) in zip(st.columns(len(PARTIES)), PARTIES.items(), strict=True):
        with column:
            key, read = draft(thing(id, year, line), f"proposition-{party}", line.revision, "rate")
            rate, status, reason = held[party]
            with st.form(f"proposition-{key}"):
                st.markdown(f"**{name}**")
                st.text_input("Taux proposé, en %", rate, key=f"rate-{key}")
                known = list(KNOWN_STATUS)
                st.selectbox(
                    "Statut proposé", known, known.index(status), KNOWN_STATUS.__getitem__, key=f"status-{key}"
                )
                st.text_area("Pourquoi", reason, key=f"reason-{key}", height=80, max_chars=500)
                st.form_submit_button(f"Garder la proposition {name}", on_click=_save,
                                      args=(store, id, year, line, party, key, read))  # fmt: skip


def _save(store: Store, id: str, year: int, line: SessionLine, party: str, key: str, read: int) -> None:
    if not (author := signed("seance")):
        return
    rate, status, reason = (str(st.session_state[f"{name}-{key}"]) for name in ("rate", "status", "reason"))
    try:
        now = save_proposal(store, id, year, line.id, author, read, party, rate, status, reason)
    except Refused as refused:
        st.session_state[SAID] = (False, str(refused))
    else:
        saved(thing(id, year, line), f"proposition-{party}", now)
        st.session_state[SAID] = (True, f"{line.label} : proposition {PARTIES[party]} gardée.")
