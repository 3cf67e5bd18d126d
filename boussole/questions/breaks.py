"""What changed between two values that follow each other and may not be joined by a line, in French."""

from __future__ import annotations

from boussole.comparison import same_calendar
from boussole.disclosure import Shown
from boussole.french import FLAG
from boussole.questions.wording import source_label
from boussole.values import Flag, Method, Period

WAY = {
    Method.SOURCE: "total de la source",
    Method.SOURCE_TOTAL: "total de la source",
    Method.SUM: "somme des communes",
    Method.BOUNDS: "encadrement (communes sous secret)",
    Method.WEIGHTED: "taux pondérés par la population",
    Method.NONE: "sans calcul",
}
_DEFINITION = {Flag.AMBIGUOUS_BASE, Flag.AGE_NOT_STATED, Flag.DEDUCED_DENOMINATOR}
_COVERAGE = {Flag.INCOMPLETE, Flag.PARTIAL_SUM}


def what_changed(before: Shown, after: Shown, perimeter: bool = False) -> str:
    """« changement de source (… → …) ; … ». `perimeter`: one of the two covers another list of communes."""
    said = []
    if before.source != after.source:
        said.append(f"changement de source ({source_label(before.source)} → {source_label(after.source)})")
    if perimeter:
        said.append("changement de périmètre")
    if not same_calendar(before.period, after.period):
        said.append(_calendar(before.period, after.period))
    if WAY[before.method] != WAY[after.method]:
        said.append(f"changement de calcul ({WAY[before.method]} → {WAY[after.method]})")
    changed = before.flags ^ after.flags
    if words := [FLAG[f] for f in sorted(changed & _DEFINITION)]:
        said.append(f"définition ({' ; '.join(words)})")
    if words := [FLAG[f] for f in sorted((changed | (after.flags & {Flag.PARTIAL_SUM})) & _COVERAGE)]:
        said.append(f"communes couvertes ({' ; '.join(words)})")
    if Flag.PERIOD_ASSUMED in changed:
        said.append("période supposée d’un côté")
    return " ; ".join(said) or "mesures différentes"


def _calendar(before: Period, after: Period) -> str:
    if after.start <= before.end:
        return "périodes qui se chevauchent"
    one, other = _kind(before), _kind(after)
    return f"autre sorte de période ({one} → {other})" if one != other else "autre moment de l’année"


def _kind(period: Period) -> str:
    """« un jour », « 6 mois », « un an », « 2 ans »."""
    days = (period.end - period.start).days + 1
    if days == 1:
        return "un jour"
    months = round(days / 30.44)
    if months < 1:
        return f"{days} jours"
    if months % 12 == 0:
        return "un an" if months == 12 else f"{months // 12} ans"
    return f"{months} mois"
