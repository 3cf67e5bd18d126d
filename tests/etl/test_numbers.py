"""The cleaning rules: what each writing is, and that whole columns are read as one writing at a time is.

`READINGS` and `MARKS` say what is right; the two ways are compared over them and over generated texts.
"""

from __future__ import annotations

import random
from collections.abc import Sequence

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from etl import numbers
from etl.batches import Cells
from etl.reasons import literals

NBSP, NARROW, THIN, FIGURE = "\u00a0", "\u202f", "\u2009", "\u2007"

READINGS: dict[str, float | None] = {
    "0": 0, "12": 12, "-5": -5, "+5": 5, "−5": -5, "0,0": 0, "-0": 0, "00012": 12, "1,": 1, ",5": 0.5, ".5": 0.5,
    "12,5": 12.5, "12.5": 12.5, " 12,5 ": 12.5, f"{NBSP}12,5{NARROW}": 12.5, "12\r": 12, "\t12": 12,
    "1 234": 1234, f"1{NBSP}234": 1234, f"1{NARROW}234,5": 1234.5, f"1{THIN}234": 1234, f"1{FIGURE}234": 1234,
    "1'234": 1234, "1’234": 1234, "1 234 567": 1234567, "1.234,5": 1234.5, "1,234.5": 1234.5, "1.234.567,8": 1234567.8,
    "12,3 %": 12.3, "12,3%": 12.3, f"12,3{NBSP}%": 12.3, f"12,3{NARROW}%{NBSP}": 12.3, "-3,2 %": -3.2,
    "1e3": 1000, "1E+3": 1000, "1,5e2": 150, "2,601E+13": 2.601e13, "1e-2": 0.01,
    "": None, " ": None, "%": None, "-": None, ",": None, "12 %%": None, "12%%": None, "1.2.3": None, "1,2,3": None,
    "1,2.3,4": None, "--5": None, "+-5": None, "5-": None, "(5)": None, "12 ans": None, "1e": None, "e5": None,
    "1e999": None, "2,601E+16": None, "nan": None, "NaN": None, "inf": None, "-inf": None, "Infinity": None,
    "1_000": None, "0x1F": None, "0b1": None, "1/2": None, "12:30": None, "2024-01-01": None, "true": None,
    "١٢": None, "１２": None, "½": None, "NS": None, "<11": None,
}  # fmt: skip

MARKS: dict[str, str | None] = {
    "N/A - secret statistique": "secret", "s": "secret", "S": "secret", "ss": "secret", "NS": "secret", " ns ": "secret",
    "*": "secret", "***": "secret", "<11": "secret", "< 11": "secret", f"<{NBSP}11": "secret", f"<{THIN}6": "secret",
    "≤ 10": "secret", "moins de 11": "secret", "MOINS DE 11": "secret", "<10": "secret", "<6": "secret",
    "N/A – secret statistique": "secret",
    "N/A - résultat non disponible": "unavailable", "n/a - resultat non disponible": "unavailable",
    "nd": "unavailable", "ND": "unavailable", "n.d.": "unavailable", "NC": "unavailable", "-": "unavailable",
    "–": "unavailable", "—": "unavailable", ".": "unavailable", "..": "unavailable", "…": "unavailable",
    "#N/A": "unavailable", "NaN": "unavailable",
    "N/A - division par 0": "division_by_zero", "#DIV/0!": "division_by_zero",
    "N/A": "not_applicable", "NA": "not_applicable", "sans objet": "not_applicable",
    "inconnu": "unknown", "Inconnu": "unknown", "?": "unknown",
    "": None, "0": None, "11": None, "abc": None, "< onze": None, "<11 patients": None, "nss": None, "s.": None,
}  # fmt: skip

MIXED: dict[str, tuple[float, float, int] | None] = {
    "74,7% 436 patients": (74.7, 436, 1), "74,7 % (436 patients)": (74.7, 436, 1), "50,3 % 8 169": (50.3, 8169, 1),
    f"48,3 %{NBSP}2{NARROW}120 patients": (48.3, 2120, 1), "45 % : 12": (45, 12, 0), "12,50 % ; 5 femmes": (12.5, 5, 2),
    "0 % 0 patients": (0, 0, 0), "100% 5": (100, 5, 0),
    "436 (74,7 %)": (74.7, 436, 1), "1 500 patients ( 30 %)": (30, 1500, 0), "436 (74,7)": None, "436 [74,7 %]": None,
    "74,7%": None, "436 patients": None, "436 patients 74,7%": None, "74,7 436": None, "": None, "<11": None,
    "74,7% NS": None, "74,7% 436 (dont 12)": None,
}  # fmt: skip


def column(
    texts: Sequence[str], mixed: bool = False
) -> list[tuple[float | None, str | None, int, float | None, str | None]]:
    """Number, mark, decimals, count and text kept of each cell of a column."""
    cells = Cells(rate=True, mixed=mixed)
    read = dict(zip(cells.types, cells.columns(pa.array(texts, pa.string())), strict=True))
    named = [None if m is None else numbers.STATUSES[m] for m in read["s"].to_pylist()]
    counts = read["m"].to_pylist() if mixed else [None] * len(texts)
    return list(zip(read["n"].to_pylist(), named, read["k"].to_pylist(), counts, read["t"].to_pylist(), strict=True))


def one_by_one(text: str) -> tuple[float | None, str | None, int]:
    number = numbers.number(text)
    return number, numbers.missing(text) if number is None else None, numbers.decimals(text)


@pytest.mark.parametrize("text", READINGS)
def test_a_number_is_read_or_refused(text: str) -> None:
    assert numbers.number(text) == READINGS[text]


def test_a_column_reads_the_same_numbers() -> None:
    assert [c[0] for c in column(list(READINGS))] == list(READINGS.values())


@pytest.mark.parametrize("text", MARKS)
def test_a_missing_mark_is_told_apart(text: str) -> None:
    assert numbers.missing(text) == MARKS[text]


def test_every_declared_mark_is_recognised_however_it_is_written() -> None:
    written = {w: s for t, s in literals().items() for w in (t, t.upper(), f" {t}{NBSP}", t.replace("-", "–"))}
    assert len(written) > 100
    assert {t: numbers.missing(t) for t in written} == written
    assert dict(zip(written, (c[1] for c in column(list(written))), strict=True)) == written


def test_no_mark_is_also_a_number() -> None:
    marks = list(literals())
    assert [t for t in marks if numbers.number(t) is not None] == []


@pytest.mark.parametrize("text", MIXED)
def test_a_rate_and_its_count_are_told_apart(text: str) -> None:
    assert numbers.mixed(text) == MIXED[text]


@pytest.mark.parametrize(
    ("text", "places"),
    [("12", 0), ("12,5", 1), ("12,50", 2), ("12,5 ", 1), ("12,5 %", 1), (f"12,5{NBSP}%", 1), ("12.345", 3), ("12,", 0),
     ("1 234,5", 1), ("NS", 0)],
)  # fmt: skip
def test_decimals_are_those_written(text: str, places: int) -> None:
    """They say how far a rate may be from its fraction: a space after it must not make it stricter."""
    assert numbers.decimals(text) == places
    assert column([text])[0][2] == places


@pytest.mark.parametrize(("text", "count"), [("1.234", 1234), ("12.345.678", 12345678), (" 1.234 ", 1234), ("1.23", 1.23),
                                             ("0.234", 0.234), ("1.2345", 1.2345), ("12", 12)])  # fmt: skip
def test_points_that_group_thousands_are_taken_away_where_they_do(text: str, count: float) -> None:
    assert Cells(".").columns(pa.array([text]))[0].to_pylist() == [count]


# What extracts are made of, more often than chance would.
LETTERS = "0123456789,.%+-−–*<≤?/()'’ \t" + NBSP + NARROW + THIN + FIGURE + "eE_xnsNSadépœ‰١\u200b"
LUMPS = [
    *LETTERS,
    *"0123456789,.%",
    "12",
    "345",
    "1 234",
    " %",
    "ns",
    "NS",
    "n/a",
    "nd",
    "inf",
    "nan",
    "moins de ",
    " patients",
    "#",
]


def same_both_ways(texts: list[str]) -> None:
    bare = [t.strip(" ") for t in texts]
    found = column(texts)
    apart = [numbers.mixed(t) is not None for t in bare]  # a rate and its count: readable in a column of such only
    assert [c[:3] for c, odd in zip(found, apart, strict=True) if not odd] == [
        one_by_one(t) for t, odd in zip(bare, apart, strict=True) if not odd
    ]
    assert {c[0] for c, odd in zip(found, apart, strict=True) if odd} <= {None}
    both = [(rate, count, places) for rate, _, places, count, _ in column(texts, mixed=True) if count is not None]
    assert both == [m for t in bare if (m := numbers.mixed(t))]
    assert [c[4] for c in found if c[0] is None] == [
        t or None for t, c in zip(bare, found, strict=True) if c[0] is None
    ]


@settings(max_examples=40)
@given(texts=st.lists(st.text(LETTERS, max_size=9), min_size=50, max_size=50))
def test_both_ways_read_any_text_the_same(texts: list[str]) -> None:
    same_both_ways(texts)


def test_both_ways_read_ten_thousand_likely_texts_the_same() -> None:
    chance = random.Random(79)
    texts = ["".join(chance.choices(LUMPS, k=chance.randint(1, 7))) for _ in range(10_000)]
    read = [t for t in texts if numbers.number(t) is not None]
    marked = [t for t in texts if numbers.missing(t) is not None]
    assert len(read) > 1000 and len(marked) > 300 and any(map(numbers.mixed, texts))
    same_both_ways(texts)


@settings(max_examples=100)
@given(
    st.floats(-1e9, 1e9, allow_nan=False).map(lambda n: round(n, 3)),
    st.sampled_from(["", " ", NBSP, NARROW, THIN, "'", "’"]),
    st.sampled_from([",", "."]),
    st.sampled_from(["", " %", "%", f"{NARROW}%"]),
)
def test_a_number_written_the_french_way_comes_back(n: float, group: str, mark: str, unit: str) -> None:
    whole, _, rest = f"{abs(n):.3f}".partition(".")
    grouped = f"{int(whole):,}".replace(",", group)
    text = f"{'-' if n < 0 else ''}{grouped}{mark}{rest}{unit}"
    assert numbers.number(text) == n
    assert column([text])[0][0] == n
