"""What was measured of an indicator in one year: the territory's figure, its communes', the references'. Shared by the
views that compare; each value is a `Shown`, and each answer says which period it is about.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from boussole import rates
from boussole.catalogue import Indicator, catalogue
from boussole.comparison import fragile
from boussole.disclosure import Audience, Shown
from boussole.french import number, sort_key
from boussole.geography import geography
from boussole.panels import Footer
from boussole.questions import wording
from boussole.questions.choices import IndicatorChoice, indicator_choices
from boussole.questions.figures import discloser, reference_figures, resolve
from boussole.questions.territories import TerritoryInfo
from boussole.store import Store
from boussole.values import Kind, Method, Observation, Period, Territory

OWN = "territoire"  # the id of « the territory itself » among references
FRAGILE = "petit effectif : à lire avec prudence"


@dataclass(frozen=True)
class Measured:
    """One indicator over one period. `own` is the territory's figure, `communes` those of its communes, by code."""

    period: Period
    own: Shown | None
    communes: dict[str, Shown]


@dataclass(frozen=True)
class Reference:
    """A value to compare with. `id` is stable (« departement-79 », « france », OWN); `name` is French."""

    id: str
    name: str
    shown: Shown

    @property
    def text(self) -> str:
        indicator = catalogue().indicator(self.shown.indicator)
        return f"{self.name} : {wording.value_text(indicator, self.shown)} ({self.shown.period.label})"


def measured(
    store: Store,
    info: TerritoryInfo,
    indicator_id: str,
    year: int,
    audience: Audience = Audience.INTERNAL,
    period: Period | None = None,
) -> Measured | None:
    """Of the periods of a year, `period` where it was measured, else the one known for the most communes (the latest
    among equals). None when the territory has nothing for that indicator and year.
    """
    indicator = catalogue().indicator(indicator_id)
    held = store.reader().observations([info.territory, *info.members], [indicator_id])
    seen = [o for o in held if o.period.year == year]
    resolved = resolve(seen, info)
    if not resolved:
        return None
    counts = Counter(o.period for o in seen if o.territory.kind is Kind.COMMUNE)
    periods = [key[1] for key in resolved]
    chosen = period if period in periods else max(periods, key=lambda p: (counts[p], p.end, p.start))
    show = discloser(store, audience).show
    communes = best_source(indicator, [o for o in seen if o.period == chosen])
    return Measured(
        chosen,
        show(indicator, resolved[indicator_id, chosen].figure),
        {c: show(indicator, rates.of_observation(indicator, o)) for c, o in communes.items()},
    )


def best_source(indicator: Indicator, seen: Iterable[Observation]) -> dict[str, Observation]:
    """One observation a commune, all from the first source of the catalogue that has any commune (as the map does)."""
    by_source: dict[str, dict[str, Observation]] = {}
    for o in seen:
        if o.territory.kind is Kind.COMMUNE:
            by_source.setdefault(o.source, {})[o.territory.code] = o
    if not by_source:
        return {}
    return by_source[min(by_source, key=lambda s: catalogue().source_rank(indicator.id, s))]


def references(
    store: Store,
    infos: Sequence[TerritoryInfo],
    indicator_id: str,
    found: Measured,
    audience: Audience = Audience.INTERNAL,
) -> list[Reference]:
    """What can be compared with over the same period, the nearest that all share first; then (of one territory) the
    territory itself. None for a count, which grows with the place.
    """
    if catalogue().indicator(indicator_id).nature == "effectif":
        return []
    known: dict[Territory, Shown] = {}
    for info in infos:
        for level, values in reference_figures(store, info, indicator_id, found.period, audience).items():
            for shown in values:
                if shown.value is not None:
                    known[level] = shown
    order = [Kind.DEPARTEMENT, Kind.REGION, Kind.FRANCE]
    if sum(level.kind is Kind.DEPARTEMENT for level in known) > 1:
        order.reverse()  # territories of several départements have France in common
    levels = sorted(known, key=lambda t: (order.index(t.kind), sort_key(level_name(t))))
    listed = [Reference(level_id(t), level_name(t), known[t]) for t in levels]
    if len(infos) == 1 and found.own is not None and found.own.value is not None:
        listed.append(Reference(OWN, infos[0].name, found.own))
    return listed


def level_id(level: Territory) -> str:
    return "france" if level.kind is Kind.FRANCE else f"{level.kind.value}-{level.code}"


def level_name(level: Territory) -> str:
    """« Deux-Sèvres (département) », « France »."""
    name = geography().name_of(level.kind.value, level.code) or level.code
    return name if level.kind is Kind.FRANCE else f"{name} ({wording.LEVEL[level.kind].lower()})"


def comparable(store: Store, infos: Sequence[TerritoryInfo], by_commune: bool) -> list[IndicatorChoice]:
    """The indicators that one territory has by commune, or that any of several territories has, with their years;
    `mapped_years` are those that the most territories have.
    """
    known: dict[str, IndicatorChoice] = {}
    years: dict[str, Counter[int]] = {}
    for info in infos:
        for choice in indicator_choices(store, info):
            if here := choice.mapped_years if by_commune else choice.years:
                known[choice.id] = choice
                years.setdefault(choice.id, Counter()).update(here)
    found = []
    for id in (i for i in catalogue().indicators if i in known):
        shared = tuple(sorted(y for y, count in years[id].items() if count == max(years[id].values())))
        every = tuple(sorted(years[id]))
        found.append(IndicatorChoice(id, known[id].label, known[id].mission, every, shared))
    return found


def cells(indicator: Indicator, shown: Shown | None) -> tuple[str, str, str, str, str]:
    """Value, count, denominator, interval and cautions, as a table prints them."""
    if shown is None:
        return "aucune donnée", "", "", "", ""
    said = "; ".join([*wording.cautions(shown), *([FRAGILE] if fragile(indicator, shown) else [])])
    if shown.value is None:
        if shown.method is not Method.BOUNDS and shown.numerator is not None:  # a count without its rate
            return "—", number(shown.numerator), "", "", said
        return wording.value_text(indicator, shown), "", "", "", said
    return (
        number(shown.value, indicator.decimals),
        number(shown.numerator) if shown.numerator is not None else "",
        number(shown.denominator) if shown.denominator is not None else "",
        wording.interval_text(indicator, shown).removeprefix("intervalle à 95 % : "),
        said,
    )


def details(indicator: Indicator, shown: Shown) -> tuple[str, ...]:
    """What a chart says when one of its points is pointed at, after its value."""
    lines = (
        wording.beside_text(indicator, shown),
        wording.interval_text(indicator, shown),
        FRAGILE if fragile(indicator, shown) else "",
        *wording.cautions(shown),
        f"Période : {shown.period.label}",
        wording.origin_text(shown),
    )
    return tuple(line for line in lines if line)


def common_footer(indicator: Indicator, shown: Sequence[Shown]) -> Footer:
    """What several figures of one indicator rest on together. `shown` is not empty."""
    sources = dict.fromkeys(wording.source_label(s.source) for s in shown)
    periods = dict.fromkeys(s.period for s in sorted(shown, key=lambda s: s.period))
    champs = dict.fromkeys(indicator.champ(catalogue().sources.get(s.source)) for s in shown)
    extracted = [s.extracted for s in shown if s.extracted]
    when = f" (extraction du {max(extracted):%d/%m/%Y})" if extracted else ""
    period = " ; ".join(p.label for p in periods)
    if len(periods) > 3:  # each one is written beside its value
        period = Period(min(p.start for p in periods), max(p.end for p in periods)).label
    return Footer(" ; ".join(sources) + when, period, " ; ".join(champs), wording.origins_text(list(shown)))
