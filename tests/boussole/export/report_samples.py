"""Decks for the tests of the reports: one typed with bad intentions, one with as much as a contract and a territory have."""

from __future__ import annotations

from datetime import date
from typing import Any

import geopandas
from shapely.geometry import box

from boussole.deck import Brand, Deck, Slide
from boussole.disclosure import Audience
from boussole.drawing.ground import Ground
from boussole.panels import (
    Area,
    Bin,
    Choropleth,
    Circles,
    Dot,
    DotGroup,
    Footer,
    Headline,
    Intervals,
    Mark,
    Table,
    Trajectory,
)

FOOTER = Footer("Source d’essai", "2024", "tous âges", "valeur importée")
EVIL = (
    '#panic("x")', "$x^2$", "\\n \\u{41} \\", "@label", "<lab>", "*gras* _ital_ `code`", "// commentaire", "/* */",
    "= titre", "- liste", '"guillemets" \'', "#import \"@preview/x:1.0.0\"", "http://exemple.invalid", "]}{[", "=1+1", "~ --- ...",
)  # fmt: skip
CONTROLS = "avant\x00\x0b\x1f\ufffe après"


def ground(_: Choropleth | Circles) -> Ground:
    codes = [f"01{k:03d}" for k in range(60)]
    squares = [box(5 + k % 10 / 10, 46 + k // 10 / 10, 5.1 + k % 10 / 10, 46.1 + k // 10 / 10) for k in range(60)]
    return Ground(geopandas.GeoDataFrame({"code": codes, "name": codes}, geometry=squares, crs=4326))


def deck(*slides: Slide, audience: Audience = Audience.DIFFUSION, **changes: Any) -> Deck:
    said: dict[str, Any] = {"title": "Rapport d’essai", "subtitle": "", "as_of": "données au 23/11/2026"} | changes
    return Deck(audience=audience, slides=slides, **said)


def evil_deck() -> Deck:
    """Every text that a person can type, as markup of typst."""
    said = " ".join(EVIL)
    table = Table(said, ("Mission", said), tuple((text, text) for text in EVIL))
    card = Headline(said, "12,3\u202f%", EVIL, (said,), FOOTER)
    chart = Trajectory(
        said, "patients", None, (), (Mark(date(2023, 7, 1), said, 4.0, said),), True, said, FOOTER
    )  # fmt: skip
    slide = Slide("mal", said, said, (card, chart, table), said, EVIL, said, EVIL)
    controls = Slide("signes", "Signes", CONTROLS, (Table("T", ("A", "B"), ((CONTROLS, "😀 漢字"),)),))
    return deck(slide, controls, title=said, subtitle=said, meeting=said, brand=Brand(said, "rouge", b"rien"))


def large_deck() -> Deck:
    """Sixty actions with long texts, sixty communes on a map and a chart, a row longer than a page can waste."""
    long = "Mettre en place une coordination pluriprofessionnelle territoriale autour du parcours de santé mentale"
    columns = ("Mission", "Thème", "Action", "Cible", "Observé", "Réalisé", "Statut", "Maximum", "Calculé", "Retenu")
    money = "112\u202f500,00\u00a0€"
    rows = tuple(
        ("Accès aux soins", f"Thème {k}", f"A{k:02d} {long}", f"{k} patients", f"{k} patients", long, "réalisée", money,
         money, money) for k in range(60)
    )  # fmt: skip
    rows += (("Prévention", "Thème", "A60", "1", "1", " ".join([long] * 14), "réalisée", money, money, money),)
    rows += (("Prévention", "Thème", "https://exemple.invalid/" + "a" * 150, "1", "1", "", "", money, money, money),)
    rows += (("Total", "", "", "", "", "", "", money, money, money),)
    actions = Table("Soixante actions", columns, rows, frozenset(columns[7:]))
    areas = tuple(Area(f"01{k:03d}", f"Commune-du-Val-{k:02d}", None, 0, f"{k},5\u202f%") for k in range(60))
    chart = Choropleth(
        "Soixante communes", "%", areas, (Bin(0, 60, "0,5 à 59,5\u202f%"),), "quantiles", "Secret", (), "Carte.", FOOTER
    )
    dots = tuple(Dot(a.name, a.value, k + 0.5, k, k + 1) for k, a in enumerate(areas))
    intervals = Intervals("Soixante intervalles", "%", (DotGroup("", dots),), None, "Alternative.", FOOTER)
    return deck(
        Slide("c", "Territoire", "Une carte", (chart,), "CPTS"), Slide("i", "Territoire", "Des intervalles", (intervals,)),
        Slide("a", "Contrat", "Des actions", (actions,)), Slide("v", "Contrat", "Rien", (Table("Vide", ("A",), ()),)),
    )  # fmt: skip
