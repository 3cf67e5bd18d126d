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


# Machado, Oliveira & Fernandes (2009), severity 1: what a protanope, a deuteranope and a tritanope see.
_SEEN = {
    "protanopia": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deuteranopia": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
    "tritanopia": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900)),
}


def seen(colour: str, matrix: tuple[tuple[float, ...], ...] | None) -> tuple[float, float, float]:
    """CIE L*a*b* of a colour as someone sees it."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    if matrix:
        linear = [min(1, max(0, sum(m * c for m, c in zip(row, linear, strict=True)))) for row in matrix]
    to_xyz = ((0.4124, 0.3576, 0.1805), (0.2126, 0.7152, 0.0722), (0.0193, 0.1192, 0.9505))
    white = (0.9505, 1.0, 1.089)
    xyz = [sum(m * c for m, c in zip(row, linear, strict=True)) / w for row, w in zip(to_xyz, white, strict=True)]
    f = [v ** (1 / 3) if v > 0.008856 else 7.787 * v + 16 / 116 for v in xyz]
    return 116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])


@pytest.mark.parametrize("matrix", [None, *_SEEN.values()], ids=["all", *_SEEN])
@pytest.mark.parametrize(
    "colours", [palette.diverging(4), palette.diverging(5), palette.sequential(4), palette.sequential(5)]
)
def test_no_two_classes_look_alike_to_a_colour_blind_reader(
    colours: tuple[str, ...], matrix: tuple[tuple[float, ...], ...] | None
) -> None:
    for one, other in itertools.combinations((*colours, palette.NO_DATA), 2):
        distance = sum((a - b) ** 2 for a, b in zip(seen(one, matrix), seen(other, matrix), strict=True)) ** 0.5
        assert distance > 11, (one, other, distance)


@pytest.mark.parametrize("classes", [4, 5])
def test_around_a_reference_colours_darken_away_from_the_middle(classes: int) -> None:
    light = [palette.luminance(c) for c in palette.diverging(classes)]
    middle = classes // 2
    assert light[:middle] == sorted(light[:middle]) and light[-middle:] == sorted(light[-middle:], reverse=True)


def test_no_data_is_not_taken_for_a_class() -> None:
    red, green, blue = (int(palette.NO_DATA[i : i + 2], 16) for i in (1, 3, 5))
    assert red == green == blue  # the only grey: every class has a hue
    assert all(len({c[1:3], c[3:5], c[5:7]}) > 1 for n in range(1, 6) for c in palette.sequential(n))
    assert all(len({c[1:3], c[3:5], c[5:7]}) > 1 for n in (4, 5) for c in palette.diverging(n))


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
