"""What was understood of a file, and what was refused: the report of `python -m etl check`, in words and tables.

Every text here comes from a file: it is shown as text, never as Markdown or HTML. Blocked files never come here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import streamlit as st

from boussole.french import number, plural
from boussole.panels import Table
from boussole.questions.wording import indicator_label, source_label
from boussole.values import Period
from pages.components.import_process import Outcome
from pages.components.table_panel import show_table
from pages.components.text import escaped, facts

_DELIMITERS = {";": "point-virgule", ",": "virgule", "\t": "tabulation", "|": "barre verticale"}
_ROLES = {
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
_REFUSALS = ("Ligne", "Colonne", "Valeur lue", "Pourquoi", "Que faire")
_SHOWN = 200


def show_report(outcome: Outcome) -> None:
    """The report of a file that can be imported, wholly or in part."""
    st.subheader("Ce qui a été compris")
    facts(understood(outcome))
    show_table(columns(outcome.report.get("columns") or []), "colonnes-reconnues")
    for warning in outcome.report.get("warnings") or []:
        st.warning(escaped(str(warning.get("message", warning.get("code", "")))))
    st.subheader("Ce qui a été refusé")
    if not outcome.rejected:
        st.success("Rien n’a été refusé.")
        return
    table = refusals(outcome.rejected)
    if len(table.rows) > _SHOWN:
        st.info(escaped(f"Les {_SHOWN} premiers refus sont affichés ; le fichier à télécharger les contient tous."))
    show_table(Table(table.title, table.columns, table.rows[:_SHOWN], table.numeric), "refus", complete=table)


def understood(outcome: Outcome) -> list[str]:
    """The facts of the report, one sentence each."""
    report = outcome.report
    layout = report.get("layout") or {}
    delimiter = str(report.get("delimiter") or "")
    indicators = [indicator_label(str(i.get("id", ""))) for i in report.get("indicators") or []]
    change = report.get("difference") or {}
    hidden = f"{number(outcome.count('masked'))} sous secret, {number(outcome.count('missing'))} sans valeur"
    refused = plural(outcome.count("refused"), "refusée")
    lines = [
        f"Encodage : {report.get('encoding') or 'sans objet'}",
        f"Séparateur : {_DELIMITERS.get(delimiter, delimiter) or 'sans objet'}",
        f"Lignes de données : {number(outcome.count('lines'))}",
        f"Cellules lues : {number(outcome.count('cells'))}",
        f"Cellules acceptées : {number(outcome.count('observations'))}, dont {hidden}",
        f"Autres cellules : {refused}, {number(outcome.count('set_aside'))} mises de côté (totaux, doublons, vides)",
        f"Période : {period_text(layout.get('period')) or 'donnée ligne par ligne ou par colonne'}",
        f"Source : {source_label(str(layout.get('source') or ''))}",
        f"Communes reconnues : {number(outcome.count('communes'))}",
        f"Indicateurs : {' ; '.join(dict.fromkeys(indicators)) or 'aucun'}",
    ]
    if outcome.count("totals"):
        lines.append(f"Totaux gardés comme valeurs du territoire : {number(outcome.count('totals'))}")
    if change:
        lines.append(
            "Par rapport à la base : "
            + ", ".join(
                f"{number(int(change.get(key, 0)))} {word}"
                for key, word in (("new", "nouvelles"), ("changed", "changées"), ("unchanged", "inchangées"))
            )
        )
    return lines


def period_text(period: Mapping[str, str] | None) -> str:
    """A period of the report, in French; empty when there is none."""
    found = report_period(period)
    return found.label if found else ""


def report_period(period: Mapping[str, str] | None) -> Period | None:
    """A period of the report: `{"start": …, "end": …}`, ISO dates."""
    if not period:
        return None
    return Period(date.fromisoformat(period["start"]), date.fromisoformat(period["end"]))


def columns(found: Iterable[Mapping[str, Any]]) -> Table:
    """Each column of the file: what it is taken for, with three examples."""
    rows = tuple(
        (
            _text(c.get("heading")) or "(sans titre)",
            _ROLES.get(str(c.get("role")), _text(c.get("role"))),
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
