"""Avenants hold from their exercice on and leave the past alone; of several contracts, the right one is chosen."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from pydantic import ValidationError

from boussole.contract import Contract, best, first_exercice, in_force, perimeter, read_contract
from boussole.contract.checks import checks
from boussole.contract.copying import copied

SIGNED = date(2020, 12, 24)


def objective(id: str, **more: Any) -> dict[str, Any]:
    return {"id": id, "mission": "acces", "label": id} | more


def contract(**more: Any) -> Contract:
    content = {"id": "c", "territory": "t", "signed": SIGNED, "size": 2, "missions": [{"mission": "acces"}],
               "objectives": [objective("A"), objective("B")]}  # fmt: skip
    return read_contract(content | more)


AVENANTS = [
    {"when": "2023-03-01", "size": 3, "missions": [{"mission": "crise"}], "communes": ["79001"],
     "objectives": [objective("B", label="B changé"), objective("C")], "removed": ["A"]},
    {"when": "2022-06-01", "label": "premier", "communes": ["79002"]},
]  # fmt: skip


def test_an_avenant_holds_from_the_exercice_of_its_date_and_the_past_keeps_what_was_in_force() -> None:
    whole = contract(avenants=AVENANTS)
    for year in (None, 2021, 2022):
        then = in_force(whole, year)
        assert (then.size, [o.label for o in then.objectives]) == (2, ["A", "B"])
    for year in (2023, 2025):
        then = in_force(whole, year)
        assert (then.size, [o.label for o in then.objectives]) == (3, ["B changé", "C"])
        assert [m.mission for m in then.missions] == ["acces", "crise"]
        assert then.avenants == [], "what it says is what holds"


@pytest.mark.parametrize(
    ("day", "year"),
    [("2020-12-24", 2021), ("2019-01-01", 2021), ("2023-12-23", 2023), ("2023-12-24", 2024)],
)
def test_an_avenant_changes_the_exercice_that_holds_its_day(day: str, year: int) -> None:
    whole = contract(avenants=[{"when": day}])
    assert first_exercice(whole, whole.avenants[0]) == year


def test_the_perimeter_is_that_of_the_last_avenant_that_gives_one() -> None:
    whole = contract(avenants=AVENANTS)
    assert [perimeter(whole, y) for y in (2021, 2022, 2023)] == [None, ["79002"], ["79001"]]


def test_without_a_signature_an_avenant_counts_in_civil_years() -> None:
    whole = contract(signed=None, exercices=[2023, 2024], avenants=[{"when": "2024-01-15", "size": 4}])
    assert [in_force(whole, y).size for y in (2023, 2024)] == [2, 4]


def test_the_contract_of_a_territory_is_the_one_of_the_exercice_else_the_last_signed() -> None:
    first = contract(id="first", signed="2017-05-01")
    second = contract(id="second", signed="2022-05-01")
    later = contract(id="later", signed="2027-05-01")
    unsigned = contract(id="unsigned", signed=None, exercices=[2022, 2030])
    every = [unsigned, later, first, second]

    def chosen(*known: Contract, year: int | None = None) -> str:
        found = best(known, date(2026, 11, 23), year)
        assert found is not None
        return found.id

    assert chosen(*every) == "second"
    assert chosen(*every, year=2021) == "first"
    assert chosen(*every, year=2022) == "first", "its last exercice"
    assert chosen(*every, year=2023) == "second"
    assert chosen(*every, year=2030) == "unsigned", "a contract to come is not in force"
    assert chosen(later, unsigned) == "unsigned"
    assert chosen(later) == "later"
    assert best([], date(2026, 1, 1)) is None


def test_the_exercice_under_way_is_the_one_of_the_day() -> None:
    whole = contract()
    days = ("2020-12-23", "2020-12-24", "2021-12-23", "2021-12-24", "2025-12-23", "2025-12-24")
    assert [whole.under_way(date.fromisoformat(d)) for d in days] == [None, 2021, 2021, 2022, 2025, None]


def test_nothing_is_written_twice_in_a_contract() -> None:
    for wrong in (
        {"objectives": [objective("A"), objective("A")]},
        {"missions": [{"mission": "acces"}, {"mission": "acces"}]},
        {"avenants": [{"when": "2023-01-01", "objectives": [objective("Z"), objective("Z")]}]},
    ):
        with pytest.raises(ValidationError, match="écrit deux fois"):
            contract(**wrong)


# What is checked as one types


def findings(**more: Any) -> list[tuple[str, str]]:
    return [(f.where, f.text) for f in checks(contract(**more))]


def paid(id: str = "A", **criterion: Any) -> dict[str, Any]:
    return objective(id, type="resultat", criteria=[{"polarity": "down", "initial": {"value": 100}} | criterion])


def targets(*values: float) -> dict[str, Any]:
    return {f"N+{n}": {"kind": "absolute", "value": v} for n, v in enumerate(values, 1)}


def test_a_contract_in_order_has_no_finding() -> None:
    assert findings(objectives=[paid(targets=targets(90, 80, 80))]) == []


@pytest.mark.parametrize(
    ("objectives", "text"),
    [
        ([paid(targets=targets(90, 95))], "la cible de 2022 est moins bonne que celle d’avant."),
        ([paid(targets=targets(110))], "la cible de 2021 est moins bonne que la valeur initiale."),
        ([paid(polarity="neutral", targets=targets(90))], "dites si une valeur plus haute ou plus basse est meilleure."),
        ([objective("A", type="resultat")], "Objectif payé sans critère : à renseigner."),
        ([objective("A")], "Type à renseigner (résultat, suivi, moyens, pour information)."),
        ([paid() | {"mission": "parcours"}], "Parcours pluriprofessionnels : cette mission n’est pas engagée dans le contrat."),
        ([paid() | {"mission": "sport"}], "Mission inconnue « sport »."),
        ([paid() | {"rule": {"kind": "minimum_and_target"}}], "seuil à renseigner pour la règle « seuil et cible »."),
        ([paid(initial={}, targets={"N+1": {"kind": "relative_initial", "value": -0.1}})], "valeur initiale à renseigner."),
        ([paid() | {"weight": 60}, paid("B") | {"weight": 30}], "Les poids des objectifs du thème font 90, et non 100."),
        ([paid() | {"type": "suivi", "weight": 100}], "Un objectif de suivi n’est pas payé d’ordinaire : son poids est plus grand que zéro."),
        ([paid(targets={"N+1": {"kind": "minimum_and_target", "value": 80, "minimum": 70}})], "le seuil de 2021 est meilleur que la cible."),
    ],
)  # fmt: skip
def test_what_looks_wrong_is_said(objectives: list[dict[str, Any]], text: str) -> None:
    assert ("A", text) in findings(objectives=objectives)


def test_missions_are_checked_too() -> None:
    themes = [{"name": "un", "weight": 50}, {"name": "deux", "weight": 40.5}]
    found = findings(objectives=[], missions=[{"mission": "acces", "start": "2020-01-01", "themes": themes}])
    assert [t for _, t in found] == [
        "Les poids des thèmes font 90,5, et non 100 : ils sont ramenés à 100.",
        "La mission démarre avant la signature du contrat.",
    ]


def test_objectives_are_copied_from_last_year_with_their_targets() -> None:
    whole = contract(
        signed=None, exercices=[2023], objectives=[
            objective("A", exercices=[2023], criteria=[{"targets": {"2023": {"kind": "absolute", "value": 5}}}]),
            objective("B", exercices=[2022]),
        ],
    )  # fmt: skip
    after = copied(whole, 2023, 2024)
    assert after.exercices == [2023, 2024]
    assert [o.id for o in after.objectives_of(2024)] == ["A"]
    criterion = after.objectives[0].criteria[0]
    assert criterion.target(0, 2024) == criterion.target(0, 2023)
    assert copied(after, 2023, 2024) == after
