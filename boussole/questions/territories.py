"""Which territories there are, and what is known of one. Refuses an unknown id with the list of known ones."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from boussole.french import sort_key
from boussole.geography import geography
from boussole.store import Store
from boussole.values import Kind, Territory, perimeter_id

_TYPE = re.compile(r"^CPTS (?:de la |du |des |de |d[’'])?", re.IGNORECASE)  # every name begins so: sort by what follows


class UnknownTerritory(KeyError):
    """No territory has this id; `str()` is a French sentence."""

    def __str__(self) -> str:
        return str(self.args[0])


@dataclass(frozen=True)
class TerritoryInfo:
    """A CPTS: its communes (today's codes), and what is said of its perimeter."""

    id: str
    name: str
    communes: tuple[str, ...]
    assumed: bool
    departement: str | None
    region: str | None
    published_population: str | None
    demonstration: bool
    note: str
    published: bool = True  # in the register of published territories: the mask of *diffusion* is made over these
    retired: bool = False  # kept with its history, and out of the lists

    @property
    def territory(self) -> Territory:
        return Territory(Kind.CPTS, self.id)

    @property
    def perimeter(self) -> str:
        return perimeter_id(self.communes)

    @property
    def members(self) -> list[Territory]:
        return [Territory(Kind.COMMUNE, c) for c in self.communes]

    @property
    def label(self) -> str:
        return f"{self.name} (périmètre supposé)" if self.assumed else self.name


def territories(store: Store, retired: bool = False) -> list[TerritoryInfo]:
    """All territories, by name; those taken out of the lists too when `retired`."""
    found = [_info(r.id, r.content) for r in store.journal.all_typed("territory")]
    found = [t for t in found if retired or not t.retired]
    return sorted(found, key=lambda t: sort_key(_TYPE.sub("", t.name)))


def territory(store: Store, id: str) -> TerritoryInfo:
    """One territory. Raises UnknownTerritory."""
    revision = store.journal.typed("territory", id)
    if revision is None:
        known = ", ".join(t.id for t in territories(store)) or "aucun"
        raise UnknownTerritory(f"Territoire inconnu « {id} ». Territoires connus : {known}.")
    return _info(id, revision.content)


def suggested_size(population: int | None) -> int | None:
    """The ACI size that a population suggests; the contract decides (accord du 20 juin 2019: < 40 000, < 80 000,
    ≤ 175 000, above)."""
    if population is None:
        return None
    return 1 if population < 40_000 else 2 if population < 80_000 else 3 if population <= 175_000 else 4


def _info(id: str, content: dict[str, Any]) -> TerritoryInfo:
    communes = tuple(sorted(str(c) for c in content.get("communes", [])))
    first = geography().commune(communes[0]) if communes else None
    return TerritoryInfo(
        id=id,
        name=str(content.get("name", id)),
        communes=communes,
        assumed=bool(content.get("assumed", False)),
        departement=str(content["departement"]) if content.get("departement") else first.departement if first else None,
        region=str(content["region"]) if content.get("region") else first.region if first else None,
        published_population=str(content["published_population"]) if content.get("published_population") else None,
        demonstration=bool(content.get("demonstration", False)),
        note=str(content.get("note", "")),
        published=bool(content.get("published", not content.get("draft", False))),
        retired=bool(content.get("retired", False)),
    )
