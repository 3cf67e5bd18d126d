"""The meeting in a browser: a running order built from the views, projected, driven by keyboard and clicker."""

from __future__ import annotations

import re
from typing import Any

from playwright.sync_api import expect
from pptx import Presentation

COMMITTEE = "/projeter?territoire=nord-essonne&exercice=2023"


def title(page: Any) -> str:
    return str(page.get_by_role("heading", level=1).inner_text())


def press(visit: Any, key: str, wanted: str) -> None:
    """One key, and the slide that it must bring."""
    expect(visit.page.locator(".st-key-bsl-clicker button")).to_have_count(2)  # drawn last: what hears the keys
    visit.settled()
    visit.page.keyboard.press(key)
    expect(visit.page).to_have_url(re.compile(rf"[?&]diapo={re.escape(wanted)}(&|$)"))
    visit.settled()


def test_a_meeting_is_driven_by_keyboard_and_clicker_and_a_reload_changes_nothing(visit: Any) -> None:
    page = visit.page
    page.set_viewport_size({"width": 1280, "height": 800})
    visit.open(COMMITTEE, "CPTS Nord-Essonne : le territoire")
    expect(page.get_by_test_id("stSidebar")).not_to_be_visible()
    press(visit, "ArrowRight", "portrait-contrat-2")
    press(visit, "PageDown", "portrait-contrat-2~2")
    press(visit, "ArrowRight", "synthese-3")
    expect(page.get_by_role("heading", level=1)).to_contain_text("53 actions, dont 34 réalisées")
    press(visit, "PageUp", "portrait-contrat-2~2")
    press(visit, "ArrowLeft", "portrait-contrat-2")
    here = title(page)
    page.reload()
    visit.settled()
    assert title(page) == here
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_the_contents_lead_to_any_slide_and_the_last_one_ends_with_the_reports_dates(visit: Any) -> None:
    page = visit.page
    visit.open(f"{COMMITTEE}&diapo=cascade-35")
    expect(page.get_by_role("heading", level=1)).to_contain_text("99 213,13 €".replace(" ", "\u202f", 1))
    page.get_by_role("button", name="Sommaire").click()
    page.get_by_role("button", name=re.compile("^Dates depuis")).click()
    expect(page.get_by_role("cell", name="Comité de suivi")).to_be_visible()
    expect(page.get_by_role("rowheader", name="16/11/2023")).to_be_visible()
    visit.settled()
    expect(page.get_by_role("button", name=re.compile("^Suivante"))).to_be_disabled()


def test_a_panel_picked_on_the_map_is_commented_kept_and_projected(visit: Any) -> None:
    page = visit.page
    visit.open("/carte?territoire=bocage-bressuirais&indicateur=mt_sans_17plus&annee=2023", "Carte des communes")
    page.get_by_role("button", name="Ajouter à la réunion").click()
    page.get_by_label("Son nom").fill("Comité d’essai")
    page.get_by_label("Commentaire (facultatif)").fill("Le nord d’abord.")
    page.get_by_label("Qui ajoute ?").fill("CPTS")
    page.get_by_label("Qui ajoute ?").press("Enter")
    visit.settled()
    page.get_by_role("button", name="Ajouter", exact=True).click()
    expect(page.get_by_text("Ajouté à « Comité d’essai ».")).to_be_visible()
    page.keyboard.press("Escape")
    visit.settled()

    visit.open("/reunions?territoire=bocage-bressuirais&reunion=comite-dessai", "Réunions")
    page.get_by_label("Qui prépare la réunion ?").fill("CPTS")
    page.get_by_label("Titre de la diapositive de texte").fill("Ordre du jour")
    page.get_by_role("button", name="Ajouter ce texte").click()
    expect(page.get_by_text("2. Ordre du jour")).to_be_visible()
    visit.settled()
    page.get_by_role("button", name="↑").last.click()
    expect(page.get_by_text("1. Ordre du jour")).to_be_visible()
    visit.settled()

    page.get_by_role("link", name="Projeter cette réunion").click()
    expect(page.get_by_role("heading", level=1, name="Ordre du jour")).to_be_visible()
    press(visit, "ArrowRight", "carte-1")
    expect(page.get_by_text("Le nord d’abord.")).to_be_visible()
    page.get_by_role("img", name=re.compile("^Carte de 33 communes")).click()  # a click takes no key away
    press(visit, "PageUp", "texte-1")


def test_the_files_are_made_before_ones_eyes_and_a_frozen_meeting_comes_out_the_same(visit: Any) -> None:
    page = visit.page
    visit.open("/reunions?territoire=senart", "Réunions")
    page.get_by_label("Qui prépare la réunion ?").fill("CPTS")
    page.get_by_label("Qui prépare la réunion ?").press("Enter")
    visit.settled()
    page.get_by_label("Garder cet ordre sous le nom").fill("Bureau de juin")
    page.get_by_role("button", name="Garder", exact=True).click()
    expect(page.get_by_role("heading", level=2, name="Bureau de juin")).to_be_visible()
    visit.settled()

    page.get_by_role("button", name="Préparer le fichier").click()
    with page.expect_download() as taken:
        page.get_by_role("button", name="Télécharger senart-bureau-de-juin-diffusion.pptx").click()
    deck = Presentation(str(taken.value.path()))
    titles = [s.shapes.title.text for s in deck.slides if s.shapes.title]
    assert any("CPTS Sénart : le territoire" in spaces(t) for t in titles)

    page.get_by_role("button", name="Figer la réunion").click()
    link = page.get_by_role("link", name="Projeter cet instantané")
    expect(link).to_be_visible()
    expect(page.get_by_text(re.compile(r"pptx.*empreinte SHA-256 [0-9a-f]{64}"))).to_be_visible()
    visit.settled()
    page.get_by_role("button", name="✕").first.click()  # the order moves on
    visit.settled()
    with page.expect_download() as kept:
        page.get_by_role("button", name="Télécharger senart-bureau-de-juin-diffusion.pptx").last.click()
    assert kept.value.path().read_bytes() == taken.value.path().read_bytes()
    link.click()
    expect(page.get_by_role("heading", level=1, name="CPTS Sénart : le territoire")).to_be_visible()
    expect(page).to_have_url(re.compile("instantane=bureau-de-juin"))


def spaces(text: str) -> str:
    return text.replace("\u202f", " ").replace("\u00a0", " ")
