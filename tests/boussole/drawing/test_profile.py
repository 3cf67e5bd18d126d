"""Spine charts and the lines around them: what is drawn is what is known, in marks that colour is not needed for."""

from __future__ import annotations

import re
from dataclasses import replace
from urllib.parse import unquote
from xml.etree import ElementTree as ET

import pytest

from boussole.drawing import palette
from boussole.drawing.dictionary import dictionary_html
from boussole.drawing.profile import profile_html, profile_legend_html
from boussole.drawing.spine import DOTS, MARGIN, WIDTH, mark_html, spine_html, spine_svg
from boussole.panels import DictionaryEntry, Profile, ProfileLine, Spine
from tests.boussole.drawing.conftest import EVIL

SPINE = Spine(15.5, 13.4, 17.9, 11.2, (5.0, 9.0, 10.0, 14.0), (6.0, 9.5, 13.0), "worse", "De 5,0 à 14,0 %")
LINE = ProfileLine(
    indicator="mt", label=EVIL, value="15,5 %", count="155 sur 1 000", interval="13,4–17,9", period="2024", year=2024,
    origin=EVIL, comparison="significativement au-dessus, moins bon", against=EVIL, quartile="", state="worse",
    trend="↗ en hausse", trend_since=EVIL, trend_state="worse", beside=EVIL, cautions=(EVIL,),
    details=((EVIL, EVIL),), spine=SPINE, mapped=True,
)  # fmt: skip
PROFILE = Profile("Essai", "le territoire", "la référence", (LINE,))


def drawn(panel: Spine, inks: palette.SpineInks = palette.LIGHT_SPINE) -> ET.Element:
    return ET.fromstring(spine_svg(panel, inks))


def shapes(panel: Spine, tag: str) -> list[dict[str, str]]:
    return [e.attrib for e in drawn(panel).iter(f"{{http://www.w3.org/2000/svg}}{tag}")]


def test_the_reference_stands_in_the_middle_and_nothing_falls_outside() -> None:
    lines = shapes(SPINE, "line")
    assert lines[0]["x1"] == lines[0]["x2"] == str(WIDTH / 2)
    places = [
        float(v)
        for tag in ("line", "circle")
        for a in shapes(SPINE, tag)
        for k, v in a.items()
        if k in ("x1", "x2", "cx")
    ]
    assert all(MARGIN <= p <= WIDTH - MARGIN for p in places)


def test_each_commune_is_a_dot_until_there_are_too_many() -> None:
    assert len(shapes(SPINE, "circle")) == 4
    many = replace(SPINE, communes=tuple(range(DOTS + 1)))
    assert len(shapes(many, "circle")) == 0 and len(shapes(many, "line")) == 3


def test_what_is_not_known_is_not_drawn() -> None:
    bare = replace(SPINE, value=None, low=None, high=None, reference=None, quartiles=None)
    assert not shapes(bare, "line") and not shapes(bare, "rect") and not shapes(bare, "path")
    assert len(shapes(replace(bare, communes=(5.0, 5.0)), "circle")) == 2  # no spread: no division by zero
    assert shapes(replace(SPINE, value=11.2, low=None, high=None, communes=()), "line")


def test_a_state_has_a_shape_of_its_own() -> None:
    def shape(state: str) -> str:
        return re.sub(r"#[0-9a-f]{6}", "", unquote(mark_html(state)))

    assert len({shape(s) for s in ("better", "worse", "other", "same", "none")}) == 5


@pytest.mark.parametrize("inks", [palette.LIGHT_SPINE, palette.DARK_SPINE])
def test_marks_dots_and_lines_stand_out_from_the_page(inks: palette.SpineInks) -> None:
    for colour in (inks.line, inks.spread, inks.better, inks.worse, inks.other):
        assert palette.contrast(colour, inks.background) >= 3
    for colour in (inks.line, inks.better, inks.worse, inks.other):
        assert palette.contrast(colour, inks.band) >= 3
    assert palette.contrast(inks.spread, inks.band) >= 2.9  # a dot in the band, which its own outline bounds too


def test_the_picture_is_in_the_page_and_read_aloud() -> None:
    shown = spine_html(SPINE)
    assert f'alt="De 5,0 à 14,0{chr(0x202F)}%"' in shown and 'src="data:image/svg+xml,' in shown
    assert 'alt=""' in mark_html("better")


def test_no_text_of_a_line_can_act_as_html() -> None:
    shown = profile_html(PROFILE, lambda view, line: f'{view}?x="><b>&indicateur={line.indicator}')
    assert "<img src=x" not in shown and "<b>" not in shown and "&lt;img" in shown
    evil = replace(SPINE, alternative='"><img src=x onerror=alert(1)>')
    assert "<img src=x" not in spine_html(evil)


def test_a_line_leads_to_the_map_or_where_there_is_none_to_the_trend() -> None:
    def links(line: ProfileLine) -> list[str]:
        return re.findall(r'href="(\w+)"', profile_html(Profile("", "", "", (line,)), lambda view, _: view))

    assert links(LINE) == ["carte", "carte", "evolution", "indicateurs"]
    assert links(replace(LINE, mapped=False)) == ["evolution", "evolution", "indicateurs"]


def test_the_legend_explains_what_is_there_and_nothing_else() -> None:
    legend = profile_legend_html(PROFILE)
    assert "moins bon" in legend and "significativement meilleur" not in legend and "chaque petit point" in legend
    assert "trait gris" in profile_legend_html(
        replace(PROFILE, lines=(replace(LINE, spine=replace(SPINE, communes=tuple(range(200)))),))
    )
    assert "trait vertical" in legend
    alone = replace(PROFILE, lines=(replace(LINE, spine=replace(SPINE, reference=None)),))
    assert "trait vertical" not in profile_legend_html(alone)
    assert profile_legend_html(replace(PROFILE, lines=(replace(LINE, spine=None, comparison=""),))) == ""


def test_the_dictionary_unfolds_the_entry_asked_for_and_escapes_all() -> None:
    entries = [
        DictionaryEntry("a", EVIL, EVIL, ((EVIL, EVIL),), True, 2024),
        DictionaryEntry("b", "B", "M", (), False, None),
    ]
    shown = dictionary_html(entries, lambda view, e: f"{view}?{e.indicator}", "b")
    assert "<img" not in shown and shown.count("<details") == 2 and shown.count(" open>") == 1
    assert "carte?a" in shown and "evolution?a" in shown and "?b" not in shown and "aucune valeur" in shown
