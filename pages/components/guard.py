"""The call that every view starts with: who is there, and is there a base to read? Stops the view, with a French
sentence, when there is none. Security does not hang on the navigation: each view asks for itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

import streamlit as st

from boussole.disclosure import Audience
from boussole.drawing.markup import text as html_text
from boussole.panels import mention
from boussole.questions.opening import Store, StoreMissing, opened, store_address
from boussole.questions.territories import TerritoryInfo, territories
from pages.components.link import copy_link
from pages.components.meeting_links import meeting_mode
from pages.components.text import escaped


@dataclass(frozen=True)
class Visit:
    """What a view needs to answer: the store, its territories, today, and who asks."""

    store: Store
    version: str
    territories: tuple[TerritoryInfo, ...]
    today: date
    who: str


def guard(title: str, figures: bool = True, empty: bool = False, bare: bool = False) -> Visit:
    """Write the view's title, the button that gives its link and, where it shows `figures`, who may see them; open the
    store. The view ends here when it may not or cannot go on; `empty`: it goes on without any territory; `bare`: it
    writes its own title.
    """
    if not bare:
        _head(title, figures)
    who = identified()
    try:
        store = _kept_open(store_address())
        known = tuple(territories(store))
        version = store.version() or ""
    except StoreMissing as missing:
        st.warning(escaped(str(missing)))
        st.stop()
    except RuntimeError as refused:  # a base made by a later version of the program: the message is for people
        st.error(escaped(str(refused)))
        st.stop()
    if not known and not empty:
        st.warning("Aucun territoire n’est proposé. Créez-en un, ou chargez la démonstration par cette commande.")
        st.page_link("pages/alimenter/territoires.py", label="Créer un territoire")
        st.code("python -m etl init", language="shell")
        st.stop()
    return Visit(store, version, known, datetime.now().astimezone().date(), who)


def _head(title: str, figures: bool) -> None:
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="bottom"):
        st.title(title, width="content")
        with st.container(horizontal=True, horizontal_alignment="right", vertical_alignment="center"):
            meeting_mode()
            with st.container(width="content"):
                copy_link()
    if figures:
        st.html(f'<p class="bsl-internal">{html_text(mention(Audience.INTERNAL))}</p>')


def identified() -> str:
    """Who is there, for views that need no base (the guide) as for the others.

    Until sign-in exists, anyone on this machine; sign-in will refuse here, for every view at once.
    """
    return "utilisateur local"


@st.cache_resource(max_entries=4, show_spinner=False)
def _kept_open(address: str) -> Store:
    """One store for all visits: it keeps a reader of the version in force, and looks for a newer one by itself."""
    return opened()
