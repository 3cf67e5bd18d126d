"""The colours can be told apart: by lightness, on white and on the dark theme."""

from __future__ import annotations

import itertools

import pytest

from boussole.drawing import palette


@pytest.mark.parametrize("classes", [1, 2, 3, 4, 5])
def test_each_class_is_darker_than_the_one_below(classes: int) -> None:
    colours = palette.sequential(classes)
    assert len(colours) == classes
    for light, dark in itertools.pairwise(colours):
        assert palette.contrast(light, dark) >= 1.25
        assert palette.luminance(light) > palette.luminance(dark)


def test_no_data_is_not_taken_for_a_class() -> None:
    red, green, blue = (int(palette.NO_DATA[i : i + 2], 16) for i in (1, 3, 5))
    assert red == green == blue  # the only grey: every class has a hue
    assert all(len({c[1:3], c[3:5], c[5:7]}) > 1 for n in range(1, 6) for c in palette.sequential(n))


@pytest.mark.parametrize("inks", [palette.LIGHT, palette.DARK])
def test_chart_inks_are_readable_as_text(inks: palette.Inks) -> None:
    for colour in (inks.text, inks.observed, inks.target, inks.initial):
        assert palette.contrast(colour, inks.background) >= 4.5


def test_hatches_and_borders_stand_out_from_what_is_under_them() -> None:
    assert palette.contrast(palette.HATCH, palette.SECRET) >= 3
    assert palette.contrast(palette.BORDER, "#ffffff") >= 3
    assert palette.contrast(palette.CIRCLE, palette.GROUND) >= 3


def test_contrast_follows_wcag() -> None:
    assert palette.contrast("#000000", "#ffffff") == pytest.approx(21)
    assert palette.contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
