"""Text that may come from a file or a person, made safe for the screen: never put into Markdown or HTML unescaped."""

from __future__ import annotations

import re
from collections.abc import Iterable

import streamlit as st

from boussole.drawing.markup import text as html_text
from boussole.french import spaced

_MARKDOWN = re.compile(r"([!-/:-@\[-`{-~])")


def escaped(value: str) -> str:
    """Text for a Streamlit message: French spacing, and every sign that Markdown could read made inert."""
    return _MARKDOWN.sub(r"\\\1", spaced(value))


def notes(lines: Iterable[str]) -> None:
    """Sentences beside a figure: how to read it, what is supposed, what was simulated."""
    kept = [f"<p>{html_text(line)}</p>" for line in lines if line]
    if kept:
        st.html(f'<div class="bsl-notes">{"".join(kept)}</div>')


def facts(lines: Iterable[str]) -> None:
    """Short facts, as a list."""
    kept = [f"<li>{html_text(line)}</li>" for line in lines if line]
    if kept:
        st.html(f'<ul class="bsl-facts">{"".join(kept)}</ul>')
