"""The map where a click takes a commune into the territory, or out of it. It stays where it is while one clicks."""

from __future__ import annotations

import streamlit as st
from streamlit_folium import st_folium

from boussole.drawing.markup import text as html_text
from boussole.drawing.picking import CHOSEN, LEFT_OUT, picking_frame, picking_layer
from boussole.questions.perimeters import main_departement
from boussole.questions.territory_editing import Draft, toggled
from boussole.questions.territory_lists import commune_choices, departement_choices, picker, picking_contours
from pages.components.territory_draft import as_typed, set_communes

HEIGHT = 460
_SEEN = "clics_vus"


def choose_departement(edited: Draft, id: str, here: str | None) -> str:
    """Around which département communes are offered: that of the territory, else `here`. The first communes of a new
    one (pasted, perhaps from elsewhere) bring their own.
    """
    known = departement_choices()
    start = main_departement(edited.communes) or here or next(iter(known))
    options = list(known)
    index = options.index(start) if start in known else 0
    return st.selectbox(
        "Département (pour la carte et les listes)",
        options,
        index,
        known.__getitem__,
        key=f"departement-{id}{'-choisi' if edited.communes else ''}",
    )


def show_picking(edited: Draft, id: str, departement: str) -> None:
    panel = picker(edited.communes, commune_choices(departement))
    contours = picking_contours(panel)
    st.html(f'<p class="bsl-hidden">{html_text(panel.alternative)}</p>')
    if contours.empty:
        st.info("Aucune commune de ce département n’a de contour : prenez-les dans la liste.")
        return
    # The frame depends on what is saved, not on the draft: a click must not move the map.
    saved = [str(c) for c in edited.read.get("communes", [])]
    focus = contours[contours["code"].isin(saved)]
    whole = contours[contours["code"].isin(list(commune_choices(departement)))]
    key = f"choix-{id}-{departement}-{edited.revision}"
    st_folium(
        picking_frame(whole if not whole.empty else contours, focus),
        key=key,
        height=HEIGHT,
        use_container_width=True,
        returned_objects=["last_active_drawing", "last_object_clicked_count"],
        feature_group_to_add=picking_layer(panel, contours),
        on_change=lambda: _clicked(key, id),
    )
    swatch = '<span class="bsl-swatch" style="background:{}" aria-hidden="true"></span>'
    st.html(
        f'<div class="bsl-legend"><ul><li>{swatch.format(CHOSEN)}<span>Dans le territoire</span></li>'
        f"<li>{swatch.format(LEFT_OUT)}<span>Hors du territoire</span></li>"
        f"<li>{html_text('Un clic ajoute ou retire une commune.')}</li></ul></div>"
    )


def _clicked(key: str, id: str) -> None:
    """The clicks since the last ones seen of this frame; the same answer may come again when the view is redrawn."""
    answer = st.session_state.get(key) or {}
    told = (answer.get("last_active_drawing") or {}).get("properties") or {}
    frame, picks = told.get("frame"), [str(c) for c in told.get("picks") or []]
    seen: dict[str, int] = st.session_state.setdefault(_SEEN, {})
    if frame and len(picks) > seen.get(frame, 0):
        new, seen[frame] = picks[seen.get(frame, 0) :], len(picks)
        set_communes(id, toggled(as_typed(id).communes, new))
