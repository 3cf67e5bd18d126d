"""What *diffusion* needs of the store: the register, and each group of quantities and period under its mask.

A mask is made when it is first asked for, and kept for as long as the version and the register are the same.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Mapping
from functools import cache

from boussole.catalogue import Catalogue, catalogue
from boussole.disclosure.cells import read
from boussole.disclosure.diffusion import Masked
from boussole.disclosure.mask import mask
from boussole.geography import geography
from boussole.questions.territories import territories
from boussole.store import Reader, Store
from boussole.values import Kind, Observation, Period, Status, Territory, perimeter_id

VERSIONS_KEPT = 2


@cache
def groups() -> Mapping[str, tuple[str, ...]]:
    """For each indicator, those that share a quantity with it, from one to the next: they are masked together."""
    return _groups(catalogue())


def _groups(known: Catalogue) -> dict[str, tuple[str, ...]]:
    parent: dict[str, str] = {}

    def root(name: str) -> str:
        while parent.setdefault(name, name) != name:
            name = parent[name]
        return name

    for i in known.indicators.values():
        for quantity in (i.numerator, i.denominator):
            if quantity is not None:
                parent[root(quantity)] = root(f"= {i.id}")
    found: dict[str, list[str]] = {}
    for id_ in sorted(known.indicators):
        found.setdefault(root(f"= {id_}"), []).append(id_)
    return {id_: tuple(ids) for ids in found.values() for id_ in ids}


class StorePublication:
    """One version of the store and one register: what `DiffusionDiscloser` asks for. Safe from several threads."""

    def __init__(
        self, reader: Reader, register: Mapping[Territory, frozenset[str]], drafts: Mapping[str, frozenset[str]]
    ):
        self.reader, self.register, self.drafts = reader, register, drafts
        self.inside = frozenset[str]().union(*register.values())
        self._kept: dict[tuple[str, Period, frozenset[str]], Masked] = {}
        self._lock = threading.RLock()

    def registered(self, territory: Territory) -> bool:
        return territory in self.register

    def communes(self, territory: Territory) -> frozenset[str] | None:
        if territory.kind is Kind.CPTS:
            return self.register.get(territory) or self.drafts.get(territory.code)
        return _members(territory)

    def populations(self, communes: frozenset[str]) -> Mapping[str, int]:
        return {c: p for c in communes if (p := geography().population([c])) is not None}

    def masked(self, indicator: str, period: Period, communes: frozenset[str]) -> Masked | None:
        """The register's mask; that of communes outside of it is made on the side, for no total covers them."""
        group = groups().get(indicator)
        if group is None:
            return None
        with self._lock:
            own = self._kept.get((group[0], period, frozenset()))
            if own is None:
                own = self._register_mask(group, period)
                self._kept[group[0], period, frozenset()] = own
            rest = communes - own.communes
            if not rest:
                return own
            key = (group[0], period, rest)
            if key not in self._kept:
                observations = self.reader.published(group, period, sorted(rest), elsewhere=False)
                self._kept[key] = own.beside(self._mask(group, observations, {}, {}, rest))
            return self._kept[key]

    def _register_mask(self, group: tuple[str, ...], period: Period) -> Masked:
        observations = self.reader.published(group, period, sorted(self.inside))
        ours = [o for o in observations if _covers(o, self.register)]
        places = {o.territory for o in ours if o.territory.kind not in (Kind.COMMUNE, Kind.CPTS)}
        members = {place: _members(place) or frozenset() for place in places}
        counted = {o.territory for o in ours if o.territory in places and _has_count(o)}
        # A rate of a place that has other communes tells nothing; a count may, and so may a rate of ours alone.
        telling = counted | {place for place, codes in members.items() if codes and codes <= self.inside}
        beyond, wider = frozenset[str](), dict.fromkeys(members, frozenset[str]())
        if telling:
            beyond = frozenset[str]().union(*(members[p] for p in telling)) - self.inside
            ours += self.reader.published(group, period, sorted(beyond), elsewhere=False)
            known = {o.territory.code for o in ours if o.territory.kind is Kind.COMMUNE}
            wider = _gathered(members, self.register, known)
        return self._mask(group, ours, self.register, wider, self.inside | beyond)

    def _mask(
        self,
        group: tuple[str, ...],
        observations: list[Observation],
        register: Mapping[Territory, frozenset[str]],
        wider: Mapping[Territory, frozenset[str]],
        communes: frozenset[str],
    ) -> Masked:
        indicators = [catalogue().indicator(i) for i in group]
        alone = {
            o.territory.code
            for o in observations
            if o.territory.kind is Kind.COMMUNE and o.value is not None and o.numerator is None
        }
        bases = self._bases(group, alone, observations) if alone else {}
        ceilings = self.populations(frozenset(alone) if not self._rates_of_places(observations) else communes)
        world = read(indicators, observations, register, wider, bases, ceilings)
        seen = {(o.indicator, o.territory, o.source): o for o in observations}
        return Masked(world, mask(world), seen, communes)

    @staticmethod
    def _rates_of_places(observations: list[Observation]) -> bool:
        return any(o.territory.kind is Kind.CPTS and o.numerator is None and o.value is not None for o in observations)

    def _bases(
        self, group: tuple[str, ...], communes: set[str], observations: list[Observation]
    ) -> dict[tuple[str, str], float]:
        """For rates without counts: the last count known of each denominator there, whatever the period, and the
        inhabitants of the reference. A year's change does not protect anybody."""
        found: dict[tuple[str, str], float] = {}
        if any(catalogue().indicator(i).denominator == "habitants" for i in group):
            found = {("habitants", c): float(p) for c, p in self.populations(frozenset(communes)).items()}
        period = observations[0].period
        known = self.reader.observations([Territory(Kind.COMMUNE, c) for c in sorted(communes)], group)
        for o in sorted(known, key=lambda o: -abs((o.period.end - period.end).days)):
            rule = catalogue().indicator(o.indicator)
            pairs = [(rule.denominator, o.denominator), (rule.numerator, o.numerator)]
            found |= {(q, o.territory.code): n for q, n in pairs if q is not None and n is not None}
        return found


@cache
def _members(territory: Territory) -> frozenset[str] | None:
    """The communes of an EPCI, a département or a région today; None for other places."""
    if territory.kind is Kind.EPCI:
        return frozenset(geography().epci_members(territory.code))
    if territory.kind is Kind.FRANCE:
        return frozenset(geography().communes.index)
    if territory.kind in (Kind.DEPARTEMENT, Kind.REGION):
        table = geography().communes
        return frozenset(table.index[table[territory.kind.value] == territory.code])
    return None


def _gathered(
    members: Mapping[Territory, frozenset[str]], register: Mapping[Territory, frozenset[str]], known: set[str]
) -> dict[Territory, frozenset[str]]:
    """The communes of each place, those without any value gathered: one for all that the same places cover."""
    one: dict[frozenset[Territory], str] = {}
    stands = {}
    inside = frozenset[str]().union(*register.values())
    for code in sorted(frozenset[str]().union(*members.values())):
        around = frozenset(p for p, codes in members.items() if code in codes)
        stands[code] = code if code in known or code in inside else one.setdefault(around, code)
    return {place: frozenset(stands[c] for c in codes) for place, codes in members.items()}


def _covers(o: Observation, register: Mapping[Territory, frozenset[str]]) -> bool:
    """A value that documents show: a registered territory's while its perimeter is the one that the total covers."""
    if o.territory.kind is not Kind.CPTS:
        return True
    codes = register.get(o.territory)
    return codes is not None and (o.perimeter is None or o.perimeter == perimeter_id(codes))


def _has_count(o: Observation) -> bool:
    if o.status is not Status.OK:
        return False
    effectif = catalogue().indicator(o.indicator).nature == "effectif"
    return o.numerator is not None or o.denominator is not None or effectif


_publications: OrderedDict[tuple[object, ...], StorePublication] = OrderedDict()
_publications_lock = threading.Lock()


def publication(store: Store) -> StorePublication:
    """The version in force and the register, with the masks already made for them. Raises StoreMissing."""
    reader = store.reader()
    found = territories(store, retired=True)
    register = {t.territory: frozenset(t.communes) for t in found if t.published and t.communes}
    drafts = {t.id: frozenset(t.communes) for t in found if not t.published}
    key = (
        reader.path,
        *sorted((t.code, perimeter_id(c)) for t, c in [*register.items()]),
        "|",
        *sorted(drafts.items(), key=str),
    )
    with _publications_lock:
        if key not in _publications:
            _publications[key] = StorePublication(reader, register, drafts)
            while len(_publications) > VERSIONS_KEPT:
                _publications.popitem(last=False)
        _publications.move_to_end(key)
        return _publications[key]
