"""A barème: the yearly maximums of the ACI by size, mission and component, with its dates. Pure.

An amount that the known texts do not give is None: it is typed in the contract, or what depends on it waits.
"""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from boussole.catalogue import Entry
from boussole.contract import Contract
from boussole.contract.model import AmountComponent, MissionId

Whole = Literal["fonctionnement"] | MissionId


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class SizedAmount(_Part):
    """One line of the scale: euros a year for sizes 1 to 4; None where unknown."""

    mission: Whole
    component: AmountComponent
    sizes: list[int | None] = Field(min_length=4, max_length=4)


class Delay(_Part):
    """Months after the signature: by when a mission has started, and is fully deployed."""

    mission: MissionId
    started: int = Field(gt=0)
    deployed: int = Field(gt=0)


class Bareme(Entry):
    """One version of the scale. Shares and advances are percentages."""

    id: str = Field(pattern=r"^[a-z0-9-]+$")
    label: str = Field(min_length=3)
    start: date
    end: date | None
    source: str = Field(min_length=3)
    amounts: list[SizedAmount] = Field(min_length=1)
    fixed_share: int = Field(ge=0, le=100)
    earmarked_halved: bool | None
    operating_advance: int = Field(ge=0, le=100)
    fixed_advance: int = Field(ge=0, le=100)
    crisis_update: int | None = Field(ge=0, le=100)
    delays: list[Delay]
    note: str = ""

    @model_validator(mode="after")
    def _coherent(self) -> Self:
        if self.end is not None and self.end < self.start:
            raise ValueError("la fin de validité précède le début")
        keys = [(a.mission, a.component) for a in self.amounts]
        if len(set(keys)) < len(keys):
            raise ValueError("un montant est écrit deux fois")
        for size in range(4):
            whole = self._written("acces", "mission", size)
            inside = [self._written("acces", "flechee", size), self._written("acces", "compensation", size)]
            if whole is not None and sum(a or 0 for a in inside) > whole:
                raise ValueError(f"taille {size + 1} : l’enveloppe fléchée et la compensation dépassent leur mission")
        return self

    def _written(self, mission: str, component: str, rank: int) -> int | None:
        return next((a.sizes[rank] for a in self.amounts if (a.mission, a.component) == (mission, component)), None)

    def holds(self, mission: str, component: str) -> bool:
        """Whether the scale has such a line, known or not."""
        return any((a.mission, a.component) == (mission, component) for a in self.amounts)

    def amount(self, mission: str, component: AmountComponent, size: int) -> Fraction | None:
        """Euros a year; None where unknown, or where the scale has no such line."""
        found = self._written(mission, component, size - 1)
        return None if found is None else Fraction(found)

    def total(self, size: int) -> Fraction:
        """The sum of what is known for a size, each amount once: earmarked envelopes are within their mission."""
        kept = ("fonctionnement", "mission", "crise")
        return sum((Fraction(a.sizes[size - 1] or 0) for a in self.amounts if a.component in kept), Fraction(0))

    def delay(self, mission: str) -> Delay | None:
        return next((d for d in self.delays if d.mission == mission), None)


def of_contract(contract: Contract, bareme: Bareme, mission: str, component: AmountComponent) -> Fraction | None:
    """The amount for a contract: the one typed from the signed contract, else that of its size in the scale."""
    typed = next((a for a in contract.amounts if (a.mission, a.component) == (mission, component)), None)
    if typed is not None:
        return Fraction(typed.amount)
    return None if contract.size is None else bareme.amount(mission, component, contract.size)


def at_date(baremes: list[Bareme], day: date) -> Bareme | None:
    """The version in force on a day; the last that began, should two overlap."""
    there = [b for b in baremes if b.start <= day and (b.end is None or day <= b.end)]
    return max(there, key=lambda b: b.start, default=None)
