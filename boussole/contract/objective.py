"""An objective as data: its criteria, their targets year by year, its rule, what it weighs.

Pure: no file, no database, no clock. Refuses what is ill-formed when built (pydantic.ValidationError).
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, field_validator, model_validator

Polarity = Literal["up", "down", "neutral"]
ObjectiveType = Literal["resultat", "suivi", "moyens", "information"]
TargetKind = Literal[
    "absolute",  # 5 000
    "relative_initial",  # -10 % of the initial value
    "relative_annual",  # +5 % each year, compounded
    "step",  # + 4 over the initial value
    "direction",  # « Diminution »
    "minimum_and_target",  # seuil 20, cible 22
    "step_with_minimum",  # « + 4, seuil + 2 » over the initial value
    "qualitative",  # « convention signée »
    "frequency",  # « 1/mois »: value 1, per month; counted over the exercice
    "to_be_counted",  # « à comptabiliser »
    "none",
]
RuleKind = Literal[
    "all_or_nothing",
    "half_when_begun",
    "value_over_target",
    "initial_to_target",  # (initial − value) ÷ (initial − target)
    "direction",
    "minimum_and_target",
]
YEARS = ("N+1", "N+2", "N+3", "N+4", "N+5")


def _cents(value: Decimal) -> Decimal:
    return value.quantize(Decimal("0.01"))


def _shortest(value: Decimal) -> Decimal:
    """One writing for each number, wherever it comes from: 50, not 50.0 nor 5E+1."""
    return value.quantize(Decimal(1)) if value == value.to_integral_value() else value.normalize()


Euros = Annotated[Decimal, Field(max_digits=12, decimal_places=2), AfterValidator(_cents)]
Percent = Annotated[Decimal, Field(ge=0, le=100), AfterValidator(_shortest)]
Weight = Annotated[Decimal, Field(ge=0, le=1_000_000), AfterValidator(_shortest)]


def exact(number: float | Decimal) -> Fraction:
    """The decimal number as written, exactly: 15.39 is 1539/100, not its nearest binary."""
    return Fraction(str(number))


class Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Target(Model):
    """One year's target as the contract writes it, with its machine form. `value`: a share for the relative kinds
    (-0.10 for « -10 % »), what is added for the steps, times `per` for a frequency, else the number to reach."""

    kind: TargetKind
    text: str = ""
    value: float | None = Field(default=None, allow_inf_nan=False)
    minimum: float | None = Field(default=None, allow_inf_nan=False)
    per: Literal["year", "semester", "quarter", "month", "week"] = "year"


class CriterionSource(Model):
    """Where the value comes from: typed in; dated entries (their sum, last or maximum); or a catalogue indicator's
    value, numerator or denominator."""

    indicator: str | None = None
    measure: Literal["value", "numerator", "denominator"] = "value"
    entries: Literal["sum", "last", "max"] | None = None

    @model_validator(mode="after")
    def _one_source(self) -> CriterionSource:
        if self.indicator and self.entries:
            raise ValueError("un critère est lu dans un indicateur ou dans des saisies datées, pas les deux")
        return self


class Initial(Model):
    value: float | None = Field(default=None, allow_inf_nan=False)
    text: str = ""
    start: date | None = None
    end: date | None = None


class Rule(Model):
    """From values to a rate. `decimals`: of the percentage, rounded half up (1: 2/7 gives 28,6 %); None: exact."""

    kind: RuleKind = "all_or_nothing"
    decimals: int | None = Field(default=None, ge=0, le=6)


class Criterion(Model):
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


class Objective(Model):
    """One line of the contract. `paid`: how many paid objectives it stands for; `actions`: how many actions (a line
    may stand for several whose text is unknown). `exercices`: those it belongs to, all of them when empty."""

    id: str
    mission: str
    theme: str = ""
    label: str
    type: ObjectiveType | None = None
    actions: int = Field(default=1, ge=1)
    paid: int | None = Field(default=None, ge=0)
    weight: Weight | None = None
    rule: Rule = Rule()
    combine: Literal["all", "mean", "lowest"] = "all"
    expected: str = ""
    exercices: list[int] = []
    criteria: list[Criterion] = Field(default_factory=list)
    note: str = ""

    @property
    def units(self) -> int:
        """Paid objectives: those written; else one for a résultat, none for the other types."""
        return self.paid if self.paid is not None else int(self.type == "resultat")

    @property
    def share(self) -> Fraction:
        """Its weight within its thème: the one typed, else its paid objectives."""
        return Fraction(self.units) if self.weight is None else Fraction(self.weight)
