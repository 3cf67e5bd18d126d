"""Says that what is shown is demonstration data, and what of it is published or simulated."""

from __future__ import annotations

from collections.abc import Iterable

import streamlit as st

from boussole.drawing.markup import text as html_text

PREFIX = "Données de démonstration"


def demo_banner(demonstration: bool, notes: Iterable[str]) -> list[str]:
    """Show the banner when needed; give back the notes that it has not said."""
    lines = list(notes)
    if not demonstration:
        return lines
    said = [n for n in lines if n.startswith(PREFIX)] or [
        f"{PREFIX} : des valeurs publiées et des valeurs simulées, dites auprès de chacune."
    ]
    st.html(f'<div class="bsl-demo" role="note">{"".join(f"<p>{html_text(n)}</p>" for n in said)}</div>')
    return [n for n in lines if n not in said]
