"""Communes added and taken away without a map: from a list, by EPCI, from pasted codes."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import streamlit as st

from boussole.questions.territory_editing import Draft, Pasted, added, pasted, removed
from boussole.questions.territory_lists import chosen_choices, commune_choices, epci_choices, epci_communes
from pages.components.territory_draft import as_typed, set_communes
from pages.components.text import escaped, facts

_PASTED = "codes_colles"


def show_lists(edited: Draft, id: str, departement: str) -> None:
    """One box for each way: choosing acts at once, and the box is empty again."""
    offered = {c: label for c, label in commune_choices(departement).items() if c not in edited.communes}
    _box("Ajouter une commune (nom ou code)", f"ajouter-{id}", offered, lambda code: _add(id, [code]))
    _box("Ajouter un EPCI entier", f"epci-{id}", epci_choices(departement), lambda code: _add(id, epci_communes(code)))
    chosen = chosen_choices(edited.communes)
    _box("Retirer une commune", f"retirer-{id}", chosen, lambda code: _remove(id, [code]))


def _box(label: str, key: str, options: dict[str, str], act: Callable[[str], None]) -> None:
    if not options:
        return  # a greyed box would only say that there is nothing to choose

    def chosen() -> None:
        code, st.session_state[key] = st.session_state[key], None
        if code:
            act(code)

    st.selectbox(
        label, list(options), None, lambda c: options.get(c, c), key=key, on_change=chosen, placeholder="Choisir"
    )


def show_pasting(edited: Draft, id: str) -> None:
    """A field for codes with anything between them; what was read of it, and former codes to accept."""
    with st.expander("Coller une liste de codes, ou tout retirer"):
        key = f"codes-{id}"
        st.text_area(
            "Codes Insee des communes", key=key, height=110,
            help="Séparés par des espaces, des virgules, des retours à la ligne… Une colonne de tableur convient ; les "
            "noms à côté des codes sont ignorés.",
        )  # fmt: skip
        with st.container(horizontal=True):
            st.button("Ajouter ces codes", key=f"coller-{id}", on_click=_paste, args=(id, key))
            words = "Retirer toutes les communes"
            st.button(
                words, key=f"vider-{id}", on_click=_remove, args=(id, edited.communes), disabled=not edited.communes
            )
        read: Pasted | None = st.session_state.get(f"{_PASTED}-{id}")
        if read is not None:
            _tell(read, id)


def _tell(read: Pasted, id: str) -> None:
    if read.found:
        n = len(read.found)
        st.success(escaped(f"{n} codes reconnus, ajoutés au territoire." if n > 1 else "1 code reconnu, ajouté."))
    if read.former:
        st.info("Anciens codes de communes, proposés comme la commune d’aujourd’hui :")
        facts(read.offers)
        st.button("Ajouter ces communes d’aujourd’hui", key=f"anciens-{id}", on_click=_accept_former, args=(id, read))
    if read.refused:
        st.error(escaped("Refusé :"))
        facts(read.refused)


def _paste(id: str, key: str) -> None:
    read = pasted(str(st.session_state.get(key) or ""))
    _add(id, read.found)
    st.session_state[f"{_PASTED}-{id}"] = read


def _accept_former(id: str, read: Pasted) -> None:
    _add(id, [today for _, today in read.former])
    st.session_state[f"{_PASTED}-{id}"] = Pasted(read.found, (), read.refused)


def _add(id: str, codes: Iterable[str]) -> None:
    st.session_state.pop(f"{_PASTED}-{id}", None)
    set_communes(id, added(as_typed(id).communes, codes))


def _remove(id: str, codes: Iterable[str]) -> None:
    set_communes(id, removed(as_typed(id).communes, codes))
