"""Territoires: create a territory or change one: its communes, its name, what is said of its perimeter."""

from __future__ import annotations

import streamlit as st

from boussole.questions.perimeters import other_perimeter_facts, overlap_facts, people_facts, piece_facts
from boussole.questions.territories import territories
from boussole.questions.territory_editing import NEW
from boussole.questions.territory_lists import communes_table, history
from pages.components import selectors
from pages.components.choice import choose, tell_replaced
from pages.components.guard import guard
from pages.components.table_panel import show_table
from pages.components.territory_communes import show_lists, show_pasting
from pages.components.territory_draft import as_typed, current, field
from pages.components.territory_fields import show_fields
from pages.components.territory_picking import choose_departement, show_picking
from pages.components.territory_saving import EDITED, show_answer, show_saving
from pages.components.text import facts

visit = guard("Territoires", figures=False, empty=True)

everyone = territories(visit.store, retired=True)
names = {NEW: "Créer un nouveau territoire"} | {t.id: t.label + (" – retiré" if t.retired else "") for t in everyone}
kept = str(st.session_state.get(f"garde_{selectors.TERRITORY}", ""))
with st.columns([3, 2])[0]:
    id = choose(EDITED, "Territoire à créer ou à modifier", list(names), kept if kept in names else NEW, names.get)
tell_replaced(EDITED)
edited = current(visit, id)
show_answer(as_typed(id), id)

on_map, beside = st.columns([3, 2])
with beside:
    st.text_input("Nom du territoire", edited.name, key=field(id, "name"), max_chars=120)
    here = visit.territories[0].departement if visit.territories else None
    departement = choose_departement(edited, id, here)
    show_lists(edited, id, departement)
    facts(people_facts(edited.communes, as_typed(id).published_population))
with on_map:
    show_picking(edited, id, departement)
    facts([*overlap_facts(edited.communes, visit.territories, edited.id), *piece_facts(edited.communes),
           *other_perimeter_facts(visit.store, edited.id, edited.communes)])  # fmt: skip

show_pasting(edited, id)
show_fields(edited, id)
show_saving(visit, as_typed(id), id)

if edited.communes:
    with st.expander(f"Communes choisies ({len(edited.communes)})"):
        show_table(communes_table(edited.communes), f"{edited.id or NEW}-communes")
if edited.id:
    with st.expander("Historique : qui a changé quoi, et quand"):
        show_table(history(visit.store, edited.id), f"{edited.id}-historique")
