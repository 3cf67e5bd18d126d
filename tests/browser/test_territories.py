"""Territories and comparisons as people use them: communes clicked on the map or picked by keyboard, a territory saved
and found in the selectors, links that open the same comparison.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from boussole.questions.territories import territory
from boussole.store import Store


def pick(visit: Any, label: str, typed: str) -> None:
    """Choose in a box that empties itself."""
    box = visit.page.get_by_role("combobox", name=label)
    box.click()
    box.press_sequentially(typed)
    visit.page.get_by_role("option", name=typed).first.wait_for()
    box.press("Enter")
    visit.settled()


def test_clicks_on_the_map_make_a_territory_that_every_selector_then_has(visit: Any, demo_store: Path) -> None:
    page = visit.page
    visit.open("/territoires?modifier=nouveau", "Territoires")
    communes, chosen = visit.map.locator("path.commune"), visit.map.locator("path.chosen")
    communes.first.wait_for()
    for rank in (3, 7, 9):  # faster than the server answers
        communes.nth(rank).click()
    expect(page.get_by_text("3 communes", exact=True)).to_be_visible()
    expect(chosen).to_have_count(3)
    chosen.first.click()
    expect(page.get_by_text("2 communes", exact=True)).to_be_visible()
    expect(chosen).to_have_count(2)
    before = chosen.evaluate_all("all => all.map(path => path.getAttribute('d'))")
    page.wait_for_timeout(500)  # the map's last word to the server
    visit.settled()
    pick(visit, "Ajouter une commune", "Rungis")  # by keyboard
    expect(page.get_by_text("3 communes", exact=True)).to_be_visible()
    expect(chosen).to_have_count(3)
    after = chosen.evaluate_all("all => all.map(path => path.getAttribute('d'))")
    assert set(before) < set(after)  # the map has not moved
    expect(page.get_by_text("Taille de l’ACI")).to_be_visible()
    page.get_by_label("Nom du territoire").fill("CPTS des trois clics")
    page.get_by_label("Qui enregistre").fill("secrétariat")
    page.get_by_role("button", name="Créer le territoire").click()
    expect(page.get_by_text("enregistré (révision 1)")).to_be_visible()
    page.wait_for_url("**modifier=trois-clics*")
    made = territory(Store(demo_store), "trois-clics")
    assert len(made.communes) == 3 and "94065" in made.communes
    page.get_by_role("link", name="Voir sa carte").click()
    page.wait_for_url("**/carte?territoire=trois-clics*")
    expect(page.get_by_role("combobox", name="Territoire")).to_have_value(re.compile("trois clics"))
    last = Store(demo_store).journal.typed("territory", "trois-clics")
    assert last is not None and last.author == "secrétariat"
    Store(demo_store).save("territory", "trois-clics", last.content | {"retired": True}, "test", last.revision)


def test_a_comparison_opens_by_its_link_and_follows_the_keyboard(visit: Any) -> None:
    visit.open("/comparer?territoire=bocage-bressuirais&indicateur=mt_sans_17plus&annee=2024", "Comparer")
    plot = visit.page.locator(".js-plotly-plot")
    expect(plot.locator("text", has_text="Bressuire").first).to_be_attached()
    expect(visit.page.locator(".bsl-table tr", has_text="Bressuire")).to_contain_text("significativement en dessous")
    visit.choose("Croiser avec un autre indicateur", "Vaccination antigrippale")
    visit.page.wait_for_url("**croiser=vacc_grippe_65plus*")
    expect(visit.page.get_by_text("ne disent pas que l’un cause l’autre").first).to_be_visible()
    visit.page.get_by_role("link", name="Voir l’évolution").click()
    visit.page.wait_for_url("**/evolution?*territoire=bocage-bressuirais*")
    expect(visit.page.get_by_role("heading", level=1, name="Évolution")).to_be_visible()
    expect(visit.page.get_by_text("Rupture 1.").first).to_be_visible()


@pytest.mark.parametrize(
    "path",
    [
        "/evolution?territoire=bocage-bressuirais&indicateur=vacc_grippe_65plus",
        "/comparer?territoire=bocage-bressuirais",
        "/territoires?modifier=bievre",
    ],
)
def test_a_phone_is_wide_enough(visiting: Any, server: str, path: str) -> None:
    visit = visiting(server, 390, 844)
    visit.open(path)
    visit.page.get_by_role("heading", level=1).wait_for()
    visit.settled()
    assert visit.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    expect(visit.page.get_by_role("link", name="Comparer", exact=True)).to_have_count(0)  # not in the menu
