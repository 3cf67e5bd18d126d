"""The avenants of a contract: dated changes, added, read and taken out. Refuses with a French sentence (Refused)."""

from __future__ import annotations

from datetime import date

from boussole.contract import MISSIONS, Contract, in_force
from boussole.french import day
from boussole.panels import Table
from boussole.questions.contract_cells import Row, Rows
from boussole.questions.contract_editing import criterion_rows, rebuilt, with_criteria
from boussole.questions.measures import Refused


def avenants_table(contract: Contract) -> Table:
    """One line an avenant, what it changes in words."""
    changed = [o for a in contract.avenants for o in a.objectives]
    names = {o.id: o.label for o in [*contract.objectives, *changed]}
    rows = []
    for a in sorted(contract.avenants, key=lambda a: a.when):
        said = [f"taille {a.size}" if a.size else "", f"barème {a.bareme}" if a.bareme else ""]
        said += [f"mission {MISSIONS[m.mission]}" for m in a.missions]
        said += [f"objectif « {names[o.id]} »" for o in a.objectives]
        said += [f"fin de l’objectif « {names.get(id, id)} »" for id in a.removed]
        said += [f"{len(a.communes)} communes" if a.communes else ""]
        rows.append((day(a.when), a.label, " ; ".join(t for t in said if t) or "rien encore", a.note))
    return Table("Avenants", ("Date", "Intitulé", "Ce qu’il change", "Note"), tuple(rows))


def with_avenant(contract: Contract, when: date | None, label: str, size: int | None, note: str) -> Contract:
    """With one more avenant. Raises Refused."""
    if when is None:
        raise Refused("Un avenant a une date : il vaut à partir de l’exercice qui la contient.")
    if when in {a.when for a in contract.avenants}:
        raise Refused(f"Un avenant est déjà daté du {day(when)} : changez-le, ou donnez une autre date.")
    new = {"when": when.isoformat(), "label": label.strip(), "size": size, "note": note.strip()}
    held = [a.model_dump(mode="json") for a in contract.avenants]
    return rebuilt(contract, avenants=sorted([*held, new], key=lambda a: a["when"]))


def without_avenant(contract: Contract, when: date) -> Contract:
    """Without the avenant of a day: the contract is what it was before it."""
    return rebuilt(contract, avenants=[a.model_dump(mode="json") for a in contract.avenants if a.when != when])


def avenant_rows(contract: Contract, when: date, objective: str) -> list[Row]:
    """The criteria of an objective as the avenant leaves them."""
    return criterion_rows(_as_of(contract, when), objective)


def with_avenant_rows(contract: Contract, when: date, objective: str, rows: Rows) -> Contract:
    """With the criteria of an objective changed by an avenant: past exercices keep what was in force. Nothing changes
    where nothing was. Raises Refused."""
    before = _as_of(contract, when)
    after = with_criteria(before, objective, rows)
    changed = after.objective(objective)
    if changed is None or changed == before.objective(objective):
        return contract
    held = []
    for a in contract.avenants:
        content = a.model_dump(mode="json")
        if a.when == when:
            others = [o for o in content["objectives"] if o["id"] != objective]
            content["objectives"] = [*others, changed.model_dump(mode="json")]
        held.append(content)
    return rebuilt(contract, avenants=held)


def objectives_as_of(contract: Contract, when: date) -> dict[str, str]:
    """The objectives that an avenant of that day may change: id and name."""
    return {o.id: o.label for o in _as_of(contract, when).objectives}


def _as_of(contract: Contract, when: date) -> Contract:
    """The contract with its avenants up to a day, this one too."""
    kept = [a.model_dump(mode="json") for a in contract.avenants if a.when <= when]
    return in_force(rebuilt(contract, avenants=kept), max(contract.years(), default=None))
