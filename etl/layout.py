"""What was understood of a file, as data: shown in the wizard, corrected there, saved as a profile.

Refuses (pydantic) an unknown role or field. Column indexes start at 0, lines at 1.
"""

from __future__ import annotations

import hashlib
from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

Role = Literal[
    "code", "name", "postal", "departement", "kind", "period", "start", "end", "month", "indicator",
    "value", "numerator", "denominator", "mixed", "source", "origin", "remarks", "extracted", "ignored",
]  # fmt: skip
CELL_ROLES = ("value", "numerator", "denominator", "mixed")


class PeriodText(BaseModel):
    """Two days, both included."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    start: date
    end: date


class Column(BaseModel):
    """One column: its role, and for a wide file the indicator and period that its heading names."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    index: int = Field(ge=0)
    heading: str
    role: Role
    indicator: str | None = None
    period: PeriodText | None = None
    fraction: bool = False  # rates written between 0 and 1
    thousands: Literal["", ".", ","] = ""  # counts written « 1.234 »
    candidates: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()


class Layout(BaseModel):
    """How a file reads: where the data lie, what each column is, and what holds for the whole file."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    delimiter: str
    encoding: str | None = None  # as the analyst said it; None: recognised
    width: int
    header_lines: tuple[int, ...] = ()
    first_line: int
    tail_lines: int = 0
    columns: tuple[Column, ...]
    indicator: str | None = None
    period: PeriodText | None = None
    extracted: date | None = None
    source: str | None = None
    origin: Literal["published", "simulated", "loaded"] = "loaded"
    territory: str | None = None
    today_code_means: Literal["unknown", "whole", "part"] = "unknown"
    notes: tuple[str, ...] = ()

    def with_role(self, role: Role) -> list[Column]:
        return [c for c in self.columns if c.role == role]

    def first(self, role: Role) -> Column | None:
        found = self.with_role(role)
        return found[0] if found else None

    @property
    def long(self) -> bool:
        """A line per commune × indicator, rather than a column per indicator."""
        return self.first("indicator") is not None

    def signature(self) -> str:
        """The header alone, as a fingerprint: a profile saved for it is recognised next time."""
        text = "\x1f".join(c.heading.strip().lower() for c in self.columns)
        return hashlib.sha256(text.encode()).hexdigest()[:16]
