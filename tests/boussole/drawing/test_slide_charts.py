"""Charts on a slide are native, hold the panel's values and nothing else, and say in words what colour says."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import openpyxl
import pytest
from pptx import Presentation
from pptx.oxml.ns import qn

from boussole.drawing.slide_axes import inert, number_format, scale, serial, years
from boussole.drawing.slide_charts import trajectory_chart, trend_chart, waterfall_chart
from boussole.drawing.slide_places import intervals_chart, intervals_parts, scatter_chart
from boussole.drawing.slide_theme import Box
from boussole.panels import (
    Break,
    Dot,
    DotGroup,
    Intervals,
    Level,
    Mark,
    Scatter,
    Spot,
    Stair,
    Trajectory,
    Trend,
    TrendLine,
    Waterfall,
)
from tests.boussole.drawing.conftest import FOOTER

WIDE = Box(0.5, 1.5, 12.3, 4.8)
HALF = Box(0.5, 1.5, 5.9, 4.8)


def drawn(draw: Callable[..., None], panel: Any, box: Box = WIDE) -> Any:
    """The chart, as a reader of the saved file finds it."""
    file = Presentation()
    draw(file.slides.add_slide(file.slide_layouts[6]).shapes, box, panel)
    out = io.BytesIO()
    file.save(out)
    (frame,) = Presentation(out).slides[0].shapes
    assert frame.has_chart
    return frame


def series(chart: Any) -> dict[str, list[tuple[float, ...]]]:
    """Name → points (x, y)."""
    found: dict[str, list[tuple[float, ...]]] = {}
    for one in chart.plots[0].series:
        xs = [float(v.text) for v in one._element.iterfind(f"{qn('c:xVal')}//{qn('c:v')}")]
        found.setdefault(one.name, []).extend(zip(xs, one.values, strict=True))
    return found


def labels(chart: Any) -> list[str]:
    """The texts written beside points."""
    rich = chart._chartSpace.iter(qn("c:dLbl"))
    return ["".join(t.text for t in d.iter(qn("a:t"))).strip("\u202f") for d in rich]


def cells(chart: Any) -> list[Any]:
    sheet = openpyxl.load_workbook(io.BytesIO(chart.part.chart_workbook.xlsx_part.blob)).active
    return [cell.value for row in sheet.iter_rows() for cell in row if cell.value is not None]


def mark(year: int, value: float, low: float | None = None, high: float | None = None, bounds: bool = False) -> Mark:
    return Mark(date(year, 7, 1), str(year), value, f"{value:g} %".replace(".", ","), low, high, bounds=bounds)


def test_a_trajectory_has_observed_targets_and_initial_value_with_their_printed_texts(trajectory: Trajectory) -> None:
    frame = drawn(trajectory_chart, trajectory)
    found = series(frame.chart)
    assert found["Observé"] == [(serial(m.when), m.value) for m in (trajectory.initial, *trajectory.observed) if m]
    assert found["Cible"][1::2] == [(serial(m.when), m.value) for m in trajectory.targets]
    assert found["Valeur initiale"] == [(serial(date(2020, 12, 24)), 5280)]
    assert {"5\u202f104", "5000", "4500", "4000"} <= set(labels(frame.chart))
    assert frame._element.nvGraphicFramePr.cNvPr.get("descr") == "Alternative."


def test_each_target_holds_from_the_one_before(trajectory: Trajectory) -> None:
    (_, first), (second_start, second), *_ = (series(drawn(trajectory_chart, trajectory).chart)["Cible"])[1:3]
    assert (first, second) == (5000, 4500)
    assert second_start == serial(date(2021, 12, 23))


def test_intervals_are_error_bars_as_long_as_they_are(trajectory: Trajectory) -> None:
    chart = drawn(trajectory_chart, trajectory).chart
    (bars,) = chart._chartSpace.iter(qn("c:errBars"))
    lengths = {s: [float(v.text) for v in bars.find(qn(f"c:{s}")).iter(qn("c:v"))] for s in ("plus", "minus")}
    assert lengths == {"plus": [0, 96], "minus": [0, 104]}  # the initial value has none


def test_the_longest_series_is_first_which_libreoffice_needs(trajectory: Trajectory) -> None:
    counts = [len(list(s.values)) for s in drawn(trajectory_chart, trajectory).chart.plots[0].series]
    assert counts == sorted(counts, reverse=True)


def test_in_half_a_slide_only_the_last_of_many_values_is_written(trajectory: Trajectory) -> None:
    many = tuple(mark(2018 + n, 10.0 + n) for n in range(6))
    said = labels(drawn(trajectory_chart, replace(trajectory, observed=many, unit="%"), HALF).chart)
    assert "15\u202f%" in said and "10\u202f%" not in said


def test_everything_in_a_chart_is_french_and_large_enough(trajectory: Trajectory) -> None:
    space = drawn(trajectory_chart, trajectory).chart._chartSpace
    assert space.find(qn("c:lang")).get("val") == "fr-FR"
    runs = [*space.iter(qn("a:rPr")), *space.iter(qn("a:defRPr"))]
    assert runs and {r.get("lang") for r in runs} == {"fr-FR"}
    spacers = {"600"}  # the invisible line between a value and its point
    assert all(int(r.get("sz", 1400)) >= 1400 for r in runs if r.get("sz") not in spacers)
    assert all(f.get("formatCode").startswith(("[$-40C]", "mm")) for f in space.iter(qn("c:numFmt")))


@pytest.fixture
def trend() -> Trend:
    own = TrendLine("CPTS", "own", ((mark(2020, 10.5, 9.0, 12.0), mark(2021, 11.0)), (mark(2023, 14.0),)))
    bounds = TrendLine("Deux-Sèvres", "reference", ((mark(2020, 12.0), mark(2021, 77.7, 11.0, 13.0, bounds=True)),))
    gap = (Break(date(2022, 1, 1), 1, "définition"),)
    return Trend("Essai", "%", (own, bounds), gap, False, "Alternative.", FOOTER)


def test_runs_measured_alike_are_series_of_their_own_so_that_no_line_joins_them(trend: Trend) -> None:
    names = [s.name for s in drawn(trend_chart, trend).chart.plots[0].series]
    assert names.count("CPTS") == 2


def test_each_line_is_once_in_the_legend(trend: Trend) -> None:
    chart = drawn(trend_chart, trend).chart
    every = [s.name for s in chart.plots[0].series]
    out = {int(e.find(qn("c:idx")).get("val")) for e in chart._chartSpace.iter(qn("c:legendEntry"))}
    assert sorted(n for rank, n in enumerate(every) if rank not in out) == ["CPTS", "Deux-Sèvres"]


def test_what_stands_between_two_bounds_is_written_nowhere(trend: Trend) -> None:
    frame = drawn(trend_chart, trend)
    assert not any("77" in str(cell) for cell in cells(frame.chart))
    assert b"77.7" not in frame.chart.part.blob
    assert {11.0, 13.0} <= {y for _, y in series(frame.chart)["Deux-Sèvres"]}


def test_breaks_are_drawn_and_told(trend: Trend) -> None:
    frame = drawn(trend_chart, trend)
    assert "rupture 1" in labels(frame.chart)
    assert "définition" in frame._element.nvGraphicFramePr.cNvPr.get("descr")


def test_a_waterfall_stands_on_an_invisible_base_and_names_carry_the_amounts() -> None:
    stairs = (Stair("Maximum", 0, 100.5, "maximum", "100,50 €"), Stair("Acquis", 0, 60.25, "acquired", "60,25 €"),
              Stair("En jeu", 60.25, 30.0, "at_stake", "30,00 €"), Stair("Perdu", 90.25, 10.25, "lost", "10,25 €"))  # fmt: skip
    chart = drawn(waterfall_chart, Waterfall("Essai", stairs, "Alternative.", FOOTER)).chart
    base, *parts = chart.plots[0].series
    assert base._element.find(qn("c:spPr")).find(qn("a:noFill")) is not None
    assert list(base.values) == [None, None, 60.25, 90.25]
    assert [[v for v in s.values if v is not None] for s in parts] == [[100.5], [60.25], [30.0], [10.25]]
    assert list(chart.plots[0].categories) == [f"{s.label}\n{s.text}" for s in stairs]


@pytest.fixture
def intervals() -> Intervals:
    dots = (
        Dot("Argentonnay", "12,6 %", 12.6, 11.3, 14.0, "significativement au-dessus, moins bon", "above", "worse"),
        Dot("Boismé", "9,0 %", 9.0, 8.0, 10.0, "non différent", "same"),
        Dot("Trayes", "secret (< 11)"),
    )
    return Intervals("Essai", "%", (DotGroup("", dots),), Level("Deux-Sèvres", 9.5, "9,5 %"), "Alternative.", FOOTER)


def test_a_place_without_value_is_a_gap_whose_name_says_why(intervals: Intervals) -> None:
    chart = drawn(intervals_chart, intervals).chart
    names = list(chart.plots[0].categories)
    assert names == [
        "Deux-Sèvres\u00a0: 9,5\u202f%",
        "▲ Argentonnay\u00a0: 12,6\u202f%",
        "Boismé\u00a0: 9,0\u202f%",
        "Trayes\u00a0: secret (< 11)",
    ]
    assert all(list(s.values)[3] is None for s in chart.plots[0].series)
    assert chart._chartSpace.find(f".//{qn('c:dispBlanksAs')}").get("val") == "gap"


def test_colours_are_verdicts_named_in_the_legend(intervals: Intervals) -> None:
    values = {s.name: list(s.values) for s in drawn(intervals_chart, intervals).chart.plots[0].series}
    assert values == {
        "Significativement au-dessus, moins bon": [None, 12.6, None, None],
        "Non différent": [None, None, 9.0, None],
        "Deux-Sèvres": [9.5, None, None, None],
    }


def test_many_places_are_cut_into_parts_each_once_and_under_its_heading() -> None:
    dots = tuple(Dot(f"Commune {n}", f"{n} %", float(n)) for n in range(60))
    panel = Intervals("Essai", "%", (DotGroup("Hautes", dots[:35]), DotGroup("Basses", dots[35:])), None, "A.", FOOTER)
    parts = intervals_parts(panel, 4.8)
    assert [d for p in parts for g in p.groups for d in g.dots] == list(dots)
    assert all(g.label for p in parts for g in p.groups)
    assert all(sum(len(g.dots) + 1 for g in p.groups) <= 13 for p in parts)


def test_a_crossing_writes_only_the_names_that_the_panel_names() -> None:
    spots = (Spot("Bressuire", 4.0, 62.0, False, True, ()), Spot("Trayes", 9.0, 50.0, True, False, ()))
    level = Level("Deux-Sèvres", 6.0, "6,0 %")
    panel = Scatter("Essai", "x (2023)", "y (2023)", "%", "%", spots, level, None, "Alternative.", FOOTER)
    chart = drawn(scatter_chart, panel).chart
    found = series(chart)
    assert found["Effectif suffisant"] == [(4.0, 62.0)] and found["Petit effectif"] == [(9.0, 50.0)]
    assert labels(chart) == ["Bressuire", "Deux-Sèvres\u00a0: 6,0\u202f%"]
    assert chart.category_axis.axis_title.text_frame.text == "x (2023)"


@pytest.mark.parametrize("text", ["=1+1", "{=1}", "https://exemple.fr", "mailto:x"])
def test_a_name_is_never_a_formula_nor_a_link_of_the_workbook(text: str, intervals: Intervals) -> None:
    dots = (Dot(text, "1 %", 1.0),)
    chart = drawn(intervals_chart, replace(intervals, groups=(DotGroup("", dots),), reference=None)).chart
    sheet = openpyxl.load_workbook(io.BytesIO(chart.part.chart_workbook.xlsx_part.blob)).active
    assert {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value is not None} <= {
        "s",
        "n",
        "inlineStr",
    }
    assert all(cell.hyperlink is None for row in sheet.iter_rows() for cell in row)
    assert inert(text).strip() == text


@pytest.mark.parametrize(
    ("values", "zero"), [([12.3, 14.1], False), ([5280.0, 2934.0], True), ([3.0], False), ([0.0], True)]
)
def test_an_axis_has_round_steps_and_holds_its_values(values: list[float], zero: bool) -> None:
    found = scale(values, zero)
    assert found.low <= min(values) and found.high > max(values)
    assert found.low == 0 or not zero
    assert 2 <= (found.high - found.low) / found.step <= 9


def test_ticks_of_years_stay_in_their_year_and_are_not_too_many() -> None:
    days = [date(2003, 12, 24), date(2026, 7, 1)]
    found = years(days, ticks=6)
    assert found.low <= serial(days[0]) and serial(days[1]) <= found.high
    ticks = [date.fromordinal(date(1899, 12, 30).toordinal() + int(found.low + n * found.step)) for n in range(6)]
    assert {(t.month, t.day) for t in ticks} <= {(1, 1), (1, 2), (1, 3)}


def test_numbers_are_french_with_as_many_decimals_as_their_step() -> None:
    assert number_format("%", 0.5) == '[$-40C]#,##0.0"\u202f%"'
    assert number_format("patients", 2000) == "[$-40C]#,##0"
