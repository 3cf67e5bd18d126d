"""One value against its target as a panel, for the criteria that have no trajectory to draw."""

from __future__ import annotations

from boussole.contract import exact_minimum
from boussole.panels import Bullet, Footer
from boussole.questions import wording
from boussole.questions.attainments import Observed, YearStanding
from boussole.questions.criterion_words import precise, unit_of

UNDATED = "date de la mesure non précisée"


def bullet(found: YearStanding, title: str, seen: Observed, target: float | None, year_label: str) -> Bullet | None:
    """None without a value or without a target that is a number. `target`: that of the exercice, in the unit."""
    if seen.value is None or target is None:
        return None
    criterion = seen.criterion
    unit, decimals = unit_of(seen)
    least = exact_minimum(criterion, found.rank, found.year)
    first = criterion.initial.value
    period = seen.period.label if seen.period else UNDATED
    said = (
        ("valeur initiale", "" if first is None else precise(first, unit, decimals)),
        ("seuil", "" if least is None else precise(float(least), unit, decimals)),
        ("cible", precise(target, unit, decimals)),
        ("observé", f"{precise(seen.value, unit, decimals)} ({period})"),
    )
    return Bullet(
        title=title,
        unit=unit,
        value=seen.value,
        value_text=precise(seen.value, unit, decimals),
        target=target,
        target_text=precise(target, unit, decimals),
        initial=first,
        initial_text=said[0][1],
        minimum=None if least is None else float(least),
        minimum_text=said[1][1],
        polarity=criterion.polarity,
        period=period,
        alternative=f"{title} : {' ; '.join(f'{name} {text}' for name, text in said if text)}.",
        footer=_footer(found, seen, period, year_label),
    )


def _footer(found: YearStanding, seen: Observed, period: str, year_label: str) -> Footer:
    if seen.shown is not None and seen.indicator is not None:
        return wording.footer(seen.indicator, seen.shown)
    origin = "exercice simulé" if found.exercice.simulated else "valeur saisie"
    return Footer(f"contrat et mesures de la CPTS, {year_label}", period, "celui du contrat", origin)
