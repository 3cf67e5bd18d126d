"""All that the version in force holds of a territory, its communes and its references (département, région, France),
read in one query and disclosed on demand: what the portrait and the commune's sheet are made of.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from functools import cached_property

from boussole import rates
from boussole.catalogue import Indicator, catalogue
from boussole.disclosure import Audience, Shown
from boussole.questions.figures import discloser, resolve
from boussole.questions.territories import TerritoryInfo
from boussole.store import Store
from boussole.values import Kind, Observation, Period, Status, Territory

Key = tuple[str, Period]


class Reading:
    """One territory, as an audience may see it. Every value given is a `Shown`."""

    def __init__(self, store: Store, info: TerritoryInfo, audience: Audience = Audience.INTERNAL) -> None:
        self.info = info
        self.levels = _levels(info)
        self._show = discloser(store, audience).show
        known = catalogue().indicators
        self._communes: dict[Key, list[Observation]] = defaultdict(list)
        self._references: dict[Key, list[Observation]] = defaultdict(list)
        mine: list[Observation] = []
        for o in store.reader().observations([info.territory, *info.members, *self.levels]):
            if o.indicator not in known:
                continue
            if o.territory in self.levels:
                self._references[o.indicator, o.period].append(o)
                continue
            mine.append(o)
            if o.territory.kind is Kind.COMMUNE:
                self._communes[o.indicator, o.period].append(o)
        self._resolved = resolve(mine, info)

    @cached_property
    def own(self) -> dict[str, list[Shown]]:
        """The territory's figures by indicator (in the catalogue's order), each by period."""
        found: dict[str, list[Shown]] = {id: [] for id in catalogue().indicators}
        for (id, _), resolved in sorted(self._resolved.items(), key=lambda item: item[0][1]):
            found[id].append(self._show(catalogue().indicator(id), resolved.figure))
        return {id: figures for id, figures in found.items() if figures}

    @property
    def years(self) -> tuple[int, ...]:
        return tuple(sorted({s.period.year for figures in self.own.values() for s in figures}))

    def commune_years(self, code: str) -> tuple[int, ...]:
        """The years for which one commune has a figure, hidden or not."""
        seen = ((key[1].year, o) for key, group in self._communes.items() for o in group)
        return tuple(sorted({year for year, o in seen if o.territory.code == code}))

    def figure(self, id: str, year: int) -> Shown | None:
        """The territory's figure of a year, else of the latest year before: its period is to be written out."""
        period = self._of_year([s.period for s in self.own.get(id, [])], id, year)
        return self.territory_figure(id, period) if period else None

    def territory_figure(self, id: str, period: Period) -> Shown | None:
        """The territory's figure of exactly that period."""
        return next((s for s in self.own.get(id, []) if s.period == period), None)

    def commune_figure(self, id: str, code: str, year: int) -> Shown | None:
        """The same for one commune of the territory."""
        history = self.commune_history(id, code)
        period = self._of_year([s.period for s in history], id, year)
        return next((s for s in history if s.period == period), None)

    def _of_year(self, periods: Iterable[Period], id: str, year: int) -> Period | None:
        """As the map does: of the periods of one year, the one known for the most communes, then the latest."""
        before = [p for p in periods if p.year <= year]
        last = max((p.year for p in before), default=None)
        same = [p for p in before if p.year == last]
        return max(same, key=lambda p: (len(self._communes.get((id, p), ())), p.end, p.start), default=None)

    def communes(self, id: str, period: Period) -> dict[str, Shown]:
        """One value a commune, all from the first source of the catalogue that has any."""
        return {o.territory.code: self._shown(id, o) for o in self._of_first_source(id, period)}

    def _of_first_source(self, id: str, period: Period) -> list[Observation]:
        seen = self._communes.get((id, period), [])
        first = min((o.source for o in seen), key=lambda s: catalogue().source_rank(id, s), default="")
        return [o for o in seen if o.source == first]

    def commune_history(self, id: str, code: str) -> list[Shown]:
        """One commune's figures of an indicator, by period."""
        return [
            self._shown(id, o)
            for _, period in sorted(key for key in self._communes if key[0] == id)
            for o in self._of_first_source(id, period)
            if o.territory.code == code
        ]

    def reference(self, id: str, period: Period) -> Shown | None:
        """The value of the département, else of the région, else of France, for exactly that period."""
        return next(iter(self._at_levels(id, period)), None)

    def other_reference(self, id: str, period: Period) -> Shown | None:
        """Where there is none: the same levels' value of the nearest other period, never to be compared directly."""
        periods = sorted((p for i, p in self._references if i == id), key=lambda p: abs(p.end - period.end))
        for level in self.levels:
            for other in periods:
                for shown in self._at_levels(id, other):
                    if shown.territory == level:
                        return shown
        return None

    def _at_levels(self, id: str, period: Period) -> list[Shown]:
        """The levels that have a value for a period, the nearest level first."""
        usable = [o for o in self._references.get((id, period), []) if o.status is Status.OK]
        usable.sort(key=lambda o: (self.levels.index(o.territory), catalogue().source_rank(id, o.source)))
        shown: dict[Territory, Shown] = {}
        for o in usable:
            shown.setdefault(o.territory, self._shown(id, o))
        return [s for s in shown.values() if s.value is not None]

    def _shown(self, id: str, seen: Observation) -> Shown:
        rule: Indicator = catalogue().indicator(id)
        return self._show(rule, rates.of_observation(rule, seen))


def _levels(info: TerritoryInfo) -> list[Territory]:
    """What the territory is compared with, the nearest first."""
    levels = [Territory(Kind.FRANCE, "FR")]
    if info.region:
        levels.insert(0, Territory(Kind.REGION, info.region))
    if info.departement:
        levels.insert(0, Territory(Kind.DEPARTEMENT, info.departement))
    return levels
