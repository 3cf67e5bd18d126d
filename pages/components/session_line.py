"""One line of the séance: what is known, what each party proposes, and the form that retains."""

from __future__ import annotations

from dataclasses import fields

import streamlit as st

from boussole.french import euros
from boussole.questions.measures import Refused
from boussole.questions.opening import Store
from boussole.questions.session import SessionLine
from boussole.questions.session_desk import STATUSES, Written, retain, take_back, written
from pages.components.author import signed
from pages.components.text import escaped, facts

SAID = "seance_reponse"


def show_line(line: SessionLine) -> None:
    """The facts of a line, in the order in which a committee reads them."""
    facts([
        f"Cible : {line.target}",
        f"Valeur : {line.observed}",
        f"Taux mesuré {line.rate_measured}, calculé {line.rate_computed}, retenu {line.rate_retained}",
        f"Maximum {euros(line.maximum)}, calculé {euros(line.computed)}, retenu {euros(line.retained)}",
        *(f"{party} propose {what}" + (f" : {why}" if why else "") for party, what, why in line.proposals),
        f"Réalisé : {line.realised}" if line.realised else "",
        f"Preuve : {line.proof}" if line.proof else "",
    ])  # fmt: skip
    for warning in line.warnings:
        st.warning(escaped(warning))


def show_form(store: Store, id: str, year: int, line: SessionLine) -> None:
    """What is left empty is retained as computed. The fields are those of the revision read: saved by another, they
    are drawn anew."""
    now = written(store, id, year, line.id)
    key = f"{id}-{year}-{line.id}-{line.revision}"
    with st.form(f"ligne-{key}"):
        left, middle, right = st.columns(3)
        left.selectbox("Statut", list(STATUSES), list(STATUSES).index(now.status),
                       format_func=lambda s: STATUSES[s], key=f"status-{key}")  # fmt: skip
        middle.text_input("Taux retenu, en % (vide : le calculé)", now.rate, key=f"rate-{key}")
        right.text_input("Montant retenu, en € (vide : selon le taux)", now.amount, key=f"amount-{key}")
        with left:
            st.text_input("Numérateur retenu", now.numerator, key=f"numerator-{key}")
        middle.text_input("Dénominateur retenu", now.denominator, key=f"denominator-{key}")
        right.checkbox("Décision remise à plus tard", now.pending, key=f"pending-{key}")
        st.text_area("Motif, si le retenu n’est pas le calculé", now.reason, key=f"reason-{key}", height=80)
        st.form_submit_button("Retenir", type="primary", on_click=_retain, args=(store, id, year, line, key))
    if line.decided:
        st.button("Reprendre la décision : la ligne est de nouveau à décider", key=f"reprendre-{key}",
                  on_click=_take_back, args=(store, id, year, line))  # fmt: skip


def _retain(store: Store, id: str, year: int, line: SessionLine, key: str) -> None:
    said = Written(**{f.name: st.session_state[f"{f.name}-{key}"] for f in fields(Written)})
    if not (author := signed("seance")):
        return
    try:
        retain(store, id, year, line, author, said)
        st.session_state[SAID] = (True, f"{line.label} : retenu.")
    except Refused as refused:
        typed = ", ".join(t for t in (said.rate, said.amount, said.reason) if t)
        st.session_state[SAID] = (False, f"{refused}" + (f" Vous aviez écrit : {typed}." if typed else ""))


def _take_back(store: Store, id: str, year: int, line: SessionLine) -> None:
    if not (author := signed("seance")):
        return
    try:
        take_back(store, id, year, line, author)
        st.session_state[SAID] = (True, f"{line.label} : à décider de nouveau.")
    except Refused as refused:
        st.session_state[SAID] = (False, str(refused))
