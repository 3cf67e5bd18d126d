"""Sheet, separator, encoding, header line: where one is wrong, the file is read anew as is said here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import streamlit as st

from pages.components.import_arguments import Reading
from pages.components.import_encodings import ENCODINGS, base_encoding
from pages.components.import_outcome import Outcome
from pages.components.import_upload import Upload
from pages.components.import_words import DELIMITERS


def read_otherwise(upload: Upload, outcome: Outcome) -> None:
    found = _found(upload, outcome)
    sheets = outcome.report.get("sheets") or []
    said = found
    first, second, third, last = st.columns(4, vertical_alignment="bottom")
    if len(sheets) > 1:
        said = replace(
            said, sheet=_pick(first, "Feuille", {s: s for s in sheets}, found.sheet, f"feuille-{upload.key}")
        )
    elif outcome.report.get("encoding"):
        delimiter = _pick(first, "Séparateur", DELIMITERS, found.delimiter, f"separateur-{upload.key}")
        encoding = _pick(second, "Encodage", ENCODINGS, found.encoding, f"encodage-{upload.key}")
        said = replace(said, delimiter=delimiter, encoding=encoding)
    with third:
        header = st.number_input("Première ligne d’en-tête", 1, 999, found.header_line, key=f"entete-{upload.key}")
    said = replace(said, header_line=int(header))
    if said == found:
        return
    before = upload.reading if said.sheet == found.sheet else Reading()  # another sheet has its own header
    reading = Reading(
        said.sheet if len(sheets) > 1 else "",
        said.delimiter if said.delimiter != found.delimiter else before.delimiter,
        said.header_line if said.header_line != found.header_line else before.header_line,
        said.encoding if said.encoding != found.encoding else before.encoding,
    )
    with last:
        st.button("Relire le fichier", on_click=upload.read_otherwise, args=(reading,), type="primary")


def _found(upload: Upload, outcome: Outcome) -> Reading:
    """How the file was read."""
    report = outcome.report
    lines: Sequence[int] = (report.get("layout") or {}).get("header_lines") or [1]
    return Reading(
        str(report.get("sheet") or ""),
        str(report.get("delimiter") or upload.reading.delimiter),
        upload.reading.header_line or int(lines[0]),
        base_encoding(report.get("encoding")),
    )


def _pick(where: st.delta_generator.DeltaGenerator, label: str, words: Mapping[str, str], held: str, key: str) -> str:
    known = list(words)
    at = known.index(held) if held in words else None
    chosen = where.selectbox(label, known, at, lambda w: words[w], key=key, placeholder="non reconnu")
    return chosen or ""
