"""The files of a meeting: made when asked for, with a progress bar, for those who will see them; then taken away."""

from __future__ import annotations

import streamlit as st

from boussole.export.documents import DOCUMENTS, Source, file_name, possible
from boussole.french import plural
from boussole.meeting import Meeting
from pages.components.downloads import choose_audience
from pages.components.guard import Visit
from pages.components.meeting_deck import made
from pages.components.text import notes

_READY = "fichier_pret"


@st.fragment
def show_files(visit: Visit, order: Meeting) -> None:
    """Drawn alone: making a file draws nothing else again, and disturbs nobody else's."""
    key = f"{order.id}-{order.territory}-{order.year}"
    kind = st.selectbox("Fichier", possible(order), format_func=lambda k: DOCUMENTS[k].label, key=f"fichier-{key}")
    audience = choose_audience(f"reunion-{key}")
    document, name = DOCUMENTS[kind], ""
    if st.button("Préparer le fichier", key=f"preparer-{key}"):
        bar = st.progress(0.0, "Préparation…")
        source = Source(visit.store, order, made(visit.store, order, audience, visit.today), visit.today)
        content = document.make(source, lambda done, whole: _tell(bar, done, whole))
        bar.empty()
        st.session_state[_READY] = (key, kind, audience, file_name(source, document), content)
    ready = st.session_state.get(_READY)
    if ready and ready[:3] == (key, kind, audience):
        name, content = ready[3:]
        st.download_button(f"Télécharger {name}", content, name, document.mime, type="primary", on_click="ignore")
        notes([f"{plural(len(content) // 1000 + 1, 'kilo-octet')}. Il est fait des chiffres d’aujourd’hui."])


def _tell(bar: st.delta_generator.DeltaGenerator, done: int, whole: int) -> None:
    bar.progress(done / whole if whole else 1.0, f"{done} sur {whole}")
