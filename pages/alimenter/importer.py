"""Import: a file → what was understood and refused → confirm → see it on the map."""

from __future__ import annotations

import streamlit as st

from pages.components import import_run
from pages.components.guard import guard
from pages.components.import_report import show_report
from pages.components.import_result import show_result
from pages.components.text import escaped

visit = guard("Importer un fichier")

st.markdown(
    "Le fichier est d’abord lu et contrôlé : **rien n’est enregistré avant votre confirmation**. Ne déposez aucune "
    "donnée sur des personnes : seuls des effectifs et des taux par commune ou par territoire sont acceptés."
)
file = st.file_uploader(
    "Fichier CSV à importer, 200 Mo au plus : glissez-le ici ou choisissez-le (au-delà : la ligne de commande)",
    type=["csv", "tsv", "txt"],
    key="fichier",
)
upload = import_run.current_upload(file)
if upload is None:
    st.stop()
if upload.loaded is not None and upload.loaded.lot is not None:
    show_result(visit, upload.loaded)
    st.stop()

outcome = import_run.check(upload)
if outcome.blocked:
    st.error(escaped(outcome.blocked))
    st.markdown("Rien n’a été enregistré, et rien de ce fichier n’est affiché.")
    st.stop()
show_report(outcome)
if upload.loaded is not None:
    st.error(escaped(upload.loaded.blocked or "Rien n’a été enregistré : la base a changé entre-temps. Réessayez."))

st.subheader("Confirmer")
if not outcome.count("observations") + outcome.count("totals"):
    st.warning("Ce fichier ne contient aucune valeur à importer.")
    st.stop()
author = st.text_input(
    "Qui importe ? Une fonction ou des initiales, qui restent attachées au lot",
    key="auteur",
    max_chars=40,
    persist_state="session",
)
refused = bool(outcome.rejected)
label = "Importer le reste, sans les refus" if refused else "Importer"
if st.button(escaped(label), type="primary"):
    if not author.strip():
        st.error("Indiquez qui importe, puis confirmez de nouveau.")
        st.stop()
    import_run.load(upload, author.strip(), partial=refused)
    st.rerun()
