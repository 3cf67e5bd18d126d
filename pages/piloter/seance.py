"""Séance: the lines to decide, those where the parties differ first; what is retained is set here, and the total
moves.
"""

from __future__ import annotations

import streamlit as st

from boussole.french import plural
from boussole.questions.session import session
from boussole.questions.session_desk import lines_table, title
from pages.components.author import ask_author
from pages.components.choice import choose, tell_replaced
from pages.components.guard import guard
from pages.components.piloter_choice import choose_contract_year
from pages.components.session_line import show_form, show_line
from pages.components.session_year import show_closing, show_said
from pages.components.table_panel import show_table
from pages.components.text import escaped, notes

LINE = "objectif"

visit = guard("Séance")
chosen, year = choose_contract_year(visit)
held = session(visit.store, chosen.id, year)

st.header(escaped(held.total))
notes([held.funding.year_label, f"{plural(held.undecided, 'ligne')} à décider sur {len(held.lines)}.",
       "Exercice simulé pour la démonstration." if held.funding.simulated else ""])  # fmt: skip
show_said()
if not held.lines:
    st.warning("Aucun objectif n’est saisi pour cet exercice : objectifs à saisir.")
    st.stop()

lines = {n.id: n for n in held.lines}
st.subheader("Décider une ligne")
line = lines[choose(LINE, "Ligne", list(lines), next(iter(lines)), lambda id: title(lines[id]))]
tell_replaced(LINE)
show_line(line)
ask_author("Qui tient la séance ? Une fonction ou des initiales", "seance")
if held.funding.closed:
    st.info("Cet exercice est clos : il se lit, et ne se change qu’une fois rouvert.")
else:
    show_form(visit.store, chosen.id, year, line)
show_closing(visit.store, chosen.id, year, held.funding.closed, visit.today)

table = lines_table(held)
show_table(
    table, f"{chosen.id}-{year}-seance",
    again=lambda a: lines_table(session(visit.store, chosen.id, year, a)),
)  # fmt: skip
