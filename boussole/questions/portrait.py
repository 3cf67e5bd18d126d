"""What is our territory? The contract's indicators first, then at most twelve others, the rest on demand; what is
strong and what needs vigilance, by rule, each with the sentence that says why.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from boussole import comparison as rules
from boussole.catalogue import catalogue
from boussole.comparison import Direction, Judgement
from boussole.contract import read_contract
from boussole.disclosure import Audience
from boussole.french import number, plural
from boussole.geography import geography
from boussole.panels import Profile, Table
from boussole.questions import wording
from boussole.questions.lines import AT_LEVEL, Line, gap_text, lines_table, territory_line
from boussole.questions.perimeters import size_fact
from boussole.questions.readings import Reading
from boussole.questions.territories import TerritoryInfo
from boussole.store import Store
from boussole.values import Origin

OTHERS = 12
RECENT = 2  # years: an older figure is in its line, but is no strength and no point of vigilance of today
HOW_COMPARED = (
    "Comment lire : « significativement » veut dire que l’intervalle à 95 % du territoire ne contient pas la valeur de "
    "référence de la même période."
)
HOW_JUDGED = (
    "« Meilleur », « moins bon » : seulement quand le sens souhaité de l’indicateur est connu. Une flèche : seulement "
    "entre deux périodes mesurées de la même façon, quand leurs intervalles ne se recouvrent pas."
)
IN_FACTS = "pop_totale"  # said at the top of the page: its line can wait


@dataclass(frozen=True)
class Portrait:
    """Everything that the portrait says, in French. `year` is None, and there is no line, where nothing is loaded.

    `contract`, `others` and `rest` have no line twice; `unmeasured` names the contract's indicators without a figure.
    """

    facts: tuple[str, ...]
    years: tuple[int, ...]
    year: int | None
    strengths: tuple[str, ...]
    vigilance: tuple[str, ...]
    contract: Profile
    others: Profile
    rest: Profile
    unmeasured: tuple[str, ...]
    table: Table
    notes: tuple[str, ...]
    demonstration: bool


def portrait(
    store: Store, info: TerritoryInfo, year: int | None = None, audience: Audience = Audience.INTERNAL
) -> Portrait:
    """The portrait of a territory for a year (the latest with a figure unless said): each indicator has its figure
    of that year, else of the latest year before, with its period written out.
    """
    reading = Reading(store, info, audience)
    chosen = year if year in reading.years else max(reading.years, default=None)
    found = {} if chosen is None else {id: territory_line(reading, id, chosen) for id in reading.own}
    lines = {id: line for id, line in found.items() if line is not None}
    wanted = contract_indicators(store, info)
    first = [lines[id] for id in wanted if id in lines]
    recent = [x for x in lines.values() if chosen is not None and x.shown.period.year >= chosen - RECENT]
    strong, weak = rules.highlights([line.judged for line in recent])
    by_id = {line.judged.indicator.id: line for line in recent}
    strengths, vigilance = ([by_id[judged.indicator.id] for judged in kind] for kind in (strong, weak))
    left = [line for name, line in lines.items() if name not in wanted]
    others = _others(left, {line.panel.indicator for line in (*strengths, *vigilance)})
    rest = [line for line in left if line not in others]
    return Portrait(
        facts=_facts(info),
        years=reading.years,
        year=chosen,
        strengths=tuple(_sentence(line) for line in strengths),
        vigilance=tuple(_sentence(line) for line in vigilance),
        contract=_profile("Les indicateurs du contrat", first),
        others=_profile("Les autres indicateurs" if first else "Les indicateurs du territoire", others),
        rest=_profile("Tous les autres indicateurs", rest),
        unmeasured=tuple(wording.indicator_label(id) for id in wanted if id not in lines),
        table=lines_table(f"Portrait – {info.name}", [*first, *others, *rest]),
        notes=_notes(info, list(lines.values())),
        demonstration=any(line.shown.origin is not Origin.LOADED for line in lines.values()),
    )


def contract_indicators(store: Store, info: TerritoryInfo) -> list[str]:
    """The indicators that measure the territory's contract, in the contract's order."""
    found = [r for r in store.journal.all_typed("contract") if r.content.get("territory") == info.id]
    criteria = [c for r in found for o in read_contract(r.content).objectives for c in o.criteria]
    known = catalogue().indicators
    return list(dict.fromkeys(c.source.indicator for c in criteria if c.source.indicator in known))


def _others(left: list[Line], highlighted: set[str]) -> list[Line]:
    """At most `OTHERS`: those highlighted, then each mission in turn; shown in the catalogue's order."""
    kept = [line for line in left if line.panel.indicator in highlighted]
    missions: dict[str, list[Line]] = {}
    for line in left:
        if line not in kept and line.panel.indicator != IN_FACTS:
            missions.setdefault(line.judged.indicator.mission, []).append(line)
    while len(kept) < OTHERS and any(missions.values()):
        kept += [lines.pop(0) for lines in missions.values() if lines][: OTHERS - len(kept)]
    return [line for line in left if line in kept]


def _profile(title: str, lines: Iterable[Line]) -> Profile:
    return Profile(title, "le territoire", "la référence", tuple(line.panel for line in lines))


def _facts(info: TerritoryInfo) -> tuple[str, ...]:
    """Population as the CPTS publishes it beside Insee's, and the size that it suggests; where the territory lies;
    where its perimeter is from."""
    population, year = geography().population(info.communes), geography().population_year
    census = f"Population municipale (Insee {year}) : {number(population)} habitants" if population else ""
    if info.communes and population is None:
        census = "Population municipale (Insee) : inconnue pour au moins une commune"
    published = f"Population publiée par la CPTS : {info.published_population}" if info.published_population else ""
    members = [c for c in map(geography().commune, info.communes) if c]
    places = [geography().name_of("departement", d) or d for d in sorted({c.departement for c in members})]
    places += [geography().name_of("region", r) or r for r in sorted({c.region for c in members})]
    place = ", ".join(places)
    size = plural(len(info.communes), "commune") if info.communes else "Aucune commune enregistrée"
    size += f" ({place})" if place else ""
    assumed = "Périmètre supposé" if info.assumed else ""
    return tuple(f for f in (published, census, size_fact(population), size, assumed) if f)


def _sentence(line: Line) -> str:
    """« … : 15,5 % (2024) contre 11,2 % dans le département, écart de 4,3 points, au-delà de ce que le hasard
    explique. En hausse depuis 12,0 % (2021). »
    """
    indicator, said, moved = line.judged.indicator, line.judged.comparison, line.judged.trend
    here = f"{indicator.label} : {line.panel.value} ({line.panel.period})"
    before = f"{wording.value_text(indicator, moved.before)} ({moved.before.period.label})" if moved.before else ""
    beyond = "au-delà de ce que le hasard explique" if indicator.interval else "sur un recensement"
    if not said.matters or line.reference is None:
        up = "hausse" if moved.direction is Direction.UP else "baisse"
        return f"{here} contre {before}, {up} de {gap_text(indicator, moved.change or 0.0)}, {beyond}."
    around = f"{wording.value_text(indicator, line.reference)} {AT_LEVEL[line.reference.territory.kind]}"
    sentence = f"{here} contre {around}, écart de {gap_text(indicator, said.gap or 0.0)}, {beyond}."
    if moved.direction in (Direction.UP, Direction.DOWN) and moved.judgement is not Judgement.NONE:
        contrary = "Mais" if moved.judgement is not said.judgement else "Et"
        sentence += f" {contrary} {moved.direction.value} depuis {before}."
    return sentence


def _notes(info: TerritoryInfo, lines: list[Line]) -> tuple[str, ...]:
    notes = []
    if lines:
        notes += [f"{HOW_COMPARED} {wording.CHANCE}", HOW_JUDGED]
    if info.assumed:
        notes.append(f"Périmètre supposé. {info.note}".strip())
    elif info.note:
        notes.append(info.note)
    if any(line.shown.origin is not Origin.LOADED for line in lines):
        spread = " ; les valeurs par commune sont simulées" if any(line.simulated for line in lines) else ""
        notes.append(f"{wording.DEMONSTRATION} : chaque ligne dit si sa valeur est publiée ou simulée{spread}.")
    return tuple(notes)
