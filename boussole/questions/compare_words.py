"""The words of a comparison of places: what they are held against, how many stand out, the table beside the chart."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from boussole.catalogue import Indicator
from boussole.comparison import Verdict, compare
from boussole.disclosure import Shown
from boussole.french import number, plural
from boussole.panels import DotGroup, Table
from boussole.questions import wording
from boussole.questions.measured import Reference, cells
from boussole.values import Method, Period

# What is counted of the verdicts, in the order in which it is said.
_SAID = {
    Verdict.ABOVE: ("significativement au-dessus",) * 2,
    Verdict.HIGHER: ("au-dessus",) * 2,
    Verdict.NOT_DIFFERENT: ("non différente", "non différentes"),
    Verdict.EQUAL: ("égale", "égales"),
    Verdict.BELOW: ("significativement en dessous",) * 2,
    Verdict.LOWER: ("en dessous",) * 2,
    Verdict.UNTESTED: ("sans intervalle, non comparée", "sans intervalle, non comparées"),
    Verdict.OTHER_PERIOD: ("mesurée à un autre moment, non comparée", "mesurées à un autre moment, non comparées"),
}  # fmt: skip


@dataclass(frozen=True)
class Place:
    """One line of the comparison. `name` is on the chart and in the table; `code` may be empty."""

    name: str
    code: str
    shown: Shown | None


def facts_of(indicator: Indicator, places: list[Place], against: Reference | None, what: str) -> list[str]:
    """Against what, and how many are above, below, not different, secret, without data."""
    verdicts = Counter(
        compare(indicator, p.shown, against.shown if against else None).verdict for p in places if p.shown
    )
    secret = sum(bool(p.shown and p.shown.hidden) for p in places)
    missing = sum(p.shown is None for p in places)
    lines = []
    if against is None:
        why = "un effectif dépend de la taille du lieu" if indicator.nature == "effectif" else (
            "aucune valeur de référence pour cette période"
        )  # fmt: skip
        lines.append(f"Sans comparaison : {why}")
    else:
        lines.append(f"Référence – {against.text}, {wording.origin_text(against.shown).split(' : ')[-1]}")
        feminine = what == "commune"
        said = [
            f"{number(verdicts[v])} {_agreed(words[verdicts[v] > 1], feminine)}"
            for v, words in _SAID.items() if verdicts[v]
        ]  # fmt: skip
        if said:
            lines.append(f"Sur {plural(len(places), what)} : {', '.join(said)}")
    if secret:
        lines.append(f"Sous secret statistique, sans valeur montrée : {plural(secret, what)}")
    if missing:
        lines.append(f"Sans donnée : {plural(missing, what)}")
    return lines


def _agreed(words: str, feminine: bool) -> str:
    """The words are written for communes; territories are masculine."""
    if feminine:
        return words
    pairs = (("différente", "différent"), ("égale", "égal"), ("comparée", "comparé"), ("mesurée", "mesuré"))
    for long, short in pairs:
        words = words.replace(long, short)
    return words.replace("égals", "égaux")


def table_of(
    indicator: Indicator,
    places: list[Place],
    groups: list[DotGroup],
    against: Reference | None,
    what: str,
    extra: list[tuple[str, Shown | None]],
    period: Period,
) -> Table:
    by_commune = what == "commune"
    value = f"Valeur ({indicator.unit})"
    columns = ["Commune" if by_commune else "Territoire", value, "Effectif", "Sur", "Intervalle à 95 %", "Période"]
    columns += [f"Par rapport à : {against.name}"] if against else []
    columns += ["Groupe"] if by_commune and len(groups) > 1 else []
    columns.append("Remarque")
    dots = {dot.label: (group.label, dot) for group in groups for dot in group.dots}
    rows = []
    for place in places:
        group, dot = dots[place.name] if place.name in dots else ("", None)
        line = _line(indicator, place.name, place.shown)
        middle = [dot.verdict if dot and dot.verdict else "—"] if against else []
        middle += [group.split(" : ")[0]] if "Groupe" in columns else []
        rows.append((*line[:6], *middle, line[6]))
    blank = [""] * (len(columns) - 7)
    named = [*((f"{n} (territoire)", s) for n, s in extra), *([(against.name, against.shown)] if against else [])]
    for name, shown in named:
        line = _line(indicator, name, shown)
        rows.append((*line[:6], *blank, line[6]))
    title = f"{indicator.label} par {what} – {period.label}"
    return Table(title, tuple(columns), tuple(rows), frozenset((value, "Effectif", "Sur", "Intervalle à 95 %")))


def _line(indicator: Indicator, name: str, shown: Shown | None) -> tuple[str, ...]:
    found = cells(indicator, shown)
    return (name, *found[:4], shown.period.label if shown else "", found[4])


def reading(indicator: Indicator, places: list[Place]) -> str:
    drawn = any(p.shown and p.shown.low is not None and p.shown.method is not Method.BOUNDS for p in places)
    return f"Comment lire : {indicator.reading}" + (f" {wording.CHANCE}" if drawn else "")


def luck(places: list[Place], against: Reference | None) -> str:
    """One place in twenty stands out by chance alone: said when there are enough of them for it to happen."""
    tested = sum(bool(p.shown and p.shown.value is not None and p.shown.low is not None) for p in places)
    expected = round(tested * 0.05)
    if against is None or expected < 1:
        return ""
    could = f"{number(expected)} peut s’écarter" if expected == 1 else f"{number(expected)} peuvent s’écarter"
    return f"Sur {number(tested)} communes comparées, {could} de la référence par le seul hasard."
