"""The report's codes in French: separators, roles of columns, periods."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

from boussole.values import Period

DELIMITERS = {";": "point-virgule", ",": "virgule", "\t": "tabulation", "|": "barre verticale"}
ROLES = {
    "code": "code de la commune",
    "name": "nom de la commune",
    "postal": "code postal (non utilisé pour reconnaître la commune)",
    "departement": "département",
    "kind": "type de territoire",
    "period": "période mesurée",
    "month": "mois, trimestre ou semestre de l’année",
    "start": "début de la période",
    "end": "fin de la période",
    "indicator": "indicateur",
    "value": "valeur",
    "numerator": "numérateur (effectif)",
    "denominator": "dénominateur",
    "mixed": "taux et effectif dans une cellule",
    "source": "source",
    "origin": "origine",
    "remarks": "remarque",
    "extracted": "date d’extraction",
    "ignored": "laissée de côté",
}


def period_text(period: Mapping[str, str] | None) -> str:
    """A period of the report, in French; empty when there is none."""
    found = report_period(period)
    return found.label if found else ""


def day(text: str | None) -> str:
    """A day of the report, in French; empty when there is none."""
    return f"{date.fromisoformat(text):%d/%m/%Y}" if text else ""


def report_period(period: Mapping[str, str] | None) -> Period | None:
    """A period of the report: `{"start": …, "end": …}`, ISO dates."""
    if not period:
        return None
    return Period(date.fromisoformat(period["start"]), date.fromisoformat(period["end"]))


_YEAR = re.compile(r"\s*((?:19|20)\d\d)\s*")
_DAY = re.compile(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})")


def period_field(period: Mapping[str, str] | None) -> str:
    """A period as it can be typed: `2024`, or `01/11/2021–31/10/2022`."""
    found = report_period(period)
    if found is None:
        return ""
    whole = found == Period.of_year(found.start.year)
    return str(found.start.year) if whole else f"{found.start:%d/%m/%Y}–{found.end:%d/%m/%Y}"


def read_period(text: str) -> dict[str, str] | None:
    """The reverse: None for nothing. Raises ValueError, with a French sentence, for what is neither a year nor two
    days in order.
    """
    if not text.strip():
        return None
    try:
        if year := _YEAR.fullmatch(text):
            period = Period.of_year(int(year[1]))
        else:
            start, end = (date(int(y), int(m), int(d)) for d, m, y in _DAY.findall(text))
            period = Period(start, end)
    except ValueError as error:
        raise ValueError("Écrivez une année (2024) ou deux dates (01/11/2021–31/10/2022).") from error
    return {"start": period.start.isoformat(), "end": period.end.isoformat()}
