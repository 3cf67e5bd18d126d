"""« Ajouter à la réunion »: the panel on the screen goes to the end of a running order, with a comment if one likes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import streamlit as st

from boussole.questions.contracts import UnknownContract
from boussole.questions.decks import usual_meeting
from boussole.questions.measures import Refused
from boussole.questions.meeting_editing import add, keep_as, label
from boussole.questions.meetings import UnknownMeeting, meetings
from boussole.questions.slides import KINDS
from pages.components.author import ask_author, signed
from pages.components.compare_choices import Asked
from pages.components.guard import Visit
from pages.components.meeting_links import CURRENT
from pages.components.text import escaped

_SAID = "ajout_reponse"
_NEW = ""


Pick = tuple[str, Mapping[str, str | int | None]]  # a kind of panel, and what it is about


def offer_kinds(visit: Visit, territory: str, kinds: Iterable[str], choices: Mapping[str, str | int | None]) -> None:
    """The panels of a view that are about the same choices."""
    offer_add(visit, territory, {KINDS[k].label: (k, choices) for k in kinds})


def offer_objectives(visit: Visit, territory: str, contract: str, year: int, names: Mapping[str, str]) -> None:
    """The objectives of a view: id and name."""
    about = {"contract": contract, "year": year}
    offer_add(visit, territory, {name: ("objectif", about | {"objective": id}) for id, name in names.items()})


@st.fragment
def offer_add(visit: Visit, territory: str, picks: Mapping[str, Pick]) -> None:
    """`picks`: by name; one is chosen where there are several. Empty choices are left out. Drawn alone: adding draws
    nothing of the view again."""
    key = "-".join([territory, *(str(v) for kind, choices in picks.values() for v in (kind, *choices.values()))])[:200]
    with st.popover("Ajouter à la réunion", key=f"ajouter-{key}", on_change="rerun") as opened:
        if not opened.open:
            return
        names = list(picks)
        name = st.selectbox("Panneau", names, key=f"quoi-{key}") if len(names) > 1 else names[0]
        kind, choices = picks[name]
        asked = {"territory": territory} | {n: str(value) for n, value in choices.items() if value}
        known = {m.id: label(m) for m in meetings(visit.store, territory)}
        options, current = [*known, _NEW], st.session_state.get(CURRENT)
        into = st.selectbox("Ordre du jour", options, options.index(current) if current in options else 0,
                            lambda m: known.get(m, "Nouvel ordre du jour"), key=f"dans-{key}")  # fmt: skip
        new = st.text_input("Son nom", placeholder="Comité de suivi de mars", key=f"nom-{key}") if into == _NEW else ""
        comment = st.text_input("Commentaire (facultatif)", key=f"mot-{key}", max_chars=600)
        ask_author("Qui ajoute ? Une fonction ou des initiales", f"ajout-{key}")
        if st.button("Ajouter", type="primary", key=f"oui-{key}"):
            _add(visit, asked, into, new, kind, comment, signed(f"ajout-{key}"))
        if said := st.session_state.pop(_SAID, ""):
            st.markdown(escaped(said))


def _add(visit: Visit, asked: dict[str, str], into: str, name: str, kind: str, comment: str, author: str) -> None:
    try:
        if into == _NEW:
            usual = usual_meeting(visit.store, visit.today, asked["territory"])
            into = keep_as(visit.store, usual.with_items([]), name, None, author)
        where = add(visit.store, into, author, kind, asked, comment)
    except (Refused, UnknownMeeting, UnknownContract) as refused:
        st.session_state[_SAID] = str(refused)
    else:
        st.session_state[CURRENT] = into
        st.session_state[_SAID] = f"Ajouté à « {where} »."


def offer_comparison(visit: Visit, asked: Asked) -> None:
    """« Ajouter à la réunion », for what a slide can hold: communes on one indicator."""
    if asked.by_commune and not asked.other:
        offer_kinds(visit, asked.infos[0].id, ["comparer"], asked.about)
