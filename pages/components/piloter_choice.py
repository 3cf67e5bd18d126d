"""A contract and one of its exercices, chosen once for the views of Piloter and bound to the URL."""

from __future__ import annotations

import streamlit as st

from boussole.questions.contract_list import ContractOption, contract_options
from pages.components.choice import choose, tell_replaced
from pages.components.guard import Visit
from pages.components.parameters import CONTRACT, EXERCICE
from pages.components.selectors import choose_exercice


def choose_contract_year(visit: Visit) -> tuple[ContractOption, int]:
    """The view stops, with what to do, where there is no contract or no exercice."""
    known = {o.id: o for o in contract_options(visit.store, visit.today)}
    if not known:
        st.warning("Aucun contrat n’est saisi.")
        st.stop()
    left, right = st.columns([3, 1])
    with left:
        chosen = known[choose(CONTRACT, "Contrat", list(known), next(iter(known)), lambda id: known[id].label)]
    if chosen.year is None:
        st.warning("Date de signature à renseigner : les exercices de ce contrat attendent.")
        st.stop()
    with right:
        year = choose_exercice(chosen.years, chosen.year)
    tell_replaced(CONTRACT, EXERCICE)
    return chosen, year
