"""A contract and one of its exercices, chosen once for the views of Piloter and bound to the URL."""

from __future__ import annotations

import streamlit as st

from boussole.questions.contract_list import ContractOption, contract_options
from pages.components.choice import choose, tell_replaced
from pages.components.guard import Visit
from pages.components.parameters import CONTRACT, EXERCICE, TERRITORY
from pages.components.selectors import choose_exercice

_LAST = f"garde_{TERRITORY}"  # the territory that the reader was last looking at


def choose_contract_year(visit: Visit, under_way: bool = False) -> tuple[ContractOption, int]:
    """The view stops, with what to do, where there is no contract or no exercice. It opens on the contract of the
    territory last looked at. `under_way`: on the exercice under way, where there is one.
    """
    known = {o.id: o for o in contract_options(visit.store, visit.today)}
    if not known:
        st.warning("Aucun contrat n’est saisi.")
        st.stop()
    left, right = st.columns([3, 1])
    _follow_territory(visit, known)
    with left:
        chosen = known[choose(CONTRACT, "Contrat", list(known), next(iter(known)), lambda id: known[id].label)]
    st.session_state[_LAST] = chosen.territory
    if chosen.year is None:
        st.warning("Date de signature à renseigner : les exercices de ce contrat attendent.")
        st.stop()
    with right:
        year = choose_exercice(chosen.years, (chosen.under_way if under_way else None) or chosen.year)
    tell_replaced(CONTRACT, EXERCICE)
    return chosen, year


def _follow_territory(visit: Visit, known: dict[str, ContractOption]) -> None:
    """Turn to the contract of the territory asked for, or last looked at, unless a contract is asked for."""
    wanted = st.query_params.pop(TERRITORY, None) or st.session_state.get(_LAST)
    before = known.get(str(st.session_state.get(f"garde_{CONTRACT}")))
    if not wanted or CONTRACT in st.query_params or (before and before.territory == wanted):
        return
    own = next((o.id for o in known.values() if o.territory == wanted), None)
    if own is not None:
        st.session_state[f"garde_{CONTRACT}"] = own
        return
    name = next((t.name for t in visit.territories if t.id == wanted), None)
    if name is not None:
        instead = before or next(iter(known.values()))
        said = f"Aucun contrat n’est saisi pour « {name} » : voici « {instead.label} »."
        st.session_state[f"remplace_{CONTRACT}"] = (instead.id, said)


def contract_of_territory(visit: Visit, territory: str) -> str | None:
    """Of a territory that has several contracts, the one to show; None lets the one in force be found."""
    own = {o.id: o for o in contract_options(visit.store, visit.today) if o.territory == territory}
    if st.query_params.get(CONTRACT) not in own:
        st.query_params.pop(CONTRACT, None)
    if len(own) < 2:
        return None
    latest = max(own.values(), key=lambda o: (o.under_way is not None, o.years))
    return choose(CONTRACT, "Contrat", list(own), latest.id, lambda id: own[id].label)


def territory_of_contract(visit: Visit) -> None:
    """A link by contract opens its territory, in the views that are about a territory."""
    asked = {o.id: o.territory for o in contract_options(visit.store, visit.today)}.get(
        st.query_params.get(CONTRACT, "")
    )
    if asked and TERRITORY not in st.query_params:
        st.query_params[TERRITORY] = asked
