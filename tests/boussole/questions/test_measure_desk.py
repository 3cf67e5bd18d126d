"""What is typed of a line beside its decision: values, texts, proposals, dated entries, points d'étape."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from boussole.contract import read_dossier
from boussole.questions import contracts
from boussole.questions.measure_desk import (
    checkpoints_table,
    criteria_of,
    entries_of,
    entries_table,
    facts_of,
    fed_by_entries,
    freeze_all,
    proposals_of,
    remove_entry,
    save_entry,
    save_facts,
    save_proposal,
)
from boussole.questions.measures import Refused, line_revision
from boussole.questions.session import session
from boussole.store import Store
from boussole.values import Period
from tests.builders import load, row

YEAR = 2024
TEXTS = {"realised": "", "status": "", "proof": "", "note": ""}


def criterion(label: str, kind: str = "absolute", **more: Any) -> dict[str, Any]:
    target = {"kind": kind, "text": "10"} | ({"value": 10} if kind in ("absolute", "frequency") else {})
    return {"label": label, "unit": "réunions", "polarity": "up", "targets": {"2024": target}} | more


@pytest.fixture
def own(store: Store) -> Store:
    """A contract of three objectives: typed, fed by entries, read in an indicator."""
    objectives = [
        {"id": "T", "mission": "acces", "label": "Formations", "type": "resultat",
         "rule": {"kind": "value_over_target"}, "criteria": [criterion("Sessions"), criterion("Convention", "qualitative")]},
        {"id": "E", "mission": "acces", "label": "Réunions", "type": "suivi", "criteria": [criterion("Tenues", source={"entries": "sum"})]},
        {"id": "I", "mission": "acces", "label": "Sans MT", "type": "suivi",
         "criteria": [criterion("Patients", source={"indicator": "mt_sans_17plus", "measure": "numerator"})]},
    ]  # fmt: skip
    load(store, row())
    content = {"contract": {"id": "c", "territory": "essai", "exercices": [YEAR], "objectives": objectives}}
    contracts.apply(store, contracts.plan(store, read_dossier(content)), "test")
    return store


def put(own: Store, values: dict[int, dict[str, Any]] | None = None, objective: str = "T", **texts: str) -> int:
    read = line_revision(own, "c", YEAR, objective)
    return save_facts(own, "c", YEAR, objective, "CPTS", read, values or {}, TEXTS | texts)


def test_what_is_typed_is_what_the_form_shows_again_and_the_session_reads(own: Store) -> None:
    first, last = date(2024, 1, 1), date(2024, 9, 30)
    put(own, {1: {"number": " 7,5 ", "start": first, "end": last}, 2: {"state": "begun"}},
        realised="7 sessions et demie", status="partielle", proof="rapport.pdf", note="à suivre")  # fmt: skip
    found = facts_of(own, "c", YEAR, "T")
    assert [(v.label, v.unit, v.number, v.state, v.start, v.end, v.worded) for v in found.values] == [
        ("Sessions", "réunions", "7,5", "", first, last, False), ("Convention", "réunions", "", "begun", None, None, True),
    ]  # fmt: skip
    assert (found.realised, found.status, found.proof, found.note) == (
        "7 sessions et demie",
        "partielle",
        "rapport.pdf",
        "à suivre",
    )
    line = next(n for n in session(own, "c", YEAR).lines if n.id == "T")
    assert "7,5 réunions" in line.observed.replace("\u202f", " ").replace("\u00a0", " ") and line.realised.startswith(
        "7 sessions"
    )


def test_small_counts_typed_in_a_contract_are_shown_as_written(own: Store) -> None:
    put(own, {1: {"number": "2"}})
    assert "2 réunions" in next(n for n in session(own, "c", YEAR).lines if n.id == "T").observed.replace(
        "\u00a0", " "
    ).replace("\u202f", " ")


def test_an_emptied_value_is_no_value_and_never_a_zero(own: Store) -> None:
    put(own, {1: {"number": "7"}})
    put(own, {1: {"number": ""}})
    assert contracts.exercice(own, "c", YEAR).measure("T").values == []


def test_what_a_form_does_not_hold_stays(own: Store) -> None:
    put(own, {1: {"number": "7"}})
    put(own, {}, realised="dit")
    assert facts_of(own, "c", YEAR, "T").values[0].number == "7"


@pytest.mark.parametrize(("value", "why"), [
    ({"number": "sept"}, "« sept » n’est pas un nombre"),
    ({"number": "1", "start": date(2024, 5, 1), "end": date(2024, 1, 1)}, "finit avant de commencer"),
])  # fmt: skip
def test_a_value_that_cannot_be_kept_is_refused_with_its_name(own: Store, value: dict[str, Any], why: str) -> None:
    with pytest.raises(Refused, match=why) as refused:
        put(own, {1: value})
    assert "Sessions" in str(refused.value)
    assert contracts.exercice(own, "c", YEAR).measures == []


def test_another_observation_is_chosen_with_a_reason_only(own: Store) -> None:
    chosen = Period(date(2023, 1, 1), date(2023, 12, 31))
    with pytest.raises(Refused, match="dites pourquoi"):
        put(own, {1: {"chosen": chosen}}, "I")
    put(own, {1: {"chosen": chosen, "reason": "2024 n’est pas parue"}}, "I")
    found = facts_of(own, "c", YEAR, "I").values[0]
    assert (found.chosen, found.reason) == (chosen, "2024 n’est pas parue")


def test_each_party_proposes_for_itself(own: Store) -> None:
    save_proposal(own, "c", YEAR, "T", "CPTS", line_revision(own, "c", YEAR, "T"), "cpts", "80", "realisee", "tenu")
    save_proposal(
        own, "c", YEAR, "T", "CPAM", line_revision(own, "c", YEAR, "T"), "cpam", "50,5", "", "preuve partielle"
    )
    assert proposals_of(own, "c", YEAR, "T") == {
        "cpts": ("80", "realisee", "tenu"), "cpam": ("50,5", "", "preuve partielle"), "ars": ("", "", ""),
    }  # fmt: skip
    assert next(n for n in session(own, "c", YEAR).lines if n.id == "T").differs
    with pytest.raises(Refused, match="au plus 100"):
        save_proposal(own, "c", YEAR, "T", "ARS", line_revision(own, "c", YEAR, "T"), "ars", "120", "", "")


def test_of_two_people_the_second_is_told(own: Store) -> None:
    read = line_revision(own, "c", YEAR, "T")
    put(own, {1: {"number": "7"}})
    with pytest.raises(Refused, match="entre-temps"):
        save_facts(own, "c", YEAR, "T", "CPAM", read, {1: {"number": "3"}}, TEXTS)
    assert facts_of(own, "c", YEAR, "T").values[0].number == "7"


def add(own: Store, when: date | None, what: str, count: str = "1", proof: str = "") -> None:
    save_entry(own, "c", YEAR, "E", "CPTS", line_revision(own, "c", YEAR, "E"), when, what, count, proof, 1)


def test_dated_entries_sum_to_the_value_and_one_is_taken_out(own: Store) -> None:
    add(own, date(2024, 3, 1), "Réunion de mars", "2", "feuille.pdf")
    add(own, date(2024, 1, 15), "Réunion de janvier")
    found = entries_of(own, "c", YEAR, "E")
    assert [(e.what, e.number, e.proof, e.criterion) for e in found] == [
        ("Réunion de mars", "2", "feuille.pdf", "Tenues"), ("Réunion de janvier", "1", "", "Tenues"),
    ]  # fmt: skip
    assert entries_table(found).rows[0] == ("01/03/2024", "Réunion de mars", "2", "feuille.pdf")
    assert next(n for n in session(own, "c", YEAR).lines if n.id == "E").observed.startswith("3")
    remove_entry(own, "c", YEAR, "E", "CPTS", line_revision(own, "c", YEAR, "E"), found[0].rank)
    assert [e.what for e in entries_of(own, "c", YEAR, "E")] == ["Réunion de janvier"]
    assert len(own.journal.history("measure", "c/2024/E")[1].content["entries"]) == 2  # what was there before is kept


@pytest.mark.parametrize(("when", "what", "count", "why"), [
    (None, "Réunion", "1", "Dites quand"), (date(2024, 1, 1), " ", "1", "ce qui a été fait"),
    (date(2024, 1, 1), "Réunion", "", "Dites combien"), (date(2024, 1, 1), "Réunion", "trois", "n’est pas un nombre"),
])  # fmt: skip
def test_an_entry_that_lacks_something_says_what(
    own: Store, when: date | None, what: str, count: str, why: str
) -> None:
    with pytest.raises(Refused, match=why):
        add(own, when, what, count)
    assert entries_of(own, "c", YEAR, "E") == []


def test_entries_are_offered_first_where_they_feed_the_value(own: Store) -> None:
    assert list(fed_by_entries(own, "c", YEAR)) == ["E", "T", "I"]
    assert criteria_of(own, "c", YEAR, "E") == {1: "Tenues"}
    assert criteria_of(own, "c", YEAR, "T") == {1: "Sessions", 2: "Convention"}


def test_a_point_d_étape_freezes_what_later_entries_do_not_move(own: Store) -> None:
    add(own, date(2024, 3, 1), "Réunion de mars", "2")
    assert freeze_all(own, "c", YEAR, date(2024, 9, 30), "Troisième trimestre", "CPTS") == 1
    add(own, date(2024, 10, 1), "Réunion d’octobre", "5")
    assert checkpoints_table(own, "c", YEAR).rows == (
        ("au 30/09/2024", "Troisième trimestre", "Réunions", "2 réunions"),
    )
    for when, author, why in ((None, "CPTS", "à quelle date"), (date(2024, 9, 30), "", "qui vous êtes")):
        with pytest.raises(Refused, match=why):
            freeze_all(own, "c", YEAR, when, "", author)
