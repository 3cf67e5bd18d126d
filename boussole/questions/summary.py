"""The synthèse: the committee's own tables. Actions by type × status per mission, bilan résultat, bilan suivi,
financing, next dates.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from boussole.contract import MISSIONS, STATUS, Objective
from boussole.disclosure import Audience
from boussole.french import day, euros, plural
from boussole.panels import Table
from boussole.questions import contracts
from boussole.questions.attainments import YearStanding
from boussole.questions.deadlines import deadlines, undated
from boussole.questions.funding import FundingAnswer
from boussole.questions.progression import TYPES
from boussole.questions.session import SessionLine, session
from boussole.questions.territories import territory
from boussole.store import Store

FOLLOWED = "Bilan suivi et autres actions"
UNKNOWN = "à renseigner"
NO_ACTION = "Aucun objectif n’est saisi pour cet exercice : objectifs à saisir."


@dataclass(frozen=True)
class Summary:
    """`counts`: actions of the whole exercice by status (French words), « à renseigner » for those without one;
    `types`: by type, likewise, without those that there are none of."""

    title: str
    funding: FundingAnswer
    counts: dict[str, int]
    types: dict[str, int]
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
        title=f"Synthèse – {territory(store, money.territory).name}",
        funding=money,
        counts=_counts(standing, counted),
        types=_types(counted),
        actions=_actions(standing, counted, label),
        results=_bilan("Bilan résultat", [n for n in lines if n.type == "resultat"], label, money=True),
        followed=_bilan(
            "Bilan suivi et autres actions", [n for n in lines if n.type != "resultat"], label, money=False
        ),
        financing=money.by_mission,
        dates=_dates(store, id, year, today),
        waits=(*money.waits, *undated(contracts.contract(store, id))),
    )


def headline(answer: Summary) -> str:
    """« 53 actions : 34 résultat, 16 suivi, 3 sans type »."""
    said = ", ".join(f"{n} {'sans type' if name == TYPES[''] else name}" for name, n in answer.types.items())
    return f"{plural(sum(answer.types.values()), 'action')} : {said}" if said else NO_ACTION


def counts_said(answer: Summary) -> list[tuple[str, str]]:
    """Each status in words that agree with its number, and the number: « réalisées », « 34 »."""
    return [(s.replace("réalisée", "réalisées") if n > 1 else s, str(n)) for s, n in answer.counts.items()]


def sections(answer: Summary) -> dict[str, tuple[Table, str]]:
    """The tables in the order in which a committee reads them, by a stable name; each with what to say when it is
    empty. Without any action: the money and the dates alone.
    """
    actions = {
        "actions": (answer.actions, NO_ACTION),
        "bilan-resultat": (answer.results, "Aucune action de type résultat : les types se renseignent au contrat."),
        "bilan-suivi": (answer.followed, "Aucune autre action que celles de résultat."),
    }
    rest = {
        "financement": (answer.financing, "Les montants attendent : voir ce qui manque."),
        "dates": (answer.dates, "Aucune date à venir n’est connue pour ce contrat."),
    }
    return (actions if answer.types else {}) | rest


def _status(standing: YearStanding, objective: Objective) -> str:
    found = standing.attainments[objective.id].status
    return STATUS[found] if found else UNKNOWN


def _counts(standing: YearStanding, objectives: Iterable[Objective]) -> dict[str, int]:
    """A line counts for as many actions as it stands for."""
    found = dict.fromkeys([*STATUS.values(), UNKNOWN], 0)
    for o in objectives:
        found[_status(standing, o)] += o.actions
    return {k: n for k, n in found.items() if n or k != UNKNOWN}


def _types(objectives: Iterable[Objective]) -> dict[str, int]:
    found = dict.fromkeys(TYPES.values(), 0)
    for o in objectives:
        found[TYPES[o.type or ""]] += o.actions
    return {k: n for k, n in found.items() if n}


def _actions(standing: YearStanding, objectives: list[Objective], label: str) -> Table:
    said = list(_counts(standing, objectives))
    if not objectives:
        return Table(f"Actions par type et statut – {label}", (), ())
    columns = ("Mission", "Thème", "Type", "Objectifs payés", "Total", *(s.capitalize() for s in said))
    rows = []
    groups = dict.fromkeys((o.mission, o.theme, o.type or "") for o in objectives)
    for mission, theme, kind in sorted(groups, key=lambda g: list(MISSIONS).index(g[0]) if g[0] in MISSIONS else 9):
        own = [o for o in objectives if (o.mission, o.theme, o.type or "") == (mission, theme, kind)]
        rows.append((MISSIONS.get(mission, mission), theme, TYPES[kind], *_numbers(standing, own, said)))
    for named in _types(objectives):
        own = [o for o in objectives if TYPES[o.type or ""] == named]
        rows.append(("Total", "", named, *_numbers(standing, own, said)))
    rows.append(("Total", "", "", *_numbers(standing, objectives, said)))
    return Table(f"Actions par type et statut – {label}", columns, tuple(rows), frozenset(columns[3:]))


def _numbers(standing: YearStanding, objectives: list[Objective], said: list[str]) -> tuple[str, ...]:
    counts = _counts(standing, objectives)
    paid, actions = (sum(n) for n in zip(*((o.units, o.actions) for o in objectives), strict=True))
    return (str(paid), str(actions), *(str(counts.get(s, 0)) for s in said))


def _bilan(title: str, lines: list[SessionLine], label: str, money: bool) -> Table:
    """With the amounts for what is paid; with the type where it may be *suivi*, *moyens* or none."""
    columns = ("Mission", "Thème", "Action", "Objectif", "Réalisé", "Statut", "Montant retenu" if money else "Type")
    rows = tuple(
        (n.mission, n.theme, n.label, n.target, n.realised or n.observed, n.status or UNKNOWN,
         (euros(n.retained) if n.decided else "à décider") if money else TYPES[n.type])
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
