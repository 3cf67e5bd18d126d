"""The dictionary of indicators: what each one is, under which secrecy rule, and what of it is loaded on a territory, by
whom and when. Searched by words, whatever accents and capitals.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from boussole.catalogue import STRICTEST_THRESHOLD, Indicator, catalogue
from boussole.french import number, plural
from boussole.panels import DictionaryEntry
from boussole.questions import wording
from boussole.questions.lines import gap_text
from boussole.questions.territories import TerritoryInfo
from boussole.store import Lot, Store
from boussole.values import Kind, Observation, Status

POLARITY = {
    "up": "une hausse est recherchée",
    "down": "une baisse est recherchée",
    "neutral": "neutre : ni bien ni mal",
}
LOTS = 4


@dataclass(frozen=True)
class Dictionary:
    """The entries found, in the catalogue's order, of `total`. `missing`: what to say of a link to no indicator."""

    entries: tuple[DictionaryEntry, ...]
    total: int
    missing: str


def missions() -> list[str]:
    """All the missions that indicators are filed under."""
    return list(dict.fromkeys(i.mission for i in catalogue().indicators.values()))


def dictionary(store: Store, info: TerritoryInfo, words: str = "", mission: str = "", asked: str = "") -> Dictionary:
    """The indicators whose label, definition, theme, mission or other wordings hold every word of `words`; the one of
    id `asked` first.
    """
    known = list(catalogue().indicators.values())
    seen: dict[str, list[Observation]] = {}
    for o in store.reader().observations([info.territory, *info.members]):
        if o.territory.kind is Kind.COMMUNE or o.perimeter in (None, info.perimeter):
            seen.setdefault(o.indicator, []).append(o)
    lots = {lot.id: lot for lot in store.journal.lots()}
    kept = [i for i in known if mission in ("", i.mission) and matches(i, words)]
    kept.sort(key=lambda i: i.id != asked)
    missing = f"« {asked[:60]} » n’est pas un indicateur connu." if asked not in ("", *catalogue().indicators) else ""
    return Dictionary(tuple(_entry(i, seen.get(i.id, []), lots) for i in kept), len(known), missing)


def matches(indicator: Indicator, words: str) -> bool:
    """Whether every word is somewhere in what is written of the indicator, or begins a word of it."""
    quantities = [catalogue().quantities[q] for q in (indicator.numerator, indicator.denominator) if q]
    written = [indicator.label, indicator.mission, indicator.theme, indicator.reading, *indicator.aliases]
    written += [text for q in quantities for text in (q.label, *q.aliases)]
    there = " " + " ".join(plain(text) for text in written)
    return all(f" {word}" in there for word in plain(words).split())


def plain(text: str) -> str:
    """Letters without accents nor capitals, digits, and spaces for all the rest.

    >>> plain("Dépistage du col de l’utérus"), plain("COEUR"), plain("cœur")
    ('depistage du col de l uterus', 'coeur', 'coeur')
    """
    bare = unicodedata.normalize("NFD", text.casefold().replace("œ", "oe").replace("æ", "ae"))
    return re.sub(r"[^a-z0-9]+", " ", "".join(c for c in bare if not unicodedata.combining(c))).strip()


def _entry(indicator: Indicator, seen: list[Observation], lots: dict[int, Lot]) -> DictionaryEntry:
    sources = [catalogue().sources[s] for s in indicator.sources]
    label = catalogue().quantity_label
    facts = (
        ("Définition", _definition(indicator)),
        ("Numérateur", label(indicator.numerator) if indicator.denominator and indicator.numerator else ""),
        ("Dénominateur", label(indicator.denominator) if indicator.denominator else ""),
        ("Âge", indicator.age or "non précisé"),
        ("Champ", indicator.champ(sources[0])),
        ("Niveau", "par commune" if indicator.level == "commune" else "pour le territoire entier seulement"),
        ("Sources, dans l’ordre de préférence", " ; ".join(s.label for s in sources)),
        ("Secret statistique", secrecy_text(indicator)),
        ("Sens souhaité", POLARITY[indicator.polarity]),
        ("Écart utile", _useful_gap(indicator)),
        (
            "Intervalle à 95 %",
            "" if indicator.interval else "aucun : le hasard ne joue pas sur un recensement ou un registre",
        ),
        ("Comment lire", indicator.reading),
        ("Périodes disponibles sur le territoire", _periods(seen)),
        ("Chargé par", _loaded(seen, lots)),
    )
    valued = [o.period.year for o in seen if o.status is not Status.NOT_LOADED]
    mapped = any(o.territory.kind is Kind.COMMUNE for o in seen)
    filed = f"{indicator.mission[:1].upper()}{indicator.mission[1:]} – {indicator.theme}"
    year = max(valued, default=None)
    return DictionaryEntry(indicator.id, indicator.label, filed, tuple((n, t) for n, t in facts if t), mapped, year)


def _definition(indicator: Indicator) -> str:
    label = catalogue().quantity_label
    if indicator.nature == "effectif":
        return f"Nombre de {label(indicator.numerator)}"
    if indicator.nature == "moyenne":
        weight = f", pondérée par : {label(indicator.denominator)}" if indicator.denominator else ""
        return f"Moyenne ({indicator.unit}){weight}"
    return f"Pour {number(indicator.scale)} {label(indicator.denominator)}, nombre de {label(indicator.numerator)}"


def secrecy_text(indicator: Indicator) -> str:
    """The rule of each source, in words; sources that share one are said together."""
    by_rule: dict[int | None, list[str]] = {}
    for id in indicator.sources:
        by_rule.setdefault(indicator.threshold_for(id), []).append(catalogue().sources[id].label)
    others = max(STRICTEST_THRESHOLD, indicator.threshold) if indicator.threshold is not None else None
    by_rule.setdefault(others, []).append("autre source")
    return " ; ".join(f"{', '.join(names)} : {_rule(threshold)}" for threshold, names in by_rule.items())


def _rule(threshold: int | None) -> str:
    return "rien n’est caché" if threshold is None else f"les nombres de 1 à {threshold - 1} sont cachés"


def _useful_gap(indicator: Indicator) -> str:
    least = indicator.least_useful_gap
    return "" if least is None or indicator.polarity == "neutral" else gap_text(indicator, least)


def _periods(seen: Iterable[Observation]) -> str:
    """« Rézone : le 24/12/2020 ; Insee : 2022, 2023 »."""
    found: dict[str, dict[str, None]] = {}
    for o in sorted(seen, key=lambda o: o.period):
        found.setdefault(wording.source_label(o.source), {})[o.period.label] = None
    return " ; ".join(f"{source} : {', '.join(periods)}" for source, periods in found.items()) or "aucune"


def _loaded(seen: Iterable[Observation], lots: dict[int, Lot]) -> str:
    """Who loaded what is in force, and when: the latest lots first."""
    found = sorted({o.lot for o in seen if o.lot in lots}, reverse=True)
    said = [
        f"{lots[id].author}, le {lots[id].recorded_at.astimezone():%d/%m/%Y} (lot {id} : {lots[id].file_name})"
        for id in found[:LOTS]
    ]
    if len(found) > LOTS:
        said.append(f"et {plural(len(found) - LOTS, 'lot plus ancien', 'lots plus anciens')}")
    return " ; ".join(said)
