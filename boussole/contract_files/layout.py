"""The sheets of a contract's workbook, read off the models: a list of things is a sheet, a thing is a row.

A row begins with the keys of what it belongs to (exercice, objectif, rank of its criterion), then its own fields under
French names. Nothing is listed twice: a field added to a model gets its column here.
"""

from __future__ import annotations

import types
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Union, get_args, get_origin

from pydantic import BaseModel

from boussole.contract import Dossier

# What holds rows of its own: how its rows are called for below, and which field names it (None: its rank, from 1).
KEYS: dict[str, tuple[str, str | None]] = {
    "Mission": ("mission", "mission"),
    "Objective": ("objectif", "id"),
    "Criterion": ("critère", None),
    "Avenant": ("avenant", None),
    "Exercice": ("exercice", "year"),
    "Measure": ("objectif", "objective"),
}
SHEETS = {
    "contract.missions": "Missions",
    "contract.missions.themes": "Thèmes",
    "contract.amounts": "Montants",
    "contract.objectives": "Objectifs",
    "contract.objectives.criteria": "Critères",
    "contract.objectives.criteria.targets": "Cibles",
    "contract.deadlines": "Échéances",
    "contract.avenants": "Avenants",
    "contract.avenants.missions": "Avenants - missions",
    "contract.avenants.missions.themes": "Avenants - thèmes",
    "contract.avenants.objectives": "Avenants - objectifs",
    "contract.avenants.objectives.criteria": "Avenants - critères",
    "contract.avenants.objectives.criteria.targets": "Avenants - cibles",
    "exercices": "Exercices",
    "exercices.measures": "Mesures",
    "exercices.measures.values": "Valeurs",
    "exercices.measures.entries": "Saisies",
    "exercices.measures.checkpoints": "Points d’étape",
    "exercices.measures.proposals": "Propositions",
    "exercices.extras": "Hors barème",
    "exercices.movements": "Mouvements",
}
YEAR = "année"  # the key of a target


@dataclass(frozen=True)
class Column:
    """One field, by its way from the row's model. `present`: a mark that an optional block is there. `kind`: the bare
    type; `many`: a list of them."""

    way: tuple[str, ...]
    kind: Any
    many: bool = False
    present: bool = False


@dataclass(frozen=True)
class Sheet:
    """`path`: from the dossier; `keys`: the names of the columns that say what a row belongs to; `by_year`: the rows
    are a block by year (targets) and not a list."""

    path: tuple[str, ...]
    name: str
    model: type[BaseModel]
    keys: tuple[str, ...]
    columns: tuple[Column, ...]
    by_year: bool = False


def sheets() -> list[Sheet]:
    """All the sheets but the contract's own, parents before what they hold."""
    return list(_within(Dossier, (), ()))


def own_columns(model: type[BaseModel], way: tuple[str, ...] = ()) -> Iterator[Column]:
    """The fields of a model that fit in its row: plain ones, lists of plain ones, and blocks laid flat."""
    for name, field in model.model_fields.items():
        kind, optional = bare(field.annotation)
        if get_origin(kind) is list:
            inner, _ = bare(get_args(kind)[0])
            if not _is_model(inner):
                yield Column((*way, name), inner, many=True)
        elif get_origin(kind) is dict:
            continue
        elif _is_model(kind):
            if optional:
                yield Column((*way, name), bool, present=True)
            yield from own_columns(kind, (*way, name))
        else:
            yield Column((*way, name), kind)


def bare(annotation: Any) -> tuple[Any, bool]:
    """The type without Annotated and without None, and whether None was there."""
    if hasattr(annotation, "__metadata__"):
        return bare(annotation.__origin__)
    if get_origin(annotation) in (Union, types.UnionType):
        kept = [a for a in get_args(annotation) if a is not type(None)]
        if len(kept) == 1:
            return bare(kept[0])[0], len(kept) < len(get_args(annotation))
    return annotation, False


def _within(model: type[BaseModel], path: tuple[str, ...], keys: tuple[str, ...]) -> Iterator[Sheet]:
    for name, field in model.model_fields.items():
        kind, _ = bare(field.annotation)
        here = (*path, name)
        if get_origin(kind) in (list, dict):
            inner, _ = bare(get_args(kind)[-1])
            if _is_model(inner):
                by_year = get_origin(kind) is dict
                own = (*keys, YEAR) if by_year else keys
                yield Sheet(here, SHEETS[".".join(here)], inner, own, tuple(own_columns(inner)), by_year)
                if inner.__name__ in KEYS:
                    yield from _within(inner, here, (*keys, KEYS[inner.__name__][0]))
        elif _is_model(kind) and not path:
            yield from _within(kind, here, keys)


def _is_model(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, BaseModel)
