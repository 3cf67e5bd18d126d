"""Charts that compare and evolve say in shape and words what they say in colour, never join what is not alike, and let
no name act as HTML. The picking map remembers its clicks.
"""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import geopandas
import pytest

from boussole.drawing import palette
from boussole.drawing.charts import chart_config
from boussole.drawing.comparing import intervals_figure, scatter_figure
from boussole.drawing.evolving import trend_figure
from boussole.drawing.picking import picking_frame, picking_layer, picking_tooltip
from boussole.panels import (
    Break,
    Dot,
    DotGroup,
    Footer,
    Intervals,
    Level,
    Mark,
    Parcel,
    Picker,
    Scatter,
    Spot,
    Trend,
    TrendLine,
)

FOOTER = Footer("Source d’essai", "2024", "tous âges", "valeur importée")
EVIL = "<img src=x onerror=alert(1)>"


def intervals(**changes: Any) -> Intervals:
    dots = (
        Dot(EVIL, "12,0 %", 12.0, 10.0, 14.0, "significativement au-dessus, moins bon", "above", "worse", (EVIL,)),
        Dot("B", "6,0 %", 6.0, 5.0, 7.0, "significativement en dessous, meilleur", "below", "better"),
        Dot("C", "8,0 %", 8.0, 7.0, 9.0, "non différent", "same"),
        Dot("D", "entre 4,0 et 5,0 %", None, 4.0, 5.0),
        Dot("E", "secret (< 11)"),
    )
    made = {"title": "Essai", "unit": "%", "groups": (DotGroup("Valeurs les plus hautes", dots),),
            "reference": Level("France", 8.5, "8,5 %"), "alternative": "Alternative.", "footer": FOOTER}  # fmt: skip
    return Intervals(**made | changes)


def test_each_verdict_has_its_shape_its_words_and_its_colour() -> None:
    figure = intervals_figure(intervals())
    named = {t.name: t for t in figure.data if t.showlegend is not False}
    assert {n: t.marker.symbol for n, t in named.items()} == {
        "Significativement au-dessus, moins bon": "triangle-up",
        "Significativement en dessous, meilleur": "triangle-down",
        "Non différent": "circle",
        "Encadrement (communes sous secret)": "line-ns-open",
    }
    assert len({t.marker.color for t in named.values()}) == 3
    above = named["Significativement au-dessus, moins bon"]
    assert list(above.error_x.array) == [2] and list(above.error_x.arrayminus) == [2]


def test_a_secret_is_a_word_on_the_axis_and_never_a_dot() -> None:
    figure = intervals_figure(intervals())
    assert any("secret (&lt; 11)" in t for t in figure.layout.yaxis.ticktext)
    points = sum(1 for t in figure.data if t.error_x.array for _ in t.x)
    assert points == 3 and len(figure.layout.yaxis.ticktext) == 5


def test_the_reference_is_a_line_with_its_name_and_value() -> None:
    figure = intervals_figure(intervals())
    assert figure.layout.shapes[0].x0 == 8.5
    assert any("France" in (a.text or "") and "8,5" in a.text for a in figure.layout.annotations)
    assert not intervals_figure(intervals(reference=None)).layout.shapes


@pytest.mark.parametrize("inks", [palette.LIGHT, palette.DARK])
def test_charts_are_inert_french_and_offline(inks: palette.Inks) -> None:
    for figure in (intervals_figure(intervals(), inks), scatter_figure(scatter(), inks), trend_figure(trend(), inks)):
        written = json.loads(figure.to_json())
        assert "<img" not in json.dumps(written["data"]) + json.dumps(written["layout"])
        assert "http" not in json.dumps(written["data"])
        assert figure.layout.separators == ",\u202f"
    assert chart_config("essai")["toImageButtonOptions"]["filename"] == "boussole-essai"


def scatter() -> Scatter:
    spots = (Spot(EVIL, 10, 50, False, True, ("X",)), Spot("Petite", 20, 60, True, True, ("Y",)))
    return Scatter("Essai", f"X {EVIL} (2024)", "Y (2023)", "%", "médecins", spots, Level("France", 12, "12 %"),
                   Level("France", 55, "55"), "Alternative.", FOOTER)  # fmt: skip


def test_small_numbers_are_hollow_and_no_line_is_drawn_through_the_points() -> None:
    figure = scatter_figure(scatter())
    assert {t.name: t.marker.symbol for t in figure.data} == {
        "Effectif suffisant": "circle", "Petit effectif": "circle-open"
    }  # fmt: skip
    assert all(t.mode == "markers+text" for t in figure.data)
    assert {(s.x0, s.y0) for s in figure.layout.shapes} == {(12, 0), (0, 55)}  # two references, across the whole chart
    assert "(2023)" in figure.layout.yaxis.title.text


def mark(year: int, value: float, **changes: Any) -> Mark:
    return Mark(date(year, 7, 1), str(year), value, f"{value} %", value - 1, value + 1, **changes)


def trend(**changes: Any) -> Trend:
    own = TrendLine("CPTS", "own", ((mark(2020, 20),), (mark(2021, 10), mark(2022, 9), mark(2023, 8))))
    france = TrendLine(f"France {EVIL}", "reference", ((mark(2021, 12), mark(2022, 12)),))
    made: dict[str, Any] = {"title": "Essai", "unit": "%", "lines": (own, france),
                            "breaks": (Break(date(2020, 12, 31), 1, "source"), Break(date(2020, 12, 31), 2, "calcul")),
                            "zero_based": False, "alternative": "Alternative.", "footer": FOOTER}  # fmt: skip
    return Trend(**made | changes)


def test_lines_join_marks_of_one_run_only() -> None:
    lines = [list(t.y) for t in trend_figure(trend()).data if t.mode == "lines+markers"]
    assert sorted(lines) == [[10, 9, 8], [12, 12], [20]]
    bands = [t for t in trend_figure(trend()).data if t.fill == "toself"]
    assert len(bands) == 2  # a lone mark has bars, and no band


def test_breaks_at_one_place_share_a_line_and_keep_their_numbers() -> None:
    figure = trend_figure(trend())
    assert len(figure.layout.shapes) == 1
    assert any(a.text == "<b>1, 2</b>" for a in figure.layout.annotations)


def test_periods_are_written_under_the_marks_and_in_the_hover() -> None:
    figure = trend_figure(trend())
    assert list(figure.layout.xaxis.ticktext) == ["2020", "2021", "2022", "2023"]
    hovers = [h for t in figure.data if t.customdata is not None for h in t.customdata]
    assert all("Période mesurée" in h for h in hovers) and len(hovers) == 6


def test_bounds_have_two_ends_and_no_value_between() -> None:
    only = TrendLine("CPTS", "own", ((mark(2021, 10, bounds=True), mark(2022, 20, bounds=True)),))
    figure = trend_figure(trend(lines=(only,), breaks=()))
    assert not any(v in (10, 20) for t in figure.data if "markers" in (t.mode or "") for v in t.y if v is not None)
    assert not any("%" in (a.text or "") for a in figure.layout.annotations)


def test_a_count_starts_from_zero() -> None:
    assert trend_figure(trend(zero_based=True)).layout.yaxis.range[0] == 0


def test_chosen_communes_stand_out_by_more_than_colour(contours: geopandas.GeoDataFrame) -> None:
    panel = Picker((Parcel("01001", EVIL, True), Parcel("01002", "B", False)), "Alternative.")
    layer = next(iter(picking_layer(panel, contours)._children.values()))
    features = layer.data["features"]  # type: ignore[attr-defined]
    styles = {f["id"]: layer.style_function(f) for f in features}  # type: ignore[attr-defined]
    assert [f["id"] for f in features] == ["01002", "01001"]  # the chosen one is drawn over the others
    assert styles["01001"]["weight"] > styles["01002"]["weight"]
    assert palette.contrast(styles["01001"]["fillColor"], styles["01002"]["fillColor"]) >= 3
    assert "<img" not in picking_tooltip(panel.parcels[0]) and "retirer" in picking_tooltip(panel.parcels[0])
    assert "ajouter" in picking_tooltip(panel.parcels[1])


def test_the_picking_frame_asks_nothing_of_the_internet_and_remembers_clicks(
    contours: geopandas.GeoDataFrame,
) -> None:
    panel = Picker((Parcel("01001", "A", True),), "Alternative.")
    frame = picking_frame(contours, contours[:0])
    frame.add_child(picking_layer(panel, contours))
    html = str(frame.get_root().render())
    assert "https:" not in html and "http:" not in html and "bslPicks" in html
    assert "fit_bounds" in str(picking_frame(contours, contours[:1]).get_root().render()).replace(
        "fitBounds", "fit_bounds"
    )
