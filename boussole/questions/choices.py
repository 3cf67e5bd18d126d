"""What can be chosen on a territory: the indicators that have values, and their years."""

from __future__ import annotations

from dataclasses import dataclass

from boussole.catalogue import catalogue
from boussole.questions.territories import TerritoryInfo
from boussole.store import Store
from boussole.values import Kind, Status


@dataclass(frozen=True)
class IndicatorChoice:
    """An indicator that the territory has values for. `mapped_years`: those known by commune."""

    id: str
    label: str
    mission: str
    years: tuple[int, ...]
    mapped_years: tuple[int, ...]


def indicator_choices(store: Store, info: TerritoryInfo) -> list[IndicatorChoice]:
    """In the catalogue's order; an indicator without any value of the territory is not offered."""
    years: dict[str, set[int]] = {}
    mapped: dict[str, set[int]] = {}
    for o in store.reader().observations([info.territory, *info.members]):
        if o.territory.kind is Kind.CPTS and o.perimeter not in (None, info.perimeter):
            continue
        years.setdefault(o.indicator, set()).add(o.period.year)
        if o.territory.kind is Kind.COMMUNE and o.status is not Status.NOT_LOADED:
            mapped.setdefault(o.indicator, set()).add(o.period.year)
    return [
        IndicatorChoice(i.id, i.label, i.mission, tuple(sorted(years[i.id])), tuple(sorted(mapped.get(i.id, ()))))
        for i in catalogue().indicators.values()
        if i.id in years
    ]
