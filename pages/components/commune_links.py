"""The communes of a territory, each a link to its sheet: in alphabetical order, never ranked."""

from __future__ import annotations

import html
from collections.abc import Iterable

import streamlit as st

from boussole.drawing.markup import text as html_text
from boussole.questions.commune_sheet import Neighbour, communes_of
from boussole.questions.territories import TerritoryInfo
from pages.components.links import address

MANY = 150  # beyond, the list is chosen from in the commune's own view


def show_communes(info: TerritoryInfo) -> None:
    """A door to each commune's sheet."""
    known = communes_of(info)
    if not known:
        return
    st.subheader("Les communes")
    if len(known) > MANY:
        st.page_link("pages/explorer/commune.py", label="Choisir une commune")
    else:
        link_list(known, info.id)


def link_list(communes: Iterable[Neighbour], territory: str) -> None:
    """Communes by name: a link for those of the territory, a name and where it is for the others."""
    items = "".join(
        f'<li><a href="{html.escape(address("commune", territory, commune=c.code))}" target="_self">'
        f"{html_text(c.name)}</a></li>"
        if c.member
        else f"<li>{html_text(f'{c.name} ({c.where})')}</li>"
        for c in communes
    )
    st.html(f'<ul class="bsl-communes">{items}</ul>')
