"""Hatching drawn as geometry, because Leaflet's pattern plugins come from CDNs. Pure: geometry in, lines out.

Lines lie on one grid for all communes, so that neighbours under secrecy read as one hatched area.
"""

from __future__ import annotations

import math
from functools import lru_cache

import shapely
from shapely.geometry.base import BaseGeometry


def hatch_spacing(bounds: tuple[float, float, float, float], lines: int = 70) -> float:
    """Spacing, in degrees of latitude, that gives about `lines` hatches across these bounds (lon/lat)."""
    west, south, east, north = bounds
    width = (east - west) * math.cos(math.radians((south + north) / 2))
    return max(width + (north - south), 1e-6) / lines


def hatch(geometry: BaseGeometry, spacing: float) -> BaseGeometry:
    """The parts of parallel 45° lines inside a polygon, as a MultiLineString (WGS 84 in, WGS 84 out).

    Only line parts are kept: a clip that touches a vertex yields points, which folium cannot draw.
    """
    return shapely.from_wkb(_hatch(shapely.to_wkb(geometry), spacing))


@lru_cache(maxsize=2048)
def _hatch(wkb: bytes, spacing: float) -> bytes:
    geometry = shapely.from_wkb(wkb)
    west, south, east, north = geometry.bounds
    squeeze = math.cos(math.radians(round((south + north) / 2)))  # same for neighbours: the grid stays one
    extent = (east - west) * squeeze + (north - south)
    spacing = min(spacing, extent / 4)  # a commune smaller than the grid is hatched all the same
    first = math.floor((south - east * squeeze) / spacing)
    last = math.ceil((north - west * squeeze) / spacing)
    lines = shapely.multilinestrings(
        [[(west, west * squeeze + k * spacing), (east, east * squeeze + k * spacing)] for k in range(first, last + 1)]
    )
    clipped = shapely.intersection(lines, geometry)
    parts = [p for p in shapely.get_parts(clipped) if p.geom_type == "LineString" and p.length > 0]
    return bytes(shapely.to_wkb(shapely.multilinestrings(parts)))
