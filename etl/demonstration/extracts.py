"""What goes into each extract of the demonstration: the plan and the simulation, laid out in a shape."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from boussole.catalogue import Indicator, catalogue
from boussole.geography import geography
from etl.demonstration import shapes
from etl.demonstration.plan import Block, ExtractPlan, Plan, PublishedDocument, ReferenceRule
from etl.demonstration.shapes import SIMULATED, Count, Extract, comma
from etl.demonstration.simulation import Simulation, deviation

SOURCE = "Simulation de démonstration"
SIGNATURE = "24/12/2020"
PUBLISHED, IS_SIMULATED = "publiée", "simulée"
LONG_TAIL = ("indicateur", "numerateur", "denominateur", "source", "origine")
DOCUMENT_HEADER = (
    "type_territoire", "code_territoire", "debut", "fin", "indicateur", "valeur", "numerateur", "denominateur",
    "source", "origine", "remarques",
)  # fmt: skip


def population(simulation: Simulation) -> Extract:
    """Insee's municipal population of each commune, from the reference data."""
    year = str(geography().population_year)
    codes = sorted(c for territory in simulation.plan.places for c in simulation.communes(territory))
    rows = [
        ["commune", c, year, "pop_totale", str(people), "Insee", PUBLISHED]
        for c in codes
        if (people := geography().population([c])) is not None
    ]
    header = ("type_territoire", "code_territoire", "annee", "indicateur", "numerateur", "source", "origine")
    return shapes.long("population_insee.csv", header, rows)


def published(document: PublishedDocument) -> Extract:
    """What a document publishes for its territory, at its own periods."""
    rows = []
    for r in document.rows:
        counts = (r.value, r.numerator, r.denominator)
        rows.append(["cpts", document.territory, r.start, r.end, r.indicator, *counts, r.source, PUBLISHED, r.remarks])
    return shapes.long(document.file, DOCUMENT_HEADER, rows)


def references(plan: Plan) -> Extract:
    """Département, région and France: published for France where a report gives them, simulated elsewhere."""
    header = ("type_territoire", "code_territoire", "periode", "indicateur", "valeur", "source", "origine")
    given = plan.references.published
    rows = [["france", "FR", r.period, r.indicator, r.value, r.source, PUBLISHED] for r in given]
    for rule in plan.references.simulated:
        for kind, code, year, value in _reference_values(rule, plan):
            period = _campaign(year) if rule.campaigns else str(year)
            rows.append([kind, code, period, rule.indicator, value, SOURCE, IS_SIMULATED])
    return shapes.long(plan.references.file, header, rows)


def _reference_values(rule: ReferenceRule, plan: Plan) -> Iterator[tuple[str, str, int, str]]:
    levels = [("departement", code, value) for code, value in rule.departement.items()]
    levels += [("region", code, value) for code, value in rule.region.items()]
    levels += [("france", "FR", rule.france)] if rule.france is not None else []
    last = rule.last - 1 if rule.campaigns else rule.last
    for kind, code, start in levels:
        for year in range(rule.first, last + 1):
            noise = plan.references.noise * deviation(plan.seed, rule.indicator, kind, code, year)
            yield kind, code, year, comma(start + rule.step * (year - 2021) + noise)


def own_totals(plan: Plan, simulation: Simulation) -> Extract:
    """A territory's own simulated totals, where its extracts by commune cannot give them."""
    own = plan.own_totals
    header = ("type_territoire", "code_territoire", "annee", *LONG_TAIL)
    rows = []
    for computed in own.computed:
        indicator = catalogue().indicator(computed.indicator)
        for year in computed.years:
            total = _total(indicator, own.territory, year, simulation)
            rows.append(["cpts", own.territory, str(year), indicator.id, *_pair(total), SOURCE, IS_SIMULATED])
    for id_, counts in own.counts.items():
        rows += [["cpts", own.territory, str(y), id_, str(n), "", SOURCE, IS_SIMULATED] for y, n in counts.items()]
    return shapes.long(own.file, header, rows)


def simulated(extract: ExtractPlan, plan: Plan, simulation: Simulation) -> Extract:
    """An extract by commune, in its shape."""
    if extract.shape == "long":
        return _long(extract, simulation)
    block = extract.blocks[0]
    headings = [plan.headings[i] for i in block.indicators]
    lines = _lines(block, simulation)
    title = f"{extract.title} – {SIMULATED}"
    if extract.shape == "wide":
        indicators = [catalogue().indicator(i) for i in block.indicators]
        totals = [_total(i, block.territory, block.years[0], simulation) for i in indicators]
        titles = (f"{plan.places[block.territory].name} – extraction du {extract.extracted}", title)
        return shapes.wide(extract.file, titles, [text for three in headings for text in three], lines, totals)
    if extract.shape == "in_cell":
        return shapes.in_cell(extract.file, [three[2] for three in headings], lines)
    years = [f"{headings[0][2]} {year}" for year in block.years]
    holed = [(code, name, _without(extract, code, block.years, counts)) for code, name, counts in lines]
    return shapes.by_year(extract.file, (f"Export du {extract.extracted}", title), years, holed)


def _without(extract: ExtractPlan, code: str, years: Sequence[int], counts: Sequence[Count]) -> list[Count | None]:
    """A commune's counts by year, without those that the extract does not have."""
    missing = extract.unavailable.get(code, ())
    return [None if year in missing else count for year, count in zip(years, counts, strict=True)]


def _lines(block: Block, simulation: Simulation) -> list[tuple[str, str, list[Count]]]:
    """A line a commune: its code, its name, a count for each indicator and year."""
    series = [
        _by_commune(catalogue().indicator(i), block, year, simulation) for i in block.indicators for year in block.years
    ]
    return [(code, _name(code), [counts[code] for counts in series]) for code in simulation.communes(block.territory)]


def _long(extract: ExtractPlan, simulation: Simulation) -> Extract:
    when = {"year": ("annee",), "initial": ("debut", "fin"), "campaign": ("periode",)}[extract.period]
    rows: list[list[str]] = []
    for block in extract.blocks:
        for id_ in block.indicators:
            indicator = catalogue().indicator(id_)
            written = indicator.label if extract.labels else id_
            for year in block.years:
                period = _period(extract, year)
                counts = _by_commune(indicator, block, year, simulation)
                rows += [[code, *period, written, *_pair(n), SOURCE, IS_SIMULATED] for code, n in counts.items()]
    return shapes.long(extract.file, ("code_commune", *when, *LONG_TAIL), rows)


def _period(extract: ExtractPlan, year: int) -> tuple[str, ...]:
    if extract.period == "initial":
        return SIGNATURE, SIGNATURE
    return (_campaign(year) if extract.period == "campaign" else str(year),)


def _campaign(year: int) -> str:
    return f"campagne {year}-{year + 1}"


def _by_commune(indicator: Indicator, block: Block, year: int, simulation: Simulation) -> dict[str, Count]:
    assert indicator.numerator
    numerators = simulation.counts(block.territory, indicator.numerator, year)
    denominators = simulation.counts(block.territory, indicator.denominator, year) if indicator.denominator else {}
    return {c: Count.of(n, denominators.get(c), block.mask) for c, n in numerators.items()}


def _total(indicator: Indicator, territory: str, year: int, simulation: Simulation) -> Count:
    assert indicator.numerator and indicator.denominator
    numerator = simulation.total(territory, indicator.numerator, year)
    return Count(numerator, simulation.total(territory, indicator.denominator, year), masked=False)


def _pair(count: Count) -> tuple[str, str]:
    return "NS" if count.masked else str(count.numerator), "" if count.denominator is None else str(count.denominator)


def _name(code: str) -> str:
    commune = geography().commune(code)
    return commune.name if commune else code
