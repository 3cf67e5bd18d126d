"""Synthèse: the committee's own tables: actions by type and status, bilans, financing, next dates."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from boussole.disclosure import Audience
from boussole.panels import Table
from boussole.questions.summary import counts_said, headline, sections, summary
from pages.components.counts import show_counts
from pages.components.guard import guard
from pages.components.meeting_add import offer_kinds
from pages.components.objective_panel import show_missing
from pages.components.piloter_choice import choose_contract_year
from pages.components.table_panel import show_table
from pages.components.text import escaped, notes

visit = guard("Synthèse")
chosen, year = choose_contract_year(visit)
answer = summary(visit.store, chosen.id, year, visit.today)


def again(section: str) -> Callable[[Audience], Table]:
    return lambda a: sections(summary(visit.store, chosen.id, year, visit.today, a))[section][0]


st.header(escaped(answer.title))
if answer.funding.simulated:
    st.info("Exercice simulé pour la démonstration.")
notes([f"{answer.funding.year_label} · {'exercice clos' if answer.funding.closed else 'exercice non clos'}"])
if answer.types:
    st.subheader(escaped(headline(answer)))
    show_counts(counts_said(answer))
    st.markdown(f"**{escaped(answer.funding.headline)}**")
else:
    show_missing(headline(answer), chosen.territory)
if answer.waits:
    with st.expander("Ce qui manque, et ce qui attend"):
        notes(answer.waits)

for section, (table, empty) in sections(answer).items():
    st.subheader(escaped(table.title))
    if table.rows:
        show_table(table, f"{chosen.id}-{year}-{section}", whole=True, again=again(section))
    else:
        notes([empty])

kinds = ["synthese", "resultat", "suivi", "financement", "dates"]
offer_kinds(visit, chosen.territory, kinds, {"contract": chosen.id, "year": year})
