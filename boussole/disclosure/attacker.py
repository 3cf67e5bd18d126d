"""How much can be worked out of what is published: unknown counts, rows that bind them, and the range left to each.

Numbers only, nothing of the field. Most of the time one row binds the unknowns of a territory, and the range is a
subtraction; where rows cross, it is a linear programme (HiGHS). Ranges are counted in whole persons.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np

EPSILON = 1e-6
FAR = 1e9  # no count of persons is further away


@dataclass
class Row:
    """`low` ≤ Σ coefficient × unknown ≤ `high`. `truth`: the true sum where it is known. What « rule » and « sum » rows
    say holds; a « total » is what an attacker supposes of a payer's total, which communes may not quite add up to."""

    terms: dict[int, float]
    low: float
    high: float
    truth: float | None = None
    said_by: Literal["rule", "sum", "total"] = "rule"

    @property
    def firm(self) -> bool:
        return self.said_by != "total"


@dataclass(frozen=True)
class Need:
    """The range that Σ coefficient × unknown must keep."""

    terms: tuple[tuple[int, float], ...]
    range: float


@dataclass
class System:
    """Unknown counts, each from `low` to `high`, and what binds them."""

    low: list[float] = field(default_factory=list)
    high: list[float] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)

    def unknown(self) -> int:
        self.low.append(0.0)
        self.high.append(math.inf)
        return len(self.low) - 1


def exposed(system: System, needs: Sequence[Need]) -> list[Need]:
    """The needs that the published values do not leave. Where a payer's totals and the sums of communes contradict each
    other, an attacker may believe either: neither may tell him too much."""
    failing = set(_exposed(system, system.rows, needs))
    if any(row.said_by == "total" and row.truth is not None and _gap(row) > EPSILON for row in system.rows):
        failing |= set(_exposed(system, [row for row in system.rows if row.said_by != "sum"], needs))
    return [need for need in needs if need in failing]


def _exposed(system: System, given: Sequence[Row], needs: Sequence[Need]) -> list[Need]:
    failing = []
    for rows, ours in _components(len(system.low), _merged(system, given), needs):
        if len(rows) <= 1 and all(c == 1 for row in rows for c in row.terms.values()):
            failing += [n for n in ours if not _one_row(system, rows, n)]
        else:
            failing += _programme(system, rows, ours)
    return failing


def _merged(system: System, given: Sequence[Row]) -> list[Row]:
    """Rows over the same unknowns made one, and those that contradict what is certain loosened up to the truth."""
    by_terms: dict[tuple[tuple[int, float], ...], list[Row]] = defaultdict(list)
    for row in given:
        if row.terms:
            by_terms[tuple(sorted(row.terms.items()))].append(row)
    merged = []
    for terms, rows in sorted(by_terms.items()):
        loose = [_possible(system, row) for row in rows]
        first = min(loose, key=lambda r: (not r.firm, _gap(r), r.high - r.low))
        low, high = first.low, first.high
        for row in loose:
            if max(low, row.low) <= min(high, row.high) + EPSILON:
                low, high = max(low, row.low), max(max(low, row.low), min(high, row.high))
        merged.append(Row(dict(terms), low, high, first.truth, "rule" if all(r.firm for r in rows) else "total"))
    return merged


def _gap(row: Row) -> float:
    return 0.0 if row.truth is None else max(row.low - row.truth, row.truth - row.high, 0.0)


def _possible(system: System, row: Row) -> Row:
    """The row, or where the bounds alone refute it, as far as the truth (else as far as the bounds)."""
    least = sum(c * (system.low[j] if c > 0 else system.high[j]) for j, c in row.terms.items())
    most = sum(c * (system.high[j] if c > 0 else system.low[j]) for j, c in row.terms.items())
    if row.low <= most + EPSILON and row.high >= least - EPSILON:
        return row
    near = row.truth if row.truth is not None else (most if row.low > most else least)
    return Row(row.terms, min(row.low, near), max(row.high, near), row.truth, row.said_by)


def _components(size: int, rows: Sequence[Row], needs: Sequence[Need]) -> list[tuple[list[Row], list[Need]]]:
    """Rows and needs by the unknowns that they share."""
    parent = list(range(size))

    def root(j: int) -> int:
        while parent[j] != j:
            parent[j] = parent[parent[j]]
            j = parent[j]
        return j

    for terms in [list(r.terms) for r in rows] + [[j for j, _ in n.terms] for n in needs]:
        for j in terms[1:]:
            parent[max(root(terms[0]), root(j))] = min(root(terms[0]), root(j))
    found: dict[int, tuple[list[Row], list[Need]]] = defaultdict(lambda: ([], []))
    for row in rows:
        found[root(next(iter(row.terms)))][0].append(row)
    for need in needs:
        found[root(need.terms[0][0])][1].append(need)
    return [part for _, part in sorted(found.items()) if part[1]]


def _one_row(system: System, rows: Sequence[Row], need: Need) -> bool:
    """Whether the range is wide enough, where one sum at most binds the unknowns."""
    least = sum(c * (system.low[j] if c > 0 else system.high[j]) for j, c in need.terms)
    most = sum(c * (system.high[j] if c > 0 else system.low[j]) for j, c in need.terms)
    if rows:
        if any(c != 1 for _, c in need.terms):
            return not _programme(system, rows, [need])
        inside = {j for j, _ in need.terms}
        rest = [j for j in rows[0].terms if j not in inside]
        if inside <= rows[0].terms.keys():
            least = max(least, rows[0].low - sum(system.high[j] for j in rest))
            most = min(most, rows[0].high - sum(system.low[j] for j in rest))
        else:
            return not _programme(system, rows, [need])
    return _wide(least, most, need.range)


def _wide(least: float, most: float, wanted: float) -> bool:
    """Whether at least `wanted` lies between the two, in whole persons."""
    if math.isinf(least) or math.isinf(most):
        return True
    return math.floor(most + EPSILON) - math.ceil(least - EPSILON) >= wanted - EPSILON


class _Programme:
    """One component as a linear programme. Every solution is a witness: values that the publication allows."""

    def __init__(self, system: System, rows: Sequence[Row], needs: Sequence[Need]) -> None:
        used = sorted({j for r in rows for j in r.terms} | {j for n in needs for j, _ in n.terms})
        self.place = {j: k for k, j in enumerate(used)}
        self.bounds = np.array([(system.low[j], min(system.high[j], FAR)) for j in used])
        self.needs = self._matrix([dict(n.terms) for n in needs])
        self.rows = list(rows)
        self.a = self._matrix([r.terms for r in rows])
        self.limits = np.array([(r.low, r.high) for r in rows]).reshape(-1, 2)

    def _matrix(self, lines: Sequence[dict[int, float]]) -> Any:
        from scipy.sparse import csr_array

        cells = [(i, self.place[j], c) for i, line in enumerate(lines) for j, c in line.items()]
        rows, columns, data = zip(*cells, strict=True) if cells else ((), (), ())
        return csr_array((data, (rows, columns)), shape=(len(lines), len(self.place)))

    def loosen(self) -> bool:
        """Where the rows contradict each other, let go of what is supposed; whether anything was."""
        before = self.limits.copy()
        for i, row in enumerate(self.rows):
            if not row.firm:
                (low, high), known = self.limits[i], row.truth
                self.limits[i] = (-np.inf, np.inf) if known is None else (min(low, known), max(high, known))
        return not np.array_equal(before, self.limits)

    def drop(self) -> None:
        self.limits[:] = (-np.inf, np.inf)

    def best(self, objective: Any) -> Any | None:
        """Unknowns that make the objective largest; None where no values fit."""
        return self._solve(-np.asarray(objective, dtype=float), self.a, self.limits, self.bounds)

    def best_capped(self, sign: float, base: Any, caps: Any) -> Any | None:
        """Unknowns that bring as many needs as possible `caps` away from `base`, upwards or downwards (`sign`)."""
        from scipy.sparse import block_array, eye_array

        active = np.flatnonzero(caps > 0)
        lines = self.needs[active]
        a = block_array([[self.a, None], [sign * lines, -eye_array(len(active))]]) if len(self.rows) else (
            block_array([[sign * lines, -eye_array(len(active))]])
        )  # fmt: skip
        limits = np.vstack([self.limits, np.column_stack([sign * base[active], np.full(len(active), np.inf)])])
        bounds = np.vstack([self.bounds, np.column_stack([np.full(len(active), -FAR), caps[active]])])
        costs = np.concatenate([np.zeros(len(self.place)), -np.ones(len(active))])
        found = self._solve(costs, a, limits, bounds)
        return None if found is None else found[: len(self.place)]

    @staticmethod
    def _solve(costs: Any, a: Any, limits: Any, bounds: Any) -> Any | None:
        from scipy.optimize import Bounds, LinearConstraint, milp

        # `milp` without integers is HiGHS's simplex, and takes rows with two ends as they are.
        held = LinearConstraint(a, limits[:, 0], limits[:, 1]) if a.shape[0] else None
        found = milp(costs, bounds=Bounds(bounds[:, 0], bounds[:, 1]), constraints=held)
        return found.x


def _programme(system: System, rows: Sequence[Row], needs: Sequence[Need]) -> list[Need]:
    """The needs that fail, by linear programmes: witnesses first for many at once, then each one left on its own."""
    lp = _Programme(system, rows, needs)
    point = lp.best(np.zeros(len(lp.place)))
    if point is None and lp.loosen():
        point = lp.best(np.zeros(len(lp.place)))
    if point is None:  # what is published contradicts itself: it binds nothing
        lp.drop()
        point = lp.best(np.zeros(len(lp.place)))
    assert point is not None  # bounds alone always fit
    wanted = np.array([n.range for n in needs])
    least = most = lp.needs @ point

    def seen(found: Any | None) -> None:
        nonlocal least, most
        if found is not None:
            values = lp.needs @ found
            least, most = np.minimum(least, values), np.maximum(most, values)

    def left() -> Any:
        return np.floor(most + EPSILON) - np.ceil(least - EPSILON) < wanted - EPSILON

    for sign in (-1.0, 1.0, -1.0, 1.0):
        before = -1
        while left().any() and before != int(left().sum()):
            before = int(left().sum())
            # One more than wanted: a witness need not be made of whole persons.
            missing = np.where(left(), wanted + 1, 0.0)
            seen(lp.best_capped(sign, least if sign > 0 else most, missing))
    failing = []
    for i in np.flatnonzero(left()):
        line = lp.needs[[i]].toarray()[0]
        for objective in (line, -line):
            if left()[i]:
                seen(lp.best(objective))
        if left()[i]:
            failing.append(needs[int(i)])
    return failing
