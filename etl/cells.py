"""What the cells of a column say together: counts or rates, thousands grouped, shares written between 0 and 1."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Literal

from boussole.catalogue import catalogue
from etl.headings import matcher
from etl.layout import Column
from etl.numbers import decimals, number


def share(cells: Sequence[str], test: Callable[[str], object]) -> float:
    """The share of the filled cells that pass a test."""
    filled = [c for c in cells if c.strip()]
    return sum(bool(test(c)) for c in filled) / len(filled) if filled else 0.0


def agree(numerators: Sequence[str], bases: Sequence[str], rates: Sequence[str], scale: int) -> bool:
    """Whether numerator ÷ denominator gives the rate written, on four rows in five."""
    known = [
        (n, d, r, decimals(text))
        for a, b, text in zip(numerators, bases, rates, strict=True)
        if (n := number(a)) is not None and (d := number(b)) and (r := number(text)) is not None
    ]
    close = sum(abs(n / d * scale - r) <= 0.5 * 10**-places + 1e-9 for n, d, r, places in known)
    return bool(known) and close >= len(known) * 0.8


def looks_like_rate(cells: Sequence[str]) -> bool:
    """Percent signs or decimals, and nothing above 100; « 1.234 » in every cell is a count of thousands."""
    values = [(c, n) for c in cells if (n := number(c)) is not None]
    if not values or thousands(cells):
        return False
    signed = any("%" in c for c, _ in values)
    fractional = sum(n != int(n) for _, n in values) >= len(values) / 4
    return signed or (fractional and max(n for _, n in values) <= 100)


def looks_like_count(cells: Sequence[str]) -> bool:
    """Whole numbers, and too many above 100 for a rate."""
    values = [n for c in cells if "%" not in c and (n := number(c)) is not None]
    return bool(values) and all(n == int(n) for n in values) and sum(n > 100 for n in values) > len(values) / 4


def thousands(cells: Sequence[str]) -> Literal["", ".", ","]:
    """The point or comma that separates thousands in a column of « 1.234 » where nothing is like « 1.5 »."""
    marks: tuple[Literal[".", ","], ...] = (".", ",")
    shapes = {mark: re.compile(rf"\s*[1-9]\d{{0,2}}(?:[{mark}]\d{{3}})+\s*") for mark in marks}
    numbers = [c for c in cells if number(c) is not None]
    for mark, other in (marks, marks[::-1]):
        grouped = any(shapes[mark].fullmatch(c) for c in cells)
        # « 1.5 » says the contrary, « 1,234 » something else; « 1.234,0 » and « 1234,0 » agree.
        decimal = any(re.search(rf"[{mark}](?!\d{{3}}(?:\D|$))", c) for c in numbers)
        if grouped and not decimal and not any(shapes[other].fullmatch(c) for c in numbers):
            return mark
    return ""


def fraction(column: Column, columns: Sequence[Column], cells: Sequence[Sequence[str]]) -> bool:
    """Whether shares of 100 are written between 0 and 1. Counts beside them say it; else a heading without « % » over
    values of two decimals or more: « 0,9 » under « Taux (%) » is 0,9 %."""
    rates = cells[column.index]
    values = [n for c in rates if "%" not in c and (n := number(c)) is not None]
    if len(values) < 3 or max(values) > 1 or not any(0 < v < 1 for v in values):
        return False
    if not _only_shares(column, columns, cells):
        return False
    base = catalogue().indicator(column.indicator).denominator if column.indicator else None
    same = [c for c in columns if c.period == column.period and c.indicator in (column.indicator, base)]
    numerators, bases = ([c.index for c in same if c.role == role] for role in ("numerator", "denominator"))
    if numerators and bases and any(number(c) for c in cells[numerators[0]]):
        counts = cells[numerators[0]], cells[bases[0]]
        return agree(*counts, rates, 1) and not agree(*counts, rates, 100)
    return "%" not in column.heading and any(decimals(c) >= 2 for c in rates)


def _only_shares(column: Column, columns: Sequence[Column], cells: Sequence[Sequence[str]]) -> bool:
    """Whether a column of rates holds nothing but parts of 100: an average of 0,3 is 0,3."""
    known = catalogue().indicators
    if column.indicator is not None:
        return known[column.indicator].nature == "part"
    written = {c for named in columns if named.role == "indicator" for c in cells[named.index]}
    named = {i for text in written if (i := matcher().indicator(text))}
    return all(known[i].nature == "part" for i in named)
