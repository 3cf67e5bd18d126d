"""The objectives of a mission on the screen: each one that has a number with its trajectory or its bar, its rates and
what was done; the others as one line each.
"""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from boussole.drawing.bars import bullet_figure
from boussole.questions.progression import ObjectiveProgress, Progression
from boussole.questions.progression_panels import Lines, drawn, undrawn_table
from pages.components.chart import inks, show_chart
from pages.components.choice import choose, tell_replaced
from pages.components.objective_card import criterion_html, objective_html
from pages.components.selectors import TERRITORY
from pages.components.table_panel import show_table
from pages.components.text import escaped, notes
from pages.components.trajectory_panel import show_trajectory

MISSION = "mission"


def choose_mission(answer: Progression) -> tuple[str, Lines]:
    """One mission at a time: the objectives of a whole contract are more than can be read together."""
    known = {id_of(lines): (name, lines) for name, lines in answer.missions}
    chosen = known[choose(MISSION, "Mission", list(known), next(iter(known)), lambda id: known[id][0])]
    tell_replaced(MISSION)
    return chosen


def id_of(lines: Lines) -> str:
    """The mission's id, for the URL."""
    reached = lines[0].attainment
    return reached.objective.mission if reached else lines[0].mission


def show_mission(mission: str, lines: Lines, place: str) -> None:
    st.subheader(escaped(mission))
    for own in drawn(lines):
        with st.container(border=True):
            _show_objective(own, place)
    if table := undrawn_table(mission, lines):
        st.subheader(escaped(table.title))
        show_table(table, whole=True)


def _show_objective(own: Sequence[ObjectiveProgress], place: str) -> None:
    st.html(objective_html(own[0]))
    for rank, one in enumerate(own):
        if one.panel or not one.bullet:
            st.html(criterion_html(one))
        if one.panel:
            show_trajectory(one.panel, f"{one.id}-{rank}", place)
        if bar := one.bullet:
            left, right = st.columns([2, 3], vertical_alignment="center")
            if not one.panel:
                left.html(criterion_html(one))
            with right:
                show_chart(bullet_figure(bar, inks()), bar.title, bar.footer, bar.alternative,
                           f"barre-{one.id}-{rank}", place)  # fmt: skip
    notes([" · ".join(n[:1].upper() + n[1:] for n in dict.fromkeys(n for one in own for n in one.notes))])


def show_missing(sentence: str, territory: str) -> None:
    """What is missing, and where to enter it."""
    st.warning(escaped(sentence))
    link = {TERRITORY: territory}
    st.page_link("pages/piloter/contrats.py", label="Saisir les objectifs du contrat", query_params=link)
    st.page_link("pages/explorer/carte.py", label="Voir les indicateurs sur la carte", query_params=link)
