"""The period measured, as extracts write it, and the day of extraction kept apart from it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from boussole.values import Period
from etl.periods import extraction_date, find_period, parse_day, parse_period
from tests.etl.extracts import PIVOT, pivot, read, written


def days(first: str, last: str) -> Period:
    return Period(date.fromisoformat(first), date.fromisoformat(last))


PERIODS = {
    "2024": days("2024-01-01", "2024-12-31"),
    " 2024.0 ": days("2024-01-01", "2024-12-31"),
    "Année 2024": days("2024-01-01", "2024-12-31"),
    "en 2019": days("2019-01-01", "2019-12-31"),
    "03/2024": days("2024-03-01", "2024-03-31"),
    "2024-02": days("2024-02-01", "2024-02-29"),
    "février 2023": days("2023-02-01", "2023-02-28"),
    "déc. 2023": days("2023-12-01", "2023-12-31"),
    "AOÛT 2023": days("2023-08-01", "2023-08-31"),
    "01/11/2021–31/10/2022": days("2021-11-01", "2022-10-31"),
    "01/11/2021 - 31/10/2022": days("2021-11-01", "2022-10-31"),
    "du 01/11/2021 au 31/10/2022": days("2021-11-01", "2022-10-31"),
    "2021-11-01 / 2022-10-31": days("2021-11-01", "2022-10-31"),
    "01.11.21-31.10.22": days("2021-11-01", "2022-10-31"),
    "11/2021-10/2022": days("2021-11-01", "2022-10-31"),
    "septembre 2022 à août 2023": days("2022-09-01", "2023-08-31"),
    "campagne 2023-2024": days("2023-10-01", "2024-03-31"),
    "saison 2023/24": days("2023-10-01", "2024-03-31"),
    "2022-2023": days("2022-01-01", "2023-12-31"),
    "2022/23": days("2022-01-01", "2023-12-31"),
    "T1 2024": days("2024-01-01", "2024-03-31"),
    "2024-T3": days("2024-07-01", "2024-09-30"),
    "S2 2024": days("2024-07-01", "2024-12-31"),
    "31/12/2023": days("2023-12-31", "2023-12-31"),
}  # fmt: skip


@pytest.mark.parametrize("text", PERIODS)
def test_a_period_is_its_first_and_last_day(text: str) -> None:
    assert parse_period(text) == PERIODS[text]


@pytest.mark.parametrize(
    "text",
    ["", " ", "24", "20244", "1850", "2150", "2024-13", "13/2024", "31/02/2024", "15/13/2023", "T5 2024", "S3 2024", "2023-2022",
     "2021-2022-2023", "31/10/2022–01/11/2021", "campagne 2020-2023", "du 01/11/2021", "l’an dernier", "2024 provisoire",
     "brumaire 2024", "2000-2024", "x2024"],
)  # fmt: skip
def test_what_is_not_surely_a_period_is_none(text: str) -> None:
    assert parse_period(text) is None


@given(st.dates(date(1990, 1, 1), date(2099, 12, 31)), st.dates(date(1990, 1, 1), date(2099, 12, 31)))
def test_two_days_are_a_period_whatever_the_dash(first: date, last: date) -> None:
    first, last = sorted((first, last))
    for dash in ("–", "-", " — ", " au ", " / "):
        assert parse_period(f"{first:%d/%m/%Y}{dash}{last:%d/%m/%Y}") == Period(first, last)
        assert parse_period(f"{first}{dash}{last}") == Period(first, last)
    assert parse_day(f"{first:%d/%m/%Y}") == first == parse_day(f"{first} 00:00:00")


@pytest.mark.parametrize(
    ("heading", "label", "rest"),
    [
        ("Couverture grippe (%) 2023", "2023", "couverture grippe (%)"),
        ("Taux de dépistage (2024)", "2024", "taux de depistage"),
        ("Grippe – campagne 2023-2024", "du 01/10/2023 au 31/03/2024", "grippe -"),
        ("ROR du 01/11/2021 au 31/10/2022", "du 01/11/2021 au 31/10/2022", "ror"),
        ("Dépistage 2022-2023", "du 01/01/2022 au 31/12/2023", "depistage"),
        ("2024", "2024", ""),
    ],
)
def test_a_heading_gives_its_period_and_the_rest(heading: str, label: str, rest: str) -> None:
    period, left = find_period(heading)
    assert (period and period.label, left) == (label, rest)


@pytest.mark.parametrize(
    "heading",
    [
        "Dépistage 50-74 ans",
        "Patients 17 ans et +",
        "Code 79049",
        "HPV 15 ans",
        "ROR 24 mois",
        "ACWY depuis 2025",
        "assurés nés avant 2009",
        "vaccin à partir de 2021",
    ],
)
def test_ages_and_turning_points_are_no_periods(heading: str) -> None:
    assert find_period(heading)[0] is None


@pytest.mark.parametrize(
    "text",
    [
        "extraction du 12/03/2025",
        "Export du 12/03/2025",
        "Extrait le 12/03/2025 ",
        "CPTS d’essai  extraction du 12/03/2025",
    ],
)
def test_the_day_of_extraction_is_recognised(text: str) -> None:
    assert extraction_date(text) == date(2025, 3, 12)


def test_the_period_measured_is_not_the_day_of_extraction(tmp_path: Path) -> None:
    text = "Extraction du 12/03/2025\nDonnées 2023\nCode INSEE;Taux de dépistage CCR\n79049;35,5\n"
    found = read(written(tmp_path, text))
    assert (found.one().start, found["layout"]["extracted"]) == ("2023-01-01", "2025-03-12")
    only = "Extraction du 12/03/2025\nCode INSEE;Taux de dépistage CCR\n79049;35,5\n"
    assert read(written(tmp_path, only), year=2024).one().start == "2024-01-01"


def test_each_value_has_its_own_period(tmp_path: Path) -> None:
    header = PIVOT.replace("annee", "periode")
    lines = [f"79049;{text};mt_sans_17plus;10;100" for text in PERIODS] + ["79049;31/02/2024;mt_sans_17plus;10;100"]
    found = read(written(tmp_path, pivot(lines, header)))
    assert {(v.start, v.end) for v in found.values} == {(str(p.start), str(p.end)) for p in PERIODS.values()}
    assert found.reasons == {"periode_illisible": 1} and found.warned == {"doublon_identique"}


def test_two_columns_of_days_make_a_period(tmp_path: Path) -> None:
    header = PIVOT.replace("annee", "date debut;date fin")
    lines = [
        "79049;01/11/2021;31/10/2022;mt_sans_17plus;10;100",
        "79062;31/10/2022;01/11/2021;mt_sans_17plus;10;100",
        "79079;2022-01-01;;mt_sans_17plus;10;100",
        "79001;;;mt_sans_17plus;10;100",
    ]
    found = read(written(tmp_path, pivot(lines, header)))
    assert (found.one().start, found.one().end) == ("2021-11-01", "2022-10-31")
    assert found.refused == [(n, "periode_illisible") for n in (3, 4, 5)]


def test_twenty_years_of_periods_are_no_birth_dates(tmp_path: Path) -> None:
    header = PIVOT.replace("annee", "date debut;date fin")
    lines = [f"79049;01/01/{y};31/12/{y};mt_sans_17plus;10;100" for y in range(2000, 2025)]
    assert read(written(tmp_path, pivot(lines, header)))["observations"] == 25
