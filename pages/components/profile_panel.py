"""A place's indicators on the screen, one a line, with their spine charts; strengths and points of vigilance."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import streamlit as st

from boussole.drawing import palette
from boussole.drawing.markup import text as html_text
from boussole.drawing.profile import profile_html, profile_legend_html
from boussole.panels import Profile
from pages.components.links import line_address
from pages.components.text import escaped


def show_profile(panel: Profile, territory: str, commune: str = "") -> None:
    """The lines, each with the links of its indicator; nothing where there is no line."""
    if panel.lines:
        link = partial(line_address, territory=territory, commune=commune)
        st.html(profile_html(panel, link, _inks()))


def show_profile_legend(*panels: Profile) -> None:
    """The key of several profiles of the same place, once."""
    lines = tuple(line for panel in panels for line in panel.lines)
    legend = profile_legend_html(Profile(panels[0].title, panels[0].whose, panels[0].line, lines), _inks())
    if legend:
        st.html(legend)


def show_highlights(strengths: Sequence[str], vigilance: Sequence[str]) -> None:
    """Side by side; said in words where there is none."""
    kinds = (("Points forts", strengths, "better"), ("Points de vigilance", vigilance, "worse"))
    for column, (title, sentences, kind) in zip(st.columns(2), kinds, strict=True):
        with column.container(border=True, height="stretch"):
            st.subheader(escaped(title))
            items = "".join(f"<li>{html_text(sentence)}</li>" for sentence in sentences)
            none = "<p>Aucun ne ressort : pas d’écart significatif et assez grand pour agir.</p>"
            st.html(f'<div class="bsl-highlights bsl-{kind}">{f"<ul>{items}</ul>" if items else none}</div>')


def _inks() -> palette.SpineInks:
    return palette.DARK_SPINE if st.context.theme.type == "dark" else palette.LIGHT_SPINE
