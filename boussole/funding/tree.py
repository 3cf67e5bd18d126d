"""The money tree of an exercice: size → mission → fixed and variable halves → thèmes → paid objectives → what their
rates earn. Pure.

The variable half of a mission leaves out its earmarked envelopes, shares out equally between thèmes that have
something to pay, then by paid objectives, unless weights are typed; *suivi* weighs nothing. Exact fractions down to
the thème; each thème's line is rounded half up to the cent, the last takes the envelope's remainder, and every total
is the sum of the lines shown. Amounts are whole cents.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from boussole.contract import MISSIONS, Attainment, Contract, Exercice, Mission, Objective
from boussole.funding.bareme import Bareme
from boussole.funding.envelope import Amounts, mission_amounts, operating
from boussole.funding.split import earned, lines, parts

NO_SIZE = "Taille du contrat à renseigner : les montants attendent."
NO_BAREME = "Barème à renseigner : aucun n’est connu pour cet exercice."


@dataclass(frozen=True)
class Sums:
    """What a line holds, in cents. maximum = acquired + at_stake + lost. `computed`: what the computed rates give;
    `retained`: what was decided, None before; acquired: the retained amount, else the computed one."""

    maximum: int
    computed: int | None
    retained: int | None
    acquired: int
    at_stake: int
    lost: int


@dataclass(frozen=True)
class Line:
    """One objective. `exact`: its maximum before rounding, in cents. `attainment`: None where nothing is known."""

    objective: Objective
    exact: Fraction
    sums: Sums
    attainment: Attainment | None


@dataclass(frozen=True)
class ThemeLine:
    name: str
    sums: Sums
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class MissionLine:
    """A mission: its amounts as the scale gives them, what its variable half earns, and what waits, in French."""

    mission: str
    label: str
    amounts: Amounts
    sums: Sums
    themes: tuple[ThemeLine, ...]
    waits: tuple[str, ...]


@dataclass(frozen=True)
class Funding:
    """The tree. `sums`: of the variable part; `maximum`: of all that is known; the extras stand apart."""

    exercice: int
    size: int | None
    bareme: str
    operating: int | None
    missions: tuple[MissionLine, ...]
    extras: int
    sums: Sums
    fixed: int
    maximum: int
    waits: tuple[str, ...]

    @property
    def lines(self) -> list[Line]:
        return [line for mission in self.missions for theme in mission.themes for line in theme.lines]


def funding(
    contract: Contract, bareme: Bareme | None, exercice: Exercice, attainments: Mapping[str, Attainment]
) -> Funding:
    """The tree of a contract as it stands in an exercice (see `contract.in_force`), `attainments` by objective."""
    waits = [NO_SIZE] if contract.size is None else []
    if bareme is None:
        waits.append(NO_BAREME)
    objectives = contract.objectives_of(exercice.year)
    engaged = _engaged(contract, objectives)
    missions = []
    if bareme is not None and contract.size is not None:
        for mission in engaged:
            own = [o for o in objectives if o.mission == mission.mission]
            missions.append(_mission(contract, bareme, exercice, mission, own, attainments))
        waits += _undated(contract, engaged)
    waits += _astray(contract, objectives)
    general = operating(contract, bareme) if bareme else None
    known = [m.amounts for m in missions]
    return Funding(
        exercice=exercice.year,
        size=contract.size,
        bareme=bareme.id if bareme else "",
        operating=general,
        missions=tuple(missions),
        extras=sum(int(e.amount * 100) for e in exercice.extras),
        sums=total(m.sums for m in missions),
        fixed=sum(a.fixed or 0 for a in known),
        maximum=(general or 0) + sum(a.maximum or 0 for a in known),
        waits=(*waits, *(w for m in missions for w in m.waits)),
    )


def total(found: Iterable[Sums]) -> Sums:
    """The sum of the lines shown; computed and retained stay None while no line has any."""
    all_ = list(found)
    computed = [s.computed for s in all_ if s.computed is not None]
    retained = [s.retained for s in all_ if s.retained is not None]
    return Sums(
        maximum=sum(s.maximum for s in all_),
        computed=sum(computed) if computed else None,
        retained=sum(retained) if retained else None,
        acquired=sum(s.acquired for s in all_),
        at_stake=sum(s.at_stake for s in all_),
        lost=sum(s.lost for s in all_),
    )


def _engaged(contract: Contract, objectives: list[Objective]) -> list[Mission]:
    """The missions engaged; where the contract does not say, those that its objectives name."""
    if contract.missions:
        return list(contract.missions)
    named = {o.mission for o in objectives}
    return [Mission.model_validate({"mission": m}) for m in MISSIONS if m in named]


def _undated(contract: Contract, engaged: list[Mission]) -> list[str]:
    if contract.signed is None:
        return ["Date de signature à renseigner : pas de prorata, les parts fixes sont comptées en année pleine."]
    unknown = [MISSIONS[m.mission] for m in engaged if m.start is None]
    if not unknown:
        return []
    return [f"Date de démarrage à renseigner ({', '.join(unknown)}) : part fixe comptée en année pleine."]


def _astray(contract: Contract, objectives: list[Objective]) -> list[str]:
    if not contract.missions:
        return ["Missions engagées à renseigner : celles des objectifs sont prises."] if objectives else []
    engaged = {m.mission for m in contract.missions}
    missing = {o.mission for o in objectives if o.units and o.mission not in engaged}
    return [f"{MISSIONS.get(m, m)} : mission non engagée, ses objectifs ne sont pas payés." for m in sorted(missing)]


def _mission(
    contract: Contract,
    bareme: Bareme,
    exercice: Exercice,
    mission: Mission,
    objectives: list[Objective],
    attainments: Mapping[str, Attainment],
) -> MissionLine:
    label = MISSIONS[mission.mission]
    amounts = mission_amounts(contract, bareme, mission, exercice.year)
    waits = [f"{label} : {w}" for w in amounts.waits]
    groups = _themes(mission, objectives)
    weights = [weight for _, weight, _ in groups]
    variable = amounts.variable or 0
    exact = parts(Fraction(variable), weights)
    shared = lines(variable, exact) if any(weights) else [0] * len(groups)
    themes = tuple(
        _theme(name, own, maximum, part, attainments, exercice)
        for (name, _, own), maximum, part in zip(groups, shared, exact, strict=True)
    )
    sums = total(t.sums for t in themes)
    if variable and not any(weights):
        waits.append(f"{label} : aucun objectif payé n’est saisi, la part variable n’est pas répartie.")
        sums = Sums(variable, None, None, 0, variable, 0)
    return MissionLine(mission.mission, label, amounts, sums, themes, tuple(waits))


def _themes(mission: Mission, objectives: list[Objective]) -> list[tuple[str, Fraction, list[Objective]]]:
    """Each thème with its weight and its objectives: those declared first, then as the objectives name them. A thème
    with nothing to pay weighs nothing."""
    names = list(dict.fromkeys([t.name for t in mission.themes] + [o.theme for o in objectives]))
    typed = {t.name: t.weight for t in mission.themes if t.weight is not None}
    found = []
    for name in names:
        own = [o for o in objectives if o.theme == name]
        weight = Fraction(typed.get(name, 1)) if any(o.share for o in own) else Fraction(0)
        found.append((name, weight, own))
    return found


def _theme(
    name: str,
    objectives: list[Objective],
    maximum: int,
    part: Fraction,
    attainments: Mapping[str, Attainment],
    exercice: Exercice,
) -> ThemeLine:
    exact = parts(part, [o.share for o in objectives])
    maxima = lines(maximum, exact) if objectives else []
    known = [attainments.get(o.id) for o in objectives]
    computed = earned(maximum, exact, [_computed(a) for a in known])
    retained = _retained(maximum, exact, known)
    found = tuple(
        Line(o, e, _sums(m, c if a and a.computed.rate is not None else None, r, exercice.closed), a)
        for o, e, m, c, r, a in zip(objectives, exact, maxima, computed, retained, known, strict=True)
    )
    return ThemeLine(name, total(line.sums for line in found), found)


def _computed(known: Attainment | None) -> Fraction:
    return known.computed.rate if known is not None and known.computed.rate is not None else Fraction(0)


def _retained(maximum: int, exact: list[Fraction], known: list[Attainment | None]) -> list[int | None]:
    """The amounts typed, else what the retained rates earn; None for what is not decided."""
    decided = [a if a is not None and a.decided else None for a in known]
    rates = [a.retained if a and a.amount is None and a.retained is not None else Fraction(0) for a in decided]
    given = earned(maximum, exact, rates)
    return [None if a is None else g if a.amount is None else a.amount for a, g in zip(decided, given, strict=True)]


def _sums(maximum: int, computed: int | None, retained: int | None, closed: bool) -> Sums:
    """What is decided is acquired or lost; what is not is at stake, until the exercice is closed."""
    acquired = retained if retained is not None else computed or 0
    left = maximum - acquired
    final = retained is not None or closed
    return Sums(maximum, computed, retained, acquired, 0 if final else left, left if final else 0)
