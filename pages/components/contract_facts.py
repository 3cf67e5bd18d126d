"""The facts of a contract: signature, size, barème, notes. Each may be missing; what depends on it then waits."""

from __future__ import annotations

import streamlit as st

from boussole.questions.contract_editing import Contract, with_facts
from boussole.questions.contract_saving import bareme_names, suggested
from boussole.questions.measures import Refused
from boussole.questions.opening import Store
from pages.components.text import notes

_SIZES = (None, 1, 2, 3, 4)


def edit_facts(store: Store, start: Contract, key: str, problems: list[str]) -> Contract:
    """The contract with its facts as they stand on the screen; what is refused goes to `problems`."""
    first, second, third = st.columns(3)
    signed = first.date_input(
        "Signé le (vide : à renseigner)", start.signed, format="DD/MM/YYYY", key=f"signature-{key}"
    )
    hint = suggested(store, start)
    said = f"La population suggère la taille {hint} ; le contrat décide." if hint else None
    size = second.selectbox("Taille", _SIZES, _SIZES.index(start.size), key=f"taille-{key}", help=said,
                            format_func=lambda s: f"taille {s}" if s else "à renseigner")  # fmt: skip
    names = bareme_names()
    bareme = third.selectbox("Barème", list(names), list(names).index(start.bareme) if start.bareme in names else 0,
                             lambda b: names[b], key=f"bareme-{key}")  # fmt: skip
    if said and size != hint:
        with second:
            notes([said])
    left, right = st.columns(2)
    source = left.text_input("Source (document, date)", start.source, key=f"source-{key}", max_chars=200)
    note = right.text_input("Note", start.note, key=f"note-{key}", max_chars=400)
    try:
        return with_facts(start, signed=signed or None, size=size, bareme=bareme, source=source, note=note)
    except Refused as refused:
        problems.append(str(refused))
        return start
