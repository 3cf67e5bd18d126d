"""Slides for the projector: nothing is lost when a table is cut, type is larger, keys stay stable."""

from __future__ import annotations

import plotly.graph_objects as go
import pytest
from hypothesis import given
from hypothesis import strategies as st

from boussole.deck import Slide
from boussole.drawing.projection import DOTS, FONT, enlarged, profile_table, projected
from boussole.panels import Dot, DotGroup, Footer, Intervals, Profile, ProfileLine, Table

FOOTER = Footer("s", "p", "c", "o")
COLUMNS = ("Action", "Réalisé", "Statut")


def slide(*rows: tuple[str, ...], lines: tuple[str, ...] = (), comment: str = "") -> Slide:
    return Slide("resultat-1", "Accès", "Bilan résultat", (Table("t", COLUMNS, rows),), lines=lines, comment=comment)


def tables(screens: list[Slide]) -> list[Table]:
    return [p for s in screens for p in s.panels if isinstance(p, Table)]


@given(st.lists(st.tuples(*[st.text("abc ", max_size=300)] * 3), max_size=70))
def test_a_cut_table_loses_no_row_and_changes_no_order(rows: list[tuple[str, str, str]]) -> None:
    screens = projected(slide(*rows))
    assert [r for t in tables(screens) for r in t.rows] == rows
    assert all(t.columns == COLUMNS for t in tables(screens))
    assert len({s.key for s in screens}) == len(screens) and screens[0].key == "resultat-1"


def test_sixty_actions_take_several_screens_each_saying_which() -> None:
    screens = projected(slide(*[("Une action", "réalisée", "oui")] * 60, lines=("Dit une fois.",), comment="Lu."))
    assert len(screens) > 3
    assert [s.message for s in screens][:2] == [
        f"Bilan résultat (1/{len(screens)})",
        f"Bilan résultat (2/{len(screens)})",
    ]
    assert [s.key for s in screens][:3] == ["resultat-1", "resultat-1~2", "resultat-1~3"]
    assert [(s.lines, s.comment) for s in screens[:2]] == [(("Dit une fois.",), "Lu."), ((), "")]
    assert len(tables(screens)[0].rows) < len(tables(screens)[1].rows)


def test_a_short_table_is_one_screen_without_a_number() -> None:
    (only,) = projected(slide(("Une action", "réalisée", "oui")))
    assert only == slide(("Une action", "réalisée", "oui"))


@pytest.mark.parametrize("sizes", [(33,), (9, 9, 8, 7), (1, 1, 1), (60,), (13, 1)])
def test_places_are_shared_out_between_screens_with_their_headings(sizes: tuple[int, ...]) -> None:
    groups = tuple(
        DotGroup(f"g{k}", tuple(Dot(f"{k}-{n}", "1", 1.0) for n in range(size))) for k, size in enumerate(sizes)
    )
    panel = Intervals("t", "%", groups, None, "", FOOTER)
    screens = projected(Slide("comparer-1", "", "Les communes", (panel,)))
    parts = [p for s in screens for p in s.panels if isinstance(p, Intervals)]
    assert [d.label for p in parts for g in p.groups for d in g.dots] == [d.label for g in groups for d in g.dots]
    assert max(sum(len(g.dots) for g in p.groups) for p in parts) <= DOTS


def test_a_profile_becomes_words() -> None:
    line = ProfileLine("i", "Sans MT", "7,5 %", "4 118", "", "2023", 2023, "", "au-dessus", "Deux-Sèvres : 11 %", "",
                       "worse", "en hausse", "depuis 2021", "", "", (), (), None, True)  # fmt: skip
    table = profile_table(Profile("p", "", "", (line,)))
    assert table.rows == (
        ("Sans MT", "7,5 % – 4 118", "2023", "au-dessus Deux-Sèvres : 11 %", "en hausse depuis 2021"),
    )


def test_type_lines_and_marks_are_larger_and_the_data_is_the_same() -> None:
    figure = go.Figure(go.Scatter(x=[1, 2], y=[3, 4], marker={"size": 10}, line={"width": 2}, textfont={"size": 13}))
    figure.update_layout(font={"size": 14}, height=330, xaxis={"tickfont": {"size": 13}, "range": [0, 5]})
    found = enlarged(figure)
    assert found.layout.font.size == round(14 * FONT, 1) and found.layout.xaxis.tickfont.size == round(13 * FONT, 1)
    assert found.data[0].marker.size == 14 and found.data[0].line.width == 3
    assert list(found.data[0].y) == [3, 4] and list(found.layout.xaxis.range) == [0, 5]
    assert found.layout.height is None and figure.layout.height == 330
