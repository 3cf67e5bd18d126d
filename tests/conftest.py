"""What holds for every test: nobody's own store is ever opened, here or in a process started from here."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

from boussole.store import Store
from etl.setup import initialise

# The same examples at every run: a failure is a change of the program, not luck. `--long` searches further, elsewhere.
settings.register_profile("boussole", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("boussole")


@pytest.fixture(scope="session", autouse=True)
def _never_the_real_store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    folder = tmp_path_factory.mktemp("user-data")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("BOUSSOLE_STORE", str(folder / "store"))
        patch.setenv("XDG_DATA_HOME", str(folder))  # where the default would be, for a test that unsets the first
        yield


@pytest.fixture(scope="session")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """The demonstration, through the import that users' files go through. To be read: tests that type something make a
    store of their own."""
    made = Store(tmp_path_factory.mktemp("demonstration") / "store")
    initialise(made, lambda _: None)
    return made
