"""The table beside a map: a line a commune, then the territory's own."""

from __future__ import annotations

from collections.abc import Mapping

from boussole.catalogue import Indicator
from boussole.disclosure import Shown
from boussole.french import number, sort_key
from boussole.geography import geography
from boussole.panels import Table
from boussole.questions import wording
from boussole.questions.territories import TerritoryInfo


def map_table(indicator: Indicator, info: TerritoryInfo, communes: Mapping[str, Shown], own: Shown) -> Table:
    columns = ("Commune", "Code", f"Valeur ({indicator.unit})", "Effectif", "Sur", "Intervalle à 95 %", "Remarque")
    rows = []
    names = {code: commune.name if (commune := geography().commune(code)) else code for code in info.communes}
    for code in sorted(names, key=lambda c: sort_key(names[c])):
        rows.append((names[code], code, *_cells(indicator, communes.get(code))))
    rows.append((f"{info.name} (territoire)", "", *_cells(indicator, own)))
    numeric = frozenset((columns[2], "Effectif", "Sur", "Intervalle à 95 %"))
    return Table(f"{indicator.label} par commune", columns, tuple(rows), numeric)


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
