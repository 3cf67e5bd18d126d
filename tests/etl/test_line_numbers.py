"""The line that a refusal names and that an observation keeps is the file's own: checked on long files that carry their
own line number in a column. A join inside a load was once seen to give wrong ones without a word.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

from boussole.geography import geography
from boussole.store import Store
from boussole.store.schema import named
from etl.importing import Inspection, Options, inspected, publish
from tests.builders import new_store

HEADER = "numero;code_commune;annee;indicateur;numerateur;denominateur;remarques"
WRONG = {
    7: "place",
    1_234: "value",
    65_537: "place",
    122_880: "value",
    122_881: "value",
    250_000: "place",
    299_999: "value",
}
INDICATORS = ("mt_sans_17plus", "dep_sein_50_74", "vacc_grippe_65plus")


def lines(count: int, blank_lines: bool, breaks: bool, first: int = 2) -> Iterator[tuple[int, str]]:
    """(line of the file, what is written there), of `count` records. Every key differs; a few cells are wrong, a few
    hold a mark. A record with a break in its quotes takes two lines."""
    communes = geography().communes.index
    line = first
    for n in range(count):
        if blank_lines and n % 997 == 500:
            yield line, "\n"
            line += 1
        turn, place = divmod(n, len(communes))
        year, indicator = 2010 + turn // len(INDICATORS), INDICATORS[turn % len(INDICATORS)]
        wrong = WRONG.get(n % 300_000)
        code = "99999" if wrong == "place" else communes[place]
        value = "dix" if wrong == "value" else "NS" if n % 53 == 5 else str(n % 900)
        remark = '"sur deux\nlignes"' if breaks and n % 1_501 == 700 else ""
        yield line, f"{line};{code};{year};{indicator};{value};1000;{remark}\n"
        line += 1 + remark.count("\n")


def write(path: Path, count: int, blank_lines: bool, breaks: bool, titles: int = 0) -> Path:
    with path.open("w", encoding="cp1252", newline="") as out:
        out.writelines(f"Titre {n}\n" for n in range(titles))
        out.write(HEADER + "\n")
        out.writelines(text for _, text in lines(count, blank_lines, breaks, titles + 2))
        out.write("\nSource : Assurance Maladie\n")
    return path


def own_numbers(inspection: Inspection, path: Path) -> list[tuple[Any, ...]]:
    """Accepted rows whose line is not the one that the file writes beside the same key; the file is read by Python."""
    con = duckdb.connect(str(inspection.staged))
    found = con.execute(
        f"SELECT line, territory, indicator, year(start), numerator FROM ({named('accepted_fact', lot=False)}) ORDER BY line"
    ).fetchall()
    con.close()
    wrong = []
    texts = iter(records(path))
    for line, territory, indicator, year, numerator in found:
        here = next((r for r in texts if r[0] == line), None)  # both in the file's order
        if here is None:
            return [("absent", line)]
        _, code, *rest = here
        same = (territory, str(year), indicator) == (code, *rest[:2])
        if not same or (numerator is not None and str(int(numerator)) != rest[2]):
            wrong.append((line, territory, indicator, year, numerator, code, *rest))
    return wrong[:5]


def records(path: Path) -> Iterator[list[Any]]:
    """The cells of each record, the first being its own number."""
    with path.open(encoding="cp1252", newline="") as text:
        for line in text:
            if line[:1].isdigit():
                number, *cells = line.rstrip("\n").split(";")
                yield [int(number), *cells]


def check_lines(path: Path, count: int, store: Store | None = None) -> None:
    expected = {int(r[0]): r for r in records(path) if r[1] == "99999" or r[4] == "dix"}
    with inspected(path, Options(), None) as inspection:
        report = inspection.report
        assert report.lines == count
        assert (report.cells, report.refused, report.set_aside) == (count, len(expected), 0)
        told = {r.line: r for r in report.rejected}
        assert set(told) == set(expected)
        for line, refusal in told.items():
            reason = ("code_commune", "99999", "commune_inconnue")
            reason = ("numerateur", "dix", "valeur_illisible") if expected[line][4] == "dix" else reason
            assert (refusal.column, refusal.value, refusal.reason) == reason
        assert own_numbers(inspection, path) == []
        if store is not None:
            publish(store, inspection, "essai")
    if store is not None:
        con = duckdb.connect(str(store.root / (store.version() or "")), read_only=True)
        rows = con.execute("SELECT line, territory, year(start), indicator FROM current ORDER BY line").fetchall()
        con.close()
        own = [
            (number, code, int(year), name) for number, code, year, name, *_ in records(path) if number not in expected
        ]
        assert rows == own


@pytest.mark.parametrize(("blank_lines", "breaks"), [(False, False), (True, True)])
def test_lines_of_a_long_file_are_the_files_own(tmp_path: Path, blank_lines: bool, breaks: bool) -> None:
    """Without and with what sends a file through the exact reading; several threads read it."""
    check_lines(write(tmp_path / "long.csv", 300_000, blank_lines, breaks, titles=3), 300_000)


def test_the_store_keeps_the_line_of_each_observation(tmp_path: Path) -> None:
    check_lines(write(tmp_path / "a.csv", 20_000, True, True), 20_000, new_store(tmp_path / "store"))


@pytest.mark.long
@pytest.mark.parametrize(("blank_lines", "breaks"), [(False, False), (True, False), (False, True)])
def test_lines_of_a_very_long_file_are_the_files_own(tmp_path: Path, blank_lines: bool, breaks: bool) -> None:
    count = 1_200_000
    check_lines(write(tmp_path / "long.csv", count, blank_lines, breaks, titles=3), count)
