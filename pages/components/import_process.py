"""Runs an import as a child process of the command line (`python -m etl check|load FILE --json`). No Streamlit here.

Leaving the block kills the child: an abandoned import never goes on behind the reader's back.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from pages.components.import_answer import read_outcome, read_progress
from pages.components.import_outcome import Outcome

ROOT = Path(__file__).resolve().parents[2]


class ImportProcess:
    """A running `python -m etl …`. Use as a context: it starts on entry, and is killed on exit if it still runs."""

    def __init__(self, arguments: Sequence[str], author: str = "", command: Sequence[str] | None = None) -> None:
        self._command = [*(command or (sys.executable, "-m", "etl")), *arguments]
        self._author = author
        self._folder = Path(tempfile.mkdtemp(prefix="boussole-rapport-"))
        self._child: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        # Its temporary files too lie in our folder: a child that is killed cannot tidy up after itself.
        environment = os.environ | {"PYTHONUTF8": "1"} | dict.fromkeys(("TMPDIR", "TEMP", "TMP"), str(self._folder))
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
        shutil.rmtree(self._folder, ignore_errors=True)

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
        return self._folder / name

    def _read(self, name: str) -> str:
        return self._path(name).read_text(encoding="utf-8", errors="replace")


def safe_name(name: str) -> str:
    """The upload's own name, made harmless as a file name: it is what the lot will be called."""
    bare = name.replace("\\", "/").rsplit("/", 1)[-1]
    kept = "".join(c if c.isalnum() or c in " ._-()" else "_" for c in bare).strip(" .")
    return kept[-120:].lstrip("-") or "fichier.csv"  # no leading dash: it would read as an option
