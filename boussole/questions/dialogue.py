"""The tables of the *dialogue de gestion*: one line an objective, its amounts with all that recomputes them.

No national form is known; the columns are those of the published reports. Amounts are in euros and rates from 0 to 1,
both exact; what is not known or not decided is None. Texts are ready to print.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from boussole.contract import MISSIONS, STATUS, Objective
from boussole.disclosure import Audience
from boussole.funding import Line, MissionLine, ThemeLine
from boussole.funding.split import earned
from boussole.questions import wording
from boussole.questions.attainments import Observed
from boussole.questions.funding import NO_THEME, FundingAnswer, funding_of
from boussole.questions.progression import TYPES, ObjectiveProgress, progress_of
from boussole.store import Store

UNPAID = "sans montant : mission non engagée ou montants à renseigner"


@dataclass(frozen=True)
class DialogueLine:
    """One objective. `weight`: its share of the thème, `exact`: that share before rounding; `typed`: the amount that
    the session wrote in the place of the computed one; `maximum` to `lost`: as the views
    show them, None without money."""

    id: str
    mission: str
    theme: str
    action: str
    type: str
    initial: str
    target: str
    observed: str
    period: str
    source: str
    measured_rate: Fraction | None
    computed_rate: Fraction | None
    retained_rate: Fraction | None
    status: str
    weight: Fraction
    exact: Fraction
    typed: Fraction | None
    maximum: Fraction | None
    computed: Fraction | None
    retained: Fraction | None
    at_stake: Fraction | None
    lost: Fraction | None
    realised: str
    proof: str
    reason: str


@dataclass(frozen=True)
class DialogueTheme:
    """`weight`: its share of the mission's variable part; `exact`: that part before rounding. `by_computed` and
    `by_retained`: what the rates of its lines earn of it all together, amounts written by the session aside."""

    name: str
    weight: Fraction
    exact: Fraction
    maximum: Fraction
    by_computed: Fraction
    by_retained: Fraction
    lines: tuple[DialogueLine, ...]


@dataclass(frozen=True)
class DialogueMission:
    """`apart`: earmarked envelopes, compensation and crisis plan, which are not shared out between thèmes. Amounts are
    None while they are to be filled in."""

    label: str
    fixed: Fraction | None
    variable: Fraction | None
    apart: Fraction | None
    themes: tuple[DialogueTheme, ...]


@dataclass(frozen=True)
class Dialogue:
    """`unpaid`: the objectives that no money depends on yet. `maximum`, `computed`, `retained`, `at_stake`, `lost`: of
    the variable part, as the views show them; `whole`: all that is known of the exercice, fixed parts included."""

    title: str
    year_label: str
    as_of: str
    source: str
    closed: bool
    operating: Fraction | None
    missions: tuple[DialogueMission, ...]
    unpaid: tuple[DialogueLine, ...]
    extras: tuple[tuple[str, str, Fraction, str], ...]  # mission, line, amount, reason
    whole: Fraction
    maximum: Fraction
    computed: Fraction | None
    retained: Fraction | None
    at_stake: Fraction
    lost: Fraction
    waits: tuple[str, ...]

    @property
    def lines(self) -> tuple[DialogueLine, ...]:
        return (*(n for m in self.missions for t in m.themes for n in t.lines), *self.unpaid)


def dialogue(
    store: Store, id: str, year: int, today: date, audience: Audience = Audience.INTERNAL, as_of: str = ""
) -> Dialogue:
    """The tables of an exercice; `as_of`: « données au … ». Raises UnknownContract, UnknownTerritory."""
    money = funding_of(store, id, year, audience)
    shown: dict[str, list[ObjectiveProgress]] = {}
    for o in progress_of(store, id, today, year, audience).objectives:
        shown.setdefault(o.id, []).append(o)
    paid = {line.objective.id for line in money.tree.lines}
    sums = money.tree.sums
    return Dialogue(
        title=money.title.replace("Financement", "Dialogue de gestion", 1),
        year_label=money.year_label,
        as_of=as_of,
        source=f"contrat de la CPTS{f', {money.bareme}' if money.bareme else ''}",
        closed=money.closed,
        operating=_euros(money.tree.operating),
        missions=tuple(_mission(m, money, shown) for m in money.tree.missions),
        unpaid=tuple(_line(o, None, money, shown) for o in money.standing.objectives if o.id not in paid),
        extras=tuple((e.mission, e.label, Fraction(e.cents, 100), e.reason) for e in money.extras),
        whole=Fraction(money.tree.maximum, 100),
        maximum=Fraction(sums.maximum, 100),
        computed=_euros(sums.computed),
        retained=_euros(sums.retained),
        at_stake=Fraction(sums.at_stake, 100),
        lost=Fraction(sums.lost, 100),
        waits=tuple(dict.fromkeys(t for t in (*money.waits, money.bareme_note) if t)),
    )


def _mission(mission: MissionLine, money: FundingAnswer, shown: dict[str, list[ObjectiveProgress]]) -> DialogueMission:
    a = mission.amounts
    apart = [cents for cents in (a.flechee, a.compensation, a.crise) if cents is not None]
    themes = [t for t in mission.themes if t.lines]
    exact = [sum((line.exact for line in t.lines), Fraction(0)) for t in themes]
    least = min((e for e in exact if e), default=Fraction(1))
    return DialogueMission(
        mission.label,
        _euros(a.fixed),
        _euros(a.variable),
        _euros(sum(apart)) if apart else None,
        tuple(_theme(t, e / least, money, shown) for t, e in zip(themes, exact, strict=True)),
    )


def _theme(
    theme: ThemeLine, weight: Fraction, money: FundingAnswer, shown: dict[str, list[ObjectiveProgress]]
) -> DialogueTheme:
    lines = tuple(_line(line.objective, line, money, shown) for line in theme.lines)
    exact = [line.exact for line in theme.lines]
    free = [n.retained_rate if n.typed is None else None for n in lines]
    by_computed, by_retained = (
        Fraction(sum(earned(theme.sums.maximum, exact, [r or Fraction(0) for r in rates])), 100)
        for rates in ([n.computed_rate for n in lines], free)
    )
    maximum = Fraction(theme.sums.maximum, 100)
    return DialogueTheme(
        theme.name or NO_THEME, weight, sum(exact, Fraction(0)) / 100, maximum, by_computed, by_retained, lines
    )


def _line(
    o: Objective, line: Line | None, money: FundingAnswer, shown: dict[str, list[ObjectiveProgress]]
) -> DialogueLine:
    reached = money.standing.attainments[o.id]
    measure = money.standing.exercice.measure(o.id)
    texts = shown.get(o.id, [])
    sums = line.sums if line else None
    return DialogueLine(
        id=o.id,
        mission=MISSIONS.get(o.mission, o.mission),
        theme=o.theme,
        action=o.label,
        type=TYPES[o.type or ""],
        initial=_joined(texts, "initial"),
        target=_joined(texts, "target"),
        observed=_joined(texts, "observed"),
        period=_joined(texts, "observed_period"),
        source=_source(money.standing.observed[o.id]),
        measured_rate=reached.measured.rate,
        computed_rate=reached.computed.rate,
        retained_rate=reached.retained if reached.decided else None,
        status=STATUS[reached.status] if reached.status else "",
        weight=o.share if line else Fraction(0),
        exact=line.exact / 100 if line else Fraction(0),
        typed=_euros(reached.amount) if reached.decided else None,
        maximum=_euros(sums.maximum) if sums else None,
        computed=_euros(sums.computed) if sums else None,
        retained=_euros(sums.retained) if sums else None,
        at_stake=_euros(sums.at_stake) if sums else None,
        lost=_euros(sums.lost) if sums else None,
        realised=measure.realised,
        proof=measure.proof,
        reason=reached.reason,
    )


def _source(seen: Iterable[Observed]) -> str:
    """Where the value of each criterion comes from; nothing where there is none."""
    found = []
    for s in seen:
        if s.shown is not None:
            found.append(wording.source_label(s.shown.source))
        elif s.entries:
            found.append("actions datées")
        elif s.value is not None or (s.typed is not None and s.typed.state is not None):
            found.append("valeur saisie")
    return " ; ".join(dict.fromkeys(found))


def _joined(shown: list[ObjectiveProgress], field: str) -> str:
    """The text of each criterion, named where there are several."""
    texts = [(o.label, str(getattr(o, field))) for o in shown]
    kept = [(label, text) for label, text in texts if text not in ("", "—")]
    return " ; ".join(f"{label} : {text}" if len(shown) > 1 else text for label, text in kept)


def _euros(cents: int | None) -> Fraction | None:
    return None if cents is None else Fraction(cents, 100)
