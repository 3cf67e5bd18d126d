"""The classes of a map: which methods can be asked, their bounds over all the years of an indicator, their wording."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from boussole import classes
from boussole.catalogue import Indicator
from boussole.french import number, with_unit
from boussole.panels import Area, Bin, Choropleth, Circles, Table
from boussole.values import Period

QUANTILES = "quantiles"
METHODS = {
    QUANTILES: "Quantiles (autant de communes par classe)",
    "jenks": "Seuils naturels (Jenks)",
    "egales": "Amplitudes égales",
    "departement": "Autour de la valeur du département",
    "region": "Autour de la valeur de la région",
    "france": "Autour de la valeur de la France",
    "territoire": "Autour de la valeur du territoire",
}
NUMBERS = (4, 5)
_OF = {
    "departement": "du département",
    "region": "de la région",
    "france": "de la France",
    "territoire": "du territoire",
}
SECRET, MISSING = "secret", "sans-donnee"


@dataclass(frozen=True)
class Style:
    """How classes are made: one of `METHODS`, and how many (None: as many as the number of communes suggests)."""

    method: str = QUANTILES
    classes: int | None = None


@dataclass(frozen=True)
class Classes:
    """What a map needs to colour a value and to say why. `missing`: a sentence when another method was asked for."""

    bounds: tuple[tuple[float, float], ...]
    bins: tuple[Bin, ...]
    method: str
    diverging: bool = False
    missing: str = ""


Values = Mapping[Period, Sequence[float]]
References = Mapping[str, Mapping[Period, float]]


def classes_for(
    indicator: Indicator, communes: int, values: Values, period: Period, references: References, style: Style
) -> Classes:
    """The classes of one period, from the values of every period of the indicator: a change of year keeps them.

    `references` gives, for each method « around », the value of each period. Without one for this very period the
    classes are quantiles, and `missing` says so.
    """
    wanted = style.classes or classes.suggested_classes(communes)
    if style.method in _OF:
        known = references.get(style.method, {})
        if period in known:
            return _around(indicator, values, period, known, style.method, wanted)
        instead = classes_for(indicator, communes, values, period, references, replace(style, method=QUANTILES))
        what = f"{_OF[style.method]} pour la même période ({period.label})"
        return replace(instead, missing=f"Il n’y a pas de valeur {what} : les classes sont des quantiles.")
    make, name = {
        QUANTILES: (classes.quantile_bounds, classes.QUANTILES),
        "jenks": (classes.jenks_bounds, classes.JENKS),
        "egales": (classes.equal_bounds, classes.EQUAL),
    }[style.method]
    bounds = make([v for group in values.values() for v in group], wanted, indicator.decimals)
    years = sorted(p.year for p, group in values.items() if group)
    if len(years) > 1:
        name = classes.QUANTILES_OVER_YEARS if name == classes.QUANTILES else name
        name = f"{name}, mêmes bornes de {years[0]} à {years[-1]}"
    bins = tuple(Bin(low, high, _label(indicator, low, high)) for low, high in bounds)
    return Classes(tuple(bounds), bins, name)


def _around(
    indicator: Indicator, values: Values, period: Period, known: Mapping[Period, float], method: str, wanted: int
) -> Classes:
    centre = known[period]
    gaps = [v - known[p] for p, group in values.items() if p in known for v in group]
    bounds = classes.around_bounds(centre, gaps, wanted, indicator.decimals, indicator.useful_gap)
    value = with_unit(centre, indicator.unit, indicator.decimals)
    text = f"autour de la valeur {_OF[method]} : {value} ({period.label})"
    if wanted >= 5:
        near = bounds[2][1] - bounds[2][0]
        unit = "point" if indicator.unit == "%" else indicator.unit
        plural = "s" if unit == "point" and near / 2 >= 2 else ""
        text += f" ; au milieu : à {number(near / 2, indicator.decimals)} {unit}{plural} près"
    bins = tuple(Bin(low, high, _label(indicator, low, high)) for low, high in bounds)
    return Classes(tuple(bounds), bins, text, diverging=True)


def _label(indicator: Indicator, low: float, high: float) -> str:
    if math.isinf(low):
        return f"{with_unit(high, indicator.unit, indicator.decimals)} ou moins"
    if math.isinf(high):
        return f"{with_unit(low, indicator.unit, indicator.decimals)} ou plus"
    if low == high:
        return with_unit(low, indicator.unit, indicator.decimals)
    return f"{number(low, indicator.decimals)} à {with_unit(high, indicator.unit, indicator.decimals)}"


def legend_entries(panel: Choropleth | Circles) -> dict[str, tuple[str, int]]:
    """What the legend can show alone: key → (wording, how many communes). A class's key is made of its bounds, so that
    a link keeps its meaning from one year to the next, and loses it, rather than lie, with another indicator.
    """
    bins = panel.bins if isinstance(panel, Choropleth) else ()
    entries = {
        f"{b.low:g}_{b.high:g}": (b.label, sum(a.bin == i for a in panel.areas)) for i, b in enumerate(bins)
    }  # fmt: skip
    secret = sum(a.secret for a in panel.areas)
    missing = sum(a.bin is None and not a.secret for a in panel.areas)
    if secret:
        entries[SECRET] = (panel.secret_label, secret)
    if missing:
        entries[MISSING] = ("Aucune donnée", missing)
    return entries


def alone(panel: Choropleth | Circles, key: str) -> Choropleth | Circles:
    """The same map with the communes of one legend entry, the others set aside; the whole map for any other key."""
    keys = list(legend_entries(panel))
    if key not in keys:
        return panel

    def kept(area: Area) -> bool:
        if key == SECRET:
            return area.secret
        if key == MISSING:
            return area.bin is None and not area.secret
        return area.bin == keys.index(key)

    return replace(panel, areas=tuple(replace(a, aside=not kept(a)) for a in panel.areas))


def rows_alone(table: Table, panel: Choropleth | Circles, key: str) -> Table:
    """The lines of the communes that the map shows alone, and the territory's own; the title says which they are."""
    entries = legend_entries(panel)
    if key not in entries:
        return table
    codes = {a.code for a in panel.areas if not a.aside} | {""}
    rows = tuple(row for row in table.rows if row[1] in codes)
    return replace(table, title=f"{table.title} – {entries[key][0]} seulement", rows=rows)
