"""One commune against its territory: its quarter and never its rank, its neighbours even outside."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from boussole.french import NNBSP
from boussole.geography import geography
from boussole.questions.commune_sheet import commune_sheet, communes_of
from boussole.questions.territories import TerritoryInfo, territory
from boussole.store import Store
from tests.builders import load, row

Communes = Callable[..., list[dict[str, Any]]]


def test_a_commune_is_compared_with_its_territory(store: Store, info: TerritoryInfo, communes: Communes) -> None:
    load(store, *communes())
    (line,) = commune_sheet(store, info, "79050").profile.lines  # 60 of 200, of a territory at 20 %
    assert (line.value, line.count, line.comparison) == (
        f"30,0{NNBSP}%",
        "60 sur 200",
        "significativement au-dessus, moins bon",
    )
    assert line.against == f"Territoire : 20,0{NNBSP}%, écart +10,0 points"
    assert line.quartile == ""  # five communes: a quarter would be a rank
    assert line.spine is not None and line.spine.reference == 20.0


def test_the_quarter_is_said_and_the_rank_never(store: Store) -> None:
    members = geography().epci_members("200040244")[:12]
    store.save("territory", "grand", {"name": "Grand", "communes": list(members)}, "test")
    load(store, *(row(territory=c, numerator=20.0 + 10 * k) for k, c in enumerate(members)))
    sheets = [commune_sheet(store, territory(store, "grand"), c) for c in members]
    said = [s.profile.lines[0].quartile for s in sheets]
    assert "plus basses" in said[0] and "plus hautes" in said[-1] and len(set(said)) == 4
    assert not any(word in f"{s.profile} {s.table}" for s in sheets for word in ("rang", "classement", "1er"))


def test_the_trend_of_a_commune_is_its_own(store: Store, info: TerritoryInfo, communes: Communes) -> None:
    before = communes((100, 30, 40, 50, 60), start=date(2023, 1, 1), finish=date(2023, 12, 31))
    load(store, *communes(), *before)
    first, second = (commune_sheet(store, info, c).profile.lines[0] for c in ("79001", "79013"))
    assert first.trend == "↘ en baisse, favorable" and first.trend_since == f"depuis 50,0{NNBSP}%, 2023"
    assert second.trend == "sans changement net"


def test_a_secret_commune_says_so_and_shows_its_neighbours(
    store: Store, info: TerritoryInfo, communes: Communes
) -> None:
    load(store, *communes((None, 30, 40, 50, 60)))
    sheet = commune_sheet(store, info, "79001")
    (line,) = sheet.profile.lines
    assert line.value == "secret (< 11)" and line.comparison == "" and line.trend == "" and line.count == ""
    assert line.spine is not None and line.spine.value is None and len(line.spine.communes) == 4
    assert "L'Absie" in sheet.name and sheet.neighbours


def test_neighbours_of_the_territory_can_be_opened_and_the_others_are_named(store: Store, info: TerritoryInfo) -> None:
    load(store, row())
    found = {n.name: n for n in commune_sheet(store, info, "79049").neighbours}  # Bressuire
    assert found["Argentonnay"].member and not found["Voulmentin"].member
    assert found["Voulmentin"].where == "hors du territoire"
    store.save("territory", "nord", {"name": "Nord", "communes": ["79079"]}, "test")
    away = {n.name: n.where for n in commune_sheet(store, territory(store, "nord"), "79079").neighbours}
    assert away["Treize-Vents"] == "hors du territoire, Vendée"


def test_a_commune_without_figures_keeps_its_facts(store: Store, info: TerritoryInfo) -> None:
    load(store, row(territory="01001"))
    sheet = commune_sheet(store, info, "79049")
    assert sheet.year is None and not sheet.profile.lines and sheet.name == "Bressuire"
    assert any("habitants" in f for f in sheet.facts) and any("Intercommunalité" in f for f in sheet.facts)


def test_the_communes_are_given_by_name(info: TerritoryInfo) -> None:
    assert [n.name for n in communes_of(info)] == ["Argentonnay", "Boismé", "Bressuire", "Bretignolles", "L'Absie"]
