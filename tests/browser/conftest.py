"""The dashboard in a headless Chromium, with the outside network cut off: one store and one server for the session.

A test fails when its page asks anything outside this machine, or when the browser's console reports an error.
"""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    FrameLocator,
    Page,
    Route,
    expect,
    sync_playwright,
)

ROOT = Path(__file__).parents[2]
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge")
HOW = "aucun navigateur trouvé : installez Chromium (Debian : apt-get install chromium), ou donnez BOUSSOLE_BROWSER"
# What Streamlit itself does, and nobody can mend from here: on a deep link its page first looks for the server under
# the view's own address (streamlit/frontend, ConnectionManager), gets a 404, and goes on with the root.
KNOWN_NOISE = (re.compile(r"/[a-z]+/_stcore/(health|host-config)$"),)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)
            # A loaded machine may draw a view too late for a click: once more, said as « R » in the report. What is
            # wrong fails twice.
            item.add_marker(pytest.mark.flaky(reruns=1))


@dataclass
class Visit:
    """A page, and what it must not have done by the end of the test."""

    page: Page
    address: str
    outside: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def open(self, path: str = "/", title: str = "") -> None:
        """Open a view by its link, and wait until it is drawn."""
        self.page.goto(self.address + path)
        if title:
            expect(self.page.get_by_role("heading", level=1, name=title)).to_be_visible()
        self.settled()

    def settled(self) -> None:
        """Wait until the server has nothing more to say."""
        expect(self.page.get_by_test_id("stStatusWidget")).to_have_count(0)
        self.page.wait_for_function("!document.querySelector('[data-stale=true]')")

    @property
    def map(self) -> FrameLocator:
        return self.page.frame_locator("iframe[title*=folium]").last  # a new frame briefly stands beside the old one

    def choose(self, label: str, option: str) -> None:
        """Pick in a select box, by keyboard."""
        box = self.page.get_by_role("combobox", name=label)
        box.click()
        box.press_sequentially(option)
        self.page.get_by_role("option", name=option).first.wait_for()
        box.press("Enter")
        self.settled()

    def _on_request(self, route: Route) -> None:
        url = route.request.url
        if re.match(r"(http|ws)://(localhost|127\.0\.0\.1)[:/]|data:|blob:|about:", url):
            route.continue_()
        else:
            self.outside.append(url)
            route.abort()

    def _on_console(self, message: ConsoleMessage) -> None:
        where = str((message.location or {}).get("url", ""))
        if message.type == "error" and not any(noise.search(where) for noise in KNOWN_NOISE):
            self.errors.append(f"{message.text} ({where})")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    names = [os.environ["BOUSSOLE_BROWSER"]] if os.environ.get("BOUSSOLE_BROWSER") else list(BROWSERS)
    path = next((found for name in names if (found := shutil.which(name))), None)
    if path is None:
        if os.environ.get("CI"):
            pytest.fail(HOW)
        pytest.skip(HOW)
    quiet = ["--no-sandbox", "--disable-quic", "--disable-background-networking", "--disable-component-update",
             "--disable-sync", "--disable-features=OptimizationHints,Translate"]  # fmt: skip
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=quiet)
        yield started
        started.close()


@pytest.fixture(scope="session")
def context(browser: Browser) -> BrowserContext:
    """One for the session, so that Streamlit's own files are fetched once."""
    context = browser.new_context(locale="fr-FR")
    context.set_default_timeout(20_000)
    return context


@pytest.fixture(scope="session")
def demo_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store made by the command that users run."""
    root = tmp_path_factory.mktemp("store")
    made = subprocess.run(
        [sys.executable, "-m", "etl", "init"], cwd=ROOT, env=os.environ | {"BOUSSOLE_STORE": str(root)},
        capture_output=True, text=True, encoding="utf-8", check=False, timeout=180,
    )  # fmt: skip
    assert made.returncode == 0, made.stderr
    return root


@contextmanager
def serving(store: Path, log: Path) -> Iterator[str]:
    """A fresh server on a free port, stopped at the end."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = f"http://localhost:{port}"
    options = ["--server.port", str(port), "--server.address", "localhost", "--server.headless", "true",
               "--server.fileWatcherType", "none", "--logger.level", "warning"]  # fmt: skip
    with log.open("w", encoding="utf-8") as out:
        process = subprocess.Popen(
            [sys.executable, "serve.py", *options], cwd=ROOT, env=os.environ | {"BOUSSOLE_STORE": str(store)},
            stdout=out, stderr=out,
        )  # fmt: skip
        try:
            _wait(address, process)
            yield address
        finally:
            process.terminate()
            process.wait(10)
    written = log.read_text(encoding="utf-8")
    assert "Traceback" not in written, written


def _wait(address: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        assert process.poll() is None, "le serveur s’est arrêté"
        try:
            with urllib.request.urlopen(f"{address}/_stcore/health", timeout=1):
                return
        except OSError:
            time.sleep(0.1)
    pytest.fail("le serveur ne répond pas")


@pytest.fixture(scope="session")
def server(demo_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serving(demo_store, tmp_path_factory.mktemp("log") / "server.log") as address:
        yield address


@pytest.fixture
def fresh_server(demo_store: Path, tmp_path: Path) -> Iterator[str]:
    """A server that nobody has visited yet."""
    with serving(demo_store, tmp_path / "server.log") as address:
        yield address


@pytest.fixture
def visiting(context: BrowserContext) -> Iterator[Callable[..., Visit]]:
    """Open a page on a server. At the end: nothing asked outside, no error said."""
    visits: list[Visit] = []

    def start(address: str, width: int = 1366, height: int = 768) -> Visit:
        page = context.new_page()
        page.set_viewport_size({"width": width, "height": height})
        visit = Visit(page, address)
        page.route("**/*", visit._on_request)
        visit.page.on("console", visit._on_console)
        visit.page.on("pageerror", lambda error: visit.errors.append(str(error)))
        visits.append(visit)
        return visit

    expect.set_options(timeout=20_000)
    yield start
    for visit in visits:
        visit.page.close()
    for visit in visits:
        assert not visit.outside, "demandé hors de cette machine"
        assert not visit.errors, "erreurs du navigateur"


@pytest.fixture
def visit(visiting: Callable[..., Visit], server: str) -> Visit:
    return visiting(server)
