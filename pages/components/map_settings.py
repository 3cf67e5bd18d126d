"""How the map is made: its classes, and a second map beside the first. All of it is in the URL."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from boussole.questions.choices import IndicatorChoice
from boussole.questions.map_classes import METHODS, NUMBERS, QUANTILES, Style
from pages.components.choice import choose
from pages.components.map_panel import choose_background

METHOD, NUMBER, SECOND, SECOND_YEAR = "classes", "nombre", "indicateur2", "annee2"
ALONE = ("classe", "classe2")


@dataclass(frozen=True)
class Asked:
    """One of the maps: its indicator and year, and the URL's name for the class to show alone."""

    indicator: IndicatorChoice
    year: int
    alone: str


@dataclass(frozen=True)
class Settings:
    style: Style
    maps: tuple[Asked, ...]


def choose_settings(choices: Sequence[IndicatorChoice], first: IndicatorChoice, year: int) -> Settings:
    """A button that opens the settings; the maps to draw, the first included."""
    known = {c.id: c for c in choices}
    numbers = {"": "Selon le nombre de communes", **{str(n): str(n) for n in NUMBERS}}
    with st.popover("Classes et deuxième carte", key="reglages"):
        method = choose(METHOD, "Classes", list(METHODS), QUANTILES, METHODS.__getitem__)
        number = choose(NUMBER, "Nombre de classes", list(numbers), "", numbers.__getitem__)
        second = choose(SECOND, "Deuxième carte", ["", *known], "", lambda id: known[id].label if id else "Aucune")
        maps = [Asked(first, year, ALONE[0])]
        if second:
            maps.append(Asked(known[second], _second_year(known[second], first, year), ALONE[1]))
        choose_background()
    return Settings(Style(method, int(number) if number else None), tuple(maps))


def _second_year(second: IndicatorChoice, first: IndicatorChoice, year: int) -> int:
    """The same year as the first map; another one for the same indicator."""
    years = sorted(second.years, reverse=True)
    others = [y for y in years if y != year] if second.id == first.id else years
    default = year if year in others else next(iter(others or years))
    return int(choose(SECOND_YEAR, "Année de la deuxième carte", [str(y) for y in years], str(default)))
