"""What anybody knows once a mask is applied: the counts left visible as numbers, the hidden ones as unknowns, and all
that binds them – totals, sums, intervals, printed rates, « no more counted than there are ».

More is granted than is printed: every denominator that is not hidden, and every total of another source over the same
communes, is known too.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product
from typing import Literal

from boussole.disclosure.attacker import Need, Row, System
from boussole.disclosure.cells import BOUNDS, COMMUNE, RANGE, SUM, Cell, Item, World

Hidden = set[Cell] | frozenset[Cell]


class Knowledge:
    """The attacker's system for one world and one set of hidden cells. `needs` keep the items that they protect."""

    def __init__(self, world: World, hidden: Hidden) -> None:
        self.world, self.hidden = world, hidden
        self.system = System()
        self.unknowns: dict[tuple[str, str, float | None], int] = {}
        self.truths: list[float | None] = []
        self._within_denominators()
        self._lone_rates()
        self._totals()
        self._sums_and_bounds()

    def count(self, quantity: str, code: str, source: str) -> float | int:
        """A visible count (a float), or the number of an unknown (an int). Two sources that agree are one unknown."""
        cell = Cell(quantity, COMMUNE, code)
        given = self.world.values.get(cell, {})
        value = given.get(source, given[min(given)] if given else None)
        if value is not None and (cell not in self.hidden or (cell, value) in self.world.open):
            return float(value)
        key = (quantity, code, value)
        if key not in self.unknowns:
            self.unknowns[key] = self.system.unknown()
            self.truths.append(value)
        return self.unknowns[key]

    def sum(self, quantity: str, codes: frozenset[str] | tuple[str, ...], source: str) -> Sum:
        """The counts of some communes added up."""
        total = Sum({}, 0.0, 0.0)
        for code in sorted(codes):
            total.add(self.count(quantity, code, source), self.truths)
        return total

    def _within_denominators(self) -> None:
        """Nobody is counted who is not in the denominator, where the count is given and where it is not."""
        bounds, parts = self.system, [i for i in self.world.indicators.values() if i.nature == "part"]
        for indicator, code, source in product(parts, self.world.communes, self.world.sources):
            top = self.count(indicator.numerator or "", code, source)
            base = self.count(indicator.denominator or "", code, source)
            if isinstance(top, int) and isinstance(base, int):
                bounds.rows.append(Row({base: 1.0, top: -1.0}, 0.0, float("inf")))
            elif isinstance(top, int):
                bounds.high[top] = max(min(bounds.high[top], float(base)), bounds.low[top])
            elif isinstance(base, int):
                bounds.low[base] = min(max(bounds.low[base], float(top)), bounds.high[base])

    def _lone_rates(self) -> None:
        """A commune's rate, shown where no denominator is known: one that a total gives away gives its count away."""
        for item in self.world.items:
            if item.level == COMMUNE and item.base is not None and item.rate is not None and item.numerator is None:
                if self.world.shows(item, self.hidden):
                    top = self.sum(item.top.quantity, (item.code,), item.source)
                    self._rate(item, item.rate, top, self.sum(item.base.quantity, (item.code,), item.source))

    def _totals(self) -> None:
        """The values that a source gives for a whole territory, set against each source's communes."""
        for item in self.world.items:
            codes = self.world.perimeters.get((item.level, item.code))
            if item.level in (COMMUNE, SUM) or codes is None or not self.world.shows(item, self.hidden):
                continue
            for source in self.world.sources:
                top = self.sum(item.top.quantity, codes, source)
                if item.numerator is not None:
                    self._equal(top, item.numerator, "total")
                if item.base is not None:
                    base = self.sum(item.base.quantity, codes, source)
                    if item.denominator is not None:
                        self._equal(base, item.denominator, "total")
                    if item.rate is not None:
                        self._rate(item, item.rate, top, base)

    def _rate(self, item: Item, printed: float, top: Sum, base: Sum) -> None:
        """A rate printed without its count: the quotient within the rounding of its decimals."""
        half = 0.5 * 10.0 ** -max(item.indicator.decimals, _decimals(printed))
        low, high = printed - half, printed + half
        # scale × top − low × base ≥ 0, and scale × top − high × base ≤ 0
        for bound, above in ((low, True), (high, False)):
            joined = top.times(item.indicator.scale).minus(base.times(bound))
            limits = (-joined.constant, float("inf")) if above else (float("-inf"), -joined.constant)
            if joined.terms:
                self.system.rows.append(Row(joined.terms, *limits, joined.unknown_truth, "total"))

    def _equal(self, total: Sum, value: float, said_by: Literal["sum", "total"]) -> None:
        slack = 0.0 if value == round(value) else 0.5  # a count worked out from a rate is printed rounded
        row = Row(
            total.terms, value - slack - total.constant, value + slack - total.constant, total.unknown_truth, said_by
        )
        self.system.rows.append(row)

    def _sums_and_bounds(self) -> None:
        for item in self.world.items:
            if item.level == SUM and self.world.shows(item, self.hidden):
                for cell, value in zip(item.cells, (item.numerator, item.denominator), strict=False):
                    self._equal(self.sum(cell.quantity, item.over, item.source), value or 0.0, "sum")
        for (level, code), codes in sorted(self.world.perimeters.items()):
            if level == SUM:
                for indicator, source in sorted(
                    {(i.indicator.id, i.source) for c in codes for i in self.world.at[COMMUNE, c]}
                ):
                    found = bounds(self.world, self.hidden, indicator, code, source)
                    if found is not None and found.published:
                        top = self.world.indicators[indicator].numerator or ""
                        hidden = self.sum(top, tuple(i.code for i in found.masked), source)
                        if hidden.terms:
                            high = found.most - hidden.constant
                            self.system.rows.append(Row(hidden.terms, 0.0, high, hidden.unknown_truth, "sum"))

    def _codes(self, item: Item) -> tuple[str, ...]:
        own = self.world.perimeters.get((item.level, item.code), frozenset())
        return (item.code,) if item.level == COMMUNE else tuple(sorted(own))

    def needs(self) -> dict[Need, list[Cell]]:
        """What the cells under the threshold must keep, with the cells of each (several may share one)."""
        found: dict[Need, list[Cell]] = {}
        for item in self.world.items:
            small = self.world.small(item)
            if not small:
                continue
            codes = item.over or self._codes(item)
            for source in [item.source] if item.level in (COMMUNE, SUM) else self.world.sources:
                top = self.sum(item.top.quantity, codes, source)
                wide = float(RANGE) if item.denominator is None else min(RANGE, round(item.denominator))
                counted = item.secret or item.rate is not None or item.under(item.numerator)
                wanted = [(top, wide, item.top)] if counted or item.under(item.complement) else []
                if item.base is not None:
                    base = self.sum(item.base.quantity, codes, source)
                    if item.base in small:
                        wanted.append((base, float(RANGE), item.base))
                    if item.indicator.nature == "part" and wanted and base.terms:
                        wanted.append((base.minus(top), wide, item.top))
                for total, width, cell in wanted:
                    if total.terms and width > 0:
                        found.setdefault(Need(tuple(sorted(total.terms.items())), width), []).append(cell)
        return found


class Sum:
    """A linear expression: unknowns with their coefficients, a constant, and the true value where it is known."""

    def __init__(self, terms: dict[int, float], constant: float, unknown_truth: float | None) -> None:
        self.terms, self.constant, self.unknown_truth = terms, constant, unknown_truth

    @property
    def truth(self) -> float | None:
        return None if self.unknown_truth is None else self.constant + self.unknown_truth

    def add(self, count: float | int, truths: list[float | None]) -> None:
        if isinstance(count, int):
            self.terms[count] = self.terms.get(count, 0.0) + 1.0
            true = truths[count]
            self.unknown_truth = None if true is None or self.unknown_truth is None else self.unknown_truth + true
        else:
            self.constant += count

    def times(self, factor: float) -> Sum:
        truth = None if self.unknown_truth is None else self.unknown_truth * factor
        return Sum({j: c * factor for j, c in self.terms.items()}, self.constant * factor, truth)

    def minus(self, other: Sum) -> Sum:
        terms = dict(self.terms)
        for j, c in other.terms.items():
            terms[j] = terms.get(j, 0.0) - c
        both = self.unknown_truth is not None and other.unknown_truth is not None
        truth = (self.unknown_truth or 0.0) - (other.unknown_truth or 0.0) if both else None
        return Sum({j: c for j, c in terms.items() if c}, self.constant - other.constant, truth)


class Interval:
    """What may be said of a territory some of whose communes are hidden: a count from `least` to `least + most`.

    `published`: narrower than anybody could tell, so that the mask must allow for it.
    """

    def __init__(self, visible: list[Item], masked: list[Item], most: float, published: bool) -> None:
        self.visible, self.masked, self.most, self.published = visible, masked, most, published

    @property
    def least(self) -> float:
        return sum(i.numerator or 0.0 for i in self.visible)


def bounds(world: World, hidden: Hidden, indicator: str, code: str, source: str) -> Interval | None:
    """The interval that a registered territory shows for its communes; None where a sum is shown, or nothing can be.

    Where each hidden count is under the threshold, that is known of each, unless the mask withholds it; else no more
    are counted than the visible denominators hold.
    """
    codes = world.perimeters.get((SUM, code), frozenset())
    parts = [
        i for c in sorted(codes) for i in world.at[COMMUNE, c] if (i.indicator.id, i.source) == (indicator, source)
    ]
    sums = [i for i in world.at[SUM, code] if (i.indicator.id, i.source) == (indicator, source)]
    if any(world.shows(s, hidden) for s in sums):
        return None
    return interval(world, hidden, parts, allowed=Cell(world.indicators[indicator].numerator or "", BOUNDS, code))


def interval(world: World, hidden: Hidden, parts: list[Item], allowed: Cell | None = None) -> Interval | None:
    """The interval of some communes' values of one indicator and source. Without `allowed`: what anybody can tell."""
    visible = [i for i in parts if world.shows(i, hidden)]
    masked = [i for i in parts if not world.shows(i, hidden)]
    if not visible or not masked or not all(i.written for i in visible):
        return None
    threshold = masked[0].threshold
    bases = [i.denominator if i.base is not None and i.base not in hidden else None for i in masked]
    people = [
        b if i.indicator.nature == "part" and b is not None else float("inf")
        for i, b in zip(masked, bases, strict=True)
    ]
    if allowed is not None and allowed not in hidden and threshold is not None:
        if all(i.secret or i.under(i.numerator) for i in masked):
            return Interval(visible, masked, sum(min(threshold - 1, p) for p in people), True)
    most = sum(people)
    return None if most == float("inf") else Interval(visible, masked, most, False)


def communes_of(world: World, cells: Mapping[Need, list[Cell]], need: Need) -> set[str]:
    """The communes that a need is about."""
    return {
        code
        for cell in cells[need]
        for code in ([cell.code] if cell.level == COMMUNE else world.perimeters.get((cell.level, cell.code), ()))
    }


def _decimals(value: float) -> int:
    """The decimals that a value is written with: a file may give more than the page prints."""
    return len(f"{value:.6f}".rstrip("0").partition(".")[2])
