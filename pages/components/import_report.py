"""Shows what was understood of a file, and the report of one that can be imported, wholly or in part."""

from __future__ import annotations

import streamlit as st

from boussole.panels import Table
from boussole.questions.differences import totals_table
from pages.components.guard import Visit
from pages.components.import_facts import counted, understood
from pages.components.import_outcome import Outcome, for_screen
from pages.components.import_tables import columns, refusals
from pages.components.table_panel import show_table
from pages.components.text import escaped, facts

_SHOWN = 200


def show_understood(outcome: Outcome) -> None:
    """How the file reads, and each column with its meaning and examples."""
    st.subheader("Ce qui a été compris")
    if outcome.report.get("profile"):
        name = f"« {outcome.report['profile']} »"
        st.success(escaped(f"Profil reconnu à l’en-tête : {name}. Ses corrections sont appliquées."))
    facts(understood(outcome))
    if found := outcome.report.get("columns"):
        show_table(columns(found))


def show_report(visit: Visit, outcome: Outcome) -> None:
    """Counts, warnings, totals, refusals."""
    st.subheader("Ce qui est accepté")
    facts(counted(outcome))
    for warning in outcome.report.get("warnings") or []:
        st.warning(escaped(for_screen(" ".join(str(warning.get(k) or "") for k in ("message", "remedy")))))
    if totals := outcome.report.get("totals"):
        show_table(totals_table(totals, {t.id: t.name for t in visit.territories}))
    st.subheader("Ce qui a été refusé")
    if not outcome.rejected:
        st.success("Rien n’a été refusé.")
        return
    table = refusals(outcome.rejected)
    if len(table.rows) > _SHOWN:
        st.info(escaped(f"Les {_SHOWN} premiers refus sont affichés ; le fichier à télécharger les contient tous."))
    show_table(Table(table.title, table.columns, table.rows[:_SHOWN], table.numeric), "refus", complete=table)
