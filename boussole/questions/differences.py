"""What an import would change in the store, key by key, after disclosure: old → new, a map, the totals kept.

Takes the raw changes of the import's report; gives `Shown` values and panels. A value that is secret, or under the
threshold, comes out with no number, whether it is the old one or the new one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from boussole import rates
from boussole.catalogue import Indicator, catalogue
from boussole.disclosure import Shown, show
from boussole.french import number, plural, sort_key
from boussole.geography import geography
from boussole.panels import Area, Bin, Choropleth, Footer, Table
from boussole.questions import wording
from boussole.questions.territories import TerritoryInfo
from boussole.values import Kind, Observation, Origin, Period, Status, Territory

STATES = {
    "new": ("nouvelle", "nouvelles"),
    "changed": ("changée", "changées"),
    "unchanged": ("inchangée", "inchangées"),
    "gone": ("absente du fichier", "absentes du fichier"),
}
# Lightest to darkest: what the analyst should look at most is what is seen most.
_CLASSES = (
    "Hors du fichier", "Valeurs inchangées", "Valeurs nouvelles", "Valeurs changées", "Valeurs absentes du fichier"
)  # fmt: skip
_RANK = {"unchanged": 1, "new": 2, "changed": 3, "gone": 4}


@dataclass(frozen=True)
class Change:
    """One key that the import touches. `old` is None for a new one, `new` for one that the file no longer gives."""

    state: str
    indicator: Indicator
    territory: Territory
    period: Period
    source: str
    old: Shown | None
    new: Shown | None


def counts_text(counts: Mapping[str, int]) -> str:
    """« 12 nouvelles, 3 changées, 40 inchangées, 2 absentes du fichier »."""
    return ", ".join(plural(int(counts.get(s, 0)), *words) for s, words in STATES.items())


def changes(raw: Iterable[Mapping[str, Any]]) -> tuple[Change, ...]:
    """The changes of the report, disclosed; what the catalogue does not know any more is left out."""
    known = catalogue().indicators
    return tuple(_change(known[str(r["indicator"])], r) for r in raw if r.get("indicator") in known)


def _change(indicator: Indicator, raw: Mapping[str, Any]) -> Change:
    territory = Territory(Kind(raw["kind"]), str(raw["territory"]))
    period = Period(date.fromisoformat(raw["start"]), date.fromisoformat(raw["end"]))
    source = str(raw.get("source") or "inconnue")

    def side(name: str) -> Shown | None:
        if raw.get(f"{name}_status") is None:
            return None
        value, numerator, denominator = (raw.get(f"{name}_{k}") for k in ("value", "numerator", "denominator"))
        status = Status(raw[f"{name}_status"])
        seen = Observation(
            indicator.id, territory, period, source, value, numerator, denominator, status, Origin.LOADED
        )
        return show(indicator, rates.of_observation(indicator, seen))

    return Change(raw["state"], indicator, territory, period, source, side("old"), side("new"))


def changes_table(found: Iterable[Change], names: Mapping[str, str]) -> Table:
    """Each change on a line: what it was, what it would be. `names`: of the CPTS, by id."""
    rows = tuple(
        (
            place_name(c.territory, names),
            c.indicator.label,
            c.period.label,
            STATES[c.state][0],
            side_text(c.indicator, c.old),
            side_text(c.indicator, c.new),
            wording.source_label(c.source),
        )
        for c in sorted(found, key=lambda c: (-_RANK[c.state], c.indicator.label, sort_key(c.territory.code)))
    )
    columns = ("Territoire", "Indicateur", "Période", "Situation", "Avant", "Après", "Source")
    return Table("Ce qui change dans la base", columns, rows)


def side_text(indicator: Indicator, shown: Shown | None) -> str:
    """« 12,3 % (246 sur 2 000) »; « secret (< 11) »; « — » where there is nothing."""
    if shown is None:
        return "—"
    text = wording.value_text(indicator, shown)
    if shown.numerator is None or indicator.nature == "effectif":
        return text
    base = f" sur {number(shown.denominator)}" if shown.denominator is not None else ""
    return f"{text} ({number(shown.numerator)}{base})"


def place_name(territory: Territory, names: Mapping[str, str]) -> str:
    """The name of a territory of any kind; `names` are those of the CPTS."""
    if territory.kind is Kind.CPTS:
        return names.get(territory.code, territory.code)
    return geography().name_of(territory.kind.value, territory.code) or territory.code


def touched_map(info: TerritoryInfo, touched: Mapping[str, Mapping[str, int]]) -> Choropleth:
    """The communes of a territory by what the import does to them: no figure, only the state."""
    ranks = {
        code: max((_RANK[s] for s, n in (touched.get(code) or {}).items() if n), default=0) for code in info.communes
    }
    present = sorted(set(ranks.values()))
    drawn = [_area(code, touched.get(code) or {}, present.index(rank)) for code, rank in ranks.items()]
    areas = tuple(sorted(drawn, key=lambda a: sort_key(a.name)))
    without = geography().without_contour(info.communes)
    bins = tuple(Bin(rank, rank, _CLASSES[rank]) for rank in present)
    counted = ", ".join(f"{label.label.lower()} : {sum(a.bin == i for a in areas)}" for i, label in enumerate(bins))
    return Choropleth(
        title="Communes touchées",
        unit=info.name,
        areas=areas,
        bins=bins,
        method="de plusieurs états, le dernier de cette liste l’emporte",
        secret_label="",
        without_contour=tuple(geography().name_of("commune", c) or c for c in without),
        alternative=f"Carte de {plural(len(areas), 'commune')} ; {counted}. Le tableau donne chaque changement.",
        footer=Footer("fichier à importer", "", "", ""),
    )


def _area(code: str, states: Mapping[str, int], rank: int) -> Area:
    present = [s for s in states if states[s] and s in _RANK]
    text = ", ".join(plural(states[s], f"valeur {STATES[s][0]}", f"valeurs {STATES[s][1]}") for s in present)
    return Area(
        code=code,
        name=geography().name_of("commune", code) or code,
        shown=None,
        bin=rank,
        value=text or "aucune valeur dans le fichier",
    )


def totals_table(totals: Iterable[Mapping[str, Any]], names: Mapping[str, str]) -> Table:
    """The totals kept for a territory, beside the sum of its communes. A gap that would tell the count of a masked
    commune is not written."""
    rows = []
    for t in totals:
        indicator = catalogue().indicators.get(str(t["indicator"]))
        if indicator is None:
            continue
        own = {f"new_{k}": t.get(k) for k in ("value", "numerator", "denominator")}
        shown = _change(indicator, {**t, **own, "kind": "cpts", "state": "new", "new_status": "ok"}).new
        rows.append((
            names.get(str(t["territory"]), str(t["territory"])),
            indicator.label,
            Period(date.fromisoformat(t["start"]), date.fromisoformat(t["end"])).label,
            side_text(indicator, shown),
            *_gap(indicator, t, shown),
        ))  # fmt: skip
    columns = ("Territoire", "Indicateur", "Période", "Total gardé", "Somme des communes visibles", "Écart")
    return Table("Totaux gardés comme valeurs du territoire", columns, tuple(rows))


def _gap(indicator: Indicator, total: Mapping[str, Any], shown: Shown | None) -> tuple[str, str]:
    communes, masked = total.get("communes_numerator"), int(total.get("communes_masked") or 0)
    if communes is None or shown is None or shown.numerator is None:
        return "—", "—"
    gap = shown.numerator - communes
    beside = plural(masked, "commune sous secret", "communes sous secret")
    most = (indicator.threshold_for(shown.source) or 11) - 1
    # One masked commune, or counts all at their smallest or largest: the gap would be the masked counts themselves.
    if masked and not (masked > 1 and masked < gap < masked * most):
        return "non montrée", f"dû à {beside}" if 0 <= gap <= masked * most else f"plus que n’en expliquent {beside}"
    return number(communes), (number(gap) if gap else "aucun") + (f" ({beside})" if masked else "")
