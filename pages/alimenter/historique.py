"""History: every lot, what it brought, what of it is in force; its values; undo it."""

from __future__ import annotations

import streamlit as st

from boussole.questions.lots import lot_facts, lot_values, lots, lots_table
from pages.components.choice import choose, tell_replaced
from pages.components.guard import guard
from pages.components.lot_undo import finish_undoing, offer_undo
from pages.components.table_panel import show_table
from pages.components.text import facts

SHOWN = 50

visit = guard("Historique des imports")

st.markdown(
    "Un fichier importé est un **lot**. La valeur affichée est toujours celle du dernier lot non annulé : un lot peut "
    "être annulé à tout moment, dans n’importe quel ordre, sans perdre les autres."
)
finish_undoing()
known = {str(x.id): x for x in lots(visit.store)}
if not known:
    st.info("Aucun fichier n’a encore été importé.")
    st.page_link("pages/alimenter/importer.py", label="Importer un fichier")
    st.stop()
if len(known) > SHOWN:
    st.info(f"Les {SHOWN} derniers lots sont affichés ; le fichier à télécharger les contient tous.")
show_table(lots_table(list(known.values())[:SHOWN]), "lots", complete=lots_table(known.values()))

lot = known[choose("lot", "Lot à regarder", list(known), next(iter(known)), lambda id: known[id].label)]
tell_replaced("lot")
facts(lot_facts(lot))
offer_undo(lot.id, bool(lot.undone))
with st.expander("Valeurs du lot", key=f"valeurs-{lot.id}", on_change="rerun") as values:
    if values.open:
        show_table(lot_values(visit.store, lot.id), f"lot_{lot.id}", working=True)
