"""The attacker: a linear programme over all that is published, written without a look at how the mask is made.

He has every `Shown` value of every registered territory, at its printed decimals; he knows which communes a territory
has, what the catalogue says of each indicator, that counts are whole and never negative, and that of a part no more
are counted than there are. He knows nothing of thresholds.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from scipy.optimize import linprog

from boussole.catalogue import catalogue
from boussole.disclosure import Shown
from boussole.values import Kind, Method, Status

Count = tuple[str, str]  # quantity, commune


class Contradiction(Exception):
    """What is published cannot all be true."""


@dataclass(frozen=True)
class Statement:
    """A published value and the communes that it is about; empty where they are not all known."""

    shown: Shown
    communes: frozenset[str]


class Attacker:
    """One period's publications, put into rows. `communes`: all that have a value of `indicators` somewhere."""

    def __init__(self, statements: Iterable[Statement], indicators: Iterable[str], communes: Iterable[str]) -> None:
        self.counts: dict[Count, int] = {}
        self.rows: list[tuple[dict[int, float], float, float]] = []
        codes = sorted(set(communes))
        for id_ in sorted(indicators):
            rule = catalogue().indicator(id_)
            if rule.nature == "part":
                for c in codes:
                    self._row({self._of(rule.denominator, c): 1, self._of(rule.numerator, c): -1}, 0, math.inf)
        for s in statements:
            self._read(s)

    def _of(self, quantity: str | None, commune: str) -> int:
        return self.counts.setdefault((quantity or "", commune), len(self.counts))

    def _row(self, terms: dict[int, float], low: float, high: float) -> None:
        self.rows.append((terms, low, high))

    def _sum(self, quantity: str | None, communes: Iterable[str]) -> dict[int, float]:
        return {self._of(quantity, c): 1.0 for c in communes}

    def _read(self, s: Statement) -> None:
        shown, rule = s.shown, catalogue().indicator(s.shown.indicator)
        if (
            shown.status is not Status.OK
            or not s.communes
            or shown.method is Method.WEIGHTED
            or rule.nature == "moyenne"
        ):
            return
        top = self._sum(rule.numerator, s.communes)
        base = self._sum(rule.denominator, s.communes) if rule.denominator else None
        count = shown.numerator if rule.nature != "effectif" or shown.numerator is not None else shown.value
        if count is not None:
            self._row(top, count, count)
        if shown.numerator_low is not None and shown.numerator_high is not None:
            self._row(top, shown.numerator_low, shown.numerator_high)
        if base is not None and shown.denominator is not None:
            self._row(base, shown.denominator, shown.denominator)
        if base is not None and shown.value is not None and (count is None or shown.denominator is None):
            half = 0.5 * 10**-rule.decimals
            for bound, sign in ((shown.value - half, 1), (shown.value + half, -1)):
                terms = {j: sign * float(rule.scale) for j in top}
                for j in base:
                    terms[j] = terms.get(j, 0.0) - sign * bound
                self._row(terms, 0, math.inf)

    def _system(self) -> dict[str, object]:
        equal = [(t, lo) for t, lo, hi in self.rows if lo == hi]
        less = [({j: -c for j, c in t.items()}, -lo) for t, lo, hi in self.rows if lo != hi and lo > -math.inf]
        less += [(t, hi) for t, lo, hi in self.rows if lo != hi and hi < math.inf]

        def matrix(lines: list[tuple[dict[int, float], float]]) -> np.ndarray | None:
            if not lines:
                return None
            made = np.zeros((len(lines), len(self.counts)))
            for i, (terms, _) in enumerate(lines):
                for j, c in terms.items():
                    made[i, j] = c
            return made

        return {
            "A_eq": matrix(equal), "b_eq": [b for _, b in equal] or None,
            "A_ub": matrix(less), "b_ub": [b for _, b in less] or None,
            "bounds": [(0, None)] * len(self.counts), "method": "highs",
        }  # fmt: skip

    def ranges(self, wanted: Iterable[Mapping[Count, float]]) -> list[tuple[float, float]]:
        """The smallest and the largest whole number that each linear expression can be. Raises Contradiction."""
        system, found = self._system(), []
        for terms in wanted:
            line = np.zeros(len(self.counts))
            for key, c in terms.items():
                if key not in self.counts:
                    line = None
                    break
                line[self.counts[key]] = c
            if line is None:
                found.append((-math.inf, math.inf))
                continue
            ends = []
            for sign in (1, -1):
                done = linprog(sign * line, **system)
                if done.status == 2:
                    raise Contradiction
                ends.append(-sign * math.inf if done.status == 3 else float(line @ done.x))
            low, high = ends
            found.append((
                low if math.isinf(low) else math.ceil(low - 1e-6),
                high if math.isinf(high) else math.floor(high + 1e-6),
            ))  # fmt: skip
        return found


def commune_statement(shown: Shown) -> Statement:
    assert shown.territory.kind is Kind.COMMUNE
    return Statement(shown, frozenset({shown.territory.code}))
