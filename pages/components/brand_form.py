"""How the CPTS signs its documents: its name, its colour, its logo."""

from __future__ import annotations

import streamlit as st

from boussole.deck import Brand
from boussole.questions.brands import brand, brand_revision, save_brand
from boussole.questions.measures import Refused
from boussole.questions.meeting_editing import told
from boussole.questions.opening import Store
from pages.components.author import signed
from pages.components.meeting_lines import SIGN
from pages.components.text import escaped


def show_brand(store: Store, territory: str) -> None:
    """Kept for the territory: every file of its meetings bears it."""
    now, revision = brand(store, territory), brand_revision(store, territory)
    with st.form(f"marque-{territory}-{revision}"):
        left, right = st.columns([3, 1])
        name = left.text_input("Nom sur les documents", now.name, max_chars=80, placeholder="Celui du territoire")
        colour = right.color_picker("Couleur", now.colour)
        file = st.file_uploader("Logo (PNG ou JPEG, 1 Mo au plus)", ["png", "jpg", "jpeg"])
        drop = st.checkbox("Retirer le logo", disabled=not now.logo) if now.logo else False
        if st.form_submit_button("Enregistrer") and (author := signed(SIGN)):
            logo = file.getvalue() if file else b"" if drop else now.logo
            try:
                told(author, lambda: save_brand(store, territory, Brand(name, colour, logo), author, revision))
            except Refused as refused:
                st.error(escaped(str(refused)))
            else:
                st.rerun()
    if now.logo:
        st.image(now.logo, "Logo enregistré", width=160)
