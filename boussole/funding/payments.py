"""When money comes, and where it goes: the payment calendar of a contract, and the use of each envelope. Pure.

Fonctionnement: whole at the signature, then an advance at each anniversary and the balance at the next. A mission's
fixed half: an advance at its start, prorated to the anniversary, then at each anniversary the balance and the next
advance. Variable part: at the anniversary, after evaluation (ACI, article 9.1). What is due for a contract year is
not what is received in a civil year. Amounts are whole cents.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from boussole.contract import MISSIONS, Contract, Exercice, Mission, anniversary, in_force
from boussole.funding.bareme import Bareme
from boussole.funding.envelope import mission_amounts, operating
from boussole.funding.split import half_up
from boussole.funding.tree import Funding

GENERAL = "fonctionnement"
COMPONENTS: dict[str, str] = {
    "fonctionnement": "fonctionnement",
    "fixe": "part fixe",
    "variable": "part variable",
    "flechee": "enveloppe fléchée (soins non programmés)",
    "compensation": "compensation (soins non programmés)",
    "crise": "plan de crise",
    "hors_bareme": "hors barème",
}
NO_SIGNATURE = "Date de signature à renseigner : le calendrier des versements attend."
EARMARKED_DATES = (
    "Dates de versement de l’enveloppe fléchée, de la compensation et du plan de crise à renseigner : ils ne sont "
    "pas dans ce calendrier."
)


@dataclass(frozen=True)
class Payment:
    """One expected payment. `amount` is None until the evaluation of a variable part, or while an amount is unknown."""

    when: date
    exercice: int
    mission: str
    component: str
    what: str
    amount: int | None


@dataclass(frozen=True)
class Calendar:
    payments: tuple[Payment, ...]
    waits: tuple[str, ...]

    def by_civil_year(self) -> dict[int, int]:
        """The known payments of each civil year."""
        found: dict[int, int] = {}
        for p in self.payments:
            found[p.when.year] = found.get(p.when.year, 0) + (p.amount or 0)
        return found


def calendar(
    contract: Contract, bareme_of: Callable[[Contract, int], Bareme | None], decided: Mapping[int, Mapping[str, int]]
) -> Calendar:
    """The expected payments, by date. `decided`: the retained variable amounts, by exercice then mission."""
    if contract.signed is None:
        return Calendar((), (NO_SIGNATURE,))
    found: list[Payment] = []
    waits: list[str] = []
    for year in contract.years():
        then = in_force(contract, year)
        bareme = bareme_of(then, year)
        if then.size is None or bareme is None:
            waits.append("Taille du contrat à renseigner : le calendrier des versements attend.")
            continue
        found += _general(then, bareme, year, contract.signed)
        for mission in then.missions:
            if mission.start is None:
                waits.append(f"{MISSIONS[mission.mission]} : date de démarrage à renseigner, ses versements attendent.")
            elif mission.mission != "crise":
                found += _mission(then, bareme, mission, year, contract.signed, decided.get(year, {}))
        waits.append(EARMARKED_DATES)
    order = {m: rank for rank, m in enumerate((GENERAL, *MISSIONS))}
    found.sort(key=lambda p: (p.when, p.exercice, order[p.mission]))
    return Calendar(tuple(found), tuple(dict.fromkeys(waits)))


def _general(contract: Contract, bareme: Bareme, year: int, signed: date) -> list[Payment]:
    amount = operating(contract, bareme)
    start, end = anniversary(signed, year - 1), anniversary(signed, year)
    if amount is None:
        return [Payment(start, year, GENERAL, GENERAL, "fonctionnement", None)]
    if year == signed.year + 1:
        return [Payment(start, year, GENERAL, GENERAL, "fonctionnement, à la signature", amount)]
    typed = contract.parameters.operating_advance
    share = Fraction(bareme.operating_advance if typed is None else typed) / 100
    return _in_two(GENERAL, GENERAL, "fonctionnement", year, amount, share, start, end)


def _mission(
    contract: Contract, bareme: Bareme, mission: Mission, year: int, signed: date, decided: Mapping[str, int]
) -> list[Payment]:
    amounts = mission_amounts(contract, bareme, mission, year)
    if amounts.prorata == 0:
        return []
    start = max(mission.start or signed, anniversary(signed, year - 1))
    end = anniversary(signed, year)
    typed = contract.parameters.fixed_advance
    share = Fraction(bareme.fixed_advance if typed is None else typed) / 100
    found = []
    if amounts.fixed_due is not None:
        found = _in_two(mission.mission, "fixe", "part fixe", year, amounts.fixed_due, share, start, end)
    if amounts.variable:
        known = decided.get(mission.mission)
        said = "part variable" if known is not None else "part variable, après évaluation"
        found.append(Payment(end, year, mission.mission, "variable", said, known))
    return found


def _in_two(
    mission: str, component: str, what: str, year: int, amount: int, share: Fraction, start: date, end: date
) -> list[Payment]:
    """An advance then the balance: together, exactly the amount."""
    advance = half_up(amount * share)
    return [
        Payment(start, year, mission, component, f"{what}, avance", advance),
        Payment(end, year, mission, component, f"{what}, solde", amount - advance),
    ]


@dataclass(frozen=True)
class Use:
    """An envelope of an exercice: what it is entitled to (None: unknown), received, spent, and left of what was
    received; `to_justify`: an earmarked envelope that is not spent."""

    mission: str
    component: str
    label: str
    entitled: int | None
    received: int
    spent: int

    @property
    def left(self) -> int:
        return self.received - self.spent

    @property
    def to_justify(self) -> bool:
        return self.component == "flechee" and self.left > 0


def uses(tree: Funding, exercice: Exercice) -> list[Use]:
    """Each envelope of the tree, then those that only cash names."""
    entitled: dict[tuple[str, str], int | None] = {(GENERAL, GENERAL): tree.operating}
    for mission in tree.missions:
        amounts = mission.amounts
        for component, amount in (("fixe", amounts.fixed_due), ("variable", mission.sums.acquired)):
            if amounts.fixed or amounts.variable:
                entitled[mission.mission, component] = amount
        for component, amount in (("flechee", amounts.flechee), ("compensation", amounts.compensation)):
            if amount:
                entitled[mission.mission, component] = amount
        if mission.mission == "crise":
            entitled[mission.mission, "crise"] = amounts.crise
    for extra in exercice.extras:
        key = (extra.mission, "hors_bareme")
        entitled[key] = (entitled.get(key) or 0) + int(extra.amount * 100)
    for movement in exercice.movements:
        entitled.setdefault((movement.mission, movement.component), None)
    return [_use(mission, component, amount, exercice) for (mission, component), amount in entitled.items()]


def _use(mission: str, component: str, entitled: int | None, exercice: Exercice) -> Use:
    own = [m for m in exercice.movements if (m.mission, m.component) == (mission, component)]
    name = MISSIONS.get(mission, "")
    label = f"{name} : {COMPONENTS[component]}" if name else COMPONENTS[component].capitalize()
    received = sum(int(m.amount * 100) for m in own if m.kind == "received")
    spent = sum(int(m.amount * 100) for m in own if m.kind == "spent")
    return Use(mission, component, label, entitled, received, spent)
