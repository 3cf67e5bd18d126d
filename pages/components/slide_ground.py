"""The presentation on a light or a dark ground, and the way out of it."""

from __future__ import annotations

from urllib.parse import urlencode

import streamlit as st

from boussole.drawing.markup import text as html_text


def leave() -> None:
    """Back to the list. A background that was chosen is in the address, with Streamlit's bare page: leaving it takes a
    plain link."""
    if st.context.is_embedded:
        st.html('<p><a class="bsl-leave" href="reunions" target="_self">Quitter</a></p>', width="content")
    else:
        st.page_link("pages/reunion/reunions.py", label="Quitter", width="content")


def backgrounds() -> None:
    """Light or dark, whatever this computer prefers: Streamlit's own way is in the address."""
    here = urlencode([(n, v) for n in st.query_params for v in st.query_params.get_all(n)])
    links = "".join(
        f'<a href="?{html_text(here)}&amp;embed=true&amp;embed_options={name}_theme" target="_self">{label}</a>'
        for name, label in (("light", "Fond clair"), ("dark", "Fond sombre"))
    )
    st.html(f'<p class="bsl-backgrounds">{links}</p>')
