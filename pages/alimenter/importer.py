"""Import: a file → what was understood, corrected if need be → what is refused, what changes → confirm → see it."""

from __future__ import annotations

import streamlit as st

from pages.components.guard import guard
from pages.components.import_confirm import show_confirm
from pages.components.import_corrections import show_corrections
from pages.components.import_difference import show_difference
from pages.components.import_report import show_report, show_understood
from pages.components.import_result import show_result
from pages.components.import_template import show_template
from pages.components.import_upload import current_upload
from pages.components.lot_undo import finish_undoing
from pages.components.text import escaped

visit = guard("Importer un fichier")

st.markdown(
    "Le fichier est d’abord lu et contrôlé : **rien n’est enregistré avant votre confirmation**. Ne déposez aucune "
    "donnée sur des personnes : seuls des effectifs et des taux par commune ou par territoire sont acceptés."
)
file = st.file_uploader(
    "Fichier à importer (CSV, TSV, XLSX, XLSM, ODS, gz ou zip d’un seul fichier), 200 Mo au plus : glissez-le ici ou "
    "choisissez-le (au-delà : la ligne de commande)",
    type=["csv", "tsv", "txt", "xlsx", "xlsm", "ods", "gz", "zip"],
    max_upload_size=200,
    key="fichier",
)
upload = current_upload(file)
if upload is None:
    show_template()
    st.stop()
upload.go_on()
finish_undoing()
if upload.loaded is not None and upload.loaded.lot is not None:
    show_result(visit, upload.loaded)
    st.stop()
if upload.abandoned:
    st.warning("Abandonné : rien de plus n’a été enregistré.")
    if st.button("Reprendre ce fichier", type="primary"):
        upload.abandoned = False
        st.rerun()
    st.stop()

outcome = upload.check()
if outcome.blocked:
    st.error(escaped(outcome.blocked))
    if not outcome.correctable:
        st.markdown("Rien n’a été enregistré, et rien de ce fichier n’est affiché.")
        st.stop()
show_understood(outcome)
pending = show_corrections(visit, upload, outcome)
if outcome.blocked:
    st.stop()
show_report(visit, outcome)
show_difference(visit, outcome)
show_confirm(upload, outcome, pending)
