"""The séance: the lines to decide in an exercice, those where the parties differ first, and the total as it moves."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from boussole.contract import MISSIONS, PARTIES, STATUS, Attainment, Proposal, differing, target_value
from boussole.disclosure import Audience
from boussole.french import NNBSP, euros, number
from boussole.funding import Line, half_up
from boussole.questions import contracts
from boussole.questions.attainments import YearStanding
from boussole.questions.criterion_words import observed_text, rate_text, target_text, unit_of
from boussole.questions.funding import FundingAnswer, funding_of
from boussole.store import Store


@dataclass(frozen=True)
class SessionLine:
    """One line to decide. Amounts are whole cents; `dispute` is what the proposals differ by, in cents. `revision` is
    given back when the line is saved (`measures.decide`); `warnings` say what a decision lacks."""

    id: str
    mission: str
    theme: str
    label: str
    type: str
    target: str
    observed: str
    realised: str
    proof: str
    proposals: tuple[tuple[str, str, str], ...]  # party, what it proposes, why
    rate_measured: str
    other_reading: str  # what the measured rate would pay, where the session accepted other facts; else empty
    rate_computed: str
    rate_retained: str
    status: str
    maximum: int
    computed: int | None
    retained: int | None
    differs: bool
    dispute: int
    decided: bool
    pending: bool
    reason: str
    warnings: tuple[str, ...]
    revision: int


@dataclass(frozen=True)
class Session:
    """`lines`: those where the parties differ and nothing is decided first, by euros; then the other undecided ones."""

    funding: FundingAnswer
    lines: tuple[SessionLine, ...]
    undecided: int
    total: str


def session(store: Store, id: str, year: int, audience: Audience = Audience.INTERNAL) -> Session:
    """The lines of an exercice, in the order in which to decide them. Raises UnknownContract, UnknownTerritory."""
    money = funding_of(store, id, year, audience)
    lines = {line.objective.id: line for line in money.tree.lines}
    found = [
        _line(store, id, money.standing, o.id, lines.get(o.id))
        for o in money.standing.objectives
        if o.type != "information"
    ]
    found.sort(key=lambda n: (n.decided, not n.differs, -n.dispute, -n.maximum))  # stable: then the contract's order
    return Session(money, tuple(found), sum(not n.decided for n in found), money.headline)


def _line(store: Store, id: str, standing: YearStanding, objective: str, money: Line | None) -> SessionLine:
    reached = standing.attainments[objective]
    o = reached.objective
    measure = standing.exercice.measure(objective)
    target, observed = _texts(standing, objective)
    maximum = money.sums.maximum if money else 0
    computed = money.sums.computed if money else None
    retained = money.sums.retained if money else None
    rates = [p.rate for p in measure.proposals if p.rate is not None]
    dispute = (maximum * (max(rates) - min(rates)) / 100).quantize(Decimal(1), ROUND_HALF_UP) if rates else Decimal(0)
    unlike = reached.differs or retained not in (None, computed)
    return SessionLine(
        id=o.id,
        mission=MISSIONS.get(o.mission, o.mission),
        theme=o.theme,
        label=o.label,
        type=o.type or "",
        target=target,
        observed=observed,
        realised=measure.realised,
        proof=measure.proof,
        proposals=tuple((PARTIES[p.party], _proposed(p), p.reason) for p in measure.proposals),
        rate_measured=rate_text(reached.measured),
        other_reading=_other(reached, money),
        rate_computed=rate_text(reached.computed),
        rate_retained=rate_text(reached.retained) if reached.decided else "à décider",
        status=STATUS[reached.status] if reached.status else "",
        maximum=maximum,
        computed=computed,
        retained=retained,
        differs=differing(measure),
        dispute=int(dispute),
        decided=reached.decided,
        pending=bool(measure.decision and measure.decision.pending),
        reason=reached.reason,
        warnings=tuple(_warnings(unlike, reached.reason, maximum, retained)),
        revision=contracts.revision(store, id, standing.year, objective),
    )


def _other(reached: Attainment, money: Line | None) -> str:
    """« 45 %, soit 703,13 € »: the reading by what was counted."""
    rate = reached.measured.rate
    if money is None or rate is None or reached.computed.rate in (None, rate):
        return ""
    return f"{rate_text(reached.measured)}, soit {euros(half_up(money.exact * rate))}"


def _texts(standing: YearStanding, objective: str) -> tuple[str, str]:
    """The target and the value of each criterion, in one phrase each."""
    targets, values = [], []
    seen = standing.observed[objective]
    for s in seen:
        unit, decimals = unit_of(s)
        name = f"{s.criterion.label} : " if len(seen) > 1 else ""
        written = s.criterion.target(standing.rank, standing.year)
        reach = target_value(s.criterion, standing.rank, standing.year)
        targets.append(name + target_text(written, reach, unit, decimals))
        values.append(name + observed_text(s, unit, decimals))
    return " ; ".join(targets) or "à renseigner", " ; ".join(values) or "à renseigner"


def _proposed(proposal: Proposal) -> str:
    said = []
    if proposal.rate is not None:
        whole = proposal.rate == proposal.rate.to_integral_value()
        said.append(f"{number(float(proposal.rate), 0 if whole else 1)}{NNBSP}%")
    if proposal.status:
        said.append(STATUS[proposal.status])
    return ", ".join(said) or "—"


def _warnings(differs: bool, reason: str, maximum: int, retained: int | None) -> list[str]:
    found = []
    if differs and not reason:
        found.append("Le retenu n’est pas le calculé : écrivez le motif.")
    if retained is not None and retained > maximum:
        found.append("Le montant retenu dépasse le maximum de cette ligne.")
    return found
