"""Where an objective stands in an exercice: the rate measured, the one computed from what the session accepted, the one
retained, and the status.

Pure. Three rates, never mixed: *measured*, by the rule, from what was counted; *computed*, by the rule, from the
facts that the session accepted (numerator and denominator, or how the action was judged), else the measured one;
*retained*, the one typed, else the computed one once the session has decided.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from boussole.contract.measure import Checkpoint, Decision, Measure, Status, combined
from boussole.contract.objective import Objective, exact
from boussole.contract.rules import FULL, HALF, NOTHING, PROPORTIONAL, Rate, Reading, combined_rate, criterion_rate


@dataclass(frozen=True)
class Attainment:
    """Rates are from 0 to 1, None while unknown; `why` says what is missing. `amount` is typed, in cents."""

    objective: Objective
    criteria: tuple[Rate, ...]
    measured: Rate
    computed: Rate
    retained: Fraction | None
    amount: int | None
    decided: bool
    status: Status | None
    reason: str

    @property
    def differs(self) -> bool:
        """Whether the retained rate is not the one that the rule gives from what was measured."""
        return self.decided and None not in (self.retained, self.measured.rate) and self.retained != self.measured.rate


def attainment(
    objective: Objective, rank: int, exercice: int, readings: Sequence[Reading], measure: Measure, closed: bool = False
) -> Attainment:
    """The standing of an objective; `readings` are those of its criteria, in order."""
    rates = tuple(
        criterion_rate(objective.rule, c, rank, exercice, r) for c, r in zip(objective.criteria, readings, strict=True)
    )
    measured = combined_rate(objective.rule, objective.combine, list(rates))
    decision = measure.decision
    computed = _accepted(objective, rank, exercice, decision, measured)
    decided = decision is not None and not decision.pending and (decision.status != "en_cours" or closed)
    retained = None
    if decision is not None and decided:
        retained = Fraction(decision.rate) / 100 if decision.rate is not None else computed.rate
    typed = decision.amount if decision is not None and decided else None
    return Attainment(
        objective=objective,
        criteria=rates,
        measured=measured,
        computed=computed,
        retained=retained,
        amount=None if typed is None else int(typed * 100),
        decided=decided and (retained is not None or typed is not None),
        status=_status(objective, measure, computed),
        reason=decision.reason if decision is not None else "",
    )


def _accepted(objective: Objective, rank: int, exercice: int, decision: Decision | None, measured: Rate) -> Rate:
    if decision is None:
        return measured
    if decision.numerator is not None and decision.denominator is not None and objective.criteria:
        reading = Reading(value=exact(decision.numerator), target=exact(decision.denominator))
        return criterion_rate(objective.rule, objective.criteria[0], rank, exercice, reading)
    if decision.status == "realisee":
        return Rate(FULL)
    if decision.status == "non_realisee":
        return Rate(NOTHING)
    if decision.status == "partielle" and objective.rule.kind == "half_when_begun":
        return Rate(HALF)
    if decision.status == "partielle" and objective.rule.kind not in PROPORTIONAL:
        return Rate(NOTHING)
    return measured


def _status(objective: Objective, measure: Measure, computed: Rate) -> Status | None:
    """The one decided, else the one typed, else what the computed rate says; none for what is only information."""
    if measure.decision is not None and measure.decision.status is not None:
        return measure.decision.status
    if measure.status is not None or computed.rate is None or objective.type == "information":
        return measure.status
    if computed.rate == FULL:
        return "realisee"
    return "partielle" if computed.rate > NOTHING else "en_cours"


def differing(measure: Measure) -> bool:
    """Whether the parties propose different rates or statuses."""
    said = [p for p in measure.proposals if p.rate is not None or p.status is not None]
    return len({p.rate for p in said if p.rate is not None}) > 1 or len({p.status for p in said if p.status}) > 1


def frozen(measure: Measure, objective: Objective, checkpoint: Checkpoint) -> Measure:
    """The measure with a point d'étape: its entries up to that day, and its typed values, kept as they stand."""
    values = []
    for rank, criterion in enumerate(objective.criteria, start=1):
        how = criterion.source.entries
        typed = measure.value(rank)
        counted = combined(measure.entries, rank, how, checkpoint.when) if how else None
        values.append(float(counted) if counted is not None else typed.value if typed else None)
    point = checkpoint.model_copy(update={"values": values})
    return measure.model_copy(update={"checkpoints": [*measure.checkpoints, point]})
