"""Mode réunion: one message a screen, no menu; the running order and the slide are in the URL."""

from __future__ import annotations

import streamlit as st

from pages.components.guard import guard
from pages.components.meeting_deck import asked_deck, screens
from pages.components.slide_frame import show_head, show_texts
from pages.components.slide_panel import show_panels
from pages.components.slide_steps import asked_slide, show_foot

visit = guard("Mode réunion", bare=True)
deck = asked_deck(visit)
shown = screens(deck)
if not shown:
    st.title("Aucun panneau")
    st.info("Cet ordre du jour est vide : ajoutez-y des panneaux depuis les vues, ou par la page des réunions.")
    st.page_link("pages/reunion/reunions.py", label="Voir les réunions")
    st.stop()

rank = asked_slide(shown)
slide = shown[rank]
show_head(deck, slide)
with st.container(key="bsl-slide-body"):
    if slide.panels:
        show_panels(slide.panels, slide.key)
    show_texts(slide)
show_foot(deck, shown, rank)
