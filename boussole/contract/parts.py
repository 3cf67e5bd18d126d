"""A contract and its exercices as the typed things that a store holds: one contract, its exercices, their measures.

Pure: who reads or writes a store uses these keys. Each thing has its own revisions, so that two people who decide two
lines do not meet.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from boussole.contract.measure import Dossier
from boussole.contract.model import Contract

CONTRACT, EXERCICE, MEASURE = "contract", "exercice", "measure"
AGREEMENT = date(2019, 6, 20)  # no contract of this kind is older
Key = tuple[str, str]


def key(contract: str, year: int | None = None, objective: str = "") -> Key:
    """The entity and the id of a contract, of one of its exercices, or of a measure.

    >>> key("bievre", 2023, "O-1")
    ('measure', 'bievre/2023/O-1')
    """
    if year is None:
        return CONTRACT, contract
    return (MEASURE, f"{contract}/{year}/{objective}") if objective else (EXERCICE, f"{contract}/{year}")


def parts(dossier: Dossier) -> dict[Key, dict[str, Any]]:
    """The JSON-ready content of each thing of a dossier."""
    id = dossier.contract.id
    found: dict[Key, dict[str, Any]] = {key(id): dossier.contract.model_dump(mode="json")}
    for e in dossier.exercices:
        found[key(id, e.year)] = e.model_dump(mode="json", exclude={"measures"})
        found |= {key(id, e.year, m.objective): m.model_dump(mode="json") for m in e.measures}
    return found


def since(contract: Contract) -> date:
    """From when what is typed of a contract holds, whenever it is typed: its beginning."""
    return contract.signed or AGREEMENT
