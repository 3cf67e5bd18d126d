"""Charts, legends and tables say in French, and as inert text, what their panel says."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

from boussole.drawing.legend import legend_html
from boussole.drawing.markup import commune_html, headline_html, table_html
from boussole.drawing.screen import trajectory_figure
from boussole.panels import Choropleth, Circles, Footer, Headline, Table, Trajectory

EVIL = "<script>alert(1)</script>"


def test_a_trajectory_shows_targets_observed_and_initial_apart(trajectory: Trajectory) -> None:
    figure = trajectory_figure(trajectory)
    named = {t.name: t for t in figure.data if t.name}
    assert {n: t.marker.symbol for n, t in named.items()} == {
        "Cible": "diamond", "Observé": "circle", "Valeur initiale": "square"
    }  # fmt: skip
    assert list(named["Cible"].y) == [5000, 4500, 4000]
    assert list(named["Observé"].error_y.array) == [96] and list(named["Observé"].error_y.arrayminus) == [104]
    steps = next(t for t in figure.data if t.line.dash == "dot")
    assert steps.line.shape == "vh" and list(steps.y) == [5000, 5000, 4500, 4000]


def test_numbers_of_charts_are_french(trajectory: Trajectory) -> None:
    figure = trajectory_figure(trajectory)
    assert figure.layout.separators == ",\u202f"
    labels = [text.strip() for trace in figure.data for text in (trace.text or ())]
    assert "5\u202f280" in labels and "5\u202f104" in labels


def test_counts_start_from_zero(trajectory: Trajectory) -> None:
    assert trajectory_figure(trajectory).layout.yaxis.range[0] == 0


def test_every_point_lies_within_the_axis(trajectory: Trajectory) -> None:
    alone = replace(trajectory, initial=None, targets=())
    for panel in (trajectory, alone, replace(trajectory, initial=None), replace(trajectory, observed=())):
        low, high = (date.fromisoformat(str(end)) for end in trajectory_figure(panel).layout.xaxis.range)
        marks = [*panel.targets, *panel.observed, *([panel.initial] if panel.initial else [])]
        assert all(low < m.when < high for m in marks)


def test_a_chart_asks_nothing_of_the_internet(trajectory: Trajectory) -> None:
    assert "http" not in json.dumps(json.loads(trajectory_figure(trajectory).to_json())["data"])


def test_the_legend_names_classes_method_secret_and_missing(choropleth: Choropleth) -> None:
    html = legend_html(choropleth)
    assert "Classes\u00a0: quantiles" in html
    assert "Secret (&lt; 11)" in html and "Aucune donnée" in html and "Sans contour" in html
    assert html.count("<li>") == 4


def test_the_legend_of_circles_has_round_values(circles: Circles) -> None:
    html = legend_html(circles)
    assert "Surface du cercle" in html and ">10<" in html


def test_text_is_inert() -> None:
    footer = Footer(EVIL, "2024", "", "")
    table = Table(EVIL, ("A", EVIL), ((EVIL, EVIL),))
    headline = Headline(EVIL, EVIL, (EVIL,), (EVIL,), footer)
    assert "<script" not in table_html(table) + headline_html(headline)


def test_a_table_can_be_read_aloud_and_reached_by_keyboard() -> None:
    html = table_html(Table("Titre", ("Commune", "Valeur (%)"), (("Bressuire", "3,0"),), frozenset({"Valeur (%)"})))
    assert "<caption>Titre</caption>" in html and 'scope="col"' in html and '<th scope="row">Bressuire</th>' in html
    assert 'tabindex="0"' in html and '<td class="bsl-number">3,0</td>' in html


def test_a_commune_card_gives_its_code(choropleth: Choropleth) -> None:
    assert "L’Abergement (01002)" in commune_html(choropleth.areas[1])
