"""The trajectory of a criterion as a panel: initial value, targets at the end of each exercice, values observed."""

from __future__ import annotations

from datetime import date

from boussole.contract import Contract, target_value
from boussole.french import with_unit
from boussole.panels import Footer, Mark, Trajectory
from boussole.questions import wording
from boussole.questions.attainments import Observed, measured
from boussole.questions.criterion_words import precise
from boussole.values import Flag, Origin, Period


def trajectory(contract: Contract, label: str, seen: Observed, unit: str, decimals: int) -> Trajectory | None:
    """None when there is nothing to follow: a lone point is no trajectory."""
    targets = tuple(_targets(contract, seen, unit, decimals))
    observed = tuple(_observed(seen, unit, decimals))
    initial = _initial(contract, seen, unit, decimals)
    if len(targets) + len(observed) + (initial is not None) < 2:
        return None
    if initial is None and seen.shown is None and len(targets) == len(observed) == 1:
        return None  # one value typed in against one target: their line of the table says it all
    if initial is not None:
        observed = tuple(m for m in observed if m.when > initial.when)  # the way starts there
    alternative = (
        f"{label} : "
        + (f"valeur initiale {initial.text}; " if initial else "")
        + "cibles "
        + (", ".join(f"{m.label} : {m.text}" for m in targets) or "sans nombre")
        + "; observé "
        + (", ".join(f"{m.label} : {m.text}" for m in observed) or "rien encore")
        + "."
    )
    return Trajectory(
        title=label,
        unit=unit,
        initial=initial,
        targets=targets,
        observed=observed,
        zero_based=unit != "%",
        alternative=alternative,
        footer=_footer(seen, initial),
    )


def _targets(contract: Contract, seen: Observed, unit: str, decimals: int) -> list[Mark]:
    marks = []
    for year in contract.years():
        rank = contract.rank(year)
        value = target_value(seen.criterion, rank or 0, year)
        days = contract.bounds(year)
        if value is not None:
            when = days.end if days else date(year, 12, 31)
            label = f"N+{rank} ({year})" if rank else str(year)
            marks.append(Mark(when, label, value, precise(value, unit, decimals)))
    return marks


def _observed(seen: Observed, unit: str, decimals: int) -> list[Mark]:
    """The territory's figures, then the value typed in for the exercice, where its days are known."""
    marks = []
    for s in seen.series:
        value = measured(seen.criterion, s)
        if value is None:
            continue
        whole = seen.criterion.source.measure == "value" and s.value is not None
        low, high = (s.low, s.high) if whole else (None, None)
        text = with_unit(value, unit, decimals)
        marks.append(Mark(_middle(s.period), s.period.label, value, text, low, high, wording.origin_text(s)))
    if seen.shown is None and seen.value is not None and seen.period is not None:
        text = precise(seen.value, unit, decimals)
        marks.append(Mark(_middle(seen.period), seen.period.label, seen.value, text, origin="valeur saisie"))
    return marks


def _initial(contract: Contract, seen: Observed, unit: str, decimals: int) -> Mark | None:
    value = seen.criterion.initial.value
    start = seen.criterion.initial.start or contract.signed
    if value is None or start is None:
        return None
    period = Period(start, seen.criterion.initial.end or start)
    published = any(Flag.INITIAL_VALUE in s.flags or s.origin is Origin.PUBLISHED for s in seen.series)
    origin = "valeur initiale" + (" publiée" if published else "")
    return Mark(_middle(period), period.label, value, with_unit(value, unit, decimals), origin=origin)


def _middle(period: Period) -> date:
    return period.start + (period.end - period.start) / 2


def _footer(seen: Observed, initial: Mark | None) -> Footer:
    """What the points drawn rest on."""
    drawn = [s for s in seen.series if initial is None or _middle(s.period) >= initial.when]
    if seen.indicator is None or not drawn:
        return Footer("contrat", "voir chaque point", "celui du contrat", "")
    sources = dict.fromkeys(wording.source_label(s.source) for s in drawn)
    return Footer(
        " ; ".join(sources),
        Period(min(s.period.start for s in drawn), max(s.period.end for s in drawn)).label,
        wording.footer(seen.indicator, drawn[-1]).champ,
        wording.origins_text(drawn),
    )
