"""Réunions: build a running order, keep it by name, project it, hand it out, freeze it."""

from __future__ import annotations

import streamlit as st

from boussole.french import plural
from boussole.questions.meeting_editing import filled, label, lines
from pages.components.author import ask_author
from pages.components.brand_form import show_brand
from pages.components.guard import guard
from pages.components.meeting_choice import choose_order
from pages.components.meeting_deck import asked_audience, made
from pages.components.meeting_files import show_files
from pages.components.meeting_freeze import show_freeze
from pages.components.meeting_keep import show_day, show_keep
from pages.components.meeting_lines import SAID, SIGN, show_lines, show_text_form
from pages.components.meeting_links import show_links
from pages.components.text import escaped, notes

visit = guard("Réunions", figures=False)
order, revision = choose_order(visit)
deck = made(visit.store, order, asked_audience(), visit.today)

st.header(escaped(label(order)))
notes([f"{deck.title} – {deck.subtitle}", f"{plural(len(deck.slides), 'diapositive')}, {deck.as_of}."])
show_links(order)
if said := st.session_state.pop(SAID, ""):
    st.error(escaped(said))
ask_author("Qui prépare la réunion ? Une fonction ou des initiales", SIGN)
show_keep(visit.store, order if revision else filled(order, deck))
if revision:
    show_day(visit.store, order, revision)

st.subheader("Les panneaux, dans l’ordre")
kept = "Chaque vue a un bouton « Ajouter à la réunion ». Ici, on les ordonne, on les commente, on les retire."
notes([kept if revision else "L’ordre habituel suit le rapport du comité. Pour le changer, gardez-le sous un nom."])
show_lines(visit.store, order.id, revision, lines(order if revision else filled(order, deck), deck))
if revision:
    show_text_form(visit.store, order.id, revision)

st.subheader("Les fichiers")
show_files(visit, order)
if revision:
    st.subheader("Les instantanés")
    show_freeze(visit, order)
with st.expander("Nom, couleur et logo sur les documents"):
    show_brand(visit.store, order.territory)
