"""Which cells are hidden, so that what is under the threshold cannot be worked out of the rest.

Starts from the cells under the threshold, asks what the attacker could find, hides the smallest further commune where
that is too much, and asks again until nothing is: the last question is the proof. Totals are withheld where no
further commune would be enough. The same world gives the same mask, whatever the order in which it was read.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from boussole.disclosure.attacker import Need, exposed
from boussole.disclosure.cells import BOUNDS, COMMUNE, SUM, Cell, World
from boussole.disclosure.knowledge import Knowledge, bounds, communes_of
from boussole.values import Kind

REGISTERED = Kind.CPTS.value
PAYER = 4  # the last rank: a payer's own total


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
    stuck = _not_enough(world, hidden, {cell for n in failing for cell in needs[n]}) if failing else set()
    for need in failing:
        if stuck.isdisjoint(needs[need]):
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


def _not_enough(world: World, hidden: set[Cell], cells: set[Cell]) -> set[Cell]:
    """Of these cells, those that stay exposed when every commune is hidden: for these, totals must be withheld."""
    every = world.given({cell.quantity for cell in cells})
    known = Knowledge(world, hidden | world.closed(every))
    needs = {need: held for need, held in known.needs().items() if not cells.isdisjoint(held)}
    return {cell for need in exposed(known.system, list(needs)) for cell in needs[need]}


def _next_commune(world: World, hidden: set[Cell], needs: dict[Need, list[Cell]], need: Need) -> set[Cell]:
    """The commune that costs least: one that the same totals cover, and of these the smallest."""
    cell, communes = needs[need][0], communes_of(world, needs, need)
    places = [(p, codes) for p, codes in sorted(world.perimeters.items()) if _bound(world, hidden, cell.quantity, p)]
    around = [(p, codes) for p, codes in places if not codes.isdisjoint(communes)]
    inside = {p for p, codes in around if communes <= codes}
    near = frozenset[str]().union(*(codes for _, codes in around))
    reached = _reached(communes, [codes for _, codes in places])
    choices = []
    for other in world.given([cell.quantity]) - hidden:
        if other.code in reached:
            covering = {p for p, codes in places if other.code in codes}
            cost = (other.code not in near, len(covering ^ inside), _size(world, other, cell))
            choices.append((*cost, other.code, other))
    return {min(choices)[-1]} if choices else set()


def _reached(communes: set[str], perimeters: Iterable[frozenset[str]]) -> set[str]:
    """The communes that these share a total with, from one total to the next."""
    reached, left = set(communes), list(perimeters)
    while touched := [codes for codes in left if not codes.isdisjoint(reached)]:
        left = [codes for codes in left if codes.isdisjoint(reached)]
        reached.update(*touched)
    return reached


def _bound(world: World, hidden: set[Cell], quantity: str, place: tuple[str, str]) -> bool:
    """Whether a total of this quantity, or a rate of it, is shown there."""
    return any(quantity in {c.quantity for c in i.cells} and world.shows(i, hidden) for i in world.at[place])


def _size(world: World, other: Cell, protected: Cell) -> float:
    """How much is lost by hiding `other`: its count, or those not counted where it is they whom we protect."""
    items = [i for i in world.at[COMMUNE, other.code] if i.top.quantity == other.quantity]
    mine = [i for i in world.at[protected.level, protected.code] if i.top.quantity == protected.quantity]
    count = world.estimate(other) or 0.0
    if any(i.under(i.complement) and not i.under(i.numerator) for i in mine):
        return min((i.complement for i in items if i.complement is not None), default=count)
    return count


def _next_total(world: World, hidden: set[Cell], needs: dict[Need, list[Cell]], need: Need) -> Cell | None:
    """The total to withhold, by the order of `_rank`: the first that is enough alone, else the first there. A payer's
    only if, with all the others withheld, it still tells too much."""
    cell = needs[need][0]
    ranked = _ranked_totals(world, hidden, cell, communes_of(world, needs, need))
    others = [total for rank, total in ranked if rank < PAYER]
    payers = [total for rank, total in ranked if rank == PAYER]
    every = hidden | world.given([cell.quantity])

    def enough(*totals: Cell) -> bool:
        known = Knowledge(world, every | world.closed([*every, *totals]))
        return not exposed(known.system, [n for n, cells in known.needs().items() if cell in cells])

    choices = others if others and enough(*others) else payers or others
    return next((total for total in choices if enough(total)), choices[0] if choices else None)


def _ranked_totals(world: World, hidden: set[Cell], cell: Cell, communes: set[str]) -> list[tuple[int, Cell]]:
    """The totals that may be withheld, of this quantity and of its denominators, reached from one to the next."""
    quantities = {i.denominator for i in world.indicators.values() if i.numerator == cell.quantity and i.denominator}
    reached = _reached(communes, world.perimeters.values())
    found = []
    for (level, code), codes in world.perimeters.items():
        for quantity in {cell.quantity, *quantities}:
            total = Cell(quantity, level, code)
            if total in hidden or codes.isdisjoint(reached) or not _bound(world, hidden, quantity, (level, code)):
                continue
            rank = _rank(world, hidden, total, codes) if _can_hide(world, total) else None
            if rank is not None:
                found.append((rank, quantity != cell.quantity, codes.isdisjoint(communes), len(codes), code, total))
    return [(rank, total) for rank, *_, total in sorted(found)]


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
    return PAYER if overlaps else None
