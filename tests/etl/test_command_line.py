"""`python -m etl`: what each command answers, to people and to programs, and its exit code."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from boussole.store import Store
from tests.builders import new_store
from tests.etl.extracts import BOCAGE, PIVOT, command, pivot, written

ROOT = Path(__file__).parents[2]
GOOD = pivot(f"{c};2024;mt_sans_17plus;{10 + i};100" for i, c in enumerate(BOCAGE))
WRONG = GOOD + "79049;2023;mt_sans_17plus;dix;100\n99999;2024;mt_sans_17plus;1;100\n"
KEYS = {
    "encoding", "delimiter", "lines", "cells", "observations", "masked", "missing", "set_aside", "rejected", "warnings",
    "communes", "indicators", "totals", "blocked",
}  # fmt: skip


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    monkeypatch.setenv("BOUSSOLE_STORE", str(tmp_path / "store"))
    monkeypatch.setenv("BOUSSOLE_AUTEUR", "coordination")
    return new_store(tmp_path / "store")


@pytest.fixture
def good(tmp_path: Path) -> Path:
    return written(tmp_path, GOOD)


@pytest.fixture
def wrong(tmp_path: Path) -> Path:
    return written(tmp_path, WRONG)


# check


def test_check_accepts_all_refuses_some_or_blocks(tmp_path: Path, good: Path, wrong: Path) -> None:
    assert command("check", good).code == 0
    assert command("check", wrong).code == 1
    assert command("check", written(tmp_path, "")).code == 2


def test_check_says_what_was_understood_and_refused(wrong: Path) -> None:
    said = command("check", wrong)
    assert said.err == ""
    assert said.out.startswith(
        "extrait.csv : utf-8, séparateur « ; », 12 lignes.\n  code_commune → code ; ex. 79001, 79013"
    )
    assert "12 cellules : 10 acceptées (dont 0 sous secret, 0 manquantes), 2 refusées, 0 mises de côté." in said.out
    assert "  Ligne 12, numerateur, « dix » : " in said.out and "  Ligne 13, code_commune, « 99999 » : " in said.out


def test_check_prints_one_object(wrong: Path) -> None:
    said = command("check", wrong, "--json")
    assert said.code == 1 and said.err == ""
    report = said.json
    assert set(report) >= KEYS
    assert report["blocked"] is None
    assert [set(r) >= {"line", "column", "value", "reason", "also"} for r in report["rejected"]] == [True, True]
    assert report["warnings"][0].keys() == {"code", "message", "remedy"}
    assert report["indicators"] == [{"id": "mt_sans_17plus", "numerator": 145, "denominator": 1000}]
    assert report["communes"] == sorted(BOCAGE)


def test_a_blocked_file_prints_the_same_object(tmp_path: Path) -> None:
    report = command("check", written(tmp_path, ""), "--json").json
    assert set(report) >= KEYS | {"message", "remedy"} and report["blocked"] == "fichier_vide"


def test_check_stores_nothing(store: Store, good: Path) -> None:
    before = sorted(p.name for p in store.root.iterdir())
    command("check", good, "--json")
    assert not store.journal.lots() and sorted(p.name for p in store.root.iterdir()) == before


def test_check_needs_no_store(good: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("BOUSSOLE_STORE", str(tmp_path / "none"))
    report = command("check", good, "--json")
    assert report.code == 0 and report.json["difference"] is None
    assert not (tmp_path / "none").exists()


def test_progress_is_told_in_lines_beside_the_report(good: Path) -> None:
    said = command("check", good, "--json", "--progress")
    steps = [json.loads(line) for line in said.err.splitlines()]
    assert [s["share"] for s in steps] == sorted(s["share"] for s in steps) and len(steps) > 4
    assert all(s["step"] for s in steps) and said.json["observations"] == 10


def test_year_indicator_source_and_sheet_complete_a_file(tmp_path: Path) -> None:
    path = written(tmp_path, pivot(["79049;10;100"], "Code INSEE;numerateur;denominateur"))
    assert command("check", path).code == 2
    said = command("check", path, "--year", 2023, "--indicator", "dep_sein_50_74", "--source", "cpam", "--json")
    assert said.code == 0 and said.json["indicators"][0]["id"] == "dep_sein_50_74"
    assert said.json["layout"]["period"]["start"] == "2023-01-01" and said.json["layout"]["source"] == "cpam"


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (["--indicator", "inventé"], "Indicateur inconnu « inventé »."),
        (["--source", "inventée"], "Source inconnue « inventée »."),
        (["--territory", "inventé"], "Territoire inconnu « inventé »."),
        (["--year", 20244], "Année impossible « 20244 » : elle va de 1990 à 2099."),
        (["--year", 0], "Année impossible « 0 »"),
        (["--year", -5], "Année impossible « -5 »"),
        (["--delimiter", "x"], "Séparateur inconnu « x »"),
        (["--layout", "absent.json"], "La lecture corrigée « absent.json » est introuvable"),
        (["--profile", "inventé"], "le profil d’import « inventé » n’existe pas"),
    ],
)
def test_a_wrong_option_is_said_in_a_sentence(good: Path, options: list[object], says: str) -> None:
    said = command("check", good, *options)
    assert (said.code, said.out) == (2, "") and says in said.err and said.err.count("\n") == 1


def test_a_wrong_option_stops_a_load_before_anything(store: Store, good: Path) -> None:
    said = command("load", good, "--indicator", "inventé", "--yes")
    assert (said.code, said.out) == (2, "") and "Indicateur inconnu « inventé »." in said.err
    assert not store.journal.lots()


def test_a_corrected_reading_that_is_none_is_said(good: Path, tmp_path: Path) -> None:
    said = command("check", good, "--layout", written(tmp_path, '{"delimiter": 79049}', "lecture.json"))
    assert said.code == 2 and "« lecture.json »" in said.err and "79049" not in said.err


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["check", "x.csv", "--an", "2024"], "Option inconnue « --an »."),
        (["check"], "Il manque « file »."),
        (["check", "x.csv", "--year", "vingt"], "Valeur incorrecte pour « --year »."),
        (["vérifier"], "Commande incorrecte."),
        (["undo", "1"], "Aucune base n’a été trouvée."),
    ],
)
def test_wrong_words_end_in_a_french_sentence(tmp_path: Path, words: list[str], says: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "etl", *words], cwd=ROOT, capture_output=True, text=True,
        env=os.environ | {"BOUSSOLE_STORE": str(tmp_path)},
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (2, "") and done.stderr.startswith(says) and done.stderr.count("\n") == 1


# load


def test_load_makes_one_batch_of_one_file(store: Store, good: Path) -> None:
    said = command("load", good, "--yes")
    assert said.code == 0 and said.out.endswith("Chargé : lot 1, 10 valeurs.\n")
    (lot,) = store.journal.lots()
    assert (lot.file_name, lot.author, lot.counts["observations"]) == ("extrait.csv", "coordination", 10)


def test_load_stores_nothing_of_a_file_with_refusals_unless_partial(store: Store, wrong: Path) -> None:
    said = command("load", wrong, "--yes")
    assert said.code == 1 and not store.journal.lots() and "--partial" in said.out
    said = command("load", wrong, "--yes", "--partial")
    assert said.code == 1 and "Chargé : lot 1, 10 valeurs." in said.out
    assert store.journal.lots()[0].counts["refused"] == 2


def test_load_partial_stores_nothing_when_all_is_refused(store: Store, tmp_path: Path) -> None:
    path = written(tmp_path, pivot(["99999;2024;mt_sans_17plus;1;100"]))
    assert command("load", path, "--yes", "--partial").code == 1 and not store.journal.lots()


@pytest.mark.parametrize(
    ("typed", "code", "lots"), [("o\n", 0, 1), ("OUI\n", 0, 1), ("n\n", 0, 0), ("\n", 0, 0), ("", 0, 0)]
)
def test_load_asks_before_it_stores(store: Store, good: Path, typed: str, code: int, lots: int) -> None:
    said = command("load", good, typed=typed)
    assert said.code == code and len(store.journal.lots()) == lots
    assert said.err == "Charger ces valeurs ? [o/N] "


def test_load_prints_one_object_even_when_it_asks(store: Store, good: Path) -> None:
    said = command("load", good, "--json", typed="oui\n")
    assert set(said.json) >= KEYS | {"lot"} and said.json["lot"] == 1


def test_the_same_file_twice_is_recognised(store: Store, good: Path, tmp_path: Path) -> None:
    command("load", good, "--yes")
    said = command("load", good, "--yes")
    assert said.code == 0 and said.out.startswith("Déjà chargé : lot 1")
    copy = written(tmp_path, GOOD, "copie.csv")
    assert command("load", copy, "--yes", "--json").json["lot"] == 1
    assert len(store.journal.lots()) == 1
    report = command("check", copy, "--json").json
    assert "fichier_deja_charge" in {w["code"] for w in report["warnings"]}
    assert report["already_loaded"]["lot"] == 1 and report["already_loaded"]["same_reading"]


def test_the_same_file_read_another_way_is_another_batch(store: Store, good: Path) -> None:
    command("load", good, "--yes")
    assert command("load", good, "--yes", "--source", "cpam", "--json").json["lot"] == 2


def test_several_files_are_several_batches_and_the_worst_code_is_answered(
    store: Store, good: Path, wrong: Path, tmp_path: Path
) -> None:
    other = written(tmp_path, GOOD.replace("2024", "2023"))
    assert command("load", good, other, "--yes").code == 0
    assert len(store.journal.lots()) == 2
    assert command("load", wrong, written(tmp_path, GOOD.replace("2024", "2022")), "--yes").code == 1
    assert len(store.journal.lots()) == 3


def test_load_without_a_store_says_how_to_make_one(good: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOUSSOLE_STORE", str(tmp_path / "none"))
    said = command("load", good, "--yes")
    assert (said.code, said.out) == (2, "") and "python -m etl init" in said.err


def test_a_difference_with_what_is_stored_is_told(store: Store, good: Path, tmp_path: Path) -> None:
    command("load", good, "--yes")
    changed = written(tmp_path, GOOD.replace(";10;100", ";50;100"))
    report = command("check", changed, "--json", "--differences", 5).json
    assert report["difference"]["changed"] == 1 and report["difference"]["unchanged"] == 9
    change = next(c for c in report["changes"] if c["state"] == "changed")
    assert (change["territory"], change["old_numerator"], change["new_numerator"]) == (BOCAGE[0], 10, 50)


# batches, undo, profiles


def test_batches_are_listed_and_undone(store: Store, good: Path) -> None:
    assert command("batches").out == "" and command("batches", "--json").json == []
    command("load", good, "--yes")
    (lot,) = command("batches", "--json").json
    assert (lot["id"], lot["file"], lot["author"], lot["undone_at"]) == (1, "extrait.csv", "coordination", None)
    assert len(lot["sha256"]) == 64 and lot["counts"]["cells"] == 10
    assert "extrait.csv  10 valeurs  par coordination" in command("batches").out
    said = command("undo", 1)
    assert (said.code, said.out) == (0, "Lot 1 annulé.\n")
    assert "annulé le" in command("batches").out
    for again in (1, 77):
        said = command("undo", again)
        assert (said.code, said.out) == (2, "") and said.err == f"Le lot {again} n’existe pas ou est déjà annulé.\n"


def test_an_undone_file_may_be_loaded_again(store: Store, good: Path) -> None:
    command("load", good, "--yes")
    command("undo", 1)
    assert command("load", good, "--yes", "--json").json["lot"] == 2


def test_a_profile_is_saved_listed_and_recognised_from_the_header_alone(store: Store, tmp_path: Path) -> None:
    header = "Code INSEE;Taux sans MT (%);autre"
    path = written(tmp_path, pivot(["79049;12,5;x", "79062;13,5;y"], header))
    assert command("profiles").out == "Aucun profil enregistré.\n"
    assert command("check", path, "--year", 2024).code == 2
    said = command("check", path, "--year", 2024, "--indicator", "mt_sans_17plus", "--save-profile", "CPAM 79")
    assert said.code == 0
    (profile,) = command("profiles", "--json").json
    assert profile["name"] == "CPAM 79" and profile["columns"][1]["indicator"] == "mt_sans_17plus"
    assert command("profiles").out.startswith("CPAM 79 : 3 colonnes")
    later = written(tmp_path, pivot(["79049;10,5;x"], header))
    report = command("check", later, "--year", 2025, "--json").json
    assert report["profile"] == "CPAM 79" and report["observations"] == 1
    assert command("check", later, "--year", 2025, "--profile", "CPAM 79").code == 0


def test_text_of_a_file_is_shown_as_text(store: Store, tmp_path: Path) -> None:
    path = written(tmp_path, pivot(['79049;2024;mt_sans_17plus;"<b>=1+1</b>";100'], PIVOT))
    (refusal,) = command("check", path, "--json").json["rejected"]
    assert refusal["value"] == "<b>=1+1</b>"
