"""« Copier le lien »: the address of the view as it is now, to send or to keep; what it opens is in the URL."""

from __future__ import annotations

from urllib.parse import urlencode, urlsplit

import streamlit as st

from pages.components.text import notes

_LOCAL = ("localhost", "127.0.0.1", "::1", "0.0.0.0")


@st.fragment
def copy_link() -> None:
    """A button; the link is made when it is opened, so that it is that of the choices then on the screen."""
    with st.popover("Copier le lien", key="lien", on_change="rerun") as opened:
        if not opened.open:
            return
        here = st.context.url or ""
        query = urlencode([(name, value) for name in st.query_params for value in st.query_params.get_all(name)])
        st.code(f"{here.partition('?')[0]}{'?' if query else ''}{query}", language=None, wrap_lines=True)
        notes(["Le bouton à droite de l’adresse la copie. Elle rouvre cette vue avec les mêmes choix."])
        if urlsplit(here).hostname in _LOCAL:
            notes(["Le programme tourne sur cet ordinateur : ce lien ne marche que sur lui."])
