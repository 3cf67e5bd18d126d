"""Where inside the territory, for one indicator and year: the map, the territory's figure, the table, a commune."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from boussole import rates
from boussole.catalogue import Indicator, catalogue
from boussole.classes import class_of
from boussole.disclosure import Audience, Discloser, Shown
from boussole.french import NNBSP, plural, sort_key
from boussole.geography import geography
from boussole.panels import Area, Choropleth, Circles, Headline, Table
from boussole.questions import wording
from boussole.questions.figures import Resolved, discloser, reference_figures, resolve
from boussole.questions.map_classes import Classes, Style, classes_for
from boussole.questions.map_headline import Known, headline
from boussole.questions.map_table import map_table
from boussole.questions.territories import TerritoryInfo
from boussole.store import Store
from boussole.values import Kind, Method, Observation, Origin, Period

Communes = Mapping[str, Shown]


@dataclass(frozen=True)
class CommuneMap:
    """Everything that the map view says. `map` is None when the indicator exists for the territory only."""

    headline: Headline
    map: Choropleth | Circles | None
    table: Table
    notes: tuple[str, ...]
    demonstration: bool
    period: Period


def commune_map(
    store: Store,
    info: TerritoryInfo,
    indicator_id: str,
    year: int,
    audience: Audience = Audience.INTERNAL,
    style: Style | None = None,
) -> CommuneMap | None:
    """None when the territory has nothing for that indicator and year. `style`: how the classes are made."""
    indicator = catalogue().indicator(indicator_id)
    reveal = discloser(store, audience)
    seen = store.reader().observations([info.territory, *info.members], [indicator_id])
    resolved = resolve(seen, info)
    periods = _period_of_each_year(seen, resolved)
    if year not in periods:
        return None
    period = periods[year]
    by_period = {p: _communes(reveal, indicator, [o for o in seen if o.period == p]) for p in periods.values()}
    communes = by_period[period]
    answer = resolved[indicator_id, period]
    references = reference_figures(store, info, indicator.id, audience=audience)
    own = {p: reveal.show(indicator, resolved[indicator_id, p].figure) for p in by_period}
    made = None
    if communes and indicator.nature != "effectif":
        values = {p: [s.value for s in group.values() if s.value is not None] for p, group in by_period.items()}
        known = _around(references, own)
        made = classes_for(indicator, len(info.communes), values, period, known, style or Style())
    all_shown = [own[period], *communes.values()]
    return CommuneMap(
        headline=headline(reveal, indicator, info, answer, references),
        map=_panel(indicator, info, communes, made) if communes else None,
        table=map_table(indicator, info, communes, own[period]),
        notes=_notes(indicator, info, communes, all_shown),
        demonstration=any(s.origin is not Origin.LOADED for s in all_shown),
        period=period,
    )


def _period_of_each_year(
    seen: list[Observation], resolved: Mapping[tuple[str, Period], Resolved]
) -> dict[int, Period]:  # fmt: skip
    """Of the periods of a year: the one known for the most communes, the latest among equals."""
    count: dict[Period, int] = {}
    for o in seen:
        count[o.period] = count.get(o.period, 0) + (o.territory.kind is Kind.COMMUNE)
    best: dict[int, Period] = {}
    for _, period in sorted(resolved, key=lambda key: (count.get(key[1], 0), key[1].end, key[1].start)):
        best[period.year] = period
    return best


def _communes(reveal: Discloser, indicator: Indicator, seen: list[Observation]) -> dict[str, Shown]:
    """One value a commune, from the first source of the catalogue that has any commune."""
    known = catalogue()
    by_source: dict[str, list[Observation]] = {}
    for o in seen:
        if o.territory.kind is Kind.COMMUNE:
            by_source.setdefault(o.source, []).append(o)
    if not by_source:
        return {}
    first = min(by_source, key=lambda s: known.source_rank(indicator.id, s))
    return {o.territory.code: reveal.show(indicator, rates.of_observation(indicator, o)) for o in by_source[first]}


def _around(references: Known, own: Mapping[Period, Shown]) -> dict[str, dict[Period, float]]:
    """The values that classes may be made around, by the method's name and period."""
    found = {level.kind.value: list(values) for level, values in references.items()} | {"territoire": [*own.values()]}
    return {name: {s.period: s.value for s in values if s.value is not None} for name, values in found.items()}


def _area(indicator: Indicator, code: str, shown: Shown | None, made: Classes | None) -> Area:
    commune = geography().commune(code)
    details: tuple[str, ...] = ()
    place: int | None = None
    if shown is not None:
        details = tuple(
            text
            for text in (
                wording.beside_text(indicator, shown),
                wording.interval_text(indicator, shown),
                *wording.cautions(shown),
                f"Période : {shown.period.label}",
                wording.origin_text(shown),
            )
            if text
        )
        if shown.value is not None:  # any count shown has a circle: `bin` only says that there is one
            place = class_of(shown.value, made.bounds, indicator.decimals) if made else 0
    return Area(
        code=code,
        name=commune.name if commune else code,
        shown=shown,
        bin=place,
        value="aucune donnée" if shown is None else wording.value_text(indicator, shown),
        details=details,
    )


def _panel(indicator: Indicator, info: TerritoryInfo, communes: Communes, made: Classes | None) -> Choropleth | Circles:
    """A choropleth in the classes made, circles without."""
    areas = tuple(
        sorted((_area(indicator, c, communes.get(c), made) for c in info.communes), key=lambda a: sort_key(a.name))
    )
    without = tuple(geography().name_of("commune", c) or c for c in geography().without_contour(info.communes))
    valued, secret = sum(a.bin is not None for a in areas), sum(a.secret for a in areas)
    alternative = (
        f"Carte de {plural(len(areas), 'commune')} : {indicator.label}. "
        f"{plural(valued, 'commune')} avec une valeur, {secret} sous secret, "
        f"{len(areas) - valued - secret} sans donnée. Le tableau sous la carte donne chaque valeur."
    )
    threshold = next((s.threshold for s in communes.values() if s.threshold), None)
    secret_label = f"Secret statistique (< {threshold})" if threshold else "Secret statistique"
    footer = wording.footer(indicator, next(iter(communes.values())), wording.MAP_CREDIT)
    label, unit = indicator.label, indicator.unit
    if made is None:
        return Circles(label, unit, areas, secret_label, without, alternative, footer)
    return Choropleth(
        label, unit, areas, made.bins, made.method, secret_label, without, alternative, footer, made.diverging,
        made.missing,
    )  # fmt: skip


def _notes(
    indicator: Indicator, info: TerritoryInfo, communes: Communes, shown: list[Shown]
) -> tuple[str, ...]:  # fmt: skip
    chance = f" {wording.CHANCE}" if any(s.low is not None and s.method is not Method.BOUNDS for s in shown) else ""
    notes = [f"Comment lire : {indicator.reading}{chance}"]
    if info.assumed:
        notes.append("Périmètre supposé : la liste officielle des communes n’est pas publiée dans nos sources.")
    parts = []
    if shown[0].origin is Origin.PUBLISHED:
        parts.append("la valeur du territoire est publiée")
    if any(s.origin is Origin.SIMULATED for s in communes.values()):
        parts.append("les valeurs par commune sont simulées")
    if shown[0].origin is Origin.SIMULATED:
        parts.append("la valeur du territoire est simulée")
    if parts:
        notes.append(f"{wording.DEMONSTRATION} : {', '.join(parts)}.")
    if not communes:
        notes.append("Cet indicateur n’existe que pour le territoire : non disponible par commune.")
    return tuple(n.replace(" %", f"{NNBSP}%") for n in notes)
