"""The kinds of panels that can be picked: their French names, and who builds their slides."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from boussole.deck import Slide
from boussole.meeting import TEXT, Item
from boussole.questions.contracts import UnknownContract
from boussole.questions.slides import explore, pilot
from boussole.questions.slides.asked import Asked, Nothing
from boussole.questions.territories import UnknownTerritory

Builder = Callable[[Asked], list[Slide]]


@dataclass(frozen=True)
class Kind:
    """`label`: how the panel is named in a running order. `build` raises Nothing where there is nothing to show."""

    label: str
    build: Builder


def _text(asked: Asked) -> list[Slide]:
    title = asked.need("title")
    return [Slide("", asked.get("section") or title, title, lines=tuple(asked.get("text").split("\n")))]


KINDS: dict[str, Kind] = {
    "identite": Kind("Portrait : le territoire et ce qui ressort", explore.identity),
    "portrait_contrat": Kind("Portrait : les indicateurs du contrat", explore.contract_profile),
    "portrait_autres": Kind("Portrait : les autres indicateurs", explore.other_profile),
    "carte": Kind("Carte", explore.map_of),
    "evolution": Kind("Évolution", explore.trend_of),
    "comparer": Kind("Comparaison des communes", explore.comparison_of),
    "commune": Kind("Commune", explore.commune_of),
    "synthese": Kind("Synthèse : actions par statut", pilot.statuses),
    "resultat": Kind("Bilan résultat", pilot.results),
    "suivi": Kind("Bilan suivi", pilot.followed),
    "financement": Kind("Financement", pilot.financing),
    "cascade": Kind("Du maximum à l’acquis", pilot.cascade),
    "ecarts": Kind("Calculé et retenu", pilot.gaps),
    "hors_bareme": Kind("Hors barème", pilot.extras),
    "emploi": Kind("Emploi des fonds", pilot.uses),
    "versements": Kind("Calendrier des versements", pilot.payments),
    "objectif": Kind("Objectif", pilot.objective),
    "effort": Kind("Où porter l’effort", pilot.effort_of),
    "dates": Kind("Prochaines dates", pilot.next_dates),
    TEXT: Kind("Texte libre", _text),
}


def slides_of(asked: Asked, item: Item) -> list[Slide]:
    """The slides of one panel picked, with its comment; the first has its key. What can no longer be shown is a slide
    that says why: nothing silently leaves a running order.
    """
    kind = KINDS.get(item.kind)
    try:
        if kind is None:
            raise Nothing(f"Le panneau « {item.kind} » n’existe pas dans cette version.")
        found = kind.build(asked.about(item.choices))
    except (Nothing, UnknownContract, UnknownTerritory) as nothing:
        label = kind.label if kind else item.kind
        found = [Slide("", "Sans valeur", label, lines=(str(nothing),))]
    keys = [item.key, *(f"{item.key}-{n}" for n in range(2, len(found) + 1))]
    comments = [item.comment, *[""] * (len(found) - 1)]
    return [replace(s, key=k, comment=c) for s, k, c in zip(found, keys, comments, strict=True)]
