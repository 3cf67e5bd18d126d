"""What is measured, proposed and retained in an exercice: values, dated entries, decisions, money in and out.

Pure. Retained things are kept apart from measured ones: a session never overwrites what was counted.
"""

from __future__ import annotations

from collections import Counter
from datetime import date
from decimal import Decimal
from typing import Any, Literal

from pydantic import Field, model_validator

from boussole.contract.model import Avenant, Contract
from boussole.contract.objective import Euros, Model, Percent

Status = Literal["realisee", "partielle", "non_realisee", "en_cours"]
STATUS: dict[str, str] = {
    "realisee": "réalisée",
    "partielle": "partiellement réalisée",
    "non_realisee": "non réalisée",
    "en_cours": "en cours de déploiement",
}
STATUS_MANY: dict[str, str] = {
    "réalisée": "réalisées",
    "partiellement réalisée": "partiellement réalisées",
    "non réalisée": "non réalisées",
}
Party = Literal["cpts", "cpam", "ars"]
PARTIES: dict[str, str] = {"cpts": "CPTS", "cpam": "CPAM", "ars": "ARS"}
Component = Literal["fonctionnement", "fixe", "variable", "flechee", "compensation", "crise", "hors_bareme"]
State = Literal["done", "begun", "not_begun"]


class Entry(Model):
    """One thing done, typed in a minute: when, what, how many, with what proof. `criterion`: which one, from 1."""

    when: date
    what: str
    number: float = Field(default=1, allow_inf_nan=False)
    proof: str = ""
    criterion: int = Field(default=1, ge=1)


class Value(Model):
    """What was measured for a criterion (by its rank, from 1). `state` answers a target that is no number; `chosen_*`
    names another observation than the last one, and `reason` says why."""

    criterion: int = Field(default=1, ge=1)
    value: float | None = Field(default=None, allow_inf_nan=False)
    numerator: float | None = Field(default=None, allow_inf_nan=False)
    denominator: float | None = Field(default=None, allow_inf_nan=False)
    state: State | None = None
    start: date | None = None
    end: date | None = None
    chosen_start: date | None = None
    chosen_end: date | None = None
    reason: str = ""
    text: str = ""

    @model_validator(mode="after")
    def _chosen_for_a_reason(self) -> Value:
        if (self.chosen_start is None) != (self.chosen_end is None):
            raise ValueError("l’observation choisie a un début et une fin")
        if self.chosen_start is not None and not self.reason:
            raise ValueError("dites pourquoi une autre observation est choisie")
        return self


class Proposal(Model):
    """What one party proposes to retain."""

    party: Party
    rate: Percent | None = None
    status: Status | None = None
    reason: str = ""


class Decision(Model):
    """What the session retains. `numerator` and `denominator` replace the value and the target in the rule, `status`
    says how the action was judged; `rate` (percent) and `amount` (euros) are typed where they differ from the computed
    ones, and `reason` says why. `pending`: the decision is put off."""

    status: Status | None = None
    numerator: float | None = Field(default=None, allow_inf_nan=False)
    denominator: float | None = Field(default=None, allow_inf_nan=False)
    rate: Percent | None = None
    amount: Euros | None = None
    reason: str = ""
    pending: bool = False


class Checkpoint(Model):
    """A point d'étape: the values of the criteria as they stood on a day, never computed again."""

    when: date
    label: str = ""
    values: list[float | None] = Field(default_factory=list)


class Measure(Model):
    """All that an exercice says of one objective. `realised`: a few lines printed beside the figure."""

    objective: str
    values: list[Value] = Field(default_factory=list)
    entries: list[Entry] = Field(default_factory=list)
    checkpoints: list[Checkpoint] = Field(default_factory=list)
    realised: str = ""
    status: Status | None = None
    proof: str = ""
    proposals: list[Proposal] = Field(default_factory=list)
    decision: Decision | None = None
    note: str = ""

    @model_validator(mode="after")
    def _each_once(self) -> Measure:
        for what, names in (
            ("critère", [str(v.criterion) for v in self.values]),
            ("proposition", [PARTIES[p.party] for p in self.proposals]),
        ):
            twice = [name for name, count in Counter(names).items() if count > 1]
            if twice:
                raise ValueError(f"{what} écrit deux fois : {', '.join(twice)}")
        return self

    def value(self, criterion: int) -> Value | None:
        """The value typed for a criterion, by its rank from 1."""
        return next((v for v in self.values if v.criterion == criterion), None)


class Extra(Model):
    """Money outside the scale: a line with its reason."""

    mission: str
    theme: str = ""
    label: str
    amount: Euros
    reason: str = ""


class Movement(Model):
    """Cash: received from the Assurance Maladie, or spent, for an envelope (mission and component)."""

    when: date
    kind: Literal["received", "spent"]
    mission: str
    component: Component
    amount: Euros
    label: str = ""
    proof: str = ""


class Exercice(Model):
    """One contract year: what was measured, the lines outside the scale, the cash. `closed`: all is decided, on a day
    that may be unknown; `simulated`: made up for the demonstration, and said so everywhere."""

    year: int = Field(ge=2000, le=2100)
    closed: bool = False
    closed_on: date | None = None
    simulated: bool = False
    label: str = ""
    measures: list[Measure] = Field(default_factory=list)
    extras: list[Extra] = Field(default_factory=list)
    movements: list[Movement] = Field(default_factory=list)
    note: str = ""

    @model_validator(mode="after")
    def _each_once(self) -> Exercice:
        twice = [name for name, count in Counter(m.objective for m in self.measures).items() if count > 1]
        if twice:
            raise ValueError(f"objectif mesuré deux fois : {', '.join(twice)}")
        return self

    def measure(self, objective: str) -> Measure:
        """The measure of an objective, an empty one where nothing is typed."""
        return next((m for m in self.measures if m.objective == objective), Measure(objective=objective))


class Dossier(Model):
    """A contract with all its exercices: what one file holds."""

    contract: Contract
    exercices: list[Exercice] = Field(default_factory=list)

    @model_validator(mode="after")
    def _known(self) -> Dossier:
        twice = [str(y) for y, count in Counter(e.year for e in self.exercices).items() if count > 1]
        if twice:
            raise ValueError(f"exercice écrit deux fois : {', '.join(twice)}")
        holders: list[Contract | Avenant] = [self.contract, *self.contract.avenants]
        known = {o.id for holder in holders for o in holder.objectives}
        for exercice in self.exercices:
            for measure in exercice.measures:
                if measure.objective not in known:
                    raise ValueError(f"exercice {exercice.year} : objectif inconnu « {measure.objective} »")
        return self

    def exercice(self, year: int) -> Exercice:
        return next((e for e in self.exercices if e.year == year), Exercice(year=year))


def read_dossier(content: dict[str, Any]) -> Dossier:
    """A contract and its exercices from a file's content, in order. Raises pydantic.ValidationError."""
    return ordered(Dossier.model_validate(content))


def ordered(dossier: Dossier) -> Dossier:
    """Exercices by year, and measures in the order of the objectives: the same dossier is written the same."""
    holders: list[Contract | Avenant] = [dossier.contract, *dossier.contract.avenants]
    rank = {id: n for n, id in enumerate(dict.fromkeys(o.id for holder in holders for o in holder.objectives))}
    exercices = [
        e.model_copy(update={"measures": sorted(e.measures, key=lambda m: rank[m.objective])})
        for e in sorted(dossier.exercices, key=lambda e: e.year)
    ]
    return dossier.model_copy(update={"exercices": exercices})


def combined(entries: list[Entry], criterion: int, how: str, until: date | None = None) -> Decimal | None:
    """The value of dated entries: their sum, the last by date or the maximum; None where there is none.

    >>> from datetime import date
    >>> march, january = date(2024, 3, 1), date(2024, 1, 1)
    >>> two = [Entry(when=march, what="réunion", number=0.1), Entry(when=january, what="réunion", number=0.2)]
    >>> combined(two, 1, "sum"), combined(two, 1, "last"), combined(two, 1, "sum", until=date(2024, 2, 1))
    (Decimal('0.3'), Decimal('0.1'), Decimal('0.2'))
    """
    kept = [e for e in entries if e.criterion == criterion and (until is None or e.when <= until)]
    if not kept:
        return None
    numbers = [Decimal(str(e.number)) for e in kept]
    if how == "sum":
        return sum(numbers, Decimal(0))
    return max(numbers) if how == "max" else Decimal(str(sorted(kept, key=lambda e: e.when)[-1].number))
