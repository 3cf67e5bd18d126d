"""Hatches are lines, inside the commune, on one grid."""

from __future__ import annotations

import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import Point, Polygon, box

from boussole.drawing.hatching import hatch, hatch_spacing


@given(st.floats(-5, 8), st.floats(42, 51), st.floats(0.01, 0.3), st.integers(3, 12), st.floats(0.002, 0.05))
def test_only_lines_and_all_inside(x: float, y: float, size: float, corners: int, spacing: float) -> None:
    shape = Point(x, y).buffer(size, quad_segs=corners)
    lines = hatch(shape, spacing)
    assert lines.geom_type == "MultiLineString"
    assert shape.buffer(1e-6).covers(lines)
    assert not lines.is_empty  # even where the grid is wider than the commune


def test_a_commune_in_two_parts_is_hatched_in_both() -> None:
    island = shapely.union_all([box(0, 45, 0.1, 45.1), box(1, 45, 1.1, 45.1)])
    lines = hatch(island, 0.01)
    assert lines.intersects(box(0, 45, 0.1, 45.1)) and lines.intersects(box(1, 45, 1.1, 45.1))


def test_a_clip_that_only_touches_a_corner_gives_no_point() -> None:
    tiny = Polygon([(0, 45), (1e-7, 45), (0, 45 + 1e-7)])
    assert hatch(tiny, 0.01).geom_type == "MultiLineString"


def test_neighbours_share_the_grid() -> None:
    left, right = box(0, 45, 0.1, 45.1), box(0.1, 45, 0.2, 45.1)
    ends = {p.coords[-1] for p in shapely.get_parts(hatch(left, 0.01))}
    starts = {p.coords[0] for p in shapely.get_parts(hatch(right, 0.01))}
    on_border = [e for e in ends if abs(e[0] - 0.1) < 1e-9 and 45.001 < e[1] < 45.099]
    assert on_border
    for x, y in on_border:
        assert any(abs(x - sx) < 1e-6 and abs(y - sy) < 1e-6 for sx, sy in starts)


def test_spacing_follows_the_size_of_the_territory() -> None:
    assert hatch_spacing((0, 45, 1, 46)) > 5 * hatch_spacing((0, 45, 0.1, 45.1))
