"""The cells of a contract's tables: their columns, the words to choose from, and what a cell says. Refuses with a
French sentence that names the line and the column (Refused).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from boussole.questions.measures import Refused, decimal_of

Row = dict[str, Any]
Rows = Sequence[Mapping[str, Any]]

MISSION, ENGAGED, START = "Mission", "Engagée", "Démarrage"
EARMARKED, COMPENSATED = "Fléchée due", "Compensation due"
YES_NO = {None: "à renseigner", True: "oui", False: "non"}
CODE, THEME, LABEL, TYPE, PAID, ACTIONS = "Code", "Thème", "Intitulé", "Type", "Objectifs payés", "Actions"
WEIGHT, RULE, COMBINE, EXPECTED, YEARS, NOTE = "Poids", "Règle", "Critères", "Preuve attendue", "Exercices", "Note"
CRITERION, UNIT, POLARITY, SOURCE = "Critère", "Unité", "Sens", "Source"
INITIAL, INITIAL_FROM, INITIAL_TO = "Valeur initiale", "Mesurée du", "Au"
WHEN, WHAT = "Date", "Échéance"
COMPONENT, AMOUNT, REASON, GENERAL = "Composante", "Montant (€)", "Motif", "Tout le contrat"
COMPONENTS = {"fonctionnement": "fonctionnement", "mission": "mission", "flechee": "enveloppe fléchée",
              "compensation": "compensation", "crise": "crise sanitaire"}  # fmt: skip
POLARITIES = {"up": "plus haut est meilleur", "down": "plus bas est meilleur", "neutral": "à renseigner"}
COMBINES = {"all": "tous", "mean": "leur moyenne", "lowest": "le plus bas"}
ENTRIES = {"sum": "saisies datées : leur somme", "last": "saisies datées : la dernière",
           "max": "saisies datées : la plus grande"}  # fmt: skip
READ = {"value": "valeur", "numerator": "effectif (numérateur)", "denominator": "dénominateur"}
TYPED = "saisie"

EMPTY = (CODE, MISSION, THEME, LABEL, TYPE, PAID, ACTIONS, WEIGHT, RULE, COMBINE, EXPECTED, YEARS, NOTE)


def text_of(row: Mapping[str, Any], column: str) -> str:
    value = row.get(column)
    return "" if value is None or value != value else str(value).strip()  # a table's empty cell may be NaN


def day_of(value: Any) -> str | None:
    if value is None or value != value or value == "":
        return None
    return str(value.date() if hasattr(value, "date") else value)[:10]


def choice(
    row: Mapping[str, Any], column: str, known: Mapping[str, str], where: str, default: str | None = None
) -> str:
    said = text_of(row, column)
    if said in known:
        return known[said]
    if not said and default is not None:
        return default
    named = f"« {said} » n’est pas proposé" if said else "à choisir"
    raise Refused(f"{where}, colonne « {column} » : {named}. Choisissez dans la liste.")


def whole(row: Mapping[str, Any], column: str, where: str) -> int | None:
    found = decimal_of(text_of(row, column), f"{where}, colonne « {column} »")
    if found is None:
        return None
    if found != found.to_integral_value() or found < 0:
        raise Refused(f"{where}, colonne « {column} » : un nombre entier est attendu.")
    return int(found)


def weight_of(row: Mapping[str, Any], where: str) -> str | None:
    found = decimal_of(text_of(row, WEIGHT), f"{where}, colonne « {WEIGHT} »")
    return None if found is None else str(found)


def years_of(row: Mapping[str, Any], where: str) -> list[int]:
    said = [t for t in text_of(row, YEARS).replace(";", ",").split(",") if t.strip()]
    if not all(t.strip().isdecimal() and len(t.strip()) == 4 for t in said):
        raise Refused(f"{where}, colonne « {YEARS} » : des années séparées par des virgules, comme 2024, 2025.")
    return [int(t) for t in said]


def yes_no(row: Mapping[str, Any], column: str, where: str) -> bool | None:
    known = back(YES_NO)
    said = text_of(row, column) or YES_NO[None]
    if said not in known:
        raise Refused(f"{where}, colonne « {column} » : « {said} » n’est pas proposé. Choisissez dans la liste.")
    found: bool | None = known[said]
    return found


def back(words: Mapping[Any, str]) -> dict[str, Any]:
    return {text: id for id, text in words.items()}


def free_code(taken: set[str], rank: int) -> str:
    return next(f"O-{n}" for n in range(rank, rank + len(taken) + 1) if f"O-{n}" not in taken)
