"""What is published of one group of quantities and one period, cell by cell, and which cells are under the threshold.

A cell is a quantity counted somewhere: it is masked under one name, whatever the indicator that prints it, as a
numerator or as a denominator, and whatever the source. Pure: observations in, cells out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from boussole import rates
from boussole.catalogue import Indicator
from boussole.disclosure.shown import counts_of
from boussole.values import Kind, Observation, Status, Territory, rounded

COMMUNE = Kind.COMMUNE.value
SUM = "sum"  # level of the sums of communes that a registered territory shows
BOUNDS = "bounds"  # level of the intervals that it shows instead
RANGE = 10  # what a cell under the threshold keeps against the attacker, or its denominator if smaller


class Cell(NamedTuple):
    """`level`: « commune », « cpts », « epci »… for a value that a source gives there; SUM or BOUNDS if computed."""

    quantity: str
    level: str
    code: str


@dataclass(frozen=True)
class Item:
    """One figure that documents may print. `rate` is the one printed where the numerator is not known; `over` the
    communes that a sum adds up. Counts given away by the rate are there like written ones."""

    indicator: Indicator
    level: str
    code: str
    source: str
    numerator: float | None
    denominator: float | None
    rate: float | None = None
    secret: bool = False
    over: tuple[str, ...] = ()
    written: bool = True  # by the source itself: what is worked out from a rate adds up to no sum

    @property
    def top(self) -> Cell:
        # An average counts nobody: its cell has no count, and is hidden or not.
        return Cell(self.indicator.numerator or f"~{self.indicator.id}", self.level, self.code)

    @property
    def base(self) -> Cell | None:
        counted = self.indicator.denominator if self.indicator.nature in ("part", "taux") else None
        return Cell(counted, self.level, self.code) if counted else None

    @property
    def cells(self) -> list[Cell]:
        return [self.top, self.base] if self.base else [self.top]

    @property
    def threshold(self) -> int | None:
        return self.indicator.threshold_for(self.source)

    @property
    def complement(self) -> float | None:
        """Those who are not counted; of a rate of events, the rest are no group of persons."""
        if self.indicator.nature != "part" or self.numerator is None or self.denominator is None:
            return None
        return self.denominator - self.numerator

    def under(self, count: float | None) -> bool:
        """Whether a count is from 0 to the threshold minus 1."""
        return count is not None and self.threshold is not None and rounded(count) < self.threshold


@dataclass
class World:
    """All that is published of one group and period. `perimeters`: the communes of each total, by level and code."""

    items: list[Item]
    perimeters: dict[tuple[str, str], frozenset[str]]
    ceilings: Mapping[str, int]  # inhabitants, by commune: nobody is counted who is not one
    values: dict[Cell, dict[str, float]] = field(default_factory=dict)
    open: set[tuple[Cell, float]] = field(default_factory=set)  # counts that an open source gives: no secret

    def __post_init__(self) -> None:
        self.indicators = {i.indicator.id: i.indicator for i in self.items}
        self.sources = sorted({i.source for i in self.items if i.level == COMMUNE}) or [""]
        covered = frozenset[str]().union(*self.perimeters.values())
        self.communes = sorted({i.code for i in self.items if i.level == COMMUNE} | covered)
        self.at: dict[tuple[str, str], list[Item]] = defaultdict(list)
        for item in self.items:
            self.at[item.level, item.code].append(item)
            for cell, count in zip(item.cells, (item.numerator, item.denominator), strict=False):
                if count is not None:
                    self.values.setdefault(cell, {})[item.source] = count
                    if item.threshold is None:
                        self.open.add((cell, count))

    def estimate(self, cell: Cell) -> float | None:
        """One value of a cell, the first source's."""
        found = self.values.get(cell)
        return found[min(found)] if found else None

    def given(self, quantities: Iterable[str]) -> set[Cell]:
        """The communes' cells of these quantities that a figure prints, and that may be hidden: no open source's."""
        wanted = set(quantities)
        cells = {(c, i.threshold is None) for i in self.items if i.level == COMMUNE for c in i.cells}
        return {cell for cell, is_open in cells if cell.quantity in wanted and not is_open}

    def closed(self, cells: Iterable[Cell]) -> set[Cell]:
        """These cells and those that go with them: with a denominator, all that is counted among it."""
        found, todo = set[Cell](), list(cells)
        while todo:
            cell = todo.pop()
            if cell not in found:
                found.add(cell)
                for indicator in self.indicators.values():
                    if indicator.denominator == cell.quantity and indicator.nature != "moyenne":
                        todo.append(Cell(indicator.numerator or "", cell.level, cell.code))
        return found

    def shows(self, item: Item, hidden: set[Cell] | frozenset[Cell]) -> bool:
        """Whether an item is printed: an open one always, another one when none of its cells is hidden."""
        if item.secret:
            return False
        return item.threshold is None or not any(cell in hidden for cell in item.cells)

    def small(self, item: Item) -> list[Cell]:
        """The cells of an item that are secret on their own."""
        if item.threshold is None:
            return []
        if item.base is not None and item.under(item.denominator):
            return [item.base, item.top]
        counts = [item.numerator, item.complement]
        if item.base is not None and item.denominator is None and item.numerator is not None:
            counts.append(self._people(item) - item.numerator if item.indicator.nature == "part" else None)
        if item.rate is not None and item.numerator is None:
            counts += self._most(item)
        return [item.top] if item.secret or any(item.under(c) for c in counts) else []

    def _most(self, item: Item) -> list[float]:
        """The most that a rate printed alone can count, and leave out, given the people who live there."""
        if item.base is None:
            return []
        scale, printed, base = item.indicator.scale, item.rate or 0.0, self._people(item, self.ceilings)
        shares = [printed, scale - printed] if item.indicator.nature == "part" else [printed]
        return [0.0 if share <= 0 else share * base / scale for share in shares]

    def _people(self, item: Item, ceilings: Mapping[str, int] | None = None) -> float:
        """A denominator that an item does not give, added up over its communes; infinite where it is not known."""
        quantity = item.base.quantity if item.base else ""
        communes = [item.code] if item.level == COMMUNE else sorted(self.perimeters.get((item.level, item.code), ()))
        counted = [self.estimate(Cell(quantity, COMMUNE, c)) for c in communes]
        people = [(ceilings or {}).get(c) if n is None else n for c, n in zip(communes, counted, strict=True)]
        known = [float(p) for p in people if p is not None]
        return sum(known) if known and len(known) == len(people) else float("inf")

    def secret_cells(self) -> set[Cell]:
        """The cells under the threshold, with those that go with them."""
        found = self.closed(cell for item in self.items for cell in self.small(item))
        for item in self.items:  # an average tells the hidden one of two: all those of the total go together
            if item.indicator.nature == "moyenne" and item.level != COMMUNE and item.threshold is not None:
                own = {
                    item.top._replace(level=COMMUNE, code=c) for c in self.perimeters.get((item.level, item.code), ())
                }
                found |= own if own & found else set()
        return found


def read(
    indicators: Sequence[Indicator],
    observations: Sequence[Observation],
    register: Mapping[Territory, frozenset[str]],
    wider: Mapping[Territory, frozenset[str]],
    bases: Mapping[tuple[str, str], float],
    ceilings: Mapping[str, int],
) -> World:
    """The world that these observations (one period) make for the registered territories.

    `register`: the communes of each registered territory; `wider`: those of the EPCI, départements… that the source
    gives values for; `bases`: the best known count of a quantity, by quantity and commune, where the period has none;
    `ceilings`: inhabitants by commune.
    """
    rules = {i.id: i for i in indicators}
    covered = {**wider, **register}
    own = [o for o in observations if o.indicator in rules and _published(o, covered)]
    known = dict(bases)
    for o in own:
        rule = rules[o.indicator]
        if o.territory.kind is Kind.COMMUNE and rule.denominator and o.denominator is not None:
            known[rule.denominator, o.territory.code] = o.denominator
    items = [_item(rules[o.indicator], o, known) for o in own]
    items += _sums(items, {t.code: communes for t, communes in register.items()})
    perimeters = {(t.kind.value, t.code): communes for t, communes in covered.items()}
    perimeters |= {(SUM, t.code): communes for t, communes in register.items()}
    # In one order whatever that of the reading: the mask is built by asking one thing after the other.
    items.sort(key=lambda i: (i.indicator.id, i.level, i.code, i.source))
    return World(items, dict(sorted(perimeters.items())), ceilings)


def _published(o: Observation, covered: Mapping[Territory, frozenset[str]]) -> bool:
    if o.status not in (Status.OK, Status.SECRET, Status.DIVISION_BY_ZERO):
        return False
    return o.territory.kind is Kind.COMMUNE or o.territory in covered


def _item(indicator: Indicator, o: Observation, known: Mapping[tuple[str, str], float]) -> Item:
    secret = o.status is Status.SECRET
    numerator, denominator = counts_of(indicator, rates.of_observation(indicator, o))
    if o.status is Status.DIVISION_BY_ZERO:
        numerator, denominator = 0.0, 0.0
    given = o.numerator is not None or indicator.nature not in ("part", "taux")
    rate = None if given or secret else o.value
    if denominator is None and indicator.nature in ("part", "taux"):
        denominator = known.get((indicator.denominator or "", o.territory.code))
    if rate is not None:
        counted = o.territory.kind is Kind.COMMUNE and denominator is not None
        numerator = rounded(rate * (denominator or 0.0) / indicator.scale) if counted else None
    numerator = None if secret else numerator
    level, code = o.territory.kind.value, o.territory.code
    written = given and numerator is not None and (o.denominator is not None or not indicator.denominator)
    return Item(indicator, level, code, o.source, numerator, denominator, rate, secret, written=written)


def _sums(items: Sequence[Item], register: Mapping[str, frozenset[str]]) -> list[Item]:
    """The sums of communes that the registered territories show, where every commune that has a value has counts."""
    by_key: dict[tuple[str, str], dict[str, Item]] = defaultdict(dict)
    for item in items:
        if item.level == COMMUNE and item.indicator.nature != "moyenne":
            by_key[item.indicator.id, item.source][item.code] = item
    found = []
    for (_, source), communes in sorted(by_key.items()):
        for code, perimeter in sorted(register.items()):
            parts = [communes[c] for c in sorted(perimeter) if c in communes]
            if not parts or not all(p.written for p in parts):
                continue
            rule = parts[0].indicator
            numerator = sum(p.numerator or 0.0 for p in parts)
            denominator = sum(p.denominator or 0.0 for p in parts) if parts[0].base else None
            over = tuple(p.code for p in parts)
            found.append(Item(rule, SUM, code, source, numerator, denominator, over=over))
    return found
