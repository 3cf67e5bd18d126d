"""What a view is about, chosen once: territory, indicator, year, commune. The URL is the only truth, so that a link
opens the same view; the last choice is remembered from one view to the next. Ids travel, never labels: a link
survives a rewording. A value that does not exist here falls back, and says so.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st

from boussole.french import sort_key
from boussole.panels import Choropleth, Circles
from boussole.questions.choices import IndicatorChoice
from boussole.questions.territories import TerritoryInfo
from pages.components.guard import Visit
from pages.components.text import escaped

TERRITORY, INDICATOR, YEAR, EXERCICE, COMMUNE = "territoire", "indicateur", "annee", "exercice", "commune"


def choose(
    parameter: str,
    label: str,
    options: Sequence[str],
    default: str,
    wording: Callable[[str], str] = str,
    tell: bool = True,
) -> str:
    """A select box bound to a URL parameter. `options` are ids, not empty; `wording` says them in French.

    In order: the URL, the last choice of this session, the default. With `tell`, a URL that names something else
    is answered with a sentence and not silently.
    """
    key, kept = f"choix_{parameter}", f"garde_{parameter}"
    asked = st.query_params.get(parameter)
    value = next((v for v in (asked, st.session_state.get(kept), default) if v in options), options[0])
    st.session_state[key] = value
    st.selectbox(label, options, key=key, format_func=wording, on_change=_follow, args=(parameter, key))
    st.session_state[kept] = value
    if tell:
        _tell_replaced(parameter, asked, value, options, wording)
    _write(parameter, value)
    return value


def _tell_replaced(
    parameter: str, asked: str | None, value: str, options: Sequence[str], wording: Callable[[str], str]
) -> None:
    """Say what a link asked for in vain, for as long as what replaced it is on the screen."""
    key = f"remplace_{parameter}"
    if asked and asked not in options:
        st.session_state[key] = (asked, value)
    wanted, instead = st.session_state.get(key, ("", ""))
    if instead == value and wanted:
        st.info(escaped(f"« {wanted[:60]} » n’est pas disponible ici : voici « {wording(value)} »."))
    else:
        st.session_state.pop(key, None)


def _follow(parameter: str, key: str) -> None:
    """The reader has chosen: remember it before the view is drawn again, in case it never is (a quick click away)."""
    st.session_state[f"garde_{parameter}"] = st.session_state[key]
    _write(parameter, st.session_state[key])


def _write(parameter: str, value: str) -> None:
    if not value:
        st.query_params.pop(parameter, None)
    elif st.query_params.get(parameter) != value:
        st.query_params[parameter] = value


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


def choose_exercice(years: Sequence[int], current: int) -> int:
    return int(choose(EXERCICE, "Exercice", [str(y) for y in years], str(current)))


def choose_commune(panel: Choropleth | Circles) -> str:
    """The commune clicked on the map, or picked here by keyboard; empty when none is."""
    names = {a.code: a.name for a in sorted(panel.areas, key=lambda a: sort_key(a.name))}
    options = ["", *names]
    return choose(COMMUNE, "Commune", options, "", lambda c: names.get(c, "Choisir sur la carte ou ici"), tell=False)


def point_at(commune: str) -> None:
    """A click on the map: the URL follows, and the list with it."""
    _write(COMMUNE, commune)
