"""What *diffusion* shows: figures through the mask. A number goes out only if the mask has seen that very number.

A commune's figure, a territory's own total or a reference value is shown as it stands, or not at all. A territory's
sum is made again here, from the cells left visible: whoever calls `show` with a sum over hidden communes gets it only
where the mask allows for it, else an interval that anybody can work out, else « secret ».
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Protocol

from boussole import rates
from boussole.catalogue import Indicator
from boussole.disclosure.cells import COMMUNE, SUM, Cell, Item, World
from boussole.disclosure.knowledge import Interval, bounds, interval
from boussole.disclosure.mask import Mask
from boussole.disclosure.shown import Audience, Discloser, Shown, diffused, show, withheld
from boussole.values import Figure, Kind, Method, Observation, Period, Status, Territory

SUMS = (Method.SUM, Method.BOUNDS, Method.WEIGHTED, Method.NONE)


@dataclass(frozen=True)
class Masked:
    """One group of quantities and one period of a version, under its mask. `seen`: its observations by key;
    `communes`: those that it covers."""

    world: World
    mask: Mask
    seen: Mapping[tuple[str, Territory, str], Observation]
    communes: frozenset[str]

    def shown(self, indicator: str, territory: Territory, source: str) -> bool:
        """Whether the value that a source gives for a place is left visible."""
        items = [
            i
            for i in self.world.at[territory.kind.value, territory.code]
            if (i.indicator.id, i.source) == (indicator, source)
        ]
        return bool(items) and all(self.world.shows(i, self.mask.hidden) for i in items)

    def beside(self, other: Masked) -> Masked:
        """This mask and that of communes that nothing published here covers."""
        world = World([*self.world.items, *other.world.items], self.world.perimeters, self.world.ceilings)
        exposed = self.mask.exposed | other.mask.exposed
        return Masked(
            world,
            Mask(self.mask.hidden | other.mask.hidden, exposed),
            {**self.seen, **other.seen},
            self.communes | other.communes,
        )


class Publication(Protocol):
    """What `DiffusionDiscloser` asks of a version of the store."""

    def masked(self, indicator: str, period: Period, communes: frozenset[str]) -> Masked | None:
        """The mask that covers these communes too; None where the catalogue does not know the indicator."""

    def communes(self, territory: Territory) -> frozenset[str] | None:
        """The communes of a territory; None where they are not known."""

    def registered(self, territory: Territory) -> bool:
        """Whether a territory is in the register of published territories."""

    def populations(self, communes: frozenset[str]) -> Mapping[str, int]:
        """Inhabitants, by commune."""


class DiffusionDiscloser(Discloser):
    """For public documents. Built by `boussole.questions.figures.discloser`."""

    audience = Audience.DIFFUSION

    def __init__(self, publication: Publication) -> None:
        self.publication = publication

    def show(self, indicator: Indicator, figure: Figure) -> Shown:
        if figure.status not in (Status.OK, Status.SECRET, Status.DIVISION_BY_ZERO):
            return diffused(figure)  # there is no value: nothing to hide
        if indicator.threshold_for(figure.source) is None:
            return replace(show(indicator, figure), threshold=None)
        place = figure.territory
        if figure.indicator != indicator.id:
            return withheld(figure)
        if place.kind is not Kind.CPTS or self.publication.registered(place):
            near = frozenset({place.code}) if place.kind is Kind.COMMUNE else frozenset[str]()
            masked = self.publication.masked(indicator.id, figure.period, near)
            if figure.method not in SUMS or place.kind is Kind.COMMUNE:
                return self._own(indicator, figure, masked)
        communes = self.publication.communes(place)
        masked = self.publication.masked(indicator.id, figure.period, communes) if communes else None
        return self._sum(indicator, figure, communes, masked) if communes and masked else withheld(figure)

    def _own(self, indicator: Indicator, figure: Figure, masked: Masked | None) -> Shown:
        """A value that the source gives: shown if it is the very one that the mask left visible."""
        own = masked.seen.get((indicator.id, figure.territory, figure.source)) if masked else None
        if masked is None or own is None or not masked.shown(indicator.id, figure.territory, figure.source):
            return withheld(figure)
        known = rates.of_observation(indicator, own, figure.method)
        same = (figure.value, figure.numerator, figure.denominator) == (known.value, known.numerator, known.denominator)
        return diffused(known) if same and known.status is Status.OK else withheld(figure)

    def _sum(self, indicator: Indicator, figure: Figure, communes: frozenset[str], masked: Masked) -> Shown:
        """The territory's figure over its communes, from what is left visible of them."""
        world, hidden = masked.world, masked.mask.hidden
        registered = self.publication.registered(figure.territory)
        places = [Territory(Kind.COMMUNE, c) for c in sorted(communes)]
        keys = [(p.code, masked.seen.get((indicator.id, p, figure.source))) for p in places]
        seen = {c: o for c, o in keys if o is not None}
        if not seen:
            return withheld(figure)
        exact = registered and any(
            (i.indicator.id, i.source) == (indicator.id, figure.source) and world.shows(i, hidden)
            for i in world.at[SUM, figure.territory.code]
        )
        if not exact:
            seen = {c: o if self._visible(indicator, o, masked) else _veiled(o) for c, o in seen.items()}
        made = rates.of_communes(
            indicator, figure.territory, figure.period, figure.source, sorted(communes), seen,
            self.publication.populations(communes),
        )  # fmt: skip
        if made.method is Method.BOUNDS:
            parts = [i for c in sorted(communes) for i in _items(world, c, indicator.id, figure.source)]
            found = (
                bounds(world, hidden, indicator.id, figure.territory.code, figure.source)
                if registered
                else interval(world, hidden, parts)
            )
            return _bounded(indicator, made, found, hidden)
        return diffused(made) if made.status is Status.OK else withheld(made)

    def _visible(self, indicator: Indicator, o: Observation, masked: Masked) -> bool:
        if o.status not in (Status.OK, Status.SECRET, Status.DIVISION_BY_ZERO):
            return True
        return masked.shown(indicator.id, o.territory, o.source)


def _bounded(indicator: Indicator, made: Figure, found: Interval | None, hidden: frozenset[Cell]) -> Shown:
    """The interval, and that of the rate where every denominator is visible."""
    if found is None:
        return withheld(made)
    low, high = found.least, found.least + found.most
    parts = [*found.visible, *found.masked]
    bases = [i.denominator for i in parts if i.base is not None and i.base not in hidden and i.denominator is not None]
    base = sum(bases) if bases and len(bases) == len(parts) else None
    known = base is not None or indicator.denominator is None
    return diffused(
        replace(
            made,
            numerator_low=low,
            numerator_high=high,
            denominator=base,
            low=rates.rate(indicator, low, base) if known else None,
            high=rates.rate(indicator, high, base) if known else None,
        )
    )


def _items(world: World, code: str, indicator: str, source: str) -> list[Item]:
    return [i for i in world.at[COMMUNE, code] if (i.indicator.id, i.source) == (indicator, source)]


def _veiled(o: Observation) -> Observation:
    return replace(o, value=None, numerator=None, denominator=None, status=Status.SECRET, flags=frozenset())
