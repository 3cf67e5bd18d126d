"""The cleaning rules: what each writing is, and that SQL and Python read all of them the same.

`READINGS` and `MARKS` say what is right; the twins are compared over them and over generated texts.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from typing import Any

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from etl import expressions as sql
from etl import numbers
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


class Duck:
    """One expression of a column, over many texts at once."""

    def __init__(self) -> None:
        self.con = duckdb.connect()

    def __call__(self, expression: str, texts: Sequence[str]) -> list[Any]:
        rows = self.con.execute(
            f"SELECT {expression} FROM (SELECT unnest(?::VARCHAR[]) AS x)",
            [list(texts)],
        ).fetchall()
        assert len(rows) == len(texts)
        return [r[0] for r in rows]


@pytest.fixture(scope="module")
def duck() -> Iterator[Duck]:
    made = Duck()
    yield made
    made.con.close()


@pytest.mark.parametrize("text", READINGS)
def test_a_number_is_read_or_refused(text: str) -> None:
    assert numbers.number(text) == READINGS[text]


def test_sql_reads_the_same_numbers(duck: Duck) -> None:
    assert dict(zip(READINGS, duck(sql.number("x"), list(READINGS)), strict=True)) == READINGS


def test_a_number_cast_while_reading_is_right_or_left_for_the_careful_way(duck: Duck) -> None:
    cast = dict(zip(READINGS, duck(sql.plain_number("x"), list(READINGS)), strict=True))
    assert {t: n for t, n in cast.items() if n is not None and n != READINGS[t]} == {}
    plain = {"0", "12", "-5", "12,5", "12.5", " 12,5 ", "0,0", "1e3", ",5"}
    assert {t for t in plain if cast[t] is None} == set(), "the cheap way reads nearly every cell of an extract"


@pytest.mark.parametrize("text", MARKS)
def test_a_missing_mark_is_told_apart(text: str) -> None:
    assert numbers.missing(text) == MARKS[text]


def test_sql_tells_the_same_marks_apart(duck: Duck) -> None:
    assert dict(zip(MARKS, duck(sql.missing("x"), list(MARKS)), strict=True)) == MARKS


def test_every_declared_mark_is_recognised_however_it_is_written(duck: Duck) -> None:
    written = {w: s for t, s in literals().items() for w in (t, t.upper(), f" {t}{NBSP}", t.replace("-", "–"))}
    assert len(written) > 100
    assert {t: numbers.missing(t) for t in written} == written
    assert dict(zip(written, duck(sql.missing("x"), list(written)), strict=True)) == written


def test_no_mark_is_also_a_number(duck: Duck) -> None:
    marks = list(literals())
    assert [t for t in marks if numbers.number(t) is not None] == []
    assert set(duck(sql.number("x"), marks)) == {None}


@pytest.mark.parametrize("text", MIXED)
def test_a_rate_and_its_count_are_told_apart(text: str) -> None:
    assert numbers.mixed(text) == MIXED[text]


def test_sql_tells_the_same_rates_and_counts_apart(duck: Duck) -> None:
    texts = list(MIXED)
    rates, counts = (duck(sql.number(part("x")), texts) for part in (sql.mixed_rate, sql.mixed_count))
    expected = [(m[0], m[1]) if m else (None, None) for m in MIXED.values()]
    assert list(zip(rates, counts, strict=True)) == expected


@pytest.mark.parametrize(
    ("text", "places"),
    [("12", 0), ("12,5", 1), ("12,50", 2), ("12,5 ", 1), ("12,5 %", 1), (f"12,5{NBSP}%", 1), ("12.345", 3), ("12,", 0),
     ("1 234,5", 1), ("NS", 0)],
)  # fmt: skip
def test_decimals_are_those_written(duck: Duck, text: str, places: int) -> None:
    """They say how far a rate may be from its fraction: a space after it must not make it stricter."""
    assert numbers.decimals(text) == places
    assert duck(sql.decimals("x"), [text]) == [places]
    if duck(sql.plain_number("x"), [text]) != [None]:
        assert duck(sql.plain_decimals("x"), [text]) == [places]


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


def same_both_ways(duck: Duck, texts: list[str]) -> None:
    assert duck(sql.number("x"), texts) == [numbers.number(t) for t in texts]
    assert duck(sql.missing("x"), texts) == [numbers.missing(t) for t in texts]
    assert duck(sql.decimals("x"), texts) == [numbers.decimals(t) for t in texts]
    cast = duck(sql.plain_number("x"), texts)
    assert [t for n, t in zip(cast, texts, strict=True) if n is not None and n != numbers.number(t)] == []
    rates, counts = (duck(sql.number(part("x")), texts) for part in (sql.mixed_rate, sql.mixed_count))
    both = [(r, c) if r is not None and c is not None else None for r, c in zip(rates, counts, strict=True)]
    assert both == [m and m[:2] for m in map(numbers.mixed, texts)]


@settings(max_examples=40)
@given(texts=st.lists(st.text(LETTERS, max_size=9), min_size=50, max_size=50))
def test_both_ways_read_any_text_the_same(duck: Duck, texts: list[str]) -> None:
    same_both_ways(duck, texts)


def test_both_ways_read_ten_thousand_likely_texts_the_same(duck: Duck) -> None:
    chance = random.Random(79)
    texts = ["".join(chance.choices(LUMPS, k=chance.randint(1, 7))) for _ in range(10_000)]
    read = [t for t in texts if numbers.number(t) is not None]
    marked = [t for t in texts if numbers.missing(t) is not None]
    assert len(read) > 1000 and len(marked) > 300 and any(map(numbers.mixed, texts))
    same_both_ways(duck, texts)


@settings(max_examples=100)
@given(
    st.floats(-1e9, 1e9, allow_nan=False).map(lambda n: round(n, 3)),
    st.sampled_from(["", " ", NBSP, NARROW, THIN, "'", "’"]),
    st.sampled_from([",", "."]),
    st.sampled_from(["", " %", "%", f"{NARROW}%"]),
)
def test_a_number_written_the_french_way_comes_back(duck: Duck, n: float, group: str, mark: str, unit: str) -> None:
    whole, _, rest = f"{abs(n):.3f}".partition(".")
    grouped = f"{int(whole):,}".replace(",", group)
    text = f"{'-' if n < 0 else ''}{grouped}{mark}{rest}{unit}"
    assert numbers.number(text) == n
    assert duck(sql.number("x"), [text]) == [n]
