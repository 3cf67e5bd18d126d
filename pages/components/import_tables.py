"""The report of `python -m etl check` as sentences and tables: what was understood of a file, and what was refused.

Pure: every text here comes from a file, and is escaped where it is shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from boussole.french import number, plural
from boussole.panels import Table
from boussole.questions.wording import indicator_label, source_label
from pages.components.import_outcome import Outcome
from pages.components.import_words import DELIMITERS, ROLES, day, period_text

_REFUSALS = ("Ligne", "Colonne", "Valeur lue", "Pourquoi", "Que faire")


def understood(outcome: Outcome) -> list[str]:
    """How the file reads, one fact a sentence."""
    report = outcome.report
    layout = report.get("layout") or {}
    delimiter = str(report.get("delimiter") or "")
    header = [number(n) for n in layout.get("header_lines") or []]
    lines = [
        f"Encodage : {report.get('encoding') or 'sans objet (classeur)'}",
        f"Séparateur : {DELIMITERS.get(delimiter, delimiter) or 'sans objet'}",
        f"{'Lignes' if len(header) > 1 else 'Ligne'} d’en-tête : {', '.join(header) or 'aucune'}",
        f"Période : {period_text(layout.get('period')) or 'donnée ligne par ligne ou par colonne'}",
        f"Date d’extraction : {day(layout.get('extracted')) or 'non dite'}",
        f"Source : {source_label(str(layout.get('source') or ''))}",
    ]
    if report.get("sheet"):
        lines.insert(0, f"Feuille : {report['sheet']}")
    if layout.get("indicator"):
        lines.append(f"Indicateur du fichier : {indicator_label(layout['indicator'])}")
    return lines


def counted(outcome: Outcome) -> list[str]:
    """What the file gives; the counts add up to the cells read."""
    indicators = [indicator_label(str(i.get("id", ""))) for i in outcome.report.get("indicators") or []]
    accepted, refused, aside = (outcome.count(k) for k in ("observations", "refused", "set_aside"))
    hidden = f"{number(outcome.count('masked'))} sous secret, {number(outcome.count('missing'))} sans valeur"
    read = (
        f"{plural(outcome.count('cells'), 'cellule lue', 'cellules lues')}, {plural(outcome.count('lines'), 'ligne')}"
    )
    kept = f"{plural(accepted, 'observation')} + {plural(refused, 'refusée')} + {number(aside)} mises de côté"
    return [
        f"{kept} (totaux, doublons, vides) = {read}",
        f"Parmi les observations : {hidden}",
        f"Communes reconnues : {number(outcome.count('communes'))}",
        f"Indicateurs : {' ; '.join(dict.fromkeys(indicators)) or 'aucun'}",
    ]


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
            _text(r.get("remedy")),
        )
        for r in rejected
    )
    return Table(plural(len(rows), "refus", "refus"), _REFUSALS, rows, frozenset({"Ligne"}))


def _also(also: Iterable[object]) -> str:
    text = ", ".join(_text(a) for a in also)
    return f" (voir aussi : {text})" if text else ""


def _text(value: object) -> str:
    return "" if value is None else str(value)
