"""The money of a contract in an exercice: the tree, the waterfall, the calendar, the use of each envelope; and what a
rate or a size would change. Amounts are whole cents; texts are ready to print.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from boussole.baremes import bareme_of
from boussole.contract import MISSIONS, Attainment, Contract, Rate, percent
from boussole.disclosure import Audience, Shown
from boussole.french import NNBSP, day, euros, number
from boussole.funding import Calendar, Funding, Use, calendar, funding, uses
from boussole.geography import geography
from boussole.panels import Table
from boussole.questions import contracts
from boussole.questions.attainments import YearStanding, used_indicators, year_standing
from boussole.questions.figures import shown_figures
from boussole.questions.progression import year_label
from boussole.questions.territories import TerritoryInfo, suggested_size, territory
from boussole.store import Store

NO_THEME = "sans thème"
SIMULATION = "Simulation : rien n’est enregistré."


@dataclass(frozen=True)
class Step:
    """One bar of the waterfall. `kind`: maximum, acquired, at_stake or lost."""

    label: str
    cents: int
    kind: str
    text: str


@dataclass(frozen=True)
class Gap:
    """A line where the retained amount is not the computed one, and why; `cents` = computed − retained."""

    mission: str
    theme: str
    computed: int
    retained: int
    cents: int
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class Extra:
    """Money outside the scale: never counted with the rest."""

    mission: str
    theme: str
    label: str
    cents: int
    reason: str


@dataclass(frozen=True)
class FundingAnswer:
    """`headline` says the retained share of the variable part; `waits` what is missing, in French sentences."""

    id: str
    territory: str
    title: str
    year: int
    years: tuple[int, ...]
    year_label: str
    closed: bool
    simulated: bool
    headline: str
    share: Decimal | None
    tree: Funding
    standing: YearStanding
    waterfall: tuple[Step, ...]
    gaps: tuple[Gap, ...]
    extras: tuple[Extra, ...]
    by_mission: Table
    waits: tuple[str, ...]
    bareme: str
    bareme_note: str


@dataclass(frozen=True)
class CashAnswer:
    """When money comes and where it goes. Due for a contract year is not received in a civil year."""

    payments: Calendar
    calendar: Table
    by_civil_year: Table
    uses: tuple[Use, ...]
    use_of_funds: Table
    waits: tuple[str, ...]


@dataclass(frozen=True)
class Simulated:
    """The money as it is and as it would be; `change` = after − before of what is acquired, in cents."""

    before: FundingAnswer
    after: FundingAnswer
    change: int
    text: str


def funding_of(
    store: Store, id: str, year: int, audience: Audience = Audience.INTERNAL, figures: list[Shown] | None = None
) -> FundingAnswer:
    """The money of an exercice. Raises UnknownContract, UnknownTerritory."""
    info, standing = _standing(store, id, year, audience, figures)
    return _answer(store, info, standing, standing.contract, standing.attainments)


def simulate(
    store: Store,
    id: str,
    year: int,
    rates: Mapping[str, Decimal] | None = None,
    size: int | None = None,
    audience: Audience = Audience.INTERNAL,
) -> Simulated:
    """What rates (percent, by objective) or another size would change. Nothing is saved. Raises UnknownContract."""
    info, standing = _standing(store, id, year, audience, None)
    before = _answer(store, info, standing, standing.contract, standing.attainments)
    contract = standing.contract.model_copy(update={"size": size}) if size else standing.contract
    moved = {k: _moved(a, (rates or {}).get(k)) for k, a in standing.attainments.items()}
    after = _answer(store, info, standing, contract, moved)
    after = replace(after, waits=(SIMULATION, *after.waits))
    change = after.tree.sums.acquired - before.tree.sums.acquired
    sign = "+" if change > 0 else ""
    return Simulated(before, after, change, f"{sign}{euros(change)} sur la part variable")


def cash(store: Store, id: str, year: int, audience: Audience = Audience.INTERNAL) -> CashAnswer:
    """The payment calendar of the whole contract, and the use of each envelope in an exercice."""
    known = contracts.contract(store, id)
    info = territory(store, known.territory)
    figures = shown_figures(store, info, audience=audience) if used_indicators(known) else []
    answer = funding_of(store, id, year, audience, figures)
    decided: dict[int, dict[str, int]] = {}
    for typed in sorted(contracts.years_typed(store, id) & set(known.years())):
        tree = funding_of(store, id, typed, audience, figures).tree
        decided[typed] = {m.mission: m.sums.retained for m in tree.missions if m.sums.retained is not None}
    found = calendar(known, bareme_of, decided)
    envelopes = uses(answer.tree, answer.standing.exercice)
    return CashAnswer(
        payments=found,
        calendar=_calendar_table(found),
        by_civil_year=_civil_years(found),
        uses=tuple(envelopes),
        use_of_funds=_uses_table(envelopes, answer.year_label),
        waits=(*found.waits, *(f"{u.label} : {euros(u.left)} à justifier." for u in envelopes if u.to_justify)),
    )


def _standing(
    store: Store, id: str, year: int, audience: Audience, figures: list[Shown] | None
) -> tuple[TerritoryInfo, YearStanding]:
    known = contracts.contract(store, id, year)
    info = territory(store, known.territory)
    return info, year_standing(store, info, id, year, audience, figures)


def _moved(known: Attainment, rate: Decimal | None) -> Attainment:
    """The attainment with a rate tried out: decided and typed amounts aside."""
    if rate is None:
        return known
    return replace(known, computed=Rate(Fraction(rate) / 100), retained=None, amount=None, decided=False)


def _answer(
    store: Store,
    info: TerritoryInfo,
    standing: YearStanding,
    contract: Contract,
    attainments: Mapping[str, Attainment],
) -> FundingAnswer:
    held = standing.exercice
    used = bareme_of(contract, standing.year)
    tree = funding(contract, used, held, attainments)
    sums = tree.sums
    share = percent(Fraction(sums.acquired, sums.maximum)) if sums.maximum else None
    years = contracts.contract(store, contract.id).years()
    return FundingAnswer(
        id=contract.id,
        territory=info.id,
        title=f"Financement – {info.name}",
        year=standing.year,
        years=tuple(years),
        year_label=year_label(contract, standing.year, held.simulated),
        closed=held.closed,
        simulated=held.simulated,
        headline=_headline(tree, share, held.closed),
        share=share,
        tree=tree,
        standing=standing,
        waterfall=_waterfall(tree, held.closed),
        gaps=tuple(_gaps(tree)),
        extras=tuple(
            Extra(MISSIONS.get(e.mission, e.mission), e.theme, e.label, int(e.amount * 100), e.reason)
            for e in held.extras
        ),
        by_mission=_missions_table(tree, year_label(contract, standing.year, held.simulated)),
        waits=_waits(tree, info, contract),
        bareme=used.label if used else "",
        bareme_note=used.note if used else "",
    )


def _headline(tree: Funding, share: Decimal | None, closed: bool) -> str:
    if share is None:
        return "Part variable : montants à renseigner"
    word = "retenus" if closed else "acquis à ce jour, à décider"
    said = f"{number(float(share), 1)}{NNBSP}%"
    return f"{euros(tree.sums.acquired)} {word} sur {euros(tree.sums.maximum)} de part variable ({said})"


def _waits(tree: Funding, info: TerritoryInfo, contract: Contract) -> tuple[str, ...]:
    found = list(tree.waits)
    suggested = suggested_size(geography().population(list(info.communes)))
    if contract.size is None and suggested is not None:
        found.insert(1, f"La population du territoire suggère la taille {suggested} ; c’est le contrat qui la fixe.")
    return tuple(found)


def _waterfall(tree: Funding, closed: bool) -> tuple[Step, ...]:
    sums = tree.sums
    if not sums.maximum:
        return ()
    steps = (
        ("Part variable maximale", sums.maximum, "maximum"),
        ("Acquis" if closed else "Acquis à ce jour", sums.acquired, "acquired"),
        ("En jeu", sums.at_stake, "at_stake"),
        ("Perdu", sums.lost, "lost"),
    )
    return tuple(Step(label, cents, kind, euros(cents)) for label, cents, kind in steps)


def _gaps(tree: Funding) -> list[Gap]:
    found = []
    for mission in tree.missions:
        for theme in mission.themes:
            own = [line for line in theme.lines if line.sums.retained is not None]
            computed = sum(line.sums.computed or 0 for line in own)
            retained = sum(line.sums.retained or 0 for line in own)
            if computed == retained:
                continue
            lines = [line for line in own if line.sums.retained != (line.sums.computed or 0)]
            reasons = dict.fromkeys(line.attainment.reason for line in lines if line.attainment)
            said = tuple(r for r in reasons if r) or ("motif à renseigner",)
            found.append(Gap(mission.label, theme.name or NO_THEME, computed, retained, computed - retained, said))
    return found


def _missions_table(tree: Funding, label: str) -> Table:
    columns = ("Mission", "Thème", "Maximum", "Part fixe", "Part variable", "Calculé", "Retenu", "En jeu", "Perdu")
    rows = []
    for m in tree.missions:
        a, s = m.amounts, m.sums
        whole = "à renseigner" if a.maximum is None else euros(a.maximum)
        cells = (a.fixed, a.variable, s.computed, s.retained, s.at_stake, s.lost)
        rows.append((m.label, "", whole, *(euros(c) for c in cells)))
        for t in m.themes:
            if t.name and t.sums.maximum:
                s = t.sums
                own = (s.maximum, s.computed, s.retained, s.at_stake, s.lost)
                rows.append((m.label, t.name, "", "", *(euros(c) for c in own)))
    if not tree.missions:
        return Table(f"Financement par mission – {label}", columns, (), frozenset(columns[2:]))
    s = tree.sums
    final = (tree.maximum, tree.fixed, s.maximum, s.computed, s.retained, s.at_stake, s.lost)
    rows.append(("Total", "", *(euros(c) for c in final)))
    return Table(f"Financement par mission – {label}", columns, tuple(rows), frozenset(columns[2:]))


def _calendar_table(found: Calendar) -> Table:
    columns = ("Date", "Exercice", "Mission", "Versement", "Montant")
    rows = tuple(
        (day(p.when), str(p.exercice), MISSIONS.get(p.mission, "Fonctionnement"), p.what,
         "après évaluation" if p.amount is None else euros(p.amount))
        for p in found.payments
    )  # fmt: skip
    return Table("Calendrier des versements attendus", columns, rows, frozenset({"Montant"}))


def _civil_years(found: Calendar) -> Table:
    rows = tuple((str(year), euros(cents)) for year, cents in found.by_civil_year().items())
    return Table(
        "Versements attendus par année civile", ("Année civile", "Montant connu"), rows, frozenset({"Montant connu"})
    )


def _uses_table(found: list[Use], label: str) -> Table:
    columns = ("Enveloppe", "Droit de l’exercice", "Reçu", "Dépensé", "Reste", "À noter")
    rows = tuple(
        (u.label, "à renseigner" if u.entitled is None else euros(u.entitled), euros(u.received), euros(u.spent),
         euros(u.left), "à justifier" if u.to_justify else "")
        for u in found
    )  # fmt: skip
    return Table(f"Emploi des fonds – {label}", columns, rows, frozenset(columns[1:5]))
