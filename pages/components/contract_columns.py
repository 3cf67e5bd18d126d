"""What each column of a contract's tables may hold: lists to choose from, dates, numbers."""

from __future__ import annotations

from typing import Any

import streamlit as st

from boussole.questions import contract_cells as cells
from boussole.questions import contract_editing as tables
from boussole.questions.progression import TYPES


def objective_columns() -> dict[str, Any]:
    choice, number = st.column_config.SelectboxColumn, st.column_config.NumberColumn
    return {
        cells.MISSION: choice(options=list(tables.MISSIONS.values())),
        cells.TYPE: choice(options=list(TYPES.values())),
        cells.RULE: choice(options=list(tables.RULES.values())),
        cells.COMBINE: choice("Critères à remplir", options=list(cells.COMBINES.values())),
        cells.PAID: number(min_value=0, step=1, help="Vide : un pour un résultat, aucun sinon."),
        cells.ACTIONS: number(min_value=1, step=1),
        cells.WEIGHT: st.column_config.TextColumn(help="Vide : partage égal."),
        cells.YEARS: st.column_config.TextColumn(help="Vide : tous. Sinon des années : 2024, 2025."),
        cells.LABEL: st.column_config.TextColumn(width="large"),
    }


def criterion_columns() -> dict[str, Any]:
    choice, day = st.column_config.SelectboxColumn, st.column_config.DateColumn(format="DD/MM/YYYY")
    return {
        cells.POLARITY: choice(options=list(cells.POLARITIES.values())),
        cells.SOURCE: choice(options=list(tables.sources()), width="medium"),
        cells.INITIAL_FROM: day,
        cells.INITIAL_TO: day,
    }
