"""From a slide to another: Right, Left, PageDown and PageUp (a clicker's keys), or the contents. The slide is in the
URL, so that a reload changes nothing.
"""

from __future__ import annotations

import streamlit as st

from boussole.deck import Deck, Slide
from boussole.drawing.markup import text as html_text
from pages.components.parameters import AUDIENCE, SLIDE, SNAPSHOT, WORKING
from pages.components.slide_ground import backgrounds, leave
from pages.components.text import escaped


def asked_slide(screens: list[Slide]) -> int:
    """The rank of the slide that the link asks for; the first when it is no longer there."""
    asked = st.query_params.get(SLIDE, "")
    known = [s.key for s in screens]
    for key in (asked, asked.partition("~")[0]):
        if key in known:
            return known.index(key)
    return 0


def show_foot(deck: Deck, screens: list[Slide], rank: int) -> None:
    """The bar under the slide: what the figures are, the contents, back, on, and out."""
    said = [deck.as_of[:1].upper() + deck.as_of[1:], deck.meeting, deck.mention]
    with st.container(key="bsl-slide-foot", horizontal=True, vertical_alignment="center"):
        st.html(f"<p>{html_text(' · '.join(t for t in said if t))}</p>", width="stretch")
        _step("Précédente", "Left", screens, rank - 1)
        st.html(f'<p class="bsl-slide-rank">{rank + 1} / {len(screens)}</p>', width="content")
        _step("Suivante", "Right", screens, rank + 1)
        _contents(deck, screens, rank)
        leave()
    with st.container(key="bsl-clicker"):  # the same steps for a clicker's keys; not drawn
        _step("Diapositive précédente", "PageUp", screens, rank - 1)
        _step("Diapositive suivante", "PageDown", screens, rank + 1)


def _step(label: str, shortcut: str, screens: list[Slide], to: int) -> None:
    there = 0 <= to < len(screens)
    key = screens[to].key if there else ""
    st.button(label, key=f"{shortcut}-diapo", shortcut=shortcut, disabled=not there, on_click=_go, args=(key,))


def _contents(deck: Deck, screens: list[Slide], rank: int) -> None:
    with st.popover("Sommaire", key="sommaire"):
        for name, slides in deck.sections:
            st.markdown(f"**{escaped(name)}**")
            for slide in slides:
                here = screens[rank].key.partition("~")[0] == slide.key
                st.button(
                    escaped(slide.message), key=f"vers-{slide.key}", type="primary" if here else "tertiary",
                    on_click=_go, args=(slide.key,),
                )  # fmt: skip
        backgrounds()
        if not st.query_params.get(SNAPSHOT):
            st.toggle(
                "Document de travail CPTS–CPAM–ARS : montrer ce que la diffusion masque",
                st.query_params.get(AUDIENCE) == WORKING, key="public-reunion", on_change=_reveal,
            )  # fmt: skip


def _go(key: str) -> None:
    st.query_params[SLIDE] = key


def _reveal() -> None:
    if st.session_state["public-reunion"]:
        st.query_params[AUDIENCE] = WORKING
    else:
        st.query_params.pop(AUDIENCE, None)
