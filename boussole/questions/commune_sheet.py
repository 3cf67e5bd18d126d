"""One commune: its figures against its territory's, its trend, its neighbours by name, across every border."""

from __future__ import annotations

from dataclasses import dataclass

from boussole.disclosure import Audience
from boussole.french import number, sort_key
from boussole.geography import geography
from boussole.neighbours import neighbours
from boussole.panels import Profile, Table
from boussole.questions import wording
from boussole.questions.lines import commune_line, lines_table
from boussole.questions.portrait import HOW_JUDGED, contract_indicators
from boussole.questions.readings import Reading
from boussole.questions.territories import TerritoryInfo
from boussole.store import Store
from boussole.values import Origin

HOW_COMPARED = (
    "Comment lire : « significativement » veut dire que l’intervalle à 95 % de la commune ne contient pas la valeur du "
    "territoire de la même période. Les communes ne sont pas classées : seul leur quart est dit."
)


@dataclass(frozen=True)
class Neighbour:
    """A commune by name. `member`: of the territory; `where`: its département, or that it is outside."""

    code: str
    name: str
    member: bool
    where: str = ""


@dataclass(frozen=True)
class CommuneSheet:
    """Everything that the commune's view says. `year` is None, and there is no line, where nothing is loaded."""

    name: str
    facts: tuple[str, ...]
    years: tuple[int, ...]
    year: int | None
    profile: Profile
    table: Table
    neighbours: tuple[Neighbour, ...]
    notes: tuple[str, ...]
    demonstration: bool


def communes_of(info: TerritoryInfo) -> list[Neighbour]:
    """The territory's communes, by name."""
    known = [Neighbour(c, geography().name_of("commune", c) or c, True) for c in info.communes]
    return sorted(known, key=lambda n: sort_key(n.name))


def commune_sheet(
    store: Store, info: TerritoryInfo, code: str, year: int | None = None, audience: Audience = Audience.INTERNAL
) -> CommuneSheet:
    """The sheet of a commune of the territory: each indicator that it has a figure of, of the year or the latest
    before. The contract's indicators come first, then the catalogue's order.
    """
    reading = Reading(store, info, audience)
    years = reading.commune_years(code)
    chosen = year if year in years else max(years, default=None)
    wanted = contract_indicators(store, info)
    order = [*wanted, *(id for id in reading.own if id not in wanted)]
    found = [] if chosen is None else [commune_line(reading, id, code, chosen) for id in order]
    lines = [line for line in found if line is not None]
    name = geography().name_of("commune", code) or code
    return CommuneSheet(
        name=name,
        facts=_facts(info, code),
        years=years,
        year=chosen,
        profile=Profile(f"{name} et son territoire", "la commune", "le territoire", tuple(x.panel for x in lines)),
        table=lines_table(f"{name} – {info.name}", lines),
        neighbours=_neighbours(info, code),
        notes=_notes(info, [line.shown.origin for line in lines]),
        demonstration=any(line.shown.origin is not Origin.LOADED for line in lines),
    )


def _facts(info: TerritoryInfo, code: str) -> tuple[str, ...]:
    commune = geography().commune(code)
    if commune is None:
        return (f"Code {code}", info.label)
    people = f" : {number(commune.population)} habitants" if commune.population is not None else " : inconnue"
    epci = geography().name_of("epci", commune.epci or "")
    departement = geography().name_of("departement", commune.departement)
    facts = (
        f"Code {code}" + (f", {departement}" if departement else ""),
        f"Population municipale (Insee {geography().population_year}){people}",
        f"Intercommunalité : {epci}" if epci else "",
        f"Territoire : {info.label}",
    )
    return tuple(f for f in facts if f)


def _neighbours(info: TerritoryInfo, code: str) -> tuple[Neighbour, ...]:
    """By name; one outside the territory says so, and its département where that is another."""
    home = geography().commune(code)
    found = []
    for other in neighbours(code):
        commune = geography().commune(other)
        if other in info.communes or commune is None:
            found.append(Neighbour(other, commune.name if commune else other, other in info.communes))
            continue
        away = home is not None and commune.departement != home.departement
        departement = geography().name_of("departement", commune.departement) if away else ""
        where = "hors du territoire" + (f", {departement}" if departement else "")
        found.append(Neighbour(other, commune.name, False, where))
    return tuple(sorted(found, key=lambda n: sort_key(n.name)))


def _notes(info: TerritoryInfo, origins: list[Origin]) -> tuple[str, ...]:
    notes = [f"{HOW_COMPARED} {wording.CHANCE}", HOW_JUDGED] if origins else []
    if info.assumed:
        notes.append(f"Périmètre supposé. {info.note}".strip())
    if Origin.SIMULATED in origins:
        notes.append(f"{wording.DEMONSTRATION} : les valeurs par commune sont simulées.")
    return tuple(notes)
