"""An extract written for a test and read as the command line reads it, with the accounts checked each time.

Nothing here knows what a file should give: each test says it.
"""

from __future__ import annotations

import itertools
import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb
from typer.testing import CliRunner

from boussole.store import Store
from boussole.store.schema import named
from etl.__main__ import app
from etl.importing import Options, as_json, inspected
from etl.reasons import Blocked, reasons
from tests.builders import new_store

PIVOT = "code_commune;annee;indicateur;numerateur;denominateur"
BOCAGE = ("79001", "79013", "79038", "79049", "79050", "79062", "79069", "79076", "79079", "79088")
_numbers = itertools.count()


@dataclass(frozen=True)
class Value:
    """One row that would be published."""

    kind: str
    territory: str
    indicator: str
    start: str
    end: str
    value: float | None
    numerator: float | None
    denominator: float | None
    status: str
    flags: str | None
    raw: str | None
    line: int


@dataclass(frozen=True)
class Read:
    """What a file gave: the object of `--json`, and the rows that a load would publish."""

    report: dict[str, Any]
    values: list[Value] = field(repr=False)

    def __getitem__(self, key: str) -> Any:
        return self.report[key]

    @property
    def refused(self) -> list[tuple[int, str]]:
        """(line, reason) of each refusal."""
        return [(r["line"], r["reason"]) for r in self.report["rejected"]]

    @property
    def reasons(self) -> dict[str, int]:
        return dict(Counter(r["reason"] for r in self.report["rejected"]))

    @property
    def warned(self) -> set[str]:
        """Codes of the warnings, but for the one that every file without a source gets."""
        return {w["code"] for w in self.report["warnings"]} - {"source_non_precisee"}

    def message(self, code: str) -> str:
        """The one warning of this code."""
        (found,) = (w["message"] for w in self.report["warnings"] if w["code"] == code)
        return str(found)

    @property
    def by_commune(self) -> dict[str, Value]:
        """The values of a file of one indicator and one period."""
        assert len({(v.indicator, v.start) for v in self.values}) <= 1
        return {v.territory: v for v in self.values if v.kind == "commune"}

    def one(self, territory: str = "79049", **wanted: object) -> Value:
        (found,) = (
            v for v in self.values if v.territory == territory and all(getattr(v, k) == w for k, w in wanted.items())
        )
        return found

    def roles(self) -> list[tuple[str, str | None]]:
        return [(c["role"], c["indicator"]) for c in self.report["columns"]]


def written(folder: Path, content: str | bytes, name: str = "extrait.csv") -> Path:
    """The content in a file of its own."""
    path = folder / f"{next(_numbers)}" / name
    path.parent.mkdir()
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def read(path: Path, store: Store | None = None, **options: Any) -> Read:
    """What the import makes of a file. Raises Blocked."""
    with inspected(path, Options(**options), store) as inspection:
        report = as_json(inspection)
        con = duckdb.connect(str(inspection.staged))  # the import's own connection is closed by now
        rows = con.execute(
            "SELECT kind, territory, indicator, start::VARCHAR, finish::VARCHAR, value, numerator, denominator, status, "
            f"flags, raw, line FROM ({named('accepted_fact', lot=False)}) ORDER BY ALL"
        ).fetchall()
        con.close()
    found = Read(report, [Value(*row) for row in rows])
    account(found)
    return found


def account(found: Read) -> None:
    """Every cell is accounted for, every refusal and warning is declared, and no key would be published twice."""
    report = found.report
    assert report["cells"] == report["observations"] + report["refused"] + report["set_aside"]
    assert len(report["rejected"]) == min(report["refused"], 20_000)
    assert report["masked"] + report["missing"] <= report["observations"]
    declared = reasons()
    assert {declared[r["reason"]].kind for r in report["rejected"]} <= {"refusal"}
    assert {declared[w["code"]].kind for w in report["warnings"]} <= {"warning"}
    assert not [w["message"] for w in report["warnings"] if "{" in w["message"]]
    with_source = Counter((v.kind, v.territory, v.indicator, v.start, v.end) for v in found.values)
    if "source" not in {c["role"] for c in report["columns"]}:
        assert set(with_source.values()) <= {1}


def blocked(path: Path, store: Store | None = None, **options: Any) -> Blocked:
    """The reason for which a file is refused whole: declared, and a French sentence."""
    try:
        with inspected(path, Options(**options), store) as inspection:
            raise AssertionError(f"accepté : {inspection.report.observations} observations")
    except Blocked as block:
        assert reasons()[block.code].kind == "blocked"
        assert str(block)[0].isupper() and str(block).endswith(".") and "{" not in str(block)
        assert block.remedy
        return block


def pivot(lines: Iterable[str], header: str = PIVOT) -> str:
    return "\n".join([header, *lines]) + "\n"


def with_territories(folder: Path, territories: Mapping[str, tuple[str, Iterable[str]]]) -> Store:
    """A store that knows CPTS: id → name and communes."""
    store = new_store(folder / "store")
    for id, (name, communes) in territories.items():
        store.save("territory", id, {"name": name, "communes": list(communes)}, "essai")
    return store


@dataclass(frozen=True)
class Said:
    """What a command answered."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


def command(*words: object, typed: str | None = None) -> Said:
    """`python -m etl` with these words, in this process; a trace fails the test that asked."""
    done = CliRunner().invoke(app, [str(w) for w in words], input=typed)
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    assert "Traceback" not in done.output
    return Said(done.exit_code, done.stdout, done.stderr)


def refused_whole(path: Path, code: str, *options: object) -> Said:
    """`check` blocks a file, for people and for programs: exit 2, one French sentence and a remedy."""
    said = command("check", path, *options)
    assert (said.code, said.out) == (2, "")
    assert said.err.startswith(f"{path.name} : ") and said.err.count("\n") == 1
    report = command("check", path, *options, "--json")
    assert (report.code, report.err) == (2, "")
    assert report.json["blocked"] == code and reasons()[code].kind == "blocked"
    assert said.err == f"{path.name} : {report.json['message']} {report.json['remedy']}\n"
    assert not report.json["rejected"] and not report.json["observations"]
    return said
