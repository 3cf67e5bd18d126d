"""Borders follow the contours of the communes that they go around."""

from __future__ import annotations

import shapely

from boussole.borders import borders
from boussole.geography import geography
from boussole.questions.outlines import MANY, ground
from boussole.questions.territories import TerritoryInfo

BOCAGE = "200040244"


def info(*communes: str) -> TerritoryInfo:
    return TerritoryInfo("t", "T", communes, False, None, None, None, False, "")


def test_the_border_of_an_epci_is_that_of_its_communes_together() -> None:
    known = geography()
    line = borders(known, "epci", [BOCAGE])[BOCAGE]
    communes = known.contours(known.epci_members(BOCAGE))
    whole = shapely.union_all(communes.geometry.to_numpy())
    assert shapely.polygonize([line]).area > 0
    assert whole.boundary.symmetric_difference(line).length < 1e-9


def test_a_departement_goes_around_its_epci_and_both_levels_have_it() -> None:
    for level in ("detailed", "light"):
        found = borders(geography(), "departement", ["79", "79", "00"], level)
        assert list(found) == ["79"]
        area = max(shapely.get_parts(shapely.polygonize([found["79"]])), key=shapely.area)
        assert area.buffer(0.01).contains(borders(geography(), "epci", [BOCAGE], level)[BOCAGE])


def test_a_map_has_the_borders_across_it_and_none_far_away() -> None:
    under = ground(info(*geography().epci_members(BOCAGE)))
    assert under.epci is not None and under.departements is not None
    west, south, east, north = under.contours.total_bounds
    around = shapely.box(west, south, east, north).buffer(max(east - west, north - south))
    assert around.contains(under.departements) and around.contains(under.epci)


def test_in_the_grand_paris_the_border_is_that_of_the_nearer_group() -> None:
    commune = geography().commune("94016")
    assert commune is not None and commune.ept and commune.epci
    under = ground(info("94016"))
    near = borders(geography(), "epci", [commune.ept])[commune.ept]
    assert under.epci is not None and near.buffer(1e-9).contains(under.epci)
    assert not borders(geography(), "epci", [commune.epci])[commune.epci].buffer(1e-9).contains(under.epci)


def test_communes_without_contour_have_no_ground_to_draw() -> None:
    under = ground(info("97502"))
    assert under.contours.empty and under.epci is None and under.departements is None


def test_a_very_large_territory_is_drawn_from_light_contours_whose_borders_fit() -> None:
    codes = tuple(c for c in geography().communes.index[geography().communes["departement"] == "62"])[: MANY + 50]
    under = ground(info(*codes))
    vertices = {tuple(p) for p in shapely.get_coordinates(under.contours.geometry.to_numpy())}
    own = [tuple(p) for p in shapely.get_coordinates(under.departements) if tuple(p) in vertices]
    assert own, "the border runs along the communes' own points"
