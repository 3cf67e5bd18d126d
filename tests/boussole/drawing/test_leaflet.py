"""The map asks nothing of the internet, draws secrets as hatches, and lets no name act as HTML."""

from __future__ import annotations

import importlib.metadata
import math
import re
from pathlib import Path

import folium
import geopandas
import pytest

from boussole.drawing import palette
from boussole.drawing.ground import Ground
from boussole.drawing.leaflet import TILES, base_map, fill, map_layer, radius, tooltip_html
from boussole.panels import Choropleth, Circles

ROOT = Path(__file__).parents[3]
VENDOR = ROOT / "static" / "vendor" / "leaflet"


def rendered(panel: Choropleth | Circles, contours: geopandas.GeoDataFrame, selected: str = "") -> str:
    frame = base_map(contours)
    frame.add_child(map_layer(panel, Ground(contours), selected))
    return str(frame.get_root().render())


def collections(layer: folium.FeatureGroup) -> list[folium.GeoJson]:
    return [c for c in layer._children.values() if isinstance(c, folium.GeoJson)]


@pytest.mark.parametrize("name", ["choropleth", "circles"])
def test_nothing_comes_from_elsewhere(
    name: str, contours: geopandas.GeoDataFrame, request: pytest.FixtureRequest
) -> None:
    html = rendered(request.getfixturevalue(name), contours, "01002")
    asked = re.findall(r"""(?:src|href)=["']([^"']+)""", html)
    assert asked and all(a.startswith("../../app/static/vendor/leaflet/") for a in asked)
    assert "http:" not in html and "https:" not in html


def test_a_background_map_is_asked_for_and_credited(contours: geopandas.GeoDataFrame) -> None:
    html = base_map(contours, background=True).get_root().render()
    assert TILES in html and "OpenStreetMap" in html


def test_every_commune_with_a_contour_is_drawn_once(choropleth: Choropleth, contours: geopandas.GeoDataFrame) -> None:
    polygons = collections(map_layer(choropleth, Ground(contours)))[0].data["features"]
    assert [f["id"] for f in polygons] == ["01001", "01002", "01004", "01005"]


def test_secret_and_missing_are_told_apart(choropleth: Choropleth, contours: geopandas.GeoDataFrame) -> None:
    secret, missing = choropleth.areas[2], choropleth.areas[3]
    assert fill(choropleth, secret) == palette.SECRET and fill(choropleth, missing) == palette.NO_DATA
    polygons, hatches = collections(map_layer(choropleth, Ground(contours)))
    assert len(hatches.data["features"]) == 1
    assert hatches.data["features"][0]["geometry"]["type"] == "MultiLineString"
    assert polygons.data["features"][2]["properties"]["tooltip"].count("secret") == 1


def test_the_selected_commune_is_outlined_over_the_rest(
    choropleth: Choropleth, contours: geopandas.GeoDataFrame
) -> None:
    before = collections(map_layer(choropleth, Ground(contours)))
    assert len(collections(map_layer(choropleth, Ground(contours), "01002"))) == len(before) + 2
    assert len(collections(map_layer(choropleth, Ground(contours), "97601"))) == len(
        before
    )  # no contour: nothing to outline


def test_circles_have_areas_proportional_to_values(circles: Circles, contours: geopandas.GeoDataFrame) -> None:
    drawn = collections(map_layer(circles, Ground(contours)))[-1].data["features"]
    radii = {f["id"]: f["properties"]["radius"] for f in drawn}
    assert math.pi * radii["01002"] ** 2 / (math.pi * radii["01001"] ** 2) == pytest.approx(4, rel=0.01)
    assert radius(0, 10) == 0


def test_names_are_text(choropleth: Choropleth, contours: geopandas.GeoDataFrame) -> None:
    assert "<img" not in tooltip_html(choropleth.areas[0])
    assert "<img" not in rendered(choropleth, contours)


def test_vendored_files_are_those_of_the_wheel() -> None:
    from xstatic.pkg import leaflet

    wheel = Path(leaflet.BASE_DIR)
    assert importlib.metadata.version("xstatic-leaflet") in (VENDOR / "README.md").read_text(encoding="utf-8")
    ours = {p.relative_to(VENDOR) for p in VENDOR.rglob("*") if p.is_file()} - {Path("LICENSE"), Path("README.md")}
    assert ours >= {Path("leaflet.js"), Path("leaflet.css")}
    for path in ours:
        assert (VENDOR / path).read_bytes() == (wheel / path).read_bytes(), path
