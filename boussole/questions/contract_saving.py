"""A contract made, and saved at the revision that was read, so that the second of two people is told."""

from __future__ import annotations

from boussole.baremes import baremes
from boussole.contract import MISSIONS, Contract
from boussole.contract.checks import checks
from boussole.geography import geography
from boussole.panels import Table
from boussole.questions import contracts
from boussole.questions.measures import Refused
from boussole.questions.session_desk import told
from boussole.questions.territories import suggested_size, territory
from boussole.store import Store

UNSIGNED = "Dites d’abord qui vous êtes : une fonction ou des initiales."


def read(store: Store, id: str) -> tuple[Contract, int]:
    """A contract with its avenants, and its revision. Raises UnknownContract."""
    return contracts.contract(store, id), contracts.revision(store, id)


def create(store: Store, territory_id: str, author: str) -> str:
    """An empty contract for a territory; returns its id. Raises Refused, UnknownTerritory."""
    info = territory(store, territory_id)
    taken = {c.id for c in contracts.contracts(store)}
    id = (
        info.id
        if info.id not in taken
        else next(f"{info.id}-{n}" for n in range(2, 1000) if f"{info.id}-{n}" not in taken)
    )
    save(store, Contract(id=id, territory=info.id), author, 0)
    return id


def save(store: Store, new: Contract, author: str, read_revision: int) -> int:
    """Returns the new revision. Raises Refused."""
    if not author.strip():
        raise Refused(UNSIGNED)
    return told(lambda: contracts.save_contract(store, new, author, read_revision).revision)


def to_check(contract: Contract) -> Table | None:
    """What looks wrong, as one types; None where nothing does. Nothing is refused for it."""
    names = {o.id: o.label for o in contract.objectives} | MISSIONS
    rows = tuple((names.get(f.where, f.where), f.text) for f in checks(contract))
    return Table("À vérifier", ("Où", "Quoi"), rows) if rows else None


def suggested(store: Store, contract: Contract) -> int | None:
    """The size that the territory's population suggests; the contract decides. Raises UnknownTerritory."""
    return suggested_size(geography().population(list(territory(store, contract.territory).communes)))


def bareme_names() -> dict[str, str]:
    """id → name; the empty id lets the date choose."""
    return {"": "celui de la date", **{b.id: b.label for b in baremes()}}
