"""What every slide shares: its geometry, its sizes of type, its inks, and how a text, a name and an alternative text
are put on a shape. Sizes are for a room read from eight metres.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from pptx.dml.color import RGBColor
from pptx.enum.text import MSO_ANCHOR, MSO_AUTO_SIZE, PP_ALIGN
from pptx.oxml.ns import qn
from pptx.shapes.shapetree import SlideShapes
from pptx.util import Emu, Inches, Length, Pt

from boussole.drawing import palette
from boussole.drawing.ground import Ground
from boussole.french import spaced
from boussole.panels import Choropleth, Circles

WIDTH, HEIGHT = 13.333, 7.5  # inches: 16:9
MARGIN = 0.5
FONT = "Arial"  # LibreOffice has Liberation Sans of the same widths
TITLE_SIZES = (32, 30, 28, 26)
TEXT_SIZES = (20, 18, 16, 14)
CAPTION_SIZES = (18, 16, 14)
CHART = 14  # points: the least in a chart
SMALL = 11  # points: source and foot
INK = palette.LIGHT.text
GREY = "#5b666d"
LINE = 3.0  # points: a curve

GroundOf = Callable[[Choropleth | Circles], Ground]


@dataclass(frozen=True)
class Box:
    """A place on a slide, in inches."""

    left: float
    top: float
    width: float
    height: float

    @property
    def points(self) -> float:
        """Its width, in points."""
        return self.width * 72

    @property
    def emu(self) -> tuple[Length, Length, Length, Length]:
        return Inches(self.left), Inches(self.top), Inches(self.width), Inches(self.height)

    def below(self, taken: float) -> Box:
        """What is left under `taken` inches."""
        return Box(self.left, self.top + taken, self.width, self.height - taken)

    def halves(self, gap: float = 0.4) -> tuple[Box, Box]:
        half = (self.width - gap) / 2
        return (
            Box(self.left, self.top, half, self.height),
            Box(self.left + half + gap, self.top, half, self.height),
        )


WHOLE = Box(MARGIN, 0.3, WIDTH - 2 * MARGIN, HEIGHT - 0.3)
SOURCE = Box(MARGIN, 6.46, WIDTH - 2 * MARGIN, 0.56)  # three lines
FOOT = Box(MARGIN, 7.08, WIDTH - 2 * MARGIN - 1.2, 0.26)
NUMBER = Box(WIDTH - MARGIN - 1.0, 7.08, 1.0, 0.26)
BODY_BOTTOM = 6.38


@dataclass(frozen=True)
class Settings:
    """What drawing a panel needs besides it. `colour`: the brand's, « #rrggbb »; `message`: the slide's title."""

    ground: GroundOf
    place: str
    colour: str
    message: str = ""


def rgb(colour: str) -> RGBColor:
    made: Any = RGBColor  # the library does not type it
    found: RGBColor = made(*(int(colour[i : i + 2], 16) for i in (1, 3, 5)))
    return found


def on(colour: str) -> str:
    """White or ink: what reads better on a colour."""
    return max(("#ffffff", INK), key=lambda ink: palette.contrast(ink, colour))


def readable(colour: str) -> str:
    """The colour for text on white, or ink where it is too pale for it."""
    return colour if palette.contrast(colour, "#ffffff") >= 4.5 else INK


def write(
    shapes: SlideShapes,
    box: Box,
    paragraphs: Sequence[str],
    size: float,
    *,
    name: str,
    bold: bool = False,
    colour: str = INK,
    gap: float = 0.0,
    middle: bool = False,
    right: bool = False,
) -> Any:
    """A text box without margins, each paragraph in one run, `gap` points after each. It never resizes itself."""
    shape = shapes.add_textbox(*box.emu)
    shape.name = name
    frame = shape.text_frame
    frame.word_wrap = True
    frame.auto_size = MSO_AUTO_SIZE.NONE
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = Emu(0)
    frame.vertical_anchor = MSO_ANCHOR.MIDDLE if middle else MSO_ANCHOR.TOP
    fill_frame(frame, paragraphs, size, bold=bold, colour=colour, gap=gap, right=right)
    return shape


def fill_frame(
    frame: Any, paragraphs: Sequence[str], size: float, *, bold: bool = False, colour: str = INK, gap: float = 0.0,
    right: bool = False,
) -> None:  # fmt: skip
    """Paragraphs into a frame that has one, empty: a cell, a text box, a placeholder."""
    for rank, text in enumerate(paragraphs):
        paragraph = frame.paragraphs[0] if rank == 0 else frame.add_paragraph()
        paragraph.alignment = PP_ALIGN.RIGHT if right else PP_ALIGN.LEFT
        paragraph.space_after = Pt(gap)
        if text:  # LibreOffice gives an empty run 18 points, whatever it says
            run = paragraph.add_run()
            run.text = printable(text)
            run.font.size = Pt(size)
            run.font.bold = bold
            run.font.color.rgb = rgb(colour)
        _empty_end(paragraph, size)


def _empty_end(paragraph: Any, size: float) -> None:
    """An empty text is as high as its paragraph's end, which is 18 points unless said: rows would grow."""
    end = paragraph._p.get_or_add_endParaRPr()
    end.set("sz", str(int(size * 100)))


def printable(text: str) -> str:
    """French spacing, and none of the signs that XML refuses."""
    return re.sub(r"[\x00-\x08\x0b-\x1f\ufffe\uffff]", " ", spaced(text))


def described(shape: Any, name: str, alternative: str) -> None:
    """The name and the alternative text of a chart, a table or a picture."""
    shape.name = name
    properties = shape._element.xpath(".//p:cNvPr")[0]
    properties.set("descr", printable(alternative))


def in_french(root: Any) -> None:
    """Every run and default under an element is French, for spelling and for voices."""
    for tag in ("a:rPr", "a:defRPr", "a:endParaRPr"):
        for element in root.iter(qn(tag)):
            element.set("lang", "fr-FR")
