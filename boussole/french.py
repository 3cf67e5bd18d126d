"""French wording of numbers, dates and statuses: narrow no-break spaces, decimal comma, JJ/MM/AAAA.

Display only: nothing here is parsed back.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from decimal import Decimal

from babel.numbers import format_decimal

from boussole.values import Flag, Method, Origin, Status, rounded

NBSP = "\u00a0"
NNBSP = "\u202f"

STATUS = {
    Status.OK: "",
    Status.SECRET: "secret",
    Status.UNAVAILABLE: "non disponible",
    Status.DIVISION_BY_ZERO: "non calculable (division par 0)",
    Status.NOT_APPLICABLE: "sans objet",
    Status.UNKNOWN: "inconnu",
    Status.NOT_LOADED: "non chargé",
}
ORIGIN = {Origin.PUBLISHED: "publiée", Origin.SIMULATED: "simulée", Origin.LOADED: "importée"}
METHOD = {
    Method.SOURCE: "valeur de la source",
    Method.SOURCE_TOTAL: "total donné par la source pour ce périmètre",
    Method.SUM: "somme des communes (numérateurs ÷ dénominateurs)",
    Method.BOUNDS: "encadrement : des communes sont sous secret",
    Method.WEIGHTED: "taux communaux pondérés par la population",
    Method.NONE: "—",
}
FLAG = {
    Flag.DEDUCED_DENOMINATOR: "dénominateur déduit du taux et de l’effectif",
    Flag.INCOMPLETE: "incomplet : une partie de la commune manque dans le fichier",
    Flag.AMBIGUOUS_BASE: "base ambiguë dans la source",
    Flag.AGE_NOT_STATED: "âges non précisés par la source",
    Flag.PARTIAL_SUM: "total partiel : des communes n’ont pas de valeur",
    Flag.INITIAL_VALUE: "valeur initiale",
    Flag.PERIOD_ASSUMED: "période supposée",
}


def number(value: float | None, decimals: int = 0) -> str:
    """`1 234,5`, with U+202F; « — » for None."""
    if value is None:
        return "—"
    pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
    text = format_decimal(rounded(value, decimals), format=pattern, locale="fr_FR")
    return text.replace("\u00a0", NNBSP).replace("-", "−")


def with_unit(value: float | None, unit: str, decimals: int = 0) -> str:
    """`12,3 %`, `1 234 patients`."""
    if value is None:
        return number(value)
    return f"{number(value, decimals)}{NNBSP if unit == '%' else ' '}{unit}"


def euros(cents: int | None) -> str:
    """`99 213,13 €`, from whole cents, exactly; « — » for None."""
    if cents is None:
        return "—"
    text = format_decimal(Decimal(cents) / 100, format="#,##0.00", locale="fr_FR")
    return text.replace("\u00a0", NNBSP).replace("-", "−") + f"{NBSP}€"


def day(value: date) -> str:
    return f"{value:%d/%m/%Y}"


def plural(count: int, singular: str, plural_form: str | None = None) -> str:
    """`1 commune`, `33 communes`; French plurals start at 2."""
    return f"{number(count)} {singular if abs(count) < 2 else plural_form or singular + 's'}"


def sort_key(text: str) -> str:
    """French alphabetical order: accents with their letters, case and punctuation aside."""
    bare = unicodedata.normalize("NFD", text.replace("œ", "oe").replace("Œ", "OE"))
    return "".join(c for c in bare if c.isalnum() or c == " ").casefold()


def spaced(text: str) -> str:
    """French spacing: no-break before « : » and inside guillemets, narrow before « ; ? ! % ».

    >>> spaced("Que lire ? 12 % : « rien »") == "Que lire\u202f? 12\u202f%\u00a0: «\u00a0rien\u00a0»"
    True
    """
    text = re.sub(r" ([;?!%])", NNBSP + r"\1", text)
    text = re.sub(r" ([:»])", NBSP + r"\1", text)
    return text.replace("« ", "«" + NBSP)
