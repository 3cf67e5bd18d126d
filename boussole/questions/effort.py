"""Where to put the effort: what each objective can still bring before the anniversary, against the gap left.

For the bureau alone: it is never part of a deck unless somebody adds it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from boussole.contract import MISSIONS, anniversary, standing, target_value
from boussole.disclosure import Audience
from boussole.french import day, euros, plural, with_unit
from boussole.panels import Bar, Bars, Footer, Table
from boussole.questions.attainments import YearStanding
from boussole.questions.criterion_words import gap_text, unit_of
from boussole.questions.funding import FundingAnswer, funding_of
from boussole.store import Store

AUDIENCE = "Pour le bureau de la CPTS"
NOT_FOR = "Cette vue se lit entre soi : elle n’est dans aucun diaporama, sauf si quelqu’un l’y ajoute."
DRAWN = 15  # bars; the table has the others


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
    theme: str = ""


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
                    theme=o.theme,
                    status="décision en attente" if _pending(money.standing, o.id) else "",
                )
            )
    found.sort(key=lambda n: (-n.attainable, n.id))
    before, left = _before(money, today)
    columns: tuple[str, ...] = (
        "Objectif", "Euros encore en jeu", "Écart restant", "Taux atteint", "Thème", "Mission", "Remarque"
    )  # fmt: skip
    rows: tuple[tuple[str, ...], ...] = tuple(
        (n.label, n.text, n.gap, _done(n), n.theme, n.mission, n.status) for n in found
    )
    if not any(n.status for n in found):
        columns, rows = columns[:-1], tuple(r[:-1] for r in rows)
    table = Table(f"Où porter l’effort – {money.year_label}", columns, rows, frozenset({"Euros encore en jeu"}))
    return Effort(money, tuple(found), sum(n.attainable for n in found), before, left, table, _missing(money, found))


def effort_bars(answer: Effort) -> Bars | None:
    """The lines as bars, the most euros first; None where nothing is left to earn."""
    if not answer.lines:
        return None
    money, shown = answer.funding, answer.lines[:DRAWN]
    bars = tuple(
        Bar(_titled(n), n.attainable / 100, n.text, f"écart {n.gap}" if n.gap[:1] in "+−" else n.gap,
            (n.mission, f"Taux atteint : {_done(n)}", *([n.status] if n.status else [])))
        for n in shown
    )  # fmt: skip
    said = " ; ".join(f"{b.label} : {b.text}, {b.beside}" for b in bars)
    footer = Footer(
        source=f"contrat de la CPTS, {money.bareme}" if money.bareme else "contrat de la CPTS",
        period=money.year_label,
        champ="objectifs payés qui ne sont pas décidés ; écart : valeur moins cible",
        origin="exercice simulé" if money.simulated else "",
    )
    return Bars("Euros encore en jeu, par objectif", bars, f"{said}.", footer)


def _titled(line: EffortLine) -> str:
    """The theme too: the same action may be in several."""
    return f"{line.label} ({line.theme})" if line.theme else line.label


def _done(line: EffortLine) -> str:
    return "non mesuré" if line.done is None else with_unit(100 * line.done, "%")


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
    if not money.standing.objectives:
        return "Aucun objectif n’est saisi pour cet exercice : objectifs à saisir."
    return money.waits[0] if money.waits else "Aucun euro n’est en jeu."
