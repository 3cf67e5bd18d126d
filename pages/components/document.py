"""A document of docs/ on the screen, the same file as in the repository; a link to another one opens its view."""

from __future__ import annotations

import re
from pathlib import Path

import streamlit as st

DOCS = Path(__file__).parents[2] / "docs"


def show_document(name: str) -> None:
    text = (DOCS / name).read_text(encoding="utf-8")
    st.markdown(re.sub(r"\]\((guide|methode)\.md(#[^)]*)?\)", r"](\1\2)", text))
