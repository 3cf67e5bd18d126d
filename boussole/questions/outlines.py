"""Where the communes of a territory lie: what a map is drawn on. No figures here."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

import shapely
from geopandas import GeoDataFrame
from shapely.geometry.base import BaseGeometry

from boussole.borders import borders
from boussole.drawing.ground import Ground
from boussole.geography import Level, geography
from boussole.panels import Choropleth, Circles
from boussole.questions.territories import TerritoryInfo

MANY = 300  # communes beyond which a map is drawn from the light contours: a screen shows no more
_MARGIN = 0.6  # of the territory's size: how far the borders around it are drawn


def outlines(info: TerritoryInfo) -> GeoDataFrame:
    """The contours known of a territory's communes: `code`, `name`, `geometry` (WGS 84). Not to be changed."""
    return _outlines(info.communes)


def ground(info: TerritoryInfo) -> Ground:
    """What a map of the territory lies on: its communes, and the borders of EPCI and départements across it."""
    return _ground(info.communes)


def ground_of(panel: Choropleth | Circles) -> Ground:
    """What a map panel lies on, known from its own communes: a frozen map is drawn as it then was."""
    return _ground(tuple(sorted(a.code for a in panel.areas)))


def _level(communes: tuple[str, ...]) -> Level:
    return "detailed" if len(communes) <= MANY else "light"


@lru_cache(maxsize=16)
def _outlines(communes: tuple[str, ...]) -> GeoDataFrame:
    return geography().contours(list(communes), level=_level(communes))


@lru_cache(maxsize=16)
def _ground(communes: tuple[str, ...]) -> Ground:
    contours = _outlines(communes)
    if contours.empty:
        return Ground(contours)
    known = [c for code in communes if (c := geography().commune(code))]
    groups = [group for c in known for group in (c.ept or c.epci,) if group]
    epci = borders(geography(), "epci", groups, _level(communes))
    departements = borders(geography(), "departement", [c.departement for c in known], _level(communes))
    return Ground(contours, _around(contours, epci.values()), _around(contours, departements.values()))


def _around(contours: GeoDataFrame, lines: Iterable[BaseGeometry]) -> BaseGeometry | None:
    """The parts of borders that a map of these contours can show, each line once."""
    west, south, east, north = contours.total_bounds
    margin = _MARGIN * max(east - west, north - south)
    near = shapely.clip_by_rect(
        shapely.union_all(list(lines)), west - margin, south - margin, east + margin, north + margin
    )
    merged: BaseGeometry = shapely.line_merge(near)
    return None if merged.is_empty else merged
