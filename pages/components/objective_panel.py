"""One objective of the contract on the screen: its state in words, its numbers, its trajectory."""

from __future__ import annotations

from collections.abc import Iterable

import streamlit as st

from boussole.drawing.markup import text as html_text
from boussole.panels import Trajectory
from boussole.questions.progression import ObjectiveProgress
from pages.components.text import facts, notes
from pages.components.trajectory_panel import show_trajectory


def show_objective(objective: ObjectiveProgress, panel: Trajectory, key: str) -> None:
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
        show_trajectory(panel, key)
        notes(n[:1].upper() + n[1:] for n in objective.notes)


def show_unmeasured(objectives: Iterable[ObjectiveProgress]) -> None:
    """Objectives without two points to draw: their line of the table says the rest."""
    lines = [f"{o.label} : {o.observed}" + (f" ({' ; '.join(o.notes)})" if o.notes else "") for o in objectives]
    if lines:
        notes(["Sans courbe, faute de deux valeurs chiffrées ; cible et situation sont dans le tableau :"])
        facts(lines)
