"""Measured, computed, retained: three rates that are never mixed. Dated entries, points d'étape, what files may hold."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from pydantic import ValidationError

from boussole.contract import (
    Attainment,
    Checkpoint,
    Entry,
    Exercice,
    Measure,
    Objective,
    Reading,
    attainment,
    combined,
    differing,
    frozen,
    read_dossier,
)

F = Fraction


def objective(rule: str = "all_or_nothing", target: float = 20, **more: Any) -> Objective:
    criterion = {"polarity": "up", "targets": {"2023": {"kind": "absolute", "value": target}}}
    content = {"id": "O", "mission": "acces", "label": "O", "type": "resultat", "criteria": [criterion]}
    return Objective.model_validate(content | {"rule": {"kind": rule, "decimals": 1}} | more)


def judged(rule: str, value: float | None, closed: bool = False, **measure: Any) -> Attainment:
    reading = Reading(None if value is None else F(str(value)))
    whole = Measure.model_validate({"objective": "O"} | measure)
    return attainment(objective(rule), 0, 2023, [reading], whole, closed)


def test_before_the_session_the_computed_rate_is_the_measured_one_and_nothing_is_retained() -> None:
    found = judged("value_over_target", 9)
    assert (found.measured.rate, found.computed.rate) == (F(45, 100), F(45, 100))
    assert (found.retained, found.decided, found.status) == (None, False, "partielle")


def test_numerator_and_denominator_retained_in_session_are_kept_apart_from_those_measured() -> None:
    found = judged("value_over_target", 9, decision={"numerator": 2, "denominator": 7, "status": "partielle"})
    assert (found.measured.rate, found.computed.rate, found.retained) == (F(45, 100), F(286, 1000), F(286, 1000))
    assert found.differs


@pytest.mark.parametrize(
    ("rule", "status", "computed"),
    [
        ("all_or_nothing", "realisee", 1),
        ("all_or_nothing", "partielle", 0),
        ("half_when_begun", "partielle", F(1, 2)),
        ("value_over_target", "partielle", F(45, 100)),  # the part is what was counted
        ("value_over_target", "realisee", 1),
        ("value_over_target", "non_realisee", 0),
    ],
)
def test_how_the_session_judges_an_action_gives_its_computed_rate(rule: str, status: str, computed: Fraction) -> None:
    found = judged(rule, 9, decision={"status": status})
    assert (found.computed.rate, found.retained, found.decided, found.status) == (computed, computed, True, status)


def test_a_rate_and_an_amount_typed_in_session_are_the_retained_ones() -> None:
    found = judged("value_over_target", 9, decision={"rate": "50", "amount": "1562.49", "reason": "accord"})
    assert (found.computed.rate, found.retained, found.amount, found.reason) == (F(45, 100), F(1, 2), 156249, "accord")


@pytest.mark.parametrize("decision", [None, {"pending": True, "rate": "50"}, {"status": "en_cours"}])
def test_a_decision_put_off_retains_nothing(decision: Any) -> None:
    found = judged("value_over_target", 9, decision=decision)
    assert (found.retained, found.amount, found.decided) == (None, None, False)


def test_what_is_neither_measured_nor_judged_is_never_zero() -> None:
    found = judged("all_or_nothing", None, decision={})
    assert (found.computed.rate, found.computed.why, found.retained, found.decided) == (None, "non mesuré", None, False)
    assert found.status is None


def test_what_is_only_information_gets_no_status_of_its_own() -> None:
    whole = objective().model_copy(update={"type": "information"})
    assert attainment(whole, 0, 2023, [Reading(F(30))], Measure(objective="O")).status is None


def test_parties_differ_by_rate_or_by_status() -> None:
    def said(*proposals: dict[str, Any]) -> bool:
        return differing(Measure.model_validate({"objective": "O", "proposals": list(proposals)}))

    assert not said()
    assert not said({"party": "cpts", "rate": 50}, {"party": "ars", "rate": "50.0"}, {"party": "cpam"})
    assert said({"party": "cpts", "rate": 50}, {"party": "ars", "rate": 60})
    assert said({"party": "cpts", "status": "realisee"}, {"party": "ars", "status": "partielle"})


# Dated entries


def entries(*numbers: float) -> list[Entry]:
    return [Entry(when=date(2024, n, 1), what="fait", number=x) for n, x in enumerate(numbers, 1)]


@pytest.mark.parametrize(("how", "value"), [("sum", "0.6"), ("last", "0.2"), ("max", "0.3")])
def test_dated_entries_give_their_sum_their_last_or_their_maximum(how: str, value: str) -> None:
    assert combined(entries(0.1, 0.3, 0.2), 1, how) == Decimal(value), "exact: no binary noise"
    assert combined(entries(0.1), 2, how) is None, "of another criterion: nothing, not zero"


def test_the_last_entry_of_a_day_is_the_last_typed() -> None:
    same = [Entry(when=date(2024, 1, 1), what="x", number=n) for n in (5, 3)]
    assert combined(same, 1, "last") == 3


def test_a_point_d_etape_freezes_what_was_known_on_its_day() -> None:
    counted = objective(criteria=[{"source": {"entries": "sum"}}, {}])
    before = Measure.model_validate(
        {"objective": "O", "entries": entries(6, 5, 7), "values": [{"criterion": 2, "value": 4}]}
    )
    after = frozen(before, counted, Checkpoint(when=date(2024, 2, 15), label="Point"))
    assert [c.values for c in after.checkpoints] == [[11, 4]]
    later = after.model_copy(update={"entries": [*after.entries, *entries(100)]})
    assert later.checkpoints == after.checkpoints, "an entry typed later, of an earlier date, does not move it"


# What a file may hold


def dossier(**more: Any) -> dict[str, Any]:
    objectives = [{"id": "O", "mission": "acces", "label": "O"}]
    return {"contract": {"id": "c", "territory": "t", "objectives": objectives}} | more


@pytest.mark.parametrize(
    ("exercices", "why"),
    [
        ([{"year": 2023, "measures": [{"objective": "X"}]}], "objectif inconnu « X »"),
        ([{"year": 2023}, {"year": 2023}], "exercice écrit deux fois : 2023"),
        ([{"year": 2023, "measures": [{"objective": "O"}] * 2}], "objectif mesuré deux fois : O"),
        ([{"year": 2023, "measures": [{"objective": "O", "values": [{}, {}]}]}], "critère écrit deux fois : 1"),
        ([{"year": 2023, "measures": [{"objective": "O", "proposals": [{"party": "ars"}] * 2}]}], "proposition écrit deux fois : ARS"),
        ([{"year": 2023, "measures": [{"objective": "O", "decision": {"rate": 101}}]}], "less than or equal to 100"),
        ([{"year": 2023, "measures": [{"objective": "O", "decision": {"amount": "1.005"}}]}], "2 decimal places"),
    ],
)  # fmt: skip
def test_a_wrong_exercice_is_refused(exercices: list[dict[str, Any]], why: str) -> None:
    with pytest.raises(ValidationError, match=why):
        read_dossier(dossier(exercices=exercices))


def test_an_exercice_of_which_nothing_is_typed_is_empty_and_its_measures_too() -> None:
    whole = read_dossier(dossier())
    assert whole.exercice(2024) == Exercice(year=2024)
    assert whole.exercice(2024).measure("O") == Measure(objective="O")
