"""Files to take away. Nothing is computed before the click. Figures leave in *diffusion* unless the reader chooses
otherwise, in full view; the working document then says so itself.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import streamlit as st

from boussole.disclosure import Audience
from pages.components.text import notes

_LABEL = {
    Audience.DIFFUSION: "Diffusion : tout le monde peut le voir",
    Audience.INTERNAL: "Usage interne : CPTS, CPAM et ARS seulement",
}
_SUFFIX = {Audience.DIFFUSION: "-diffusion", Audience.INTERNAL: "-usage-interne"}


@dataclass(frozen=True)
class Download:
    """One format: « CSV », its extension and type, and how to make it for an audience."""

    format: str
    extension: str
    mime: str
    make: Callable[[Audience | None], bytes]


def offer(name: str, label: str, formats: Sequence[Download], audience: Audience | None = None) -> None:
    """Files whose audience is not to be chosen (None: no figure to disclose): their buttons. `name` has no extension,
    and is unique on the view."""
    with st.container(horizontal=True):
        _buttons(name, label, formats, audience)


@st.fragment
def offer_for_audience(name: str, label: str, formats: Sequence[Download]) -> None:
    """Files that hold figures: who will see them, then their buttons. Choosing draws nothing else again."""
    with st.popover(label, key=f"fichiers_{name}"):
        audience = choose_audience(name)
        _buttons(name + _SUFFIX[audience], "Télécharger", formats, audience)


def choose_audience(name: str) -> Audience:
    """Who will see a file, and what that changes in it; *diffusion* unless said."""
    audience = st.radio("Qui verra ce fichier ?", list(_LABEL), format_func=lambda a: _LABEL[a], key=f"public_{name}")
    if audience is Audience.INTERNAL:
        notes(["Chaque page portera « document de travail CPTS–CPAM–ARS, ne pas diffuser »."])
    else:
        notes(["Les petits effectifs, et ce qui permettrait de les retrouver, sont remplacés par « secret »."])
    return audience


def _buttons(name: str, label: str, formats: Sequence[Download], audience: Audience | None) -> None:
    for one in formats:
        st.download_button(
            f"{label} ({one.format})",
            partial(one.make, audience),
            file_name=f"{name}.{one.extension}",
            mime=one.mime,
            key=f"{one.extension}_{name}",
            on_click="ignore",
        )
