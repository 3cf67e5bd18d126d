"""What holds for an exercice: the avenants applied, the perimeter, and which of several contracts it is.

Pure. An avenant holds from the exercice that contains its date; past exercices keep what was then in force.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TypeVar

from boussole.contract.model import Avenant, Contract
from boussole.values import Period

T = TypeVar("T")


def first_exercice(contract: Contract, avenant: Avenant) -> int:
    """The first exercice that an avenant changes; one dated at the signature or before changes them all."""
    found = contract.exercice_of(Period(avenant.when, avenant.when))
    return found if found is not None else min(contract.years())


def in_force(contract: Contract, exercice: int | None) -> Contract:
    """The contract as it stands for an exercice: its avenants up to then applied, in the order of their dates.

    The result has no avenant left: what it says is what holds. With no exercice, as signed.
    """
    applied = _applied(contract, exercice)
    missions, objectives = list(contract.missions), list(contract.objectives)
    changes: dict[str, object] = {}
    for avenant in applied:
        changes |= {k: v for k, v in (("size", avenant.size), ("bareme", avenant.bareme)) if v}
        missions = _replaced(missions, avenant.missions, "mission")
        objectives = _replaced([o for o in objectives if o.id not in avenant.removed], avenant.objectives, "id")
    return contract.model_copy(update=changes | {"missions": missions, "objectives": objectives, "avenants": []})


def perimeter(contract: Contract, exercice: int | None) -> list[str] | None:
    """The communes that the last avenant in force gives; None: the territory's own."""
    return next((a.communes for a in reversed(_applied(contract, exercice)) if a.communes), None)


def _applied(contract: Contract, exercice: int | None) -> list[Avenant]:
    if exercice is None:
        return []
    chosen = [a for a in contract.avenants if first_exercice(contract, a) <= exercice]
    return sorted(chosen, key=lambda a: a.when)


def best(contracts: Iterable[Contract], today: date, exercice: int | None = None) -> Contract | None:
    """Of a territory's contracts, the one whose years hold the exercice; of those, the last signed by today.

    One without a signature date comes after those that have one; one to be signed later comes last.
    """
    known = list(contracts)
    of_year = [c for c in known if exercice is not None and exercice in c.years()]
    return max(of_year or known, key=lambda c: _order(c, today), default=None)


def _order(contract: Contract, today: date) -> tuple[int, date]:
    if contract.signed is None:
        return (1, date.min)
    return (2, contract.signed) if contract.signed <= today else (0, contract.signed)


def _replaced(known: Sequence[T], changes: Sequence[T], key: str) -> list[T]:
    """`changes` in the place of those that have the same key, the others added at the end."""
    new = {getattr(c, key): c for c in changes}
    return [*(new.pop(getattr(k, key), k) for k in known), *new.values()]
