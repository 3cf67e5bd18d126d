"""The échéances of the contracts: those typed, and those that the signature gives (anniversaries, ends of delays, end
of the contract). What depends on an unknown date is not listed, and `undated` says so.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from boussole.baremes import bareme_of
from boussole.contract import MISSIONS, Contract, Deadline, anniversary, in_force
from boussole.french import day
from boussole.questions import contracts
from boussole.questions.territories import territories
from boussole.store import Store

HOME = 3


@dataclass(frozen=True)
class Echeance:
    when: date
    day: str
    what: str
    contract: str
    territory: str
    territory_label: str


def next_deadlines(store: Store, today: date, count: int = HOME, territory_id: str | None = None) -> list[Echeance]:
    """The next échéances of all territories, or of one, the soonest first."""
    names = {t.id: t.label for t in territories(store)}
    found = [
        Echeance(d.when, day(d.when), d.what, c.id, c.territory, names[c.territory])
        for c in contracts.contracts(store)
        if c.territory in names and territory_id in (None, c.territory)
        for d in deadlines(c)
        if d.when >= today
    ]
    return sorted(found, key=lambda e: (e.when, e.territory, e.what))[:count]


def deadlines(contract: Contract) -> list[Deadline]:
    """All the échéances of a contract, by date."""
    found = list(contract.deadlines)
    if contract.signed is not None:
        last = contract.years()[-1]
        for year in contract.years():
            end = anniversary(contract.signed, year)
            what = f"Anniversaire du contrat : bilan de l’exercice {year} dû"
            found.append(Deadline(when=end, what=f"{what}, fin du contrat" if year == last else what))
        found += _delays(contract, contract.signed)
    return sorted(found, key=lambda d: (d.when, d.what))


def _delays(contract: Contract, signed: date) -> list[Deadline]:
    """By when each mission engaged has started, then is fully deployed."""
    first = in_force(contract, contract.years()[0])
    bareme = bareme_of(first, contract.years()[0])
    found = []
    for mission in first.missions:
        delay = bareme.delay(mission.mission) if bareme else None
        if delay is not None:
            label = MISSIONS[mission.mission]
            for months, what in ((delay.started, "démarrage"), (delay.deployed, "déploiement")):
                found.append(Deadline(when=after(signed, months), what=f"{label} : fin du délai de {what}"))
    return found


def undated(contract: Contract) -> list[str]:
    """What is not listed for want of a date."""
    if contract.signed is not None:
        return []
    return ["Date de signature à renseigner : anniversaires et délais des missions ne sont pas dans les échéances."]


def after(day_: date, months: int) -> date:
    """The same day so many months later; the month's last one where it has no such day.

    >>> after(date(2021, 8, 31), 6)
    datetime.date(2022, 2, 28)
    """
    year, month = divmod(day_.year * 12 + day_.month - 1 + months, 12)
    for number in range(day_.day, 27, -1):
        try:
            return date(year, month + 1, number)
        except ValueError:
            continue
    return date(year, month + 1, day_.day)
