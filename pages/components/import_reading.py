"""The sheet, the separator, the header line: where one was not recognised, the file is read anew as is said here."""

from __future__ import annotations

import streamlit as st

from pages.components.import_arguments import Reading
from pages.components.import_outcome import Outcome
from pages.components.import_upload import Upload
from pages.components.import_words import DELIMITERS


def read_otherwise(upload: Upload, outcome: Outcome) -> None:
    layout = outcome.report.get("layout") or {}
    found_header = upload.reading.header_line or int(next(iter(layout.get("header_lines") or [1])))
    found_delimiter = str(outcome.report.get("delimiter") or upload.reading.delimiter)
    sheets, found_sheet = outcome.report.get("sheets") or [], str(outcome.report.get("sheet") or "")
    left, middle, right = st.columns(3)
    sheet, delimiter = found_sheet, found_delimiter
    if len(sheets) > 1:
        with left:
            sheet = st.selectbox("Feuille", sheets, sheets.index(found_sheet), key=f"feuille-{upload.key}")
    elif outcome.report.get("encoding"):
        known = list(DELIMITERS)
        held = known.index(found_delimiter) if found_delimiter in known else None
        with left:
            chosen = st.selectbox(
                "Séparateur", known, held, lambda d: DELIMITERS[d], key=f"separateur-{upload.key}",
                placeholder="non reconnu",
            )  # fmt: skip
        delimiter = chosen or ""
    with middle:
        header = int(st.number_input("Première ligne d’en-tête", 1, 999, found_header, key=f"entete-{upload.key}"))
    if (sheet, delimiter, header) == (found_sheet, found_delimiter, found_header):
        return
    before = upload.reading if sheet == found_sheet else Reading()  # another sheet has its own header
    reading = Reading(
        sheet if len(sheets) > 1 else "",
        delimiter if delimiter != found_delimiter else before.delimiter,
        header if header != found_header else before.header_line,
    )
    with right:
        st.button("Relire le fichier", on_click=upload.read_otherwise, args=(reading,), type="primary")
