"""Reading a file another way than it was recognised, with the separator or the header line that the analyst says; and
what can be shown of a file blocked for want of a column, a period or an indicator, so that it can be corrected.

Refuses to give anything of a file that looks like data about individuals, whatever it is blocked for.
"""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

from boussole.store import Store
from etl.importing import Options
from etl.individuals import delimiter_guess, looks_individual
from etl.layout import Layout
from etl.profiles import matching_profile, named_profile
from etl.read import Opened, opened
from etl.reasons import Blocked
from etl.recognise import recognise

CORRECTABLE = frozenset(
    {"encodage_impossible", "entete_introuvable", "lignes_avant_entete", "aucun_indicateur", "periode_manquante"}
)
DELIMITERS = {"tab": "\t", "tabulation": "\t", "\\t": "\t"}


def reread(
    path: Path, sheet: str | None, delimiter: str | None, header_line: int | None, encoding: str | None = None
) -> Layout:
    """The layout with this separator, and the header on this line. Raises Blocked, and ValueError for no separator."""
    chosen = DELIMITERS.get(delimiter or "", delimiter)
    if chosen is not None and chosen not in (";", ",", "\t", "|"):
        raise ValueError(f"Séparateur inconnu « {delimiter} » : écrivez « ; », « , », « | » ou « tab ».")
    with opened(path, sheet, encoding) as file:
        _refuse_individuals(file)
        if header_line is None:
            return recognise(file.text, file.delimiter or chosen)
        with tempfile.TemporaryDirectory(prefix="boussole-entete-") as folder:
            below = Path(folder) / "text.csv"
            _blank_above(file.text, below, header_line)
            return recognise(below, file.delimiter or chosen)


def _blank_above(source: Path, target: Path, line: int) -> None:
    """The same text, lines keeping their numbers, with nothing written above `line`."""
    with source.open("rb") as text, target.open("wb") as out:
        for number, content in enumerate(text, 1):
            out.write(content if number >= line else b"\n")


def understood(path: Path, options: Options, store: Store | None, block: Blocked, told: bool = False) -> dict[str, Any]:
    """What is known of a blocked file that corrections may save: sheets, encoding, and columns where there are any.

    `told`: a separator or a header line was said; what would be recognised without them is not what is asked.
    """
    if block.code not in CORRECTABLE:
        return {}
    # Read as recognised where the encoding said is impossible: another can then be chosen.
    said = options.encoding or (options.layout.encoding if options.layout else None)
    impossible = block.code == "encodage_impossible"
    try:
        with opened(path, options.sheet, None if impossible else said) as file:
            _refuse_individuals(file)
            known: dict[str, Any] = {
                "encoding": file.encoding, "delimiter": None, "sheet": file.sheet, "sheets": list(file.sheets)
            }  # fmt: skip
            if impossible or (told and options.layout is None):
                return known
            try:
                layout = options.layout or _recognised(file, options, store)
            except Blocked:
                return known
            content = json.loads(layout.model_dump_json())
            written = layout.delimiter if file.encoding else None
            return known | {"delimiter": written, "layout": content, "columns": content["columns"]}
    except Blocked:
        return {}


def _recognised(file: Opened, options: Options, store: Store | None) -> Layout:
    layout = recognise(file.text, file.delimiter)
    used = named_profile(store, options.profile) if options.profile else matching_profile(store, layout)
    return used.apply(layout) if used else layout


def _refuse_individuals(file: Opened) -> None:
    if looks_individual(file.text, file.delimiter or delimiter_guess(file.text)):
        raise Blocked("donnees_individuelles", encoding=file.encoding)
