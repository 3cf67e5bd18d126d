"""The next échéances of all contracts on the screen, each with the way to its contract."""

from __future__ import annotations

from datetime import date

import streamlit as st

from boussole.french import plural
from boussole.questions.deadlines import next_deadlines
from boussole.questions.opening import Store
from pages.components.piloter_choice import CONTRACT
from pages.components.text import escaped

NONE = "Aucune échéance à venir n’est connue. Les dates de signature et de réunion se saisissent au contrat."


def show_next_deadlines(store: Store, today: date) -> None:
    st.subheader("Prochaines échéances")
    found = next_deadlines(store, today)
    if not found:
        st.markdown(escaped(NONE))
    for one in found:
        when, what, where = st.columns([2, 4, 3], vertical_alignment="center")
        left = (one.when - today).days
        wait = f"dans {plural(left, 'jour')}" if left else "aujourd’hui"
        when.markdown(f"**{one.day}** · {escaped(wait)}")
        what.markdown(escaped(one.what))
        where.page_link("pages/piloter/synthese.py", label=escaped(one.territory_label),
                        query_params={CONTRACT: one.contract})  # fmt: skip
