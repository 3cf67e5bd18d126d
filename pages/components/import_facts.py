"""The report of `python -m etl check` as sentences: how the file reads, what it gives. Escaped where they are shown."""

from __future__ import annotations

from boussole.french import number, plural
from boussole.questions.wording import indicator_label, source_label
from pages.components.import_encodings import encoding_text
from pages.components.import_outcome import Outcome
from pages.components.import_words import DELIMITERS, day, period_text


def understood(outcome: Outcome) -> list[str]:
    """How the file reads, one fact a sentence."""
    report = outcome.report
    layout = report.get("layout") or {}
    delimiter = str(report.get("delimiter") or "")
    roles = {c.get("role") for c in layout.get("columns") or []}
    extracted = "ligne par ligne" if "extracted" in roles else day(layout.get("extracted")) or "non dite"
    header = [number(n) for n in layout.get("header_lines") or []]
    lines = [
        f"Encodage : {encoding_text(report.get('encoding')) or 'sans objet (classeur)'}",
        f"Séparateur : {DELIMITERS.get(delimiter, delimiter) or 'sans objet'}",
        f"{'Lignes' if len(header) > 1 else 'Ligne'} d’en-tête : {', '.join(header) or 'aucune'}",
        f"Période : {period_text(layout.get('period')) or 'ligne par ligne ou par colonne'}",
        f"Date d’extraction : {extracted}",
        f"Source : {'ligne par ligne' if 'source' in roles else source_label(str(layout.get('source') or ''))}",
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
    left = f"{plural(refused, 'refusée')} + {plural(aside, 'mise', 'mises')} de côté"
    kept = f"{plural(accepted, 'observation')} + {left}"
    return [
        f"{kept} (totaux, doublons, vides) = {read}",
        f"Parmi les observations : {hidden}",
        f"Communes reconnues : {number(outcome.count('communes'))}",
        f"Indicateurs : {' ; '.join(dict.fromkeys(indicators)) or 'aucun'}",
    ]
