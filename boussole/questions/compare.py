"""Who stands out: communes of a territory, or several territories, on one indicator and one period, each with its
interval, held against a reference. Communes are never ranked by number: quarters, and names in order within.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from boussole.catalogue import Indicator, catalogue
from boussole.comparison import Verdict, compare, quartile_of, visible_values
from boussole.disclosure import Audience, Shown
from boussole.french import number, sort_key, with_unit
from boussole.geography import geography
from boussole.panels import Dot, DotGroup, Intervals, Level, Table
from boussole.questions import wording
from boussole.questions.compare_words import Place, facts_of, luck, reading, table_of
from boussole.questions.measured import OWN, Measured, Reference, common_footer, details, measured, references
from boussole.questions.perimeters import other_perimeter_facts, overlap_facts
from boussole.questions.territories import TerritoryInfo
from boussole.store import Store
from boussole.values import Method, Origin, Period

_SILENT = 12  # more communes than this without a value are not a line each of the chart
ROWS = 60  # places on one chart; beyond, it is cut into parts
_QUARTERS = {
    4: "Valeurs les plus hautes",
    3: "Valeurs plutôt hautes",
    2: "Valeurs plutôt basses",
    1: "Valeurs les plus basses",
}
_SIDES = {
    Verdict.ABOVE: "above", Verdict.HIGHER: "above", Verdict.BELOW: "below", Verdict.LOWER: "below",
    Verdict.NOT_DIFFERENT: "same", Verdict.EQUAL: "same",
}  # fmt: skip
_JUDGED = {"meilleur": "better", "moins bon": "worse"}


@dataclass(frozen=True)
class Compared:
    """Everything that the view says. `parts` are the charts to show one at a time; empty when nothing has a value."""

    parts: tuple[Intervals, ...]
    part_names: tuple[str, ...]
    facts: tuple[str, ...]
    table: Table
    notes: tuple[str, ...]
    demonstration: bool
    period: Period


def communes_compared(
    store: Store,
    info: TerritoryInfo,
    indicator_id: str,
    year: int,
    reference: str = "",
    audience: Audience = Audience.INTERNAL,
) -> Compared | None:
    """The communes of a territory. `reference`: the id of one of `communes_references`; the first of them otherwise."""
    indicator = catalogue().indicator(indicator_id)
    found = measured(store, info, indicator_id, year, audience)
    if found is None or not found.communes:
        return None
    against = _chosen(references(store, [info], indicator_id, found, audience), reference)
    places = [Place(geography().name_of("commune", c) or c, c, found.communes.get(c)) for c in info.communes]
    places.sort(key=lambda p: sort_key(p.name))
    groups = _quarters(indicator, places, against)
    notes = [reading(indicator, places), luck(places, against)]
    if info.assumed:
        notes.append("Périmètre supposé : la liste officielle des communes n’est pas publiée dans nos sources.")
    extra = [] if against is not None and against.id == OWN else [(info.name, found.own)]
    return _answer(indicator, found.period, places, groups, against, "commune", notes, extra)


def territories_compared(
    store: Store,
    infos: Sequence[TerritoryInfo],
    indicator_id: str,
    year: int,
    reference: str = "",
    audience: Audience = Audience.INTERNAL,
) -> Compared | None:
    """Several territories, by name. Where they were not measured over the same period, each period is written out and
    only those of the most common one are compared.
    """
    indicator = catalogue().indicator(indicator_id)
    found = territories_measured(store, infos, indicator_id, year, audience)
    if not found:
        return None
    common = common_period(found)
    here = next(m for m in found.values() if m.period == common)
    against = _chosen(references(store, infos, indicator_id, replace(here, own=None), audience), reference)
    places = [Place(t.name, t.id, found[t.id].own if t.id in found else None) for t in infos]
    same = [p for p in places if p.shown is None or p.shown.period == common]
    other = [p for p in places if p not in same]
    dots = tuple(_dot(indicator, p, against) for p in same)
    groups = [DotGroup(f"Période : {common.label}" if other else "", dots)]
    groups += [
        DotGroup(f"Autre période : {p.shown.period.label}", (_dot(indicator, p, against),)) for p in other if p.shown
    ]
    notes = [reading(indicator, places)]
    if assumed := [t.name for t in infos if t.assumed]:
        notes.append(f"Périmètre supposé : {', '.join(assumed)}.")
    for rank, info in enumerate(infos):
        overlaps = overlap_facts(info.communes, infos[rank + 1 :])
        notes += [f"{info.name} : {line}." for line in overlaps]
        notes += [
            f"{info.name} : {line}." for line in other_perimeter_facts(store, info.id, info.communes, indicator_id)
        ]
    return _answer(indicator, common, places, groups, against, "territoire", notes, [])


def territories_measured(
    store: Store, infos: Sequence[TerritoryInfo], indicator_id: str, year: int, audience: Audience
) -> dict[str, Measured]:
    """What each territory has for a year, over the period that most of them share wherever it has it."""
    first = {t.id: m for t in infos if (m := measured(store, t, indicator_id, year, audience))}
    if not first:
        return {}
    common = common_period(first)
    again = {t.id: measured(store, t, indicator_id, year, audience, common) for t in infos if t.id in first}
    return {id: m for id, m in again.items() if m is not None}


def common_period(found: Mapping[str, Measured]) -> Period:
    """The period that most have; the latest among equals."""
    counts = Counter(m.period for m in found.values())
    return max(counts, key=lambda p: (counts[p], p.end, p.start))


def reference_choices(
    store: Store,
    infos: Sequence[TerritoryInfo],
    indicator_id: str,
    year: int,
    by_commune: bool,
    audience: Audience = Audience.INTERNAL,
) -> dict[str, str]:
    """id → name of what the chosen indicator and year can be compared with."""
    if by_commune:
        found = measured(store, infos[0], indicator_id, year, audience)
    else:
        all_found = territories_measured(store, infos, indicator_id, year, audience)
        common = common_period(all_found) if all_found else None
        found = next((replace(m, own=None) for m in all_found.values() if m.period == common), None)
    listed = references(store, infos, indicator_id, found, audience) if found else []
    return {r.id: r.name for r in listed}


def _chosen(listed: list[Reference], id: str) -> Reference | None:
    return next((r for r in listed if r.id == id), listed[0] if listed else None)


def _dot(indicator: Indicator, place: Place, against: Reference | None) -> Dot:
    shown = place.shown
    if shown is None:
        return Dot(place.name, "aucune donnée")
    text = wording.value_text(indicator, shown)
    bounds = shown.method is Method.BOUNDS
    if shown.value is None and not (bounds and shown.low is not None):
        return Dot(place.name, text, details=(f"Période : {shown.period.label}",))
    found = compare(indicator, shown, against.shown if against else None)
    said = "" if found.verdict is Verdict.NONE else found.verdict.value
    judged = f", {found.judgement.value}" if found.judgement else ""
    return Dot(
        label=place.name,
        text=text,
        value=shown.value,
        low=shown.low,
        high=shown.high,
        verdict=said + judged,
        side=_SIDES.get(found.verdict, ""),
        judgement=_JUDGED.get(found.judgement.value, ""),
        details=details(indicator, shown),
    )


def _quarters(indicator: Indicator, places: list[Place], against: Reference | None) -> list[DotGroup]:
    """Highest quarter first; without enough values, one group. Communes without a value come last."""
    values = visible_values(p.shown for p in places if p.shown)
    by_quarter: dict[int | None, list[Place]] = {}
    nothing: list[Place] = []
    for place in places:
        if place.shown is None or place.shown.value is None:
            nothing.append(place)
        else:
            by_quarter.setdefault(quartile_of(place.shown.value, values), []).append(place)
    groups = []
    for quarter, label in _QUARTERS.items():
        if quarter in by_quarter:
            mine = visible_values(p.shown for p in by_quarter[quarter] if p.shown)
            groups.append((f"{label} : {_range(indicator, mine)}", by_quarter[quarter]))
    if None in by_quarter:
        groups.append(("", by_quarter[None]))
    if nothing:
        groups.append(("Sans valeur à montrer", nothing))
    return [DotGroup(label, tuple(_dot(indicator, p, against) for p in members)) for label, members in groups]


def _range(indicator: Indicator, values: list[float]) -> str:
    low, high = number(values[0], indicator.decimals), number(values[-1], indicator.decimals)
    last = with_unit(values[-1], indicator.unit, indicator.decimals)
    return last if low == high else f"{low} à {last}"


def _answer(
    indicator: Indicator,
    period: Period,
    places: list[Place],
    groups: list[DotGroup],
    against: Reference | None,
    what: str,
    notes: list[str],
    extra: list[tuple[str, Shown | None]],
) -> Compared:
    shown = [p.shown for p in places if p.shown]
    facts = facts_of(indicator, places, against, what)
    footer = common_footer(indicator, [*shown, *([against.shown] if against else [])])
    level = None
    if against is not None and against.shown.value is not None:
        level = Level(against.name, against.shown.value, wording.value_text(indicator, against.shown))
    title = f"{indicator.label} – {period.label}"
    alternative = f"{title}. {' '.join(f'{f}.' for f in facts)} Le tableau sous le graphique donne chaque valeur."
    drawn = [_on_chart(group) for group in groups]
    parts = [Intervals(title, indicator.unit, cut, level, alternative, footer) for cut in _cut(drawn)]
    names = tuple(_part_name(p, rank, len(parts)) for rank, p in enumerate(parts, 1))
    if not any(s.value is not None or (s.low is not None and not s.hidden) for s in shown):
        parts, names = [], ()
    every = [*shown, *([against.shown] if against else [])]
    return Compared(
        tuple(parts),
        names,
        tuple(facts),
        table_of(indicator, places, groups, against, what, extra, period),
        tuple(n for n in notes if n),
        any(s.origin is not Origin.LOADED for s in every),
        period,
    )


def _on_chart(group: DotGroup) -> DotGroup:
    """A few places without a value are a line each of the chart; many are only counted there."""
    if len(group.dots) <= _SILENT or any(d.value is not None or d.low is not None for d in group.dots):
        return group
    return DotGroup(f"{group.label} : {number(len(group.dots))}, dans le tableau", ())


def _part_name(part: Intervals, rank: int, parts: int) -> str:
    """« 2 sur 14 – Valeurs les plus hautes : Bailleul … Douai »."""
    headings = " puis ".join(dict.fromkeys(g.label.split(" : ")[0].lower() for g in part.groups if g.label))
    dots = [d for g in part.groups for d in g.dots]
    ends = f"{dots[0].label} … {dots[-1].label}" if dots else ""
    return f"{rank} sur {parts} – {headings} : {ends}"


def _cut(groups: Sequence[DotGroup]) -> list[tuple[DotGroup, ...]]:
    """The groups in parts of ROWS places at most, each under its heading."""
    if sum(len(g.dots) for g in groups) <= ROWS + ROWS // 3:
        return [tuple(groups)]
    parts: list[list[DotGroup]] = [[]]
    room = ROWS
    for group in groups:
        rest = group.dots
        if not rest:
            parts[-1].append(group)
        while rest:
            if not room:
                parts.append([])
                room = ROWS
            parts[-1].append(DotGroup(group.label, rest[:room]))
            rest, room = rest[room:], max(room - len(rest), 0)
    return [tuple(p) for p in parts]
