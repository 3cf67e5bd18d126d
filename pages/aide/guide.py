"""Guide: the users' guide, the same file as in the repository."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from pages.components.guard import identified

GUIDE = Path(__file__).parents[2] / "docs" / "guide.md"

identified()
st.markdown(GUIDE.read_text(encoding="utf-8"))
