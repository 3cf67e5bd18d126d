"""The money of an exercice as it is typed: what was received and spent, the lines outside the scale; two tables that
people edit, and back. Refuses with a French sentence that names the line and the column (Refused).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from boussole.contract import MISSIONS, Exercice
from boussole.contract.reasons import reasons
from boussole.funding import COMPONENTS
from boussole.questions import contracts
from boussole.questions.contract_cells import GENERAL, Row, Rows, choice, day_of, text_of
from boussole.questions.measures import Refused, decimal_of
from boussole.questions.session_desk import as_typed, told
from boussole.store import Store

DATE, KIND, MISSION, ENVELOPE, AMOUNT = "Date", "Sens", "Mission", "Enveloppe", "Montant (€)"
LABEL, PROOF, THEME, LINE, REASON = "Libellé", "Preuve", "Thème", "Ligne", "Motif"
KINDS = {"received": "reçu", "spent": "dépensé"}
WHERE = {**MISSIONS, "fonctionnement": GENERAL}
MOVEMENTS = (DATE, KIND, MISSION, ENVELOPE, AMOUNT, LABEL, PROOF)
EXTRAS = (MISSION, THEME, LINE, AMOUNT, REASON)


def exercice_of(store: Store, id: str, year: int) -> tuple[Exercice, int]:
    """An exercice and its revision, to give back when it is saved. Raises UnknownContract."""
    return contracts.exercice(store, id, year), contracts.revision(store, id, year)


def movement_rows(exercice: Exercice) -> list[Row]:
    return [
        {DATE: m.when, KIND: KINDS[m.kind], MISSION: WHERE.get(m.mission, m.mission), ENVELOPE: COMPONENTS[m.component],
         AMOUNT: as_typed(m.amount), LABEL: m.label, PROOF: m.proof}
        for m in exercice.movements
    ]  # fmt: skip


def extra_rows(exercice: Exercice) -> list[Row]:
    return [
        {MISSION: WHERE.get(e.mission, e.mission), THEME: e.theme, LINE: e.label, AMOUNT: as_typed(e.amount),
         REASON: e.reason}
        for e in exercice.extras
    ]  # fmt: skip


def edited(exercice: Exercice, movements: Rows, extras: Rows) -> Exercice:
    """The exercice with these tables; measures stay as they are. Raises Refused."""
    content = exercice.model_dump(mode="json") | {
        "movements": [_movement(row, f"Mouvements, ligne {n}") for n, row in _filled(movements, MOVEMENTS)],
        "extras": [_extra(row, f"Hors barème, ligne {n}") for n, row in _filled(extras, EXTRAS)],
    }
    try:
        return Exercice.model_validate(content)
    except ValidationError as error:
        raise Refused(f"Ces montants ne peuvent pas être gardés ainsi : {reasons(error, content)}") from error


def save(store: Store, id: str, new: Exercice, author: str, read_revision: int) -> int:
    """Returns the new revision. Raises Refused."""
    if not author.strip():
        raise Refused("Dites d’abord qui vous êtes : une fonction ou des initiales.")
    return told(lambda: contracts.save_exercice(store, id, new, author, read_revision).revision)


def _filled(rows: Rows, columns: tuple[str, ...]) -> list[tuple[int, Mapping[str, Any]]]:
    return [(n, row) for n, row in enumerate(rows, start=1) if any(text_of(row, c) for c in columns)]


def _movement(row: Mapping[str, Any], where: str) -> Row:
    when = day_of(row.get(DATE))
    if when is None:
        raise Refused(f"{where}, colonne « {DATE} » : dites quand.")
    return {
        "when": when,
        "kind": choice(row, KIND, {v: k for k, v in KINDS.items()}, where),
        "mission": choice(row, MISSION, {v: k for k, v in WHERE.items()}, where),
        "component": choice(row, ENVELOPE, {v: k for k, v in COMPONENTS.items()}, where),
        "amount": _amount(row, where),
        "label": text_of(row, LABEL),
        "proof": text_of(row, PROOF),
    }


def _extra(row: Mapping[str, Any], where: str) -> Row:
    if not text_of(row, LINE):
        raise Refused(f"{where}, colonne « {LINE} » : dites ce que ce montant paie.")
    return {
        "mission": choice(row, MISSION, {v: k for k, v in WHERE.items()}, where),
        "theme": text_of(row, THEME),
        "label": text_of(row, LINE),
        "amount": _amount(row, where),
        "reason": text_of(row, REASON),
    }


def _amount(row: Mapping[str, Any], where: str) -> str:
    found = decimal_of(text_of(row, AMOUNT), f"{where}, colonne « {AMOUNT} »")
    if found is None:
        raise Refused(f"{where}, colonne « {AMOUNT} » : écrivez un montant, ou retirez la ligne.")
    return str(found)
