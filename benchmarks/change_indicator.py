"""How long a reader waits between choosing another indicator and seeing its map, its title and its table.

    python -m benchmarks.change_indicator --runs 10 [--territoire bocage-bressuirais]

In a headless Chromium, on the demonstration data, in turn: our map view, and the least that a Streamlit page can do (a
select box and a line of text), which is the floor of any rerun here. Prints medians, worst cases and their ratio.
"""

from __future__ import annotations

import argparse
import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).parents[1]
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLOOR = """import streamlit as st
st.title("Plancher")
st.header(st.selectbox("Indicateur (par mission)", ["Patients de 17 ans", "Dépistage du cancer du sein"]))
"""
FIRST, SECOND = "Patients de 17 ans", "Dépistage du cancer du sein"
DRAWN = """([heading, before]) => {
    const said = [...document.querySelectorAll('h2, h3')].some(h => h.innerText.includes(heading));
    const frame = document.querySelector('iframe[title*=folium]');
    if (!said || document.querySelector('[data-stale=true]')) return false;
    if (!frame) return true;
    const paths = [...frame.contentDocument.querySelectorAll('path.commune')].map(p => p.getAttribute('fill')).join();
    const caption = document.querySelector('.bsl-table caption');
    return paths && paths !== before && caption.innerText.includes(heading);
}"""
FILLS = """() => { const f = document.querySelector('iframe[title*=folium]'); return !f ? '' :
    [...f.contentDocument.querySelectorAll('path.commune')].map(p => p.getAttribute('fill')).join(); }"""


@contextmanager
def serving(arguments: list[str], store: Path) -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    options = ["--server.port", str(port), "--server.address", "localhost", "--server.headless", "true",
               "--server.fileWatcherType", "none"]  # fmt: skip
    process = subprocess.Popen(
        [sys.executable, *arguments, *options], cwd=ROOT, env=os.environ | {"BOUSSOLE_STORE": str(store)},
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        for _ in range(600):
            try:
                urllib.request.urlopen(f"http://localhost:{port}/_stcore/health", timeout=1).close()
                break
            except OSError:
                time.sleep(0.1)
        yield f"http://localhost:{port}"
    finally:
        process.terminate()
        process.wait(10)


def change(page: Page, indicator: str) -> float:
    """Seconds from the reader's Enter to the whole answer."""
    box = page.get_by_role("combobox", name="Indicateur (par mission)")
    box.click()
    box.press_sequentially(indicator)
    page.get_by_role("option", name=indicator).first.wait_for()
    before = page.evaluate(FILLS)
    start = time.perf_counter()
    box.press("Enter")
    page.wait_for_function(DRAWN, arg=[indicator, before])
    return time.perf_counter() - start


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=10)
    parser.add_argument("--territoire", default="bocage-bressuirais")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        store, floor = Path(folder) / "store", Path(folder) / "plancher.py"
        floor.write_text(FLOOR, encoding="utf-8")
        made = os.environ | {"BOUSSOLE_STORE": str(store)}
        subprocess.run([sys.executable, "-m", "etl", "init"], cwd=ROOT, env=made, check=True, capture_output=True)
        path = next(p for name in BROWSERS if (p := shutil.which(name)))
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        took: dict[str, list[float]] = {"carte": [], "plancher": []}
        with (
            serving(["serve.py"], store) as ours,
            serving(["-m", "streamlit", "run", str(floor)], store) as least,
        ):
            pages = {"carte": browser.new_page(), "plancher": browser.new_page()}
            pages["carte"].goto(f"{ours}/carte?territoire={asked.territoire}")
            pages["plancher"].goto(least)
            for page in pages.values():
                page.get_by_role("combobox", name="Indicateur (par mission)").wait_for()
                page.wait_for_timeout(5000)
            for run in range(-2, asked.runs):  # the first two warm caches up
                for name, page in pages.items():
                    seconds = change(page, SECOND if run % 2 == 0 else FIRST)
                    page.wait_for_timeout(500)
                    if run >= 0:
                        took[name].append(seconds)
        browser.close()
    for name, seconds in took.items():
        print(f"{name:9} médiane {statistics.median(seconds):.2f} s, pire {max(seconds):.2f} s")
    print(f"rapport {statistics.median(took['carte']) / statistics.median(took['plancher']):.1f}")


if __name__ == "__main__":
    main()
