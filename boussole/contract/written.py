"""A target as people write it in a cell, and back: « 4 000 », « -10 % », « +5 %/an », « +4 (seuil +2) », « 22 (seuil
20) », « 1/mois », « diminution », « à comptabiliser »; anything else is a text to answer by done or not. Pure.
"""

from __future__ import annotations

import re
from typing import Literal

from boussole.contract.objective import Target

_PER: dict[str, Literal["year", "semester", "quarter", "month", "week"]] = {
    "an": "year", "année": "year", "semestre": "semester", "trimestre": "quarter", "mois": "month", "semaine": "week",
}  # fmt: skip
_PER_WORD = {"year": "an", "semester": "semestre", "quarter": "trimestre", "month": "mois", "week": "semaine"}
_WAYS = ("diminution", "baisse", "hausse", "augmentation", "amélioration", "progression", "réduction")
_COUNTED = ("à comptabiliser", "à compter", "comptabiliser")
_NUMBER = r"[+-]?\d+(?:[.,]\d+)?"
_STEP = re.compile(rf"([+-]\d+(?:[.,]\d+)?)(?:\(seuil({_NUMBER})\))?")
_SHARE = re.compile(r"([+-]\d+(?:[.,]\d+)?)%(/an|paran)?")
_PLAIN = re.compile(r"(\d+(?:[.,]\d+)?)%?(?:\(seuil(\d+(?:[.,]\d+)?)%?\))?")
_OFTEN = re.compile(rf"(\d+(?:[.,]\d+)?)(?:/|par)({'|'.join(_PER)})")
KINDS = {
    "absolute": "valeur à atteindre",
    "relative_initial": "part de la valeur initiale",
    "relative_annual": "part, chaque année",
    "step": "en plus de la valeur initiale",
    "direction": "sens voulu",
    "minimum_and_target": "seuil et cible",
    "step_with_minimum": "en plus de la valeur initiale, avec un seuil",
    "qualitative": "fait ou pas fait",
    "frequency": "nombre de fois",
    "to_be_counted": "à compter",
    "none": "sans cible",
}


def read_target(text: str) -> Target | None:
    """The target that a cell says; None for an empty one.

    >>> read_target("-10 %").value, read_target("22 (seuil 20)").minimum, read_target("1/mois").per
    (-0.1, 20.0, 'month')
    """
    said = text.strip()
    bare = re.sub(r"[\s\u202f\u00a0]", "", said).replace("−", "-").lower()
    if not bare:
        return None
    if said.lower() in _COUNTED:
        return Target(kind="to_be_counted", text=said)
    if match := _SHARE.fullmatch(bare):
        kind: Literal["relative_annual", "relative_initial"] = "relative_annual" if match[2] else "relative_initial"
        return Target(kind=kind, text=said, value=round(_number(match[1]) / 100, 10))
    if match := _STEP.fullmatch(bare):
        if match[2]:
            return Target(kind="step_with_minimum", text=said, value=_number(match[1]), minimum=_number(match[2]))
        return Target(kind="step", text=said, value=_number(match[1]))
    if match := _PLAIN.fullmatch(bare):
        if match[2]:
            return Target(kind="minimum_and_target", text=said, value=_number(match[1]), minimum=_number(match[2]))
        return Target(kind="absolute", text=said, value=_number(match[1]))
    if match := _OFTEN.fullmatch(bare):
        return Target(kind="frequency", text=said, value=_number(match[1]), per=_PER[match[2]])
    if said.lower() in _WAYS:
        return Target(kind="direction", text=said)
    return Target(kind="qualitative", text=said)


def write_target(target: Target | None) -> str:
    """What a cell shows of a target: the contract's own words, else its number in the form that reads back."""
    if target is None:
        return ""
    if target.text:
        return target.text
    value, minimum = target.value, target.minimum
    if target.kind == "to_be_counted":
        return "à comptabiliser"
    if value is None:
        return "diminution" if target.kind == "direction" else ""
    if target.kind in ("relative_initial", "relative_annual"):
        return f"{_signed(100 * value)} %" + ("/an" if target.kind == "relative_annual" else "")
    if target.kind in ("step", "step_with_minimum"):
        return _signed(value) + (f" (seuil {_signed(minimum)})" if minimum is not None else "")
    if target.kind == "frequency":
        return f"{_plain(value)}/{_PER_WORD[target.per]}"
    return _plain(value) + (f" (seuil {_plain(minimum)})" if minimum is not None else "")


def _number(text: str) -> float:
    return float(text.replace(",", "."))


def _plain(value: float | None) -> str:
    return "" if value is None else f"{round(value, 10):.10g}".replace(".", ",")


def _signed(value: float | None) -> str:
    return "" if value is None else f"{round(value, 10):+.10g}".replace(".", ",")
