"""What a file gives, as the report says it: counts of cells, each refusal, warnings, sums, totals."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from etl.reasons import reason


@dataclass(frozen=True)
class Refusal:
    """One refused cell or line, as the report names it."""

    line: int
    column: str
    value: str
    reason: str
    also: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        why = reason(self.reason)
        return {
            "line": self.line,
            "column": self.column,
            "value": self.value,
            "reason": self.reason,
            "also": list(self.also),
            "message": why.text(),
            "remedy": why.remedy,
        }


@dataclass
class Report:
    """What a file gives. Counts are of cells: one indicator of one place and period."""

    lines: int = 0
    cells: int = 0
    observations: int = 0
    masked: int = 0
    missing: int = 0
    set_aside: int = 0
    refused: int = 0
    rejected: list[Refusal] = field(default_factory=list)
    warnings: list[tuple[str, str]] = field(default_factory=list)
    communes: list[str] = field(default_factory=list)
    indicators: list[dict[str, Any]] = field(default_factory=list)
    totals: list[dict[str, Any]] = field(default_factory=list)

    def warn(self, code: str, detail: str = "") -> None:
        self.warnings.append((code, reason(code).text(detail)))


def whole(value: float | None) -> float | int | None:
    return int(value) if value is not None and float(value).is_integer() else value
