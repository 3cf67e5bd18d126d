"""The vocabulary shared by the import, the store and the rules: periods, territories, observations, figures.

Values only: nothing here reads a file, a database or a clock. Ill-formed values are refused when built.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum


class Status(StrEnum):
    """Why a figure is there or not. Missing is not one thing, and none of them is zero."""

    OK = "ok"
    SECRET = "secret"
    UNAVAILABLE = "unavailable"
    DIVISION_BY_ZERO = "division_by_zero"
    NOT_APPLICABLE = "not_applicable"
    UNKNOWN = "unknown"
    NOT_LOADED = "not_loaded"


class Origin(StrEnum):
    """Where a value comes from, as said beside every demonstration figure."""

    PUBLISHED = "published"
    SIMULATED = "simulated"
    LOADED = "loaded"


class Kind(StrEnum):
    """The levels at which a value can be held."""

    COMMUNE = "commune"
    CPTS = "cpts"
    EPCI = "epci"
    DEPARTEMENT = "departement"
    REGION = "region"
    FRANCE = "france"


class Method(StrEnum):
    """How a territory's figure was obtained."""

    SOURCE = "source"  # a value that the source gives for this very territory
    SOURCE_TOTAL = "source_total"  # the payer's own total over exactly these communes
    SUM = "sum_of_communes"  # Σ numerators / Σ denominators
    BOUNDS = "bounds"  # some communes are masked: only an interval is known
    WEIGHTED = "weighted_by_population"  # only rates exist: weighted by the stated population
    NONE = "none"


class Flag(StrEnum):
    """Cautions that travel with a value."""

    DEDUCED_DENOMINATOR = "deduced_denominator"
    INCOMPLETE = "incomplete"  # a part of a merged commune is absent from the file
    AMBIGUOUS_BASE = "ambiguous_base"
    AGE_NOT_STATED = "age_not_stated"
    PARTIAL_SUM = "partial_sum"  # communes without value were left out of a sum
    INITIAL_VALUE = "initial_value"
    PERIOD_ASSUMED = "period_assumed"


@dataclass(frozen=True, order=True)
class Period:
    """The days measured, both ends included."""

    start: date
    end: date

    def __post_init__(self) -> None:
        if self.end < self.start:
            raise ValueError(f"période inversée : {self.start} → {self.end}")

    @classmethod
    def of_year(cls, year: int) -> Period:
        return cls(date(year, 1, 1), date(year, 12, 31))

    @property
    def year(self) -> int:
        """The calendar year that holds the midpoint of the period."""
        return (self.start + timedelta(days=(self.end - self.start).days // 2)).year

    @property
    def label(self) -> str:
        """The period in French: « 2024 », « le 24/12/2020 », « du 01/11/2021 au 31/10/2022 »."""
        if self == Period.of_year(self.start.year):
            return str(self.start.year)
        if self.start == self.end:
            return f"le {self.start:%d/%m/%Y}"
        return f"du {self.start:%d/%m/%Y} au {self.end:%d/%m/%Y}"


@dataclass(frozen=True, order=True)
class Territory:
    """A place that can hold a value: a commune by its code, a CPTS by its id, France as « FR »."""

    kind: Kind
    code: str


def rounded(value: float, decimals: int = 0) -> float:
    """The number as printed: halves go away from zero, and what rounds to nothing is 0, never −0.

    Everything that is printed or compared with something printed uses it: a legend and its map cannot disagree.

    >>> rounded(74.65, 1), rounded(6.25, 1), rounded(-0.04, 1)
    (74.7, 6.3, 0.0)
    """
    if not math.isfinite(value):
        return value
    return float(Decimal(repr(float(value))).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)) + 0.0


def perimeter_id(communes: Iterable[str]) -> str:
    """A stable name for a list of communes, whatever their order: total lines are kept under it."""
    return hashlib.sha256(",".join(sorted(set(communes))).encode()).hexdigest()[:16]


@dataclass(frozen=True)
class Observation:
    """One accepted value, as stored.

    `value` is in the indicator's unit (percent points for a part), `numerator` and `denominator` are counts;
    value and numerator are None when `status` is not OK (the denominator may be known). `perimeter` names the
    communes that a territory's total covers.
    """

    indicator: str
    territory: Territory
    period: Period
    source: str
    value: float | None
    numerator: float | None
    denominator: float | None
    status: Status
    origin: Origin
    lot: int = 0
    line: int | None = None
    perimeter: str | None = None
    extracted: date | None = None
    flags: frozenset[Flag] = frozenset()
    raw: str = ""


@dataclass(frozen=True)
class Figure:
    """One territory's figure before disclosure: value, count, 95 % interval, and what they rest on.

    `low` and `high` are in the unit of `value`: a 95 % interval, or the bounds when `method` is BOUNDS
    (then `numerator_low` and `numerator_high` bound the count).
    """

    indicator: str
    territory: Territory
    period: Period
    source: str
    value: float | None
    numerator: float | None
    denominator: float | None
    low: float | None
    high: float | None
    method: Method
    status: Status
    origin: Origin
    flags: frozenset[Flag] = frozenset()
    numerator_low: float | None = None
    numerator_high: float | None = None
    extracted: date | None = None
    lot: int | None = None
