"""What the import would change in the store: counts, a map of the communes touched, a table of old → new."""

from __future__ import annotations

import streamlit as st

from boussole.panels import Table
from boussole.questions.differences import changes, changes_table, counts_text, touched_map
from pages.components.guard import Visit
from pages.components.import_arguments import LISTED
from pages.components.import_outcome import Outcome
from pages.components.import_result import covered_territory
from pages.components.map_panel import show_map
from pages.components.table_panel import show_table
from pages.components.text import escaped, facts

_SHOWN = 200


def show_difference(visit: Visit, outcome: Outcome) -> None:
    counts = outcome.report.get("difference")
    if not counts:
        return
    st.subheader("Ce qui change dans la base")
    facts([f"Valeurs : {counts_text(counts)}"])
    if not counts.get("new", 0) + counts.get("changed", 0) + counts.get("gone", 0):
        st.info("Ce fichier ne changerait rien : toutes ses valeurs sont déjà dans la base.")
        return
    touched = outcome.report.get("touched") or {}
    place = covered_territory(visit.territories, touched)
    if place is not None:
        show_map(touched_map(place, touched), place, "")
    raw = outcome.report.get("changes") or []
    table = changes_table(changes(raw), {t.id: t.name for t in visit.territories})
    if len(table.rows) > _SHOWN:
        listed = f"{len(table.rows)} (les premiers)" if len(raw) >= LISTED else str(len(table.rows))
        st.info(escaped(f"{_SHOWN} changements sont affichés ; le fichier à télécharger en contient {listed}."))
    show_table(Table(table.title, table.columns, table.rows[:_SHOWN]), "changements", complete=table, working=True)
