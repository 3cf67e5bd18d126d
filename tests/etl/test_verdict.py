"""One cell judged: its status, what is impossible, what contradicts itself; and the same verdict by both ways."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from boussole.geography import geography
from tests.etl.extracts import PIVOT, Read, pivot, read, written

HEADER = PIVOT + ";taux"
CODES = [c for c in geography().communes.index if c.startswith("79")]


def judged(tmp_path: Path, cells: Sequence[str], indicator: str = "mt_sans_17plus") -> Read:
    """One « numerator;denominator;rate » a line, each in a commune of its own."""
    lines = [f"{code};2024;{indicator};{cell}" for code, cell in zip(CODES, cells, strict=False)]
    assert len(lines) == len(cells)
    return read(written(tmp_path, pivot(lines, HEADER)))


def verdicts(found: Read, cells: Sequence[str]) -> dict[str, str]:
    """cell → status, or reason of its refusal, or « aside »."""
    by_line = {v.line: v.status for v in found.values} | dict(found.refused)
    return {cell: by_line.get(n, "aside") for n, cell in enumerate(cells, 2)}


STATUSES = {
    "10;100;10,0": "ok", "10;100;": "ok", ";;10,0": "ok", ";100;10,0": "ok", "10;;": "ok", "0;100;0": "ok", "0;100;0,0 %": "ok",
    "100;100;100": "ok", "1 234;12 340;10,0 %": "ok", "1e2;1000;10": "ok", "5;NS;5,0": "ok", "5;nd;": "ok",
    "NS;100;NS": "secret", "<11;100;": "secret", ";100;NS": "secret", "NS;;": "secret", "NS;100;nd": "secret", "5;100;NS": "secret",
    "nd;nd;nd": "unavailable", "-;100;": "unavailable", "N/A;100;": "not_applicable", "?;100;": "unknown",
    "#DIV/0!;0;#DIV/0!": "division_by_zero", "0;0;": "division_by_zero", ";0;10": "division_by_zero",
    ";;": "aside", ";100;": "aside", " ; ; ": "aside",
    "-12;900;-1,3": "hors_bornes", "5200;4100;126,8": "hors_bornes", "5;-1;": "hors_bornes", ";;110": "hors_bornes", ";;-0,1": "hors_bornes",
    "abc;100;": "valeur_illisible", "10;cent;10": "valeur_illisible", "10;100;dix": "valeur_illisible", "1_0;100;": "valeur_illisible",
    "inf;100;": "valeur_illisible", "+-5;100;": "valeur_illisible",
}  # fmt: skip


@pytest.fixture(scope="module")
def statuses(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    cells = list(STATUSES)
    return verdicts(judged(tmp_path_factory.mktemp("statuses"), cells), cells)


@pytest.mark.parametrize("cell", STATUSES)
def test_a_cell_has_one_verdict(statuses: dict[str, str], cell: str) -> None:
    assert statuses[cell] == STATUSES[cell]


def test_a_missing_mark_is_never_zero_and_is_kept_as_written(tmp_path: Path) -> None:
    found = judged(tmp_path, ["NS;100;NS", "<11;100;", "nd;100;", "#DIV/0!;0;"])
    assert [(v.value, v.numerator, v.denominator, v.raw) for v in found.values] == [
        (None, None, 100, "NS | NS"), (None, None, 100, "<11"), (None, None, 100, "nd"), (None, None, 0, "#DIV/0!"),
    ]  # fmt: skip
    assert (found["masked"], found["missing"]) == (2, 2)


@pytest.mark.parametrize(
    ("cell", "column"),
    [("-12;900;1", "numerateur"), ("50;40;1", "numerateur"), ("5;-1;", "denominateur"), (";;110", "taux"), ("x;9;", "numerateur"),
     ("1;x;", "denominateur"), ("1;9;x", "taux"), ("128;649;20,0", "taux")],
)  # fmt: skip
def test_a_refusal_names_the_column_and_what_is_written_there(tmp_path: Path, cell: str, column: str) -> None:
    (refusal,) = judged(tmp_path, [cell])["rejected"]
    written_there = dict(zip(HEADER.split(";")[3:], cell.split(";"), strict=True))[column]
    assert (refusal["column"], refusal["value"], refusal["line"]) == (column, written_there, 2)
    assert refusal["message"].endswith(".") and refusal["remedy"].endswith(".")


def test_a_rate_may_differ_from_its_fraction_by_its_rounding_and_no_more(tmp_path: Path) -> None:
    """128 / 649 is 19.7226…"""
    agreeing = ["20", "19,7", "19.72", "19,723", "19,7 ", "19,7 %", "19,7\u00a0%", " 19,7227 ", "19,7227 %"]
    contrary = [
        "21",
        "19",
        "19,8",
        "20,0",
        "19,73",
        "19,8 ",
        "19,8 %",
        "19,8\u00a0%",
        "19,7226",
        "19,7228",
        "0,197",
        "19,70 %",
    ]
    cells = [f"128;649;{rate}" for rate in agreeing + contrary]
    found = verdicts(judged(tmp_path, cells), cells)
    assert [c for c in cells if found[c] == "ok"] == cells[: len(agreeing)]
    assert set(found.values()) == {"ok", "contradiction"}


def test_counts_rates_and_means_are_judged_by_their_nature(tmp_path: Path) -> None:
    header = "code_commune;annee;indicateur;numerateur;denominateur;valeur"
    lines = ["79049;2024;mg_effectif;;;12", "79062;2024;mg_effectif;;;-1", "79079;2024;mg_densite;;;123,4", "79001;2024;pop_totale;1 234;;",
             "79013;2024;apl_mg;;500;3,4", "79038;2024;antibio_16_65;150;100;150,0", "79050;2024;antibio_16_65;150;100;15,0"]  # fmt: skip
    found = read(written(tmp_path, pivot(lines, header)))
    assert found.refused == [(3, "hors_bornes"), (8, "contradiction")]
    assert (found.one("79049").value, found.one("79049").numerator) == (12, 12)
    assert (found.one("79001").value, found.one("79001").numerator) == (1234, 1234)
    assert found.one("79079").value == 123.4  # for 10 000 inhabitants: no percent
    assert found.one("79038").value == 150  # a rate of prescriptions


# The two ways to a verdict. A cell is plain when DuckDB reads all of its numbers as they stand; a percent sign, a
# no-break space or a mark beside makes it odd.

NUMBERS = st.one_of(
    st.just(""), st.integers(-2, 2000).map(str), st.floats(-5, 150, width=16, allow_nan=False).map(lambda n: f"{n:.2f}"),
    st.integers(0, 1000).map(lambda n: f"{n / 10:.1f}".replace(".", ",")),
)  # fmt: skip
CELLS = st.lists(st.tuples(NUMBERS, NUMBERS, NUMBERS), min_size=30, max_size=30)


def odd(text: str) -> str:
    """The same number as no DuckDB cast reads it."""
    return f"\u202f{text}\u00a0%" if text else ""


@settings(max_examples=12)
@given(cells=CELLS)
def test_plain_and_odd_cells_get_the_same_verdict(
    tmp_path_factory: pytest.TempPathFactory, cells: list[tuple[str, str, str]]
) -> None:
    folder = tmp_path_factory.mktemp("ways")
    plain = judged(folder, [";".join(c) for c in cells])
    careful = judged(folder, [";".join(map(odd, c)) for c in cells])
    assert careful.refused == plain.refused
    kept = [(v.line, v.value, v.numerator, v.denominator, v.status, v.flags) for v in plain.values]
    assert kept == [(v.line, v.value, v.numerator, v.denominator, v.status, v.flags) for v in careful.values]
    assert careful["indicators"] == plain["indicators"] and careful["set_aside"] == plain["set_aside"]


def test_plain_and_odd_rates_with_counts_get_the_same_verdict(tmp_path: Path) -> None:
    rates = ["10,5", "100", "0", "101", "-1", "", "12.345"]
    lines = [f"{code};{rate}" for code, rate in zip(CODES, rates, strict=False)]
    mixed = [f"{code};45,2 % 12" for code in CODES[10:20]]
    header = "Code INSEE;Vaccination grippe 65+"
    plain = read(written(tmp_path, pivot([*lines, *mixed], header)), year=2024)
    careful = read(
        written(tmp_path, pivot([*(f"{line} %" if line[-1] != ";" else line for line in lines), *mixed], header)),
        year=2024,
    )
    assert plain.roles()[1][0] == careful.roles()[1][0] == "mixed"
    assert careful.refused == plain.refused == [(5, "hors_bornes"), (6, "hors_bornes")]
    assert [(v.line, v.value) for v in careful.values] == [(v.line, v.value) for v in plain.values]
