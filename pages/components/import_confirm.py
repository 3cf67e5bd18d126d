"""« Confirmer » : who imports, what to do with what is refused or gone, a name for the corrections; then the import.

Actions are taken as soon as a button is pressed, before the view is drawn again: a click is never lost.
"""

from __future__ import annotations

import streamlit as st

from boussole.french import plural, spaced
from pages.components.author import ask_author, signed
from pages.components.import_outcome import BLOCKED, Outcome
from pages.components.import_upload import Upload
from pages.components.text import escaped


def show_confirm(upload: Upload, outcome: Outcome, pending: bool) -> None:
    """Nothing is stored before the button of this section."""
    st.subheader("Confirmer")
    if upload.loaded is not None:
        st.error(escaped(upload.loaded.blocked or "Rien n’a été enregistré : la base a changé entre-temps. Réessayez."))
    if not outcome.count("observations") + outcome.count("totals"):
        st.warning("Ce fichier ne contient aucune valeur à importer.")
        return
    ask_author("Qui importe ? Une fonction ou des initiales, qui restent attachées au lot", upload.id)
    _offer_profile(upload, pending)
    gone, refused = int((outcome.report.get("difference") or {}).get("gone", 0)), bool(outcome.rejected)
    if gone:
        what = plural(gone, "valeur")
        label = spaced(f"Retirer les valeurs absentes du fichier ({what}) ; sinon elles restent")
        st.checkbox(label, key=f"retirer-{upload.key}")
    if pending:
        st.warning("Des corrections n’ont pas été vérifiées : « Vérifier de nouveau » avant de confirmer.")
    if refused:
        left = plural(outcome.count("refused"), "cellule refusée", "cellules refusées")
        st.markdown(escaped(f"{left} : importez le reste, ou corrigez le fichier et déposez-le de nouveau."))
    st.button(
        "Importer ce qui est accepté" if refused else "Importer",
        type="primary", disabled=pending, key="importer", on_click=_import, args=(upload, refused),
    )  # fmt: skip


def _import(upload: Upload, partial: bool) -> None:
    if author := signed(upload.id):
        upload.load(author, partial, bool(st.session_state.get(f"retirer-{upload.key}")))


def _offer_profile(upload: Upload, pending: bool) -> None:
    """Corrections can be kept under a name, and are then found again from the header alone."""
    if upload.saved is not None and not upload.saved.blocked:
        st.success(escaped(f"Corrections enregistrées : profil « {upload.profile} »."))
        return
    if upload.layout is None or pending:
        return
    if upload.saved is not None:
        st.error(escaped(upload.saved.blocked))
    with st.form(f"profil-{upload.key}", border=False):
        name_at, button_at = st.columns([3, 2], vertical_alignment="bottom")
        name_at.text_input("Nom du profil d’import", max_chars=60, key=f"nom-{upload.key}")
        words = "Enregistrer ces corrections comme profil"
        button_at.form_submit_button(words, on_click=_save_profile, args=(upload,))


def _save_profile(upload: Upload) -> None:
    name = str(st.session_state.get(f"nom-{upload.key}") or "").strip()
    if not name:
        upload.saved = Outcome(BLOCKED, said="Donnez un nom au profil.")
    elif author := signed(upload.id):
        upload.save_profile(name, author)
