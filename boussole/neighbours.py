"""Which communes touch which, from the contours, across every border. Read-only; the tree is built once, when first
needed. A commune without contour has no neighbour to give.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from boussole.geography import reference_dir


def neighbours(code: str) -> tuple[str, ...]:
    """The codes of the communes that touch a commune of today, in order; nothing for an unknown one."""
    codes, shapes, tree = _country()
    if code not in codes:
        return ()
    here = codes[code]
    order = list(codes)
    return tuple(sorted(order[i] for i in tree.query(shapes[here], predicate="intersects") if i != here))


@cache
def _country() -> tuple[dict[str, int], Any, Any]:
    """The place of each commune, its contour, and a tree of them. The light contours are simplified together, so that
    neighbours still share their border.
    """
    import geopandas
    import shapely

    frame = geopandas.read_parquet(reference_dir() / "contours_light.parquet")
    shapes = frame.geometry.to_numpy()
    return {str(c): i for i, c in enumerate(frame["code"])}, shapes, shapely.STRtree(shapes)
