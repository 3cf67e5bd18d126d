"""The ACI's amounts, declared in data/aci/baremes.yaml and read into typed models.

Refuses a file that is wrong, naming the file, the entry's line, the key and the reason in French.
"""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path

from boussole.catalogue import read_entries
from boussole.contract import Contract
from boussole.funding.bareme import Bareme, at_date

ACI_DIR = Path(__file__).resolve().parent.parent / "data" / "aci"


def load_baremes(directory: Path = ACI_DIR) -> list[Bareme]:
    """All versions, in the file's order. Raises CatalogueError."""
    return read_entries(directory / "baremes.yaml", Bareme)


@cache
def baremes() -> tuple[Bareme, ...]:
    """The product's own versions, read once."""
    return tuple(load_baremes())


def bareme_of(contract: Contract, exercice: int) -> Bareme | None:
    """The version that a contract names, else the one in force at the end of the exercice."""
    if contract.bareme:
        return next((b for b in baremes() if b.id == contract.bareme), None)
    days = contract.bounds(exercice)
    return at_date(list(baremes()), days.end if days else date(exercice, 12, 31))
