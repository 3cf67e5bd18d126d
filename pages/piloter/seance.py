"""Séance: the lines to decide, those where the parties differ first; what is retained is set here, and the total
moves.
"""

from __future__ import annotations

import streamlit as st

from boussole.french import plural
from boussole.questions.session import session
from boussole.questions.session_desk import lines_table, title
from pages.components.author import ask_author
from pages.components.checkpoints import show_checkpoints
from pages.components.choice import choose, follow, tell_replaced
from pages.components.guard import guard
from pages.components.piloter_choice import choose_contract_year
from pages.components.session_line import show_line
from pages.components.session_tabs import LINE, show_tabs
from pages.components.session_year import show_closing, show_said
from pages.components.table_panel import show_table
from pages.components.text import escaped, notes

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
picked, go_on = st.columns([4, 1], vertical_alignment="bottom")
with picked:
    line = lines[choose(LINE, "Ligne", list(lines), next(iter(lines)), lambda id: title(lines[id]))]
tell_replaced(LINE)
next_one = next((n.id for n in held.lines if not n.decided and n.id != line.id), "")
if next_one:
    go_on.button("Ligne suivante à décider", on_click=follow, args=(LINE, next_one))
show_line(line)
ask_author("Qui tient la séance ? Une fonction ou des initiales", "seance")
where = (visit.store, chosen.id, year)
if held.funding.closed:
    st.info("Cet exercice est clos : il se lit, et ne se change qu’une fois rouvert.")
else:
    show_tabs(*where, line)
show_closing(*where, held.funding.closed, visit.today)
with st.expander("Points d’étape"):
    show_checkpoints(*where, held.funding.closed, visit.today)

st.subheader("Toutes les lignes")
name = f"{chosen.id}-{year}-seance"
show_table(lines_table(held), name, again=lambda a: lines_table(session(*where, a)))
