"""The contract as data: objectives, criteria, targets year by year, and which year an observation feeds.

Pure rules: no file, no database, no clock. Exercice YYYY is the contract year that ends at the anniversary in
YYYY; N+k ends k years after the signature (accord conventionnel interprofessionnel, article 9).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

from boussole.values import Period

Polarity = Literal["up", "down", "neutral"]
ObjectiveType = Literal["resultat", "suivi", "moyens", "information"]
TargetKind = Literal[
    "absolute",  # 5 000
    "relative_initial",  # -10 % of the initial value
    "relative_annual",  # +5 % each year, compounded
    "step",  # + 4 over the initial value
    "direction",  # « Diminution »
    "minimum_and_target",  # seuil 2, cible 4
    "qualitative",  # « convention signée »
    "frequency",  # « 1/mois »
    "to_be_counted",  # « à comptabiliser »
    "none",
]
YEARS = ("N+1", "N+2", "N+3", "N+4", "N+5")


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Target(_Model):
    """One year's target as the contract writes it, with its machine form."""

    kind: TargetKind
    text: str = ""
    value: float | None = None
    minimum: float | None = None


class CriterionSource(_Model):
    """Where the value comes from: typed in, or a catalogue indicator's value, numerator or denominator."""

    indicator: str | None = None
    measure: Literal["value", "numerator", "denominator"] = "value"


class Initial(_Model):
    value: float | None = None
    text: str = ""
    start: date | None = None
    end: date | None = None


class Criterion(_Model):
    """What is measured for an objective, with its target for each year."""

    label: str = ""
    unit: str = ""
    polarity: Polarity = "neutral"
    source: CriterionSource = CriterionSource()
    initial: Initial = Initial()
    targets: dict[str, Target] = {}
    note: str = ""

    @field_validator("targets")
    @classmethod
    def _known_years(cls, value: dict[str, Target]) -> dict[str, Target]:
        for key in value:
            if key not in YEARS and not (key.isdigit() and len(key) == 4):
                raise ValueError(f"année de cible inconnue « {key} » (attendu : N+1 … N+5, ou un exercice comme 2023)")
        return value

    def target(self, rank: int, exercice: int) -> Target | None:
        """The target of N+rank, or the one written for that very exercice."""
        return self.targets.get(str(exercice)) or self.targets.get(f"N+{rank}")


class Objective(_Model):
    id: str
    mission: str
    theme: str = ""
    label: str
    type: ObjectiveType | None = None
    expected: str = ""
    criteria: list[Criterion] = Field(default_factory=list)
    note: str = ""


class Deadline(_Model):
    when: date
    what: str


class Contract(_Model):
    """A tripartite contract. `signed` and `size` may be missing: what depends on them then waits and says so."""

    id: str
    territory: str
    signed: date | None = None
    size: int | None = Field(default=None, ge=1, le=4)
    size_note: str = ""
    source: str = ""
    exercices: list[int] = []
    objectives: list[Objective] = []
    deadlines: list[Deadline] = []
    note: str = ""

    def years(self) -> list[int]:
        """The exercices that the contract speaks of: N+1…N+5, or those written when the signature is unknown."""
        if self.signed is None:
            return list(self.exercices)
        return [self.signed.year + k for k in range(1, 6)]

    def rank(self, exercice: int) -> int | None:
        """k such that the exercice is N+k, None when the signature is unknown."""
        return None if self.signed is None else exercice - self.signed.year

    def bounds(self, exercice: int) -> Period | None:
        """The days of an exercice, None when the signature is unknown."""
        if self.signed is None:
            return None
        return Period(_anniversary(self.signed, exercice - 1), _anniversary(self.signed, exercice) - timedelta(days=1))

    def exercice_of(self, period: Period) -> int | None:
        """The exercice that holds the midpoint of a period; the civil year when the signature is unknown."""
        middle = period.start + timedelta(days=(period.end - period.start).days // 2)
        if self.signed is None:
            return middle.year
        if middle <= self.signed:
            return None  # at or before the signature: an initial value, not a year's result
        return middle.year if middle < _anniversary(self.signed, middle.year) else middle.year + 1


def _anniversary(signed: date, year: int) -> date:
    try:
        return signed.replace(year=year)
    except ValueError:  # signed on 29 February
        return date(year, 2, 28)


def target_value(criterion: Criterion, rank: int, exercice: int) -> float | None:
    """The number to reach in N+rank; None for a target that is no number or waits for an initial value.

    >>> c = Criterion(initial=Initial(value=1635), targets={"N+2": Target(kind="relative_annual", value=0.05)})
    >>> round(target_value(c, 2, 2022), 1)
    1802.6
    """
    target = criterion.target(rank, exercice)
    if target is None or target.value is None:
        return None
    initial = criterion.initial.value
    if target.kind in ("absolute", "minimum_and_target", "frequency"):
        return target.value
    if initial is None:
        return None
    if target.kind == "relative_initial":
        return initial * (1 + target.value)
    if target.kind == "relative_annual":
        return float(initial * (1 + target.value) ** rank)
    if target.kind == "step":
        return initial + target.value
    return None


@dataclass(frozen=True)
class Standing:
    """Where a value stands: `state` is reached, not_reached, better, worse, same or unknown; `gap` = value − target."""

    state: Literal["reached", "not_reached", "better", "worse", "same", "unknown"]
    gap: float | None = None


def standing(criterion: Criterion, target: float | None, value: float | None) -> Standing:
    """A value against the year's target; against the initial value where the target is only a direction."""
    if value is None:
        return Standing("unknown")
    if target is not None:
        gap = value - target
        met = gap <= 1e-9 if criterion.polarity == "down" else gap >= -1e-9
        return Standing("reached" if met else "not_reached", gap)
    initial = criterion.initial.value
    if initial is None or criterion.polarity == "neutral":
        return Standing("unknown")
    change = value - initial
    if abs(change) < 1e-9:
        return Standing("same", 0.0)
    return Standing("better" if (change < 0) == (criterion.polarity == "down") else "worse", change)


def read_contract(content: dict[str, Any]) -> Contract:
    """A contract from its stored content. Raises pydantic.ValidationError."""
    return Contract.model_validate(content)
