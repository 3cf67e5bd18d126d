"""« Corriger » : how the file is read, what holds for the whole of it, what each column is; then check again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from boussole.questions.import_choices import indicator_options, source_options
from pages.components.guard import Visit
from pages.components.import_columns import choose_columns, type_period
from pages.components.import_layout import corrected, to_settle
from pages.components.import_outcome import Outcome
from pages.components.import_reading import read_otherwise
from pages.components.import_upload import Upload

MEANINGS = {
    "unknown": "non précisé : les deux lignes sont refusées",
    "whole": "la commune entière d’aujourd’hui",
    "part": "seulement l’ancienne partie qui porte ce code",
}


def show_corrections(visit: Visit, upload: Upload, outcome: Outcome) -> bool:
    """The correction form; says whether something on it has not been checked yet."""
    layout: Mapping[str, Any] | None = outcome.report.get("layout")
    unclear = layout is not None and not outcome.report.get("profile") and bool(to_settle(layout))
    open_ = bool(outcome.blocked) or unclear
    with st.expander("Corriger ce qui a été compris", expanded=open_, key=f"corriger-{upload.key}"):
        read_otherwise(upload, outcome)
        if layout is None:
            return False
        key = f"corrige-{upload.key}"
        whole = _whole_file(visit, layout, key)
        said = corrected(layout, choose_columns(layout, key), whole)
        pending = said != {**layout, "columns": [dict(c) for c in layout["columns"]]}
        st.button(
            "Vérifier de nouveau", on_click=upload.correct, args=(said,), disabled=not pending,
            type="primary" if pending else "secondary",
        )  # fmt: skip
    return pending


def _whole_file(visit: Visit, layout: Mapping[str, Any], key: str) -> dict[str, Any]:
    """What holds for every line: period, source, indicator, the territory of the Total line, merged communes."""
    left, middle, right = st.columns(3)
    sources, indicators = {"": "non précisée"} | source_options(), {"": "dit par les colonnes"} | indicator_options()
    places = {"": "celui qui a exactement ces communes"} | {t.id: t.name for t in visit.territories}
    with left:
        period = type_period("Période du fichier", layout.get("period"), f"{key}-periode", "dite par les colonnes")
        meaning = _pick("Un code de commune fusionnée désigne", MEANINGS, layout["today_code_means"], f"{key}-fusion")
    with middle:
        source = _pick("Source du fichier", sources, layout.get("source") or "", f"{key}-source")
        territory = _pick("Territoire de la ligne Total", places, layout.get("territory") or "", f"{key}-territoire")
    with right:
        indicator = _pick("Indicateur du fichier", indicators, layout.get("indicator") or "", f"{key}-indicateur")
    return {
        "period": period, "source": source, "indicator": indicator, "territory": territory, "today_code_means": meaning
    }  # fmt: skip


def _pick(label: str, words: Mapping[str, str], held: str, key: str) -> str:
    options = list(words) if held in words else [held, *words]
    return str(st.selectbox(label, options, options.index(held), lambda i: words.get(i, i), key=key))
