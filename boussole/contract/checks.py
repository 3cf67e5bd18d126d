"""What looks wrong in a contract, as one types it. Pure: findings to show beside a cell, nothing is refused here."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from boussole.contract.model import MISSIONS, Contract
from boussole.contract.objective import Criterion, Objective
from boussole.contract.targets import exact_minimum, exact_target, initial, reached

HUNDRED = 100


@dataclass(frozen=True)
class Finding:
    """`where`: the id of an objective, or of a mission; `text`: a French sentence."""

    where: str
    text: str


def checks(contract: Contract) -> list[Finding]:
    """All that looks wrong, in the order of the contract."""
    found = list(_missions(contract))
    for o in contract.objectives:
        found += [Finding(o.id, text) for text in _objective(contract, o)]
    return found


def _missions(contract: Contract) -> Iterator[Finding]:
    for mission in contract.missions:
        weights = [t.weight for t in mission.themes]
        if weights and any(w is not None for w in weights) and sum(w or 0 for w in weights) != HUNDRED:
            total = f"{sum(w or 0 for w in weights):f}".replace(".", ",")
            yield Finding(mission.mission, f"Les poids des thèmes font {total}, et non 100 : ils sont ramenés à 100.")
        if mission.start and contract.signed and mission.start < contract.signed:
            yield Finding(mission.mission, "La mission démarre avant la signature du contrat.")
    for theme in sorted({(o.mission, o.theme) for o in contract.objectives}):
        own = [o for o in contract.objectives if (o.mission, o.theme) == theme and o.share]
        if own and all(o.weight is not None for o in own) and not any(o.exercices for o in own):
            total_ = sum((o.share for o in own), Fraction(0))
            if total_ != HUNDRED:
                said = f"{float(total_):g}".replace(".", ",")
                yield Finding(own[0].id, f"Les poids des objectifs du thème font {said}, et non 100.")


def _objective(contract: Contract, objective: Objective) -> Iterator[str]:
    if objective.mission not in MISSIONS:
        yield f"Mission inconnue « {objective.mission} »."
    elif contract.missions and objective.mission not in {m.mission for m in contract.missions}:
        yield f"{MISSIONS[objective.mission]} : cette mission n’est pas engagée dans le contrat."
    if objective.type is None:
        yield "Type à renseigner (résultat, suivi, moyens, pour information)."
    if objective.type == "suivi" and objective.share:
        yield "Un objectif de suivi n’est pas payé d’ordinaire : son poids est plus grand que zéro."
    if objective.share and not objective.criteria:
        yield "Objectif payé sans critère : à renseigner."
    for criterion in objective.criteria:
        yield from _criterion(contract, objective, criterion)


def _criterion(contract: Contract, objective: Objective, criterion: Criterion) -> Iterator[str]:
    name = f"{criterion.label} : " if criterion.label else ""
    years = [y for y in contract.years() if not objective.exercices or y in objective.exercices]
    numbers = [(y, exact_target(criterion, contract.rank(y) or 0, y)) for y in years]
    known = [(y, n) for y, n in numbers if n is not None]
    if known and criterion.polarity == "neutral":
        yield f"{name}dites si une valeur plus haute ou plus basse est meilleure."
    if criterion.polarity != "neutral":
        for (_, before), (year, target) in pairwise(known):
            if not reached(criterion, before, target):
                yield f"{name}la cible de {year} est moins bonne que celle d’avant."
        start = initial(criterion)
        if start is not None and known and not reached(criterion, start, known[0][1]):
            yield f"{name}la cible de {known[0][0]} est moins bonne que la valeur initiale."
    for year, target in known:
        minimum = exact_minimum(criterion, contract.rank(year) or 0, year)
        if minimum is not None and not reached(criterion, minimum, target):
            yield f"{name}le seuil de {year} est meilleur que la cible."
    written = list(criterion.targets.values())
    rule = objective.rule.kind
    needs = rule == "initial_to_target" or any(t.kind.startswith(("relative", "step", "direction")) for t in written)
    if needs and criterion.initial.value is None:
        yield f"{name}valeur initiale à renseigner."
    if rule == "minimum_and_target" and not any(t.minimum is not None for t in written):
        yield f"{name}seuil à renseigner pour la règle « seuil et cible »."
