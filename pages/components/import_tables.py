"""The report of `python -m etl check` as tables: the columns of a file, and what was refused.

Pure: every text here comes from a file, and is escaped where it is shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from boussole.french import plural
from boussole.panels import Table
from boussole.questions.wording import indicator_label
from pages.components.import_outcome import for_screen
from pages.components.import_words import ROLES, period_text

_REFUSALS = ("Ligne", "Colonne", "Valeur lue", "Pourquoi", "Que faire")


def columns(found: Iterable[Mapping[str, Any]]) -> Table:
    """Each column of the file: what it is taken for, with three examples."""
    rows = tuple(
        (
            _text(c.get("heading")) or "(sans titre)",
            ROLES.get(str(c.get("role")), _text(c.get("role"))),
            indicator_label(str(c["indicator"])) if c.get("indicator") else "",
            period_text(c.get("period")),
            " · ".join(_text(e) for e in c.get("examples") or []),
        )
        for c in found
    )
    return Table("Colonnes reconnues", ("En-tête", "Sens", "Porte sur", "Période", "Exemples"), rows)


def refusals(rejected: Iterable[Mapping[str, Any]]) -> Table:
    """Line, column, value as written, reason, remedy: one row a refusal."""
    rows = tuple(
        (
            _text(r.get("line")),
            _text(r.get("column")),
            _text(r.get("value")),
            _text(r.get("message") or r.get("reason")) + _also(r.get("also") or []),
            for_screen(_text(r.get("remedy"))),
        )
        for r in rejected
    )
    return Table(plural(len(rows), "refus", "refus"), _REFUSALS, rows, frozenset({"Ligne"}))


def _also(also: Iterable[object]) -> str:
    text = ", ".join(_text(a) for a in also)
    return f" (voir aussi : {text})" if text else ""


def _text(value: object) -> str:
    return "" if value is None else str(value)
