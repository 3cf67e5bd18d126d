"""Shows the report of a file that can be imported, wholly or in part. Blocked files never come here."""

from __future__ import annotations

import streamlit as st

from boussole.panels import Table
from pages.components.import_outcome import Outcome
from pages.components.import_tables import columns, refusals, understood
from pages.components.table_panel import show_table
from pages.components.text import escaped, facts

_SHOWN = 200


def show_report(outcome: Outcome) -> None:
    """The report of a file that can be imported, wholly or in part."""
    st.subheader("Ce qui a été compris")
    facts(understood(outcome))
    show_table(columns(outcome.report.get("columns") or []))
    for warning in outcome.report.get("warnings") or []:
        st.warning(escaped(str(warning.get("message", warning.get("code", "")))))
    st.subheader("Ce qui a été refusé")
    if not outcome.rejected:
        st.success("Rien n’a été refusé.")
        return
    table = refusals(outcome.rejected)
    if len(table.rows) > _SHOWN:
        st.info(escaped(f"Les {_SHOWN} premiers refus sont affichés ; le fichier à télécharger les contient tous."))
    show_table(Table(table.title, table.columns, table.rows[:_SHOWN], table.numeric), "refus", complete=table)
