"""The indicators, quantities and sources, declared in data/catalogue/*.yaml and read into typed models.

Refuses a file that is wrong, naming the file, the entry's line, the key and the reason in French.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any, Literal, Self, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

CATALOGUE_DIR = Path(__file__).resolve().parent.parent / "data" / "catalogue"
STRICTEST_THRESHOLD = 11

Nature = Literal["part", "taux", "effectif", "moyenne"]
Polarity = Literal["up", "down", "neutral"]


class CatalogueError(ValueError):
    """A catalogue file is wrong; the message is a French sentence with file, line and reason."""


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Quantity(_Entry):
    """What is counted: the numerator of one indicator is often the denominator of another."""

    id: str = Field(pattern=r"^[a-z0-9_]+$")
    label: str = Field(min_length=3)
    aliases: list[str] = []


class Source(_Entry):
    """A producer of figures. `health`: its figures are health data, so the threshold applies."""

    id: str = Field(pattern=r"^[a-z0-9_]+$")
    label: str = Field(min_length=3)
    health: bool
    regimes: str | None = None
    aliases: list[str] = []


class Indicator(_Entry):
    """One indicator. `scale` turns numerator / denominator into the unit (100 for percent)."""

    id: str = Field(pattern=r"^[a-z0-9_]+$")
    label: str = Field(min_length=5)
    mission: str
    theme: str
    nature: Nature
    unit: str = Field(min_length=1)
    scale: int = Field(gt=0)
    decimals: int = Field(ge=0, le=4)
    numerator: str | None
    denominator: str | None
    age: str | None
    polarity: Polarity
    level: Literal["commune", "territoire"]
    sources: list[str] = Field(min_length=1)
    threshold: int | None = Field(ge=2)
    threshold_by_source: dict[str, int | None] = {}
    useful_gap: float | None
    place: Literal["residence", "exercice"] | None
    covered: Literal["consommants", "assures"] | None
    reading: str = Field(min_length=10)
    note: str | None = None
    aliases: list[str] = []

    @model_validator(mode="after")
    def _coherent(self) -> Self:
        if self.nature in ("part", "taux") and not (self.numerator and self.denominator):
            raise ValueError("une part ou un taux a un numérateur et un dénominateur")
        if self.nature == "effectif" and (not self.numerator or self.denominator):
            raise ValueError("un effectif a un numérateur et pas de dénominateur")
        if not self.reading.endswith("."):
            raise ValueError("la phrase « comment lire » finit par un point")
        if self.label.endswith("."):
            raise ValueError("le libellé ne finit pas par un point")
        return self

    def threshold_for(self, source: str) -> int | None:
        """Numbers from 1 to this minus 1 are hidden; None: nothing is. Unknown source: the strictest.

        >>> catalogue().indicator("mg_effectif").threshold_for("registre") is None
        True
        """
        if source in self.threshold_by_source:
            return self.threshold_by_source[source]
        if source == "inconnue" and self.threshold is not None:
            return STRICTEST_THRESHOLD
        return self.threshold

    def champ(self, source: Source | None) -> str:
        """The field covered, in French: who is counted, where, and under which schemes."""
        parts = []
        if self.age:
            parts.append(self.age)
        if self.covered:
            parts.append("patients consommants" if self.covered == "consommants" else "assurés")
        if self.place:
            parts.append(
                "résidant dans le territoire" if self.place == "residence" else "exerçant dans le territoire"
            )
        if source is not None and source.regimes:
            parts.append(source.regimes)
        return ", ".join(parts) or "non précisé"


E = TypeVar("E", bound=_Entry)


class Catalogue:
    """All declared indicators, quantities and sources, by id and in the files' order."""

    def __init__(self, indicators: list[Indicator], quantities: list[Quantity], sources: list[Source]) -> None:
        self.indicators = {i.id: i for i in indicators}
        self.quantities = {q.id: q for q in quantities}
        self.sources = {s.id: s for s in sources}

    def indicator(self, id: str) -> Indicator:
        """Raises KeyError for an unknown id."""
        return self.indicators[id]

    def source_rank(self, indicator: str, source: str) -> int:
        """0 for the source shown first; sources that the indicator does not list come last."""
        listed = self.indicators[indicator].sources
        return listed.index(source) if source in listed else len(listed)

    def quantity_label(self, id: str | None) -> str:
        return self.quantities[id].label if id else "—"


class _LineLoader(yaml.SafeLoader):
    """Keeps the line where each entry starts, so that an error can name it."""


def _mapping_with_line(loader: _LineLoader, node: yaml.MappingNode) -> dict[str, Any]:
    mapping = loader.construct_mapping(node, deep=True)
    return {str(k): v for k, v in mapping.items()} | {"__line__": node.start_mark.line + 1}


_LineLoader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _mapping_with_line)


def _without_lines(value: Any) -> Any:
    if isinstance(value, dict):
        return {k: _without_lines(v) for k, v in value.items() if k != "__line__"}
    if isinstance(value, list):
        return [_without_lines(v) for v in value]
    return value


def read_entries(path: Path, model: type[E]) -> list[E]:
    """The entries of a YAML list, each valid and with an id of its own.

    Raises CatalogueError with the file, the line and the reason.
    """
    try:
        # A SafeLoader subclass: no arbitrary object can be built.
        raw = yaml.load(path.read_text(encoding="utf-8"), Loader=_LineLoader)  # noqa: S506
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f", ligne {mark.line + 1}" if mark else ""
        raise CatalogueError(f"{path.name}{line} : YAML illisible ({getattr(error, 'problem', error)}).") from error
    if not isinstance(raw, list):
        raise CatalogueError(f"{path.name} : le fichier doit être une liste d’entrées.")
    entries: list[E] = []
    seen: set[str] = set()
    for item in raw:
        if not isinstance(item, dict):
            raise CatalogueError(f"{path.name} : chaque entrée doit être un bloc « clé: valeur ».")
        where = f"{path.name}, ligne {item['__line__']} ({item.get('id', 'sans id')})"
        try:
            entry = model.model_validate(_without_lines(item))
        except ValidationError as error:
            reasons = "; ".join(
                f"{'.'.join(str(p) for p in e['loc']) or 'entrée'} : {e['msg']}" for e in error.errors()
            )
            raise CatalogueError(f"{where} : {reasons}.") from error
        id_ = str(getattr(entry, "id", ""))
        if id_ in seen:
            raise CatalogueError(f"{where} : identifiant déjà utilisé.")
        seen.add(id_)
        entries.append(entry)
    return entries


def load_catalogue(directory: Path = CATALOGUE_DIR) -> Catalogue:
    """Read and cross-check the three files. Raises CatalogueError."""
    built = Catalogue(
        read_entries(directory / "indicateurs.yaml", Indicator),
        read_entries(directory / "quantites.yaml", Quantity),
        read_entries(directory / "sources.yaml", Source),
    )
    for indicator in built.indicators.values():
        for role in (indicator.numerator, indicator.denominator):
            if role and role not in built.quantities:
                raise CatalogueError(f"indicateurs.yaml ({indicator.id}) : quantité inconnue « {role} ».")
        for source in [*indicator.sources, *indicator.threshold_by_source]:
            if source not in built.sources:
                raise CatalogueError(f"indicateurs.yaml ({indicator.id}) : source inconnue « {source} ».")
    return built


@cache
def catalogue() -> Catalogue:
    """The product's own catalogue, read once."""
    return load_catalogue()
