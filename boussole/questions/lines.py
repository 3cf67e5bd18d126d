"""One indicator of a place as a line: value, comparison in words, trend, spread of the communes. From `Shown` only."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace

from boussole import comparison as rules
from boussole.catalogue import Indicator, catalogue
from boussole.comparison import Comparison, Direction, Judged, Judgement, Verdict
from boussole.disclosure import Shown
from boussole.french import number, plural, with_unit
from boussole.geography import geography
from boussole.panels import ProfileLine, Spine, Table
from boussole.questions import wording
from boussole.questions.readings import Reading
from boussole.values import Flag, Kind, Method, Origin

OF_LEVEL = {
    Kind.DEPARTEMENT: "du département",
    Kind.REGION: "de la région",
    Kind.FRANCE: "de la France",
    Kind.CPTS: "du territoire",
}
AT_LEVEL = {
    Kind.DEPARTEMENT: "dans le département",
    Kind.REGION: "dans la région",
    Kind.FRANCE: "en France",
    Kind.CPTS: "dans le territoire",
}
QUARTILE = {
    1: "dans le quart des communes aux valeurs les plus basses",
    2: "dans le deuxième quart des communes, sous la médiane",
    3: "dans le troisième quart des communes, au-dessus de la médiane",
    4: "dans le quart des communes aux valeurs les plus hautes",
}
SMALL = "effectif faible : à lire avec prudence"
NO_CAUTION = frozenset({Flag.INITIAL_VALUE})  # what the value is, not a reason to doubt it
BOUNDED = "encadrement : non comparé"
AGE = ("pop_65plus", "pop_75plus")


@dataclass(frozen=True)
class Line:
    """A line to print, with what it was made of: highlights are chosen from it."""

    panel: ProfileLine
    judged: Judged
    shown: Shown
    reference: Shown | None
    spread: tuple[float, ...]
    simulated: bool  # the communes' values, whatever the place's own


def territory_line(reading: Reading, id: str, year: int) -> Line | None:
    """The territory against the département, else the région, else France; None when it has no figure yet."""
    shown = reading.figure(id, year)
    if shown is None:
        return None
    reference = reading.reference(id, shown.period)
    other = None if reference else reading.other_reference(id, shown.period)
    communes = reading.communes(id, shown.period)
    return _line(reading, catalogue().indicator(id), shown, reading.own[id], (reference, other), communes, "")


def commune_line(reading: Reading, id: str, code: str, year: int) -> Line | None:
    """A commune against the territory it is in, same period; None when it has no figure yet."""
    shown = reading.commune_figure(id, code, year)
    if shown is None:
        return None
    indicator = catalogue().indicator(id)
    reference = reading.territory_figure(id, shown.period)
    communes = reading.communes(id, shown.period)
    rank = None
    if shown.value is not None and indicator.nature != "effectif":
        rank = rules.quartile_of(shown.value, rules.visible_values(communes.values()))
    history = reading.commune_history(id, code)
    return _line(reading, indicator, shown, history, (reference, None), communes, QUARTILE[rank] if rank else "")


def _line(
    reading: Reading,
    indicator: Indicator,
    shown: Shown,
    history: list[Shown],
    references: tuple[Shown | None, Shown | None],
    communes: Mapping[str, Shown],
    quartile: str,
) -> Line:
    reference, other = references
    judged = Judged(indicator, rules.compare(indicator, shown, reference), rules.trend(indicator, shown, history))
    state = comparison_state(judged.comparison)
    spread = tuple(rules.visible_values(communes.values()))
    small = (SMALL,) if rules.fragile(indicator, shown) else ()
    cautions = () if shown.hidden else (*wording.cautions(replace(shown, flags=shown.flags - NO_CAUTION)), *small)
    panel = ProfileLine(
        indicator=indicator.id,
        label=indicator.label,
        value=wording.value_text(indicator, shown),
        count=short_count(indicator, shown),
        interval=wording.interval_text(indicator, shown).removeprefix("intervalle à 95 % : "),
        period=shown.period.label,
        year=shown.period.year,
        origin=_origin(shown),
        comparison=BOUNDED if _bounded_only(shown, reference) else comparison_text(judged.comparison),
        against=_against(indicator, judged.comparison, reference, other),
        quartile=quartile,
        state=state,
        trend=_trend_text(judged),
        trend_since=_since(judged),
        trend_state=_judgement_state(judged.trend.judgement, judged.trend.direction in (Direction.UP, Direction.DOWN)),
        beside=_age_text(reading, shown) if indicator.follows_age else "",
        cautions=cautions,
        details=_details(indicator, shown, reference),
        spine=_spine(indicator, shown, reference, communes, state),
        mapped=bool(communes),
    )
    simulated = any(s.origin is Origin.SIMULATED for s in communes.values())
    return Line(panel, judged, shown, reference, spread, simulated)


def _origin(shown: Shown) -> str:
    """« valeur publiée, initiale »: said on the line where it is not simply imported."""
    said = "" if shown.origin is Origin.LOADED else wording.origin_text(shown).split(" : ")[-1]
    initial = "initiale" if said else "valeur initiale"
    return ", ".join(t for t in (said, initial if Flag.INITIAL_VALUE in shown.flags else "") if t)


def _bounded_only(shown: Shown, reference: Shown | None) -> bool:
    """One of the two is only known between two bounds."""
    if reference is None or shown.hidden or reference.hidden:
        return False
    return any(s.method is Method.BOUNDS and s.value is None for s in (shown, reference))


def short_count(indicator: Indicator, shown: Shown) -> str:
    """« 436 sur 584 »; empty where the value is the count, or there is none. `details` says of whom."""
    if shown.value is None or shown.numerator is None or indicator.nature == "effectif":
        return ""
    below = f" sur {number(shown.denominator)}" if shown.denominator is not None else ""
    return f"{number(shown.numerator)}{below}"


def comparison_text(said: Comparison) -> str:
    """« significativement au-dessus, moins bon »; empty where nothing can be compared."""
    if said.verdict in (Verdict.NONE, Verdict.OTHER_PERIOD):
        return ""
    if said.verdict is Verdict.UNTESTED:
        return "sans intervalle : la part du hasard n’est pas connue"
    return ", ".join(t for t in (said.verdict.value, said.judgement.value) if t)


def comparison_state(said: Comparison) -> str:
    differs = said.significant or said.verdict in (Verdict.HIGHER, Verdict.LOWER)
    if said.verdict in (Verdict.NOT_DIFFERENT, Verdict.EQUAL):
        return "same"
    return _judgement_state(said.judgement, differs)


def _judgement_state(judgement: Judgement, differs: bool) -> str:
    if judgement is Judgement.NONE:
        return "other" if differs else "none"
    return "better" if judgement is Judgement.BETTER else "worse"


def gap_text(indicator: Indicator, gap: float) -> str:
    """« 4,3 points », « 0,3 pour 100 », without its sign."""
    if indicator.unit != "%":
        return with_unit(abs(gap), indicator.unit, indicator.decimals)
    return f"{number(abs(gap), indicator.decimals)} {'point' if abs(gap) < 2 else 'points'}"


def level_name(shown: Shown) -> str:
    """« Département (Deux-Sèvres) », « France », « Territoire »."""
    kind = shown.territory.kind
    if kind is Kind.CPTS:
        return "Territoire"
    name = geography().name_of(kind.value, shown.territory.code)
    return wording.LEVEL[kind] + (f" ({name})" if name and kind is not Kind.FRANCE else "")


def _against(indicator: Indicator, said: Comparison, reference: Shown | None, other: Shown | None) -> str:
    """The reference's value with its period; another period's is written out and not compared."""
    if indicator.nature == "effectif":
        return ""
    if other is not None:
        value = wording.value_text(indicator, other)
        return f"{level_name(other)} : {value}, autre période ({other.period.label}), à ne pas comparer directement"
    if reference is None:
        return "pas de valeur de référence"
    gap = ""
    if said.gap:
        gap = f", écart {'+' if said.gap > 0 else '−'}{gap_text(indicator, said.gap)}"
    return f"{level_name(reference)} : {wording.value_text(indicator, reference)}{gap}"


def _trend_text(judged: Judged) -> str:
    """The word, and what it means where polarity says so; the arrow is drawn beside it."""
    said = judged.trend
    if said.direction is Direction.NONE:
        return ""
    meaning = {Judgement.BETTER: ", favorable", Judgement.WORSE: ", défavorable", Judgement.NONE: ""}[said.judgement]
    return f"{said.arrow} {said.direction.value}{meaning}".strip()


def _since(judged: Judged) -> str:
    before = judged.trend.before
    if before is None:
        return ""
    return f"depuis {wording.value_text(judged.indicator, before)}, {before.period.label}"


def _details(indicator: Indicator, shown: Shown, reference: Shown | None) -> tuple[tuple[str, str], ...]:
    """What the figure rests on."""
    foot = wording.footer(indicator, shown)
    whose = f" ; référence : {wording.source_label(reference.source)}" if reference else ""
    said = (
        ("Effectif", wording.beside_text(indicator, shown)),
        ("Calcul", wording.method_text(indicator, shown)),
        ("Champ", foot.champ),
        ("Source", foot.source + whose),
        ("Origine", foot.origin),
        ("Comment lire", indicator.reading),
    )
    return tuple((name, text) for name, text in said if text)


def _age_text(reading: Reading, shown: Shown) -> str:
    """The share of old people here and in the reference, of their own year: a crude rate hangs on it."""
    parts = []
    for id in AGE:
        here, around = _with_reference(reading, id, shown)
        if here is None or here.value is None:
            continue
        indicator = catalogue().indicator(id)
        text = f"{indicator.label.removeprefix('Part des ')} : {wording.value_text(indicator, here)}"
        if around is not None and around.value is not None:
            text += f" contre {wording.value_text(indicator, around)} {AT_LEVEL[around.territory.kind]}"
        parts.append(f"{text} ({here.period.label})")
    return f"Taux brut, qui dépend de l’âge. {' ; '.join(parts) or 'Part des 65 ans et plus non chargée'}."


def _with_reference(reading: Reading, id: str, shown: Shown) -> tuple[Shown | None, Shown | None]:
    """Another indicator of the same place and year, with what that place is compared with."""
    if shown.territory.kind is Kind.COMMUNE:
        here = reading.commune_figure(id, shown.territory.code, shown.period.year)
        return here, reading.territory_figure(id, here.period) if here else None
    here = reading.figure(id, shown.period.year)
    return here, reading.reference(id, here.period) if here else None


def _spine(
    indicator: Indicator, shown: Shown, reference: Shown | None, communes: Mapping[str, Shown], state: str
) -> Spine | None:
    """None for a count, which is not on the same scale as its parts, and where there is nothing to set it against."""
    spread = rules.visible_values(communes.values())
    line = reference.value if reference is not None else None
    if indicator.nature == "effectif" or (len(spread) < 2 and (line is None or shown.value is None)):
        return None
    certain = rules.printed_interval(indicator, shown) is not None
    return Spine(
        value=shown.value,
        low=shown.low if certain else None,
        high=shown.high if certain else None,
        reference=line,
        communes=tuple(spread),
        quartiles=rules.quartiles(spread),
        state=state,
        alternative=_alternative(indicator, shown, reference, communes.values()),
    )


def _alternative(indicator: Indicator, shown: Shown, reference: Shown | None, communes: Collection[Shown]) -> str:
    values = rules.visible_values(communes)
    hidden = sum(s.hidden for s in communes)
    parts = [f"{indicator.label}, {shown.period.label} : {wording.value_text(indicator, shown)}"]
    if reference is not None:
        parts.append(f"{level_name(reference)} : {wording.value_text(indicator, reference)}")
    if values:
        spread = f"{plural(len(values), 'commune')}, de {number(values[0], indicator.decimals)} à "
        spread += with_unit(values[-1], indicator.unit, indicator.decimals)
        if cuts := rules.quartiles(values):
            low, high = number(cuts[0], indicator.decimals), with_unit(cuts[2], indicator.unit, indicator.decimals)
            spread += f", la moitié entre {low} et {high}"
        parts.append(spread)
    if hidden:
        parts.append(f"{plural(hidden, 'commune')} sous secret")
    return " ; ".join(parts)


def lines_table(title: str, lines: Iterable[Line]) -> Table:
    """All that the lines and their spines show, as a table to read aloud or to download."""
    columns = (
        "Indicateur", "Valeur", "Effectif", "Sur", "Intervalle à 95 %", "Période", "Comparaison", "Référence", "Quart",
        "Tendance", "Communes : minimum", "Premier quartile", "Médiane", "Troisième quartile", "Maximum", "Champ",
        "Source", "Remarque",
    )  # fmt: skip
    rows = tuple(_row(line) for line in lines)
    return Table(title, columns, rows, frozenset((*columns[2:4], *columns[10:15])))


def _row(line: Line) -> tuple[str, ...]:
    panel, shown, indicator = line.panel, line.shown, line.judged.indicator
    spread: tuple[float | None, ...] = (None,) * 5
    if line.spread and indicator.nature != "effectif":
        spread = (line.spread[0], *(rules.quartiles(line.spread) or (None, None, None)), line.spread[-1])
    details = dict(panel.details)
    return (
        panel.label, panel.value, *(number(v) if v is not None else "" for v in (shown.numerator, shown.denominator)),
        panel.interval, panel.period, panel.comparison, panel.against, panel.quartile,
        " ".join(t for t in (panel.trend, panel.trend_since) if t),
        *("" if v is None else number(v, indicator.decimals) for v in spread),
        details.get("Champ", ""), details.get("Source", ""), " ; ".join((*panel.cautions, panel.origin)).strip(" ;"),
    )  # fmt: skip
