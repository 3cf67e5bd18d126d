"""A contract as one file: taken away, and brought back with a preview of what changes before anything is saved."""

from __future__ import annotations

import streamlit as st

from boussole.questions.contract_exchange import Preview, keep, preview, workbook_of, yaml_of
from boussole.questions.measures import Refused
from boussole.questions.opening import Store
from pages.components.author import ask_author, signed
from pages.components.downloads import Download, offer
from pages.components.session_line import SAID
from pages.components.table_panel import show_table
from pages.components.text import escaped

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def offer_contract(store: Store, id: str) -> None:
    """What people typed, and nothing drawn from extracts: no audience to choose."""
    formats = (
        Download("YAML", "yaml", "application/yaml", lambda _: yaml_of(store, id)),
        Download("XLSX", "xlsx", _XLSX, lambda _: workbook_of(store, id)),
    )
    offer(f"contrat-{id}", "Exporter le contrat", formats)


def show_import(store: Store) -> None:
    """A file creates its contract, or replaces the whole of it: what the file lacks is emptied, and the preview says
    so."""
    file = st.file_uploader("Fichier du contrat (YAML ou XLSX)", ["yaml", "yml", "xlsx"], key="fichier-contrat")
    if file is None:
        return
    try:
        found = preview(store, file.getvalue(), file.name)
    except Refused as refused:
        st.error(escaped(str(refused)))
        return
    st.info(escaped(found.headline))
    for caution in found.cautions:
        st.warning(escaped(caution))
    if found.plan.empty:
        return
    show_table(found.table)
    ask_author("Qui enregistre ? Une fonction ou des initiales", "contrat-import")
    st.button("Enregistrer ces changements", type="primary", key="importer-contrat", on_click=_keep,
              args=(store, found))  # fmt: skip


def _keep(store: Store, found: Preview) -> None:
    if not (author := signed("contrat-import")):
        return
    try:
        keep(store, found, author)
        st.session_state[SAID] = (True, f"Contrat « {found.contract} » enregistré.")
    except Refused as refused:
        st.session_state[SAID] = (False, str(refused))
