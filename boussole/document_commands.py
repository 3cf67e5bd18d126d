"""`python -m boussole deck|report|table`: the files of a meeting from the command line, as the page of meetings makes
them. Exit codes: 0 written; 2 unusable request, no store, or a file that cannot be written.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from boussole.deck import Deck
from boussole.disclosure import Audience
from boussole.export.documents import DOCUMENTS, Source, silent
from boussole.french import plural
from boussole.meeting import Meeting
from boussole.questions.contracts import UnknownContract
from boussole.questions.decks import deck_of, usual_meeting
from boussole.questions.meetings import UnknownMeeting, meeting
from boussole.questions.opening import Store, StoreUnusable, opened
from boussole.questions.territories import UnknownTerritory

UNUSABLE = 2
_UNKNOWN = (StoreUnusable, UnknownTerritory, UnknownContract, UnknownMeeting)

Territory = Annotated[str, typer.Option("--territory", help="Identifiant du territoire (nord-essonne…).")]
Year = Annotated[int | None, typer.Option("--year", help="Exercice ; par défaut le dernier saisi, sinon l’actuel.")]
Output = Annotated[Path, typer.Option("--output", help="Fichier à écrire.")]
Working = Annotated[bool, typer.Option("--working", help="Document de travail CPTS–CPAM–ARS, et non diffusion.")]
Kept = Annotated[str, typer.Option("--meeting", help="Un ordre du jour gardé ; par défaut l’ordre habituel.")]


def deck(territory: Territory, output: Output, year: Year = None, working: Working = False, kept: Kept = "") -> None:
    """Écrire la présentation PowerPoint (.pptx)."""
    _deck_file(territory, year, output, working, kept, ("pptx",))


def report(territory: Territory, output: Output, year: Year = None, working: Working = False, kept: Kept = "") -> None:
    """Écrire le rapport d’activité (.pdf, ou .docx à finir dans Word)."""
    _deck_file(territory, year, output, working, kept, ("pdf", "docx"))


def table(territory: Territory, output: Output, year: Year = None, working: Working = False) -> None:
    """Écrire les tableaux du dialogue de gestion (.xlsx), avec leurs formules."""
    _extension(output, ("xlsx",))
    store, order = _order(territory, year, "")
    if not order.contract or order.year is None:
        _refuse(f"Le territoire « {territory} » n’a pas de contrat avec un exercice : rien à écrire.")
    _made(store, order, output, working, "xlsx")


def _deck_file(
    territory: str, year: int | None, output: Path, working: bool, kept: str, known: tuple[str, ...]
) -> None:
    kind = _extension(output, known)
    store, order = _order(territory, year, kept)
    made = _made(store, order, output, working, kind)
    typer.echo(f"{plural(len(made.slides), 'panneau', 'panneaux')}, {made.as_of}.")


def _made(store: Store, order: Meeting, output: Path, working: bool, kind: str) -> Deck:
    audience = Audience.INTERNAL if working else Audience.DIFFUSION
    try:
        deck = deck_of(store, order, _today(), audience)
        content = DOCUMENTS[kind].make(Source(store, order, deck, _today()), silent)
    except _UNKNOWN as unknown:
        _refuse(str(unknown))
    _write(output, content)
    return deck


def _order(territory: str, year: int | None, kept: str) -> tuple[Store, Meeting]:
    try:
        store = opened()
        return store, meeting(store, kept)[0] if kept else usual_meeting(store, _today(), territory, year=year)
    except _UNKNOWN as unknown:
        _refuse(str(unknown))


def _extension(output: Path, known: tuple[str, ...]) -> str:
    found = output.suffix.lower().removeprefix(".")
    if found not in known:
        _refuse(f"« {output.name} » : le nom du fichier doit finir par {' ou '.join(f'.{k}' for k in known)}.")
    return found


def _write(output: Path, content: bytes) -> None:
    try:
        output.write_bytes(content)
    except OSError as error:
        _refuse(f"Le fichier {output} ne peut pas être écrit : {error.strerror}.")
    typer.echo(f"Écrit : {output}")


def _today() -> date:
    return datetime.now(UTC).astimezone().date()


def _refuse(sentence: str) -> NoReturn:
    typer.echo(sentence, err=True)
    raise typer.Exit(UNUSABLE)
