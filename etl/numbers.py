"""Numbers and missing marks as extracts write them: one writing at a time (batches.py reads each writing once)."""

from __future__ import annotations

import re
from functools import cache

from etl.periods import plain
from etl.reasons import literals

BLANKS = "\u0020\u00a0\u202f\u2009\u2007\t\r\n"  # around a cell
SPACES = "\u0020\u00a0\u202f\u2009\u2007\t'’"  # inside a number
STATUSES = ("ok", "secret", "unavailable", "division_by_zero", "not_applicable", "unknown", "empty")  # of a cell
SECRET = r"(?:<|≤|moins de) ?[0-9]+"
NUMBER = r"[-+]?(?:[0-9]+(?:[.,][0-9]*)?|[.,][0-9]+)(?:[eE][-+]?[0-9]+)?"
DECIMALS = rf"[.,]([0-9]+)[{SPACES}]*%?[{BLANKS}]*$"
MIXED = (
    rf"([-−]?[0-9{SPACES}]+(?:[.,][0-9]+)?)[{SPACES}]*%[{SPACES}]*[(:,;–-]?[{SPACES}]*"
    rf"([0-9][0-9{SPACES}]*?)[{SPACES}]*[a-zA-Zéèêàç ]*\)?"
)
COUNT_FIRST = (  # « 436 (74,7 %) », « 436 patients (74,7 %) »
    rf"([0-9][0-9{SPACES}]*?)[{SPACES}]*[a-zA-Zéèêàç ]*\([{SPACES}]*"
    rf"([-−]?[0-9{SPACES}]+(?:[.,][0-9]+)?)[{SPACES}]*%[{SPACES}]*\)"
)


def missing(cell: str) -> str | None:
    """The status that a mark stands for (« NS », « <11 »), None when it is none."""
    raw = plain(cell)
    return marks().get(raw) or ("secret" if re.fullmatch(SECRET, raw) else None)


@cache
def marks() -> dict[str, str]:
    """The declared marks, as `plain` leaves them → status."""
    return {plain(text): status for text, status in literals().items()}


def number(cell: str) -> float | None:
    """« 1 234,5 », « 12,3 % », « 1.234,5 », « 1e3 » → float; None when it is no number."""
    raw = cell.strip(BLANKS).removesuffix("%")
    for space in SPACES:
        raw = raw.replace(space, "")
    raw = raw.replace("−", "-")
    if "," in raw and "." in raw:
        raw = raw.replace(".", "") if raw.rfind(",") > raw.rfind(".") else raw.replace(",", "")
    if not re.fullmatch(NUMBER, raw):
        return None
    value = float(raw.replace(",", "."))
    return value if abs(value) < 1e15 else None


def decimals(cell: str) -> int:
    """How many decimals a number is written with: the rounding that a rate may hide."""
    found = re.search(DECIMALS, cell)
    return len(found[1]) if found else 0


def mixed(cell: str) -> tuple[float, float, int] | None:
    """« 74,7% 436 patients », « 436 (74,7 %) » → (74.7, 436, decimals of the rate); None when it is not both."""
    text = cell.strip(BLANKS)
    written = found.groups() if (found := re.fullmatch(MIXED, text)) else None
    if written is None and (found := re.fullmatch(COUNT_FIRST, text)):
        written = found.groups()[::-1]
    if written is None:
        return None
    rate, count = number(written[0]), number(written[1])
    return None if rate is None or count is None else (rate, count, decimals(written[0]))


def is_data_cell(cell: str) -> bool:
    """A number, a rate with its count, or a mark for a missing value."""
    return bool(cell.strip()) and (number(cell) is not None or missing(cell) is not None or mixed(cell) is not None)
