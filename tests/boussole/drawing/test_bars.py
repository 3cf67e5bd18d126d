"""Bars start from zero, say their number in words, and tell value, target, threshold and initial value apart."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from boussole.drawing import palette
from boussole.drawing.bars import bars_figure, bullet_figure
from boussole.panels import Bar, Bars, Bullet, Footer

FOOTER = Footer("contrat", "2024", "celui du contrat", "valeur saisie")
EVIL = "<script>alert(1)</script>"
BULLET = Bullet(
    "Assistants médicaux", "contrats", 21, "21 contrats", 23, "23 contrats", 19, "19 contrats", 20, "20 contrats", "up",
    "le 30/09/2024", "Alternative.", FOOTER,
)  # fmt: skip
BARS = Bars(
    "Euros encore en jeu",
    (Bar("Groupes d’analyse de pratiques", 15000, "15\u202f000,00\u00a0€", "écart −2 séances", ("Qualité",)),
     Bar("Un intitulé si long qu’il lui faut plus d’une ligne sur un téléphone, et qu’on ne coupe pas", 2500, "2 500 €",
         "")),
    "Alternative.",
    FOOTER,
)  # fmt: skip


def said(figure: object) -> list[str]:
    return [a["text"] for a in json.loads(figure.to_json())["layout"]["annotations"]]  # type: ignore[attr-defined]


def test_a_bullet_tells_value_target_threshold_and_initial_value_apart() -> None:
    figure = bullet_figure(BULLET)
    assert list(figure.data[0].x) == [21]
    assert {t.name: (t.x[0], t.marker.symbol) for t in figure.data[1:]} == {
        "Cible": (23, "diamond"), "Valeur initiale": (19, "square"), "Seuil": (20, "triangle-up"),
    }  # fmt: skip
    assert said(figure) == ["Cible 23 contrats", "Initiale 19", "Seuil 20", "<b>21</b>"]
    assert "30/09/2024" in figure.data[0].customdata[0]


def test_a_bar_starts_from_zero_and_every_sign_is_on_the_axis() -> None:
    low, high = bullet_figure(BULLET).layout.xaxis.range
    assert low == 0 and high > 23
    low, high = bullet_figure(replace(BULLET, value=-4)).layout.xaxis.range
    assert low == -4 and high > 23
    zero = replace(BULLET, value=0, target=0, initial=None, minimum=None)
    assert bullet_figure(zero).layout.xaxis.range[1] > 0


@pytest.mark.parametrize(("value", "anchor"), [(21, "right"), (2, "left")])
def test_the_number_is_in_the_bar_or_beside_one_too_short_for_it(value: float, anchor: str) -> None:
    number = bullet_figure(replace(BULLET, value=value)).layout.annotations[-1]
    assert number.xanchor == anchor
    ink = palette.LIGHT.background if anchor == "right" else palette.LIGHT.observed
    assert number.font.color == ink


def test_two_signs_below_have_their_words_on_each_side() -> None:
    _, first, second, _ = bullet_figure(BULLET).layout.annotations
    assert (first.xanchor, second.xanchor) == ("right", "left")
    _, alone, _ = bullet_figure(replace(BULLET, minimum=None)).layout.annotations
    assert alone.xanchor == "center"


def test_a_percentage_keeps_its_sign_and_a_count_has_no_halves() -> None:
    rate = replace(BULLET, unit="%", value_text="58,7\u202f%", target_text="60\u202f%", initial=None, minimum=None)
    assert said(bullet_figure(rate)) == ["Cible 60\u202f%", "<b>58,7\u202f%</b>"]
    few = replace(BULLET, value=1, target=2, initial=None, minimum=None)
    assert bullet_figure(few).layout.xaxis.dtick == 1
    assert bullet_figure(rate).layout.xaxis.dtick is None


def test_amounts_are_held_against_each_other_under_their_whole_names() -> None:
    figure = bars_figure(BARS)
    assert list(figure.data[0].x) == [15000, 2500]
    assert figure.layout.xaxis.range[0] == 0
    first, second = said(figure)
    assert first == "Groupes d’analyse de pratiques<br><b>15\u202f000,00\u00a0€</b> · écart −2 séances"
    assert second.replace("<br>", " ").startswith(BARS.bars[1].label) and "…" not in second
    tops = [a.y for a in figure.layout.annotations]
    assert tops[0] < figure.data[0].y[0] < tops[1] < figure.data[0].y[1] < figure.layout.yaxis.range[0]


def test_the_same_chart_is_drawn_in_the_dark() -> None:
    assert bars_figure(BARS, palette.DARK).data[0].marker.color == palette.DARK.initial
    assert bullet_figure(BULLET, palette.DARK).data[0].marker.color == palette.DARK.observed


def test_a_text_cannot_act_as_html() -> None:
    evil = replace(BULLET, target_text=EVIL, value_text=EVIL, period=EVIL)
    bars = Bars("t", (Bar(EVIL, 1, EVIL, EVIL, (EVIL,)),), "", FOOTER)
    for figure in (bullet_figure(evil), bars_figure(bars)):
        assert "<script>" not in figure.to_json()
