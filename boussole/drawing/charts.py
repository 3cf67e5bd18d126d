"""What the charts of the screen share: French numbers, type sizes, wrapped titles, plotly's few words in French."""

from __future__ import annotations

import textwrap
from typing import Any

import plotly.graph_objects as go

from boussole.drawing import palette
from boussole.drawing.markup import text
from boussole.drawing.screen import PLOTLY_CONFIG
from boussole.french import NNBSP, spaced


def chart_config(file_name: str) -> dict[str, Any]:
    """Plotly's settings: its own picture button, in French, with a file name of ours."""
    picture = {"format": "png", "scale": 2, "filename": f"boussole-{file_name}"}
    return PLOTLY_CONFIG | {"toImageButtonOptions": picture}


def dressed(figure: go.Figure, inks: palette.Inks, height: int, top: int = 40) -> go.Figure:
    """The layout that every chart has."""
    figure.update_layout(
        separators=f",{NNBSP}",
        height=height,
        margin={"l": 10, "r": 20, "t": top, "b": 10},
        legend={
            "orientation": "h", "y": 1, "yanchor": "bottom", "x": 0, "xanchor": "left",
            "font": {"size": 13, "color": inks.text},
        },
        hoverlabel={"align": "left"},
        font={"size": 13, "color": inks.text},
        dragmode=False,
    )  # fmt: skip
    return figure


def suffix(unit: str) -> str:
    """What follows the numbers of an axis; other units than % are in its title."""
    return f"{NNBSP}%" if unit == "%" else ""


def wrapped(words: str, width: int) -> str:
    """Inert text on lines of `width` signs at most; no line starts with « : » or « % »."""
    return "<br>".join(text(line) for line in textwrap.wrap(spaced(words), width)) or " "


def shortened(words: str, width: int) -> str:
    """Inert text, cut with « … » where it would push the chart out of the screen; the whole is in the hover."""
    return text(words if len(words) <= width else words[: width - 1].rstrip() + "…")


def hover(title: str, lines: tuple[str, ...]) -> str:
    return f"<b>{text(title)}</b>" + "".join(f"<br>{wrapped(line, 70)}" for line in lines)


def faded(colour: str, opacity: float) -> str:
    """`#rrggbb` as a see-through colour: bands let the grid and each other be seen."""
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return f"rgba({red},{green},{blue},{opacity})"
