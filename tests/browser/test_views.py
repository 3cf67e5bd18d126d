"""The views as people see them: maps and charts drawn with the network cut off, clicks, links, one choice kept."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from boussole.geography import geography
from boussole.questions.territories import territory
from boussole.store import Store

BOCAGE = "/carte?territoire=bocage-bressuirais"
TERRITORIES = ("bocage-bressuirais", "bievre", "senart", "nord-essonne")


def test_each_view_opens_by_its_link_on_a_server_nobody_has_visited(
    visiting: Callable[..., Any], fresh_server: str
) -> None:
    visit = visiting(fresh_server)
    for path, title in (
        ("/progression?territoire=nord-essonne", "Progression vers le contrat"),
        (BOCAGE, "Carte des communes"),
        ("/portrait?territoire=bievre", "Portrait du territoire"),
        ("/commune?territoire=bocage-bressuirais&commune=79079", "Une commune et son territoire"),
        ("/indicateurs?recherche=grippe", "Les indicateurs"),
        ("/comparer?territoire=nord-essonne", "Comparer"),
        ("/evolution?territoire=nord-essonne", "Évolution"),
        ("/territoires?modifier=nord-essonne", "Territoires"),
        ("/importer", "Importer un fichier"),
        ("/historique", "Historique des imports"),
        ("/guide", "Guide de Boussole CPTS"),
        ("/methode", "Méthode du secret statistique"),
        ("/", "Boussole CPTS"),
    ):
        visit.open(path, title)
        expect(visit.page.get_by_role("dialog")).to_have_count(0)
        expect(visit.page.locator("html")).to_have_attribute("lang", "fr")


@pytest.mark.parametrize("id", TERRITORIES)
def test_every_commune_with_a_contour_is_on_the_map(visit: Any, demo_store: Path, id: str) -> None:
    communes = territory(Store(demo_store), id).communes
    visit.open(f"/carte?territoire={id}", "Carte des communes")
    expect(visit.map.locator("path.commune")).to_have_count(len(geography().contours(communes)))
    expect(visit.map.locator(".leaflet-control-attribution")).to_contain_text("IGN")
    expect(visit.page.get_by_role("radiogroup", name="Légende (%)")).to_be_visible()


def test_a_click_shows_the_commune_and_puts_it_in_the_link(visit: Any) -> None:
    visit.open(BOCAGE, "Carte des communes")
    polygon = visit.map.locator("path.commune").nth(3)
    polygon.hover()
    tooltip = visit.map.locator(".leaflet-tooltip strong")
    name = tooltip.inner_text()
    polygon.click()
    card = visit.page.locator(".bsl-commune")
    expect(card).to_contain_text(name)
    visit.page.wait_for_url(re.compile(r"commune=79\d{3}"))
    link = visit.page.url
    visit.open(link.removeprefix(visit.address), "Carte des communes")
    expect(card).to_contain_text(name)


def test_the_commune_can_be_chosen_without_a_mouse(visit: Any) -> None:
    visit.open(BOCAGE, "Carte des communes")
    visit.choose("Commune", "Mauléon")
    expect(visit.page.locator(".bsl-commune")).to_contain_text("Mauléon (79079)")
    visit.page.wait_for_url("**commune=79079*")


def test_changing_the_indicator_keeps_the_frame_and_changes_the_map(visit: Any) -> None:
    visit.open(BOCAGE, "Carte des communes")
    communes = visit.map.locator("path.commune")
    expect(communes).to_have_count(33)
    visit.map.locator(".leaflet-control-zoom-in").click()
    visit.page.wait_for_timeout(500)  # Leaflet's zoom animation
    colours, outline = communes.evaluate_all("ps => ps.map(p => p.getAttribute('fill'))"), communes.nth(5)
    drawn = outline.get_attribute("d")
    visit.choose("Indicateur (par mission)", "Dépistage du cancer colorectal")
    visit.page.wait_for_url("**indicateur=dep_colorectal_50_74*")
    expect(visit.page.get_by_role("heading", level=3)).to_contain_text("cancer colorectal")
    visit.page.wait_for_function(
        "old => JSON.stringify([...document.querySelector('iframe[title*=folium]').contentDocument"
        ".querySelectorAll('path.commune')].map(p => p.getAttribute('fill'))) !== JSON.stringify(old)",
        arg=colours,
    )
    assert outline.get_attribute("d") == drawn  # same zoom, same place


def test_a_link_opens_the_same_view(visit: Any) -> None:
    visit.open(f"{BOCAGE}&indicateur=pop_totale&annee=2023&commune=79049", "Carte des communes")
    expect(visit.map.locator("path.circle").first).to_be_visible()
    expect(visit.page.locator(".bsl-commune")).to_contain_text("Bressuire (79049)")
    for parameter in ("territoire=bocage-bressuirais", "indicateur=pop_totale", "annee=2023", "commune=79049"):
        assert parameter in visit.page.url


def test_secret_communes_are_hatched_and_give_no_value(visit: Any) -> None:
    visit.open(BOCAGE, "Carte des communes")
    expect(visit.page.get_by_role("radio", name="Secret statistique (< 11)")).to_be_attached()
    expect(visit.map.locator("path[stroke='#3d3d3d']").first).to_be_attached()
    secret = visit.page.locator(".bsl-table tr", has_text="secret").first
    assert re.search(r"\d", secret.inner_text().replace("< 11", "").split("\t", 2)[-1]) is None


def test_the_background_map_is_a_choice_and_says_where_it_comes_from(visit: Any) -> None:
    visit.open(BOCAGE, "Carte des communes")
    expect(visit.map.locator("path.commune")).to_have_count(33)
    visit.page.get_by_role("button", name="Classes et deuxième carte").click()
    visit.page.get_by_text("Fond de carte (internet)").click()
    expect(visit.map.locator(".leaflet-control-attribution")).to_contain_text("OpenStreetMap")
    expect(visit.map.locator("path.commune")).to_have_count(33)
    visit.page.wait_for_timeout(300)
    assert visit.outside and all("tile.openstreetmap.org" in url for url in visit.outside)
    visit.outside.clear()  # asked for, this once, by the reader
    visit.errors[:] = [e for e in visit.errors if "tile.openstreetmap.org" not in e]


def test_progression_shows_the_contract_of_bocage_bressuirais(visit: Any) -> None:
    visit.open("/progression?territoire=bocage-bressuirais&exercice=2021", "Progression vers le contrat")
    line = visit.page.locator(".bsl-table tr", has_text="5\u202f280 patients")
    expect(line).to_contain_text("5\u202f000 patients")
    labels = visit.page.locator(".js-plotly-plot").first.locator("text")
    for value in ("5\u202f280", "5\u202f000", "4\u202f500"):
        expect(labels.filter(has_text=value).first).to_be_attached()
    visit.choose("Exercice", "2022")
    expect(line).to_contain_text("4\u202f500 patients")
    visit.page.wait_for_url("**exercice=2022*")


def test_the_territory_is_kept_across_views(visit: Any) -> None:
    visit.open("/", "Boussole CPTS")
    visit.page.get_by_role("link", name="Ouvrir la carte").click()
    visit.settled()
    visit.choose("Territoire", "Sénart")
    visit.page.wait_for_url("**territoire=senart*")
    visit.page.get_by_role("link", name="Progression").first.click()
    visit.page.wait_for_url("**/progression?territoire=senart*")
    expect(visit.page.get_by_role("alert")).to_contain_text("objectifs à saisir")


def test_a_phone_shows_the_map_too(visiting: Callable[..., Any], server: str) -> None:
    visit = visiting(server, 390, 844)
    visit.open(BOCAGE, "Carte des communes")
    expect(visit.map.locator("path.commune")).to_have_count(33)
    assert visit.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_the_table_downloads_as_a_csv_for_excel_in_french(visit: Any) -> None:
    visit.open(BOCAGE, "Carte des communes")
    expect(visit.map.locator("path.commune")).to_have_count(33)
    visit.settled()  # a map that has just been drawn makes the view draw itself again
    visit.page.get_by_role("button", name="Télécharger le tableau").click()
    with visit.page.expect_download() as waiting:
        visit.page.get_by_role("button", name="Télécharger (CSV)").click()
    content = Path(waiting.value.path()).read_bytes()
    assert content.startswith(b"\xef\xbb\xbfCommune;Code;") and waiting.value.suggested_filename.endswith(".csv")
