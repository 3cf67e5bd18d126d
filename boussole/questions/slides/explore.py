"""Panels of Explorer as slides: the portrait, a map, a trend, a comparison, a commune."""

from __future__ import annotations

from boussole.catalogue import Indicator, catalogue
from boussole.deck import Slide
from boussole.panels import Panel, Profile
from boussole.questions.commune_map import commune_map
from boussole.questions.commune_sheet import commune_sheet
from boussole.questions.compare import communes_compared
from boussole.questions.evolution import evolution
from boussole.questions.map_classes import QUANTILES, Style
from boussole.questions.portrait import Portrait, portrait
from boussole.questions.slides.asked import COMMUNE, INDICATOR, Asked, Nothing, method_of

SECTION = "Le territoire"
NO_DATA = "Aucune donnée n’est encore chargée pour ce territoire."
_STRENGTHS = 3  # of each kind on one slide: more is not read from the back of the room


def identity(asked: Asked) -> list[Slide]:
    """Who lives there, and what stands out."""
    found, info = _portrait(asked), asked.info
    lines = [*found.facts]
    for name, sentences in (("Point fort", found.strengths), ("Point de vigilance", found.vigilance)):
        lines += [f"{name} : {s}" for s in sentences[:_STRENGTHS]]
    return [Slide("", SECTION, f"{info.name} : le territoire", place=info.label, lines=tuple(lines),
                  method=method_of(said=found.notes))]  # fmt: skip


def contract_profile(asked: Asked) -> list[Slide]:
    found = _portrait(asked)
    return [_profile(asked, found.contract, "Où en sont les indicateurs du contrat ?", found.notes)]


def other_profile(asked: Asked) -> list[Slide]:
    found = _portrait(asked)
    return [_profile(asked, found.others, "Ce que disent les autres indicateurs du territoire", found.notes)]


def _portrait(asked: Asked) -> Portrait:
    info, year = asked.info, asked.year
    found = asked.once(("portrait", info.id, year), lambda: portrait(asked.store, info, year, audience=asked.audience))
    if found.year is None:
        raise Nothing(NO_DATA)
    return found


def _profile(asked: Asked, panel: Profile, message: str, notes: tuple[str, ...]) -> Slide:
    if not panel.lines:
        raise Nothing("Aucun indicateur n’a de valeur ici.")
    return Slide("", SECTION, message, (panel,), asked.info.label, method=method_of(said=notes))


def map_of(asked: Asked) -> list[Slide]:
    """The map of an indicator beside the territory's own figure; the figure alone where it has no communes."""
    indicator, info = _indicator(asked), asked.info
    style = Style(asked.get("method") or QUANTILES)
    found = commune_map(asked.store, info, indicator.id, _year(asked), asked.audience, style)
    if found is None:
        raise Nothing("Aucune valeur pour cet indicateur et cette année.")
    panels = (found.map, found.headline) if found.map else (found.headline,)
    message = f"{indicator.label} : {found.headline.value} ({found.period.label})"
    return [Slide("", SECTION, message, panels, info.label, method=method_of(*panels, said=found.notes))]


def trend_of(asked: Asked) -> list[Slide]:
    indicator, info = _indicator(asked), asked.info
    found = evolution(
        asked.store, info, indicator.id, asked.get("reference"), asked.get(COMMUNE), audience=asked.audience
    )
    if found is None:
        raise Nothing("Aucune valeur pour cet indicateur.")
    panels = (found.chart,) if found.chart else (found.table,)
    lines = (*found.sentences, *(f"Rupture {b}" for b in found.breaks))
    return [Slide("", SECTION, f"{indicator.label} : l’évolution", panels, info.label, lines,
                  method=method_of(*panels, said=found.notes))]  # fmt: skip


def comparison_of(asked: Asked) -> list[Slide]:
    """The communes of the territory, one part a slide."""
    indicator, info = _indicator(asked), asked.info
    found = communes_compared(
        asked.store, info, indicator.id, _year(asked), asked.get("reference"), audience=asked.audience
    )
    if found is None:
        raise Nothing("Aucune valeur à comparer pour cet indicateur et cette année.")
    message = f"{indicator.label} : les communes ({found.period.label})"
    panels: list[Panel] = list(found.parts) or [found.table]
    names = found.part_names if len(panels) > 1 else ("",)
    return [
        Slide("", SECTION, f"{message} – {name}" if name else message, (part,), info.label, found.facts,
              method=method_of(part, said=found.notes))
        for name, part in zip(names, panels, strict=True)
    ]  # fmt: skip


def commune_of(asked: Asked) -> list[Slide]:
    info, code = asked.info, asked.need(COMMUNE)
    if code not in info.communes:
        raise Nothing(f"La commune {code} n’est plus dans le territoire.")
    found = commune_sheet(asked.store, info, code, asked.year, audience=asked.audience)
    if not found.profile.lines:
        raise Nothing("Aucune donnée n’est encore chargée pour cette commune.")
    return [Slide("", SECTION, f"{found.name} et son territoire", (found.profile,), info.label, found.facts,
                  method=method_of(said=found.notes))]  # fmt: skip


def _indicator(asked: Asked) -> Indicator:
    if (id := asked.need(INDICATOR)) not in catalogue().indicators:
        raise Nothing(f"L’indicateur « {id} » n’est plus au catalogue.")
    return catalogue().indicator(id)


def _year(asked: Asked) -> int:
    if (year := asked.year) is None:
        raise Nothing("Ce panneau ne dit pas son année : retirez-le et ajoutez-le de nouveau.")
    return year
