"""The facts of a line, as they are typed: values, what was done, proof, status, note."""

from __future__ import annotations

from typing import Any

import streamlit as st

from boussole.questions.measure_desk import KNOWN_STATUS, STATES, Facts, TypedValue, facts_of, save_facts
from boussole.questions.measures import Refused
from boussole.questions.opening import Store
from boussole.questions.session import SessionLine
from pages.components.author import signed
from pages.components.draft_form import draft, saved
from pages.components.session_line import SAID, thing
from pages.components.text import escaped, notes

_TEXTS = ("realised", "status", "proof", "note")


def show_facts(store: Store, id: str, year: int, line: SessionLine) -> None:
    now = facts_of(store, id, year, line.id)
    key, read = draft(thing(id, year, line), "faits", line.revision, "realised")
    with st.form(f"faits-{key}"):
        for value in now.values:
            _value(value, key)
        st.text_area("Réalisé : ce qui a été fait, imprimé à côté du chiffre", now.realised, key=f"realised-{key}",
                     height=100, max_chars=1000)  # fmt: skip
        left, right = st.columns([1, 2])
        known = list(KNOWN_STATUS)
        left.selectbox("Statut avant décision", known, known.index(now.status), KNOWN_STATUS.__getitem__,
                       key=f"status-{key}")  # fmt: skip
        right.text_input("Preuve : un lien, ou le nom d’un fichier", now.proof, key=f"proof-{key}", max_chars=300)
        st.text_input("Note", now.note, key=f"note-{key}", max_chars=300)
        st.form_submit_button("Enregistrer", on_click=_save, args=(store, id, year, line, now, key, read))


def _value(value: TypedValue, key: str) -> None:
    name, end = value.label or "Valeur", f"{value.criterion}-{key}"
    if value.observations:
        _observation(value, name, end)
    elif value.source:
        notes([f"{name} : {value.source}."])
    elif value.worded:
        known = list(STATES)
        st.selectbox(escaped(name), known, known.index(value.state), STATES.__getitem__, key=f"state-{end}")
    else:
        left, middle, right = st.columns([2, 1, 1])
        unit = f" ({value.unit})" if value.unit else ""
        left.text_input(escaped(f"{name}{unit}"), value.number, key=f"number-{end}")
        middle.date_input("du", value.start, format="DD/MM/YYYY", key=f"start-{end}")
        right.date_input("au", value.end, format="DD/MM/YYYY", key=f"end-{end}")


def _observation(value: TypedValue, name: str, end: str) -> None:
    """An indicator's: the last of the exercice, unless another is chosen for a reason."""
    left, right = st.columns([1, 2])
    options = (None, *value.observations)
    at = options.index(value.chosen) if value.chosen in options else 0
    left.selectbox(escaped(f"{name} : observation"), options, at,
                   lambda p: p.label if p else "la dernière de l’exercice", key=f"chosen-{end}")  # fmt: skip
    right.text_input("Motif, si une autre est choisie", value.reason, key=f"reason-{end}")


def _save(store: Store, id: str, year: int, line: SessionLine, now: Facts, key: str, read: int) -> None:
    if not (author := signed("seance")):
        return
    fields = ("number", "state", "start", "end", "chosen", "reason")
    values: dict[int, dict[str, Any]] = {}
    for v in now.values:
        said = {f: st.session_state[k] for f in fields if (k := f"{f}-{v.criterion}-{key}") in st.session_state}
        if said:
            before = {"number": v.number, "state": v.state, "start": v.start, "end": v.end, "reason": v.reason}
            values[v.criterion] = before | said
    texts = {t: str(st.session_state[f"{t}-{key}"]) for t in _TEXTS}
    try:
        revision = save_facts(store, id, year, line.id, author, read, values, texts)
    except Refused as refused:
        st.session_state[SAID] = (False, str(refused))
    else:
        saved(thing(id, year, line), "faits", revision)
        st.session_state[SAID] = (True, f"{line.label} : enregistré.")
