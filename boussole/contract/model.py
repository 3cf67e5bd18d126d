"""The contract as data: missions, objectives, dates, avenants, and the years it speaks of.

Pure: no file, no database, no clock. Every date and size may be missing; what depends on them waits. Exercice YYYY is
the contract year that ends at the anniversary in YYYY; N+k ends k years after the signature (accord conventionnel
interprofessionnel, article 9). Refuses what is ill-formed when built (pydantic.ValidationError).
"""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from typing import Any, Literal

from pydantic import Field, model_validator

from boussole.contract.objective import Euros, Model, Objective, Percent, Weight
from boussole.values import Period

MissionId = Literal["acces", "parcours", "prevention", "crise", "qualite", "accompagnement"]
AmountComponent = Literal["fonctionnement", "mission", "flechee", "compensation", "crise"]
MISSIONS: dict[str, str] = {
    "acces": "Accès aux soins",
    "parcours": "Parcours pluriprofessionnels",
    "prevention": "Prévention territoriale",
    "crise": "Réponse aux crises sanitaires graves",
    "qualite": "Qualité et pertinence des soins",
    "accompagnement": "Accompagnement des professionnels",
}
DURATION = 5  # years


class Theme(Model):
    """A part of a mission. `weight`: None for an equal split between the thèmes that have something to pay."""

    name: str
    weight: Weight | None = None


class Mission(Model):
    """A mission engaged. `start`: unknown, then its first payment waits. `earmarked`, `compensation`: whether the SNP
    envelopes are due; None: not said, the maximum is shown."""

    mission: MissionId
    start: date | None = None
    themes: list[Theme] = Field(default_factory=list)
    earmarked: bool | None = None
    compensation: bool | None = None
    note: str = ""


class Amount(Model):
    """An amount of the signed contract that the barème lacks or that differs from it."""

    mission: str
    component: AmountComponent
    amount: Euros = Field(ge=0)
    reason: str = ""


class Parameters(Model):
    """What the known texts leave open, and what a contract may set otherwise. None: as the barème says."""

    earmarked_halved: bool | None = None
    operating_advance: Percent | None = None
    fixed_advance: Percent | None = None


class Deadline(Model):
    when: date
    what: str


class Avenant(Model):
    """A dated set of changes: it holds from the exercice that contains `when`; earlier ones keep what was in force.

    Objectives replace those of the same id or are added; `removed` are those that stop; missions replace those of
    the same name; `communes` is the whole new perimeter. Empty: unchanged.
    """

    when: date
    label: str = ""
    size: int | None = Field(default=None, ge=1, le=4)
    bareme: str = ""
    missions: list[Mission] = Field(default_factory=list)
    objectives: list[Objective] = Field(default_factory=list)
    removed: list[str] = Field(default_factory=list)
    communes: list[str] = Field(default_factory=list)
    note: str = ""


class Contract(Model):
    """A tripartite contract. `signed` and `size` may be missing: what depends on them then waits and says so."""

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9_-]*$")
    territory: str
    signed: date | None = None
    bareme: str = ""
    size: int | None = Field(default=None, ge=1, le=4)
    size_note: str = ""
    source: str = ""
    exercices: list[int] = Field(default_factory=list)
    missions: list[Mission] = Field(default_factory=list)
    amounts: list[Amount] = Field(default_factory=list)
    parameters: Parameters = Parameters()
    objectives: list[Objective] = Field(default_factory=list)
    deadlines: list[Deadline] = Field(default_factory=list)
    avenants: list[Avenant] = Field(default_factory=list)
    note: str = ""

    @model_validator(mode="after")
    def _each_once(self) -> Contract:
        holders: list[Contract | Avenant] = [self, *self.avenants]
        for holder in holders:
            for what, names in (
                ("objectif", [o.id for o in holder.objectives]),
                ("mission", [m.mission for m in holder.missions]),
            ):
                twice = [name for name, count in Counter(names).items() if count > 1]
                if twice:
                    raise ValueError(f"{what} écrit deux fois : {', '.join(twice)}")
        return self

    def objectives_of(self, exercice: int | None) -> list[Objective]:
        """The objectives that belong to an exercice."""
        return [o for o in self.objectives if not o.exercices or exercice in o.exercices]

    def objective(self, id: str) -> Objective | None:
        return next((o for o in self.objectives if o.id == id), None)

    def years(self) -> list[int]:
        """The exercices that the contract speaks of: N+1…N+5, or those written when the signature is unknown."""
        if self.signed is None:
            return sorted(self.exercices)
        return [self.signed.year + k for k in range(1, DURATION + 1)]

    def rank(self, exercice: int) -> int | None:
        """k such that the exercice is N+k, None when the signature is unknown."""
        return None if self.signed is None else exercice - self.signed.year

    def bounds(self, exercice: int) -> Period | None:
        """The days of an exercice, None when the signature is unknown."""
        if self.signed is None:
            return None
        return Period(anniversary(self.signed, exercice - 1), anniversary(self.signed, exercice) - timedelta(days=1))

    def exercice_of(self, period: Period) -> int | None:
        """The exercice that holds the midpoint of a period; the civil year when the signature is unknown."""
        middle = period.start + timedelta(days=(period.end - period.start).days // 2)
        if self.signed is None:
            return middle.year
        if middle <= self.signed:
            return None  # at or before the signature: an initial value, not a year's result
        return middle.year if middle < anniversary(self.signed, middle.year) else middle.year + 1

    def under_way(self, today: date) -> int | None:
        """The exercice that holds a day; the last one written, not after that year, when the signature is unknown."""
        if self.signed is None:
            return max((y for y in self.exercices if y <= today.year), default=None)
        day = today + timedelta(days=int(today == self.signed))  # the first exercice starts on that very day
        found = self.exercice_of(Period(day, day))
        return found if found in self.years() else None


def anniversary(signed: date, year: int) -> date:
    """The anniversary of the signature in a year; that of 29 February falls on the 28th in common years."""
    try:
        return signed.replace(year=year)
    except ValueError:
        return date(year, 2, 28)


def read_contract(content: dict[str, Any]) -> Contract:
    """A contract from its stored content. Raises pydantic.ValidationError."""
    return Contract.model_validate(content)
