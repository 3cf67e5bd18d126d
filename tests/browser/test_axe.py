"""axe-core finds no serious or critical defect on any view, in the light and in the dark theme, maps included.

The views are those of the door's navigation: a new one is looked at without being named here.
"""

from __future__ import annotations

import re
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Frame, expect

ROOT = Path(__file__).parents[2]
AXE = (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
VIEWS = ["", *re.findall(r'url_path="([^"]+)"', (ROOT / "app.py").read_text(encoding="utf-8"))]
# Streamlit's own defects, which nobody can mend from here: rule, where, why.
KNOWN = (
    ("list", "stSidebarNav", "the menu's sections are <div> directly in its <ul>"),
    ("listitem", "stSidebarNav", "and its <li> lie in these <div>"),
)
RUN = """async () => (await axe.run(document, {iframes: false})).violations
    .filter(v => ["serious", "critical"].includes(v.impact))
    .flatMap(v => v.nodes.map(n => {
        const node = document.querySelector(n.target[n.target.length - 1]);
        const around = node ? [...(function* (e) { for (; e; e = e.parentElement) yield e.dataset?.testid || ""; })(node)] : [];
        return {rule: v.id, impact: v.impact, html: n.html.slice(0, 200), why: n.failureSummary, around: around.join(" ")};
    }))"""


def defects(frame: Frame) -> list[str]:
    frame.evaluate(AXE)
    return [
        f"{d['impact']} {d['rule']}: {d['html']}\n{d['why']}"
        for d in frame.evaluate(RUN)
        if not any(d["rule"] == rule and where in d["around"] for rule, where, _ in KNOWN)
    ]


def test_every_view_of_the_program_is_in_the_navigation() -> None:
    door = (ROOT / "app.py").read_text(encoding="utf-8")
    views = [p for p in (ROOT / "pages").glob("*/*.py") if p.parent.name != "components" and p.stem != "__init__"]
    assert [p.name for p in views if f"pages/{p.parent.name}/{p.name}" not in door] == []
    assert len(VIEWS) == len(views)


@pytest.mark.parametrize("view", VIEWS, ids=lambda v: v or "accueil")
def test_a_view_has_no_serious_defect(visit: Any, view: str) -> None:
    page = visit.page
    page.emulate_media(color_scheme="light")
    visit.open(f"/{view}?territoire=bocage-bressuirais" if view else "/")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    if page.locator("iframe[title*=folium]").count():
        expect(visit.map.locator("path.commune").first).to_be_visible()
    found = []
    for scheme, luminous in (("light", True), ("dark", False)):
        page.emulate_media(color_scheme=scheme)
        page.wait_for_function(
            """light => {
                const [r, g, b] = getComputedStyle(document.querySelector('.stApp')).backgroundColor.match(/[0-9.]+/g);
                return (Number(r) + Number(g) + Number(b) > 384) === light;
            }""",
            arg=luminous,
        )
        visit.settled()
        for frame in page.frames:
            found += [f"{scheme} {d}" for d in defects(frame)]
    page.emulate_media(color_scheme="light")
    assert found == []
