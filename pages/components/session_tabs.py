"""What can be done with a line of the séance: retain, propose, describe."""

from __future__ import annotations

import streamlit as st

from boussole.questions.opening import Store
from boussole.questions.session import SessionLine
from pages.components.draft_form import tell_stale
from pages.components.parameters import CONTRACT, EXERCICE
from pages.components.session_facts import show_facts
from pages.components.session_line import show_form, thing
from pages.components.session_proposals import show_proposals

LINE = "objectif"


def show_tabs(store: Store, id: str, year: int, line: SessionLine) -> None:
    about = thing(id, year, line)
    tell_stale(about, line.revision, f"status-decision-{about}")
    decide, propose, describe = st.tabs(["Retenir", "Propositions", "Valeur, réalisé, preuve"])
    with decide:
        show_form(store, id, year, line)
    with propose:
        show_proposals(store, id, year, line)
    with describe:
        show_facts(store, id, year, line)
        link = {CONTRACT: id, EXERCICE: str(year), LINE: line.id}
        st.page_link("pages/piloter/saisie.py", label="Saisies datées de cet objectif", query_params=link)
