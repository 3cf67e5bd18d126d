"""One indicator against another, place by place. Says that two things that vary together are not cause and effect,
and draws no line through the points. Places with a hidden or missing value on either side are counted, never placed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from boussole.catalogue import Indicator, catalogue
from boussole.comparison import fragile
from boussole.disclosure import Audience, Shown
from boussole.french import number, plural, sort_key
from boussole.geography import geography
from boussole.panels import Footer, Level, Scatter, Spot, Table
from boussole.questions import wording
from boussole.questions.compare import common_period, territories_measured
from boussole.questions.measured import Measured, common_footer, details, measured, references
from boussole.questions.territories import TerritoryInfo
from boussole.store import Store
from boussole.values import Origin, Period

CAUTION = "Deux indicateurs qui varient ensemble ne disent pas que l’un cause l’autre."
_NAMED = 12  # with more places than this, names would cover each other: pointing at a point gives its name


@dataclass(frozen=True)
class Crossed:
    """Everything that the view says. `chart` is None when no place has both values."""

    chart: Scatter | None
    facts: tuple[str, ...]
    table: Table
    notes: tuple[str, ...]
    demonstration: bool
    period: Period


@dataclass(frozen=True)
class _Side:
    """One of the two indicators: its figures by place, over `period`."""

    indicator: Indicator
    period: Period
    shown: dict[str, Shown]
    level: Level | None

    @property
    def title(self) -> str:
        unit = "" if self.indicator.unit == "%" else f", en {self.indicator.unit}"
        return f"{self.indicator.label}{unit} ({self.period.label})"


def communes_crossed(
    store: Store,
    info: TerritoryInfo,
    ids: tuple[str, str],
    year: int,
    other_year: int,
    reference: str = "",
    audience: Audience = Audience.INTERNAL,
) -> Crossed | None:
    """The communes of a territory by two indicators: the first in `year`, the second in `other_year`."""
    sides = []
    for id, when in zip(ids, (year, other_year), strict=True):
        found = measured(store, info, id, when, audience)
        if found is None or not found.communes:
            return None
        level = _level(store, [info], id, found, reference, audience)
        sides.append(_Side(catalogue().indicator(id), found.period, found.communes, level))
    names = {c: geography().name_of("commune", c) or c for c in info.communes}
    return _answer(sides[0], sides[1], names, "commune")


def territories_crossed(
    store: Store,
    infos: Sequence[TerritoryInfo],
    ids: tuple[str, str],
    year: int,
    other_year: int,
    reference: str = "",
    audience: Audience = Audience.INTERNAL,
) -> Crossed | None:
    """Several territories by two indicators, each over the period that most of them share."""
    sides = []
    for id, when in zip(ids, (year, other_year), strict=True):
        found = territories_measured(store, infos, id, when, audience)
        if not found:
            return None
        common = common_period(found)
        same = {t: m.own for t, m in found.items() if m.period == common and m.own is not None}
        level = _level(store, infos, id, Measured(common, None, {}), reference, audience)
        sides.append(_Side(catalogue().indicator(id), common, same, level))
    return _answer(sides[0], sides[1], {t.id: t.name for t in infos}, "territoire")


def _level(
    store: Store, infos: Sequence[TerritoryInfo], id: str, found: Measured, reference: str, audience: Audience
) -> Level | None:
    """The same reference on both axes, where both have it over their own period."""
    for one in references(store, infos, id, found, audience):
        if one.id == reference and one.shown.value is not None:
            return Level(one.name, one.shown.value, wording.value_text(catalogue().indicator(id), one.shown))
    return None


def _answer(x: _Side, y: _Side, names: dict[str, str], what: str) -> Crossed:
    ordered = sorted(names, key=lambda id: sort_key(names[id]))
    spots = []
    for id in ordered:
        across, up = x.shown.get(id), y.shown.get(id)
        if across is None or up is None or across.value is None or up.value is None:
            continue
        lines = tuple(
            line
            for side, shown in ((x, across), (y, up))
            for line in (
                f"{side.indicator.label} : {wording.value_text(side.indicator, shown)}",
                *details(side.indicator, shown),
            )
        )
        thin = fragile(x.indicator, across) or fragile(y.indicator, up)
        spots.append(Spot(names[id], across.value, up.value, thin, len(names) <= _NAMED, lines))
    every = [s for side in (x, y) for s in side.shown.values()]
    facts = _facts(x, y, ordered, len(spots), what)
    return Crossed(
        _chart(x, y, tuple(spots), facts) if spots else None,
        tuple(facts),
        _table(x, y, names, ordered, what),
        tuple(_notes(x, y, any(s.fragile for s in spots))),
        any(s.origin is not Origin.LOADED for s in every),
        x.period,
    )


def _chart(x: _Side, y: _Side, spots: tuple[Spot, ...], facts: list[str]) -> Scatter:
    title = f"{y.indicator.label} selon : {x.indicator.label}"
    one = common_footer(x.indicator, list(x.shown.values()))
    two = common_footer(y.indicator, list(y.shown.values()))
    footer = Footer(
        " ; ".join(dict.fromkeys((one.source, two.source))),
        " ; ".join(dict.fromkeys((one.period, two.period))),
        " ; ".join(dict.fromkeys((one.champ, two.champ))),
        " ; ".join(dict.fromkeys((one.origin, two.origin))),
    )
    alternative = (
        f"{title}. {' '.join(f'{f}.' for f in facts)} {CAUTION} Le tableau sous le graphique donne les deux valeurs de "
        "chaque lieu."
    )
    units = (x.indicator.unit, y.indicator.unit)
    return Scatter(title, x.title, y.title, *units, spots, x.level, y.level, alternative, footer)


def _facts(x: _Side, y: _Side, ids: list[str], drawn: int, what: str) -> list[str]:
    lines = [f"Placés sur le graphique : {number(drawn)} sur {plural(len(ids), what)}"]
    secret = sum(any(s is not None and s.hidden for s in (x.shown.get(i), y.shown.get(i))) for i in ids)
    if secret:
        lines.append(f"Sous secret statistique pour l’un des deux, donc non placés : {plural(secret, what)}")
    rest = len(ids) - drawn - secret
    if rest:
        lines.append(f"Sans les deux valeurs sur ces périodes, donc non placés : {plural(rest, what)}")
    for side in (x, y):
        if side.level is not None:
            lines.append(f"{side.indicator.label}, {side.level.name} : {side.level.text} ({side.period.label})")
    return lines


def _notes(x: _Side, y: _Side, thin: bool) -> list[str]:
    notes = [CAUTION]
    if x.period != y.period:
        notes.append(
            f"Les deux indicateurs ne portent pas sur la même période : {x.period.label} pour le premier (en bas), "
            f"{y.period.label} pour le second (à gauche)."
        )
    if thin:
        notes.append("Un point creux repose sur un petit effectif : le hasard suffit à le déplacer beaucoup.")
    notes.append(f"Comment lire, en bas : {x.indicator.reading} À gauche : {y.indicator.reading}")
    return notes


def _table(x: _Side, y: _Side, names: dict[str, str], ordered: list[str], what: str) -> Table:
    """Both values, with what each rests on."""
    columns = [what.capitalize()]
    numeric = []
    for rank, side in enumerate((x, y), 1):
        value = f"{rank}. {side.indicator.label} ({side.indicator.unit}), {side.period.label}"
        columns += [value, f"{rank}. Effectif", f"{rank}. Intervalle à 95 %"]
        numeric += columns[-3:]
    rows = []
    for id in ordered:
        row = [names[id]]
        for side in (x, y):
            row += _cells(side, side.shown.get(id))
        rows.append(tuple(row))
    title = f"{x.indicator.label} et {y.indicator.label} par {what}"
    return Table(title, tuple(columns), tuple(rows), frozenset(numeric))


def _cells(side: _Side, shown: Shown | None) -> list[str]:
    if shown is None:
        return ["aucune donnée", "", ""]
    value = wording.value_text(side.indicator, shown)
    if shown.value is not None:
        value = number(shown.value, side.indicator.decimals)
    count = "" if shown.numerator is None else number(shown.numerator)
    if count and shown.denominator is not None:
        count += f" sur {number(shown.denominator)}"
    interval = wording.interval_text(side.indicator, shown).removeprefix("intervalle à 95 % : ")
    return [value, count, interval]
