"""A map's picture opens, carries what the screen says, is the same twice, and needs nothing of the outside."""

from __future__ import annotations

import html
import io
import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import geopandas
import numpy as np
import pytest
from PIL import Image
from shapely.geometry import LineString

from boussole.disclosure import Audience
from boussole.drawing import palette
from boussole.drawing.ground import Ground
from boussole.drawing.page import map_picture
from boussole.panels import WORKING_DOCUMENT, Choropleth, Circles

Panel = Choropleth | Circles


@pytest.fixture
def ground(contours: geopandas.GeoDataFrame) -> Ground:
    return Ground(contours, LineString([(5.2, 45.9), (5.2, 46.2)]), LineString([(5.0, 46.0), (5.4, 46.0)]))


def said(panel: Panel, ground: Ground, audience: Audience = Audience.INTERNAL) -> str:
    """The texts of the SVG, which matplotlib writes as comments beside their outlines, and its description."""
    svg = map_picture(panel, ground, "CPTS d’essai", audience, "svg").decode()
    return html.unescape(" ".join(re.findall(r"<!-- (.+?) -->", svg, re.DOTALL)))


def pixels(panel: Panel, ground: Ground) -> np.ndarray:
    png = map_picture(panel, ground, "CPTS d’essai", Audience.DIFFUSION)
    return np.asarray(Image.open(io.BytesIO(png)).convert("RGB"))


def share(image: np.ndarray, colour: str) -> float:
    wanted = [int(colour[i : i + 2], 16) for i in (1, 3, 5)]
    return float((np.abs(image.astype(int) - wanted).max(axis=2) < 4).mean())


def test_the_picture_opens_and_is_large_enough_for_a_slide(choropleth: Choropleth, ground: Ground) -> None:
    image = Image.open(io.BytesIO(map_picture(choropleth, ground, "CPTS d’essai", Audience.DIFFUSION)))
    assert image.format == "PNG"
    assert image.width >= 1600 and image.height >= 1000
    assert image.info["Title"] == "Essai"


def test_it_says_title_place_period_method_source_champ_and_credit(choropleth: Choropleth, ground: Ground) -> None:
    text = said(choropleth, ground)
    for part in ("Essai", "CPTS d’essai – 2024", "Classes\u00a0: quantiles.", "4,0 à 5,0", "Secret (<", "Aucune donnée",
                 "Source d’essai", "tous âges", "limite d’EPCI", "limite de département", "Sans contour"):  # fmt: skip
        assert part in text, part


def test_only_a_working_document_says_so(choropleth: Choropleth, circles: Circles, ground: Ground) -> None:
    for panel in (choropleth, circles):
        assert WORKING_DOCUMENT in said(panel, ground, Audience.INTERNAL)
        assert "diffuser" not in said(panel, ground, Audience.DIFFUSION)


def test_classes_secret_and_missing_have_the_colours_of_the_screen(choropleth: Choropleth, ground: Ground) -> None:
    image = pixels(choropleth, ground)
    for colour in (*palette.sequential(2), palette.NO_DATA):
        assert share(image, colour) > 0.01, colour
    assert share(image, palette.HATCH) > 0.001


def test_without_secret_there_is_no_hatch(choropleth: Choropleth, contours: geopandas.GeoDataFrame) -> None:
    plain = replace(choropleth, areas=tuple(a for a in choropleth.areas if not a.secret))
    assert share(pixels(plain, Ground(contours)), palette.HATCH) < 0.0005


def test_circles_are_drawn_and_their_key_has_round_values(circles: Circles, ground: Ground) -> None:
    text = said(circles, ground)
    assert "en médecins" in text and "10" in text and "Surface du cercle proportionnelle" in text


def test_the_same_picture_twice_is_the_same_file_from_any_thread(choropleth: Choropleth, ground: Ground) -> None:
    with ThreadPoolExecutor(4) as threads:
        made = list(threads.map(lambda _: map_picture(choropleth, ground, "X", Audience.DIFFUSION), range(4)))
    assert len(set(made)) == 1
    svg = [map_picture(choropleth, ground, "X", Audience.DIFFUSION, "svg") for _ in range(2)]
    assert svg[0] == svg[1]


def test_a_picture_names_no_address_but_its_own_vocabulary(choropleth: Choropleth, ground: Ground) -> None:
    svg = map_picture(choropleth, ground, "X", Audience.DIFFUSION, "svg").decode()
    assert not re.findall(r"""(?:src|xlink:href)=["'](?!#)""", svg)


def test_a_territory_without_contour_or_without_value_is_drawn_all_the_same(
    choropleth: Choropleth, contours: geopandas.GeoDataFrame
) -> None:
    nowhere = Ground(contours.iloc[:0])
    assert "Aucune commune n’a de contour." in said(choropleth, nowhere)
    empty = replace(choropleth, areas=(choropleth.areas[2],), bins=())
    assert "Classes" not in said(empty, Ground(contours))


def test_a_dollar_is_a_dollar(choropleth: Choropleth, ground: Ground) -> None:
    dollars = replace(choropleth, title=r"Coût $\frac{1}{0}$")
    svg = map_picture(dollars, ground, "CPTS $\\frac$", Audience.DIFFUSION, "svg").decode()
    assert r"Coût $\frac{1}{0}$" in svg
