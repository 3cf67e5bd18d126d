"""Runs a step of an import while the page waits: it shows its progress, and dies when the reader abandons or leaves."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st

from pages.components.import_outcome import Outcome
from pages.components.import_process import ImportProcess


def run(arguments: Sequence[str], author: str = "", on_abandon: Callable[[], None] | None = None) -> Outcome:
    """The command's answer. With `on_abandon`, a button stops it: the view runs again, after that call."""
    place = st.empty()
    with place.container():
        bar = st.progress(0.0, text="Démarrage…")
        if on_abandon is not None:
            st.button("Abandonner", key="abandonner", on_click=on_abandon)
    with ImportProcess(arguments, author) as process:
        while process.running(0.1):
            step, share = process.progress()
            # Each message to the browser is where Streamlit stops us, and the child with us, if the reader has left.
            bar.progress(share, text=f"{step or 'Démarrage'}…")
        place.empty()
        return process.outcome()
