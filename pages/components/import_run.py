"""A command of the import under way for a session: the view that asked for it shows its progress, and can abandon it.

It survives a redraw of the view (a map that settles, a box ticked), and dies when abandoned or with the session.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence

import streamlit as st

from pages.components.import_outcome import Outcome
from pages.components.import_process import ImportProcess


class Task:
    """One run of `python -m etl`, started at once."""

    def __init__(self, arguments: Sequence[str], author: str = "") -> None:
        self._process = ImportProcess(arguments, author)
        self._process.__enter__()

    def follow(self, on_abandon: Callable[[], None] | None = None) -> Outcome:
        """The command's answer, once it has ended. With `on_abandon`, a button calls it and draws the view again."""
        place = st.empty()
        with place.container():
            bar = st.progress(0.0, text="Démarrage…")
            if on_abandon is not None:
                st.button("Abandonner", key="abandonner", on_click=on_abandon)
        while self._process.running(0.1):
            step, share = self._process.progress()
            bar.progress(share, text=f"{step or 'Démarrage'}…")  # where Streamlit stops us to draw the view again
        place.empty()
        outcome = self._process.outcome()
        self.stop()
        return outcome

    def stop(self) -> None:
        """Kill it if it still runs; nothing of it is left on the disk."""
        self._process.__exit__(None, None, None)

    def __del__(self) -> None:
        with contextlib.suppress(Exception):  # the interpreter may be closing
            self.stop()
