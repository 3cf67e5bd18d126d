"""The deck as LibreOffice shows it: as many pages as slides, every title and every cell readable, nothing over another."""

from __future__ import annotations

import html
import io
import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from pptx import Presentation

from boussole.export.deck_pptx import deck_pptx
from boussole.store import Store
from tests.boussole.export.demonstration_deck import demonstration_deck

HOW = "LibreOffice ou poppler introuvable : installez-les (Debian : apt-get install libreoffice-impress poppler-utils)"
pytestmark = pytest.mark.long


@dataclass(frozen=True)
class Rendered:
    """The file as saved, and its pages as PDF."""

    file: Any
    pdf: Path


@pytest.fixture(scope="module")
def rendered(tmp_path_factory: pytest.TempPathFactory, demonstration: Store) -> Rendered:
    if not all(shutil.which(command) for command in ("soffice", "pdftotext", "pdftoppm")):
        if os.environ.get("CI"):
            pytest.fail(HOW)
        pytest.skip(HOW)
    folder = tmp_path_factory.mktemp("rendered")
    content = deck_pptx(*demonstration_deck(demonstration))
    source = folder / "deck.pptx"
    source.write_bytes(content)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"  # its own: another one may be running
    subprocess.run(
        ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder), str(source)],
        check=True, capture_output=True, timeout=180,
    )  # fmt: skip
    return Rendered(Presentation(io.BytesIO(content)), folder / "deck.pdf")


def ran(*command: str) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True, encoding="utf-8", timeout=120).stdout


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def pages(rendered: Rendered) -> list[str]:
    return ran("pdftotext", "-raw", str(rendered.pdf), "-").split("\f")[:-1]


def test_a_page_a_slide_with_its_whole_title_and_every_cell_of_its_table(rendered: Rendered) -> None:
    found = pages(rendered)
    slides = list(rendered.file.slides)
    assert len(found) == len(slides)
    for shown, text in zip(slides, found, strict=True):
        words = squeezed(text)
        if shown.shapes.title is not None:
            assert squeezed(shown.shapes.title.text) in words
        for shape in shown.shapes:
            for cell in (c for row in shape.table.rows for c in row.cells) if shape.has_table else ():
                for line in cell.text.split("\n"):
                    assert squeezed(line) in words, line


Word = tuple[float, float, float, float, str]


def words_of(rendered: Rendered) -> list[list[Word]]:
    """Left, top, right, bottom, text, page by page."""
    said = ran("pdftotext", "-bbox", str(rendered.pdf), "/dev/stdout")
    pattern = r'<word xMin="([\d.-]+)" yMin="([\d.-]+)" xMax="([\d.-]+)" yMax="([\d.-]+)">(.*?)</word>'
    return [
        [(*(float(n) for n in found[:4]), html.unescape(found[4])) for found in re.findall(pattern, page)]  # type: ignore[misc]
        for page in said.split("<page")[1:]
    ]


def covered(one: Word, other: Word) -> bool:
    """Whether two words share more than a quarter of the smaller one's surface."""
    wide = min(one[2], other[2]) - max(one[0], other[0])
    tall = min(one[3], other[3]) - max(one[1], other[1])
    least = min((w[2] - w[0]) * (w[3] - w[1]) for w in (one, other))
    return wide > 0 and tall > 0 and wide * tall > least / 4


def test_no_word_leaves_its_page_and_none_covers_another(rendered: Rendered) -> None:
    wide, tall = 960, 540  # points: 16:9
    for rank, (shown, words) in enumerate(zip(rendered.file.slides, words_of(rendered), strict=True), 1):
        assert all(0 <= w[0] and w[2] <= wide and 0 <= w[1] and w[3] <= tall for w in words), rank
        if not any(shape.has_chart for shape in shown.shapes):
            assert not [(a[4], b[4]) for a, b in combinations(words, 2) if covered(a, b)], rank


def test_each_page_has_a_picture_that_is_not_empty(rendered: Rendered, tmp_path: Path) -> None:
    ran("pdftoppm", "-r", "20", "-png", str(rendered.pdf), str(tmp_path / "page"))
    pictures = sorted(tmp_path.glob("*.png"))
    assert len(pictures) == len(rendered.file.slides)
    for picture in pictures:
        colours = Image.open(picture).convert("RGB").getcolors(100_000)
        assert colours is not None and len(colours) > 10
