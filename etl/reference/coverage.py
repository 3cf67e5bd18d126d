"""From one contour a commune to the two simplified levels, neighbours keeping the very same border.

Works territory by territory (mainland France with Corsica, then each overseas département), in metres: clean,
simplify, round. Refuses to hand back anything but a valid coverage of valid, non-empty polygons.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely

from etl.reference.errors import ReferenceBuildError
from etl.reference.sources import Geometries

# Level → tolerance in metres (the square root of the smallest triangle kept, Visvalingam–Whyatt).
LEVELS = {"detailed": 200.0, "light": 700.0}
SNAP = 1.0  # metres: a straight border bends by less when it is projected, with or without a vertex half-way
SLIVER = 100.0  # square metres: less than what rounding can tell
GAP = 20.0  # metres: narrower gaps between communes are slips of the source; wider ones are real (Llívia)
DECIMALS = 4  # of a degree: about 10 m
FINE_DECIMALS = 6  # where rounding would make a border cross itself
MAINLAND = "metropole"
LAMBERT_93 = "EPSG:2154"
WGS_84 = "EPSG:4326"

Array = npt.NDArray[Any]


@dataclass(frozen=True)
class Level:
    """`contours`: code, geometry (WGS 84), by code. `mended`: polygons that needed finer rounding."""

    contours: gpd.GeoDataFrame
    mended: int


def territory_of(code: str) -> str:
    """Where a commune is simplified together with its neighbours: mainland France, or its overseas département."""
    return code[:3] if code.startswith(("97", "98")) else MAINLAND


def simplified_levels(
    contours: Geometries, arrondissements: dict[str, list[str]], progress: Callable[[str], None]
) -> dict[str, Level]:
    """Both levels of `contours` (code → geometry, WGS 84). Raises ReferenceBuildError.

    Paris, Lyon and Marseille are simplified as their arrondissements, then put together from these: either way the
    coverage is the same.
    """
    split = {whole: parts for whole, parts in arrondissements.items() if all(p in contours for p in parts)}
    pieces = {c: g for c, g in contours.items() if c not in split}
    groups: dict[str, list[str]] = {}
    for code in sorted(pieces):
        groups.setdefault(territory_of(code), []).append(code)
    found: dict[str, dict[str, Any]] = {level: {} for level in LEVELS}
    mended = dict.fromkeys(LEVELS, 0)
    for territory, codes in groups.items():
        progress(f"Contours de {_label(territory)} : {len(codes)}…")
        frame, crs = _projected(codes, pieces, territory)
        cleaned = _without_slivers(shapely.coverage_clean(frame, gap_width=GAP, snapping_distance=SNAP))
        for level, tolerance in LEVELS.items():
            rounded, count = _rounded(_in_degrees(shapely.coverage_simplify(cleaned, tolerance), crs))
            _refuse_invalid(rounded, codes, level)
            found[level] |= dict(zip(codes, rounded, strict=True))
            mended[level] += count
    for level in LEVELS:
        for whole, parts in split.items():
            found[level][whole] = shapely.coverage_union_all([found[level][p] for p in parts])
    return {level: Level(_frame(found[level]), mended[level]) for level in LEVELS}


def _label(territory: str) -> str:
    return "la France métropolitaine" if territory == MAINLAND else f"l’outre-mer ({territory})"


def _projected(codes: list[str], pieces: Geometries, territory: str) -> tuple[Array, Any]:
    """The geometries in metres: Lambert-93 on the mainland, the UTM zone of the place elsewhere."""
    series = gpd.GeoSeries([pieces[c] for c in codes], crs=WGS_84)
    crs = LAMBERT_93 if territory == MAINLAND else series.estimate_utm_crs()
    return np.asarray(series.to_crs(crs).values), crs


def _without_slivers(geometries: Array) -> Array:
    """Drop the specks that cleaning leaves where two contours crossed, never a commune's last part."""
    kept = geometries.copy()
    for i, geometry in enumerate(geometries):
        parts = shapely.get_parts(geometry)
        if len(parts) > 1:
            areas = shapely.area(parts)
            large = parts[areas >= min(SLIVER, areas.max())]
            kept[i] = geometry if len(large) == len(parts) else shapely.multipolygons(large)
    return kept


def _in_degrees(geometries: Array, crs: Any) -> Array:
    return np.asarray(gpd.GeoSeries(geometries, crs=crs).to_crs(WGS_84).values)


def _rounded(geometries: Array) -> tuple[Array, int]:
    """Round each vertex, whichever polygons share it; finer for all vertices of a polygon that this would break.

    What a vertex becomes depends on its place alone, so neighbours stay edge to edge.
    """
    fine: Array = np.array([], dtype=complex)
    mended = 0
    for _ in range(8):
        rounded = shapely.remove_repeated_points(shapely.transform(geometries, lambda xy, f=fine: _round(xy, f)))
        broken = ~shapely.is_valid(rounded) | shapely.is_empty(rounded)
        broken |= ~shapely.is_empty(shapely.coverage_invalid_edges(rounded))
        if not broken.any():
            return rounded, mended
        mended += int(broken.sum())
        fine = np.union1d(fine, _complex(geometries[broken]))
    raise ReferenceBuildError("Les contours ne peuvent pas être arrondis sans se croiser.")


def _complex(geometries: Array) -> Array:
    """Vertices as complex numbers, so that a place is one value."""
    xy = shapely.get_coordinates(geometries)
    return np.asarray(xy[:, 0] + 1j * xy[:, 1])


def _round(xy: Array, fine: Array) -> Array:
    rounded = np.round(xy, DECIMALS)
    if fine.size:
        kept = np.isin(xy[:, 0] + 1j * xy[:, 1], fine)
        rounded[kept] = np.round(xy[kept], FINE_DECIMALS)
    return rounded


def _refuse_invalid(geometries: Array, codes: list[str], level: str) -> None:
    types = shapely.get_type_id(geometries)
    polygons = (types == shapely.GeometryType.POLYGON) | (types == shapely.GeometryType.MULTIPOLYGON)
    wrong = ~polygons | ~shapely.is_valid(geometries) | shapely.is_empty(geometries)
    if wrong.any() or not shapely.coverage_is_valid(geometries):
        named = ", ".join(c for c, w in zip(codes, wrong, strict=True) if w) or "bords communs"
        raise ReferenceBuildError(f"Contours inutilisables une fois simplifiés (niveau « {level} ») : {named}.")


def _frame(geometries: dict[str, Any]) -> gpd.GeoDataFrame:
    codes = sorted(geometries)
    return gpd.GeoDataFrame({"code": codes}, geometry=[geometries[c] for c in codes], crs=WGS_84)
