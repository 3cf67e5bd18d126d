"""Total lines and rows for a CPTS: the territory's own value, never a commune; kept only when it is surely somebody's."""

from __future__ import annotations

from pathlib import Path

import pytest

from boussole.store import Store
from tests.etl.extracts import PIVOT, Read, command, pivot, read, with_territories, written

COMMUNES = ["79001", "79013", "79038", "79049", "79050"]
HEADER = "Code INSEE;Commune;Patients 17 ans et + sans MT;Patients 17 ans et +"
LINES = [f"{c};x;{100 + i};1000" for i, c in enumerate(COMMUNES)]  # 510 of 5 000
SOURCE = "Source : Assurance Maladie"


def first(numerator: str) -> list[str]:
    """The same lines, another numerator on the first: 410 are left."""
    return [f"79001;x;{numerator};1000", *LINES[1:]]


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return with_territories(tmp_path, {"bocage": ("CPTS du Bocage", COMMUNES), "autre": ("CPTS de l’Autre", ["79062"])})


def with_total(tmp_path: Path, store: Store, *last: str, lines: list[str] | None = None, **options: object) -> Read:
    text = pivot([*(LINES if lines is None else lines), *last, SOURCE], HEADER)
    return read(written(tmp_path, text), store, **{"year": 2024, **options})


def kept(found: Read) -> list[tuple[str, float | None, float | None]]:
    return [(t["territory"], t["numerator"], t["denominator"]) for t in found["totals"]]


@pytest.mark.parametrize(
    "place", ["Total;", ";Total", "TOTAL;Total", "Ensemble;", ";Ensemble du territoire", "Total CPTS;"]
)
def test_a_total_over_exactly_a_territorys_communes_is_its_own_value(tmp_path: Path, store: Store, place: str) -> None:
    found = with_total(tmp_path, store, f"{place};415;5000", lines=first("NS"))
    assert kept(found) == [("bocage", 415, 5000)]
    assert (found["observations"], found["set_aside"], found.warned) == (5, 1, {"total_garde"})
    assert "CPTS du Bocage" in found.message("total_garde")
    (own,) = (v for v in found.values if v.kind == "cpts")
    assert (own.territory, own.numerator, own.line) == ("bocage", 415, 7)
    assert found["indicators"] == [{"id": "mt_sans_17plus", "numerator": 410, "denominator": 5000}]


def test_a_row_that_names_the_territory_is_its_value_whatever_the_communes(tmp_path: Path, store: Store) -> None:
    found = with_total(tmp_path, store, "CPTS du Bocage;;5280;40000", lines=[])
    assert kept(found) == [("bocage", 5280, 40000)]
    assert found["observations"] == 1 and not found.warned


def test_a_total_that_no_territory_has_the_communes_of_is_set_aside_and_said(tmp_path: Path, store: Store) -> None:
    found = with_total(tmp_path, store, "Total;;410;4000", lines=LINES[:4])
    assert not kept(found) and found["set_aside"] == 1 and found.warned == {"total_ecarte"}
    assert {v.kind for v in found.values} == {"commune"}


def test_of_several_territories_the_one_chosen_has_the_total(tmp_path: Path, store: Store) -> None:
    store.save("territory", "jumeau", {"name": "CPTS jumelle", "communes": COMMUNES}, "essai")
    found = with_total(tmp_path, store, "Total;;510;5000")
    assert not kept(found) and "bocage, jumeau" in found.message("total_ecarte")
    found = with_total(tmp_path, store, "Total;;510;5000", territory="jumeau")
    assert kept(found) == [("jumeau", 510, 5000)]


def test_a_territory_chosen_that_has_other_communes_gets_no_total(tmp_path: Path, store: Store) -> None:
    assert not kept(with_total(tmp_path, store, "Total;;510;5000", territory="autre"))


def test_an_unknown_territory_is_refused_with_those_that_are_known(
    tmp_path: Path, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BOUSSOLE_STORE", str(store.root))
    said = command("check", written(tmp_path, pivot(LINES, HEADER)), "--year", 2024, "--territory", "ailleurs")
    assert said.code == 2 and said.err == "Territoire inconnu « ailleurs ». Territoires : autre, bocage.\n"


@pytest.mark.parametrize(
    ("total", "lines", "different"),
    [
        ("510;5000", LINES, False),
        ("511;5000", LINES, True),
        ("509;5000", LINES, True),
        ("510;5001", LINES, True),
        ("420;5000", first("NS"), False),  # ten at most are hidden in one cell
        ("421;5000", first("NS"), True),
        ("409;5000", first("NS"), True),
        ("999;5000", first("nd"), False),  # what lacks may be any number
        ("510;5000", first("abc"), False),  # a refused cell is no disagreement
    ],
)
def test_a_total_that_its_communes_cannot_make_is_said(
    tmp_path: Path, store: Store, total: str, lines: list[str], different: bool
) -> None:
    for place in ("Total;", "CPTS du Bocage;"):
        found = with_total(tmp_path, store, f"{place};{total}", lines=lines)
        assert ("total_different" in found.warned) is different
        assert len(kept(found)) == 1


def test_a_total_per_indicator_covers_the_communes_of_that_indicator(tmp_path: Path, store: Store) -> None:
    lines = [f"{c};2024;mt_sans_17plus;100;1000" for c in COMMUNES]
    lines += [f"{c};2024;dep_sein_50_74;100;1000" for c in COMMUNES[1:]]
    lines += ["Total;2024;mt_sans_17plus;500;5000", "Total;2024;dep_sein_50_74;400;4000"]
    found = read(written(tmp_path, pivot(lines)), store)
    assert kept(found) == [("bocage", 500, 5000)] and found.warned == {"total_garde", "total_ecarte"}


def test_the_same_total_twice_is_kept_once(tmp_path: Path, store: Store) -> None:
    found = with_total(tmp_path, store, "Total;;510;5000", "Ensemble;;510;5000")
    assert kept(found) == [("bocage", 510, 5000)] and found["set_aside"] == 2


def test_two_totals_that_disagree_are_nobodys(tmp_path: Path, store: Store) -> None:
    found = with_total(tmp_path, store, "Total;;510;5000", "Total général;;520;5000")
    assert not kept(found) and "CPTS du Bocage" in found.message("total_ecarte")


def test_a_row_that_names_the_territory_is_surer_than_a_total(tmp_path: Path, store: Store) -> None:
    found = with_total(tmp_path, store, "Total;;520;5000", "CPTS du Bocage;;510;5000")
    assert kept(found) == [("bocage", 510, 5000)] and found.warned == {"total_ecarte"}


@pytest.mark.parametrize("name", ["Total département", "Total région", "Total EPCI", "Total hors territoire"])
def test_a_total_of_another_level_is_not_the_territorys(tmp_path: Path, store: Store, name: str) -> None:
    found = with_total(tmp_path, store, "Total;;510;5000", f"{name};;51000;500000")
    assert kept(found) == [("bocage", 510, 5000)]
    assert found.warned == {"total_garde", "total_ecarte"} and "autre niveau" in found.message("total_ecarte")


def test_a_total_under_secrecy_is_kept_as_such(tmp_path: Path, store: Store) -> None:
    found = with_total(tmp_path, store, "Total;;NS;5000")
    assert [(v.status, v.denominator) for v in found.values if v.kind == "cpts"] == [("secret", 5000)]


def test_an_empty_total_is_set_aside_and_a_wrong_one_refused(tmp_path: Path, store: Store) -> None:
    assert with_total(tmp_path, store, "Total;;;")["set_aside"] == 1
    found = with_total(tmp_path, store, "Total;;abc;5000")
    assert found.refused == [(7, "valeur_illisible")] and not kept(found)


def test_an_unknown_cpts_is_refused(tmp_path: Path, store: Store) -> None:
    header = "type_territoire;" + PIVOT
    found = read(
        written(
            tmp_path, pivot(["cpts;inconnue;2024;mt_sans_17plus;1;10", "cpts;bocage;2024;mt_sans_17plus;2;10"], header)
        ),
        store,
    )
    assert found.refused == [(2, "commune_inconnue")] and kept(found) == [("bocage", 2, 10)]
