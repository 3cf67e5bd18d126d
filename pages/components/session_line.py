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
from pages.components.draft_form import draft, saved
from pages.components.text import escaped, facts

SAID = "seance_reponse"


def thing(id: str, year: int, line: SessionLine) -> str:
    """What the forms of a line are about."""
    return f"{id}-{year}-{line.id}"


def show_line(line: SessionLine) -> None:
    """The facts of a line, in the order in which a committee reads them."""
    st.markdown(f"#### {escaped(line.label)}")
    amounts = (("Maximum", line.maximum), ("Calculé", line.computed), ("Retenu", line.retained))
    for column, (name, cents) in zip(st.columns(3), amounts, strict=True):
        column.metric(name, euros(cents))
    facts([
        f"Cible : {line.target}",
        f"Valeur : {line.observed}",
        f"Taux mesuré {line.rate_measured}, calculé {line.rate_computed}, retenu {line.rate_retained}",
        f"Autre lecture, par ce qui a été mesuré : {line.other_reading}" if line.other_reading else "",
        *(f"{party} propose {what}" + (f" : {why}" if why else "") for party, what, why in line.proposals),
        f"Réalisé : {line.realised}" if line.realised else "",
        f"Preuve : {line.proof}" if line.proof else "",
    ])  # fmt: skip
    for warning in line.warnings:
        st.warning(escaped(warning))


def show_form(store: Store, id: str, year: int, line: SessionLine) -> None:
    """What is left empty is retained as computed."""
    now = written(store, id, year, line.id)
    key, read = draft(thing(id, year, line), "decision", line.revision, "status")
    with st.form(f"ligne-{key}"):
        left, middle, right = st.columns(3)
        left.selectbox("Statut", list(STATUSES), list(STATUSES).index(now.status),
                       format_func=lambda s: STATUSES[s], key=f"status-{key}")  # fmt: skip
        middle.text_input("Taux retenu, en % (vide : le calculé)", now.rate, key=f"rate-{key}")
        right.text_input("Montant retenu, en € (vide : selon le taux)", now.amount, key=f"amount-{key}")
        left.text_input("Numérateur retenu", now.numerator, key=f"numerator-{key}")
        middle.text_input("Dénominateur retenu", now.denominator, key=f"denominator-{key}")
        right.checkbox("Décision remise à plus tard", now.pending, key=f"pending-{key}")
        st.text_area("Motif, si le retenu n’est pas le calculé", now.reason, key=f"reason-{key}", height=80)
        st.form_submit_button("Retenir", type="primary", on_click=_retain,
                              args=(store, id, year, line, key, read))  # fmt: skip
    if line.decided:
        st.button("Reprendre la décision : la ligne est de nouveau à décider", key=f"reprendre-{key}",
                  on_click=_take_back, args=(store, id, year, line))  # fmt: skip


def _retain(store: Store, id: str, year: int, line: SessionLine, key: str, read: int) -> None:
    said = Written(**{f.name: st.session_state[f"{f.name}-{key}"] for f in fields(Written)})
    if not (author := signed("seance")):
        return
    try:
        now = retain(store, id, year, line.id, read, author, said)
    except Refused as refused:
        st.session_state[SAID] = (False, str(refused))
    else:
        saved(thing(id, year, line), "decision", now)
        st.session_state[SAID] = (True, f"{line.label} : retenu.")


def _take_back(store: Store, id: str, year: int, line: SessionLine) -> None:
    if not (author := signed("seance")):
        return
    try:
        now = take_back(store, id, year, line, author)
    except Refused as refused:
        st.session_state[SAID] = (False, str(refused))
    else:
        saved(thing(id, year, line), "decision", now)
        st.session_state[SAID] = (True, f"{line.label} : à décider de nouveau.")
