"""What a map lies on. Data only: geometry, no figure."""

from __future__ import annotations

from dataclasses import dataclass

from geopandas import GeoDataFrame
from shapely.geometry.base import BaseGeometry


@dataclass(frozen=True)
class Ground:
    """The communes of a territory (`code`, `name`, `geometry`, WGS 84) and, as lines, the borders of EPCI and of
    départements across and around it; None where there is none to draw.
    """

    contours: GeoDataFrame
    epci: BaseGeometry | None = None
    departements: BaseGeometry | None = None
