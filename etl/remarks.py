"""Remarks and origins written in an extract's own columns → flags and origins of the values."""

from __future__ import annotations

from boussole.french import FLAG
from boussole.values import Flag
from etl.periods import plain

_FLAGS = {plain(text): flag for flag, text in FLAG.items()} | {
    "denominateur deduit": Flag.DEDUCED_DENOMINATOR,
    "incomplet": Flag.INCOMPLETE,
    "base ambigue": Flag.AMBIGUOUS_BASE,
    "ages non precises": Flag.AGE_NOT_STATED,
    "age non precise": Flag.AGE_NOT_STATED,
    "valeur initiale": Flag.INITIAL_VALUE,
    "periode supposee": Flag.PERIOD_ASSUMED,
}
_ORIGINS = {"publiee": "published", "publie": "published", "simulee": "simulated", "simule": "simulated"}


def flags_of(text: str) -> str | None:
    """« dénominateur déduit, valeur initiale » → the flags, joined by commas; free text is left out."""
    found = {_FLAGS[key] for part in text.replace(";", ",").split(",") if (key := plain(part)) in _FLAGS}
    return ",".join(sorted(found)) or None


def origin_of(text: str) -> str | None:
    """« publiée », « simulée » → the origin; None leaves the file's own."""
    return _ORIGINS.get(plain(text))
