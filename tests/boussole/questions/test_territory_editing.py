"""A territory is created and changed without losing anything: concurrent saves refused, unknown keys kept."""

from __future__ import annotations

import pytest

from boussole.questions.territories import territories, territory
from boussole.questions.territory_editing import (
    NEW,
    Draft,
    NotSaved,
    SavedMeanwhile,
    added,
    draft,
    holds,
    last_saved,
    pasted,
    removed,
    save,
    set_retired,
    toggled,
)
from boussole.questions.territory_lists import (
    commune_choices,
    communes_table,
    departement_choices,
    epci_choices,
    epci_communes,
    history,
    picker,
)
from boussole.store import Store
from tests.boussole.questions.conftest import COMMUNES, NAME

PARIS, FIRST, SECOND = "75056", "75101", "75102"


def test_a_new_territory_is_in_every_list_and_its_id_is_made_of_its_name(store: Store) -> None:
    saved = save(store, Draft(name="  CPTS du  Val d’Èze ", communes=("79049", "79013")), "coordination")
    assert (saved.id, saved.revision, saved.name) == ("val-d-eze", 1, "CPTS du Val d’Èze")
    assert [t.id for t in territories(store)] == ["essai", "val-d-eze"]
    assert territory(store, "val-d-eze").communes == ("79013", "79049")
    assert store.journal.history("territory", "val-d-eze")[0].author == "coordination"


def test_two_territories_may_not_have_one_name_nor_one_id(store: Store) -> None:
    save(store, Draft(name="CPTS du Val", communes=("79049",)), "a")
    with pytest.raises(NotSaved, match="s’appelle déjà « CPTS du Val »"):
        save(store, Draft(name="cpts du val", communes=("79013",)), "b")
    assert save(store, Draft(name="Le Val", communes=("79013",)), "b").id == "val-2"


@pytest.mark.parametrize(
    ("refused", "why"),
    [
        (Draft(communes=("79049",)), "nom"),
        (Draft(name="   ", communes=("79049",)), "nom"),
        (Draft(name="CPTS"), "au moins une commune"),
        (Draft(name="x" * 200, communes=("79049",)), "trop long"),
    ],
)
def test_what_cannot_be_saved_is_said(store: Store, refused: Draft, why: str) -> None:
    with pytest.raises(NotSaved, match=why):
        save(store, refused, "a")
    assert [t.id for t in territories(store)] == ["essai"]


def test_a_save_on_an_older_revision_is_refused_and_says_who_was_faster(store: Store) -> None:
    mine = theirs = draft(store, "essai")
    save(store, Draft(**vars(theirs) | {"note": "deuxième"}), "trésorière")
    with pytest.raises(SavedMeanwhile, match="trésorière"):
        save(store, Draft(**vars(mine) | {"note": "troisième"}), "présidente")
    with pytest.raises(SavedMeanwhile):
        set_retired(store, "essai", mine.revision, True, "présidente")
    assert draft(store, "essai").note == "deuxième" and last_saved(store, "essai") == 2


def test_keys_that_the_editor_does_not_know_are_kept(store: Store) -> None:
    content = {"name": NAME, "communes": list(COMMUNES), "register_note": True, "demonstration": True}
    store.save("territory", "essai", content, "t", read_revision=1)
    saved = save(store, Draft(**vars(draft(store, "essai")) | {"communes": COMMUNES[:2]}), "a")
    assert saved.read["register_note"] is True and saved.read["demonstration"] is True
    assert set_retired(store, "essai", saved.revision, True, "a").read["register_note"] is True


def test_a_perimeter_under_study_can_stay_out_of_the_published_register(store: Store) -> None:
    first = draft(store, "essai")
    assert first.published and "published" not in first.read
    out = save(store, Draft(**vars(first) | {"published": False}), "a")
    assert out.read["published"] is False and not draft(store, "essai").published
    assert history(store, "essai").rows[0][4] == "à l’étude, non publié"
    back = save(store, Draft(**vars(out) | {"published": True}), "a")
    assert back.read["published"] is True


def test_a_territory_taken_out_of_the_lists_keeps_everything_and_comes_back(store: Store) -> None:
    out = set_retired(store, "essai", 1, True, "a")
    assert territories(store) == [] and [t.id for t in territories(store, retired=True)] == ["essai"]
    assert territory(store, "essai").communes == COMMUNES
    back = set_retired(store, "essai", out.revision, False, "a")
    assert back.communes == COMMUNES and [t.id for t in territories(store)] == ["essai"]
    said = [r[4] for r in history(store, "essai").rows]
    assert said == ["remis dans les listes", "retiré des listes", "création"]


def test_the_history_says_what_each_revision_changed(store: Store) -> None:
    fields = vars(draft(store, "essai"))
    save(store, Draft(**fields | {"communes": (*COMMUNES[1:], "79079"), "assumed": True}), "secrétaire")
    latest = history(store, "essai").rows[0]
    assert (latest[0], latest[2], latest[3]) == ("2", "secrétaire", "5 communes")
    assert "1 commune ajoutée (Mauléon)" in latest[4] and "1 commune retirée (L'Absie)" in latest[4]
    assert "« périmètre supposé »" in latest[4]


def test_a_territory_over_two_departements_is_compared_with_the_one_of_most_people(store: Store) -> None:
    saved = save(
        store, Draft(name="Frontière", communes=("49099", "79001", "79013")), "a"
    )  # Cholet, then two small ones
    assert territory(store, saved.id).departement == "49" and territory(store, saved.id).region == "52"
    alone = save(store, Draft(**vars(saved) | {"communes": ("79001", "79013")}), "a")
    assert territory(store, alone.id).departement == "79"


def test_a_draft_knows_whether_it_changes_anything(store: Store) -> None:
    same = draft(store, "essai")
    assert not same.changed and Draft(**vars(same) | {"note": "x"}).changed
    assert not draft(store, NEW).changed and draft(store, NEW) == Draft() == draft(store, "inconnu")


def test_a_click_adds_and_the_next_one_takes_away() -> None:
    once = toggled(("79049",), ["79013"])
    assert once == ("79013", "79049") and toggled(once, ["79013", "79049"]) == ()
    assert toggled((), ["79013", "79013"]) == ()  # clicked twice before the server answered


def test_paris_holds_its_arrondissements_and_can_lose_one() -> None:
    assert added((FIRST, SECOND), [PARIS]) == (PARIS,)
    assert added((PARIS,), [FIRST]) == (PARIS,) and holds((PARIS,), FIRST)
    without = toggled((PARIS,), [FIRST])
    assert len(without) == 19 and FIRST not in without and SECOND in without
    assert removed((PARIS,), [PARIS]) == ()
    assert {p.code for p in picker((PARIS,), ()).parcels if p.chosen} == {f"751{n:02d}" for n in range(1, 21)}


@pytest.mark.parametrize("between", [" ", ",", ";", "\n", "\t", " - ", " | ", "/"])
def test_codes_are_read_whatever_stands_between_them(between: str) -> None:
    assert pasted(between.join(["79049", "2A004", "79013", "79049"])).found == ("79049", "2A004", "79013")


def test_names_beside_the_codes_do_no_harm() -> None:
    read = pasted("Code;Nom\n79049;Bressuire\n79079;Mauléon\n2b033;Bastia\n1;Total 3 communes")
    assert read.found == ("79049", "79079", "2B033") and read.refused == ()


def test_a_former_code_is_offered_as_the_commune_of_today() -> None:
    read = pasted("79049 79186")
    assert read.found == ("79049",) and read.former == (("79186", "79079"),)
    assert read.offers == ["79186 (Moulins) est aujourd’hui dans Mauléon (79079)"]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("99999", "n’est pas un code Insee de commune connu"),
        ("79700", "code postal"),
        ("75001", "code postal, ou l’ancien code de la commune 94002"),
        ("1004", "01004"),
        ("200040244", "EPCI"),
        ("Bressuire, Mauléon", "Aucun code Insee"),
        ("", "Aucun code Insee"),
    ],
)
def test_an_unknown_code_is_refused_in_french(text: str, why: str) -> None:
    read = pasted(text)
    assert read.found == () and why in read.refused[0]


def test_lists_offer_communes_and_epci_of_a_departement() -> None:
    assert departement_choices()["79"] == "79 – Deux-Sèvres" and "2A" in departement_choices()
    assert commune_choices("79")["79049"] == "Bressuire (79049)" and len(commune_choices("79")) > 200
    assert {"75056", "75101"} <= commune_choices("75").keys()
    bocage = next(code for code, label in epci_choices("79").items() if "Bocage Bressuirais" in label)
    assert len(epci_communes(bocage)) == 33 and set(epci_communes(bocage)) > set(COMMUNES)


def test_the_communes_chosen_are_listed_with_their_people() -> None:
    table = communes_table(("79049", "79013"))
    assert [r[:2] for r in table.rows] == [("Argentonnay", "79013"), ("Bressuire", "79049")]
    assert all(r[2][0].isdigit() for r in table.rows)
