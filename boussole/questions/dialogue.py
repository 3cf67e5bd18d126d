"""The tables of the *dialogue de gestion*: one line an objective, its amounts with all that recomputes them.

No national form is known; the columns are those of the published reports. Amounts in euros, rates from 0 to 1, both
exact; what is not known or not decided is None.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from boussole.disclosure import Audience
from boussole.funding import Line, MissionLine, ThemeLine
from boussole.questions.decks import as_of
from boussole.questions.funding import NO_THEME, FundingAnswer
from boussole.questions.progression import TYPES, ObjectiveProgress, progress_of
from boussole.questions.session import SessionLine, session
from boussole.store import Store


@dataclass(frozen=True)
class DialogueLine:
    """One objective. `part`: its share of the thème before rounding; `typed`: the amount that the session wrote in the
    place of the computed one; `computed`, `retained`, `at_stake`, `lost`: as the views show them. Texts are ready to
    print."""

    id: str
    action: str
    type: str
    initial: str
    target: str
    observed: str
    period: str
    status: str
    realised: str
    proof: str
    reason: str
    maximum: Fraction
    part: Fraction
    computed_rate: Fraction | None
    retained_rate: Fraction | None
    typed: Fraction | None
    computed: Fraction | None
    retained: Fraction | None
    at_stake: Fraction
    lost: Fraction


@dataclass(frozen=True)
class DialogueTheme:
    name: str
    maximum: Fraction
    lines: tuple[DialogueLine, ...]


@dataclass(frozen=True)
class DialogueMission:
    """`fixed` and `variable` are None while they are to be filled in; `themes` hold every objective of the mission."""

    label: str
    fixed: Fraction | None
    variable: Fraction | None
    themes: tuple[DialogueTheme, ...]


@dataclass(frozen=True)
class Dialogue:
    """`computed` and `retained`: totals of the variable part as the views show them, in euros, to check the formulas."""

    title: str
    year_label: str
    as_of: str
    source: str
    missions: tuple[DialogueMission, ...]
    extras: tuple[tuple[str, str, Fraction, str], ...]  # mission, line, amount, reason
    closed: bool
    maximum: Fraction
    computed: Fraction
    retained: Fraction
    waits: tuple[str, ...]


def dialogue(store: Store, id: str, year: int, today: date, audience: Audience = Audience.DIFFUSION) -> Dialogue:
    """The tables of an exercice. Raises UnknownContract, UnknownTerritory."""
    held = session(store, id, year, audience)
    money = held.funding
    said = {n.id: n for n in held.lines}
    shown: dict[str, list[ObjectiveProgress]] = {}
    for o in progress_of(store, id, today, year, audience).objectives:
        shown.setdefault(o.id, []).append(o)
    sums = money.tree.sums
    return Dialogue(
        title=money.title.replace("Financement", "Dialogue de gestion", 1),
        year_label=money.year_label,
        as_of=as_of(store, id),
        source=f"contrat de la CPTS{f', {money.bareme}' if money.bareme else ''}",
        missions=tuple(_mission(m, said, shown) for m in money.tree.missions),
        extras=tuple((e.mission, e.label, Fraction(e.cents, 100), e.reason) for e in money.extras),
        closed=money.closed,
        maximum=Fraction(sums.maximum, 100),
        computed=Fraction(sums.computed or 0, 100),
        retained=Fraction(sums.retained or 0, 100),
        waits=_waits(money),
    )


def _waits(money: FundingAnswer) -> tuple[str, ...]:
    return tuple(dict.fromkeys([*money.waits, money.bareme_note])) if money.bareme_note else money.waits


def _mission(
    mission: MissionLine, said: dict[str, SessionLine], shown: dict[str, list[ObjectiveProgress]]
) -> DialogueMission:
    amounts = mission.amounts
    return DialogueMission(
        mission.label,
        _euros(amounts.fixed),
        _euros(amounts.variable),
        tuple(_theme(t, said, shown) for t in mission.themes),
    )


def _theme(theme: ThemeLine, said: dict[str, SessionLine], shown: dict[str, list[ObjectiveProgress]]) -> DialogueTheme:
    lines = tuple(_line(n, said.get(n.objective.id), shown.get(n.objective.id, [])) for n in theme.lines)
    return DialogueTheme(theme.name or NO_THEME, Fraction(theme.sums.maximum, 100), lines)


def _line(line: Line, said: SessionLine | None, shown: list[ObjectiveProgress]) -> DialogueLine:
    reached, o = line.attainment, line.objective
    decided = reached is not None and reached.decided
    amount = reached.amount if reached else None
    return DialogueLine(
        id=o.id,
        action=o.label,
        type=TYPES[o.type or ""],
        initial=_joined(shown, "initial"),
        target=_joined(shown, "target"),
        observed=_joined(shown, "observed"),
        period=_joined(shown, "observed_period"),
        status=said.status if said else "",
        realised=said.realised if said else "",
        proof=said.proof if said else "",
        reason=said.reason if said else "",
        maximum=Fraction(line.sums.maximum, 100),
        part=line.exact / 100,
        computed_rate=reached.computed.rate if reached else None,
        retained_rate=reached.retained if reached and decided else None,
        typed=Fraction(amount, 100) if decided and amount is not None else None,
        computed=_euros(line.sums.computed),
        retained=_euros(line.sums.retained),
        at_stake=Fraction(line.sums.at_stake, 100),
        lost=Fraction(line.sums.lost, 100),
    )


def _euros(cents: int | None) -> Fraction | None:
    return None if cents is None else Fraction(cents, 100)


def _joined(shown: list[ObjectiveProgress], field: str) -> str:
    """The text of each criterion, named where there are several."""
    many = len(shown) > 1
    texts = [(o.label, str(getattr(o, field))) for o in shown]
    return " ; ".join(f"{label} : {text}" if many else text for label, text in texts if text not in ("", "—"))
