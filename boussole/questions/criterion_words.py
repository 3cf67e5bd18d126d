"""How a criterion is written in French: its initial value, its target, what was observed, its gap, its rates."""

from __future__ import annotations

from fractions import Fraction

from boussole.contract import Criterion, Rate, Target, percent
from boussole.french import NNBSP, STATUS, number, with_unit
from boussole.questions import wording
from boussole.questions.attainments import Observed
from boussole.values import Status, rounded

STATE = {
    "reached": "cible atteinte",
    "not_reached": "cible non atteinte",
    "better": "évolution dans le sens voulu",
    "worse": "évolution contraire au sens voulu",
    "same": "stable",
    "unknown": "non mesuré",
}
DONE = {"done": "fait", "begun": "commencé", "not_begun": "pas commencé"}


def unit_of(seen: Observed) -> tuple[str, int]:
    """The unit of a criterion and its decimals."""
    criterion, indicator = seen.criterion, seen.indicator
    if indicator is None or criterion.source.measure != "value":
        return criterion.unit, 0 if criterion.unit != "%" else 1
    return criterion.unit or indicator.unit, indicator.decimals


def precise(value: float, unit: str, decimals: int) -> str:
    """A number with its unit, with a decimal more where it has one."""
    fine = decimals if value == round(value, decimals) else max(decimals, 1)
    return with_unit(value, agreed(unit, value), fine).rstrip()


def agreed(unit: str, value: float) -> str:
    """The unit in the singular for what is under 2: « 1 rencontre par mois »."""
    first, space, rest = unit.partition(" ")
    many = len(first) > 3 and first.endswith(("s", "eaux"))
    return first[:-1] + space + rest if abs(value) < 2 and many else unit


def initial_text(criterion: Criterion, unit: str, decimals: int) -> str:
    if criterion.initial.value is None:
        relative = any(t.kind.startswith(("relative", "step", "direction")) for t in criterion.targets.values())
        needed = relative or criterion.source.indicator is not None
        return criterion.initial.text or ("à renseigner" if needed else "—")
    return precise(criterion.initial.value, unit, decimals)


def target_text(written: Target | None, target: float | None, unit: str, decimals: int) -> str:
    """The number to reach, with the contract's own words where they say it otherwise."""
    text = written.text if written else ""
    if target is None:
        return text or "—"
    computed = precise(target, unit, decimals)
    bare = f"{target:g}".replace(".", ",")
    if not text or text.replace(" ", "") in (f"{target:g}", bare):
        return computed
    return text if text.split(" ")[0] == bare else f"{computed} (« {text} »)"


def observed_text(seen: Observed, unit: str, decimals: int) -> str:
    """The value, or why there is none: to be typed, not measured, hidden."""
    typed, criterion = seen.typed, seen.criterion
    if seen.value is not None:
        return precise(seen.value, unit, decimals) if seen.shown is None else with_unit(seen.value, unit, decimals)
    if typed is not None and (typed.state is not None or typed.text):
        return typed.text or DONE[str(typed.state)]
    if seen.indicator is None:
        return "aucune saisie" if criterion.source.entries else "à saisir"
    if seen.shown is None:
        return "non mesuré"
    said = seen.shown.status is not Status.OK or criterion.source.measure == "value"
    return wording.value_text(seen.indicator, seen.shown) if said else STATUS[Status.UNAVAILABLE]


def gap_text(gap: float | None, unit: str, decimals: int) -> str:
    return "" if gap is None else signed(gap, unit, decimals)


def signed(gap: float, unit: str, decimals: int) -> str:
    """« +30 patients », « −2,61 points »."""
    fine = decimals if gap == rounded(gap, decimals) else max(decimals, 1)
    shown = rounded(gap, fine)
    sign = "+" if shown > 0 else "−" if shown < 0 else ""
    return f"{sign}{with_unit(abs(shown), 'points' if unit == '%' else agreed(unit, shown), fine)}".rstrip()


def rate_text(rate: Rate | Fraction | None) -> str:
    """« 28,6 % », « 100 % »; the reason where there is no rate."""
    if isinstance(rate, Rate) and rate.rate is None:
        return rate.why
    found = rate.rate if isinstance(rate, Rate) else rate
    if found is None:
        return "—"
    hundred = percent(found)
    return f"{number(float(hundred), 0 if hundred == hundred.to_integral_value() else 1)}{NNBSP}%"
