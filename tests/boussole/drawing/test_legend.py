"""The legend to choose in has the colours of the map; the lines and the method are said in words."""

from __future__ import annotations

from dataclasses import replace

import geopandas
from shapely.geometry import LineString

from boussole.drawing import palette
from boussole.drawing.ground import Ground
from boussole.drawing.leaflet import fill, map_layer, radius
from boussole.drawing.legend import (
    HATCH_CSS,
    borders_html,
    circle_samples,
    legend_html,
    method_html,
    swatches,
    swatches_css,
)
from boussole.panels import Bin, Choropleth, Circles
from boussole.questions.map_classes import MISSING, SECRET, alone, legend_entries

EVIL = "<script>alert(1)</script>"


def test_each_entry_has_the_colour_of_its_communes(choropleth: Choropleth) -> None:
    keys = list(legend_entries(choropleth))
    drawn = swatches(choropleth, keys)
    assert len(drawn) == len(keys) == 4
    for area in choropleth.areas:
        key = SECRET if area.secret else MISSING if area.bin is None else keys[area.bin]
        expected = HATCH_CSS if area.secret else fill(choropleth, area)
        assert drawn[keys.index(key)] == expected


def test_the_style_sheet_leaves_the_first_choice_bare_and_names_only_its_own_widget(choropleth: Choropleth) -> None:
    css = swatches_css("choix_classe", ["#111111", "#222222"])
    assert "(2) [data-testid" in css and "background:#111111" in css and "(1) " not in css
    assert css.count(".st-key-choix_classe ") == css.count("{")


def test_around_a_reference_the_two_sides_have_two_hues(choropleth: Choropleth) -> None:
    bins = tuple(Bin(n, n, str(n)) for n in range(4))
    around = replace(choropleth, bins=bins, diverging=True)
    assert tuple(swatches(around, [f"{n}_{n}" for n in range(4)])) == palette.diverging(4)


def test_the_lines_are_named_when_they_are_drawn(contours: geopandas.GeoDataFrame) -> None:
    line = LineString([(5, 46), (6, 46)])
    assert borders_html(Ground(contours)) == ""
    assert "EPCI" in borders_html(Ground(contours, line)) and "département" not in borders_html(Ground(contours, line))
    assert "département" in borders_html(Ground(contours, None, line))


def test_the_method_and_the_caution_are_said_as_inert_text(choropleth: Choropleth) -> None:
    html = method_html(replace(choropleth, method=EVIL, caution="Pas de valeur de la France."))
    assert "<script" not in html and "Pas de valeur de la France." in html
    assert "Classes" not in method_html(replace(choropleth, bins=()))


def test_communes_set_aside_are_bare_and_their_secrets_are_not_hatched(
    choropleth: Choropleth, contours: geopandas.GeoDataFrame
) -> None:
    shown = alone(choropleth, "4_5")
    colours = {a.code: fill(shown, a) for a in shown.areas}
    assert colours["01001"] == palette.sequential(2)[0]
    assert colours["01002"] == colours["01004"] == colours["01005"] == palette.ASIDE
    assert len(map_layer(shown, Ground(contours))._children) == 1  # the polygons, and no hatch


def test_borders_lie_over_the_communes(choropleth: Choropleth, contours: geopandas.GeoDataFrame) -> None:
    line = LineString([(5, 46), (6, 46)])
    bare = map_layer(choropleth, Ground(contours))
    assert len(map_layer(choropleth, Ground(contours, line, line))._children) == len(bare._children) + 2


def test_circles_shrink_on_a_map_of_many_communes_and_stay_in_proportion(circles: Circles) -> None:
    assert radius(10, 10, 33) == radius(10, 10)
    assert radius(10, 10, 1000) < radius(10, 10, 33) / 3
    assert (radius(40, 40, 1000) / radius(10, 40, 1000)) ** 2 == 4
    assert circle_samples(circles.areas)[0][0] <= 16
    assert "Surface du cercle" in legend_html(circles)
