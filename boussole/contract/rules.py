"""From a value to a rate, by the rule named on the objective. Pure, in exact fractions; a rate is from 0 to 1.

A better value never gives a lower rate. Where a rule lacks what it needs, the rate is None and a French sentence says
what is missing: nothing is guessed.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from boussole.contract.measure import State
from boussole.contract.objective import Criterion, Rule
from boussole.contract.targets import exact_minimum, exact_target, initial, reached

FULL, HALF, NOTHING = Fraction(1), Fraction(1, 2), Fraction(0)
RULES: dict[str, str] = {
    "all_or_nothing": "tout ou rien",
    "half_when_begun": "moitié si commencé",
    "value_over_target": "valeur ÷ cible",
    "initial_to_target": "(initiale − valeur) ÷ (initiale − cible)",
    "direction": "sens de l’évolution",
    "minimum_and_target": "seuil et cible",
}
PROPORTIONAL = ("value_over_target", "initial_to_target", "minimum_and_target")


@dataclass(frozen=True)
class Rate:
    """A rate from 0 to 1; None, with the reason, while it cannot be known."""

    rate: Fraction | None
    why: str = ""


@dataclass(frozen=True)
class Reading:
    """What is known of a criterion: a number, or a state for a target that is no number. `target`: the denominator
    retained in session, in the place of the contract's."""

    value: Fraction | None = None
    state: State | None = None
    target: Fraction | None = None


def criterion_rate(rule: Rule, criterion: Criterion, rank: int, exercice: int, reading: Reading) -> Rate:
    """The rate of one criterion in N+rank, rounded as the rule says."""
    found = _rate(rule, criterion, rank, exercice, reading)
    return Rate(None if found.rate is None else rounded_rate(found.rate, rule.decimals), found.why)


def rounded_rate(rate: Fraction, decimals: int | None) -> Fraction:
    """The percentage rounded half up to so many decimals.

    >>> rounded_rate(Fraction(2, 7), 1)
    Fraction(143, 500)
    """
    if decimals is None:
        return rate
    scale = 100 * 10**decimals
    return Fraction((2 * rate.numerator * scale + rate.denominator) // (2 * rate.denominator), scale)


def _rate(rule: Rule, criterion: Criterion, rank: int, exercice: int, reading: Reading) -> Rate:
    written = criterion.target(rank, exercice)
    kind = written.kind if written else "none"
    if reading.state is not None and kind in ("qualitative", "to_be_counted"):
        half = HALF if rule.kind == "half_when_begun" else NOTHING
        return Rate({"done": FULL, "begun": half, "not_begun": NOTHING}[reading.state])
    if reading.value is None:
        return Rate(None, "non mesuré")
    if reading.target is None and (kind == "direction" or rule.kind == "direction"):
        return _direction(rule, criterion, reading.value)
    if reading.target is None and kind == "to_be_counted":
        return Rate(FULL)  # what was asked is the count itself
    target = reading.target if reading.target is not None else exact_target(criterion, rank, exercice)
    if target is None:
        return Rate(None, _no_target(criterion, kind))
    if reached(criterion, target, reading.value):
        return Rate(FULL)
    minimum = None if reading.target is not None else exact_minimum(criterion, rank, exercice)
    return _short_of(rule, criterion, reading.value, target, minimum, kind)


def _no_target(criterion: Criterion, kind: str) -> str:
    if kind == "none":
        return "sans cible pour cet exercice"
    if kind == "qualitative":
        return "cible qualitative : dites si elle est faite"
    missing = criterion.initial.value is None and kind not in ("absolute", "minimum_and_target", "frequency")
    return "valeur initiale à renseigner" if missing else "cible à renseigner"


def _direction(rule: Rule, criterion: Criterion, value: Fraction) -> Rate:
    start = initial(criterion)
    if start is None:
        return Rate(None, "valeur initiale à renseigner")
    if criterion.polarity == "neutral":
        return Rate(None, "sens voulu à renseigner")
    better = value < start if criterion.polarity == "down" else value > start
    return Rate(FULL if better else NOTHING)


def _short_of(
    rule: Rule, criterion: Criterion, value: Fraction, target: Fraction, minimum: Fraction | None, kind: str
) -> Rate:
    """The rate of a value that has not met its target."""
    if rule.kind == "half_when_begun":
        return Rate(HALF if _begun(criterion, value) else NOTHING)
    if rule.kind == "value_over_target":
        return Rate(_quotient(criterion, value, target))
    if rule.kind == "initial_to_target":
        start = initial(criterion)
        if start is None:
            return Rate(None, "valeur initiale à renseigner")
        return Rate(_way(criterion, start, value, target))
    if rule.kind == "minimum_and_target":
        if minimum is None:
            return Rate(None, "seuil à renseigner")
        if not reached(criterion, minimum, value):
            return Rate(NOTHING)
        start = initial(criterion) if kind == "step_with_minimum" else None
        return Rate(_quotient(criterion, value, target) if start is None else _way(criterion, start, value, target))
    return Rate(NOTHING)


def _begun(criterion: Criterion, value: Fraction) -> bool:
    """Whether something was done: the value has moved the right way; without an initial one, it is not zero."""
    start = initial(criterion)
    if start is None:
        return value > 0 and criterion.polarity != "down"
    return value < start if criterion.polarity == "down" else value > start


def _quotient(criterion: Criterion, value: Fraction, target: Fraction) -> Fraction:
    """Value ÷ target short of it; where lower is better, target ÷ value."""
    part, whole = (target, value) if criterion.polarity == "down" else (value, target)
    return _clamped(part / whole) if part > 0 and whole > 0 else NOTHING


def _way(criterion: Criterion, start: Fraction, value: Fraction, target: Fraction) -> Fraction:
    """The part of the way from the initial value to the target; none where the initial value had already met it."""
    return NOTHING if reached(criterion, target, start) else _clamped((start - value) / (start - target))


def _clamped(rate: Fraction) -> Fraction:
    return min(max(rate, NOTHING), FULL)


def combined_rate(rule: Rule, how: str, rates: list[Rate]) -> Rate:
    """The criteria together. *all*: full when every one is, else what the rule gives for a part (half when any has
    begun, the lowest for a proportion, nothing for all or nothing); *mean*; *lowest*. One unknown makes all unknown.
    """
    if not rates:
        return Rate(None, "aucun critère")
    unknown = next((r for r in rates if r.rate is None), None)
    if unknown is not None:
        return unknown
    known = [r.rate for r in rates if r.rate is not None]
    if how == "mean":
        return Rate(rounded_rate(sum(known, NOTHING) / len(known), rule.decimals))
    if how == "all" and rule.kind == "half_when_begun" and min(known) < FULL:
        return Rate(HALF if max(known) > NOTHING else NOTHING)
    return Rate(min(known))


def percent(rate: Fraction) -> Decimal:
    """A rate as a percentage to print, to one decimal, rounded half up."""
    hundred = Decimal(rate.numerator * 100) / Decimal(rate.denominator)
    return hundred.quantize(Decimal("0.1"), ROUND_HALF_UP)
