"""What each revision of a contract changed, in French words; avenants; saving at the revision that was read."""

from __future__ import annotations

from datetime import date

import pytest

from boussole.contract import Contract, in_force
from boussole.questions import contracts
from boussole.questions.avenants import (
    avenant_rows,
    avenants_table,
    objectives_as_of,
    with_avenant,
    with_avenant_rows,
    without_avenant,
)
from boussole.questions.contract_editing import criterion_rows, objective_rows, with_criteria, with_facts
from boussole.questions.contract_exchange import preview, workbook_of, yaml_of
from boussole.questions.contract_history import changes_table, differences, measures_table, revisions
from boussole.questions.contract_saving import bareme_names, create, read, save, suggested, to_check
from boussole.questions.measures import Refused, decide
from boussole.store import Store
from tests.boussole.questions.test_contract_editing import bocage, first
from tests.builders import load, row


@pytest.fixture
def own(store: Store) -> Store:
    load(store, row())
    made = bocage().model_copy(update={"territory": "essai", "id": "c"})
    save(store, made, "CPTS", 0)
    return store


def test_a_contract_is_made_with_nothing_known_and_its_id_is_free(store: Store) -> None:
    assert create(store, "essai", "CPTS") == "essai" and create(store, "essai", "CPTS") == "essai-2"
    made, revision = read(store, "essai")
    assert (made, revision) == (Contract(id="essai", territory="essai"), 1)
    assert (
        to_check(made) is None and suggested(store, made) in (1, 2, 3, 4) and bareme_names()[""] == "celui de la date"
    )
    with pytest.raises(Refused, match="qui vous êtes"):
        create(store, "essai", " ")


def test_a_change_is_told_with_what_was_there_before(own: Store) -> None:
    before, revision = read(own, "c")
    rows = criterion_rows(before, first(before))
    rows[0]["N+3"] = "9 000"
    after = with_facts(with_criteria(before, first(before), rows), size=2)
    assert save(own, after, "CPAM", revision) == revision + 1
    table = changes_table(own, "c", revision + 1)
    assert ("taille", "—", "2") in table.rows
    assert any("N+3" in where and (old, new) == ("4000", "9000") for where, old, new in table.rows)
    assert next(iter(revisions(own, "c").values())).endswith("CPAM")
    checked = to_check(after)
    assert checked is not None and any("moins bonne" in r[1] for r in checked.rows)


def test_of_two_who_edit_a_contract_the_second_is_told_and_nothing_is_lost(own: Store) -> None:
    held, revision = read(own, "c")
    save(own, with_facts(held, size=2), "CPAM", revision)
    with pytest.raises(Refused, match="entre-temps"):
        save(own, with_facts(held, size=3), "ARS", revision)
    assert read(own, "c")[0].size == 2


def test_measures_have_their_history_too(own: Store) -> None:
    line = read(own, "c")[0].objectives[0]
    decide(own, "c", 2023, line.id, "ARS", 0, rate="50", reason="accord")
    rows = measures_table(own, "c").rows
    assert len(rows) == 1 and rows[0][0] == "2023" and rows[0][1] == line.label and rows[0][3] == "ARS"
    assert "décision" in rows[0][4]


@pytest.mark.parametrize(("before", "after", "said"), [
    ({"size": 2}, {"size": 3}, [("taille", "2", "3")]),
    ({}, {"closed": True}, [("clos", "—", "oui")]),
    ({"objectives": [{"id": "A", "label": "x"}]}, {"objectives": [{"id": "A", "label": "y"}]}, [("objectifs · « A » · intitulé", "x", "y")]),
    ({"objectives": [{"id": "A", "label": "x"}]}, {"objectives": [{"id": "B", "label": "z"}, {"id": "A", "label": "x"}]}, [("objectifs · « B »", "—", "z")]),
    ({"exercices": [2023]}, {"exercices": [2023, 2024]}, [("exercices", "2023", "2023, 2024")]),
    ({"note": "x" * 100}, {"note": ""}, [("note", "x" * 79 + "…", "—")]),
    ({"objectives": []}, {"objectives": [{"id": "A"}]}, [("objectifs", "—", "1 ligne")]),
])  # fmt: skip
def test_differences_go_down_to_the_smallest_thing(
    before: object, after: object, said: list[tuple[str, str, str]]
) -> None:
    assert differences(before, after) == said and differences(after, after) == []


def test_an_avenant_holds_from_its_exercice_and_the_past_keeps_what_was_in_force() -> None:
    made = with_avenant(bocage(), date(2023, 6, 1), " Avenant 1 ", 2, "signé")
    objective = first(made)
    rows = avenant_rows(made, date(2023, 6, 1), objective)
    rows[0]["N+3"] = "3 900"
    made = with_avenant_rows(made, date(2023, 6, 1), objective, rows)
    assert "N+3" in rows[0] and objective in objectives_as_of(made, date(2023, 6, 1))

    def target(year: int) -> float | None:
        held = in_force(made, year).objective(objective)
        return held.criteria[0].targets["N+3"].value if held else None

    assert (target(2022), target(2023), in_force(made, 2022).size, in_force(made, 2023).size) == (4000, 3900, None, 2)
    (line,) = avenants_table(made).rows
    assert line[:2] == ("01/06/2023", "Avenant 1") and "taille 2" in line[2] and "objectif «" in line[2]
    assert objective_rows(made) == objective_rows(bocage())
    assert without_avenant(made, date(2023, 6, 1)) == bocage()


def test_an_avenant_without_a_date_or_twice_the_same_day_is_refused() -> None:
    made = with_avenant(bocage(), date(2023, 6, 1), "", None, "")
    for when, why in ((None, "Un avenant a une date"), (date(2023, 6, 1), "déjà daté du 01/06/2023")):
        with pytest.raises(Refused, match=why):
            with_avenant(made, when, "", None, "")
    assert avenants_table(made).rows[0][2] == "rien encore"


def test_rows_that_nobody_touched_change_no_avenant() -> None:
    made = with_avenant(bocage(), date(2023, 6, 1), "", None, "")
    for objective in objectives_as_of(made, date(2023, 6, 1)):
        rows = avenant_rows(made, date(2023, 6, 1), objective)
        assert with_avenant_rows(made, date(2023, 6, 1), objective, rows) == made


def test_an_edited_contract_goes_out_and_comes_back_the_same(own: Store) -> None:
    held, revision = read(own, "c")
    save(own, with_avenant(with_facts(held, size=2), date(2023, 6, 1), "Avenant", None, ""), "CPTS", revision)
    assert preview(own, yaml_of(own, "c"), "c.yaml").plan.empty
    assert preview(own, workbook_of(own, "c"), "c.xlsx").plan.empty
    assert contracts.contract(own, "c").size == 2
