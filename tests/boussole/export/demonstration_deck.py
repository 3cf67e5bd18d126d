"""The deck of a real meeting on the demonstration data, with each kind of panel, for the tests of what is made of it."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date

from PIL import Image

from boussole.deck import Brand, Deck, Slide
from boussole.disclosure import Audience
from boussole.drawing.ground import Ground
from boussole.panels import Choropleth, Circles, Panel
from boussole.questions.commune_map import commune_map
from boussole.questions.compare import communes_compared
from boussole.questions.crossing import communes_crossed
from boussole.questions.evolution import evolution
from boussole.questions.funding_panels import waterfall
from boussole.questions.outlines import ground
from boussole.questions.portrait import portrait
from boussole.questions.progression import progression
from boussole.questions.summary import summary
from boussole.questions.territories import TerritoryInfo, territory
from boussole.store import Store

TODAY = date(2026, 11, 23)
GroundOf = Callable[[Choropleth | Circles], Ground]


def logo(wide: int = 400, tall: int = 160) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (wide, tall), "#0a7d5a").save(out, "PNG")
    return out.getvalue()


BRAND = Brand("CPTS Nord-Essonne", "#0a7d5a", logo())


def demonstration_deck(store: Store, audience: Audience = Audience.INTERNAL) -> tuple[Deck, GroundOf]:
    """Portrait, maps, evolution, comparisons, crossing, objectives, money and tables; and what its maps lie on."""
    essonne, bocage = territory(store, "nord-essonne"), territory(store, "bocage-bressuirais")
    slides = [*_portrait(store, bocage, audience), *_contract(store, essonne, audience)]
    where = {id(p): info for s, info in slides for p in s.panels}
    deck = Deck(
        "Comité de pilotage", "Dialogue de gestion, exercice 2023", "données au 23/11/2026", audience,
        tuple(s for s, _ in slides), "30/11/2026", BRAND,
    )  # fmt: skip
    return deck, lambda panel: ground(where[id(panel)])


def _portrait(store: Store, info: TerritoryInfo, audience: Audience) -> list[tuple[Slide, TerritoryInfo]]:
    found = portrait(store, info, audience=audience)
    rate = commune_map(store, info, "dep_sein_50_74", 2023, audience)
    count = commune_map(store, info, "mg_effectif", 2024, audience)
    through = evolution(store, info, "mt_sans_17plus", audience=audience)
    beside = communes_compared(store, info, "dep_sein_50_74", 2023, audience=audience)
    crossed = communes_crossed(store, info, ("mt_sans_17plus", "dep_sein_50_74"), 2023, 2023, audience=audience)
    assert rate and rate.map and through and through.chart and beside and crossed and crossed.chart
    slides = [
        slide("portrait", "Un territoire plus âgé que le département", lines=(*found.facts, *found.strengths)),
        slide("profil", "Ce que disent les indicateurs du contrat", found.contract, method=found.notes),
        slide("carte", "Le dépistage varie du simple au double", rate.headline, rate.map, comment="À revoir."),
        slide("tableau", rate.table.title, rate.table, method=rate.notes),
        slide("evolution", "Moins de patients sans médecin", through.chart, lines=through.sentences),
        slide("communes", "Trente-trois communes, quatre groupes", *beside.parts),
        slide("croisement", "Deux indicateurs", crossed.chart),
    ]
    if count and count.map:
        slides.append(slide("effectif", "Où sont les médecins", count.map))
    return [(s, info) for s in slides]


def _contract(store: Store, info: TerritoryInfo, audience: Audience) -> list[tuple[Slide, TerritoryInfo]]:
    found = progression(store, info, TODAY, 2023, audience)
    told = summary(store, found.contract, 2023, TODAY, audience)
    money = waterfall(told.funding)
    assert money is not None
    drawn = [o for o in found.objectives if o.panel]
    slides = [
        slide(f"o-{n}", f"{o.label} : {o.state_text}", o.panel, comment=o.realised)
        for n, o in enumerate(drawn)
        if o.panel
    ]
    first, second = (o.panel for o in drawn[:2])
    assert first and second
    slides += [
        slide("deux", "Deux trajectoires, l’une à côté de l’autre", first, second),
        slide("objectifs", "Où en sont les objectifs", found.table),
        slide("argent", "99 213,13 € acquis sur 112 500 €", money, told.financing, lines=told.waits),
        *(slide(t.title, t.title, t) for t in (told.actions, told.results, told.followed, told.dates)),
    ]
    return [(s, info) for s in slides]


def slide(
    key: str, message: str, *panels: Panel, lines: tuple[str, ...] = (), comment: str = "", method: tuple[str, ...] = ()
) -> Slide:  # fmt: skip
    return Slide(key, "Essai", message, tuple(panels), "CPTS d’essai", lines, comment, method)
