"""The standing of a contract as a committee reads it: bars, tables and counts, on the demonstration contracts."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
import yaml

from boussole.contract import read_dossier
from boussole.disclosure import Audience
from boussole.questions import contracts
from boussole.questions.contract_list import contract_options
from boussole.questions.effort import AUDIENCE, DRAWN, effort, effort_bars
from boussole.questions.progression import ObjectiveProgress, Progression, progress_of
from boussole.questions.progression_panels import complete_table, drawn, overview, undrawn, undrawn_table
from boussole.questions.summary import counts_said, headline, sections, summary
from boussole.store import Store
from tests.builders import load, new_store, row

DEMO = Path(__file__).parents[3] / "data" / "demo"
TODAY = date(2026, 11, 23)
NE, BOCAGE = "nord-essonne", "bocage-bressuirais"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """The demonstration's territories and contracts, without its extracts."""
    store = new_store(tmp_path_factory.mktemp("standing") / "store")
    load(store, row())
    for content in yaml.safe_load((DEMO / "territoires.yaml").read_text(encoding="utf-8")):
        store.save("territory", str(content.pop("id")), content, "test")
    for path in (DEMO / "contrats").glob("*.yaml"):
        dossier = read_dossier(yaml.safe_load(path.read_text(encoding="utf-8")))
        contracts.apply(store, contracts.plan(store, dossier), "test")
    return store


@pytest.fixture(scope="module")
def of_2023(made: Store) -> Progression:
    return progress_of(made, NE, TODAY, 2023)


def lines(found: Progression, id: str) -> list[ObjectiveProgress]:
    return [o for o in found.objectives if o.id == id]


# Bars


def test_a_value_typed_against_one_target_is_a_bar(of_2023: Progression) -> None:
    (line,) = lines(of_2023, "MT-R2")
    bar = line.bullet
    assert line.panel is None and bar is not None
    assert (bar.value, bar.value_text, bar.target, bar.target_text) == (9, "9 patients", 20, "20 patients")
    assert (bar.initial, bar.minimum, bar.polarity, bar.period) == (None, None, "up", "le 30/09/2023")
    assert bar.title.endswith("inclusions – Patients pris en charge")
    assert bar.alternative.endswith("cible 20 patients ; observé 9 patients (le 30/09/2023).")
    assert bar.footer.text.startswith("Source : contrat et mesures de la CPTS, Exercice 2023")
    assert bar.footer.origin == "valeur saisie"


def test_a_bar_without_a_date_says_so_and_a_simulated_one_too(made: Store, of_2023: Progression) -> None:
    undated = lines(of_2023, "SM-R3")[0].bullet
    assert undated is not None and undated.period == "date de la mesure non précisée"
    simulated = lines(progress_of(made, NE, TODAY, 2024), "S24-SPORT-1")[0].bullet
    assert simulated is not None and simulated.footer.origin == "exercice simulé"
    assert (simulated.target, simulated.minimum, simulated.minimum_text) == (90, 60, "60 patients")
    assert "seuil 60 patients" in simulated.alternative


def test_a_bar_needs_a_value_and_a_target_that_is_a_number(of_2023: Progression) -> None:
    (signed,) = lines(of_2023, "MT-R1")  # « convention signée »
    (waiting,) = lines(of_2023, "COL-S2")  # 3 maisons de santé, nothing entered
    assert (signed.bullet, waiting.bullet) == (None, None)
    assert waiting.target_value == 3


def test_every_objective_is_drawn_or_has_its_line_and_none_has_both(of_2023: Progression) -> None:
    for mission, found in of_2023.missions:
        groups = [*drawn(found), *undrawn(found)]
        assert sorted(own[0].id for own in groups) == sorted({o.id for o in found}), mission
    table = undrawn_table("Accès aux soins", dict(of_2023.missions)["Accès aux soins"])
    assert table is not None and len(table.rows) == 9
    assert table.rows[-1][-2:] == ("pour information", "—"), "not measured here, and never decided"
    signed = next(r for r in table.rows if r[1] == "convention signée")
    assert signed[2:] == ("fait (le 05/04/2023)", "Convention signée le 05/04/2023 ; logigramme commun établi.",
                          "réalisée", "100\u202f%")  # fmt: skip


# Tables


def test_the_missions_at_a_glance_count_the_53_actions(of_2023: Progression) -> None:
    table = overview(of_2023)
    assert table.columns == ("Mission", "Actions", "Réalisée", "Partiellement réalisée", "Non réalisée",
                             "En cours de déploiement")  # fmt: skip
    assert table.rows[0] == ("Accès aux soins", "16", "11", "3", "1", "1"), "the two for information do not count"
    assert table.rows[-1] == ("Total", "53", "34", "4", "13", "2")


def test_actions_without_a_status_are_to_be_entered(made: Store) -> None:
    table = overview(progress_of(made, BOCAGE, TODAY, 2021))
    assert table.columns[-1] == "À renseigner"
    assert int(table.rows[-1][-1]) == int(table.rows[-1][1]) - sum(map(int, table.rows[-1][2:-1])) > 0


def test_the_table_to_take_away_has_the_rates_what_was_done_and_the_proof(made: Store) -> None:
    table = complete_table(progress_of(made, NE, TODAY, 2024))
    at = {name: i for i, name in enumerate(table.columns)}
    signed = next(r for r in table.rows if r[at["Objectif"]] == "Protocole ville-hôpital de l’urgence psychique")
    assert signed[at["Preuve"]] == "protocole_urgence_psychique.pdf"
    assert signed[at["Réalisé"]] == "Protocole signé en juin."
    assert [signed[at[f"Taux {which}"]] for which in ("mesuré", "calculé", "retenu")] == ["100\u202f%"] * 3


def test_the_targets_of_bocage_are_those_of_its_contract(made: Store) -> None:
    written = {y: {o.id: o.target for o in progress_of(made, BOCAGE, TODAY, y).objectives} for y in range(2021, 2026)}
    assert [written[y]["BB-1.1"].replace("\u202f", " ") for y in written] == [
        "5 000 patients", "4 500 patients", "4 000 patients", "3 500 patients", "2 500 patients",
    ]  # fmt: skip
    assert [written[y]["BB-1.2"].split(" ")[0] for y in written] == ["567,9", "567,9", "504,8", "504,8", "504,8"]


# Synthèse


def test_the_synthese_opens_on_the_counts_by_type_and_by_status(made: Store) -> None:
    found = summary(made, NE, 2023, TODAY)
    assert found.title == "Synthèse – CPTS Nord-Essonne"
    assert headline(found) == "53 actions : 34 résultat, 16 suivi, 3 sans type"
    assert counts_said(found) == [("réalisées", "34"), ("partiellement réalisées", "4"), ("non réalisées", "13"),
                                  ("en cours de déploiement", "2")]  # fmt: skip
    totals = {r[2]: r[4] for r in found.actions.rows if r[0] == "Total"}
    assert totals == {"résultat": "34", "suivi": "16", "type à renseigner": "3", "": "53"}
    assert list(sections(found)) == ["actions", "bilan-resultat", "bilan-suivi", "financement", "dates"]


def test_the_bilans_say_the_theme_and_what_is_not_paid_says_its_type(made: Store) -> None:
    found = summary(made, NE, 2023, TODAY)
    assert len(set(found.results.rows)) == len(found.results.rows), "no two lines read alike"
    assert {r[-1] for r in found.followed.rows} == {"suivi", "type à renseigner"}


def test_a_contract_without_objectives_keeps_to_its_money_and_its_dates(made: Store) -> None:
    found = summary(made, "bievre", 2026, TODAY)
    assert headline(found) == "Aucun objectif n’est saisi pour cet exercice : objectifs à saisir."
    assert list(sections(found)) == ["financement", "dates"]
    for table, empty in sections(summary(made, BOCAGE, 2025, TODAY)).values():
        assert table.rows or empty.endswith(".")


# The effort


def test_the_effort_is_drawn_by_euros_with_the_gap_beside(made: Store) -> None:
    found = effort(made, NE, 2024, TODAY)
    panel = effort_bars(found)
    assert panel is not None and len(panel.bars) == len(found.lines) <= DRAWN
    assert [round(b.value * 100) for b in panel.bars] == [n.attainable for n in found.lines]
    assert (panel.bars[0].label, panel.bars[0].beside) == ("Groupes d’analyse de pratiques", "écart −2 séances")
    assert len({b.label for b in panel.bars}) == len(panel.bars), "the theme tells the same action apart"
    assert panel.bars[0].text in panel.alternative and panel.footer.origin == "exercice simulé"
    assert found.table.columns[:3] == ("Objectif", "Euros encore en jeu", "Écart restant")
    assert AUDIENCE == "Pour le bureau de la CPTS"


def test_where_nothing_can_be_earned_the_reason_is_the_first_thing_to_do(made: Store) -> None:
    assert effort_bars(effort(made, NE, 2023, TODAY)) is None
    assert effort(made, "bievre", 2026, TODAY).missing.endswith("objectifs à saisir.")
    assert effort(made, BOCAGE, 2025, TODAY).missing == "Taille du contrat à renseigner : les montants attendent."


def test_the_exercice_under_way_is_that_of_today_else_the_last_one_not_closed(made: Store) -> None:
    now = {o.id: o.under_way for o in contract_options(made, TODAY)}
    assert now == {NE: 2024, "bievre": 2026, BOCAGE: None}
    assert {o.id: o.under_way for o in contract_options(made, date(2022, 6, 1))}[BOCAGE] == 2022


def test_the_tables_are_made_for_each_audience(made: Store) -> None:
    asked = [summary(made, NE, 2024, TODAY, a) for a in Audience]
    assert [s.counts for s in asked] == [asked[0].counts] * len(asked), "a contract's own counts are never masked"
