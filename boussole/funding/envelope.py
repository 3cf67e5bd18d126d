"""What a mission is due in an exercice: its fixed and variable halves, its earmarked envelopes, the prorata of a start.
Pure; amounts are whole cents."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from boussole.contract import Contract, Mission
from boussole.contract.model import AmountComponent
from boussole.funding.bareme import Bareme, of_contract
from boussole.funding.split import cents, half_up
from boussole.values import Period

HALVED_UNKNOWN = (
    "partage de l’enveloppe fléchée et de la compensation en parts fixe et variable à renseigner ; elles sont comptées "
    "à part, en entier."
)


@dataclass(frozen=True)
class Amounts:
    """In cents, None where unknown. `maximum` is that of a full year; `fixed_due` is what this exercice gives of the
    fixed half, prorated from the mission's start. `waits`: what is missing, in French."""

    maximum: int | None
    fixed: int | None
    variable: int | None
    flechee: int | None
    compensation: int | None
    crise: int | None
    fixed_due: int | None
    prorata: Fraction
    waits: tuple[str, ...]


def prorata(start: date | None, days: Period | None) -> Fraction:
    """The part of a contract year left from a mission's start to the anniversary, from 0 to 1; whole where a date is
    missing. The year is the contract's own, of 365 or 366 days.

    >>> prorata(date(2021, 7, 1), Period(date(2020, 12, 24), date(2021, 12, 23)))
    Fraction(176, 365)
    """
    if start is None or days is None or start <= days.start:
        return Fraction(1)
    length = (days.end - days.start).days + 1
    return Fraction(max((days.end - start).days + 1, 0), length)


def operating(contract: Contract, bareme: Bareme) -> int | None:
    """The fonctionnement of a year, in cents."""
    found = of_contract(contract, bareme, "fonctionnement", "fonctionnement")
    return None if found is None else cents(found)


def mission_amounts(contract: Contract, bareme: Bareme, mission: Mission, exercice: int) -> Amounts:
    """The envelopes of a mission in an exercice."""
    days = contract.bounds(exercice)
    share = prorata(mission.start, days)
    if mission.mission == "crise":
        return _crisis(contract, bareme, mission, exercice, share)

    def known(component: AmountComponent) -> int | None:
        found = of_contract(contract, bareme, mission.mission, component)
        return None if found is None else cents(found)

    whole = known("mission")
    if whole is None:
        return Amounts(None, None, None, None, None, None, None, share, ("montant à renseigner.",))
    flechee = (known("flechee") or 0) if mission.earmarked is not False else 0
    compensation = (known("compensation") or 0) if mission.compensation is not False else 0
    split = whole - (known("flechee") or 0) - (known("compensation") or 0)
    fixed = half_up(Fraction(split * bareme.fixed_share, 100))
    variable = split - fixed
    halved = _halved(contract, bareme)
    if halved:
        kept = [half_up(Fraction(a * bareme.fixed_share, 100)) for a in (flechee, compensation)]
        variable += flechee + compensation - sum(kept)
        flechee, compensation = kept
    if share == 0:
        fixed = variable = flechee = compensation = 0
    waits = ["elle démarre après cet exercice."] if share == 0 else []
    if halved is None and flechee + compensation:
        waits.append(HALVED_UNKNOWN)
    return Amounts(
        maximum=fixed + variable + flechee + compensation,
        fixed=fixed,
        variable=variable,
        flechee=flechee,
        compensation=compensation,
        crise=None,
        fixed_due=half_up(fixed * share),
        prorata=share,
        waits=tuple(waits),
    )


def _halved(contract: Contract, bareme: Bareme) -> bool | None:
    typed = contract.parameters.earmarked_halved
    return bareme.earmarked_halved if typed is None else typed


def _first_exercice(contract: Contract, start: date | None) -> int | None:
    """The exercice in which a mission starts; the first one for a start at the signature or before."""
    if start is None:
        return None
    return contract.exercice_of(Period(start, start)) or min(contract.years())


def _crisis(contract: Contract, bareme: Bareme, mission: Mission, exercice: int, share: Fraction) -> Amounts:
    """The plan is paid whole the year of its writing, in part for its yearly updates; no result indicator."""
    found = of_contract(contract, bareme, "crise", "crise")
    typed = any(a.component == "crise" for a in contract.amounts)
    first = _first_exercice(contract, mission.start)
    waits: tuple[str, ...] = ()
    if found is None:
        waits = ("montant à renseigner d’après le contrat signé.",)
    elif not typed and first is None:
        found, waits = None, ("date de démarrage à renseigner : le montant n’est pas le même la première année.",)
    elif not typed and bareme.crisis_update is not None and first is not None and exercice > first:
        found = found * bareme.crisis_update / 100
    amount = None if found is None else 0 if share == 0 else cents(found)
    return Amounts(amount, 0, 0, None, None, amount, 0, share, waits)
