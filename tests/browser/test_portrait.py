"""The portrait as people use it: its figures, its pictures, its links by mouse and by keyboard."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

PORTRAIT = "/portrait?territoire=bocage-bressuirais"


def test_the_portrait_of_bocage_gives_its_published_initial_values(visit: Any) -> None:
    visit.open(f"{PORTRAIT}&annee=2020", "Portrait du territoire")
    for label, value, count, interval in (
        ("Vaccination ROR à 2 ans", "74,7\u202f%", "436 sur 584", "71,0–78,0"),
        ("Vaccination antigrippale des 65 ans et plus", "50,3\u202f%", "8\u202f169 sur 16\u202f241", "49,5–51,1"),
        ("Dépistage du cancer colorectal", "34,3\u202f%", "5\u202f549 sur 16\u202f178", "33,6–35,0"),
    ):
        line = visit.page.locator(".bsl-profile tr:not(.bsl-more)", has_text=label)
        for text in (value, count, interval, "le 24/12/2020", "publiée"):
            expect(line).to_contain_text(text)


def test_the_pictures_are_drawn_and_a_line_leads_to_the_map(visit: Any) -> None:
    visit.open(PORTRAIT, "Portrait du territoire")
    pictures = visit.page.locator("img.bsl-spine")
    expect(pictures.first).to_be_visible()
    assert all(pictures.evaluate_all("all => all.map(i => i.complete && i.naturalWidth > 0 && i.alt.length > 20)"))
    visit.page.get_by_role("link", name="Vaccination ROR à 2 ans").click()
    visit.page.wait_for_url("**/carte?territoire=bocage-bressuirais&indicateur=vacc_ror_2ans&annee=2025*")
    expect(visit.page.get_by_role("heading", level=3)).to_contain_text("Vaccination ROR")


def test_a_commune_is_reached_by_keyboard_and_its_neighbours_after_it(visit: Any) -> None:
    visit.open(PORTRAIT, "Portrait du territoire")
    link = visit.page.get_by_role("link", name="Mauléon")
    link.focus()
    link.press("Enter")
    visit.page.wait_for_url("**/commune?territoire=bocage-bressuirais&commune=79079*")
    heading = visit.page.get_by_role("heading", level=2)
    expect(heading).to_have_text("Mauléon")
    neighbours = visit.page.locator(".bsl-communes")
    expect(neighbours).to_contain_text("Treize-Vents (hors du territoire, Vendée)")
    neighbours.get_by_role("link", name="Nueil-les-Aubiers").press("Enter")
    expect(heading).to_have_text("Nueil-les-Aubiers")
    visit.page.wait_for_url(re.compile("commune=79195"))


def test_what_a_figure_rests_on_unfolds_by_keyboard_and_leads_to_its_definition(visit: Any) -> None:
    visit.open(PORTRAIT, "Portrait du territoire")
    line = visit.page.locator(".bsl-profile .bsl-more", has_text="Vaccination ROR")
    line.locator("summary").press("Enter")
    expect(line.locator("dl")).to_contain_text("Champ")
    line.get_by_role("link", name="Définition").press("Enter")
    visit.page.wait_for_url("**/indicateurs?territoire=bocage-bressuirais&indicateur=vacc_ror_2ans*")
    expect(visit.page.locator("details[open]")).to_contain_text("Pour 100 enfants de 2 ans")


def test_a_word_typed_finds_the_indicator(visit: Any) -> None:
    visit.open("/indicateurs?territoire=bocage-bressuirais", "Les indicateurs")
    box = visit.page.get_by_role("textbox", name="Rechercher un indicateur")
    box.fill("medecin traitant ald")
    box.press("Enter")
    expect(visit.page.locator("details.bsl-entry")).to_have_count(1)
    visit.page.wait_for_url(re.compile("recherche=medecin"))


@pytest.mark.parametrize(
    "path",
    [
        PORTRAIT,
        pytest.param("/commune?territoire=bievre&commune=94034", marks=pytest.mark.long),
        pytest.param("/indicateurs?indicateur=prev_diabete", marks=pytest.mark.long),
    ],
)
def test_nothing_is_wider_than_a_phone(visiting: Callable[..., Any], server: str, path: str) -> None:
    visit = visiting(server, 390, 844)
    visit.open(path)
    visit.page.get_by_role("heading", level=1).wait_for()
    visit.settled()
    assert visit.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
