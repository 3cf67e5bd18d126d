"""A made-up table, and the ways in which people write one down. Only for tests: what is written here is read back.

`Table` says what is true; `Dialect` says how it is written; `text` writes it, knowing nothing of how it is read.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

from boussole.catalogue import catalogue

COMMUNES = (
    "01004", "01033", "02408", "06088", "13055", "2A004", "2B033", "33063", "59350", "69381", "75056", "75101", "79001", "79049",
    "79062", "79079", "79195", "79235", "86194", "91064", "91312", "97101", "97411", "98818",
)  # fmt: skip
INDICATORS = ("mt_sans_17plus", "dep_sein_50_74", "vacc_grippe_65plus", "prev_diabete", "diab_hba1c", "mg_60plus")
YEARS = (2019, 2022, 2023, 2024)
MARKS = {
    "secret": ("NS", "s", "<11", "< 11", "N/A - secret statistique", "***"),
    "unavailable": ("nd", "-", "N/A - résultat non disponible"),
}


@dataclass(frozen=True)
class Cell:
    """What is known for a commune, an indicator and a year. A missing one has a status and no numerator."""

    numerator: int
    denominator: int
    status: str = "ok"
    mark: str = ""


Key = tuple[str, str, int]
Table = dict[Key, Cell]


@dataclass(frozen=True)
class Dialect:
    """How a table is written: its shape, and everything that carries no meaning."""

    shape: str  # long, by indicator (one year), by year (one indicator, rates only)
    encoding: str
    delimiter: str
    decimal: str
    thousands: str
    quoting: int
    line_end: str
    rates: int | None  # decimals of the rate beside its counts; None: no rate
    percent: str
    codes: str  # plain, without zeros, as formulas, with .0
    labels: bool  # indicators by their label
    above: tuple[str, ...]
    below: tuple[str, ...]
    blank_at: int | None


@st.composite
def tables(draw: st.DrawFn) -> tuple[Table, Dialect]:
    dialect = draw(dialects())
    communes = draw(st.lists(st.sampled_from(COMMUNES), min_size=3, max_size=8, unique=True))
    indicators = draw(st.lists(st.sampled_from(INDICATORS), min_size=1, max_size=3, unique=True))
    years = draw(st.lists(st.sampled_from(YEARS), min_size=1, max_size=3, unique=True))
    if dialect.shape == "by indicator":
        years = years[:1]
    if dialect.shape == "by year":
        indicators = indicators[:1]
    keys = [(c, i, y) for c in communes for i in indicators for y in years]
    return {key: draw(cells(dialect)) for key in keys}, dialect


@st.composite
def cells(draw: st.DrawFn, dialect: Dialect) -> Cell:
    denominator = draw(st.integers(1, 3_000_000))
    numerator = draw(st.integers(0, denominator))
    status = draw(st.sampled_from(["ok"] * 5 + list(MARKS)))
    mark = draw(st.sampled_from(MARKS[status])) if status in MARKS else ""
    return Cell(numerator, denominator, status, mark)


@st.composite
def dialects(draw: st.DrawFn) -> Dialect:
    encoding = draw(st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1252"]))
    narrow = [] if encoding == "cp1252" else ["\u202f", "\u2009"]
    shape = draw(st.sampled_from(["long", "by indicator", "by year"]))
    notes = [
        "Source : Assurance Maladie",
        "NS : secret statistique (moins de 11)",
        "",
        "(1) chiffres provisoires, à confirmer",
    ]
    return Dialect(
        shape=shape,
        encoding=encoding,
        delimiter=draw(st.sampled_from([";", ",", "\t", "|"])),
        decimal=draw(st.sampled_from([",", "."])),
        thousands=draw(st.sampled_from(["", " ", "\u00a0", "’", *narrow])),
        quoting=draw(st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL])),
        line_end=draw(st.sampled_from(["\n", "\r\n", "\r"])),
        rates=1 if shape == "by year" else draw(st.sampled_from([None, 0, 1, 2, 4])),
        percent=draw(st.sampled_from(["", " %", "%", "\u00a0%"])),
        codes=draw(st.sampled_from(["plain", "without zeros", "as formulas", "with .0"])),
        labels=draw(st.booleans()),
        above=tuple(
            draw(st.lists(st.sampled_from(["CPTS d’essai", "Données transmises par la caisse", ""]), max_size=3))
        ),
        below=tuple(draw(st.lists(st.sampled_from(notes), max_size=3))),
        blank_at=draw(st.none() | st.integers(0, 5)),
    )


def rate(cell: Cell, dialect: Dialect) -> float:
    """The rate as it is written: rounded as people round, half up."""
    exact = cell.numerator * 100 * 10 ** (dialect.rates or 0)
    return (2 * exact + cell.denominator) // (2 * cell.denominator) / 10 ** (dialect.rates or 0)


def text(table: Table, dialect: Dialect) -> bytes:
    """The file."""
    rows = {"long": _long, "by indicator": _by_indicator, "by year": _by_year}[dialect.shape](table, dialect)
    out = io.StringIO()
    writer = csv.writer(out, delimiter=dialect.delimiter, quoting=dialect.quoting, lineterminator=dialect.line_end)  # type: ignore[arg-type]
    header, *lines = rows
    if dialect.blank_at is not None:
        lines.insert(min(dialect.blank_at, len(lines) - 1), [])
    plain = csv.writer(out, delimiter=dialect.delimiter, lineterminator=dialect.line_end)
    for line in dialect.above:
        plain.writerow([line] if line else [])
    writer.writerow(header)
    for cells_of in lines:
        (writer if cells_of else plain).writerow(cells_of)
    for line in dialect.below:
        plain.writerow([line] if line else [])
    return out.getvalue().encode(dialect.encoding)


def _long(table: Table, dialect: Dialect) -> list[list[str]]:
    rate_of = ["taux"] if dialect.rates is not None else []
    rows = [["code_commune", "annee", "indicateur", "numerateur", "denominateur", *rate_of]]
    for (code, indicator, year), cell in table.items():
        name = catalogue().indicator(indicator).label if dialect.labels else indicator
        rows.append([_code(code, dialect), str(year), name, *_measures(cell, dialect)])
    return rows


def _by_indicator(table: Table, dialect: Dialect) -> list[list[str]]:
    indicators = list(dict.fromkeys(i for _, i, _ in table))
    measures = ["Numérateur", "Dénominateur", *(["Taux (%)"] if dialect.rates is not None else [])]
    rows = [["Code INSEE", *(f"{catalogue().indicator(i).label} – {m}" for i in indicators for m in measures)]]
    year = next(y for _, _, y in table)
    for code in dict.fromkeys(c for c, _, _ in table):
        cells_of = [m for i in indicators for m in _measures(table[code, i, year], dialect)]
        rows.append([_code(code, dialect), *cells_of])
    return rows


def _by_year(table: Table, dialect: Dialect) -> list[list[str]]:
    years = list(dict.fromkeys(y for _, _, y in table))
    indicator = next(i for _, i, _ in table)
    label = catalogue().indicator(indicator).label
    rows = [["Code INSEE", *(f"{label} (%) {y}" for y in years)]]
    for code in dict.fromkeys(c for c, _, _ in table):
        rows.append([_code(code, dialect), *(_measures(table[code, indicator, y], dialect)[2] for y in years)])
    return rows


def _measures(cell: Cell, dialect: Dialect) -> list[str]:
    base = _number(cell.denominator, 0, dialect)
    rates = dialect.rates is not None
    if cell.status != "ok":
        return [cell.mark, base, *([cell.mark] if rates else [])]
    written = _number(rate(cell, dialect), dialect.rates or 0, dialect) + dialect.percent
    return [_number(cell.numerator, 0, dialect), base, *([written] if rates else [])]


def _number(value: float, decimals: int, dialect: Dialect) -> str:
    whole, _, rest = f"{value:.{decimals}f}".partition(".")
    return f"{int(whole):,}".replace(",", dialect.thousands) + (dialect.decimal + rest if rest else "")


def _code(code: str, dialect: Dialect) -> str:
    if dialect.codes == "as formulas":
        return f'="{code}"'
    if dialect.codes == "with .0" and code.isdigit():
        return f"{int(code)}.0"
    return code.lstrip("0") if dialect.codes == "without zeros" else code


def expected(table: Table, dialect: Dialect) -> dict[tuple[str, str, str], tuple[Any, ...]]:
    """(territory, indicator, first day) → status, numerator, denominator, rate."""
    found: dict[tuple[str, str, str], tuple[Any, ...]] = {}
    for (code, indicator, year), cell in table.items():
        ok = cell.status == "ok"
        alone = dialect.shape == "by year"
        found[code, indicator, f"{year}-01-01"] = (
            cell.status,
            cell.numerator if ok and not alone else None,
            None if alone else cell.denominator,
            rate(cell, dialect) if ok and dialect.rates is not None else None,
        )
    return found
