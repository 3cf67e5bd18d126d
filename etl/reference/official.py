"""An official contour file (`--contours`): GeoJSON, GeoPackage or zipped shapefile of ADMIN EXPRESS or Etalab.

Recognises the layer of the communes and the column of their codes. Refuses, in French, a file that cannot be read,
has no such column, no coordinate system, no polygon, or no known commune.
"""

from __future__ import annotations

import re
import warnings
import zipfile
from collections.abc import Collection
from pathlib import Path
from typing import Any

import geopandas as gpd
import pyogrio
import shapely

from etl.reference.coverage import WGS_84
from etl.reference.errors import ReferenceBuildError
from etl.reference.sources import ContourSource, Geometries

SUFFIXES = {".geojson", ".json", ".gpkg", ".zip"}
CODE_COLUMNS = (
    "insee_com", "insee_arm", "code_insee", "codgeo", "code_commune", "insee", "com", "code_geo", "depcom", "code",
)  # fmt: skip
COMMUNES_LAYER = re.compile(r"^communes?(?![a-z]|.*(?:associ|deleg|délég))", re.IGNORECASE)
ARRONDISSEMENTS_LAYER = re.compile(r"^arrondissements?_municipa(?:l|ux)", re.IGNORECASE)
CODE = re.compile(r"^(?:\d{2}|2[AB])\d{3}$")


def read_contours(path: Path, known: Collection[str]) -> ContourSource:
    """The file's contours by code, in WGS 84. `known`: any commune code, former or of today.

    Raises ReferenceBuildError.
    """
    if not path.is_file():
        raise ReferenceBuildError(f"Le fichier de contours « {path} » n’existe pas.")
    if path.suffix.lower() not in SUFFIXES:
        raise ReferenceBuildError(
            f"« {path.name} » n’est pas d’un format reconnu : donnez un GeoJSON, un GeoPackage (.gpkg) ou un shapefile "
            f"zippé (.zip). Une archive .7z est à décompresser d’abord."
        )
    layers = _layers(path)
    communes = _contours(path, _communes_layer(path, layers))
    if not set(communes) & set(known):
        raise ReferenceBuildError(f"Aucun code de « {path.name} » n’est celui d’une commune connue.")
    apart = next((layer for layer in layers if ARRONDISSEMENTS_LAYER.match(layer[1])), None)
    arrondissements = _contours(path, apart) if apart else {}
    return ContourSource(communes, {}, {**communes, **arrondissements})


Layer = tuple[str, str]  # what to open, the name of the layer in it


def _layers(path: Path) -> list[Layer]:
    try:
        if path.suffix.lower() == ".zip":  # ADMIN EXPRESS nests its shapefiles in folders
            members = sorted(n for n in zipfile.ZipFile(path).namelist() if n.lower().endswith(".shp"))
            return [(f"/vsizip/{path.resolve().as_posix()}/{n}", Path(n).stem) for n in members]
        return [(str(path), str(name)) for name, kind in pyogrio.list_layers(path) if kind is not None]
    except (pyogrio.errors.DataSourceError, zipfile.BadZipFile, OSError) as error:
        raise _unreadable(path, error) from error


def _communes_layer(path: Path, layers: list[Layer]) -> Layer:
    if len(layers) == 1:
        return layers[0]
    if not layers:
        wanted = "aucun shapefile (.shp)" if path.suffix.lower() == ".zip" else "aucune couche de contours"
        raise ReferenceBuildError(f"« {path.name} » ne contient {wanted}.")
    named = [layer for layer in layers if COMMUNES_LAYER.match(layer[1])]
    if len(named) != 1:
        names = ", ".join(name for _, name in layers)
        raise ReferenceBuildError(
            f"La couche des communes n’est pas reconnue dans « {path.name} » (couches : {names})."
        )
    return named[0]


def _contours(path: Path, layer: Layer) -> Geometries:
    frame = _read(path, layer)
    column = _code_column(frame)
    if column is None:
        columns = ", ".join(str(c) for c in frame.columns if c != "geometry") or "aucune"
        raise ReferenceBuildError(
            f"Aucune colonne de « {path.name} » ne porte le code Insee des communes (INSEE_COM, code_insee, codgeo, "
            f"code…). Colonnes lues : {columns}."
        )
    if frame.crs is None:
        raise ReferenceBuildError(
            f"« {path.name} » ne dit pas son système de coordonnées (fichier .prj absent ?) : ses contours ne peuvent "
            f"pas être placés."
        )
    codes = [_code(value) for value in frame[column]]
    shapes = [_polygons(g) for g in frame.geometry.force_2d().to_crs(WGS_84)]
    grouped: dict[str, list[Any]] = {}
    for code, shape in zip(codes, shapes, strict=True):
        if code is not None and shape is not None:
            grouped.setdefault(code, []).append(shape)
    if not grouped:
        raise ReferenceBuildError(
            f"« {path.name} » ne contient aucun contour de commune (polygone avec un code Insee)."
        )
    return {code: parts[0] if len(parts) == 1 else shapely.union_all(parts) for code, parts in sorted(grouped.items())}


def _read(path: Path, layer: Layer) -> gpd.GeoDataFrame:
    try:
        with warnings.catch_warnings():  # a wrong file is told in one sentence, not in GDAL's warnings as well
            warnings.simplefilter("ignore")
            frame = gpd.read_file(layer[0], layer=layer[1])
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError, ValueError, OSError) as error:
        raise _unreadable(path, error) from error
    if not isinstance(frame, gpd.GeoDataFrame):
        raise ReferenceBuildError(f"« {path.name} » ne contient pas de géométries.")
    return frame


def _unreadable(path: Path, error: Exception) -> ReferenceBuildError:
    return ReferenceBuildError(f"Le fichier de contours « {path.name} » est illisible : {error}.")


def _code_column(frame: gpd.GeoDataFrame) -> str | None:
    """The first column so named whose values mostly are commune codes."""
    by_name = {str(c).lower(): str(c) for c in frame.columns}
    for name in CODE_COLUMNS:
        if name in by_name and len(frame):
            codes = [_code(value) for value in frame[by_name[name]]]
            if sum(c is not None for c in codes) * 2 >= len(codes):
                return by_name[name]
    return None


def _code(value: object) -> str | None:
    """A commune code, its leading zero given back if the file kept numbers."""
    text = str(value).strip().upper().removesuffix(".0")
    text = f"0{text}" if len(text) == 4 and text.isdigit() else text
    return text if CODE.match(text) else None


def _polygons(geometry: Any) -> Any | None:
    """What is surface in a geometry, made valid; None if nothing is."""
    if geometry is None or geometry.is_empty:
        return None
    valid = geometry if geometry.is_valid else shapely.make_valid(geometry)
    parts = [p for p in shapely.get_parts(shapely.get_parts(valid)) if p.geom_type == "Polygon" and p.area > 0]
    return None if not parts else parts[0] if len(parts) == 1 else shapely.multipolygons(parts)
