"""The reading of a file as the wizard corrects it: the report's `layout`, with what the analyst says. No Streamlit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

CELL_ROLES = ("value", "numerator", "denominator", "mixed")
Layout = Mapping[str, Any]


@dataclass(frozen=True)
class ColumnChoice:
    """What the analyst says of one column. `indicator` and `period` only where the column holds values."""

    role: str
    indicator: str = ""
    period: Mapping[str, str] | None = None
    fraction: bool = False


def corrected(layout: Layout, columns: Mapping[int, ColumnChoice], whole: Mapping[str, Any]) -> dict[str, Any]:
    """The layout with these columns (by index) and these fields of the whole file (empty text: unknown)."""
    changed = [_column(c, columns[c["index"]]) if c["index"] in columns else dict(c) for c in layout["columns"]]
    return {**layout, **{k: v or None for k, v in whole.items()}, "columns": changed}


def _column(column: Layout, choice: ColumnChoice) -> dict[str, Any]:
    holds = choice.role in CELL_ROLES
    said = {
        "role": choice.role,
        "indicator": (choice.indicator or None) if holds else None,
        "period": dict(choice.period) if holds and choice.period else None,
        "fraction": choice.fraction and choice.role == "value",
    }
    same = all(column.get(k) == v for k, v in said.items())
    return dict(column) if same else {**column, **said, "candidates": []}


def to_settle(layout: Layout, most: int = 5) -> list[int]:
    """The columns left aside though they have a heading and values: those that fit several indicators come first."""
    left = [c for c in layout["columns"] if c["role"] == "ignored" and c["heading"] and c.get("examples")]
    return [c["index"] for c in sorted(left, key=lambda c: len(c.get("candidates") or []) < 2)][:most]


def between_0_and_1(column: Layout) -> bool:
    """Whether all examples of a column may be rates written as fractions."""
    numbers = [_number(str(e)) for e in column.get("examples") or []]
    return all(n is not None and 0 <= n <= 1 for n in numbers) and any(n not in (0, 1) for n in numbers)


def _number(text: str) -> float | None:
    try:
        return float(text.replace(",", "."))
    except ValueError:
        return None
