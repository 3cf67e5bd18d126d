"""Is it getting better: one indicator through time on a territory, on a reference and on one of its communes. Values
that are not measured alike (source, way of counting, perimeter, days of the year) are never joined by a line, each
break is numbered and said, and only values measured alike make a sentence.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from boussole import rates
from boussole.catalogue import Indicator, catalogue
from boussole.comparison import Direction, alike, trend
from boussole.disclosure import Audience, Shown
from boussole.french import NNBSP, ORIGIN, sort_key, with_unit
from boussole.geography import geography
from boussole.panels import Break, Mark, Table, Trend, TrendLine
from boussole.questions import wording
from boussole.questions.breaks import WAY, what_changed
from boussole.questions.figures import discloser, reference_figures, shown_figures
from boussole.questions.measured import best_source, cells, common_footer, level_id, level_name
from boussole.questions.perimeters import other_perimeter_facts
from boussole.questions.territories import TerritoryInfo
from boussole.store import Store
from boussole.values import Method, Origin, Period

NO_REFERENCE = "aucune"


@dataclass(frozen=True)
class Evolution:
    """Everything that the view says. `chart` is None when nothing has a number."""

    chart: Trend | None
    breaks: tuple[str, ...]
    sentences: tuple[str, ...]
    table: Table
    notes: tuple[str, ...]
    demonstration: bool


@dataclass(frozen=True)
class _Point:
    """`elsewhere`: the source's total for another perimeter of the territory."""

    shown: Shown
    elsewhere: bool = False

    @property
    def drawn(self) -> bool:
        shown = self.shown
        return not shown.hidden and (shown.value is not None or (shown.low is not None and shown.high is not None))

    @property
    def middle(self) -> date:
        period = self.shown.period
        return period.start + (period.end - period.start) / 2


@dataclass(frozen=True)
class _Series:
    name: str
    role: str
    points: list[_Point]


def evolution(
    store: Store,
    info: TerritoryInfo,
    indicator_id: str,
    reference: str = "",
    commune: str = "",
    audience: Audience = Audience.INTERNAL,
) -> Evolution | None:
    """None when the territory has nothing for that indicator. `reference`: an id of `reference_lines`, the first of
    them when empty, none for NO_REFERENCE; `commune`: a code, or empty.
    """
    indicator = catalogue().indicator(indicator_id)
    own = [_Point(s) for s in shown_figures(store, info, indicator_id, audience=audience)]
    own += [_Point(s, True) for s in _elsewhere(store, info, indicator, audience)]
    if not own:
        return None
    series = [_Series(info.name, "own", sorted(own, key=_when))]
    lines = _references(store, info, indicator_id, audience)
    against = lines.get(reference) if reference else next(iter(lines.values()), None)
    if against is not None:
        series.append(against)
    if commune in info.communes:
        series.append(_Series(_name(commune), "commune", _commune(store, indicator, commune, info, audience)))
    drawn = [(s, _runs(s.points)) for s in series]
    breaks = [b for s in series for b in _breaks(s)]
    numbered = [Break(b.when, rank, b.label) for rank, b in enumerate(sorted(breaks, key=lambda b: b.when), 1)]
    every = [p.shown for one in series for p in one.points]
    sentences = tuple(sentence for s in series if (sentence := _sentence(indicator, s)))
    return Evolution(
        _chart(indicator, drawn, numbered, sentences),
        tuple(f"{b.number}. {b.label}" for b in numbered),
        sentences,
        _table(indicator, series),
        tuple(_notes(store, indicator, info, every, [p.shown.period.label for p in series[0].points if p.elsewhere])),
        any(s.origin is not Origin.LOADED for s in every),
    )


def reference_lines(
    store: Store, info: TerritoryInfo, indicator_id: str, audience: Audience = Audience.INTERNAL
) -> dict[str, str]:
    """id → name of the references that have a value for this indicator, whatever the period."""
    return {id: s.name for id, s in _references(store, info, indicator_id, audience).items()}


def commune_lines(store: Store, info: TerritoryInfo, indicator_id: str) -> dict[str, str]:
    """Code → name of the communes that have this indicator, by name."""
    held = {o.territory.code for o in store.reader().observations(info.members, [indicator_id])}
    from_list = {c: _name(c) for c in info.communes if c in held}
    return dict(sorted(from_list.items(), key=lambda pair: sort_key(pair[1])))


def _references(store: Store, info: TerritoryInfo, indicator_id: str, audience: Audience) -> dict[str, _Series]:
    if catalogue().indicator(indicator_id).nature == "effectif":
        return {}  # a count of another place is on another scale
    found = reference_figures(store, info, indicator_id, audience=audience)
    return {
        level_id(level): _Series(level_name(level), "reference", sorted((_Point(s) for s in shown), key=_when))
        for level, shown in found.items()
        if any(s.value is not None for s in shown)
    }


def _commune(store: Store, indicator: Indicator, code: str, info: TerritoryInfo, audience: Audience) -> list[_Point]:
    """The commune's own values, each period from the source that the map shows for it."""
    show = discloser(store, audience).show
    seen = store.reader().observations(info.members, [indicator.id])
    found = []
    for period in sorted({o.period for o in seen}):
        here = best_source(indicator, [o for o in seen if o.period == period]).get(code)
        if here is not None:
            found.append(_Point(show(indicator, rates.of_observation(indicator, here))))
    return found


def _elsewhere(store: Store, info: TerritoryInfo, indicator: Indicator, audience: Audience) -> list[Shown]:
    """The source's totals for another perimeter of this territory: shown apart on screen, and never in *diffusion*,
    where two perimeters could be subtracted.
    """
    if audience is not Audience.INTERNAL:
        return []
    show = discloser(store, audience).show
    held = store.reader().observations([info.territory], [indicator.id])
    own = {s.period for s in shown_figures(store, info, indicator.id, audience=audience)}
    return [
        show(indicator, rates.of_observation(indicator, o, Method.SOURCE_TOTAL))
        for o in held
        if o.perimeter not in (None, info.perimeter) and o.period not in own
    ]


def _when(point: _Point) -> tuple[Period, str]:
    return point.shown.period, point.shown.source


def _name(code: str) -> str:
    return geography().name_of("commune", code) or code


def _joined(before: _Point, after: _Point) -> bool:
    return alike(before.shown, after.shown) and before.elsewhere == after.elsewhere


def _runs(points: Iterable[_Point]) -> tuple[tuple[Mark, ...], ...]:
    """The values that can be drawn, cut where two that follow each other are not measured alike."""
    runs: list[list[Mark]] = []
    last: _Point | None = None
    for one in points:
        if not one.drawn:
            last = None  # hidden or missing: the line stops, and starts again after
            continue
        if last is None or not _joined(last, one):
            runs.append([])
        runs[-1].append(_mark(one))
        last = one
    return tuple(tuple(r) for r in runs)


def _mark(point: _Point) -> Mark:
    """Bounds have no value of their own: the mark stands amid them as `bounds`, and its text says « entre »."""
    shown = point.shown
    indicator = catalogue().indicator(shown.indicator)
    low, high = shown.low, shown.high
    value = shown.value if shown.value is not None else ((low or 0.0) + (high or low or 0.0)) / 2
    said = [wording.interval_text(indicator, shown), wording.beside_text(indicator, shown), *wording.cautions(shown)]
    said += ["couvre un autre périmètre"] if point.elsewhere else []
    origin = " · ".join(t for t in (*said, wording.source_label(shown.source), wording.origin_text(shown)) if t)
    text = wording.value_text(indicator, shown)
    return Mark(point.middle, shown.period.label, value, text, low, high, origin, bounds=shown.value is None)


def _breaks(series: _Series) -> list[Break]:
    found = []
    for before, after in pairwise(p for p in series.points if p.drawn):
        if _joined(before, after):
            continue
        changed = what_changed(before.shown, after.shown, before.elsewhere != after.elsewhere)
        when = before.middle + (after.middle - before.middle) / 2
        label = f"{series.name}, {_between(before.shown.period, after.shown.period)} : {changed}"
        found.append(Break(when, 0, label))
    return found


def _between(first: Period, last: Period) -> str:
    """« entre 2021 et 2024 », « entre « le 24/12/2020 » et « 2021 » »."""
    if first.label.isdigit() and last.label.isdigit():
        return f"entre {first.label} et {last.label}"
    return f"entre « {first.label} » et « {last.label} »"


def _sentence(indicator: Indicator, series: _Series) -> str:
    """« CPTS…, de 2021 à 2024 : en baisse, ce qui est favorable (13,6 % → 13,2 %) ». Of values measured alike only."""
    valued = [p.shown for p in series.points if p.shown.value is not None and not p.elsewhere]
    if series.role == "reference":
        return ""  # a reference has no counts here: nobody can tell chance from change
    if not valued:
        return f"{series.name} : aucune valeur exacte, donc aucune évolution n’est dite."
    last = valued[-1]
    found = trend(indicator, last, valued[:-1])
    if found.direction is Direction.NONE or found.before is None or found.before.value is None:
        return f"{series.name} : pas assez de valeurs mesurées de la même façon pour dire une évolution."
    start = with_unit(found.before.value, indicator.unit, indicator.decimals)
    end = with_unit(last.value, indicator.unit, indicator.decimals)
    meaning = {"meilleur": ", ce qui est favorable", "moins bon": ", ce qui est défavorable"}.get(found.judgement, "")
    small = "" if found.useful or not meaning else " (écart plus petit que l’écart utile)"
    if found.direction is Direction.STEADY:
        meaning, small = " : les intervalles se recouvrent, le hasard peut suffire", ""
    direction = "pas de changement net" if found.direction is Direction.STEADY else found.direction.value
    return (
        f"{series.name}, {_between(found.before.period, last.period)} : {direction}{meaning}{small} ({start} → {end})."
    )


def _chart(
    indicator: Indicator, drawn: list[tuple[_Series, tuple[tuple[Mark, ...], ...]]], breaks: list[Break],
    sentences: tuple[str, ...],
) -> Trend | None:  # fmt: skip
    lines = tuple(TrendLine(s.name, s.role, runs) for s, runs in drawn if runs)
    if not lines:
        return None
    said = " ".join(f"{line.name} : " + ", ".join(f"{m.label} : {m.text}" for r in line.runs for m in r) + "."
                    for line in lines)  # fmt: skip
    return Trend(
        indicator.label,
        indicator.unit,
        lines,
        tuple(breaks),
        indicator.nature == "effectif",
        f"Évolution : {indicator.label}. {said} {' '.join(sentences)}",
        common_footer(indicator, [p.shown for one, _ in drawn for p in one.points]),
    )


def _table(indicator: Indicator, series: list[_Series]) -> Table:
    value = f"Valeur ({indicator.unit})"
    columns = ("Lieu", "Période mesurée", value, "Effectif", "Sur", "Intervalle à 95 %", "Source", "Calcul", "Remarque")
    rows = []
    for one in series:
        for point in one.points:
            shown = point.shown
            found = cells(indicator, shown)
            way = WAY[shown.method] if one.role == "own" else ""
            remarks = "; ".join(filter(None, (found[4], "autre périmètre" if point.elsewhere else "",
                                              f"valeur {ORIGIN[shown.origin]}")))  # fmt: skip
            source = wording.source_label(shown.source)
            rows.append((one.name, shown.period.label, *found[:4], source, way, remarks))
    title = f"{indicator.label} : évolution"
    return Table(title, columns, tuple(rows), frozenset((value, "Effectif", "Sur", "Intervalle à 95 %")))


def _notes(store: Store, indicator: Indicator, info: TerritoryInfo, every: list[Shown], apart: list[str]) -> list[str]:
    drawn = any(s.low is not None and s.method is not Method.BOUNDS for s in every)
    notes = [f"Comment lire : {indicator.reading}" + (f" {wording.CHANCE}" if drawn else "")]
    notes.append(
        "Un trait ne joint que des valeurs mesurées de la même façon : même source, même calcul, même périmètre, même "
        "moment de l’année. Une rupture numérotée dit ce qui a changé."
    )
    if any(s.method is Method.BOUNDS for s in every):
        notes.append(
            "Un encadrement (« entre … et … ») vient de communes sous secret : aucune valeur exacte n’est connue."
        )
    counts = [s for s in every if s.value is None and s.numerator is not None and s.method is not Method.BOUNDS]
    if counts:
        periods = " ; ".join(s.period.label for s in counts)
        notes.append(f"Effectif sans taux, dans le tableau et hors du graphique : {periods}.")
    if info.assumed:
        notes.append("Périmètre supposé : la liste officielle des communes n’est pas publiée dans nos sources.")
    if apart:
        said = " ; ".join(apart)
        notes.append(f"La valeur publiée du territoire couvre un autre périmètre ({said}) : elle est tracée à part.")
    else:
        notes += [f"{line}." for line in other_perimeter_facts(store, info.id, info.communes, indicator.id)]
    return [n.replace(" %", f"{NNBSP}%") for n in notes]
