"""From a target as written to the number to reach, and where a value stands against it. Pure, in exact fractions."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from boussole.contract.objective import Criterion, Target, exact

A_YEAR = {"year": 1, "semester": 2, "quarter": 4, "month": 12, "week": 52}
ABSOLUTE = ("absolute", "minimum_and_target", "frequency")
ADDED = ("step", "step_with_minimum")


def exact_target(criterion: Criterion, rank: int, exercice: int) -> Fraction | None:
    """The number to reach in N+rank; None for a target that is no number or waits for an initial value."""
    target = criterion.target(rank, exercice)
    return None if target is None else _number(criterion, target, target.value, rank)


def exact_minimum(criterion: Criterion, rank: int, exercice: int) -> Fraction | None:
    """The number under which nothing counts; None where the target has none."""
    target = criterion.target(rank, exercice)
    return None if target is None else _number(criterion, target, target.minimum, rank)


def target_value(criterion: Criterion, rank: int, exercice: int) -> float | None:
    """The number to reach, to print.

    >>> from boussole.contract import Initial
    >>> c = Criterion(initial=Initial(value=1635), targets={"N+2": Target(kind="relative_annual", value=0.05)})
    >>> round(target_value(c, 2, 2022), 1)
    1802.6
    """
    found = exact_target(criterion, rank, exercice)
    return None if found is None else float(found)


def initial(criterion: Criterion) -> Fraction | None:
    return None if criterion.initial.value is None else exact(criterion.initial.value)


def _number(criterion: Criterion, target: Target, written: float | None, rank: int) -> Fraction | None:
    if written is None:
        return None
    number = exact(written)
    if target.kind in ABSOLUTE:
        return number * (A_YEAR[target.per] if target.kind == "frequency" else 1)
    start = initial(criterion)
    if start is None:
        return None
    if target.kind in ADDED:
        return start + number
    if target.kind == "relative_initial":
        return start * (1 + number)
    if target.kind == "relative_annual":
        return start * (1 + number) ** rank
    return None


@dataclass(frozen=True)
class Standing:
    """Where a value stands: `state` is reached, not_reached, better, worse, same or unknown; `gap` = value − target."""

    state: Literal["reached", "not_reached", "better", "worse", "same", "unknown"]
    gap: float | None = None


def reached(criterion: Criterion, target: Fraction, value: Fraction) -> bool:
    """Whether a value meets its target; where lower is better, by being no more."""
    return value <= target if criterion.polarity == "down" else value >= target


def standing(criterion: Criterion, target: float | None, value: float | None) -> Standing:
    """A value against the year's target; against the initial value where the target is only a direction."""
    if value is None:
        return Standing("unknown")
    if target is not None:
        gap = value - target
        met = gap <= 1e-9 if criterion.polarity == "down" else gap >= -1e-9
        return Standing("reached" if met else "not_reached", gap)
    if criterion.initial.value is None or criterion.polarity == "neutral":
        return Standing("unknown")
    change = value - criterion.initial.value
    if abs(change) < 1e-9:
        return Standing("same", 0.0)
    return Standing("better" if (change < 0) == (criterion.polarity == "down") else "worse", change)
