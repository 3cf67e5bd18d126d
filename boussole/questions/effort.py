"""Where to put the effort: what each objective can still bring before the anniversary, against the gap left.

For the bureau alone: it is never part of a deck unless somebody adds it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from boussole.contract import MISSIONS, anniversary, standing, target_value
from boussole.disclosure import Audience
from boussole.french import day, euros, plural
from boussole.panels import Table
from boussole.questions.attainments import YearStanding
from boussole.questions.criterion_words import gap_text, unit_of
from boussole.questions.funding import FundingAnswer, funding_of
from boussole.store import Store

AUDIENCE = "Pour le bureau de la CPTS"


@dataclass(frozen=True)
class EffortLine:
    """An objective with euros still to earn (whole cents). `done` is its computed rate, None when not measured."""

    id: str
    mission: str
    label: str
    attainable: int
    text: str
    gap: str
    done: float | None
    status: str


@dataclass(frozen=True)
class Effort:
    """`before` says until when; `missing` why there is nothing left to earn."""

    funding: FundingAnswer
    lines: tuple[EffortLine, ...]
    total: int
    before: str
    days_left: int | None
    table: Table
    missing: str


def effort(store: Store, id: str, year: int, today: date, audience: Audience = Audience.INTERNAL) -> Effort:
    """The objectives of an exercice by euros still attainable. Raises UnknownContract, UnknownTerritory."""
    money = funding_of(store, id, year, audience)
    found = []
    for line in money.tree.lines:
        if line.sums.at_stake > 0:
            o, reached = line.objective, line.attainment
            rate = reached.computed.rate if reached else None
            found.append(
                EffortLine(
                    id=o.id,
                    mission=MISSIONS.get(o.mission, o.mission),
                    label=o.label,
                    attainable=line.sums.at_stake,
                    text=euros(line.sums.at_stake),
                    gap=_gap(money.standing, o.id),
                    done=None if rate is None else float(rate),
                    status="décision en attente" if _pending(money.standing, o.id) else "",
                )
            )
    found.sort(key=lambda n: (-n.attainable, n.id))
    before, left = _before(money, today)
    columns = ("Objectif", "Mission", "Euros encore en jeu", "Écart restant")
    rows = tuple((n.label, n.mission, n.text, n.gap) for n in found)
    table = Table(f"Où porter l’effort – {money.year_label}", columns, rows, frozenset({"Euros encore en jeu"}))
    return Effort(money, tuple(found), sum(n.attainable for n in found), before, left, table, _missing(money, found))


def _pending(standing: YearStanding, objective: str) -> bool:
    decision = standing.exercice.measure(objective).decision
    return decision is not None and decision.pending


def _gap(found: YearStanding, objective: str) -> str:
    said = []
    for s in found.observed[objective]:
        unit, decimals = unit_of(s)
        target = target_value(s.criterion, found.rank, found.year)
        stands = standing(s.criterion, target, s.value)
        if stands.state == "reached":
            continue
        text = gap_text(stands.gap, unit, decimals) if target is not None else ""
        said.append(text or found.attainments[objective].measured.why or "à terminer")
    return " ; ".join(dict.fromkeys(said)) or "à décider"


def _before(money: FundingAnswer, today: date) -> tuple[str, int | None]:
    signed = money.standing.contract.signed
    if signed is None:
        return "Date de signature à renseigner : l’anniversaire n’est pas connu.", None
    end = anniversary(signed, money.year) - timedelta(days=1)
    left = (end - today).days + 1
    if left <= 0:
        return f"L’exercice a fini le {day(end)} : il reste à décider, plus à agir.", 0
    return f"Avant le {day(end)} ({plural(left, 'jour')})", left


def _missing(money: FundingAnswer, found: list[EffortLine]) -> str:
    if found:
        return ""
    if money.closed:
        return "L’exercice est clos : plus rien n’est en jeu."
    return money.waits[0] if money.waits else "Aucun euro n’est en jeu."
