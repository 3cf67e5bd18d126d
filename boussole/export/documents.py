"""Which files a deck can leave as, and how each is made. Assembles, never computes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from boussole.deck import Deck
from boussole.disclosure import Audience
from boussole.export.deck_pptx import deck_pptx
from boussole.export.report_docx import report_docx
from boussole.export.report_pdf import report_pdf
from boussole.questions.outlines import ground_of

Progress = Callable[[int, int], None]
SUFFIX = {Audience.DIFFUSION: "diffusion", Audience.INTERNAL: "document-de-travail"}


@dataclass(frozen=True)
class Document:
    """`label`: as people choose it; `extension` without its dot; `make(deck, progress)` gives the bytes."""

    label: str
    extension: str
    mime: str
    make: Callable[[Deck, Progress], bytes]


DOCUMENTS = {
    "pptx": Document(
        "Présentation PowerPoint (PPTX)",
        "pptx",
        "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        lambda deck, progress: deck_pptx(deck, ground_of, progress),
    ),
    "pdf": Document(
        "Rapport (PDF)",
        "pdf",
        "application/pdf",
        lambda deck, progress: report_pdf(deck, ground_of, progress),
    ),
    "docx": Document(
        "Rapport à finir dans Word (DOCX)",
        "docx",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        lambda deck, progress: report_docx(deck, ground_of, progress),
    ),
}


def file_name(deck: Deck, order: str, document: Document) -> str:
    """« comite-de-mars-diffusion.pptx »: it says who may see it."""
    return f"{order}-{SUFFIX[deck.audience]}.{document.extension}"
