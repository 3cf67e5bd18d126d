"""Why a contract's content is refused, in French: where it is, by the names people know, and what is expected. Pure."""

from __future__ import annotations

from typing import Any

from pydantic import ValidationError

_REASONS = {
    "missing": "cette clé manque",
    "extra_forbidden": "cette clé n’existe pas",
    "string_type": "un texte est attendu",
    "string_pattern_mismatch": "seulement des minuscules sans accent, des chiffres, « - » et « _ »",
    "literal_error": "une de ces valeurs est attendue : {expected}",
    "less_than_equal": "au plus {le}",
    "greater_than_equal": "au moins {ge}",
    "decimal_max_places": "au plus {decimal_places} décimales",
    "decimal_max_digits": "au plus {max_digits} chiffres",
    "finite_number": "un nombre est attendu",
    "value_error": "{error}",
}
_KINDS = {
    "int": "un nombre entier est attendu",
    "float": "un nombre est attendu",
    "decimal": "un nombre est attendu",
    "date": "une date est attendue (2024-12-31)",
    "bool": "oui ou non est attendu",
    "list": "une liste est attendue",
    "dict": "un bloc « clé: valeur » est attendu",
    "model": "un bloc « clé: valeur » est attendu",
}
_NAMES = ("id", "objective", "mission", "name", "year", "when", "label")


def reasons(error: ValidationError, content: Any = None) -> str:
    """One sentence: each wrong place and its reason. `content`: what was read, to name its entries.

    An error that is not foreseen keeps the library's own words.
    """
    return " ; ".join(f"{_where(e['loc'], content)} : {_why(e)}" for e in error.errors()) + "."


def _why(error: Any) -> str:
    kind = str(error["type"])
    if kind in _REASONS:
        return _REASONS[kind].format(**error.get("ctx", {})).replace(" or ", " ou ")
    return _KINDS.get(kind.split("_")[0], str(error["msg"]))


def _where(loc: tuple[int | str, ...], content: Any) -> str:
    """« objectives « MT-R1 » · criteria n° 2 · unit »."""
    said: list[str] = []
    for step in loc:
        found = None
        if isinstance(content, dict):
            found = content.get(step)
        elif isinstance(content, list) and isinstance(step, int) and step < len(content):
            found = content[step]
        content = found
        if isinstance(step, int):
            name = next((str(found[n]) for n in _NAMES if found.get(n)), "") if isinstance(found, dict) else ""
            text = f"« {name} »" if name else f"n° {step + 1}"
            said[-1:] = [f"{said[-1]} {text}" if said else text]
        else:
            said.append(str(step))
    return " · ".join(said) or "fichier"
