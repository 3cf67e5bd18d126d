"""The synthèse: the committee's own tables. Actions by type × status per mission, bilan résultat, bilan suivi,
financing, next dates.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from boussole.contract import MISSIONS, STATUS, Objective
from boussole.disclosure import Audience
from boussole.french import day, euros
from boussole.panels import Table
from boussole.questions import contracts
from boussole.questions.attainments import YearStanding
from boussole.questions.deadlines import deadlines, undated
from boussole.questions.funding import FundingAnswer
from boussole.questions.progression import TYPES
from boussole.questions.session import SessionLine, session
from boussole.store import Store

UNKNOWN = "à renseigner"


@dataclass(frozen=True)
class Summary:
    """`counts`: actions of the whole exercice by status (French words), « à renseigner » for those without one."""

    funding: FundingAnswer
    counts: dict[str, int]
    actions: Table
    results: Table
    followed: Table
    financing: Table
    dates: Table
    waits: tuple[str, ...]


def summary(store: Store, id: str, year: int, today: date, audience: Audience = Audience.INTERNAL) -> Summary:
    """The tables of an exercice. Raises UnknownContract, UnknownTerritory."""
    seance = session(store, id, year, audience)
    money = seance.funding
    standing = money.standing
    counted = [o for o in standing.objectives if o.type != "information"]
    order = {o.id: rank for rank, o in enumerate(counted)}
    lines = sorted(seance.lines, key=lambda n: order[n.id])
    label = money.year_label
    return Summary(
        funding=money,
        counts=_counts(standing, counted),
        actions=_actions(standing, counted, label),
        results=_bilan("Bilan résultat", [n for n in lines if n.type == "resultat"], label, money=True),
        followed=_bilan("Bilan suivi", [n for n in lines if n.type != "resultat"], label, money=False),
        financing=money.by_mission,
        dates=_dates(store, id, year, today),
        waits=(*money.waits, *undated(contracts.contract(store, id))),
    )


def _status(standing: YearStanding, objective: Objective) -> str:
    found = standing.attainments[objective.id].status
    return STATUS[found] if found else UNKNOWN


def _counts(standing: YearStanding, objectives: Iterable[Objective]) -> dict[str, int]:
    """A line counts for as many actions as it stands for."""
    found = dict.fromkeys([*STATUS.values(), UNKNOWN], 0)
    for o in objectives:
        found[_status(standing, o)] += o.actions
    return {k: n for k, n in found.items() if n or k != UNKNOWN}


def _actions(standing: YearStanding, objectives: list[Objective], label: str) -> Table:
    said = list(_counts(standing, objectives))
    columns = ("Mission", "Thème", "Type", "Total", *(s.capitalize() for s in said))
    rows = []
    groups = dict.fromkeys((o.mission, o.theme, o.type or "") for o in objectives)
    for mission, theme, kind in sorted(groups, key=lambda g: list(MISSIONS).index(g[0]) if g[0] in MISSIONS else 9):
        own = [o for o in objectives if (o.mission, o.theme, o.type or "") == (mission, theme, kind)]
        rows.append((MISSIONS.get(mission, mission), theme, TYPES[kind], *_numbers(standing, own, said)))
    rows.append(("Total", "", "", *_numbers(standing, objectives, said)))
    return Table(f"Actions par type et statut – {label}", columns, tuple(rows), frozenset(columns[3:]))


def _numbers(standing: YearStanding, objectives: list[Objective], said: list[str]) -> tuple[str, ...]:
    counts = _counts(standing, objectives)
    return (str(sum(o.actions for o in objectives)), *(str(counts.get(s, 0)) for s in said))


def _bilan(title: str, lines: list[SessionLine], label: str, money: bool) -> Table:
    columns = ("Mission", "Action", "Objectif", "Réalisé", "Statut", *(("Montant retenu",) if money else ()))
    rows = tuple(
        (n.mission, n.label, n.target, n.realised or n.observed, n.status or UNKNOWN,
         *((euros(n.retained) if n.decided else "à décider",) if money else ()))
        for n in lines
    )  # fmt: skip
    return Table(f"{title} – {label}", columns, rows, frozenset({"Montant retenu"} if money else ()))


def _dates(store: Store, id: str, year: int, today: date) -> Table:
    """What is to come; of a contract whose known dates are all past, those since the exercice began, named as such."""
    known = contracts.contract(store, id)
    days = known.bounds(year)
    begun = days.start if days else date(year, 1, 1)
    ahead = [d for d in deadlines(known) if d.when >= today]
    found = ahead or [d for d in deadlines(known) if d.when >= begun]
    title = "Prochaines dates" if ahead or not found else f"Dates depuis le {day(begun)}, toutes passées"
    return Table(title, ("Date", "Échéance"), tuple((day(d.when), d.what) for d in found))
