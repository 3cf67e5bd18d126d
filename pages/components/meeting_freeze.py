"""« Figer »: the meeting as it is now, kept with its presentation and its report; and what was frozen before."""

from __future__ import annotations

import streamlit as st

from boussole.disclosure import Audience
from boussole.export.documents import DOCUMENTS, Source, file_name, silent
from boussole.meeting import Meeting
from boussole.questions.measures import Refused
from boussole.questions.meetings import KeptFile, Snapshot, freeze, kept_file, snapshots
from boussole.questions.opening import FileLost, Store
from pages.components.author import signed
from pages.components.downloads import choose_audience
from pages.components.guard import Visit
from pages.components.meeting_deck import made
from pages.components.meeting_lines import SIGN
from pages.components.parameters import SNAPSHOT
from pages.components.text import escaped, notes

_KEPT = ("pptx", "pdf")
_WHY = (
    "Figer garde les chiffres, les textes et l’ordre tels qu’ils sont, avec le PowerPoint et le rapport PDF : dans un "
    "an ils ressortiront les mêmes, quoi que deviennent les données."
)


@st.fragment
def show_freeze(visit: Visit, order: Meeting) -> None:
    """Drawn alone, for it takes some seconds."""
    notes([_WHY])
    audience = choose_audience(f"figer-{order.id}")
    if st.button("Figer la réunion", key=f"figer-{order.id}") and (author := signed(SIGN)):
        with st.spinner("La réunion est figée…"):
            _freeze(visit, order, audience, author)
    for snapshot in snapshots(visit.store, order.id):
        _show(visit.store, snapshot)


def _freeze(visit: Visit, order: Meeting, audience: Audience, author: str) -> None:
    source = Source(visit.store, order, made(visit.store, order, audience, visit.today), visit.today)
    files = {file_name(source, DOCUMENTS[k]): DOCUMENTS[k].make(source, silent) for k in _KEPT}
    try:
        freeze(visit.store, source.deck, order.id, author, files)
    except Refused as refused:
        st.error(escaped(str(refused)))


def _show(store: Store, snapshot: Snapshot) -> None:
    with st.container(border=True):
        st.markdown(
            f"**{escaped(snapshot.label)}** · {escaped(f'{snapshot.author}, {snapshot.made}, {snapshot.audience}')}"
        )
        with st.container(horizontal=True):
            st.page_link(
                "pages/reunion/projeter.py", label="Projeter cet instantané", query_params={SNAPSHOT: snapshot.id}
            )
            for file in snapshot.files:
                _offer(store, snapshot, file)
        notes(f"{f.name} : empreinte SHA-256 {f.sha256}" for f in snapshot.files)


def _offer(store: Store, snapshot: Snapshot, file: KeptFile) -> None:
    key = f"{snapshot.id}-{file.name}"
    try:
        content = kept_file(store, file)
    except FileLost as lost:
        st.error(escaped(f"{file.name} : {lost}"))
        return
    st.download_button(f"Télécharger {file.name}", content, file.name, key=key, on_click="ignore")
