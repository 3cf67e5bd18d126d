"""The outlines of EPCI and départements, made of their communes' own contours, so that both fit on a map."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Literal

from boussole.geography import Geography, Level

if TYPE_CHECKING:  # half a second to import: only a map needs it
    from shapely.geometry.base import BaseGeometry

Kind = Literal["epci", "departement"]


def borders(known: Geography, kind: Kind, codes: Iterable[str], level: Level = "detailed") -> dict[str, BaseGeometry]:
    """By code, the outline (lines, WGS 84) of each whole EPCI, EPT or département; absent without any contour."""
    import shapely

    members = {code: _members(known, kind, code) for code in sorted(set(codes))}
    shapes = known.contours([m for group in members.values() for m in group], level).set_index("code").geometry
    parts = {code: shapes[shapes.index.intersection(group)].to_numpy() for code, group in members.items()}
    return {code: shapely.coverage_union_all(found).boundary for code, found in parts.items() if len(found)}


def _members(known: Geography, kind: Kind, code: str) -> list[str]:
    if kind == "epci":
        return list(known.epci_members(code))
    frame = known.communes
    return [str(c) for c in frame.index[(frame["departement"] == code) & (frame["kind"] == "commune")]]
