"""Which files a meeting can leave as, and how each is made. Assembles, never computes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from boussole.deck import Deck
from boussole.disclosure import Audience
from boussole.export.deck_pptx import deck_pptx
from boussole.export.dialogue_xlsx import dialogue_xlsx
from boussole.export.report_docx import report_docx
from boussole.export.report_pdf import report_pdf
from boussole.meeting import Meeting
from boussole.questions.dialogue import dialogue
from boussole.questions.opening import Store
from boussole.questions.outlines import ground_of

Progress = Callable[[int, int], None]
SUFFIX = {Audience.DIFFUSION: "diffusion", Audience.INTERNAL: "document-de-travail"}


def silent(done: int, total: int) -> None:
    """A progress that nobody watches."""


@dataclass(frozen=True)
class Source:
    """What a file is made of: the running order, its deck (which says for whom), the store and the day."""

    store: Store
    order: Meeting
    deck: Deck
    today: date


@dataclass(frozen=True)
class Document:
    """`label`: as people choose it; `extension` without its dot; `make` gives the bytes."""

    label: str
    extension: str
    mime: str
    make: Callable[[Source, Progress], bytes]


def _dialogue(source: Source, progress: Progress) -> bytes:
    order, deck = source.order, source.deck
    if not order.contract or order.year is None:
        raise ValueError("un ordre du jour sans contrat ni exercice n’a pas de tableaux du dialogue de gestion")
    found = dialogue(source.store, order.contract, order.year, source.today, deck.audience, deck.as_of)
    return dialogue_xlsx(found, deck.audience)


_OFFICE = "application/vnd.openxmlformats-officedocument"
DOCUMENTS = {
    "pptx": Document(
        "Présentation PowerPoint (PPTX)",
        "pptx",
        f"{_OFFICE}.presentationml.presentation",
        lambda source, progress: deck_pptx(source.deck, ground_of, progress),
    ),
    "pdf": Document(
        "Rapport d’activité (PDF)",
        "pdf",
        "application/pdf",
        lambda source, progress: report_pdf(source.deck, ground_of, progress),
    ),
    "docx": Document(
        "Rapport d’activité à finir dans Word (DOCX)",
        "docx",
        f"{_OFFICE}.wordprocessingml.document",
        lambda source, progress: report_docx(source.deck, ground_of, progress),
    ),
    "xlsx": Document("Tableaux du dialogue de gestion (XLSX)", "xlsx", f"{_OFFICE}.spreadsheetml.sheet", _dialogue),
}


def possible(order: Meeting) -> list[str]:
    """The files that a running order can leave as: the tables are those of a contract."""
    return [kind for kind in DOCUMENTS if kind != "xlsx" or (order.contract and order.year is not None)]


def file_name(source: Source, document: Document) -> str:
    """« comite-de-mars-diffusion.pptx »: it says who may see it."""
    order = source.order
    base = order.id if order.id else order.territory
    return f"{order.territory}-{base}-{SUFFIX[source.deck.audience]}.{document.extension}"
