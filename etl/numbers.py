"""Numbers and missing marks as extracts write them. The boring Python twin of the SQL in stage.py: tests compare them."""

from __future__ import annotations

import re

from etl.periods import plain
from etl.reasons import literals

SPACES = "\u0020\u00a0\u202f\u2009\u2007\t'’"
_SECRET = re.compile(r"^(?:<|≤|moins de) ?\d+$")
_NUMBER = re.compile(r"^[-+]?(?:[0-9]+(?:[.,][0-9]*)?|[.,][0-9]+)(?:e[-+]?[0-9]+)?$", re.IGNORECASE)
_MIXED = re.compile(
    rf"^(?P<rate>[-−]?[\d{SPACES}]+(?:[.,]\d+)?)[{SPACES}]*%[{SPACES}]*[(:,;–-]?[{SPACES}]*"
    rf"(?P<count>\d[\d{SPACES}]*?)[{SPACES}]*(?P<what>[a-zA-Zéèêàç ]*)\)?$"
)


def missing(cell: str) -> str | None:
    """The status that a mark stands for (« NS », « <11 »), None when it is none."""
    raw = plain(cell)
    if _SECRET.match(raw):
        return "secret"
    return literals().get(raw) or literals().get(cell.strip().lower())


def number(cell: str) -> float | None:
    """« 1 234,5 », « 12,3 % », « 1.234,5 », « 1e3 » → float; None when it is no number."""
    raw = cell.strip().removesuffix("%")
    for space in SPACES:
        raw = raw.replace(space, "")
    raw = raw.replace("−", "-")
    if "," in raw and "." in raw:
        raw = raw.replace(".", "") if raw.rfind(",") > raw.rfind(".") else raw.replace(",", "")
    if not _NUMBER.match(raw):
        return None
    value = float(raw.replace(",", "."))
    return value if abs(value) < 1e15 else None


def decimals(cell: str) -> int:
    """How many decimals a number is written with: the rounding that a rate may hide."""
    raw = cell.strip().removesuffix("%").rstrip(SPACES)
    found = re.search(r"[.,](\d+)$", raw)
    return len(found[1]) if found else 0


def mixed(cell: str) -> tuple[float, float, int] | None:
    """« 74,7% 436 patients » → (74.7, 436, decimals of the rate); None when it is not both."""
    found = _MIXED.match(cell.strip())
    if not found:
        return None
    rate, count = number(found["rate"]), number(found["count"])
    return None if rate is None or count is None else (rate, count, decimals(found["rate"]))


def is_data_cell(cell: str) -> bool:
    """A number, a rate with its count, or a mark for a missing value."""
    return bool(cell.strip()) and (number(cell) is not None or missing(cell) is not None or mixed(cell) is not None)
