"""What stands around a slide's panels: the message, where one is in the meeting, what is said beside, the source."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from boussole.deck import Deck, Slide
from boussole.drawing.markup import text as html_text
from boussole.drawing.projection import text_lines

_ROOM, _LINE, _LEAST = 66.0, 3.9, 30.0  # hundredths of the screen: for a chart alone, taken by a line of text, kept
_STYLE = Path(__file__).with_name("reunion.css")


def show_head(deck: Deck, slide: Slide) -> None:
    st.html(_STYLE)
    room = max(_ROOM - _LINE * text_lines(slide), _LEAST)
    st.html(f"<style>.stApp {{ --bsl-room: {room:.0f}vh; }}</style>")
    where = " · ".join(t for t in (deck.title, deck.subtitle) if t)
    st.html(
        f'<div class="bsl-slide-head"><p>{html_text(slide.section)}</p><p>{html_text(where)}</p></div>'
        f'<h1 class="bsl-slide-message">{html_text(slide.message)}</h1>'
    )


def show_texts(slide: Slide) -> None:
    """What is said beside the panels, and what they rest on."""
    items = "".join(f"<li>{html_text(line)}</li>" for line in slide.lines if line)
    comment = f'<p class="bsl-slide-comment">{html_text(slide.comment)}</p>' if slide.comment else ""
    if items or comment:
        st.html(f'<div class="bsl-slide-texts">{comment}{f"<ul>{items}</ul>" if items else ""}</div>')
    if slide.method:
        st.html(f'<p class="bsl-slide-source">{html_text(slide.method[0])}</p>')
