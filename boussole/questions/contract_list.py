"""The contracts to choose from: whose each is, its exercices, and the one to open on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from boussole.contract import Contract
from boussole.questions import contracts
from boussole.questions.territories import territories
from boussole.store import Store


@dataclass(frozen=True)
class ContractOption:
    """`year`: the last exercice of which something is typed, else the one under way; None: no exercice is known.
    `under_way`: the one that today is in, else the last that is typed and not closed."""

    id: str
    territory: str
    label: str
    years: tuple[int, ...]
    year: int | None
    under_way: int | None = None


def contract_options(store: Store, today: date) -> list[ContractOption]:
    """All contracts, by the name of their territory then by signature."""
    names = {t.id: t.label for t in territories(store)}
    found = [_option(store, c, names.get(c.territory, c.territory), today) for c in contracts.contracts(store)]
    return sorted(found, key=lambda o: (o.label, o.id))


def _option(store: Store, known: Contract, name: str, today: date) -> ContractOption:
    years = tuple(known.years())
    typed = [y for y in years if y in contracts.years_typed(store, known.id)]
    under_way = [y for y in years if (days := known.bounds(y)) and days.start <= today <= days.end]
    year = max(typed or under_way or years, default=None)
    signed = f"contrat signé le {known.signed:%d/%m/%Y}" if known.signed else "signature à renseigner"
    still = [y for y in typed if not contracts.exercice(store, known.id, y).closed]
    now = max(under_way or still, default=None)
    return ContractOption(known.id, known.territory, f"{name} – {signed}", years, year, now)
