"""Where inside the territory, for one indicator and year: the map, the territory's figure, the table, a commune."""

from __future__ import annotations

from dataclasses import dataclass

from boussole import rates
from boussole.catalogue import Indicator, catalogue
from boussole.classes import QUANTILES, class_of, quantile_bounds
from boussole.disclosure import Audience, Discloser, Shown
from boussole.french import NNBSP, number, plural, sort_key, with_unit
from boussole.geography import geography
from boussole.panels import Area, Bin, Choropleth, Circles, Footer, Headline, Table
from boussole.questions import wording
from boussole.questions.figures import Resolved, discloser, reference_figures, resolve
from boussole.questions.territories import TerritoryInfo
from boussole.store import Store
from boussole.values import Kind, Method, Observation, Origin, Period


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
    store: Store, info: TerritoryInfo, indicator_id: str, year: int, audience: Audience = Audience.INTERNAL
) -> CommuneMap | None:
    """None when the territory has nothing for that indicator and year."""
    indicator = catalogue().indicator(indicator_id)
    reveal = discloser(store, audience)
    seen = [
        o for o in store.reader().observations([info.territory, *info.members], [indicator_id]) if o.period.year == year
    ]
    resolved = resolve(seen, info)
    if not resolved:
        return None
    period = _best_period(seen, resolved)
    answer = resolved[indicator_id, period]
    communes = _communes(reveal, indicator, [o for o in seen if o.period == period])
    shown = reveal.show(indicator, answer.figure)
    commune_footer = wording.footer(indicator, next(iter(communes.values())), wording.MAP_CREDIT) if communes else None
    panel = _panel(indicator, info, communes, commune_footer) if commune_footer else None
    references = _references(store, info, indicator, period, audience)
    all_shown = [shown, *communes.values()]
    return CommuneMap(
        headline=_headline(reveal, indicator, info, answer, references),
        map=panel,
        table=_table(indicator, info, communes, shown),
        notes=_notes(indicator, info, communes, all_shown),
        demonstration=any(s.origin is not Origin.LOADED for s in all_shown),
        period=period,
    )


def _best_period(seen: list[Observation], resolved: dict[tuple[str, Period], Resolved]) -> Period:
    """Of the periods of a year: the one known for the most communes, the latest among equals."""
    count: dict[Period, int] = {}
    for o in seen:
        count[o.period] = count.get(o.period, 0) + (o.territory.kind is Kind.COMMUNE)
    return max((key[1] for key in resolved), key=lambda p: (count.get(p, 0), p.end, p.start))


def _communes(reveal: Discloser, indicator: Indicator, seen: list[Observation]) -> dict[str, Shown]:
    """One value a commune, from the first source of the catalogue that has any commune."""
    known = catalogue()
    by_source: dict[str, dict[str, Shown]] = {}
    for o in seen:
        if o.territory.kind is Kind.COMMUNE:
            by_source.setdefault(o.source, {})[o.territory.code] = reveal.show(
                indicator, rates.of_observation(indicator, o)
            )
    if not by_source:
        return {}
    return by_source[min(by_source, key=lambda s: known.source_rank(indicator.id, s))]


def _area(indicator: Indicator, code: str, shown: Shown | None, bounds: list[tuple[float, float]]) -> Area:
    commune = geography().commune(code)
    details: tuple[str, ...] = ()
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
    return Area(
        code=code,
        name=commune.name if commune else code,
        shown=shown,
        bin=class_of(shown.value, bounds, indicator.decimals) if shown and shown.value is not None else None,
        value="aucune donnée" if shown is None else wording.value_text(indicator, shown),
        details=details,
    )


def _panel(
    indicator: Indicator, info: TerritoryInfo, communes: dict[str, Shown], footer: Footer
) -> Choropleth | Circles:
    values = [s.value for s in communes.values() if s.value is not None]
    counts = indicator.nature == "effectif"
    bounds = [] if counts else quantile_bounds(values, 5, indicator.decimals)
    areas = tuple(
        sorted((_area(indicator, c, communes.get(c), bounds) for c in info.communes), key=lambda a: sort_key(a.name))
    )
    if counts:  # any shown count has a circle: `bin` only says that there is one
        areas = tuple(
            Area(a.code, a.name, a.shown, 0 if a.shown and a.shown.value is not None else None, a.value, a.details)
            for a in areas
        )
    without = tuple(geography().name_of("commune", c) or c for c in geography().without_contour(info.communes))
    secret = sum(a.secret for a in areas)
    alternative = (
        f"Carte de {plural(len(areas), 'commune')} : {indicator.label}. "
        f"{plural(len(values), 'commune')} avec une valeur, {secret} sous secret, "
        f"{len(areas) - len(values) - secret} sans donnée. Le tableau sous la carte donne chaque valeur."
    )
    threshold = next((s.threshold for s in communes.values() if s.threshold), None)
    secret_label = f"Secret statistique (< {threshold})" if threshold else "Secret statistique"
    if counts:
        return Circles(indicator.label, indicator.unit, areas, secret_label, without, alternative, footer)
    bins = tuple(Bin(low, high, _bin_label(indicator, low, high)) for low, high in bounds)
    return Choropleth(
        indicator.label, indicator.unit, areas, bins, QUANTILES, secret_label, without, alternative, footer
    )


def _bin_label(indicator: Indicator, low: float, high: float) -> str:
    if low == high:
        return with_unit(low, indicator.unit, indicator.decimals)
    return f"{number(low, indicator.decimals)} à {with_unit(high, indicator.unit, indicator.decimals)}"


def _headline(
    reveal: Discloser, indicator: Indicator, info: TerritoryInfo, answer: Resolved, references: tuple[str, ...]
) -> Headline:
    shown = reveal.show(indicator, answer.figure)
    beside: tuple[str, ...] = ()
    if answer.communes is not None:
        recomputed = reveal.show(indicator, answer.communes)
        text = wording.value_text(indicator, recomputed)
        count = wording.beside_text(indicator, recomputed)
        # Another source's communes are named, so that nobody takes the gap for an error of the first.
        whose = "" if recomputed.source == shown.source else f" ({wording.source_label(recomputed.source)})"
        beside = (
            f"Somme des communes{whose} : {text}"
            + (f" ({count})" if count and count != text else "")
            + _gap(shown, recomputed),
        )
    details = tuple(
        t
        for t in (
            wording.beside_text(indicator, shown),
            wording.interval_text(indicator, shown),
            f"Calcul : {wording.method_text(indicator, shown)}",
            *beside,
            *references,
        )
        if t
    )
    cautions = wording.cautions(shown)
    return Headline(
        info.name, wording.value_text(indicator, shown), details, cautions, wording.footer(indicator, shown)
    )


def _gap(total: Shown, recomputed: Shown) -> str:
    if total.numerator is None or recomputed.numerator is None:
        return ""
    gap = total.numerator - recomputed.numerator
    return f", écart {number(gap)}" if round(gap) else ", sans écart"


def _references(
    store: Store, info: TerritoryInfo, indicator: Indicator, period: Period, audience: Audience
) -> tuple[str, ...]:
    """The same period's reference values; another period's come with both periods written out."""
    lines = []
    for level, values in reference_figures(store, info, indicator.id, audience=audience).items():
        same = [s for s in values if s.period == period and s.value is not None]
        near = same or [s for s in values if s.value is not None][-1:]
        for shown in near[:1]:
            name = wording.LEVEL[level.kind]
            text = wording.value_text(indicator, shown)
            when = "" if same else f" — autre période ({shown.period.label}), à ne pas comparer directement"
            lines.append(f"{name} : {text} ({wording.origin_text(shown).split(' : ')[-1]}){when}")
    return tuple(lines)


def _table(indicator: Indicator, info: TerritoryInfo, communes: dict[str, Shown], own: Shown) -> Table:
    columns = ["Commune", "Code", f"Valeur ({indicator.unit})", "Effectif", "Sur", "Intervalle à 95 %", "Remarque"]
    rows = []
    names = {code: commune.name if (commune := geography().commune(code)) else code for code in info.communes}
    for code in sorted(names, key=lambda c: sort_key(names[c])):
        rows.append((names[code], code, *_cells(indicator, communes.get(code))))
    rows.append((f"{info.name} (territoire)", "", *_cells(indicator, own)))
    return Table(
        f"{indicator.label} par commune",
        tuple(columns),
        tuple(rows),
        frozenset((columns[2], "Effectif", "Sur", "Intervalle à 95 %")),
    )


def _cells(indicator: Indicator, shown: Shown | None) -> tuple[str, str, str, str, str]:
    if shown is None:
        return "aucune donnée", "", "", "", ""
    if shown.value is None and shown.numerator is None:
        return wording.value_text(indicator, shown), "", "", "", "; ".join(wording.cautions(shown))
    interval = wording.interval_text(indicator, shown).removeprefix("intervalle à 95 % : ")
    return (
        number(shown.value, indicator.decimals),
        number(shown.numerator) if shown.numerator is not None else "",
        number(shown.denominator) if shown.denominator is not None else "",
        interval,
        "; ".join(wording.cautions(shown)),
    )


def _notes(
    indicator: Indicator, info: TerritoryInfo, communes: dict[str, Shown], shown: list[Shown]
) -> tuple[str, ...]:
    chance = f" {wording.CHANCE}" if any(s.low is not None and s.method is not Method.BOUNDS for s in shown) else ""
    notes = [f"Comment lire : {indicator.reading}{chance}"]
    if info.assumed:
        notes.append("Périmètre supposé : la liste officielle des communes n’est pas publiée dans nos sources.")
    published = [s for s in shown if s.origin is Origin.PUBLISHED]
    simulated = [s for s in shown if s.origin is Origin.SIMULATED]
    if published or simulated:
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
