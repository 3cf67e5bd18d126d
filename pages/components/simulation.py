"""« Simuler » a rate or a size: the euros move, nothing is saved."""

from __future__ import annotations

from decimal import Decimal

import streamlit as st

from boussole.questions.funding import SIMULATION, FundingAnswer, simulate
from boussole.questions.funding_panels import paid_lines, present_rate, simulated_table
from boussole.questions.opening import Store
from pages.components.table_panel import show_table
from pages.components.text import escaped

SIZES = (1, 2, 3, 4)


@st.fragment
def show_simulation(store: Store, answer: FundingAnswer) -> None:
    """Drawn alone: trying a rate draws nothing else of the view again."""
    st.info(escaped(SIMULATION))
    lines = paid_lines(answer)
    left, middle, right = st.columns([1, 2, 1])
    size = left.selectbox(
        "Taille simulée", (None, *SIZES), format_func=lambda s: f"taille {s}" if s else "celle du contrat"
    )
    chosen = middle.selectbox(
        "Objectif dont le taux change", (None, *lines), format_func=lambda o: lines[o] if o else "aucun"
    )
    rate = None
    if chosen:
        rate = right.number_input(
            "Taux simulé, en %", 0.0, 100.0, present_rate(answer, chosen), step=5.0, key=f"taux-simule-{chosen}"
        )
    if size is None and rate is None:
        return
    moved = {chosen: Decimal(str(rate))} if chosen and rate is not None else {}
    found = simulate(store, answer.id, answer.year, moved, size)
    st.markdown(f"**{escaped(found.text)}**")
    show_table(simulated_table(found))
