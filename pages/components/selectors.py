"""What a view is about, chosen once: territory, indicator, year, commune. Their names in the URL are here too."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from boussole.french import sort_key
from boussole.panels import Choropleth, Circles
from boussole.questions.choices import IndicatorChoice
from boussole.questions.commune_sheet import communes_of
from boussole.questions.territories import TerritoryInfo
from pages.components.choice import choose, write
from pages.components.guard import Visit
from pages.components.parameters import COMMUNE, EXERCICE, INDICATOR, TERRITORY, YEAR

__all__ = ["COMMUNE", "EXERCICE", "INDICATOR", "TERRITORY", "YEAR"]


def choose_territory(visit: Visit) -> TerritoryInfo:
    known = {t.id: t for t in visit.territories}
    return known[choose(TERRITORY, "Territoire", list(known), next(iter(known)), lambda id: known[id].label)]


def choose_indicator(choices: Sequence[IndicatorChoice]) -> IndicatorChoice:
    """Grouped by mission, in the catalogue's order; opens on the first indicator of access to care that has a map."""
    missions = list(dict.fromkeys(c.mission for c in choices))
    known = {c.id: c for c in sorted(choices, key=lambda c: missions.index(c.mission))}
    mapped = [c for c in known.values() if c.mapped_years]
    first = next((c for c in mapped if c.mission == "accès aux soins"), (mapped or list(known.values()))[0])

    def wording(id: str) -> str:
        mission = known[id].mission
        return f"{mission[:1].upper()}{mission[1:]} – {known[id].label}"

    return known[choose(INDICATOR, "Indicateur (par mission)", list(known), first.id, wording)]


def choose_year(choice: IndicatorChoice) -> int:
    """The latest year known by commune opens; years known for the territory alone can be chosen too."""
    years = [str(y) for y in sorted(choice.years, reverse=True)]
    latest = str(max(choice.mapped_years or choice.years))
    return int(choose(YEAR, "Année", years, latest))


def asked_year() -> int | None:
    """The year that the link asks for, before the choices are known."""
    asked = st.query_params.get(YEAR, "")
    return int(asked) if asked.isdecimal() else None


def choose_figure_year(years: Sequence[int], current: int) -> int:
    """The year of a whole page of figures: those that have none then show their latest before."""
    return int(choose(YEAR, "Année", [str(y) for y in sorted(years, reverse=True)], str(current)))


def choose_member(info: TerritoryInfo) -> str:
    """One of the territory's communes, by name."""
    names = {c.code: c.name for c in communes_of(info)}
    return choose(COMMUNE, "Commune", list(names), next(iter(names)), lambda c: names[c])


def choose_exercice(years: Sequence[int], current: int) -> int:
    return int(choose(EXERCICE, "Exercice", [str(y) for y in years], str(current)))


def choose_commune(panel: Choropleth | Circles) -> str:
    """The commune clicked on the map, or picked here by keyboard; empty when none is."""
    names = {a.code: a.name for a in sorted(panel.areas, key=lambda a: sort_key(a.name))}
    options = ["", *names]
    return choose(COMMUNE, "Commune", options, "", lambda c: names.get(c, "Choisir sur la carte ou ici"))


def point_at(commune: str) -> None:
    """A click on the map: the URL follows, and the list with it."""
    write(COMMUNE, commune)
