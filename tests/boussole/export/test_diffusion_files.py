"""What diffusion withholds is in no file, not even in a chart's own workbook: every part of each file is opened."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from datetime import date

import pytest
from pypdf import PdfReader

from boussole.deck import Deck
from boussole.disclosure import Audience
from boussole.export.documents import DOCUMENTS, Source, silent
from boussole.meeting import Meeting
from boussole.panels import Choropleth, Circles
from boussole.questions.decks import deck_of, usual_meeting
from boussole.store import Store

TODAY = date(2026, 11, 23)
PLACE = "bocage-bressuirais"


def order(store: Store) -> Meeting:
    """Maps, comparisons and a commune: where small counts are."""
    made = usual_meeting(store, TODAY, PLACE, year=2023).model_copy(update={"id": "essai"}).with_items([])
    for indicator in ("mt_sans_c2s", "mg_effectif", "mt_sans_17plus"):
        about = {"territory": PLACE, "indicator": indicator, "year": "2023"}
        made = made.added("carte", about).added("comparer", about).added("evolution", about)
    return made


def parts(content: bytes) -> Iterator[str]:
    """All the text of an archive, workbooks within it included; of a PDF, its pages and its alternative texts."""
    if content.startswith(b"%PDF"):
        reader = PdfReader(io.BytesIO(content))
        yield from (page.extract_text() for page in reader.pages)
        yield from (str(o) for n in range(1, len(reader.xref_objStm) + 1) if (o := reader.get_object(n)))
        return
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for name in archive.namelist():
            held = archive.read(name)
            if name.endswith((".xlsx", ".docx")):
                yield from parts(held)
            elif name.endswith((".xml", ".rels")):
                yield held.decode("utf-8")


def hidden(store: Store, made: Meeting) -> dict[str, set[str]]:
    """Name of the commune → the values that only a working document says of it, as they are printed."""
    found: dict[str, set[str]] = {}
    whole, public = (deck_of(store, made, TODAY, a) for a in (Audience.INTERNAL, Audience.DIFFUSION))
    for before, after in zip(whole.slides, public.slides, strict=True):
        for panel, seen in zip(before.panels, after.panels, strict=False):
            if isinstance(panel, Choropleth | Circles) and isinstance(seen, Choropleth | Circles):
                for area, now in zip(panel.areas, seen.areas, strict=True):
                    if now.secret and not area.secret:
                        found.setdefault(area.name, set()).update({area.value, *area.details[:1]})
    return found


@pytest.fixture(scope="module")
def public(demonstration: Store) -> tuple[Source, dict[str, set[str]]]:
    made = order(demonstration)
    deck: Deck = deck_of(demonstration, made, TODAY)
    return Source(demonstration, made, deck, TODAY), hidden(demonstration, made)


@pytest.mark.parametrize("kind", DOCUMENTS)
def test_no_withheld_value_of_a_commune_is_in_the_file(public: tuple[Source, dict[str, set[str]]], kind: str) -> None:
    source, withheld = public
    assert sum(len(v) for v in withheld.values()) >= 5, "the demonstration withholds more than the threshold alone"
    content = DOCUMENTS[kind].make(source, silent)
    text = " ".join(re.sub(r"<[^>]+>", " ", part) for part in parts(content))
    text = re.sub(r"\s+", " ", text.replace("\u202f", " ").replace("\u00a0", " "))
    for commune, values in withheld.items():
        for value in values:
            said = value.replace("\u202f", " ").replace("\u00a0", " ")
            for at in (m.end() for m in re.finditer(re.escape(commune), text)):
                assert said not in text[at : at + 40], f"{commune} : {said}"


def test_a_working_document_holds_them(public: tuple[Source, dict[str, set[str]]], demonstration: Store) -> None:
    """The same search finds them where they may be: it is not blind."""
    source, withheld = public
    deck = deck_of(demonstration, source.order, TODAY, Audience.INTERNAL)
    content = DOCUMENTS["pptx"].make(Source(demonstration, source.order, deck, TODAY), silent)
    text = (
        " ".join(re.sub(r"<[^>]+>", " ", part) for part in parts(content)).replace("\u202f", " ").replace("\u00a0", " ")
    )
    values = {v.replace("\u202f", " ").replace("\u00a0", " ") for each in withheld.values() for v in each}
    assert any(v in text for v in values)
