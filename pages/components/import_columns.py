"""Corrects columns, one block each: its role, its indicator, its period. Selectors and not a grid drawn on a canvas, so
that a keyboard and a screen reader go through them, and a file of a thousand columns stays light.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from boussole.french import spaced
from boussole.questions.import_choices import indicator_options, quantity_options
from pages.components.import_layout import CELL_ROLES, ColumnChoice, between_0_and_1, to_settle
from pages.components.import_words import ROLES, period_field, read_period
from pages.components.text import escaped

PERIOD_HELP = "Une année (2024) ou deux dates (01/11/2021–31/10/2022)."


def choose_columns(layout: Mapping[str, Any], key: str) -> dict[int, ColumnChoice]:
    """What the analyst says of the columns chosen here; the others stay as they are."""
    columns = {c["index"]: c for c in layout["columns"]}
    chosen = st.multiselect(
        "Colonnes à corriger",
        list(columns),
        default=to_settle(layout),
        format_func=lambda i: title(columns[i]),
        key=f"{key}-colonnes",
        placeholder="Choisissez une ou plusieurs colonnes",
    )
    return {i: _choose(columns[i], f"{key}-{i}") for i in chosen}


def title(column: Mapping[str, Any]) -> str:
    return f"{column['index'] + 1}. {column['heading'] or '(sans titre)'}"


def _choose(column: Mapping[str, Any], key: str) -> ColumnChoice:
    name = title(column)
    of = f"de la colonne {column['index'] + 1}"  # a heading, escaped for Markdown, would be read with its backslashes
    with st.container(border=True):
        examples = " · ".join(str(e) for e in column.get("examples") or []) or "aucun exemple"
        st.markdown(f"**{escaped(name)}** — {escaped(examples)}")
        role_at, indicator_at, period_at = st.columns([2, 3, 2])
        roles = list(ROLES)
        role = role_at.selectbox(f"Sens {of}", roles, roles.index(column["role"]), ROLES.__getitem__, key=f"{key}-sens")
        if role not in CELL_ROLES:
            return ColumnChoice(role)
        with indicator_at:
            indicator = choose_indicator(f"Indicateur {of}", column, role, f"{key}-indicateur")
        with period_at:
            period = type_period(f"Période {of}", column.get("period"), f"{key}-periode")
        fraction = bool(column.get("fraction"))
        if role == "value" and (fraction or between_0_and_1(column)):
            text = spaced("Taux écrits entre 0 et 1 (0,12 pour 12 %)")
            fraction = st.checkbox(text, fraction, key=f"{key}-fraction")
        return ColumnChoice(role, indicator, period, fraction)


def choose_indicator(label: str, column: Mapping[str, Any], role: str, key: str) -> str:
    """An id of the catalogue, those that the heading may name first. Empty: said by another column, or for the file."""
    known = indicator_options() | (quantity_options() if role == "denominator" else {})
    held, candidates = column.get("indicator") or "", [c for c in column.get("candidates") or [] if c in known]
    options = ["", *dict.fromkeys(c for c in [held, *candidates, *known] if c)]
    words = {"": "dit par une autre colonne, ou par le fichier"} | known
    return str(st.selectbox(label, options, options.index(held), lambda i: words.get(i, i), key=key))


def type_period(label: str, period: Mapping[str, str] | None, key: str, where: str = "celle du fichier") -> Any:
    """A period typed as text, None when empty. An unreadable one is said, and keeps what was recognised."""
    text = st.text_input(label, period_field(period), key=key, placeholder=where, help=PERIOD_HELP)
    try:
        return read_period(text or "")
    except ValueError as unreadable:
        st.error(escaped(str(unreadable)))
        return period
