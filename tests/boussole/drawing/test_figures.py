"""Charts for a page open, say in French what their panels say, hide what is hidden, and are the same from any thread."""

from __future__ import annotations

import io
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date

import geopandas
import pytest
from matplotlib.dates import date2num
from matplotlib.figure import Figure
from matplotlib.text import Text
from PIL import Image

from boussole.drawing import palette
from boussole.drawing.figures import Chart, chart_pictures, figures_of, map_pictures, spine_picture
from boussole.drawing.ground import Ground
from boussole.drawing.paper import WIDTH
from boussole.drawing.paper_map import page_map
from boussole.drawing.paper_places import ROWS, shared
from boussole.panels import (
    Bar,
    Bars,
    Break,
    Bullet,
    Choropleth,
    Circles,
    Dot,
    DotGroup,
    Footer,
    Intervals,
    Level,
    Mark,
    Scatter,
    Spine,
    Spot,
    Stair,
    Trajectory,
    Trend,
    TrendLine,
    Waterfall,
)

FOOTER = Footer("Source d’essai", "2024", "tous âges", "valeur importée")
PERCENT = "\u202f%"


def mark(year: int, value: float, low: float | None = None, high: float | None = None, bounds: bool = False) -> Mark:
    said = f"{value:.1f}".replace(".", ",") + PERCENT
    return Mark(date(year, 7, 1), str(year), value, said, low, high, bounds=bounds)


def dots(count: int, name: str = "Commune") -> tuple[Dot, ...]:
    return tuple(
        Dot(f"{name} {k}", f"{k},5{PERCENT}", k + 0.5, k - 0.5, k + 1.5, "au-dessus, meilleur", "above", "better")
        for k in range(count)
    )


TREND = Trend(
    "Évolution", "%",
    (
        TrendLine("CPTS d’essai", "own", ((mark(2021, 9.4, 9, 9.8), mark(2022, 8.6, 8.2, 9)), (mark(2023, 7.5),))),
        TrendLine("Département", "reference", ((mark(2021, 11.5), mark(2022, 11.9), mark(2023, 12.5)),)),
        TrendLine("Une commune", "commune", ((mark(2022, 0, 5, 9, bounds=True),),)),
    ),
    (Break(date(2022, 12, 31), 1, "changement de calcul"),), False, "Alternative.", FOOTER,
)  # fmt: skip
INTERVALS = Intervals(
    "Communes", "%", (DotGroup("Groupe", dots(3)), DotGroup("", (Dot("Trayes", "secret (< 11)"),))),
    Level("Département", 2.0, f"2,0{PERCENT}"), "Alternative.", FOOTER,
)  # fmt: skip
SCATTER = Scatter(
    "Croisement", "Premier (2023)", "Second (2023)", "%", "patients",
    (Spot("L’Absie", 1.0, 1200.0, False, True, ()), Spot("Boismé", 2.0, 3400.0, True, False, ())),
    Level("Département", 1.5, f"1,5{PERCENT}"), None, "Alternative.", FOOTER,
)  # fmt: skip
WATERFALL = Waterfall(
    "Du maximum à l’acquis",
    (Stair("Maximum", 0, 112500, "maximum", "112\u202f500,00\u00a0€"), Stair("Acquis", 0, 99213.13, "acquired", "99\u202f213,13\u00a0€"),
     Stair("En jeu", 99213.13, 5000, "at_stake", "5\u202f000,00\u00a0€"), Stair("Perdu", 104213.13, 8286.87, "lost", "8\u202f286,87\u00a0€")),
    "Alternative.", FOOTER,
)  # fmt: skip
BULLET = Bullet("Barre", "%", 12.3, f"12,3{PERCENT}", 18.0, f"18,0{PERCENT}", 10.0, f"10,0{PERCENT}", 5.0, f"5,0{PERCENT}",
                "up", "2023", "Alternative.", FOOTER)  # fmt: skip
BARS = Bars(
    "Effort",
    (Bar("Premier objectif", 500.0, "500,00\u00a0€", "suivi"), Bar("Second", 20.0, "20,00\u00a0€", "")),
    "Alternative.",
    FOOTER,
)
CHARTS: list[Chart] = [TREND, INTERVALS, SCATTER, WATERFALL, BULLET, BARS]


def said(*charts: Figure) -> str:
    """The texts drawn."""
    return " | ".join(t.get_text() for figure in charts for t in figure.findobj(Text))


@pytest.mark.parametrize("chart", CHARTS, ids=lambda c: type(c).__name__)
def test_each_chart_is_a_picture_as_wide_as_the_page(chart: Chart) -> None:
    (png,) = chart_pictures(chart, "png")
    image = Image.open(io.BytesIO(png))
    assert image.width == round(WIDTH * 220)
    assert image.info["Title"] == chart.title and image.info["Description"] == "Alternative."
    (svg,) = chart_pictures(chart)
    assert svg.startswith(b"<?xml") and b"<image" not in svg  # lines, not dots
    assert b"<text" not in svg  # outlines: no font is asked of the reader


@pytest.mark.parametrize(
    ("chart", "texts"),
    [
        (TREND, (f"9,4{PERCENT}", f"7,5{PERCENT}", "Département", "2021", "1", f"10{PERCENT}")),
        (INTERVALS, ("Groupe", "Commune 2", f"2,5{PERCENT}", "secret (< 11)", "Au-dessus, meilleur", f"Département\u00a0: 2,0{PERCENT}")),
        (SCATTER, ("L’Absie", "Petit effectif", "Premier (2023)", "Second (2023)", "2\u202f000", f"1,5{PERCENT}")),
        (WATERFALL, ("99\u202f213,13\u00a0€", "112\u202f500,00\u00a0€", "Perdu", "50\u202f000\u202f€")),
        (BULLET, (f"12,3{PERCENT}", f"Cible 18,0{PERCENT}", f"Initiale 10,0{PERCENT}", f"Seuil 5,0{PERCENT}")),
        (BARS, ("Premier objectif – 500,00\u00a0€ · suivi", "Second – 20,00\u00a0€")),
    ],
    ids=lambda c: type(c).__name__,
)  # fmt: skip
def test_each_chart_writes_its_numbers_in_french(chart: Chart, texts: tuple[str, ...]) -> None:
    found = said(*figures_of(chart))
    for text in texts:
        assert text in found, text


def test_a_trajectory_writes_each_of_its_values_without_its_unit(trajectory: Trajectory) -> None:
    (svg,) = chart_pictures(trajectory)
    found = said(*figures_of(trajectory))
    for text in ("5\u202f280", "4500", "5\u202f104", "Cible", "Observé", "Valeur initiale", "En patients", "2021"):
        assert text in found, text
    assert "5\u202f280 patients" not in found
    assert palette.LIGHT.target in svg.decode() and palette.LIGHT.observed in svg.decode()


def test_bounds_have_no_value_between_them() -> None:
    lone = replace(TREND, lines=(TrendLine("CPTS", "own", ((mark(2022, 0, 5, 9, bounds=True), mark(2023, 6)),)),))
    found = said(*figures_of(lone))
    assert f"0,0{PERCENT}" not in found and f"6,0{PERCENT}" in found


def test_an_empty_chart_is_no_picture(trajectory: Trajectory) -> None:
    assert chart_pictures(replace(trajectory, initial=None, targets=(), observed=())) == []
    assert chart_pictures(replace(INTERVALS, groups=())) == []
    assert chart_pictures(replace(BARS, bars=())) == []


def test_sixty_communes_are_on_as_many_pages_as_they_need_each_once_on_one_axis() -> None:
    many = replace(INTERVALS, groups=(DotGroup("Hautes", dots(45)), DotGroup("Basses", dots(15, "Bourg"))))
    parts = shared(many)
    assert len(parts) == 2
    assert [d for p in parts for g in p.groups for d in g.dots] == [*many.groups[0].dots, *many.groups[1].dots]
    assert all(sum(bool(g.label) + len(g.dots) for g in p.groups) <= ROWS for p in parts)
    assert parts[1].groups[0].label == "Hautes"  # a group that is cut says its name again
    first, second = (said(figure) for figure in figures_of(many))
    assert "Commune 44" in second and "Commune 44" not in first
    assert f"40{PERCENT}" in first and f"40{PERCENT}" in second  # the same axis
    heights = [Image.open(io.BytesIO(p)).height / 220 for p in chart_pictures(many, "png")]
    assert max(heights) < 9.5  # inches of an A4 page with its title


def test_a_map_has_its_key_and_never_a_hidden_value(
    choropleth: Choropleth, circles: Circles, contours: geopandas.GeoDataFrame
) -> None:
    (svg,) = map_pictures(choropleth, Ground(contours))
    found = said(page_map(choropleth, Ground(contours)))
    for text in (f"En{PERCENT}", "4,0 à 5,0", "Secret (<", "Aucune donnée", "Classes\u00a0: quantiles."):
        assert text in found, text
    assert palette.HATCH in svg.decode() and palette.NO_DATA in svg.decode()
    (png,) = map_pictures(circles, Ground(contours), "png")
    assert Image.open(io.BytesIO(png)).width == round(WIDTH * 220)


def test_a_spine_has_the_shape_of_its_state() -> None:
    spine = Spine(5.0, 4.0, 6.0, 5.5, (1.0, 5.0, 9.0), (2.0, 5.0, 8.0), "better", "Alternative.")
    pictures = {
        state: spine_picture(replace(spine, state=state)) for state in ("better", "worse", "other", "same", "none")
    }
    assert len(set(pictures.values())) == 5
    assert palette.LIGHT_SPINE.better in pictures["better"].decode()
    many = spine_picture(replace(spine, communes=tuple(float(k) for k in range(200))))
    assert many.count(b"<use") < 20  # a line, not two hundred dots


@pytest.mark.parametrize("form", ["png", "svg"])
def test_the_same_chart_is_the_same_file_from_any_thread(trajectory: Trajectory, form: str) -> None:
    def made(_: int) -> list[bytes]:
        return [b for c in (trajectory, TREND, SCATTER, WATERFALL) for b in chart_pictures(c, form)]  # type: ignore[arg-type]

    def together(ask: Callable[[int], list[bytes]]) -> list[list[bytes]]:
        with ThreadPoolExecutor(2) as pool:
            return list(pool.map(ask, range(2)))

    alone = made(0)
    assert together(made) == [alone, alone]
    assert not any(b"<dc:date>" in picture for picture in alone)


def test_a_value_alone_is_within_the_axis(trajectory: Trajectory) -> None:
    lone = replace(trajectory, initial=None, targets=())
    (figure,) = figures_of(lone)
    low, high = figure.axes[0].get_xlim()
    assert low < date2num(lone.observed[0].when) < high  # type: ignore[no-untyped-call]
