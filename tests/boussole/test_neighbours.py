"""Neighbours by their contours: known ones, both ways, across départements."""

from __future__ import annotations

import pytest

from boussole.geography import geography
from boussole.neighbours import neighbours


def test_a_commune_s_neighbours_cross_every_border() -> None:
    found = {geography().name_of("commune", c) for c in neighbours("79079")}  # Mauléon, Deux-Sèvres
    assert {"Nueil-les-Aubiers", "Saint-Amand-sur-Sèvre"} <= found
    assert {"Treize-Vents", "Mortagne-sur-Sèvre"} <= found  # Vendée
    assert "Cholet" in found and "Bressuire" not in found  # Maine-et-Loire ; two communes away


@pytest.mark.parametrize("code", ["79079", "94034", "2A004", "97411"])
def test_neighbours_are_mutual_and_never_oneself(code: str) -> None:
    found = neighbours(code)
    assert found and code not in found
    assert all(code in neighbours(other) for other in found)


def test_an_unknown_commune_or_an_island_has_no_neighbour() -> None:
    assert neighbours("00000") == ()
    assert neighbours("29155") == ()  # Ouessant
