"""Where the communes of a territory lie: what a map is drawn on. No figures here."""

from __future__ import annotations

from functools import lru_cache

import shapely
from geopandas import GeoDataFrame
from shapely.geometry.base import BaseGeometry

from boussole.drawing.ground import Ground
from boussole.geography import geography
from boussole.questions.territories import TerritoryInfo

MANY = 300  # communes beyond which a map is drawn from the light contours: a screen shows no more
_MARGIN = 0.6  # of the territory's size: how far the borders around it are drawn


def outlines(info: TerritoryInfo) -> GeoDataFrame:
    """The contours known of a territory's communes: `code`, `name`, `geometry` (WGS 84). Not to be changed."""
    return _outlines(info.communes)


def ground(info: TerritoryInfo) -> Ground:
    """What a map of the territory lies on: its communes, and the borders of EPCI and départements across it."""
    return _ground(info.communes)


@lru_cache(maxsize=16)
def _outlines(communes: tuple[str, ...]) -> GeoDataFrame:
    return geography().contours(list(communes), level="detailed" if len(communes) <= MANY else "light")


@lru_cache(maxsize=16)
def _ground(communes: tuple[str, ...]) -> Ground:
    contours = _outlines(communes)
    known = [c for code in communes if (c := geography().commune(code))]
    if contours.empty or len(communes) > MANY:  # borders follow the detailed contours: they would not fit the light
        return Ground(contours, None, None)
    epci = geography().borders("epci", [group for c in known for group in (c.ept or c.epci,) if group])
    departements = geography().borders("departement", [c.departement for c in known])
    return Ground(contours, _around(contours, list(epci)), _around(contours, list(departements)))


def _around(contours: GeoDataFrame, borders: list[BaseGeometry]) -> BaseGeometry | None:
    """The parts of borders that a map of these contours can show, each line once."""
    if not borders:
        return None
    west, south, east, north = contours.total_bounds
    margin = _MARGIN * max(east - west, north - south)
    near = shapely.clip_by_rect(
        shapely.union_all(borders), west - margin, south - margin, east + margin, north + margin
    )
    merged: BaseGeometry = shapely.line_merge(near)
    return None if merged.is_empty else merged
