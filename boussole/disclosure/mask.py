"""Which cells are hidden, so that what is under the threshold cannot be worked out of the rest.

Starts from the cells under the threshold, asks what the attacker could find, hides the smallest further commune where
that is too much, and asks again until nothing is: the last question is the proof. Totals are withheld where no
further commune would be enough. The same world gives the same mask, whatever the order in which it was read.
"""

from __future__ import annotations

from dataclasses import dataclass

from boussole.disclosure.attacker import Need, exposed
from boussole.disclosure.cells import BOUNDS, COMMUNE, SUM, Cell, World
from boussole.disclosure.knowledge import Knowledge, bounds, communes_of
from boussole.values import Kind

REGISTERED = Kind.CPTS.value


@dataclass(frozen=True)
class Mask:
    """The hidden cells of one world. `exposed`: cells that even so keep less than they should, because values that
    are never hidden (open registers) give them away; empty but for contradictions between sources."""

    hidden: frozenset[Cell]
    exposed: frozenset[Cell]


def mask(world: World) -> Mask:
    """The mask of a world."""
    hidden = world.secret_cells()
    while True:
        known = Knowledge(world, hidden)
        needs = known.needs()
        failing = exposed(known.system, list(needs))
        more = _repair(world, hidden, needs, failing) - hidden
        if not more:
            return Mask(frozenset(hidden), frozenset(cell for need in failing for cell in needs[need]))
        hidden |= more


def _repair(world: World, hidden: set[Cell], needs: dict[Need, list[Cell]], failing: list[Need]) -> set[Cell]:
    """What to hide next: intervals first, which say little; then a commune for each need; then one total."""
    more = set[Cell]()
    for need in failing:
        more |= _narrow_bounds(world, hidden, needs, need)
    if more:
        return more
    enough = _enough_communes(world, hidden, {needs[n][0].quantity for n in failing}) if failing else set()
    for need in failing:
        if enough.isdisjoint(needs[need]):
            more |= _next_commune(world, hidden, needs, need)
    if more:
        return world.closed(more)
    for need in failing:
        total = _next_total(world, hidden, needs, need)
        if total is not None:
            return world.closed([total])
    return more


def _narrow_bounds(world: World, hidden: set[Cell], needs: dict[Need, list[Cell]], need: Need) -> set[Cell]:
    quantity, communes = needs[need][0].quantity, communes_of(world, needs, need)
    found = set[Cell]()
    for (level, code), perimeter in world.perimeters.items():
        cell = Cell(quantity, BOUNDS, code)
        if level != SUM or cell in hidden or perimeter.isdisjoint(communes):
            continue
        keys = {
            (i.indicator.id, i.source) for c in perimeter for i in world.at[COMMUNE, c] if i.top.quantity == quantity
        }
        shown = [bounds(world, hidden, indicator, code, source) for indicator, source in sorted(keys)]
        if any(b is not None and b.published for b in shown):
            found.add(cell)
    return found


def _enough_communes(world: World, hidden: set[Cell], quantities: set[str]) -> set[Cell]:
    """The cells that stay exposed when every commune is hidden: for these, totals must be withheld."""
    every = {cell for cell in world.values if cell.level == COMMUNE and cell.quantity in quantities}
    known = Knowledge(world, hidden | world.closed(every))
    needs = known.needs()
    return {cell for need in exposed(known.system, list(needs)) for cell in needs[need]}


def _next_commune(world: World, hidden: set[Cell], needs: dict[Need, list[Cell]], need: Need) -> set[Cell]:
    """The commune that costs least: one that the same totals cover, and of these the smallest."""
    cell, communes = needs[need][0], communes_of(world, needs, need)
    places = [(p, codes) for p, codes in sorted(world.perimeters.items()) if _bound(world, hidden, cell.quantity, p)]
    around = [(p, codes) for p, codes in places if not codes.isdisjoint(communes)]
    inside = {p for p, codes in around if communes <= codes}
    choices = []
    for code in sorted(set().union(*(codes for _, codes in around)) if around else set()):
        other = Cell(cell.quantity, COMMUNE, code)
        if other in hidden or other not in world.values or _is_open(world, other):
            continue
        covering = {p for p, codes in places if code in codes}
        choices.append((len(covering ^ inside), _size(world, other, cell), code, other))
    return {min(choices)[-1]} if choices else set()


def _bound(world: World, hidden: set[Cell], quantity: str, place: tuple[str, str]) -> bool:
    """Whether a total of this quantity, or a rate of it, is shown there."""
    return any(quantity in {c.quantity for c in i.cells} and world.shows(i, hidden) for i in world.at[place])


def _is_open(world: World, cell: Cell) -> bool:
    return all((cell, count) in world.open for count in world.values[cell].values())


def _size(world: World, other: Cell, protected: Cell) -> float:
    """How much is lost by hiding `other`: its count, or those not counted where it is they whom we protect."""
    items = [i for i in world.at[COMMUNE, other.code] if i.top.quantity == other.quantity]
    mine = [i for i in world.at[protected.level, protected.code] if i.top.quantity == protected.quantity]
    count = world.estimate(other) or 0.0
    if any(i.under(i.complement) and not i.under(i.numerator) for i in mine):
        return min((i.complement for i in items if i.complement is not None), default=count)
    return count


def _next_total(world: World, hidden: set[Cell], needs: dict[Need, list[Cell]], need: Need) -> Cell | None:
    """The total to withhold, by the order of `_rank`: the first that is enough alone, else the first there."""
    cell, communes = needs[need][0], communes_of(world, needs, need)
    bases = {i.denominator for i in world.indicators.values() if i.numerator == cell.quantity and i.denominator}
    reached, before = set(communes), -1
    while before != len(reached):
        before = len(reached)
        for codes in world.perimeters.values():
            if not codes.isdisjoint(reached):
                reached |= codes
    candidates = []
    for (level, code), codes in sorted(world.perimeters.items()):
        for quantity in sorted({cell.quantity, *bases}):
            total = Cell(quantity, level, code)
            shown = (
                total not in hidden and not codes.isdisjoint(reached) and _bound(world, hidden, quantity, (level, code))
            )
            rank = _rank(world, hidden, total, codes) if shown and _can_hide(world, total) else None
            if rank is not None:
                candidates.append(
                    (rank, quantity != cell.quantity, codes.isdisjoint(communes), len(codes), code, total)
                )
    candidates.sort()
    every = {c for c in world.values if c.level == COMMUNE and c.quantity == cell.quantity}
    for *_, total in candidates:
        known = Knowledge(world, hidden | world.closed([*every, total]))
        left = known.needs()
        if not any(cell in left[n] for n in exposed(known.system, list(left))):
            return total
    return candidates[0][-1] if candidates else None


def _can_hide(world: World, total: Cell) -> bool:
    return any(total in i.cells and i.threshold is not None for i in world.at[total.level, total.code])


def _rank(world: World, hidden: set[Cell], total: Cell, codes: frozenset[str]) -> int | None:
    """Sums shown beside a total; sums of territories that overlap; values of EPCI, départements…; other sums.

    A payer's own total is never withheld, unless those of two overlapping territories give a cell away by themselves.
    """
    others = [c for (level, code), c in world.perimeters.items() if level in (SUM, REGISTERED) and code != total.code]
    overlaps = any(not codes.isdisjoint(c) for c in others)
    if total.level == SUM:
        beside = _bound(world, hidden, total.quantity, (REGISTERED, total.code))
        return 0 if beside else 1 if overlaps else 3
    if total.level != REGISTERED:
        return 2
    return 4 if overlaps else None
