"""A small real store: one CPTS of five real communes, filled as the import would."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from boussole.questions.territories import TerritoryInfo, territory
from boussole.store import Store
from tests.builders import new_store, row

COMMUNES = ("79001", "79013", "79038", "79049", "79050")
NAME = "CPTS d’essai"


@pytest.fixture
def store(tmp_path: Path) -> Store:
    made = new_store(tmp_path / "store")
    made.save("territory", "essai", {"name": NAME, "communes": list(COMMUNES)}, "test")
    return made


@pytest.fixture
def info(store: Store) -> TerritoryInfo:
    return territory(store, "essai")


@pytest.fixture
def communes() -> Callable[..., list[dict[str, Any]]]:
    """A row a commune: 20, 30, 40, 50, 60 of 200 each, unless said."""

    def made(numerators: tuple[float | None, ...] = (20, 30, 40, 50, 60), **changes: Any) -> list[dict[str, Any]]:
        return [
            row(territory=code, **(changes | ({"numerator": n} if n is not None else {"status": "secret"})))
            for code, n in zip(COMMUNES, numerators, strict=False)
        ]

    return made
