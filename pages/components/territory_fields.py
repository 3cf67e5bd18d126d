"""What is written of a territory beside its communes: published population, note, supposed or not, published or not."""

from __future__ import annotations

import streamlit as st

from boussole.questions.territory_editing import Draft
from pages.components.territory_draft import field


def show_fields(edited: Draft, id: str) -> None:
    population, note = st.columns(2)
    words = "Population publiée (telle que l’écrit un document)"
    population.text_input(words, edited.published_population, key=field(id, "published_population"), max_chars=120)
    note.text_input("Note (d’où vient le périmètre…)", edited.note, key=field(id, "note"), max_chars=600)
    words = "Périmètre supposé : la liste officielle des communes n’est pas connue"
    st.checkbox(words, edited.assumed, key=field(id, "assumed"))
    st.checkbox(
        "Territoire publié : ses chiffres peuvent figurer dans des documents diffusés",
        edited.published,
        key=field(id, "published"),
        help="Le secret statistique des documents diffusés est calculé pour l’ensemble des territoires publiés. "
        "Décochez pour un périmètre à l’étude.",
    )
