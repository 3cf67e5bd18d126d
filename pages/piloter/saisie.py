"""Saisie: one thing done, typed on a phone in a minute: when, what, how many, with what proof."""

from __future__ import annotations

import streamlit as st

from boussole.questions.measure_desk import fed_by_entries
from pages.components.author import ask_author
from pages.components.choice import choose, tell_replaced
from pages.components.entry_form import SIGN, show_entries, show_entry_form
from pages.components.guard import guard
from pages.components.piloter_choice import choose_contract_year
from pages.components.session_year import show_said
from pages.components.text import escaped

OBJECTIVE = "objectif"

visit = guard("Saisie", figures=False)
chosen, year = choose_contract_year(visit, under_way=True)
names = fed_by_entries(visit.store, chosen.id, year)
if not names:
    st.warning("Aucun objectif n’est saisi pour cet exercice : objectifs à saisir.")
    st.page_link("pages/piloter/contrats.py", label="Saisir les objectifs du contrat")
    st.stop()
objective = choose(OBJECTIVE, "Objectif", list(names), next(iter(names)), names.__getitem__)
tell_replaced(OBJECTIVE)
show_said()
ask_author("Qui saisit ? Une fonction ou des initiales", SIGN)
show_entry_form(visit.store, chosen.id, year, objective, visit.today)
st.subheader(escaped(names[objective]))
show_entries(visit.store, chosen.id, year, objective)
