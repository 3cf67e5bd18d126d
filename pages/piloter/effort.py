"""Où porter l'effort: for the bureau alone, the euros still to earn before the anniversary, against the gap left."""

from __future__ import annotations

import streamlit as st

from boussole.drawing.bars import bars_figure
from boussole.french import euros, plural
from boussole.questions.effort import AUDIENCE, NOT_FOR, effort, effort_bars
from pages.components.chart import inks, show_chart
from pages.components.guard import guard
from pages.components.meeting_add import offer_kinds
from pages.components.piloter_choice import CONTRACT, choose_contract_year
from pages.components.selectors import EXERCICE
from pages.components.table_panel import show_table
from pages.components.text import escaped, notes

visit = guard("Où porter l’effort")
st.info(escaped(f"{AUDIENCE}. {NOT_FOR}"))
chosen, year = choose_contract_year(visit, under_way=True)
answer = effort(visit.store, chosen.id, year, visit.today)
place = answer.funding.title.removeprefix("Financement – ")

st.header(escaped(place))
if answer.lines:
    st.subheader(escaped(f"{euros(answer.total)} encore en jeu, sur {plural(len(answer.lines), 'objectif')}"))
notes([answer.funding.year_label, answer.before,
       "Exercice simulé pour la démonstration." if answer.funding.simulated else ""])  # fmt: skip
if answer.missing:
    st.warning(escaped(answer.missing))
    if chosen.under_way not in (None, year):
        st.page_link("pages/piloter/effort.py", label=f"Voir l’exercice {chosen.under_way}, en cours",
                     query_params={CONTRACT: chosen.id, EXERCICE: str(chosen.under_way)})  # fmt: skip
if panel := effort_bars(answer):
    rest = len(answer.lines) - len(panel.bars)
    show_chart(bars_figure(panel, inks()), panel.title, panel.footer, panel.alternative, "effort", place)
    notes([f"Les {len(panel.bars)} premiers ; {rest} de plus dans le tableau." if rest else ""])
    st.subheader(escaped(answer.table.title))
    show_table(
        answer.table, f"{chosen.id}-{year}-effort", whole=True,
        again=lambda a: effort(visit.store, chosen.id, year, visit.today, a).table,
    )  # fmt: skip
if answer.lines:
    offer_kinds(visit, chosen.territory, ["effort"], {"contract": chosen.id, "year": year})
if answer.funding.waits:
    with st.expander("Ce qui manque à ces montants"):
        notes(answer.funding.waits)
