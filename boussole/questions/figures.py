"""A territory's figures: for each indicator and period, the source's own total where it gives one, else recomputed
from the communes' numerators and denominators. The catalogue orders the sources: the first is shown.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from boussole import rates
from boussole.catalogue import Catalogue, Indicator, catalogue
from boussole.disclosure import Audience, DiffusionDiscloser, Discloser, Shown
from boussole.geography import geography
from boussole.questions.diffusion import publication
from boussole.questions.territories import TerritoryInfo
from boussole.store import Store
from boussole.values import Figure, Kind, Method, Observation, Period, Status, Territory


@dataclass(frozen=True)
class Resolved:
    """The figure shown for one indicator and period, with what stands beside it."""

    figure: Figure
    communes: Figure | None  # recomputed from the communes, when the figure is the source's own total
    others: tuple[Figure, ...]  # the same key from the other sources, in the catalogue's order


def resolve(
    seen: Iterable[Observation], info: TerritoryInfo, known: Catalogue | None = None
) -> dict[tuple[str, Period], Resolved]:
    """Every figure that these observations (of the territory and its communes) give, by indicator and period."""
    known = known or catalogue()
    populations = {c: p for c in info.communes if (p := geography().population([c])) is not None}
    by_key: dict[tuple[str, Period], dict[str, list[Observation]]] = defaultdict(lambda: defaultdict(list))
    for o in seen:
        if o.indicator in known.indicators:
            by_key[o.indicator, o.period][o.source].append(o)
    return {
        key: _resolve_key(known.indicator(key[0]), key[1], sources, info, populations, known)
        for key, sources in by_key.items()
        if any(_ours(o, info) for group in sources.values() for o in group)
    }


def _ours(o: Observation, info: TerritoryInfo) -> bool:
    """A commune's value, or the territory's own while its perimeter is the one that the total covers."""
    return o.territory.kind is Kind.COMMUNE or o.perimeter is None or o.perimeter == info.perimeter


def _resolve_key(
    indicator: Indicator,
    period: Period,
    sources: dict[str, list[Observation]],
    info: TerritoryInfo,
    populations: dict[str, int],
    known: Catalogue,
) -> Resolved:
    totals: list[Figure] = []
    sums: dict[str, Figure] = {}
    for source in sorted(sources, key=lambda s: known.source_rank(indicator.id, s)):
        group = [o for o in sources[source] if _ours(o, info)]
        for o in group:
            if o.territory == info.territory:
                method = Method.SOURCE_TOTAL if o.perimeter else Method.SOURCE
                totals.append(rates.of_observation(indicator, o, method))
        communes = {o.territory.code: o for o in group if o.territory.kind is Kind.COMMUNE}
        if communes:
            sums[source] = rates.of_communes(
                indicator, info.territory, period, source, info.communes, communes, populations
            )
    usable = [t for t in totals if t.status is Status.OK]
    # Totals come before sums, and the sort keeps that order within a source.
    ordered = sorted([*usable, *sums.values()], key=lambda f: known.source_rank(indicator.id, f.source)) or totals
    first = ordered[0]
    beside = sums.get(first.source) or next(iter(sums.values()), None)
    others = tuple(f for f in ordered[1:] if f.source != first.source)
    return Resolved(first, beside if first in usable else None, others)


def discloser(store: Store, audience: Audience) -> Discloser:
    """What `audience` may see of the version in force."""
    return DiffusionDiscloser(publication(store)) if audience is Audience.DIFFUSION else Discloser()


def territory_figures(
    store: Store, info: TerritoryInfo, indicators: Sequence[str] | None = None
) -> dict[tuple[str, Period], Resolved]:
    """All the figures of a territory held in the store."""
    reader = store.reader()
    return resolve(reader.observations([info.territory, *info.members], indicators), info)


def shown_figures(
    store: Store,
    info: TerritoryInfo,
    indicator: str | None = None,
    year: int | None = None,
    audience: Audience = Audience.INTERNAL,
) -> list[Shown]:
    """The territory's figures after disclosure, by the catalogue's order then period."""
    show = discloser(store, audience).show
    order = {id_: rank for rank, id_ in enumerate(catalogue().indicators)}
    found = territory_figures(store, info, [indicator] if indicator else None)
    keys = sorted(found, key=lambda k: (order[k[0]], k[1]))
    return [show(catalogue().indicator(k[0]), found[k].figure) for k in keys if year is None or k[1].year == year]


def reference_figures(
    store: Store,
    info: TerritoryInfo,
    indicator: str,
    period: Period | None = None,
    audience: Audience = Audience.INTERNAL,
) -> dict[Territory, list[Shown]]:
    """The département's, région's and France's own values for an indicator, each by period (latest last)."""
    show = discloser(store, audience).show
    levels = [Territory(Kind.FRANCE, "FR")]
    if info.region:
        levels.insert(0, Territory(Kind.REGION, info.region))
    if info.departement:
        levels.insert(0, Territory(Kind.DEPARTEMENT, info.departement))
    known = catalogue()
    rule = known.indicator(indicator)
    best: dict[tuple[Territory, Period], Observation] = {}
    found = store.reader().observations(levels, [indicator])
    for o in sorted(found, key=lambda o: (o.status is not Status.OK, known.source_rank(indicator, o.source))):
        best.setdefault((o.territory, o.period), o)
    result: dict[Territory, list[Shown]] = {level: [] for level in levels}
    for (level, when), o in sorted(best.items(), key=lambda item: item[0][1]):
        if period is None or when == period:
            result[level].append(show(rule, rates.of_observation(rule, o)))
    return result
