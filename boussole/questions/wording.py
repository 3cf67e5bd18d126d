"""How an answer is worded in French: headlines, cautions, footers. From `Shown` values only."""

from __future__ import annotations

from boussole.catalogue import Indicator, catalogue
from boussole.disclosure import Audience, Shown
from boussole.french import FLAG, METHOD, ORIGIN, STATUS, number, with_unit
from boussole.panels import Footer
from boussole.values import Kind, Method, Origin, Status

DEMONSTRATION = "Données de démonstration"
MAP_CREDIT = "Contours : IGN ADMIN EXPRESS COG, Insee, Etalab"
CHANCE = "L’intervalle à 95 % dit la part du hasard d’une année à l’autre ; ce n’est pas un sondage."

WORKING_DOCUMENT = "Document de travail CPTS–CPAM–ARS, ne pas diffuser"
PUBLIC_DOCUMENT = "Version pour diffusion : « secret » marque les valeurs protégées par le secret statistique"


def audience_text(audience: Audience) -> str:
    """What the screen, and each page exported, says of whom it is for."""
    return WORKING_DOCUMENT if audience is Audience.INTERNAL else PUBLIC_DOCUMENT


def value_text(indicator: Indicator, shown: Shown) -> str:
    """The value as printed; an interval where only bounds are known; the reason where there is none."""
    if shown.hidden:
        return secret_text(shown)
    if shown.status is not Status.OK:
        return STATUS[shown.status]
    if shown.value is not None:
        return with_unit(shown.value, indicator.unit, indicator.decimals)
    if shown.method is Method.BOUNDS:
        if shown.low is not None and shown.high is not None:
            low, high = number(shown.low, indicator.decimals), number(shown.high, indicator.decimals)
            text = with_unit(shown.high, indicator.unit, indicator.decimals)
            return text if low == high else f"entre {low} et {text}"
        return count_text(indicator, shown) or "—"
    return count_text(indicator, shown) or STATUS[Status.UNAVAILABLE]


def secret_text(shown: Shown) -> str:
    return f"secret (< {shown.threshold})" if shown.threshold else "secret"


def count_text(indicator: Indicator, shown: Shown) -> str:
    """« 436 sur 584 », « 5 280 patients… », « entre 5 270 et 5 290 … »; empty when there is no count."""
    label = catalogue().quantity_label(indicator.numerator)
    if shown.numerator_low is not None and shown.numerator_high is not None:
        return f"entre {number(shown.numerator_low)} et {number(shown.numerator_high)} {label}"
    if shown.numerator is None:
        return ""
    if indicator.denominator and shown.denominator is not None:
        return f"{number(shown.numerator)} {label}, sur {number(shown.denominator)}"
    return f"{number(shown.numerator)} {label}"


def beside_text(indicator: Indicator, shown: Shown) -> str:
    """The count to print beside the value; empty where the value already is the count."""
    return "" if indicator.nature == "effectif" or shown.value is None else count_text(indicator, shown)


def interval_text(indicator: Indicator, shown: Shown) -> str:
    if shown.low is None or shown.high is None or shown.method is Method.BOUNDS:
        return ""
    low, high = number(shown.low, indicator.decimals), number(shown.high, indicator.decimals)
    return f"intervalle à 95 % : {low}–{high}"


def cautions(shown: Shown) -> tuple[str, ...]:
    return tuple(FLAG[f] for f in sorted(shown.flags))


def origin_text(shown: Shown) -> str:
    """« valeur publiée », « valeur simulée »; demonstration values say so."""
    word = f"valeur {ORIGIN[shown.origin]}"
    return word if shown.origin is Origin.LOADED else f"{DEMONSTRATION} : {word}"


def origins_text(shown: list[Shown]) -> str:
    """The origins of several values in one phrase: « Données de démonstration : valeurs publiées et simulées »."""
    origins = list(dict.fromkeys(s.origin for s in shown))
    if len(origins) == 1:
        return origin_text(shown[0])
    said = f"valeurs {' et '.join(f'{ORIGIN[o]}s' for o in origins)}"
    return f"{DEMONSTRATION} : {said}" if set(origins) != {Origin.LOADED} else said


def footer(indicator: Indicator, shown: Shown, credit: str = "") -> Footer:
    source = catalogue().sources.get(shown.source)
    extracted = f" (extraction du {shown.extracted:%d/%m/%Y})" if shown.extracted else ""
    return Footer(
        source=(source.label if source else shown.source) + extracted,
        period=shown.period.label,
        champ=indicator.champ(source),
        origin=origin_text(shown),
        credit=credit,
    )


def method_text(indicator: Indicator, shown: Shown) -> str:
    """How the figure was obtained; a count has no denominator to speak of."""
    text = METHOD[shown.method]
    return text.split(" (")[0] if indicator.nature == "effectif" and shown.method is Method.SUM else text


def indicator_label(id: str) -> str:
    """The name of an indicator, or of a quantity; the id itself where the catalogue does not know it."""
    known = catalogue().indicators.get(id) or catalogue().quantities.get(id)
    return known.label if known else id


def source_label(id: str) -> str:
    known = catalogue().sources.get(id)
    return known.label if known else id or "non précisée"


LEVEL = {
    Kind.DEPARTEMENT: "Département",
    Kind.REGION: "Région",
    Kind.FRANCE: "France",
    Kind.EPCI: "EPCI",
    Kind.CPTS: "CPTS",
    Kind.COMMUNE: "Commune",
}
