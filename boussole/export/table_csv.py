"""A table as a CSV that Excel in French opens right: `;`, UTF-8 with BOM, decimal comma, no thousands separator.

Text is written inert: a cell that a spreadsheet would take for a formula is preceded by an apostrophe.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable

from boussole.disclosure import Audience
from boussole.french import NNBSP
from boussole.panels import Footer, Table, mention

_NUMBER = re.compile(r"-?\d+(,\d+)?")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def table_csv(
    panel: Table, notes: Iterable[str] = (), footer: Footer | None = None, audience: Audience | None = None
) -> bytes:
    """The table's rows, then what the figures rest on, as bytes to download. A working document says so first."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    if mention(audience):
        writer.writerows([[mention(audience)], []])
    writer.writerow([inert(c) for c in panel.columns])
    for row in panel.rows:
        writer.writerow([cell(v, c in panel.numeric) for c, v in zip(panel.columns, row, strict=True)])
    tail = [panel.title, *([footer.text] if footer else []), *notes]
    if any(tail):
        writer.writerow([])
        writer.writerows([inert(line)] for line in tail if line)
    return out.getvalue().encode("utf-8-sig")


def cell(value: str, numeric: bool) -> str:
    """A printed number becomes one that a spreadsheet can add up; anything else is inert text."""
    if numeric:
        bare = value.replace(NNBSP, "").replace("\u00a0", "").replace("−", "-").strip()
        if _NUMBER.fullmatch(bare):
            return bare
    return inert(value)


def inert(value: str) -> str:
    """The text, never a formula (OWASP, CSV injection)."""
    return f"'{value}" if value.startswith(_FORMULA) else value
