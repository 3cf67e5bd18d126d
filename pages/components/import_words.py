"""The report's codes in French: separators, roles of columns, periods."""

from __future__ import annotations

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


def report_period(period: Mapping[str, str] | None) -> Period | None:
    """A period of the report: `{"start": …, "end": …}`, ISO dates."""
    if not period:
        return None
    return Period(date.fromisoformat(period["start"]), date.fromisoformat(period["end"]))
