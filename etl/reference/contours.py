"""From contours of any vintage to one contour a commune of today, still unsimplified.

A source is a picture of its own year: a contour found under a code is that of the commune as it was then. So each
contour goes to today's commune through the former codes, and mergers are drawn whole. Refuses to guess: a commune
whose parts the source does not have is left without contour, and listed.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

import shapely

from etl.reference.sources import ContourSource, Geometries

# A delegated commune that became a commune again is cut out of the neighbour that the source still draws it in.
SHARED = 1e-3  # of its own area: below, the two only touch


@dataclass(frozen=True)
class Assembled:
    """`contours`: code of today → geometry, WGS 84. `rebuilt`: codes whose contour was put together or cut.
    `unknown`: codes of the source that are of no commune, former or of today."""

    contours: Geometries
    rebuilt: tuple[str, ...]
    unknown: tuple[str, ...]


def assemble(source: ContourSource, today: dict[str, str], arrondissements: dict[str, list[str]]) -> Assembled:
    """`today`: any commune code → today's. `arrondissements`: Paris, Lyon, Marseille → their arrondissements' codes."""
    parts: dict[str, list[str]] = defaultdict(list)
    for code in sorted(source.communes):
        if code in today:
            parts[today[code]].append(code)
    contours = {code: shapely.union_all([source.communes[p] for p in of]) for code, of in parts.items()}
    rebuilt = {code for code, of in parts.items() if of != [code]}
    rebuilt |= _separate(source.delegated, today, contours)
    known = {code for codes in arrondissements.values() for code in codes}
    contours |= {code: geometry for code, geometry in source.arrondissements.items() if code in known}
    unknown = sorted(set(source.communes) - set(today) - known)
    return Assembled(dict(sorted(contours.items())), tuple(sorted(rebuilt)), tuple(unknown))


def _separate(delegated: Geometries, today: dict[str, str], contours: Geometries) -> set[str]:
    """Give a contour to today's communes that the source only has as delegated parts of another. Changes `contours`."""
    apart: dict[str, list[str]] = defaultdict(list)
    for code in sorted(delegated):
        if code in today and today[code] not in contours:
            apart[today[code]].append(code)
    changed = set(apart)
    for code, of in sorted(apart.items()):
        own = shapely.union_all([delegated[p] for p in of])
        codes = sorted(contours)
        tree = shapely.STRtree([contours[c] for c in codes])
        for i in sorted(tree.query(own, predicate="intersects")):
            other = codes[i]
            if shapely.area(shapely.intersection(contours[other], own)) > SHARED * own.area:
                contours[other] = shapely.difference(contours[other], own)
                changed.add(other)
        contours[code] = own
    return changed
