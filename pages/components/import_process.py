"""Runs an import as a child process of the command line (`python -m etl check|load FILE --json`) and reads its report.
No Streamlit here. Leaving the block kills the child: an abandoned import never goes on behind the reader's back.

A blocked file (data about individuals, for one) gives its reason and nothing else: any value is dropped here.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, Self

ROOT = Path(__file__).resolve().parents[2]
ACCEPTED, REFUSED, BLOCKED, BUSY = 0, 1, 2, 3
UNREADABLE = "L’import s’est arrêté sans donner de rapport : gardez le fichier et signalez-le."
_KEPT_WHEN_BLOCKED = ("blocked", "message", "remedy")


@dataclass(frozen=True)
class Outcome:
    """What the command answered: its exit code, its report (empty when it gave none), and what it said beside."""

    code: int
    report: dict[str, Any] = field(default_factory=dict)
    said: str = ""

    @property
    def blocked(self) -> str:
        """Why nothing can be done with the file, in French with what to do; empty when something can."""
        if self.report and self.code in (ACCEPTED, REFUSED) and not self.report.get("blocked"):
            return ""
        sentences = (str(self.report.get(k) or "") for k in ("message", "remedy"))
        return " ".join(s for s in sentences if s) or self.said or UNREADABLE

    @property
    def rejected(self) -> list[dict[str, Any]]:
        return list(self.report.get("rejected") or [])

    @property
    def lot(self) -> int | None:
        """The lot that the file became; None when nothing was stored."""
        return self.report.get("lot")

    def count(self, key: str) -> int:
        """A count of the report, 0 where it has none; a list counts its items."""
        value = self.report.get(key) or 0
        return len(value) if isinstance(value, list) else int(value)


def without_values(report: Mapping[str, Any]) -> dict[str, Any]:
    """A blocked report, with nothing of the file's content left in it."""
    return {k: str(report[k]) for k in _KEPT_WHEN_BLOCKED if report.get(k)}


def read_outcome(code: int, output: str, errors: str = "") -> Outcome:
    """The report printed on the standard output (one JSON object), and the last sentence of the error output."""
    try:
        report = json.loads(output)
    except ValueError:
        report = {}
    if not isinstance(report, dict):
        report = {}
    if report.get("blocked") or code == BLOCKED:
        report = without_values(report)
    return Outcome(code, report, _sentence(code, errors))


def _sentence(code: int, errors: str) -> str:
    """What the command said for people; never a trace, which may hold values."""
    lines = [line for line in errors.splitlines() if line.strip() and not line.startswith("{")]
    if code not in (BLOCKED, BUSY) or not lines or "Traceback" in errors or "Error:" in lines[-1]:
        return ""
    return lines[-1].strip()[:300]


def read_progress(errors: str) -> tuple[str, float]:
    """The last step announced on the error output (`{"step": …, "share": …}`); nothing before the first."""
    for line in reversed(errors.splitlines()):
        try:
            said = json.loads(line)
            return str(said["step"]), min(max(float(said["share"]), 0.0), 1.0)
        except (ValueError, KeyError, TypeError):
            continue
    return "", 0.0


class ImportProcess:
    """A running `python -m etl …`. Use as a context: it starts on entry, and is killed on exit if it still runs."""

    def __init__(self, arguments: Sequence[str], author: str = "", command: Sequence[str] | None = None) -> None:
        self._command = [*(command or (sys.executable, "-m", "etl")), *arguments]
        self._author = author
        self._folder = tempfile.TemporaryDirectory(prefix="boussole-rapport-", ignore_cleanup_errors=True)
        self._child: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        environment = os.environ | {"PYTHONUTF8": "1"}
        if self._author:
            environment["BOUSSOLE_AUTEUR"] = self._author
        # Files and not pipes: a long report can block nobody, and is read while the child goes on.
        with self._path("out").open("wb") as out, self._path("err").open("wb") as err:
            self._child = subprocess.Popen(  # our own program, without a shell
                self._command, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, stdout=out, stderr=err
            )
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.kill()
        self._folder.cleanup()

    def running(self, wait: float = 0.1) -> bool:
        """Whether the child still runs after waiting so many seconds for it."""
        assert self._child is not None  # inside the block
        try:
            self._child.wait(wait)
        except subprocess.TimeoutExpired:
            return True
        return False

    def progress(self) -> tuple[str, float]:
        return read_progress(self._read("err"))

    def kill(self) -> None:
        if self._child is not None and self._child.poll() is None:
            self._child.kill()
            self._child.wait()

    def outcome(self) -> Outcome:
        """The child's answer, once it has ended."""
        assert self._child is not None  # inside the block
        return read_outcome(self._child.wait(), self._read("out"), self._read("err"))

    def _path(self, name: str) -> Path:
        return Path(self._folder.name) / name

    def _read(self, name: str) -> str:
        return self._path(name).read_text(encoding="utf-8", errors="replace")


def check_arguments(path: Path) -> list[str]:
    return ["check", str(path), "--json", "--progress"]


def load_arguments(path: Path, partial: bool) -> list[str]:
    return ["load", str(path), "--yes", *(["--partial"] if partial else []), "--json", "--progress"]


def safe_name(name: str) -> str:
    """The upload's own name, made harmless as a file name: it is what the lot will be called."""
    bare = name.replace("\\", "/").rsplit("/", 1)[-1]
    kept = "".join(c if c.isalnum() or c in " ._-()" else "_" for c in bare).strip(" .")
    return kept[-120:].lstrip("-") or "fichier.csv"  # no leading dash: it would read as an option
