"""Contracts in the store: the right one, as it stood, saved without losing anybody's work."""

from __future__ import annotations

import threading
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from boussole.contract import Dossier, Exercice, Measure, read_contract, read_dossier
from boussole.contract_files import read_workbook, read_yaml, write_workbook, write_yaml
from boussole.questions import contracts, measures
from boussole.questions.attainments import year_standing
from boussole.questions.contracts import UnknownContract
from boussole.questions.measures import Refused
from boussole.questions.progression import progress_of, progression
from boussole.questions.territories import TerritoryInfo
from boussole.store import StaleRevision, Store
from tests.boussole.questions.conftest import COMMUNES
from tests.builders import load, row, total

DEMO = Path(__file__).parents[3] / "data" / "demo" / "contrats"
TODAY = date(2024, 6, 1)


def content(**more: Any) -> dict[str, Any]:
    criterion = {"unit": "patients", "polarity": "down", "initial": {"value": 5000},
                 "source": {"indicator": "mt_sans_17plus", "measure": "numerator"},
                 "targets": {f"N+{n}": {"kind": "absolute", "value": 5000 - 500 * n} for n in range(1, 6)}}  # fmt: skip
    typed = {"unit": "réunions", "polarity": "up", "source": {"entries": "sum"},
             "targets": {f"N+{n}": {"kind": "absolute", "value": 4} for n in range(1, 6)}}  # fmt: skip
    objectives = [
        {"id": "MT", "mission": "acces", "label": "Sans médecin traitant", "type": "resultat", "criteria": [criterion]},
        {"id": "REU", "mission": "parcours", "label": "Réunions", "type": "resultat", "criteria": [typed],
         "rule": {"kind": "value_over_target"}},
    ]  # fmt: skip
    return {"id": "c", "territory": "essai", "signed": "2020-12-24", "size": 2, "objectives": objectives} | more


@pytest.fixture
def held(store: Store) -> Store:
    load(store, row())
    contracts.save_contract(store, read_contract(content()), "coordination", 0)
    return store


# Which one, as it stood


def test_the_contract_shown_is_the_one_in_force_and_not_the_first_of_the_list(held: Store, info: TerritoryInfo) -> None:
    old = content(id="a-ancien", signed="2015-12-24")
    contracts.save_contract(held, read_contract(old), "coordination", 0)
    contracts.save_contract(held, read_contract(content(id="b-futur", signed="2030-01-01")), "coordination", 0)
    assert progression(held, info, TODAY).contract == "c"
    assert progression(held, info, TODAY, 2023).contract == "c"
    assert progression(held, info, TODAY, 2019).contract == "a-ancien"
    assert progress_of(held, "a-ancien", TODAY).contract == "a-ancien"


def test_an_unknown_contract_or_exercice_is_answered_with_those_that_are_known(held: Store) -> None:
    with pytest.raises(UnknownContract, match="Contrat inconnu « x »"):
        contracts.contract(held, "x")
    with pytest.raises(UnknownContract, match="n’a pas d’exercice 2040"):
        contracts.contract(held, "c", 2040)


def test_a_contract_typed_late_holds_from_its_signature(held: Store) -> None:
    assert contracts.as_it_stood(held, "c", 2021).size == 2
    held.save("contract", "d", content(id="d"), "test")  # without saying from when: as of the day it is typed
    assert contracts.as_it_stood(held, "d", 2021).size == 2


def test_an_exercice_reopened_after_an_avenant_shows_what_was_then_in_force(held: Store) -> None:
    measures.decide(held, "c", 2022, "REU", "comité", 0, rate="80")
    measures.close(held, "c", 2022, "comité", 0, date(2023, 1, 20))
    before = contracts.as_it_stood(held, "c", 2022)
    stricter = content()["objectives"]
    stricter[1]["criteria"][0]["targets"] = {"N+3": {"kind": "absolute", "value": 12}}
    avenant = {"when": "2023-02-01", "label": "Avenant 1", "size": 3, "objectives": [stricter[1]], "removed": ["MT"]}
    contracts.save_contract(held, read_contract(content(avenants=[avenant])), "coordination", 1)
    measures.open_again(held, "c", 2022, "comité", 1)
    assert contracts.as_it_stood(held, "c", 2022) == before
    assert [o.id for o in contracts.as_it_stood(held, "c", 2023).objectives] == ["REU"]
    then = progress_of(held, "c", TODAY, 2022)
    assert [(o.id, o.target_value) for o in then.objectives] == [("MT", 4000), ("REU", 4)]
    assert [(o.id, o.target_value) for o in progress_of(held, "c", TODAY, 2023).objectives] == [("REU", 12)]
    assert then.objectives[1].rate_retained == "80\u202f%", "what was decided is still there"


def test_a_revision_that_takes_effect_later_leaves_past_exercices_alone(held: Store) -> None:
    changed = read_contract(content(size=4))
    contracts.save_contract(held, changed, "coordination", 1, effective=date(2024, 1, 1))
    assert [contracts.as_it_stood(held, "c", y).size for y in (2021, 2023, 2024)] == [2, 2, 4]


def test_a_correction_holds_from_the_beginning(held: Store) -> None:
    contracts.save_contract(held, read_contract(content(size=1)), "coordination", 1)
    assert [contracts.as_it_stood(held, "c", y).size for y in (2021, 2025)] == [1, 1]


def test_a_perimeter_changed_by_avenant_changes_the_figures_from_then_on(store: Store, info: TerritoryInfo) -> None:
    rows = [row(territory=c, numerator=1000.0, denominator=2000.0, start=date(y, 1, 1), finish=date(y, 12, 31))
            for c in COMMUNES for y in (2022, 2023)]  # fmt: skip
    load(store, *rows)
    avenant = {"when": "2023-02-01", "communes": list(COMMUNES[:3])}
    contracts.save_contract(store, read_contract(content(avenants=[avenant])), "A", 0)
    values = [year_standing(store, info, "c", y).observed["MT"][0].value for y in (2022, 2023)]
    assert values == [5000, 3000]


# Which observation


def mt(numerator: float, start: date, finish: date) -> dict[str, Any]:
    return total("essai", COMMUNES, numerator=numerator, denominator=60_000.0, start=start, finish=finish)


def test_of_several_values_of_an_exercice_the_one_that_ends_last_feeds_it_unless_another_is_chosen(
    held: Store, info: TerritoryInfo
) -> None:
    load(held, mt(4300, date(2022, 1, 1), date(2022, 12, 31)), mt(4200, date(2022, 3, 1), date(2023, 2, 28)),
         mt(9999, date(2021, 7, 1), date(2022, 6, 30)), name="mt", perimeters=[COMMUNES])  # fmt: skip

    def value() -> float | None:
        return year_standing(held, info, "c", 2022).observed["MT"][0].value

    assert value() == 4200
    chosen = {"chosen_start": "2022-01-01", "chosen_end": "2022-12-31", "reason": "année civile demandée par la CPAM"}
    measures.describe(held, "c", 2022, "MT", "A", 0, {"values": [chosen]})
    assert value() == 4300
    assert "année civile demandée par la CPAM" in progress_of(held, "c", TODAY, 2022).objectives[0].notes
    typed = {"value": 4100, "reason": "relevé de la CPAM"}
    measures.describe(held, "c", 2022, "MT", "A", 1, {"values": [typed]})
    assert value() == 4100


# Saving


def test_of_two_who_decide_the_same_line_the_second_is_told_and_nothing_is_lost(held: Store) -> None:
    measures.decide(held, "c", 2023, "REU", "CPTS", 0, rate="100")
    with pytest.raises(StaleRevision, match="Quelqu’un d’autre"):
        measures.decide(held, "c", 2023, "REU", "CPAM", 0, rate="50")
    kept = contracts.exercice(held, "c", 2023).measure("REU").decision
    assert kept is not None and kept.rate == 100
    measures.decide(held, "c", 2023, "REU", "CPAM", 1, rate="50", reason="9 réunions sur 18")
    found = contracts.changes(held, "c", 2023, "REU")
    assert [(c.author, c.content["decision"]["rate"]) for c in found] == [("CPAM", "50"), ("CPTS", "100")]


def test_two_who_decide_two_lines_at_once_both_succeed(held: Store) -> None:
    gate, wrong = threading.Barrier(2), []

    def decide(objective: str) -> None:
        gate.wait()
        try:
            measures.decide(held, "c", 2023, objective, objective, 0, status="realisee")
        except StaleRevision as error:
            wrong.append(error)

    threads = [threading.Thread(target=decide, args=(o,)) for o in ("MT", "REU")]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    assert not wrong
    held_now = contracts.exercice(held, "c", 2023)
    assert [held_now.measure(o).status or held_now.measure(o).decision.status for o in ("MT", "REU")] == [
        "realisee"
    ] * 2  # type: ignore[union-attr]


def test_a_contract_edited_by_two_people_keeps_the_first_and_tells_the_second(held: Store) -> None:
    read = contracts.revision(held, "c")
    contracts.save_contract(held, read_contract(content(note="un")), "A", read)
    with pytest.raises(StaleRevision):
        contracts.save_contract(held, read_contract(content(note="deux")), "B", read)
    assert contracts.contract(held, "c").note == "un"


def test_entries_are_added_and_proposals_replaced_without_touching_the_rest(held: Store) -> None:
    day = date(2023, 5, 4)
    measures.add_entry(held, "c", 2023, "REU", "A", 0, when=day, what="réunion", number="2", proof="cr.pdf")
    measures.propose(held, "c", 2023, "REU", "CPAM", 1, party="cpam", rate="50 %")
    measures.propose(held, "c", 2023, "REU", "CPTS", 2, party="cpts", status="realisee")
    measures.propose(held, "c", 2023, "REU", "CPAM", 3, party="cpam", rate="75")
    measures.add_entry(held, "c", 2023, "REU", "A", 4, when=day, what="réunion")
    found = contracts.exercice(held, "c", 2023).measure("REU")
    assert [(e.when, e.number, e.proof) for e in found.entries] == [(day, 2, "cr.pdf"), (day, 1, "")]
    assert [(p.party, p.rate) for p in found.proposals] == [("cpts", None), ("cpam", Decimal(75))]
    measures.freeze(held, "c", 2023, day, "Point d’étape", "A")
    assert [c.values for c in contracts.exercice(held, "c", 2023).measure("REU").checkpoints] == [[3]]
    measures.undecide(held, "c", 2023, "REU", "A", 6)
    assert len(contracts.changes(held, "c", 2023, "REU")) == 7


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"rate": "cent"}, "« cent » n’est pas un nombre"),
        ({"rate": "120"}, "decision · rate : au plus 100."),
        ({"rate": "nan"}, "n’est pas un nombre"),
        ({"amount": "10,005"}, "decision · amount : au plus 2 décimales."),
        ({"status": "fini"}, "decision · status : une de ces valeurs est attendue"),
        ({"numerator": 2}, "vont ensemble"),
        ({"numerator": 2, "denominator": 0}, "plus grand que zéro"),
    ],
)
def test_a_decision_that_cannot_be_kept_is_refused_in_french(held: Store, fields: dict[str, Any], why: str) -> None:
    with pytest.raises(Refused) as error:
        measures.decide(held, "c", 2023, "REU", "A", 0, **fields)
    assert why in str(error.value)
    assert contracts.revision(held, "c", 2023, "REU") == 0


def test_nothing_is_typed_without_saying_who_nor_for_an_unknown_line_nor_in_a_closed_exercice(held: Store) -> None:
    with pytest.raises(Refused, match="qui vous êtes"):
        measures.decide(held, "c", 2023, "REU", " ", 0)
    with pytest.raises(UnknownContract, match="n’a pas d’objectif « X » dans l’exercice 2023"):
        measures.decide(held, "c", 2023, "X", "A", 0)
    with pytest.raises(Refused, match="Dites ce qui a été fait"):
        measures.add_entry(held, "c", 2023, "REU", "A", 0, when=TODAY, what=" ")
    with pytest.raises(Refused, match="Partie inconnue"):
        measures.propose(held, "c", 2023, "REU", "A", 0, party="mairie")
    measures.close(held, "c", 2023, "A", 0)
    with pytest.raises(Refused, match="clos"):
        measures.decide(held, "c", 2023, "REU", "A", 0)


# Files


def demo() -> Dossier:
    return read_dossier(yaml.safe_load((DEMO / "nord-essonne.yaml").read_text(encoding="utf-8")))


@pytest.mark.parametrize("how", ["yaml", "xlsx"])
def test_a_contract_goes_out_and_comes_back_into_a_store_the_same(store: Store, how: str) -> None:
    whole = demo()
    assert contracts.apply(store, contracts.plan(store, whole), "analyste") == 1 + 2 + sum(
        len(e.measures) for e in whole.exercices
    )
    out = contracts.dossier(store, "nord-essonne")
    assert out == whole
    data = write_yaml(out) if how == "yaml" else write_workbook(out)
    again = read_yaml(data) if how == "yaml" else read_workbook(data)
    assert contracts.plan(store, again).empty, "nothing to change"


def test_an_import_changes_what_differs_only_empties_what_is_gone_and_keeps_the_history(held: Store) -> None:
    measures.decide(held, "c", 2023, "REU", "A", 0, rate="50")
    measures.decide(held, "c", 2023, "MT", "A", 0, rate="20")
    contracts.save_exercice(held, "c", Exercice(year=2023, note="n"), "A", 0)
    file = Dossier(
        contract=contracts.contract(held, "c"),
        exercices=[Exercice(year=2023, note="n", measures=[Measure(objective="MT", realised="nouveau")])],
    )
    planned = contracts.plan(held, file)
    assert [d.id for d in planned.drafts] == ["c/2023/MT", "c/2023/REU"]
    contracts.apply(held, planned, "B")
    assert contracts.dossier(held, "c") == file
    assert [c.author for c in contracts.changes(held, "c", 2023, "REU")] == ["B", "A"]


def test_an_import_prepared_before_somebody_else_s_change_is_refused_whole(held: Store) -> None:
    file = Dossier(
        contract=read_contract(content(note="du fichier")),
        exercices=[Exercice(year=2023, measures=[Measure(objective="REU", realised="du fichier")])],
    )
    planned = contracts.plan(held, file)
    measures.decide(held, "c", 2023, "REU", "A", 0, rate="50")
    with pytest.raises(StaleRevision):
        contracts.apply(held, planned, "B")
    assert contracts.contract(held, "c").note == ""
