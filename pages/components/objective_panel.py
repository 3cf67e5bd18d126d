"""One objective of the contract on the screen: its state in words, its numbers, its trajectory."""

from __future__ import annotations

import streamlit as st

from boussole.drawing.markup import text as html_text
from boussole.questions.progression import ObjectiveProgress
from pages.components.text import notes
from pages.components.trajectory_panel import show_trajectory


def show_objective(objective: ObjectiveProgress, key: str) -> None:
    with st.container(border=True):
        observed = objective.observed + (f" ({objective.observed_period})" if objective.observed_period else "")
        gap = f", écart {objective.gap}" if objective.gap else ""
        numbers = (
            ("Valeur initiale", objective.initial),
            ("Cible de l’exercice", objective.target),
            ("Observé", observed),
            ("Situation", objective.state_text + gap),
        )
        cells = "".join(f"<div><dt>{html_text(n)}</dt><dd>{html_text(v)}</dd></div>" for n, v in numbers)
        st.html(
            f'<div class="bsl-objective"><h4>{html_text(objective.label)}</h4>'
            f'<dl class="bsl-{objective.state.replace("_", "-")}">{cells}</dl></div>'
        )
        if objective.panel is not None:
            show_trajectory(objective.panel, key)
        notes(n[:1].upper() + n[1:] for n in objective.notes)
