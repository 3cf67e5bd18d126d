"""Contracts as tables: what is not touched stays to the letter; each thing that cannot be kept says where it is."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from boussole.contract import Contract, read_contract
from boussole.contract.checks import checks
from boussole.contract.written import read_target, write_target
from boussole.questions.contract_cells import YES_NO
from boussole.questions.contract_editing import (
    amount_rows,
    criterion_rows,
    deadline_rows,
    mission_rows,
    objective_rows,
    parameters_of,
    source_text,
    sources,
    theme_rows,
    with_amounts,
    with_criteria,
    with_deadlines,
    with_facts,
    with_missions,
    with_objectives,
    with_themes,
)
from boussole.questions.measures import Refused
from boussole.questions.session_desk import as_typed

DEMO = Path(__file__).parents[3] / "data" / "demo" / "contrats"
CONTRACTS = sorted(p.stem for p in DEMO.glob("*.yaml"))


def contract(name: str) -> Contract:
    return read_contract(yaml.safe_load((DEMO / f"{name}.yaml").read_text(encoding="utf-8"))["contract"])


@pytest.mark.parametrize("name", CONTRACTS)
def test_tables_that_nobody_touched_change_nothing(name: str) -> None:
    before = contract(name)
    assert with_missions(before, mission_rows(before)) == before
    assert with_objectives(before, objective_rows(before)) == before
    assert with_deadlines(before, deadline_rows(before)) == before
    for o in before.objectives:
        assert with_criteria(before, o.id, criterion_rows(before, o.id)) == before


@pytest.mark.parametrize(("text", "kind", "value", "minimum"), [
    ("4 000", "absolute", 4000, None), ("4\u202f000", "absolute", 4000, None), ("18 %", "absolute", 18, None),
    ("12,5", "absolute", 12.5, None), ("-10 %", "relative_initial", -0.1, None), ("−10 %", "relative_initial", -0.1, None),
    ("+5 %/an", "relative_annual", 0.05, None), ("+4", "step", 4, None), ("+4 (seuil +2)", "step_with_minimum", 4, 2),
    ("22 (seuil 20)", "minimum_and_target", 22, 20), ("1/mois", "frequency", 1, None), ("2 par an", "frequency", 2, None),
    ("Diminution", "direction", None, None), ("à comptabiliser", "to_be_counted", None, None),
    ("convention signée", "qualitative", None, None),
])  # fmt: skip
def test_a_target_is_read_as_people_write_it(text: str, kind: str, value: float | None, minimum: float | None) -> None:
    found = read_target(text)
    assert found is not None and (found.kind, found.value, found.minimum) == (kind, value, minimum)
    assert write_target(found) == text.strip()
    again = (
        read_target(write_target(found.model_copy(update={"text": ""})))
        if kind not in ("qualitative", "direction")
        else found
    )
    assert again is not None and (again.kind, again.value, again.minimum, again.per) == (
        kind,
        value,
        minimum,
        found.per,
    )


def test_an_empty_cell_is_no_target() -> None:
    assert read_target("  ") is None and write_target(None) == ""


def bocage() -> Contract:
    return contract("bocage-bressuirais")


def first(of: Contract) -> str:
    return next(o.id for o in of.objectives if o.criteria and o.criteria[0].targets)


def test_a_target_that_worsens_is_said_as_one_types_and_not_refused() -> None:
    before = bocage()
    rows = criterion_rows(before, first(before))
    rows[0]["N+3"] = "9 000"
    after = with_criteria(before, first(before), rows)
    assert any("moins bonne que celle d’avant" in f.text for f in checks(after) if f.where == first(before))
    assert not any("moins bonne" in f.text for f in checks(before))


def test_one_cell_changes_one_thing() -> None:
    before = bocage()
    rows = criterion_rows(before, first(before))
    rows[0]["N+2"] = "4 400"
    after = with_criteria(before, first(before), rows)
    held, now = before.objective(first(before)), after.objective(first(before))
    assert held is not None and now is not None
    assert now.criteria[0].targets["N+2"].value == 4400
    assert now.criteria[0].targets["N+1"] == held.criteria[0].targets["N+1"]
    assert after.model_copy(update={"objectives": []}) == before.model_copy(update={"objectives": []})


def test_lines_are_added_with_a_code_of_their_own_and_taken_out() -> None:
    before = bocage()
    rows = objective_rows(before)
    gone = rows.pop(0)
    rows.append({"Intitulé": "Un objectif de plus", "Mission": "Accès aux soins", "Type": "résultat"})
    after = with_objectives(before, rows)
    assert before.objectives[0].id == gone["Code"] and gone["Code"] not in {o.id for o in after.objectives}
    new = after.objectives[-1]
    assert (new.label, new.mission, new.type, new.criteria, new.actions) == (
        "Un objectif de plus",
        "acces",
        "resultat",
        [],
        1,
    )
    assert len({o.id for o in after.objectives}) == len(after.objectives) == len(before.objectives)


def test_a_mission_is_engaged_with_its_date_and_keeps_its_themes_when_it_stays() -> None:
    before = contract("nord-essonne")
    rows = mission_rows(before)
    rows[0]["Démarrage"] = date(2022, 3, 1)
    after = with_missions(before, rows)
    assert after.missions[0].start == date(2022, 3, 1) and after.missions[0].themes == before.missions[0].themes
    rows[0]["Engagée"], rows[0]["Démarrage"] = False, None
    assert len(with_missions(before, rows).missions) == len(before.missions) - 1


REFUSALS: list[tuple[str, dict[str, Any], str]] = [
    ("objectives", {"Intitulé": ""}, "Objectifs, ligne 1, colonne « Intitulé » : écrivez"),
    ("objectives", {"Mission": "Cuisine"}, "Objectifs, ligne 1, colonne « Mission » : « Cuisine » n’est pas proposé"),
    ("objectives", {"Mission": ""}, "ligne 1, colonne « Mission » : à choisir"),
    (
        "objectives",
        {"Objectifs payés": "un"},
        "« un » n’est pas un nombre (Objectifs, ligne 1, colonne « Objectifs payés »)",
    ),
    ("objectives", {"Objectifs payés": 1.5}, "un nombre entier est attendu"),
    ("objectives", {"Poids": "lourd"}, "« lourd » n’est pas un nombre"),
    ("objectives", {"Exercices": "2024, demain"}, "des années séparées par des virgules"),
    ("objectives", {"Code": "TWICE"}, "« TWICE » est déjà pris"),
    ("criteria", {"Sens": "de travers"}, "ligne 1, colonne « Sens » : « de travers » n’est pas proposé"),
    ("criteria", {"Source": "un rêve"}, "colonne « Source » : « un rêve » n’est pas proposé"),
    ("criteria", {"Valeur initiale": "beaucoup"}, "« beaucoup » n’est pas un nombre"),
    ("deadlines", {"Date": date(2025, 1, 1)}, "Échéances, ligne 1 : donnez la date et ce qu’elle est"),
    (
        "missions",
        {"Engagée": False, "Démarrage": date(2022, 1, 1)},
        "Missions, « Accès aux soins » : une date de démarrage",
    ),
    ("facts", {"size": 9}, "Le contrat ne peut pas être gardé ainsi : size : au plus 4"),
]


@pytest.mark.parametrize(
    ("table", "change", "why"), REFUSALS, ids=[f"{t}-{next(iter(c))}-{n}" for n, (t, c, _) in enumerate(REFUSALS)]
)
def test_what_cannot_be_kept_says_which_line_and_which_column(table: str, change: dict[str, Any], why: str) -> None:
    before = bocage()
    with pytest.raises(Refused) as refused:
        if table == "objectives":
            rows = objective_rows(before)
            if "Code" in change:
                rows[1]["Code"] = "TWICE"
            rows[0] |= change
            with_objectives(before, rows if "Code" not in change else [rows[1], rows[0]])
        elif table == "criteria":
            with_criteria(before, first(before), [criterion_rows(before, first(before))[0] | change])
        elif table == "deadlines":
            with_deadlines(before, [change])
        elif table == "missions":
            rows = mission_rows(before)
            rows[0] |= change
            with_missions(before, rows)
        else:
            with_facts(before, **change)
    assert why in str(refused.value)


def test_empty_lines_are_no_lines() -> None:
    before = bocage()
    assert with_objectives(before, [*objective_rows(before), {}, {"Code": None, "Intitulé": float("nan")}]) == before
    assert with_deadlines(before, [*deadline_rows(before), {"Date": None, "Échéance": ""}]) == before


def test_each_source_offered_reads_back(monkeypatch: pytest.MonkeyPatch) -> None:
    before = bocage()
    for words in list(sources())[:12]:
        rows = criterion_rows(before, first(before))
        rows[0]["Source"] = words
        held = with_criteria(before, first(before), rows).objective(first(before))
        assert held is not None and source_text(held.criteria[0]) == words


@pytest.mark.parametrize("name", CONTRACTS)
def test_thèmes_amounts_and_payment_parameters_that_nobody_touched_change_nothing(name: str) -> None:
    before = contract(name)
    held = before.parameters
    said = parameters_of(as_typed(held.operating_advance), as_typed(held.fixed_advance), YES_NO[held.earmarked_halved])
    assert with_themes(before, theme_rows(before)) == with_amounts(before, amount_rows(before)) == before
    assert with_facts(before, parameters=said) == before


def test_weights_envelopes_and_advances_are_typed_in_french() -> None:
    before = contract("nord-essonne")
    rows = mission_rows(before)
    rows[0] |= {"Fléchée due": "oui", "Compensation due": "non"}
    after = with_missions(before, rows)
    assert (after.missions[0].earmarked, after.missions[0].compensation) == (True, False)
    after = with_themes(
        after, [*theme_rows(after), {"Mission": "Accès aux soins", "Thème": "télésanté", "Poids": "12,5"}]
    )
    assert str(after.missions[0].themes[-1].weight) == "12.5" and after.missions[0].themes[-1].name == "télésanté"
    after = with_facts(after, parameters=parameters_of("100", " 75,5 ", "oui"))
    said = (after.parameters.operating_advance, after.parameters.fixed_advance, after.parameters.earmarked_halved)
    assert [str(s) for s in said] == ["100", "75.5", "True"]
    for rows_, why in (
        ([{"Mission": "Accès aux soins", "Thème": ""}], "donnez son nom"),
        ([{"Mission": "Cuisine", "Thème": "x"}], "n’est pas proposé"),
    ):
        with pytest.raises(Refused, match=why):
            with_themes(after, rows_)
    with pytest.raises(Refused, match="« Fléchée due » : « peut-être » n’est pas proposé"):
        with_missions(before, [mission_rows(before)[0] | {"Fléchée due": "peut-être"}])
    with pytest.raises(Refused, match="avance de part fixe"):
        parameters_of("", "trois quarts", "oui")
