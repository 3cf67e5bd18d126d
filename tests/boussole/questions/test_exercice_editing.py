"""Cash and lines outside the scale, typed in tables: what is not touched stays, what is wrong says where it is."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from boussole.contract import Exercice, read_dossier
from boussole.questions import contracts
from boussole.questions.exercice_editing import edited, exercice_of, extra_rows, movement_rows, save
from boussole.questions.funding import cash, funding_of
from boussole.questions.measures import Refused
from boussole.store import Store
from tests.builders import load, row

YEAR = 2024
GIVEN = {"Date": date(2024, 1, 15), "Sens": "reçu", "Mission": "Accès aux soins", "Enveloppe": "part variable",
         "Montant (€)": "1 562,50", "Libellé": "acompte", "Preuve": "avis.pdf"}  # fmt: skip
BESIDE = {"Mission": "Accès aux soins", "Thème": "médecin traitant", "Ligne": "Complément", "Montant (€)": "10 000",
          "Motif": ""}  # fmt: skip


@pytest.fixture
def own(store: Store) -> Store:
    load(store, row())
    objective = {"id": "T", "mission": "acces", "label": "Formations", "type": "resultat"}
    content = {"contract": {"id": "c", "territory": "essai", "size": 1, "exercices": [YEAR], "objectives": [objective]}}
    contracts.apply(store, contracts.plan(store, read_dossier(content)), "test")
    return store


def test_what_is_typed_is_in_the_use_of_funds_and_apart_from_the_total(own: Store) -> None:
    held, revision = exercice_of(own, "c", YEAR)
    spent = GIVEN | {"Sens": "dépensé", "Montant (€)": "500"}
    new = edited(held, [GIVEN, spent, {}], [BESIDE])
    assert save(own, "c", new, "CPTS", revision) == revision + 1
    use = next(u for u in cash(own, "c", YEAR).uses if u.component == "variable" and u.mission == "acces")
    assert (use.received, use.spent) == (156250, 50000)
    assert [(e.label, e.cents) for e in funding_of(own, "c", YEAR).extras] == [("Complément", 1000000)]
    again, _ = exercice_of(own, "c", YEAR)
    assert edited(again, movement_rows(again), extra_rows(again)) == again
    assert movement_rows(again)[0] == GIVEN | {"Montant (€)": "1562,5"}


@pytest.mark.parametrize(("table", "change", "why"), [
    (0, {"Date": None}, "Mouvements, ligne 1, colonne « Date » : dites quand"),
    (0, {"Sens": "donné"}, "colonne « Sens » : « donné » n’est pas proposé"),
    (0, {"Enveloppe": ""}, "colonne « Enveloppe » : à choisir"),
    (0, {"Montant (€)": "beaucoup"}, "« beaucoup » n’est pas un nombre"),
    (0, {"Montant (€)": "1,234"}, "au plus 2 décimales"),
    (1, {"Ligne": " "}, "Hors barème, ligne 1, colonne « Ligne » : dites ce que ce montant paie"),
    (1, {"Montant (€)": ""}, "colonne « Montant (€) » : écrivez un montant"),
])  # fmt: skip
def test_what_cannot_be_kept_says_which_line_and_column(table: int, change: dict[str, Any], why: str) -> None:
    rows: list[list[dict[str, Any]]] = [[], []]
    rows[table] = [(GIVEN, BESIDE)[table] | change]
    with pytest.raises(Refused) as refused:
        edited(Exercice(year=YEAR), *rows)
    assert why in str(refused.value)


def test_of_two_people_the_second_is_told(own: Store) -> None:
    held, revision = exercice_of(own, "c", YEAR)
    save(own, "c", edited(held, [GIVEN], []), "CPTS", revision)
    with pytest.raises(Refused, match="entre-temps"):
        save(own, "c", edited(held, [], [BESIDE]), "CPAM", revision)
    with pytest.raises(Refused, match="qui vous êtes"):
        save(own, "c", held, "", revision + 1)
    assert len(exercice_of(own, "c", YEAR)[0].movements) == 1
