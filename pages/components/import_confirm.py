"""« Confirmer » : who imports, what to do with what is refused or gone, a name for the corrections; then the import."""

from __future__ import annotations

import streamlit as st

from boussole.french import plural
from pages.components.import_outcome import Outcome
from pages.components.import_upload import Upload
from pages.components.text import escaped

AUTHOR = "auteur"


def ask_author(label: str) -> str:
    """A function or initials, asked once a session, until sign-in exists."""
    return (st.text_input(label, key=AUTHOR, max_chars=40, persist_state="session") or "").strip()


def show_confirm(upload: Upload, outcome: Outcome, pending: bool) -> None:
    """Nothing is stored before the button of this section."""
    st.subheader("Confirmer")
    if upload.loaded is not None:
        st.error(escaped(upload.loaded.blocked or "Rien n’a été enregistré : la base a changé entre-temps. Réessayez."))
    if not outcome.count("observations") + outcome.count("totals"):
        st.warning("Ce fichier ne contient aucune valeur à importer.")
        return
    author = ask_author("Qui importe ? Une fonction ou des initiales, qui restent attachées au lot")
    _offer_profile(upload, outcome, author, pending)
    gone, refused = int((outcome.report.get("difference") or {}).get("gone", 0)), bool(outcome.rejected)
    retire = gone > 0 and st.checkbox(
        escaped(f"Retirer les valeurs absentes du fichier ({plural(gone, 'valeur')}) ; sinon elles restent"),
        key=f"retirer-{upload.round}",
    )
    if pending:
        st.warning("Des corrections n’ont pas été vérifiées : « Vérifier de nouveau » avant de confirmer.")
    if refused:
        left = plural(outcome.count("refused"), "cellule refusée", "cellules refusées")
        st.markdown(escaped(f"{left} : importez le reste, ou corrigez le fichier et déposez-le de nouveau."))
    label = "Importer ce qui est accepté" if refused else "Importer"
    if st.button(label, type="primary", disabled=pending, key="importer") and _signed(author):
        upload.load(author, partial=refused, retire=retire)
        st.rerun()


def _offer_profile(upload: Upload, outcome: Outcome, author: str, pending: bool) -> None:
    """Corrections can be kept under a name, and are then found again from the header alone."""
    if upload.profile:
        st.success(escaped(f"Corrections enregistrées : profil « {upload.profile} »."))
        return
    if upload.layout is None or pending:
        return
    name_at, button_at = st.columns([3, 2], vertical_alignment="bottom")
    name = name_at.text_input("Nom du profil d’import", key=f"profil-{upload.round}", max_chars=60)
    asked = button_at.button("Enregistrer ces corrections comme profil", key="enregistrer-profil")
    if asked and not (name or "").strip():
        st.error("Donnez un nom au profil.")
    elif asked and _signed(author):
        saved = upload.save_profile(outcome.report["layout"], (name or "").strip(), author)
        if saved.blocked:
            st.error(escaped(saved.blocked))
        else:
            st.rerun()


def _signed(author: str) -> bool:
    if not author:
        st.error("Indiquez qui importe, puis confirmez de nouveau.")
    return bool(author)
