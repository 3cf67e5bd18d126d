"""The objectives of an exercice, taken up in the next one: what was written stays, what was measured does not. Pure."""

from __future__ import annotations

from boussole.contract.model import Contract
from boussole.contract.objective import Criterion, Objective


def copied(contract: Contract, year: int, into: int) -> Contract:
    """The contract with the objectives of `year` in the exercice `into` too, with the same targets.

    An objective that belongs to all exercices and has its own target there is left alone.
    """
    objectives = [_copied(contract, o, year, into) for o in contract.objectives]
    exercices = contract.exercices
    if contract.signed is None and into not in exercices:
        exercices = sorted([*exercices, into])
    return contract.model_copy(update={"objectives": objectives, "exercices": exercices})


def _copied(contract: Contract, objective: Objective, year: int, into: int) -> Objective:
    if objective.exercices and year not in objective.exercices:
        return objective
    exercices = sorted({*objective.exercices, into}) if objective.exercices else []
    criteria = [_criterion(contract, c, year, into) for c in objective.criteria]
    return objective.model_copy(update={"exercices": exercices, "criteria": criteria})


def _criterion(contract: Contract, criterion: Criterion, year: int, into: int) -> Criterion:
    before = criterion.target(contract.rank(year) or 0, year)
    if before is None or criterion.target(contract.rank(into) or 0, into) is not None:
        return criterion
    return criterion.model_copy(update={"targets": {**criterion.targets, str(into): before}})
