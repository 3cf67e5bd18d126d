"""Another process at work on a store, started by the tests: publish (and die at a chosen moment), hold, read."""

from __future__ import annotations

import os
import shutil
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from boussole.store import Store, versions
from boussole.store.journal import Journal
from tests.builders import draft


def die(*_: Any, **__: Any) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def after(function: Callable[..., Any]) -> Callable[..., Any]:
    def wrapped(*args: Any, **options: Any) -> None:
        function(*args, **options)
        die()

    return wrapped


# From the first byte of the new file to the moment after the commit: (owner, name, what takes its place).
MOMENTS: dict[str, tuple[Any, str, Callable[..., Any]]] = {
    "file copied": (shutil, "copyfile", after(shutil.copyfile)),
    "rows written": (versions, "append_lot", after(versions.append_lot)),
    "file closed": (versions, "_fsync", die),
    "file durable": (Path, "unlink", die),  # the last thing before the commit is to take the holder's note away
    "committed": (Journal, "lot", die),
}


def say(text: str) -> None:
    print(text, flush=True)


def publish(root: str, staged: str, moment: str = "") -> None:
    if moment:
        setattr(*MOMENTS[moment])
    store = Store(Path(root))
    say("ready")
    sys.stdin.readline()
    store.publish(Path(staged), draft("autre.csv", "autre"), on_wait=say)
    say("done")


def hold(root: str, who: str) -> None:
    with Store(Path(root)).journal.writing(who):
        say("holding")
        sys.stdin.readline()
    say("let go")


def read(root: str) -> None:
    store = Store(Path(root))
    reader = store.reader()
    say(str(len(reader.all_rows())))
    sys.stdin.readline()
    say(f"{len(reader.all_rows())} {len(store.reader().all_rows())}")


def create(root: str) -> None:
    say("ready")
    sys.stdin.readline()
    Store(Path(root)).create()
    say("done")


if __name__ == "__main__":
    {"publish": publish, "hold": hold, "read": read, "create": create}[sys.argv[1]](*sys.argv[2:])
