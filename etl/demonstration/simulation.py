"""Counts by commune, quantity and year, that add up to what is published. Seeded, and the same on every machine.

Only additions, products and `random.random` are used (its sequence is guaranteed by Python): no library's generator,
no transcendental function whose last digit could change a rounding. Each draw has a seed of its own, so that adding a
quantity or a commune changes no other value.
"""

from __future__ import annotations

import math
import random
from collections.abc import Mapping
from functools import cache

from boussole.geography import geography
from etl.demonstration.plan import Plan

INHABITANTS = "habitants"
LEAST_WEIGHT = 0.05


def deviation(*key: object) -> float:
    """A number in ]−1, 1[, most often near 0, that depends on the key alone."""
    draw = random.Random("|".join(str(k) for k in key))
    return draw.random() + draw.random() - 1.0


def apportion(total: int, weights: Mapping[str, float], caps: Mapping[str, int]) -> dict[str, int]:
    """Whole numbers that add up to `total`, as close to the weights as can be, none above its cap.

    Largest remainder, ties by key. Raises ValueError when the caps cannot hold the total.
    """
    if total < 0 or total > sum(caps.values()):
        raise ValueError(f"{total} ne peut pas être réparti sous {sum(caps.values())}")
    parts: dict[str, int] = {}
    free = set(weights)
    while True:
        rest = total - sum(parts.values())
        weight = math.fsum(weights[k] for k in free)
        quotas = {k: rest * weights[k] / weight for k in free} if weight else dict.fromkeys(free, 0.0)
        full = {k for k in free if quotas[k] > caps[k]}
        if not full:
            break
        parts |= {k: caps[k] for k in full}
        free -= full
    parts |= {k: int(quotas[k]) for k in free}
    for k in sorted(free, key=lambda k: (int(quotas[k]) - quotas[k], k))[: total - sum(parts.values())]:
        parts[k] += 1
    return {k: parts[k] for k in sorted(parts)}


class Simulation:
    """The simulated counts of a plan."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.counts = cache(self._counts)

    def communes(self, territory: str) -> tuple[str, ...]:
        return tuple(sorted(self.plan.places[territory].communes))

    def total(self, territory: str, quantity: str, year: int) -> int:
        return sum(self.counts(territory, quantity, year).values())

    def _counts(self, territory: str, quantity: str, year: int) -> dict[str, int]:
        """Count by commune. Raises KeyError for a quantity that the plan does not declare."""
        if quantity == INHABITANTS:
            return {c: geography().population([c]) or 0 for c in self.communes(territory)}
        rule = self.plan.rule(territory, quantity)
        if rule.same_as:
            return self.counts(territory, rule.same_as, year)
        parents = self.counts(territory, rule.of, year)
        seed = (self.plan.seed, territory, quantity)
        weights = {
            c: parents[c]
            * max(
                LEAST_WEIGHT,
                1.0 + rule.spread / 100 * deviation(*seed, c) + rule.wobble / 100 * deviation(*seed, c, year),
            )
            for c in parents
        }
        return apportion(self._sum(territory, quantity, year, sum(parents.values())), weights, parents)

    def _sum(self, territory: str, quantity: str, year: int, parent: int) -> int:
        rule = self.plan.rule(territory, quantity)
        if year in rule.totals:
            return rule.totals[year]
        if year in rule.rates:
            return _rounded(parent * rule.rates[year] / 100)
        start = float(rule.total) if rule.total is not None else parent * (rule.rate or 0.0) / 100
        for _ in range(year - self.plan.base_year):
            start *= 1 + rule.growth / 100
        return _rounded(start)


def _rounded(value: float) -> int:
    return int(value + 0.5)
