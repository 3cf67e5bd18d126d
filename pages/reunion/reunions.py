"""Réunions: running orders kept by name."""

from __future__ import annotations

import streamlit as st

from pages.components.guard import guard

visit = guard("Réunions", figures=False)
for info in visit.territories:
    st.page_link("pages/reunion/projeter.py", label=f"Projeter – {info.label}", query_params={"territoire": info.id})
