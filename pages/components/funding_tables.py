"""The tables of the money: by mission, gaps, what stands apart; the use of funds and the payments."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import streamlit as st

from boussole.disclosure import Audience
from boussole.panels import Table
from boussole.questions.funding import CashAnswer, FundingAnswer, cash, funding_of
from boussole.questions.funding_panels import extras_table, gaps_table
from boussole.questions.opening import Store
from pages.components.table_panel import show_table
from pages.components.text import escaped, notes

Part = Callable[[FundingAnswer], Table | None]
_PARTS: tuple[tuple[str, str, Part], ...] = (
    ("Par mission", "missions", lambda found: found.by_mission),
    ("Entre le calculé et le retenu", "ecarts", gaps_table),
    ("Hors barème, à part", "hors-bareme", extras_table),
)
_CASH: tuple[tuple[str, Callable[[CashAnswer], Table]], ...] = (
    ("emploi", lambda found: found.use_of_funds),
    ("calendrier", lambda found: found.calendar),
    ("annees-civiles", lambda found: found.by_civil_year),
)


def show_parts(store: Store, answer: FundingAnswer) -> None:
    """What a table holds is asked again for those who download it."""

    def again(part: Part, audience: Audience) -> Table | None:
        return part(funding_of(store, answer.id, answer.year, audience))

    for title, file, part in _PARTS:
        if table := part(answer):
            st.subheader(title)
            said = [answer.bareme_note] if file == "missions" else []
            show_table(table, f"{answer.id}-{answer.year}-{file}", said, whole=True, again=partial(again, part))


def show_cash(store: Store, answer: FundingAnswer) -> None:
    """Due for a contract year is not received in a civil year: the tables say which is which."""

    def again(part: Callable[[CashAnswer], Table], audience: Audience) -> Table:
        return part(cash(store, answer.id, answer.year, audience))

    found = cash(store, answer.id, answer.year)
    for file, part in _CASH:
        table = part(found)
        st.subheader(escaped(table.title))
        show_table(table, f"{answer.id}-{answer.year}-{file}", found.waits, whole=True, again=partial(again, part))
    notes(found.waits)
