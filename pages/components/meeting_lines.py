"""A running order's panels: reorder, comment, take out, add a free text. Each change is kept at once."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from boussole.meeting import TEXT, Meeting
from boussole.questions.measures import Refused
from boussole.questions.meeting_editing import Line, change
from boussole.questions.meetings import UnknownMeeting
from boussole.questions.opening import Store
from pages.components.author import signed
from pages.components.text import escaped

SIGN, SAID = "reunion", "reunion_reponse"
LONGEST = 600  # signs of a comment: more is not read aloud


def show_lines(store: Store, id: str, revision: int, found: list[Line]) -> None:
    """Without a revision (the usual order): the panels alone."""
    for rank, line in enumerate(found):
        with st.container(border=True):
            text, buttons = st.columns([5, 1.6], vertical_alignment="center")
            more = f" · {line.slides} diapositives" if line.slides > 1 else " · rien à montrer" if line.empty else ""
            text.markdown(f"**{rank + 1}. {escaped(line.message)}**  \n{escaped(line.kind + more)}")
            if revision:
                with buttons.container(horizontal=True):
                    _button("↑", "Avancer", line, store, id, revision, lambda m, k=line.key: m.moved(k, -1), rank == 0)
                    last = rank == len(found) - 1
                    _button("↓", "Reculer", line, store, id, revision, lambda m, k=line.key: m.moved(k, 1), last)
                    _button("✕", "Retirer", line, store, id, revision, lambda m, k=line.key: m.removed(k), False)
                key = f"commentaire-{id}-{line.key}"
                text.text_input(
                    "Commentaire, montré avec ce panneau", line.comment, key=key, max_chars=LONGEST,
                    on_change=_comment, args=(store, id, revision, line.key, key),
                )  # fmt: skip


def show_text_form(store: Store, id: str, revision: int) -> None:
    """A slide of words: an agenda, a decision to take."""
    with st.form(f"texte-{id}-{revision}", border=True):
        title = st.text_input("Titre de la diapositive de texte", max_chars=120, key=f"titre-texte-{id}")
        text = st.text_area("Texte : une idée par ligne", max_chars=LONGEST, height=100, key=f"corps-texte-{id}")
        if st.form_submit_button("Ajouter ce texte"):
            if title.strip():
                done(store, id, revision, lambda m: m.added(TEXT, {"title": title.strip(), "text": text.strip()}))
                st.rerun()
            else:
                st.error("Donnez un titre à cette diapositive.")


def done(store: Store, id: str, revision: int, to: Callable[[Meeting], Meeting]) -> None:
    """One change, kept; or why not, said at the next drawing."""
    if not (author := signed(SIGN)):
        return
    try:
        change(store, id, revision, author, to)
    except (Refused, UnknownMeeting) as refused:
        st.session_state[SAID] = str(refused)


def _button(
    sign: str, what: str, line: Line, store: Store, id: str, revision: int, to: Callable[[Meeting], Meeting], off: bool
) -> None:
    label = f"{what} « {line.message[:60]} »"
    key = f"{what}-{id}-{line.key}"
    st.button(sign, key=key, help=escaped(label), disabled=off, on_click=done, args=(store, id, revision, to))


def _comment(store: Store, id: str, revision: int, item: str, key: str) -> None:
    said = str(st.session_state[key])
    done(store, id, revision, lambda m: m.commented(item, said))
