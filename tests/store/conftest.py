"""A clock, an empty store, and other processes that work on it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from boussole.store import Store
from tests.builders import Clock, new_store

ROOT = Path(__file__).parents[2]


class Other:
    """Another process at work on the store (tests/store/child.py): told things and answering, a line each."""

    def __init__(self, *words: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.store.child", *words],
            cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip

    def says(self) -> str:
        """Its next line; empty once it is dead."""
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()

    def go(self) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write("\n")
        self.process.stdin.flush()

    def kill(self) -> None:
        """kill −9, and wait until it is gone."""
        self.process.kill()
        self.process.wait()

    def close(self) -> None:
        self.kill()
        for pipe in (self.process.stdin, self.process.stdout):
            assert pipe is not None
            pipe.close()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def store(tmp_path: Path, clock: Clock) -> Store:
    return new_store(tmp_path / "store", clock)


@pytest.fixture
def other() -> Iterator[Callable[..., Other]]:
    """Start another process; it ends with the test."""
    started: list[Other] = []

    def start(*words: object) -> Other:
        started.append(Other(*map(str, words)))
        return started[-1]

    yield start
    for process in started:
        process.close()
