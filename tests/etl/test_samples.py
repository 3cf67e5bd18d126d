"""The samples of extracts: each gives exactly what `samples/expected.json` says."""

from __future__ import annotations

import csv
import json
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest

from tests.etl.extracts import Read, read, with_territories

SAMPLES = Path(__file__).parent / "samples"
EXPECTED: dict[str, dict[str, Any]] = json.loads((SAMPLES / "expected.json").read_text(encoding="utf-8"))
NAMES = sorted(EXPECTED)


@pytest.fixture(scope="module")
def sample() -> dict[str, Read]:
    return {name: read(SAMPLES / name, **expected["options"]) for name, expected in EXPECTED.items()}


def test_every_sample_says_what_it_must_give() -> None:
    assert NAMES == sorted(p.name for p in SAMPLES.glob("*.csv"))
    assert len(NAMES) == 8


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    "key", ["encoding", "delimiter", "lines", "cells", "observations", "masked", "missing", "set_aside"]
)
def test_a_sample_is_understood(sample: dict[str, Read], name: str, key: str) -> None:
    assert sample[name][key] == EXPECTED[name][key]


@pytest.mark.parametrize("name", NAMES)
def test_each_refusal_of_a_sample_names_line_column_value_and_reason(sample: dict[str, Read], name: str) -> None:
    refused = [[r["line"], r["column"], r["value"], r["reason"]] for r in sample[name]["rejected"]]
    assert refused == EXPECTED[name]["rejected"]


@pytest.mark.parametrize("name", NAMES)
def test_a_sample_adds_up(sample: dict[str, Read], name: str) -> None:
    sums = {i["id"]: [i["numerator"], i["denominator"]] for i in sample[name]["indicators"]}
    assert sums == EXPECTED[name]["sums"]


@pytest.mark.parametrize("name", NAMES)
def test_a_sample_is_warned_about(sample: dict[str, Read], name: str) -> None:
    assert sorted({w["code"] for w in sample[name]["warnings"]}) == EXPECTED[name]["warnings"]


@pytest.mark.parametrize("name", NAMES)
def test_a_sample_gives_todays_communes(sample: dict[str, Read], name: str) -> None:
    found, expected = sample[name]["communes"], EXPECTED[name]["communes"]
    assert (found if isinstance(expected, list) else len(found)) == expected


@pytest.mark.parametrize("name", ["01_pivot_utf8.csv", "05_communes_fusionnees.csv"])
def test_a_clean_pivot_gives_the_sums_of_its_columns(sample: dict[str, Read], name: str) -> None:
    sums: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    with (SAMPLES / name).open(encoding="utf-8") as handle:
        for row in csv.DictReader(handle, delimiter=";"):
            sums[row["indicateur"]][0] += int(row["numerateur"])
            sums[row["indicateur"]][1] += int(row["denominateur"])
    assert {i["id"]: [i["numerator"], i["denominator"]] for i in sample[name]["indicators"]} == sums


def test_a_contradictory_duplicate_names_the_other_line(sample: dict[str, Read]) -> None:
    assert [r["also"] for r in sample["10_doublons.csv"]["rejected"]] == [["ligne 5"], ["ligne 4"]]


def test_former_communes_add_up_to_todays_marked_incomplete(sample: dict[str, Read]) -> None:
    found = sample["05_communes_fusionnees.csv"]
    assert sorted(v.territory for v in found.values) == EXPECTED["05_communes_fusionnees.csv"]["communes"]
    assert {v.flags for v in found.values} == {"incomplete"}
    assert sum(v.numerator or 0 for v in found.values) == 966
    assert sum(v.denominator or 0 for v in found.values) == 6006


def test_of_a_rate_and_its_count_the_denominator_is_deduced_and_said_so(sample: dict[str, Read]) -> None:
    found = sample["03_taux_et_effectif.csv"].one("79049", indicator="vacc_grippe_65plus")
    assert (found.value, found.numerator, found.denominator) == (48.3, 2120, 4389)  # 2 120 / 0.483
    assert found.flags == "deduced_denominator"
    assert found.raw == "48,3 % 2\u202f120 patients"


def test_a_secret_keeps_what_was_written_and_its_denominator(sample: dict[str, Read]) -> None:
    found = sample["02_large_cp1252.csv"].one("79069", indicator="mt_sans_17plus")
    assert (found.status, found.value, found.numerator, found.denominator) == ("secret", None, None, 611)
    assert found.raw == "NS | NS"


def test_the_marks_of_a_geoclip_export_are_told_apart(sample: dict[str, Read]) -> None:
    found = sample["15_geoclip.csv"]
    assert found.one("79001", start="2023-01-01").status == "secret"
    assert found.one("79076", start="2023-01-01").status == "unavailable"
    assert found.one("79001", start="2024-01-01").value == 51.0
    assert found["layout"]["extracted"] == "2025-11-03"


def test_the_total_of_a_sample_is_kept_for_the_territory_with_its_communes(
    sample: dict[str, Read], tmp_path: Path
) -> None:
    communes = sample["02_large_cp1252.csv"]["communes"]
    store = with_territories(tmp_path, {"bocage": ("CPTS du Bocage Bressuirais", communes)})
    found = read(SAMPLES / "02_large_cp1252.csv", store)
    kept = {t["indicator"]: (t["territory"], t["numerator"], t["denominator"]) for t in found["totals"]}
    assert kept == {
        "mt_sans_17plus": ("bocage", 5879, 45986),
        "dep_colorectal_50_74": ("bocage", 8118, 22995),
    }
    assert found["observations"] == 66 and found.warned == {"total_garde"}
    assert [v.numerator for v in found.values if v.kind == "cpts"] == [8118, 5879]
    assert found["layout"]["extracted"] == "2025-03-12"
    assert found["layout"]["period"] == {"start": "2024-01-01", "end": "2024-12-31"}
