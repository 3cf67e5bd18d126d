"""What was there before: what each revision of a contract changed, and who wrote each measure, in French words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from boussole.french import plural
from boussole.panels import Table
from boussole.questions import contracts
from boussole.questions.contract_fields import FIELDS
from boussole.store import Store

_NAMED = ("id", "mission", "name", "when", "label", "objective", "party", "criterion")
_LONGEST = 80


def field_name(name: str) -> str:
    """The field as people call it; years and unknown names as they are."""
    return FIELDS.get(name, name)


def revisions(store: Store, id: str) -> dict[int, str]:
    """Each revision of the contract itself, the latest first, in words."""
    return {c.revision: f"n° {c.revision}, {c.recorded}, {c.author}" for c in contracts.changes(store, id)}


def changes_table(store: Store, id: str, revision: int) -> Table:
    """What a revision changed of the one before it: where, before, after."""
    known = {c.revision: c.content for c in contracts.changes(store, id)}
    rows = differences(known.get(revision - 1, {}), known.get(revision, {}))
    return Table(f"Ce que la révision n° {revision} a changé", ("Où", "Avant", "Après"), tuple(rows))


def measures_table(store: Store, id: str) -> Table:
    """Every revision of the exercices and of their measures, the latest first, with what it changed."""
    rows = []
    for year in sorted(contracts.years_typed(store, id), reverse=True):
        names = {o.id: o.label for o in contracts.as_it_stood(store, id, year).objectives_of(year)}
        for objective in ("", *names):
            found = contracts.changes(store, id, year, objective)
            for rank, now in enumerate(found):  # the latest first
                before = found[rank + 1].content if rank + 1 < len(found) else {}
                said = differences(before, now.content)
                what = " ; ".join(dict.fromkeys(where.split(" · ")[0] for where, *_ in said)) or "rien"
                rows.append((str(year), names.get(objective, "exercice"), now.recorded, now.author, what))
    return Table("Exercices et mesures", ("Exercice", "Objectif", "Quand", "Par", "Ce qui a changé"), tuple(rows))


def differences(before: Any, after: Any, where: str = "") -> list[tuple[str, str, str]]:
    """Where, before and after of each thing that differs, down to the smallest; lists by the names of their entries."""
    if before == after:
        return []
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        return [
            line
            for key in dict.fromkeys([*before, *after])
            for line in differences(before.get(key), after.get(key), _under(where, field_name(str(key))))
        ]
    if _entries(before) and _entries(after):
        old, new = _named(before), _named(after)
        return [
            line
            for name in dict.fromkeys([*old, *new])
            for line in differences(old.get(name), new.get(name), _under(where, f"« {name} »"))
        ]
    return [(where, _short(before), _short(after))]


def _under(where: str, name: str) -> str:
    return f"{where} · {name}" if where else name


def _entries(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(v, Mapping) for v in value)


def _named(entries: list[Mapping[str, Any]]) -> dict[str, Mapping[str, Any]]:
    """By what names each; by rank where nothing does, or where two have the same name."""
    found: dict[str, Mapping[str, Any]] = {}
    for rank, entry in enumerate(entries, start=1):
        name = next((str(entry[n]) for n in _NAMED if entry.get(n)), "")
        found[name if name and name not in found else f"n° {rank}"] = entry
    return found


def _short(value: Any) -> str:
    """A value in a cell: long ones by their size."""
    if value in (None, "", [], {}):
        return "—"
    if isinstance(value, list):
        return plural(len(value), "ligne") if _entries(value) else _cut(", ".join(str(v) for v in value))
    if isinstance(value, Mapping):
        name = next((str(value[n]) for n in ("label", "text", "what", *_NAMED) if value.get(n)), "")
        return _cut(name or "renseigné")
    if isinstance(value, float):
        return f"{value:.10g}".replace(".", ",")
    return _cut("oui" if value is True else "non" if value is False else str(value))


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
