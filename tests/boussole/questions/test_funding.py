"""The committee's answers on the demonstration contracts: money, séance, synthèse, effort, échéances."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
import yaml

from boussole.contract import read_dossier
from boussole.questions import contracts, measures
from boussole.questions.contracts import UnknownContract
from boussole.questions.deadlines import after, next_deadlines
from boussole.questions.effort import effort
from boussole.questions.funding import cash, funding_of, simulate
from boussole.questions.session import session
from boussole.questions.summary import summary
from boussole.store import Store
from tests.builders import load, new_store, row

DEMO = Path(__file__).parents[3] / "data" / "demo"
TODAY = date(2026, 11, 23)
NE = "nord-essonne"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """The demonstration's territories and contracts, without its extracts."""
    store = new_store(tmp_path_factory.mktemp("contracts") / "store")
    load(store, row())
    for content in yaml.safe_load((DEMO / "territoires.yaml").read_text(encoding="utf-8")):
        store.save("territory", str(content.pop("id")), content, "test")
    for path in (DEMO / "contrats").glob("*.yaml"):
        dossier = read_dossier(yaml.safe_load(path.read_text(encoding="utf-8")))
        contracts.apply(store, contracts.plan(store, dossier), "test")
    return store


def spaces(text: str) -> str:
    return text.replace("\u202f", " ").replace("\u00a0", " ")


# The money


def test_nord_essonne_2023_says_its_money_and_explains_its_gap(made: Store) -> None:
    found = funding_of(made, NE, 2023)
    assert spaces(found.headline) == "99 213,13 € retenus sur 112 500,00 € de part variable (88,2 %)"
    assert [(s.kind, s.cents) for s in found.waterfall] == [
        ("maximum", 11250000), ("acquired", 9921313), ("at_stake", 0), ("lost", 1328687),
    ]  # fmt: skip
    assert [g.cents for g in found.gaps] == [33, 44, 33]
    assert all("arrondi à l’euro" in " ".join(g.reasons) for g in found.gaps)
    (extra,) = found.extras
    assert extra.cents == 1000000 and extra.reason.startswith("à renseigner")
    assert spaces(" | ".join(found.by_mission.rows[-1])) == (
        "Total |  | 370 000,00 € | 112 500,00 € | 112 500,00 € | 99 214,23 € | 99 213,13 € | 0,00 € | 13 286,87 €"
    )
    assert found.closed and not found.simulated


def test_nord_essonne_2024_is_under_way_and_says_that_it_is_made_up(made: Store) -> None:
    found = funding_of(made, NE, 2024)
    assert (found.closed, found.simulated, found.year_label) == (False, True, "Exercice 2024 – simulé")
    assert found.tree.sums.at_stake > 0 and found.tree.sums.lost == 0
    assert "à décider" in found.headline


def test_a_contract_without_a_size_waits_with_a_suggestion_and_another_without_objectives_too(made: Store) -> None:
    bocage = funding_of(made, "bocage-bressuirais", 2023)
    assert bocage.headline == "Part variable : montants à renseigner"
    assert (bocage.waterfall, bocage.by_mission.rows, bocage.share) == ((), (), None)
    assert any("suggère la taille 2" in w for w in bocage.waits)
    bievre = funding_of(made, "bievre", 2024)
    assert bievre.tree.sums.at_stake == 9750000
    assert any("Date de démarrage à renseigner" in w for w in bievre.waits)


def test_an_exercice_that_the_contract_has_not_is_said(made: Store) -> None:
    with pytest.raises(UnknownContract, match="n’a pas d’exercice 2030"):
        funding_of(made, NE, 2030)


def test_a_simulation_moves_the_euros_and_saves_nothing(made: Store) -> None:
    before = funding_of(made, NE, 2024).tree.sums
    found = simulate(made, NE, 2024, {"S24-SPORT-1": Decimal(100)})
    assert found.change == 225000 and spaces(found.text) == "+2 250,00 € sur la part variable"
    assert found.after.waits[0] == "Simulation : rien n’est enregistré."
    assert funding_of(made, NE, 2024).tree.sums == before
    sized = simulate(made, "bocage-bressuirais", 2023, size=2)
    assert (sized.before.tree.sums.maximum, sized.after.tree.sums.maximum) == (0, 8500000)
    lower = simulate(made, NE, 2023, {"MT-R1": Decimal(0)})
    assert (lower.change, lower.after.tree.sums.lost) == (-156250, 1328687 + 156250)


def test_the_cash_of_bievre_is_dated_and_that_of_nord_essonne_waits(made: Store) -> None:
    found = cash(made, "bievre", 2024)
    assert (
        spaces(" ".join(found.calendar.rows[0]))
        == "21/12/2021 2022 Fonctionnement fonctionnement, à la signature 75 000,00 €"
    )
    assert spaces(found.by_civil_year.rows[0][1]) == "75 000,00 €"
    waiting = cash(made, NE, 2024)
    assert waiting.calendar.rows == ()
    assert waiting.waits[0] == "Date de signature à renseigner : le calendrier des versements attend."
    assert any(spaces(w).endswith("23 250,00 € à justifier.") for w in waiting.waits)


# The session


def test_the_lines_where_the_parties_differ_come_first_by_euros(made: Store) -> None:
    found = session(made, NE, 2024)
    first = found.lines[:3]
    assert [(n.id, n.differs, n.dispute) for n in first] == [
        ("S24-SNP-1", True, 312500), ("S24-SM-1", True, 112500), ("S24-MT-2", True, 62500),
    ]  # fmt: skip
    assert not any(n.differs for n in found.lines[3:])
    assert found.lines[-1].id == "S24-SM-2" and found.lines[-1].decided, "what is decided comes last"
    assert [p for p, *_ in first[0].proposals] == ["CPTS", "CPAM", "ARS"]
    assert first[2].observed == "18 patients" and first[2].rate_computed == "60\u202f%"


def test_deciding_a_line_moves_the_total_and_asks_for_a_reason_where_it_differs(tmp_path: Path, made: Store) -> None:
    store = new_store(tmp_path / "store")
    load(store, row())
    for territory in made.journal.all_typed("territory"):
        store.save("territory", territory.id, territory.content, "test")
    contracts.apply(store, contracts.plan(store, contracts.dossier(made, NE)), "test")
    line = next(n for n in session(store, NE, 2024).lines if n.id == "S24-MT-2")
    before = funding_of(store, NE, 2024).tree.sums.acquired
    measures.decide(store, NE, 2024, line.id, "comité", line.revision, rate="50")
    after_ = session(store, NE, 2024)
    decided = next(n for n in after_.lines if n.id == "S24-MT-2")
    assert after_.funding.tree.sums.acquired == before - 62500
    assert (decided.retained, decided.rate_retained) == (312500, "50\u202f%")
    assert decided.warnings == ("Le retenu n’est pas le calculé : écrivez le motif.",)
    measures.decide(store, NE, 2024, line.id, "comité", decided.revision, rate="50", reason="deux à vérifier")
    assert not next(n for n in session(store, NE, 2024).lines if n.id == "S24-MT-2").warnings
    measures.decide(store, NE, 2024, line.id, "comité", decided.revision + 1, amount="9999", reason="x")
    assert "dépasse le maximum" in next(n for n in session(store, NE, 2024).lines if n.id == line.id).warnings[0]


# The synthèse


def test_the_synthese_counts_the_published_statuses(made: Store) -> None:
    found = summary(made, NE, 2023, date(2023, 11, 1))
    assert found.counts == {
        "réalisée": 34, "partiellement réalisée": 4, "non réalisée": 13, "en cours de déploiement": 2,
    }  # fmt: skip
    assert found.actions.rows[-1] == ("Total", "", "", "37", "53", "34", "4", "13", "2")
    by_line = {r[:3]: r[4:] for r in found.actions.rows}
    paid = {r[:3]: r[3] for r in found.actions.rows}
    assert paid["Accès aux soins", "médecin traitant", "résultat"] == "8"
    assert by_line["Accès aux soins", "médecin traitant", "résultat"] == ("6", "5", "1", "0", "0")
    assert by_line["Accès aux soins", "soins non programmés", "résultat"] == ("7", "6", "1", "0", "0")
    assert by_line["Prévention territoriale", "dépistage du cancer du sein", "résultat"] == ("3", "0", "0", "3", "0")
    assert by_line["Accompagnement des professionnels", "", "suivi"] == ("4", "3", "0", "1", "0")
    assert len(found.results.rows) == 25 and "Montant retenu" in found.results.columns
    assert len(found.followed.rows) == 19 and "Montant retenu" not in found.followed.columns
    assert [r[0] for r in found.dates.rows] == ["16/11/2023", "23/05/2024"]
    assert any("anniversaires" in w for w in found.waits)


# The effort


def test_the_effort_goes_where_euros_are_still_to_earn(made: Store) -> None:
    found = effort(made, NE, 2024, TODAY)
    assert [n.attainable for n in found.lines] == sorted((n.attainable for n in found.lines), reverse=True)
    assert sum(n.attainable for n in found.lines) == found.total == found.funding.tree.sums.at_stake
    assert (found.lines[0].id, found.lines[0].gap) == ("S24-QUAL-1", "−2 séances")
    assert "S24-SM-2" not in [n.id for n in found.lines], "nothing left to earn"
    assert found.before == "Date de signature à renseigner : l’anniversaire n’est pas connu."
    closed = effort(made, NE, 2023, TODAY)
    assert (closed.lines, closed.missing) == ((), "L’exercice est clos : plus rien n’est en jeu.")
    assert effort(made, "bievre", 2024, date(2024, 12, 11)).days_left == 10
    assert "plus à agir" in effort(made, "bievre", 2024, TODAY).before


# Échéances


def test_the_next_echeances_are_those_typed_and_those_of_the_signature(made: Store) -> None:
    found = next_deadlines(made, date(2023, 10, 1))
    assert [(e.day, e.territory, e.what) for e in found] == [
        ("16/11/2023", NE, "Construction des indicateurs"),
        ("21/12/2023", "bievre", "Anniversaire du contrat : bilan de l’exercice 2023 dû"),
        ("21/12/2023", "bievre", "Parcours pluriprofessionnels : fin du délai de déploiement"),
    ]
    last = next_deadlines(made, TODAY)
    assert [(e.day, e.what) for e in last] == [
        ("21/12/2026", "Anniversaire du contrat : bilan de l’exercice 2026 dû, fin du contrat")
    ]
    assert next_deadlines(made, TODAY, territory_id=NE) == []


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [(date(2020, 12, 24), 6, date(2021, 6, 24)), (date(2021, 8, 31), 18, date(2023, 2, 28)), (date(2023, 8, 31), 6, date(2024, 2, 29))],
)  # fmt: skip
def test_a_delay_in_months_ends_on_the_same_day_or_the_month_s_last(day: date, months: int, expected: date) -> None:
    assert after(day, months) == expected


def test_the_other_reading_of_a_line_stays_visible_beside_the_retained_one(made: Store) -> None:
    line = next(n for n in session(made, NE, 2023).lines if n.id == "MT-R2")
    plain = line.other_reading.replace("\u202f", " ").replace("\u00a0", " ")
    assert (plain, line.retained) == ("45 %, soit 703,13 €", 44688)
