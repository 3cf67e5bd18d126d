"""The map view as people use it: classes chosen in the legend, two maps that move together, links, files, no mouse."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Locator, expect
from python_calamine import load_workbook

from boussole.panels import WORKING_DOCUMENT

BOCAGE = "/carte?territoire=bocage-bressuirais"
COLORECTAL = f"{BOCAGE}&indicateur=dep_colorectal_50_74&annee=2024"
TITLE = "Carte des communes"
NAME_OF_FOCUS = """() => {
    const e = document.activeElement, group = e.closest("[role=radiogroup]");
    return (group || e).getAttribute("aria-label") || e.innerText || e.title || "";
}"""


def fills(communes: Locator) -> list[str]:
    return [str(f) for f in communes.evaluate_all("ps => ps.map(p => p.getAttribute('fill'))")]


def downloaded(visit: Any, menu: str, button: str, internal: bool = False) -> tuple[str, bytes]:
    page = visit.page
    expect(visit.map.locator("path.commune")).to_have_count(33)
    visit.settled()  # a map that has just been drawn makes the view draw itself again
    page.get_by_role("button", name=menu).first.click()
    if internal:
        page.get_by_text("Usage interne : CPTS").click()
        expect(page.get_by_text("Chaque page portera")).to_be_visible()
    with page.expect_download() as waiting:
        page.get_by_role("button", name=f"Télécharger ({button})").click()
    return waiting.value.suggested_filename, Path(waiting.value.path()).read_bytes()


def test_a_class_is_chosen_in_the_legend_by_keyboard_and_the_table_follows(visit: Any) -> None:
    visit.open(COLORECTAL, TITLE)
    communes = visit.map.locator("path.commune")
    expect(communes).to_have_count(33)
    visit.page.get_by_role("radio", name="Toutes les communes (33)").focus()
    visit.page.keyboard.press("ArrowDown")
    visit.page.wait_for_url("**classe=*")
    visit.settled()
    chosen = visit.page.get_by_role("radio", checked=True)
    count = int(re.findall(r"\((\d+)\)", chosen.locator("xpath=ancestor::label").inner_text())[-1])
    assert 0 < count < 33
    expect(visit.page.locator(".bsl-table tbody tr")).to_have_count(count + 1)  # and the territory
    expect(visit.page.locator(".bsl-table caption")).to_contain_text("seulement")
    visit.page.wait_for_function(
        "n => [...document.querySelector('iframe[title*=folium]').contentDocument.querySelectorAll('path.commune')]"
        ".filter(p => p.getAttribute('fill') !== '#ffffff').length === n",
        arg=count,
    )


def test_the_legend_has_the_colours_of_the_map(visit: Any) -> None:
    visit.open(COLORECTAL, TITLE)
    expect(visit.map.locator("path.commune")).to_have_count(33)
    drawn = set(fills(visit.map.locator("path.commune"))) - {"#ffffff"}
    swatches = visit.page.locator(".st-key-choix_classe [role=radiogroup] [data-testid=stMarkdownContainer]")
    colours = swatches.evaluate_all("ls => ls.map(l => getComputedStyle(l, '::before').backgroundColor)")
    in_hex = {"#" + "".join(f"{int(n):02x}" for n in re.findall(r"\d+", c)[:3]) for c in colours}
    assert len(drawn) == 5 and drawn <= in_hex


def test_two_maps_stand_side_by_side_in_one_frame_each_with_its_legend(visit: Any) -> None:
    visit.open(f"{COLORECTAL}&indicateur2=dep_colorectal_50_74&annee2=2021", TITLE)
    page = visit.page
    frames = page.locator("iframe[title*=folium]")
    expect(frames).to_have_count(2)
    for n in range(2):
        expect(frames.nth(n).content_frame.locator("path.commune")).to_have_count(33)
    left, right = (frames.nth(n).bounding_box() for n in range(2))
    assert left["y"] == right["y"] and left["width"] == right["width"] and left["x"] + left["width"] <= right["x"]
    legends = page.get_by_role("radiogroup", name=re.compile("^Légende"))
    expect(legends).to_have_count(2)
    bounds = [re.findall(r"[\d,]+ à [\d,]+", legends.nth(n).inner_text()) for n in range(2)]
    assert bounds[0] == bounds[1]  # two years of one indicator: one set of bounds
    page.wait_for_function("window.boussoleMaps && window.boussoleMaps.size >= 2")
    frames.first.content_frame.locator(".leaflet-control-zoom-in").click()
    page.wait_for_function(
        """() => {
            const maps = [...window.boussoleMaps].filter(m => m.getContainer().isConnected);
            const [one, other] = maps.map(m => [m.getZoom(), m.getCenter().lat, m.getCenter().lng].join());
            return maps.length === 2 && one === other;
        }"""
    )
    for _ in range(40):  # both are still gliding to their new place
        outlines = [frames.nth(n).content_frame.locator("path.commune").nth(5).get_attribute("d") for n in range(2)]
        if outlines[0] == outlines[1]:
            break
        page.wait_for_timeout(250)
    assert outlines[0] == outlines[1]


def test_a_link_holds_all_the_choices_of_the_map(visit: Any) -> None:
    visit.open(COLORECTAL, TITLE)
    visit.page.get_by_role("button", name="Classes et deuxième carte").click()
    visit.choose(re.compile("^Classes"), "Autour de la valeur du département")
    visit.choose("Nombre de classes", "5")
    visit.choose("Deuxième carte", "Vaccination ROR à 2 ans")
    visit.page.wait_for_url("**indicateur2=vacc_ror_2ans*")
    visit.page.keyboard.press("Escape")
    visit.choose("Commune", "Mauléon")
    visit.page.wait_for_url("**commune=79079*")
    visit.page.get_by_role("button", name="Copier le lien").click()
    link = visit.page.locator("[data-testid=stCode] code").inner_text().replace("\n", "")
    assert link == visit.page.url
    expect(visit.page.get_by_text("ce lien ne marche que sur lui")).to_be_visible()
    before = visit.page.locator(".bsl-method").first.inner_text()
    visit.page.evaluate("sessionStorage.clear()")
    visit.open(link.removeprefix(visit.address), TITLE)
    expect(visit.page.locator("iframe[title*=folium]")).to_have_count(2)
    assert visit.page.locator(".bsl-method").first.inner_text() == before
    assert "département" in before
    expect(visit.page.locator(".bsl-commune")).to_have_count(2)


def test_the_picture_of_the_map_opens_and_is_for_diffusion_unless_chosen(visit: Any) -> None:
    visit.open(COLORECTAL, TITLE)
    name, content = downloaded(visit, "Télécharger la carte", "PNG")
    image = Image.open(io.BytesIO(content))
    assert image.format == "PNG" and image.width > 1500
    assert name == "carte-bocage-bressuirais-dep_colorectal_50_74-2024-diffusion.png"
    assert WORKING_DOCUMENT not in image.info["Description"]


def test_a_working_picture_says_so(visit: Any) -> None:
    visit.open(COLORECTAL, TITLE)
    name, content = downloaded(visit, "Télécharger la carte", "PNG", internal=True)
    assert name.endswith("-usage-interne.png")
    assert WORKING_DOCUMENT in Image.open(io.BytesIO(content)).info["Description"]


def test_the_workbook_opens_and_a_working_one_says_so_first(visit: Any) -> None:
    visit.open(COLORECTAL, TITLE)
    name, content = downloaded(visit, "Télécharger le tableau", "XLSX", internal=True)
    rows = load_workbook(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    assert name.endswith("-usage-interne.xlsx")
    assert WORKING_DOCUMENT in rows[1][0]
    assert rows[2][:3] == ["Commune", "Code", "Valeur (%)"]
    assert isinstance(rows[3][2], float)


def test_a_chart_s_picture_is_made_in_the_browser(visit: Any) -> None:
    visit.open("/progression?territoire=bocage-bressuirais", "Progression vers le contrat")
    chart = visit.page.locator(".js-plotly-plot").first
    chart.hover()
    with visit.page.expect_download() as waiting:
        chart.locator(".modebar-btn").first.click()
    assert waiting.value.suggested_filename.startswith("boussole-patients-de-17-ans")
    assert Image.open(io.BytesIO(Path(waiting.value.path()).read_bytes())).width == 2200
    expect(chart.locator(".g-gtitle")).to_be_hidden()  # the picture's own: the screen writes it around the chart


def test_the_map_view_works_without_a_mouse(visit: Any) -> None:
    """Tab reaches every control, each has a name, and the map is no trap."""
    visit.open(COLORECTAL, TITLE)
    expect(visit.map.locator("path.commune")).to_have_count(33)
    page = visit.page
    page.get_by_role("button", name="Copier le lien").focus()
    page.keyboard.press("Enter")
    expect(page.locator("[data-testid=stCode]")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("[data-testid=stCode]")).to_have_count(0)
    stops: list[str] = []
    for _ in range(24):
        page.keyboard.press("Tab")
        stops.append(page.evaluate(NAME_OF_FOCUS))
    wanted = ("Territoire", "Indicateur", "Année", "Commune", "Classes et deuxième carte", "folium", "Légende",
              "Télécharger la carte", "Télécharger le tableau")  # fmt: skip
    found = {w: next((i for i, s in enumerate(stops) if w in s), None) for w in wanted}
    assert None not in found.values(), (found, stops)
    assert len([s for s in stops if "folium" in s]) <= 5, "one stop a control of the map, not one a commune"
    assert stops.count("") == 0, stops
