"""data/demo/simulation.yaml and territoires.yaml, read into typed models. Refuses an unknown key or territory."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, model_validator

DEMO_DIR = Path(__file__).resolve().parent.parent.parent / "data" / "demo"


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class DemoTerritory(_Model):
    """A CPTS of the demonstration, as data/demo/territoires.yaml writes it."""

    id: str
    name: str
    communes: tuple[str, ...] = Field(min_length=1)
    assumed: bool
    published_population: str | None
    demonstration: Literal[True]
    note: str


class QuantityRule(_Model):
    """How many of a quantity: see the comments of simulation.yaml."""

    of: str = ""
    same_as: str = ""
    rate: float | None = None
    total: int | None = None
    spread: float = 0.0
    wobble: float = 0.0
    growth: float = 0.0
    totals: dict[int, int] = {}
    rates: dict[int, float] = {}


class Block(_Model):
    """A rectangle of an extract: a territory's communes × indicators × years."""

    territory: str
    indicators: tuple[str, ...]
    years: tuple[int, ...]
    mask: bool = False


class ExtractPlan(_Model):
    file: str
    shape: Literal["long", "wide", "in_cell", "by_year"]
    period: Literal["year", "initial", "campaign"] = "year"
    labels: bool = False
    title: str = ""
    extracted: str = ""
    unavailable: dict[str, tuple[int, ...]] = {}
    blocks: tuple[Block, ...]


class PublishedRow(_Model):
    start: str
    end: str
    indicator: str
    value: str = ""
    numerator: str = ""
    denominator: str = ""
    source: str
    remarks: str = ""


class PublishedDocument(_Model):
    file: str
    territory: str
    rows: tuple[PublishedRow, ...]


class ReferenceRow(_Model):
    period: str
    indicator: str
    value: str
    source: str


class ReferenceRule(_Model):
    """Simulated reference values: what they were in 2021, and how much they change a year."""

    indicator: str
    step: float
    campaigns: bool = False
    first: int = 2021
    last: int = 2025
    departement: dict[str, float]
    region: dict[str, float]
    france: float | None = None


class References(_Model):
    file: str
    noise: float
    published: tuple[ReferenceRow, ...]
    simulated: tuple[ReferenceRule, ...]


class ComputedTotal(_Model):
    indicator: str
    years: tuple[int, ...]


class OwnTotals(_Model):
    file: str
    territory: str
    computed: tuple[ComputedTotal, ...]
    counts: dict[str, dict[int, int]]


class Plan(_Model):
    """All that the demonstration is built from."""

    seed: int
    base_year: int
    quantities: dict[str, QuantityRule]
    overrides: dict[str, dict[str, QuantityRule]] = Field(alias="territories")
    extracts: tuple[ExtractPlan, ...]
    own_totals: OwnTotals
    headings: dict[str, tuple[str, str, str]]
    published: tuple[PublishedDocument, ...]
    references: References
    places: dict[str, DemoTerritory]

    @model_validator(mode="after")
    def _known_territories(self) -> Plan:
        used = {*self.overrides, *(b.territory for e in self.extracts for b in e.blocks), self.own_totals.territory}
        if unknown := used - set(self.places):
            raise ValueError(f"territoires absents de territoires.yaml : {', '.join(sorted(unknown))}")
        return self

    def rule(self, territory: str, quantity: str) -> QuantityRule:
        """The quantity's rule with what is special to the territory laid over it. Raises KeyError."""
        special = self.overrides.get(territory, {}).get(quantity)
        changed = {key: getattr(special, key) for key in special.model_fields_set} if special else {}
        return self.quantities[quantity].model_copy(update=changed)


def read_territories(directory: Path = DEMO_DIR) -> list[DemoTerritory]:
    """The demonstration's territories, in the file's order. Raises pydantic.ValidationError."""
    raw = yaml.safe_load((directory / "territoires.yaml").read_text(encoding="utf-8"))
    return [DemoTerritory.model_validate(item) for item in raw]


def read_plan(directory: Path = DEMO_DIR) -> Plan:
    """The whole plan. Raises pydantic.ValidationError."""
    raw = yaml.safe_load((directory / "simulation.yaml").read_text(encoding="utf-8"))
    places = {t.id: t for t in read_territories(directory)}
    return Plan.model_validate({**raw, "places": places})
