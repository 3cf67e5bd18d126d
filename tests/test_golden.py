"""The published figures of the four demonstration territories, by the commands as a user runs them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store made by `python -m etl init`, through the import that users' files go through."""
    store = tmp_path_factory.mktemp("golden") / "store"
    assert run(store, "etl", "init").returncode == 0
    return store


def run(store: Path, *words: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"BOUSSOLE_STORE": str(store)}
    return subprocess.run(
        [sys.executable, "-m", *words], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )


def figures(store: Path, territory: str, *words: str) -> list[dict[str, Any]]:
    done = run(store, "boussole", "figures", "--territory", territory, "--json", *words)
    assert done.returncode == 0, done.stderr
    return list(json.loads(done.stdout))


BOCAGE_2020 = {
    # indicator: value, numerator, denominator, interval to one decimal
    "mt_sans_17plus": (None, 5280, None, None),
    "mt_sans_c2s": (None, 631, None, None),
    "vacc_ror_2ans": (74.7, 436, 584, (71.0, 78.0)),
    "vacc_grippe_65plus": (50.3, 8169, 16241, (49.5, 51.1)),
    "dep_colorectal_50_74": (34.3, 5549, 16178, (33.6, 35.0)),
}


@pytest.mark.parametrize("indicator", BOCAGE_2020)
def test_bocage_gives_its_published_initial_values(place: Path, indicator: str) -> None:
    value, numerator, denominator, interval = BOCAGE_2020[indicator]
    (found,) = figures(place, "bocage-bressuirais", "--indicator", indicator, "--year", "2020")
    assert (found["value"], found["numerator"], found["denominator"]) == (value, numerator, denominator)
    assert (found["start"], found["end"], found["origin"]) == ("2020-12-24", "2020-12-24", "published")
    assert (found["method"], found["status"], found["source"]) == ("source_total", "ok", "rezone")
    if interval is None:
        assert found["low"] is found["high"] is None
    else:
        assert (round(found["low"], 1), round(found["high"], 1)) == interval


@pytest.mark.parametrize(
    ("indicator", "value"), [("mt_sans_population", 15.5), ("mt_sans_ald", 1.8), ("prev_diabete", 4.5)]
)
def test_senart_gives_its_published_rates(place: Path, indicator: str, value: float) -> None:
    published = [f for f in figures(place, "senart", "--indicator", indicator) if f["origin"] == "published"]
    assert [f["value"] for f in published] == [value]


def test_nord_essonne_gives_its_measures_with_their_own_periods(place: Path) -> None:
    found = figures(place, "nord-essonne", "--indicator", "telesante_part_dep")
    assert [(f["start"], f["end"], f["value"]) for f in found] == [
        ("2021-11-01", "2022-10-31", 16.04),
        ("2022-09-01", "2023-08-31", 15.39),
    ]
    for indicator, values in (("urg_sans_hospit", [27.9, 21.5]), ("hospit_directes_ville", [43.2, 40.9])):
        assert [f["value"] for f in figures(place, "nord-essonne", "--indicator", indicator)] == values


def test_the_communes_of_bocage_add_up_to_what_is_published(place: Path) -> None:
    from boussole.questions.figures import territory_figures
    from boussole.questions.territories import territory
    from boussole.store import Store

    store = Store(place)
    info = territory(store, "bocage-bressuirais")
    assert len(info.communes) == 33
    found = {k: r for k, r in territory_figures(store, info).items() if k[1].year == 2020}
    for indicator, (_, numerator, denominator, _) in BOCAGE_2020.items():
        (resolved,) = [r for k, r in found.items() if k[0] == indicator]
        assert resolved.communes is not None and resolved.communes.numerator == numerator
        assert denominator is None or resolved.communes.denominator == denominator


def test_everything_shown_says_whether_it_is_published_or_simulated(place: Path) -> None:
    for territory in ("bocage-bressuirais", "bievre", "senart", "nord-essonne"):
        origins = {f["origin"] for f in figures(place, territory)}
        assert origins == {"published", "simulated"}


def test_init_again_changes_nothing(place: Path) -> None:
    before = sorted(p.name for p in place.iterdir())
    again = run(place, "etl", "init")
    assert again.returncode == 0 and "Extrait" not in again.stdout
    assert sorted(p.name for p in place.iterdir()) == before


def test_a_users_file_takes_the_place_of_a_simulated_figure(place: Path, tmp_path: Path) -> None:
    from boussole.geography import geography

    extract = tmp_path / "pivot.csv"
    lines = [f"{c};2024;mt_sans_17plus;{100 + i};1000" for i, c in enumerate(geography().epci_members("200040244"))]
    extract.write_text("code_commune;annee;indicateur;numerateur;denominateur\n" + "\n".join(lines), encoding="utf-8")
    assert run(place, "etl", "load", str(extract), "--yes").returncode == 0
    (found,) = figures(place, "bocage-bressuirais", "--indicator", "mt_sans_17plus", "--year", "2024")
    assert (found["numerator"], found["denominator"], found["origin"]) == (sum(range(100, 133)), 33000, "loaded")
    batches = json.loads(run(place, "etl", "batches", "--json").stdout)
    assert run(place, "etl", "undo", str(batches[0]["id"])).returncode == 0
    (back,) = figures(place, "bocage-bressuirais", "--indicator", "mt_sans_17plus", "--year", "2024")
    assert back["origin"] == "simulated"


def test_nord_essonne_2023_gives_its_published_money_to_the_cent(place: Path) -> None:
    done = run(place, "boussole", "funding", "--contract", "nord-essonne", "--year", "2023", "--json")
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout, parse_float=str)
    themes = [(t["retained"], t["computed"]) for m in found["missions"] for t in m["themes"] if t["maximum"] != "0.00"]
    assert themes == [
        ("11384.38", "11384.38"), ("11718.75", "11718.75"), ("22500.00", "22500.00"), ("22500.00", "22500.00"),
        ("5833.00", "5833.33"), ("1944.00", "1944.44"), ("0.00", "0.00"), ("8333.00", "8333.33"), ("15000.00", "15000.00"),
    ]  # fmt: skip
    total = {k: found["total"][k] for k in ("retained", "computed", "variable", "maximum", "rate")}
    assert total == {
        "retained": "99213.13", "computed": "99214.23", "variable": "112500.00", "maximum": "370000.00", "rate": "88.2",
    }  # fmt: skip
    assert [e["amount"] for e in found["extras"]] == ["10000.00"]
    assert [g["gap"] for g in found["gaps"]] == ["0.33", "0.44", "0.33"]


def test_bocage_gives_its_targets_year_by_year(place: Path) -> None:
    targets: dict[str, list[float]] = {}
    for year in range(2021, 2026):
        done = run(place, "boussole", "progress", "--contract", "bocage-bressuirais", "--year", str(year), "--json")
        for o in json.loads(done.stdout)["objectives"]:
            targets.setdefault(o["id"], []).append(o["target"])
    assert targets["BB-1.1"] == [5000, 4500, 4000, 3500, 2500]
    assert targets["BB-1.2"] == [567.9, 567.9, 504.8, 504.8, 504.8]
    assert [round(t, 1) for t in targets["BB-2.2"]] == [1716.8, 1802.6, 1892.7, 1987.4, 2086.7]
    assert targets["BB-3.1"] == [None] * 5


def test_bievre_says_that_its_objectives_are_to_be_entered(place: Path) -> None:
    done = run(place, "boussole", "progress", "--contract", "bievre")
    assert done.returncode == 0 and "ses objectifs sont à saisir" in done.stdout
