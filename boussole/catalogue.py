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
DEFAULT_USEFUL_GAP = 2.0  # points, for a percentage whose entry says null

Nature = Literal["part", "taux", "effectif", "moyenne"]
Polarity = Literal["up", "down", "neutral"]


class CatalogueError(ValueError):
    """A catalogue file is wrong; the message is a French sentence with file, line and reason."""


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


Entry = _Entry  # what `read_entries` reads, for the other declared files


class Quantity(_Entry):
    """What is counted: the numerator of one indicator is often the denominator of another."""

    id: str = Field(pattern=r"^[a-z0-9_]+$")
    label: str = Field(min_length=3)
    aliases: list[str] = []


class Source(_Entry):
    """A producer of figures. `health`: its figures are health data, so the threshold applies. `simulated`: made up,
    and shown only where no real source has a figure."""

    id: str = Field(pattern=r"^[a-z0-9_]+$")
    label: str = Field(min_length=3)
    health: bool
    simulated: bool = False
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
    interval: bool = True  # false: a census or a register, which chance does not move
    follows_age: bool = False  # a crude prevalence: the age structure is shown beside it
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
        """Numbers from 1 to this minus 1 are hidden; None: nothing is. A source not listed here: the strictest.

        >>> catalogue().indicator("mg_effectif").threshold_for("registre") is None
        True
        """
        if source in self.threshold_by_source:
            return self.threshold_by_source[source]
        if source not in self.sources and self.threshold is not None:
            return max(STRICTEST_THRESHOLD, self.threshold)
        return self.threshold

    @property
    def least_useful_gap(self) -> float | None:
        """The difference under which nobody should act, in the unit; None for a count or an average that says none."""
        if self.useful_gap is None and self.unit == "%":
            return DEFAULT_USEFUL_GAP
        return self.useful_gap

    def champ(self, source: Source | None) -> str:
        """The field covered, in French: who is counted, where, and under which schemes."""
        parts = []
        if self.age:
            parts.append(self.age)
        if self.covered:
            parts.append("patients consommants" if self.covered == "consommants" else "assurés")
        if self.place:
            parts.append("résidant dans le territoire" if self.place == "residence" else "exerçant dans le territoire")
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
        """0 for the source shown first; those that the indicator does not list follow; simulations come last."""
        listed = self.indicators[indicator].sources
        if source in self.sources and self.sources[source].simulated:
            return len(listed) + 1
        return listed.index(source) if source in listed else len(listed)

    def quantity_label(self, id: str | None) -> str:
        return self.quantities[id].label if id else "—"


_LINES = "__lines__"


class _LineLoader(yaml.SafeLoader):
    """Keeps the line of each entry and of each of its keys, so that an error can name them; refuses a key twice."""


def _mapping_with_line(loader: _LineLoader, node: yaml.MappingNode) -> dict[str, Any]:
    lines: dict[str, int] = {}
    for key_node, _ in node.value:
        key = str(loader.construct_object(key_node))
        if key in lines:
            raise yaml.constructor.ConstructorError(None, None, f"clé « {key} » écrite deux fois", key_node.start_mark)
        lines[key] = key_node.start_mark.line + 1
    mapping = loader.construct_mapping(node, deep=True)
    return {str(k): v for k, v in mapping.items()} | {_LINES: lines | {"": node.start_mark.line + 1}}


_LineLoader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _mapping_with_line)


def _without_lines(value: Any) -> Any:
    if isinstance(value, dict):
        return {k: _without_lines(v) for k, v in value.items() if k != _LINES}
    if isinstance(value, list):
        return [_without_lines(v) for v in value]
    return value


def read_entries(path: Path, model: type[E]) -> list[E]:
    """The entries of a YAML list, each valid and with an id of its own.

    Raises CatalogueError with the file, the line, the key and the reason.
    """
    return [entry for entry, _ in _entries_with_lines(path, model)]


def _entries_with_lines(path: Path, model: type[E]) -> list[tuple[E, dict[str, int]]]:
    """Each entry with the line of each of its keys; under « » the line where it starts."""
    raw = _parsed(path)
    if not isinstance(raw, list):
        raise CatalogueError(f"{path.name} : le fichier doit être une liste d’entrées.")
    entries: list[tuple[E, dict[str, int]]] = []
    seen: set[str] = set()
    for rank, item in enumerate(raw, start=1):
        if not isinstance(item, dict):
            raise CatalogueError(f"{path.name}, entrée n° {rank} : ce doit être un bloc « clé: valeur ».")
        lines: dict[str, int] = item[_LINES]
        name = str(item.get("id", "sans id"))
        try:
            entry = model.model_validate(_without_lines(item))
        except ValidationError as error:
            # The first wrong key gives the line: the others are said with it.
            line = next(
                (lines[str(e["loc"][0])] for e in error.errors() if e["loc"] and e["loc"][0] in lines), lines[""]
            )
            reasons = " ; ".join(
                f"{'.'.join(str(p) for p in e['loc']) or 'entrée'} : {_reason(e['type'], e['msg'], e.get('ctx', {}))}"
                for e in error.errors()
            )
            raise CatalogueError(f"{path.name}, ligne {line} ({name}) : {reasons}.") from error
        if name in seen:
            raise CatalogueError(f"{path.name}, ligne {lines['id']} ({name}) : id : identifiant déjà utilisé.")
        seen.add(name)
        entries.append((entry, lines))
    return entries


def _parsed(path: Path) -> Any:
    try:
        # A SafeLoader subclass: no arbitrary object can be built.
        return yaml.load(path.read_text(encoding="utf-8"), Loader=_LineLoader)
    except FileNotFoundError as error:
        raise CatalogueError(f"{path.name} : ce fichier manque dans {path.parent}.") from error
    except UnicodeDecodeError as error:
        raise CatalogueError(f"{path.name} : le fichier doit être écrit en UTF-8.") from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f", ligne {mark.line + 1}" if mark else ""
        raise CatalogueError(f"{path.name}{line} : YAML illisible ({getattr(error, 'problem', error)}).") from error


_REASONS = {
    "missing": "cette clé manque",
    "extra_forbidden": "cette clé n’existe pas",
    "string_type": "un texte est attendu (entre guillemets si besoin)",
    "int_type": "un nombre entier est attendu",
    "float_type": "un nombre est attendu",
    "bool_type": "true ou false est attendu",
    "list_type": "une liste est attendue",
    "dict_type": "un bloc « clé: valeur » est attendu",
    "string_too_short": "au moins {min_length} caractères",
    "string_pattern_mismatch": "seulement des minuscules sans accent, des chiffres et « _ »",
    "too_short": "au moins {min_length} élément",
    "greater_than": "plus grand que {gt}",
    "greater_than_equal": "au moins {ge}",
    "less_than_equal": "au plus {le}",
    "literal_error": "une de ces valeurs est attendue : {expected}",
    "value_error": "{error}",
}


def _reason(type_: str, message: str, context: dict[str, Any]) -> str:
    """Why a value is refused, in French; the library's own words for what is not foreseen."""
    french = _REASONS.get(type_)
    return french.format(**context).replace(" or ", " ou ") if french else message


def load_catalogue(directory: Path = CATALOGUE_DIR) -> Catalogue:
    """Read and cross-check the three files. Raises CatalogueError."""
    entries = _entries_with_lines(directory / "indicateurs.yaml", Indicator)
    built = Catalogue(
        [indicator for indicator, _ in entries],
        read_entries(directory / "quantites.yaml", Quantity),
        read_entries(directory / "sources.yaml", Source),
    )
    for indicator, lines in entries:
        named: list[tuple[str, str | None]] = [
            ("numerator", indicator.numerator),
            ("denominator", indicator.denominator),
            *(("sources", s) for s in indicator.sources),
            *(("threshold_by_source", s) for s in indicator.threshold_by_source),
        ]
        for key, id_ in named:
            is_source = "source" in key
            if id_ is not None and id_ not in (built.sources if is_source else built.quantities):
                where = f"indicateurs.yaml, ligne {lines[key]} ({indicator.id})"
                raise CatalogueError(f"{where} : {key} : {'source' if is_source else 'quantité'} inconnue « {id_} ».")
    return built


@cache
def catalogue() -> Catalogue:
    """The product's own catalogue, read once."""
    return load_catalogue()
