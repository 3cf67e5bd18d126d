"""« Enregistrer » a territory, take it out of the lists, and what was answered: saved, or why not."""

from __future__ import annotations

import streamlit as st

from boussole.questions.territory_editing import NEW, Draft, NotSaved, last_saved, save, set_retired
from pages.components import selectors
from pages.components.author import ask_author
from pages.components.choice import write
from pages.components.guard import Visit
from pages.components.territory_draft import as_typed, author, drop
from pages.components.text import escaped

EDITED = "modifier"
_SAID = "territoire_reponse"


def show_answer(edited: Draft, id: str) -> None:
    """What the last action on this territory gave, for as long as nothing has changed since: a map that settles makes
    the view run again, and must not wipe it.
    """
    kind, about, sentence, then = st.session_state.get(_SAID, ("", "", "", None))
    if about != id or edited != then:
        return
    (st.success if kind == "saved" else st.error)(escaped(sentence))
    if kind == "saved":
        with st.container(horizontal=True):
            st.page_link("pages/explorer/carte.py", label="Voir sa carte", query_params={selectors.TERRITORY: id})
            st.page_link("pages/alimenter/importer.py", label="Importer des données")


def show_saving(visit: Visit, edited: Draft, id: str) -> None:
    newer = last_saved(visit.store, edited.id) != edited.revision
    if newer:
        st.warning(
            "Ce territoire a été enregistré par quelqu’un d’autre pendant que vous le modifiiez : vos changements ne "
            "peuvent pas être écrits par-dessus. Reprenez la version enregistrée, puis refaites-les."
        )
    ask_author("Qui enregistre ? Une fonction ou des initiales", "territoire")
    with st.container(horizontal=True):
        changed = edited.changed
        words = "Enregistrer le territoire" if edited.id else "Créer le territoire"
        st.button(words, key=f"enregistrer-{id}", type="primary", on_click=_save, args=(visit, id), disabled=newer)
        again = "Reprendre la version enregistrée" if edited.id else "Tout effacer"
        if changed or newer:
            st.button(again, key=f"abandonner-{id}", on_click=drop, args=(id,))
        if edited.id and not newer:
            put = "Remettre dans les listes" if edited.retired else "Retirer des listes"
            st.button(put, key=f"listes-{id}", on_click=_retire, args=(visit, edited, not edited.retired), help=(
                "Un territoire n’est jamais supprimé : retiré, il n’est plus proposé, et garde ses valeurs et son "
                "historique."
            ))  # fmt: skip
    if changed:
        st.caption("Des changements ne sont pas encore enregistrés.")


def _save(visit: Visit, id: str) -> None:
    if not (who := author()):
        return
    edited = as_typed(id)
    try:
        saved = save(visit.store, edited, who)
    except NotSaved as refused:
        st.session_state[_SAID] = ("refused", id, str(refused), edited)
        return
    _done(id, saved, f"{saved.name} : enregistré (révision {saved.revision}). Il est proposé dans toutes les vues.")


def _retire(visit: Visit, edited: Draft, retired: bool) -> None:
    if not (who := author()):
        return
    try:
        saved = set_retired(visit.store, edited.id, edited.revision, retired, who)
    except NotSaved as refused:
        st.session_state[_SAID] = ("refused", edited.id, str(refused), edited)
        return
    where = "retiré des listes, où il n’est plus proposé" if retired else "remis dans les listes"
    _done(edited.id, saved, f"{saved.name} : {where}.")


def _done(id: str, saved: Draft, sentence: str) -> None:
    """The draft is what is saved; the other views open on this territory; a new one is now edited under its id."""
    drop(id)
    st.session_state[_SAID] = ("saved", saved.id, sentence, saved)
    if not saved.retired:
        st.session_state[f"garde_{selectors.TERRITORY}"] = saved.id
    if id == NEW:
        st.session_state[f"garde_{EDITED}"] = saved.id
        write(EDITED, saved.id)
