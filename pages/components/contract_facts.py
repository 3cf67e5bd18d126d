"""The facts of a contract: signature, size, barème, notes. Each may be missing; what depends on it then waits."""

from __future__ import annotations

import streamlit as st

from boussole.questions.contract_cells import YES_NO
from boussole.questions.contract_editing import Contract, parameters_of, with_facts
from boussole.questions.contract_saving import bareme_names, suggested
from boussole.questions.measures import Refused
from boussole.questions.opening import Store
from boussole.questions.session_desk import as_typed
from pages.components.text import notes

_AS_SCALE = "Vide : celle du barème."
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
    said_parameters = _parameters(start, key)
    try:
        facts = {"signed": signed or None, "size": size, "bareme": bareme, "source": source, "note": note}
        return with_facts(start, **facts, parameters=parameters_of(**said_parameters))
    except Refused as refused:
        problems.append(str(refused))
        return start


def _parameters(start: Contract, key: str) -> dict[str, str]:
    """What the known texts leave open, or what this contract sets otherwise; empty: as the barème says."""
    held = start.parameters
    with st.expander("Paramètres de paiement"):
        left, middle, right = st.columns(3)
        operating = left.text_input(
            "Avance de fonctionnement, en %", as_typed(held.operating_advance), key=f"avance-{key}", help=_AS_SCALE
        )
        fixed = middle.text_input(
            "Avance de part fixe, en %", as_typed(held.fixed_advance), key=f"avance-fixe-{key}", help=_AS_SCALE
        )
        words = list(YES_NO.values())
        halved = right.selectbox("Fléchée et compensation partagées en parts fixe et variable", words,
                                 words.index(YES_NO[held.earmarked_halved]), key=f"moitie-{key}")  # fmt: skip
    return {"operating": operating, "fixed": fixed, "halved": halved}
