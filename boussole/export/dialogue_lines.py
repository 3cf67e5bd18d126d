"""One line an objective in the workbook of the *dialogue de gestion*: its texts, its rates, and the formulas of its
amounts.
"""

from __future__ import annotations

from dataclasses import dataclass

from boussole.export.dialogue_sheet import Sheet, cell, span
from boussole.questions.dialogue import UNPAID, DialogueLine

COLUMNS = {
    "Mission": 24, "Thème": 24, "Action": 40, "Type": 13, "Valeur initiale": 18, "Cible": 26, "Observé": 28,
    "Période": 22, "Source": 24, "Taux mesuré": 10, "Taux calculé": 10, "Taux retenu": 10, "Statut": 16, "Poids": 8,
    "Part exacte (€)": 14, "Maximum (€)": 14, "Montant saisi (€)": 14, "Calculé (€)": 14, "Retenu (€)": 14,
    "En jeu (€)": 14, "Perdu (€)": 14, "Réalisé": 50, "Preuve": 30, "Motif": 40,
}  # fmt: skip
_AT = {name: k for k, name in enumerate(COLUMNS)}
_CLOSED = "'Lisez-moi'!$B$2=\"oui\""


@dataclass(frozen=True)
class Place:
    """The rows of a thème’s lines, and the addresses of what their formulas share: its exact part, its maximum, what
    its computed and its retained rates earn of it."""

    first: int
    last: int
    exact: str
    maximum: str
    by_computed: str
    by_retained: str


def at(name: str) -> int:
    """The column of a name."""
    return _AT[name]


def write_unpaid(sheet: Sheet, line: DialogueLine) -> None:
    """A line that no money depends on: its texts and its rates."""
    _texts(sheet, line)
    sheet.text(sheet.row, at("Motif"), " – ".join(t for t in (line.reason, UNPAID) if t))
    sheet.row += 1


def write_line(sheet: Sheet, line: DialogueLine, place: Place) -> None:
    """A line on the next row, which is one of its thème's."""
    _texts(sheet, line)
    _maximum(sheet, line, place)
    sheet.number(sheet.row, at("Montant saisi (€)"), line.typed)
    _computed(sheet, line, place)
    _retained(sheet, line, place)
    row = sheet.row
    computed, retained = cell(row, at("Calculé (€)")), cell(row, at("Retenu (€)"))
    final = f"OR({_CLOSED},ISNUMBER({retained}))"
    left = f"{cell(row, at('Maximum (€)'))}-IF(ISNUMBER({retained}),{retained},N({computed}))"
    sheet.formula(row, at("En jeu (€)"), f"=IF({final},0,{left})", line.at_stake)
    sheet.formula(row, at("Perdu (€)"), f"=IF({final},{left},0)", line.lost)
    sheet.row += 1


def _texts(sheet: Sheet, line: DialogueLine) -> None:
    row = sheet.row
    for name, text in (
        ("Mission", line.mission), ("Thème", line.theme), ("Action", f"{line.id} – {line.action}"),
        ("Type", line.type), ("Valeur initiale", line.initial), ("Cible", line.target), ("Observé", line.observed),
        ("Période", line.period), ("Source", line.source), ("Statut", line.status), ("Réalisé", line.realised),
        ("Preuve", line.proof), ("Motif", line.reason),
    ):  # fmt: skip
        sheet.text(row, at(name), text)
    for name, rate in (
        ("Taux mesuré", line.measured_rate), ("Taux calculé", line.computed_rate), ("Taux retenu", line.retained_rate),
    ):  # fmt: skip
        sheet.number(row, at(name), rate, "rate")


def _maximum(sheet: Sheet, line: DialogueLine, place: Place) -> None:
    row = sheet.row
    weights, weight = span(place.first, place.last, at("Poids"), fixed=True), cell(row, at("Poids"))
    sheet.number(row, at("Poids"), line.weight, "number")
    share = f"=IF(SUM({weights})=0,0,{place.exact}*{weight}/SUM({weights}))"
    sheet.formula(row, at("Part exacte (€)"), share, line.exact, "exact")
    left = place.maximum + _less(place.first, row, "Maximum (€)")
    after = f",SUM({span(row + 1, place.last, at('Poids'))})=0" if row < place.last else ""
    part = cell(row, at("Part exacte (€)"))
    formula = f"=IF(AND({weight}>0{after}),{left},MIN(ROUND(ROUND({part},7),2),{left}))"
    sheet.formula(row, at("Maximum (€)"), formula, line.maximum)


def _computed(sheet: Sheet, line: DialogueLine, place: Place) -> None:
    row = sheet.row
    rate, left = cell(row, at("Taux calculé")), place.by_computed + _less(place.first, row, "Calculé (€)")
    earned = _earned(row, place, "Taux calculé", left, "")
    sheet.formula(row, at("Calculé (€)"), f'=IF({rate}="","",{earned})', line.computed)


def _retained(sheet: Sheet, line: DialogueLine, place: Place) -> None:
    """The amount written, else what the retained rate earns; what others' written amounts are is left out of it."""
    row = sheet.row
    rate, typed = cell(row, at("Taux retenu")), cell(row, at("Montant saisi (€)"))
    left = place.by_retained + _less(place.first, row, "Retenu (€)")
    if row > place.first:
        left += f"+SUM({span(place.first, row - 1, at('Montant saisi (€)'))})"
    free = f',--({span(row + 1, place.last, at("Montant saisi (€)"))}="")'
    earned = _earned(row, place, "Taux retenu", left, free)
    sheet.formula(row, at("Retenu (€)"), f'=IF({typed}<>"",{typed},IF({rate}="","",{earned}))', line.retained)


def _earned(row: int, place: Place, rate: str, left: str, free: str) -> str:
    """Part × rate, rounded; what is left for the last line that earns something."""
    won = f"{cell(row, at('Part exacte (€)'))}*{cell(row, at(rate))}"
    after = ""
    if row < place.last:
        parts, rates = (span(row + 1, place.last, at(name)) for name in ("Part exacte (€)", rate))
        after = f",SUMPRODUCT({parts},{rates}{free})=0"
    return f"IF(AND({won}>0{after}),{left},MIN(ROUND(ROUND({won},7),2),{left}))"


def _less(first: int, row: int, name: str) -> str:
    """Less what the lines before have taken."""
    return f"-SUM({span(first, row - 1, at(name))})" if row > first else ""
