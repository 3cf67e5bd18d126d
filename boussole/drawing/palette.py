"""The colours of maps and charts, safe for colour-blind readers and never the only sign. Data only.

Classes go from light to dark (ColorBrewer YlGnBu, Apache-2.0), so that they can be told apart in grey too. Charts have
inks for the light and the dark theme. tests/boussole/drawing/test_palette.py proves the contrasts (RGAA 3.2, 3.3).
"""

from __future__ import annotations

from dataclasses import dataclass

_YLGNBU = {
    1: ("#7fcdbb",),
    2: ("#c7e9b4", "#2c7fb8"),
    3: ("#edf8b1", "#7fcdbb", "#2c7fb8"),
    4: ("#ffffcc", "#a1dab4", "#41b6c4", "#225ea8"),
    5: ("#ffffcc", "#a1dab4", "#41b6c4", "#2c7fb8", "#253494"),
}
# Around a reference: from orange (below) to violet (above), which no colour-blind reader confuses, and neither of
# which says good or bad (ColorBrewer PuOr, Apache-2.0; its grey middle made yellowish: grey is « no data »).
_PUOR = {
    4: ("#c25a0a", "#fdc47c", "#a99bd8", "#542d86"),
    5: ("#c25a0a", "#fdb863", "#f6efcf", "#a99bd8", "#542d86"),
}
NO_DATA = "#c4c4c4"
SECRET = "#ffffff"
HATCH = "#3d3d3d"
ASIDE = "#ffffff"  # communes that the reader has set aside
ASIDE_BORDER = "#b5b5b5"
LIMIT = "#1b2429"  # of EPCI, thin, and of départements, thick
BORDER = "#6b6b6b"
GROUND = "#f1f0ec"  # communes under proportional circles
CIRCLE = "#2c7fb8"
SELECTED = "#b0005c"
GRID = "#8a969c40"  # see-through: there for who looks for it, on both themes


@dataclass(frozen=True)
class Inks:
    """The colours of a chart's text, lines and labels on one background: 4.5:1 at least, since labels use them too."""

    background: str
    text: str
    observed: str
    target: str
    initial: str


LIGHT = Inks("#ffffff", "#1b2429", observed="#1f6fae", target="#b84e05", initial="#6a5d9e")
DARK = Inks("#14191f", "#eef2f4", observed="#62aee6", target="#f0924a", initial="#b3a7e0")


@dataclass(frozen=True)
class SpineInks:
    """The colours of a spine chart on one background; each has its own mark too, so that none is the only sign."""

    background: str
    line: str
    spread: str
    band: str
    better: str
    worse: str
    other: str


LIGHT_SPINE = SpineInks("#ffffff", "#1b2429", "#6f7b82", "#d9e0e4", better="#1f6fae", worse="#b84e05", other="#6a5d9e")
DARK_SPINE = SpineInks("#14191f", "#eef2f4", "#97a3aa", "#333f48", better="#62aee6", worse="#f0924a", other="#b3a7e0")


def sequential(classes: int) -> tuple[str, ...]:
    """Colours for 1 to 5 ordered classes, lightest first. Raises KeyError for more: no map here has more."""
    return _YLGNBU[classes]


def diverging(classes: int) -> tuple[str, ...]:
    """Colours for 4 or 5 classes around a reference, from below to above. Raises KeyError for another number."""
    return _PUOR[classes]


def luminance(colour: str) -> float:
    """Relative luminance of `#rrggbb` (WCAG 2.2)."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """Contrast ratio between two colours (WCAG 2.2), from 1 to 21."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)
