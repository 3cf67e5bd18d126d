"""A made-up country for the tests of the reference build: both archives, in the real ones' shapes, and what to expect.

Boxes of 0.05 by 0.05 degree near the middle of France, in one row, named by their place in it:

    place            0      1      2      3      4      5       6      7
    on 1/1/2024    01001  01002  01003  01005  01007  01007   75101  75102   (75056: 6 and 7)
    today          01001  01002  01002  01004  01007  01006   75101  75102

01006 was a delegated commune of 01007 in 2024, with a contour of its own.
"""

from __future__ import annotations

import io
import json
import lzma
import tarfile
import zipfile
from pathlib import Path
from typing import Any

import geopandas as gpd
import shapely

from etl.reference.sources import COMMUNES_MEMBER, CONTOURS, DIVISIONS

STEP = 0.05
TODAY = ("01001", "01002", "01004", "01006", "01007", "75056")
WITHOUT_CONTOUR = "97501"
OVERSEAS = "97101"


def place(first: int, last: int | None = None) -> Any:
    """The box of a place, or of a run of places."""
    return shapely.box(1 + first * STEP, 47, 1 + ((last or first) + 1) * STEP, 47 + STEP)


EXPECTED = {
    "01001": place(0),
    "01002": place(1, 2),
    "01004": place(3),
    "01007": place(4),
    "01006": place(5),
    "75056": place(6, 7),
    "75101": place(6),
    "75102": place(7),
    OVERSEAS: shapely.box(-61.5, 16, -61.45, 16.05),
}


def _now(code: str, name: str, **more: Any) -> dict[str, Any]:
    row = {"code": code, "nom": name, "departement": code[:2], "region": "84", "type": "commune-actuelle"}
    return {**row, "codesPostaux": [f"{code[:2]}000"], "population": 100, **more}


COMMUNES = [
    _now("01001", "Œuilly"),
    _now("01002", "L'Abbaye", anciensCodes=["01003"], population=250),
    _now("01004", "Saint-Étienne", anciensCodes=["01005"]),
    _now("01006", "Retrouvée"),
    _now("01007", "Delle"),
    _now("75056", "Paris", region="11"),
    _now(OVERSEAS, "Les Abymes", departement="971", region="01"),
    _now(WITHOUT_CONTOUR, "Miquelon", departement="975", region="975"),
    {"code": "01004", "nom": "Le Bourg", "type": "commune-deleguee", "chefLieu": "01004"},
    {"code": "01005", "nom": "Le Vieux Bourg", "type": "commune-deleguee", "chefLieu": "01004"},
    *[
        _now(f"7510{n}", f"Paris {n}e Arrondissement", type="arrondissement-municipal", commune="75056", region="11")
        for n in (1, 2)
    ],
]
MEMBERS = [{"code": c} for c in ("01001", "01003", "01004")]  # 01003: a list of members of the year before
DIVISION_LISTS: dict[str, list[dict[str, Any]]] = {
    "communes": COMMUNES,
    "epci": [{"code": "200000001", "nom": "CC du Milieu", "type": "CC", "membres": MEMBERS}],
    "ept": [{"code": "200000002", "nom": "Un EPT", "type": "EPT", "membres": [{"code": "01007"}]}],
    "departements": [
        {"code": c, "nom": n, "region": r}
        for c, n, r in (
            ("01", "Ain", "84"), ("75", "Paris", "11"), ("971", "Guadeloupe", "01"), ("975", "Miquelon", "975"),
        )
    ],
    "regions": [{"code": c, "nom": c} for c in ("84", "11", "01", "975")],
}  # fmt: skip

# What the contour source knew on 1 January 2024. 01001 reaches 5 m over its neighbour: not a clean coverage.
CONTOUR_ROWS = [
    ("01001", "COM", shapely.box(1, 47, 1 + STEP + 0.00006, 47 + STEP)),
    ("01002", "COM", place(1)),
    ("01003", "COM", place(2)),
    ("01005", "COM", place(3)),
    ("01007", "COM", place(4, 5)),
    ("01006", "COMD", place(5)),
    ("75056", "COM", place(6, 7)),
    ("75101", "ARM", place(6)),
    ("75102", "ARM", place(7)),
    (OVERSEAS, "COM", EXPECTED[OVERSEAS]),
    ("75056SR01", "SRM", None),
]


def write_divisions(folder: Path, lists: dict[str, list[dict[str, Any]]] | None = None) -> Path:
    """The npm package."""
    path = folder / DIVISIONS.archive
    with tarfile.open(path, "w:gz") as archive:
        for name, rows in (DIVISION_LISTS if lists is None else lists).items():
            content = json.dumps(rows).encode()
            member = tarfile.TarInfo(f"package/data/{name}.json")
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return path


def write_wheel(folder: Path) -> Path:
    """The wheel, reduced to the member that is read."""
    lines = ["id,code,type,nom,geometry"]
    for i, (code, kind, shape) in enumerate(CONTOUR_ROWS):
        lines.append(f"{i},{code},{kind},x,{shapely.to_wkb(shape, hex=True) if shape else chr(92) + 'N'}")
    path = folder / CONTOURS.archive
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(COMMUNES_MEMBER, lzma.compress("\n".join(lines).encode()))
    return path


def write_archives(folder: Path) -> Path:
    """Both archives, in a folder to give as `sources`."""
    write_divisions(folder)
    write_wheel(folder)
    return folder


def official(column: str, codes: tuple[str, ...] = TODAY, crs: str = "EPSG:4326") -> gpd.GeoDataFrame:
    """Contours of today's communes as an official file gives them."""
    shapes = [EXPECTED[c] for c in codes]
    return gpd.GeoDataFrame({column: list(codes), "nom": ["x"] * len(codes)}, geometry=shapes, crs="EPSG:4326").to_crs(
        crs
    )
