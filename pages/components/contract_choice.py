"""Which contract is looked at, whatever it lacks; and the first step of a new one."""

from __future__ import annotations

import streamlit as st

from boussole.questions.contract_list import ContractOption, contract_options
from boussole.questions.contract_saving import create
from boussole.questions.measures import Refused
from pages.components.author import ask_author, signed
from pages.components.choice import choose, follow, tell_replaced
from pages.components.guard import Visit
from pages.components.parameters import CONTRACT, TERRITORY
from pages.components.session_line import SAID
from pages.components.text import notes

_SIGN = "contrat-creation"


def choose_contract(visit: Visit) -> ContractOption:
    """The view stops, with what to do, where there is none. A link by territory opens the territory's."""
    known = {o.id: o for o in contract_options(visit.store, visit.today)}
    if not known:
        st.info("Aucun contrat n’est saisi : créez-en un ci-dessus, ou déposez son fichier.")
        st.stop()
    asked = st.query_params.pop(TERRITORY, None)
    own = next((o.id for o in known.values() if o.territory == asked), None)
    if own and CONTRACT not in st.query_params:
        follow(CONTRACT, own)
    chosen = known[choose(CONTRACT, "Contrat", list(known), next(iter(known)), lambda id: known[id].label)]
    tell_replaced(CONTRACT)
    return chosen


def show_create(visit: Visit) -> None:
    """Only the territory is needed: the rest is filled in the tables, or stays to be filled in."""
    names = {t.id: t.label for t in visit.territories}
    territory = st.selectbox(
        "Territoire du contrat", list(names), format_func=names.__getitem__, key="contrat-territoire"
    )
    held = [o.label for o in contract_options(visit.store, visit.today) if o.territory == territory]
    notes(
        [f"Ce territoire a déjà : {held[0]}. Un contrat de plus est un autre contrat, pas un avenant." if held else ""]
    )
    ask_author("Qui crée ce contrat ? Une fonction ou des initiales", _SIGN)
    st.button("Créer ce contrat", key="creer-contrat", on_click=_create, args=(visit, territory))


def _create(visit: Visit, territory: str) -> None:
    if not (author := signed(_SIGN)):
        return
    try:
        id = create(visit.store, territory, author)
    except Refused as refused:
        st.session_state[SAID] = (False, str(refused))
    else:
        follow(CONTRACT, id)
        st.session_state[SAID] = (True, "Contrat créé : remplissez ce que vous savez, le reste est « à renseigner ».")
