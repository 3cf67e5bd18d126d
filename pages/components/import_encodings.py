"""The encodings that an analyst may say, as people know them; the same as those that the command line takes."""

from __future__ import annotations

ENCODINGS = {
    "utf-8": "UTF-8",
    "utf-16": "UTF-16",
    "cp1252": "Windows (cp1252)",
    "latin-1": "Latin-1 (ISO 8859-1)",
    "iso-8859-15": "Latin-9 (ISO 8859-15)",
    "mac-roman": "Macintosh (Mac Roman)",
    "cp850": "DOS (cp850)",
}


def encoding_text(encoding: str | None) -> str:
    """An encoding of the report, as people know it; empty for a workbook, which has none."""
    return ENCODINGS.get(base := base_encoding(encoding), base)


def base_encoding(encoding: str | None) -> str:
    """The encoding without what the report adds to it: a byte order mark or the order of the bytes."""
    return str(encoding or "").removesuffix("-sig").removesuffix("-le").removesuffix("-be")
