"""A small map, a small trajectory and a name that would like to be HTML."""

from __future__ import annotations

from datetime import date

import geopandas
import pytest
from shapely.geometry import box

from boussole.disclosure import Shown
from boussole.panels import Area, Bin, Choropleth, Circles, Footer, Mark, Trajectory
from boussole.values import Kind, Method, Origin, Period, Status, Territory

FOOTER = Footer("Source d’essai", "2024", "tous âges", "valeur importée")
EVIL = "<img src=x onerror=alert(1)>"


def shown(code: str, value: float | None, status: Status = Status.OK) -> Shown:
    return Shown(
        "mt_sans_17plus", Territory(Kind.COMMUNE, code), Period.of_year(2024), "rezone", value, None, None, None, None,
        None, None, Method.SOURCE, status, Origin.LOADED, frozenset(), 11, None,
    )  # fmt: skip


@pytest.fixture
def contours() -> geopandas.GeoDataFrame:
    codes = ["01001", "01002", "01004", "01005"]
    squares = [box(5 + i / 10, 46, 5 + (i + 1) / 10, 46.1) for i in range(4)]
    return geopandas.GeoDataFrame({"code": codes, "name": codes}, geometry=squares, crs=4326)


@pytest.fixture
def areas() -> tuple[Area, ...]:
    return (
        Area("01001", EVIL, shown("01001", 4.0), 0, "4,0 %", ("Période : 2024",)),
        Area("01002", "L’Abergement", shown("01002", 16.0), 1, "16,0 %"),
        Area("01004", "Ambérieu", shown("01004", None, Status.SECRET), None, "secret (< 11)"),
        Area("01005", "Ambérieux", None, None, "aucune donnée"),
        Area("97601", "Sans contour", shown("97601", 5.0), 0, "5,0 %"),
    )


@pytest.fixture
def choropleth(areas: tuple[Area, ...]) -> Choropleth:
    bins = (Bin(4, 5, "4,0 à 5,0 %"), Bin(16, 16, "16,0 %"))
    return Choropleth("Essai", "%", areas, bins, "quantiles", "Secret (< 11)", ("Sans contour",), "Carte.", FOOTER)


@pytest.fixture
def circles(areas: tuple[Area, ...]) -> Circles:
    return Circles("Essai", "médecins", areas, "Secret (< 6)", ("Sans contour",), "Carte.", FOOTER)


@pytest.fixture
def trajectory() -> Trajectory:
    return Trajectory(
        "Patients sans médecin traitant",
        "patients",
        Mark(date(2020, 12, 24), "le 24/12/2020", 5280, "5\u202f280 patients", origin="valeur initiale publiée"),
        tuple(Mark(date(2020 + k, 12, 23), f"N+{k}", v, f"{v} patients") for k, v in enumerate((5000, 4500, 4000), 1)),
        (Mark(date(2021, 7, 1), "2021", 5104, "5\u202f104 patients", 5000, 5200, "valeur simulée"),),
        True,
        "Alternative.",
        FOOTER,
    )
