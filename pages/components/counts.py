"""A few numbers in large, each with what it counts."""

from __future__ import annotations

from collections.abc import Iterable

import streamlit as st

from boussole.drawing.markup import text as html_text


def show_counts(counts: Iterable[tuple[str, str]]) -> None:
    """`counts`: what is counted, and its number, both ready to print."""
    cells = "".join(f"<div><dt>{html_text(name)}</dt><dd>{html_text(said)}</dd></div>" for name, said in counts)
    st.html(f'<dl class="bsl-counts">{cells}</dl>')
