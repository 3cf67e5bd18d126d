"""What each column of a contract's tables may hold: lists to choose from, dates, numbers."""

from __future__ import annotations

from typing import Any

import streamlit as st

from boussole.questions import contract_editing as tables
from boussole.questions.progression import TYPES


def objective_columns() -> dict[str, Any]:
    choice, number = st.column_config.SelectboxColumn, st.column_config.NumberColumn
    return {
        tables.MISSION: choice(options=list(tables.MISSIONS.values())),
        tables.TYPE: choice(options=list(TYPES.values())),
        tables.RULE: choice(options=list(tables.RULES.values())),
        tables.COMBINE: choice("Critères à remplir", options=list(tables.COMBINES.values())),
        tables.PAID: number(min_value=0, step=1, help="Vide : un pour un résultat, aucun sinon."),
        tables.ACTIONS: number(min_value=1, step=1),
        tables.WEIGHT: st.column_config.TextColumn(help="Vide : partage égal."),
        tables.YEARS: st.column_config.TextColumn(help="Vide : tous. Sinon des années : 2024, 2025."),
        tables.LABEL: st.column_config.TextColumn(width="large"),
    }


def criterion_columns() -> dict[str, Any]:
    choice, day = st.column_config.SelectboxColumn, st.column_config.DateColumn(format="DD/MM/YYYY")
    return {
        tables.POLARITY: choice(options=list(tables.POLARITIES.values())),
        tables.SOURCE: choice(options=list(tables.sources()), width="medium"),
        tables.INITIAL_FROM: day,
        tables.INITIAL_TO: day,
    }
