"""A contract made and edited in a browser: what looks wrong is said as one types, and what is saved is found again."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import expect


def cell(page: Any, editor: Any, column: int, text: str) -> None:
    """Type in a cell of the first row of an editable table: it is drawn on a canvas, so that keys go from its first
    cell."""
    editor.scroll_into_view_if_needed()
    box = editor.bounding_box()
    page.mouse.click(box["x"] + 90, box["y"] + 52)  # the first cell, under the header
    for _ in range(column):
        page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    field = page.locator("textarea.gdg-input")
    field.fill(text)
    field.press("Enter")
    expect(field).to_have_count(0)


def test_a_contract_is_made_and_a_target_that_worsens_is_told_before_and_after_saving(visit: Any) -> None:
    page = visit.page
    visit.open("/contrats?contrat=bocage-bressuirais", "Contrats")
    worse = page.get_by_text("la cible de 2023 est moins bonne que celle d’avant.")
    expect(page.get_by_role("heading", name="À vérifier, sans rien empêcher")).to_be_visible()
    expect(worse).to_have_count(0)
    editor = page.get_by_test_id("stDataFrame").locator("visible=true").last
    cell(page, editor, 6, "9 000")  # critère, unité, sens, valeur initiale, N+1, N+2, N+3
    expect(worse).to_be_visible()
    expect(page.get_by_text("Des changements ne sont pas encore enregistrés.")).to_be_visible()
    visit.settled()
    page.get_by_label("Qui change ce contrat ?").fill("direction")
    page.get_by_label("Qui change ce contrat ?").press("Enter")
    visit.settled()
    page.get_by_role("button", name="Enregistrer le contrat").click()
    expect(page.get_by_text("Contrat enregistré.")).to_be_visible()
    page.reload()
    expect(worse).to_be_visible()
    visit.settled()
    page.get_by_text("Ce qu’une révision a changé").click()
    expect(page.get_by_role("cell", name="9000")).to_be_visible()


def test_a_contract_starts_from_a_territory_alone(visit: Any) -> None:
    page = visit.page
    visit.open("/contrats", "Contrats")
    page.get_by_text("Créer un contrat", exact=True).click()
    visit.choose("Territoire du contrat", "Sénart")
    page.get_by_label("Qui crée ce contrat ?").fill("direction")
    page.get_by_label("Qui crée ce contrat ?").press("Enter")
    visit.settled()
    page.get_by_role("button", name="Créer ce contrat").click()
    expect(page.get_by_text("Contrat créé : remplissez ce que vous savez")).to_be_visible()
    expect(page.get_by_role("heading", level=2).filter(has_text="Sénart")).to_be_visible()
    expect(page.get_by_text("Ajoutez d’abord un objectif dans le tableau.")).to_be_visible()
