"""What a chart's picture carries and its screen says elsewhere: title, source, period, champ, who may see it.

Plotly makes the picture in the reader's browser, from the figure alone. So the figure holds these texts, in the first
annotation and the title; on the screen a style sheet (pages/components/boussole.css) hides them, because the view
writes them around the chart as real text. Pure; every text is escaped.
"""

from __future__ import annotations

import re
import textwrap
import unicodedata
from typing import Any

import plotly.graph_objects as go

from boussole.disclosure import Audience
from boussole.drawing import palette
from boussole.drawing.markup import text
from boussole.drawing.screen import PLOTLY_CONFIG
from boussole.french import spaced
from boussole.panels import Footer, mention

WIDTH = 1100  # pixels of the picture, before it is doubled
TITLE_ROOM, CAPTION_ROOM = 44, 86  # pixels; the style sheet takes the second back from the screen
_SIGNS = 165  # a line of the caption


def captioned(figure: go.Figure, title: str, footer: Footer, inks: palette.Inks, place: str = "") -> go.Figure:
    """The same figure (changed in place), ready to become a picture. `place`: the territory, where the title does not
    name it. A chart shows what the screen does: its picture is a working document, and says so.
    """
    lines = textwrap.wrap(spaced(footer.text), _SIGNS, break_on_hyphens=False)[:3]
    said = "<br>".join([*(text(line) for line in lines), f"<b>{text(mention(Audience.INTERNAL))}</b>"])
    caption = {
        "text": said,
        "xref": "paper",
        "yref": "paper",
        "x": 0,
        "y": 0,
        "xanchor": "left",
        "yanchor": "top",
        "yshift": -34,  # under the names of the axis
        "align": "left",
        "showarrow": False,
        "font": {"size": 11, "color": inks.text},
    }
    margin = figure.layout.margin
    figure.layout.annotations = [caption, *figure.layout.annotations]  # `update_layout` would mix them up
    figure.update_layout(
        title={
            "text": f"<b>{text(title)}</b>" + (f" – {text(place)}" if place else ""),
            "x": 0,
            "xref": "paper",
            "y": 1,
            "yref": "container",
            "yanchor": "top",
            "pad": {"t": 10},
            "font": {"size": 17, "color": inks.text},
        },
        margin={"t": (margin.t or 40) + TITLE_ROOM, "b": (margin.b or 30) + CAPTION_ROOM},
        height=(figure.layout.height or 330) + TITLE_ROOM + CAPTION_ROOM,
        paper_bgcolor=inks.background,
        plot_bgcolor=inks.background,
    )
    return figure


def picture_config(figure: go.Figure, title: str) -> dict[str, Any]:
    """Plotly's settings for a captioned figure: one button, in French, and the picture's size and file name."""
    options = {
        "format": "png",
        "scale": 2,
        "width": WIDTH,
        "height": figure.layout.height,
        "filename": f"boussole-{slug(title)}",
    }
    return PLOTLY_CONFIG | {"toImageButtonOptions": options}


def slug(title: str) -> str:
    """A file name out of a title: « Vaccination ROR à 2 ans » → `vaccination-ror-a-2-ans`."""
    bare = unicodedata.normalize("NFD", title.replace("œ", "oe")).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", bare.lower()).strip("-")[:60] or "graphique"
