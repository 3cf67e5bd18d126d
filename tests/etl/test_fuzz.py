"""Broken files of every sort: a French reason or a right answer, never a trace, never a silent loss.

Good files (the samples, tables in made-up dialects, workbooks) are damaged as chance, bad copies and bad tools damage
them. What may be said of the result is checked without knowing what was damaged: the accounts hold, no line with a
place and a number is left out of them, and no count is accepted that the file does not write on its line.
"""

from __future__ import annotations

import csv
import io
import os
import random
import re
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from boussole.geography import geography
from boussole.store import Store
from etl.groups import cell_groups
from etl.layout import Layout
from etl.numbers import is_data_cell
from etl.places import clean_code
from etl.read import opened
from etl.reasons import Blocked, reasons
from tests.builders import new_store
from tests.etl.dialects import Dialect, Table, tables, text
from tests.etl.extracts import Read, command, read, written
from tests.etl.workbooks import Sheet, ods, xlsx

ROOT = Path(__file__).parents[2]
SAMPLES = sorted((Path(__file__).parent / "samples").glob("*.csv"))
HOSTILE = [
    b"\0", b'"', b"'", b";", b",", b"\t", b"|", b"\r", b"\n", b"\r\n", b'""', b'";"', b"\xef\xbb\xbf", b"\xff\xfe", b"\xe9",
    b"\xc3", b"\xc3\xa9", b"\xc3\x83\xc2\xa9", b"\xe2\x80\xaf", b"\xed\xa0\x80", b"\x1a", b"\\", b"-", b"<11", b"NS", b"1e308",
    b"nan", b"inf", b"=1+1", b"<script>", b"%s", b"9" * 40, b"0x1F", b"79049", b"Total", b"Source :", b" ", b"\xc2\xa0",
    b"\xe2\x80\xa8", b"\x85", b"\x0b", b"\x0c", b"Code INSEE;Commune\n", b"2024", b"Saint-Denis",
]  # fmt: skip


# damage


def _cut(chance: random.Random, content: bytes) -> bytes:
    return content[: chance.randrange(len(content) + 1)]


def _lose(chance: random.Random, content: bytes) -> bytes:
    at = chance.randrange(len(content) + 1)
    return content[:at] + content[at + chance.choice([1, 2, 7, 60]) :]


def _flip(chance: random.Random, content: bytes) -> bytes:
    changed = bytearray(content)
    for _ in range(chance.choice([1, 3, 20])):
        if changed:
            changed[chance.randrange(len(changed))] = chance.randrange(256)
    return bytes(changed)


def _insert(chance: random.Random, content: bytes) -> bytes:
    for _ in range(chance.choice([1, 2, 5])):
        at = chance.randrange(len(content) + 1)
        content = content[:at] + chance.choice(HOSTILE) + content[at:]
    return content


def _overwrite(chance: random.Random, content: bytes) -> bytes:
    """Something hostile in place of one cell."""
    cells = list(re.finditer(rb"[^;,\t|\r\n]+", content))
    if not cells:
        return content
    cell = chance.choice(cells)
    return content[: cell.start()] + chance.choice(HOSTILE) + content[cell.end() :]


def _shuffle(chance: random.Random, content: bytes) -> bytes:
    """Lines lost, repeated, out of place."""
    lines = content.splitlines(keepends=True)
    for _ in range(chance.choice([1, 2, 5])):
        if lines:
            line = lines.pop(chance.randrange(len(lines)))
            for _ in range(chance.choice([0, 1, 2])):
                lines.insert(chance.randrange(len(lines) + 1), line)
    return b"".join(lines)


def _splice(chance: random.Random, content: bytes) -> bytes:
    """The end of another file, in whatever dialect that one is."""
    other = chance.choice(SAMPLES).read_bytes()
    return content[: chance.randrange(len(content) + 1)] + other[chance.randrange(len(other)) :]


def _recode(chance: random.Random, content: bytes) -> bytes:
    """Read in one encoding and saved in another."""
    read_as, saved_as = (chance.choice(["utf-8", "cp1252", "latin-1", "utf-16-le"]) for _ in range(2))
    return content.decode(read_as, errors="replace").encode(saved_as, errors="replace")


DAMAGE: list[Callable[[random.Random, bytes], bytes]] = [
    _cut, _lose, _flip, _insert, _insert, _overwrite, _overwrite, _shuffle, _splice, _recode
]  # fmt: skip


def damaged(chance: random.Random, content: bytes) -> bytes:
    for _ in range(chance.choice([1, 1, 2, 4])):
        content = chance.choice(DAMAGE)(chance, content)
    return content


def damaged_workbook(chance: random.Random) -> bytes:
    """A workbook damaged as a file, or in one of its texts."""
    cells = list(csv.reader(io.StringIO(chance.choice(SAMPLES).read_text("cp1252")), delimiter=";"))
    made = chance.choice([xlsx, ods])({"Extrait": Sheet([[_typed(c) for c in row] for row in cells])})
    if chance.random() < 0.3:
        return damaged(chance, made)
    files = {
        i.filename: zipfile.ZipFile(io.BytesIO(made)).read(i) for i in zipfile.ZipFile(io.BytesIO(made)).infolist()
    }
    name = chance.choice([n for n in files if "sheet" in n or "content" in n] * 3 + list(files))
    files[name] = chance.choice([damaged, _in_the_xml])(chance, files[name])
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


def _typed(cell: str) -> str | float:
    return float(cell) if re.fullmatch(r"\d{1,4}|\d+\.\d+", cell) else cell


def _in_the_xml(chance: random.Random, content: bytes) -> bytes:
    """Well-formed XML that says something absurd: numbers, references and repetitions out of measure."""
    numbers = list(re.finditer(rb'(?<=[>"])\d+(?=["<])|(?<=r=")[A-Z]+\d+', content))
    if not numbers:
        return content
    for found in sorted(chance.sample(numbers, min(3, len(numbers))), key=lambda m: -m.start()):
        absurd = chance.choice(
            [b"-1", b"1e999", b"NaN", b"99999999999", b"A0", b"XFD1048576", b"&#0;", b"&lt;b&gt;", b""]
        )
        content = content[: found.start()] + absurd + content[found.end() :]
    return content


# what holds of any file


def judge(path: Path, **options: object) -> Read | None:
    """What the import makes of a file, if anything; otherwise it says why, in French."""
    try:
        found = read(path, **options)
    except Blocked as block:
        assert reasons()[block.code].kind == "blocked" and block.remedy
        assert str(block)[0].isupper() and str(block).endswith(".") and "{" not in str(block)
        assert not re.search(r"Error|Exception|Traceback|0x[0-9a-f]{6}", str(block))
        return None
    if not found["sheet"]:
        nothing_lost_nor_invented(path, found)
    return found


def nothing_lost_nor_invented(path: Path, found: Read) -> None:
    with opened(path) as file:
        content = file.text.read_text(encoding="utf-8", errors="strict")
    layout, width = found["layout"], found["layout"]["width"]
    records, physical = [], content.count("\n") + (not content.endswith("\n"))
    reader = csv.reader(io.StringIO(content, newline=""), delimiter=layout["delimiter"])
    start = 1
    for cells in reader:
        records.append((start, cells))
        start = reader.line_num + 1
    last = physical - layout["tail_lines"]
    body = {n: c for n, c in records if layout["first_line"] <= n <= last and any(x.strip() for x in c)}
    assert found["lines"] == len(body)
    even = sum(len(c) == width or (len(c) > width and not any(x.strip() for x in c[width:])) for c in body.values())
    groups = cell_groups(Layout.model_validate(layout))
    assert found["cells"] == len(body) - even + even * len(groups)
    outside = [(n, c) for n, c in records if n not in body]
    assert [n for n, c in outside if _is_data(c)] == []
    for value in found.values:
        assert value.line in body
        if not value.raw and "incomplete" not in (value.flags or ""):
            _written_there(value.numerator, body[value.line], found)


def _is_data(cells: list[str]) -> bool:
    """Surely a line of data: today's commune in one cell, and a number elsewhere that is no year."""
    places = [i for i, c in enumerate(cells) if re.fullmatch(r"[0-9][0-9AB]\d{3}", clean_code(c))]
    if not places or clean_code(cells[places[0]]) not in geography().communes.index:
        return False
    return any(
        is_data_cell(c) and not re.fullmatch(r"\s*(19|20)\d\d\s*", c) for i, c in enumerate(cells) if i not in places
    )


def _written_there(count: float | None, cells: list[str], found: Read) -> None:
    if count is None or "anciens_codes" in found.warned:  # parts of a commune are added up
        return
    numbers = {re.sub(r"\D", "", c) for c in cells}
    digits = str(int(count)) if float(count).is_integer() else re.sub(r"\D", "", f"{count:.15g}")
    assert any(digits in n or n.rstrip("0") == digits.rstrip("0") for n in numbers) or "e" in str(cells).lower(), (
        count,
        cells,
    )


# the runs


def fuzz(seed: int, rounds: int) -> None:
    """Damage the samples and workbooks of them; the file that breaks a promise is in the message of the failure."""
    chance = random.Random(seed)
    with tempfile.TemporaryDirectory() as folder:
        for _ in range(rounds):
            workbook = chance.random() < 0.25
            name = "a.xlsx" if workbook else "a.csv"
            content = damaged_workbook(chance) if workbook else damaged(chance, chance.choice(SAMPLES).read_bytes())
            year = chance.choice([{}, {"year": 2024}])
            try:
                judge(written(Path(folder), content, name), **year)
            except Exception as error:
                raise AssertionError(f"{name}, {year}: {content!r}") from error


def test_damaged_files_give_a_reason_or_a_right_answer() -> None:
    fuzz(seed=79, rounds=40)


@given(tables(), st.integers(0, 2**32))
@settings(max_examples=25)
def test_damaged_tables_give_a_reason_or_a_right_answer(
    tmp_path_factory: pytest.TempPathFactory, made: tuple[Table, Dialect], seed: int
) -> None:
    content = damaged(random.Random(seed), text(*made))
    judge(written(tmp_path_factory.mktemp("damaged"), content), year=2024)


def test_a_load_of_damaged_files_stores_what_it_says_or_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BOUSSOLE_STORE", str(tmp_path / "store"))
    store = new_store(tmp_path / "store")
    chance = random.Random(16)
    codes = []
    for _ in range(12):
        path = written(tmp_path, damaged(chance, chance.choice(SAMPLES).read_bytes()))
        codes.append(_load(store, path))
    assert {0, 2} <= set(codes) or {1, 2} <= set(codes)  # some could be loaded, some not


def _load(store: Store, path: Path) -> int:
    before, lots = store.version(), len(store.journal.lots())
    said = command("load", path, "--yes", "--partial", "--json")
    report = said.json
    if report["blocked"] or not report["lot"]:
        assert said.code in (1, 2) and (store.version(), len(store.journal.lots())) == (before, lots)
    else:
        lot = next(x for x in store.journal.lots() if x.id == report["lot"])
        assert lot.counts["observations"] == report["observations"] and said.code == (1 if report["refused"] else 0)
    return said.code


@pytest.mark.long
@pytest.mark.parametrize("seed", range(1000, 1012))
def test_many_damaged_files_in_a_process_of_little_memory(seed: int) -> None:
    resource = pytest.importorskip("resource")  # not on Windows

    def little() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (3 << 30, 3 << 30))

    done = subprocess.run(
        [sys.executable, "-c", f"from tests.etl.test_fuzz import fuzz; fuzz({seed}, 250)"],
        cwd=ROOT, capture_output=True, text=True, preexec_fn=little, env=os.environ | {"MALLOC_ARENA_MAX": "2"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-6000:]


@pytest.mark.long
@settings(max_examples=1500, derandomize=False)
@given(tables(), st.integers(0, 2**32))
def test_many_damaged_tables_give_a_reason_or_a_right_answer(
    tmp_path_factory: pytest.TempPathFactory, made: tuple[Table, Dialect], seed: int
) -> None:
    content = damaged(random.Random(seed), text(*made))
    judge(written(tmp_path_factory.mktemp("damaged"), content), year=2024)
