"""The séance in a browser: a line is retained and the total moves; an entry is typed on a phone; a rate is simulated."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from playwright.sync_api import expect

SESSION = "/seance?contrat=nord-essonne&exercice=2024"


def test_a_line_is_retained_in_front_of_everyone_and_the_total_moves(visit: Any) -> None:
    page = visit.page
    visit.open(SESSION, "Séance")
    total = page.get_by_role("heading", level=2).first
    before = total.inner_text()
    page.get_by_label("Qui tient la séance ?").fill("présidence")
    page.get_by_label("Taux retenu, en %").fill("12,5")
    page.get_by_role("button", name="Retenir", exact=True).click()
    expect(page.get_by_text(re.compile("retenu\\.$")).first).to_be_visible()
    expect(total).not_to_have_text(before)
    after = total.inner_text()
    expect(page.get_by_text("Le retenu n’est pas le calculé : écrivez le motif.")).to_be_visible()
    visit.settled()
    page.get_by_label("Motif, si le retenu").fill("preuve incomplète")
    page.get_by_role("button", name="Retenir", exact=True).click()
    expect(page.get_by_text("Le retenu n’est pas le calculé : écrivez le motif.")).to_have_count(0)
    visit.settled()
    page.reload()
    expect(total).to_have_text(after)
    expect(page.get_by_label("Taux retenu, en %")).to_have_value("12,5")
    page.get_by_role("button", name="Ligne suivante à décider").click()
    expect(page.get_by_label("Taux retenu, en %")).to_have_count(1)
    visit.settled()
    expect(page.get_by_label("Taux retenu, en %")).to_have_value("")


def test_what_was_done_is_typed_on_a_phone_in_a_minute(visiting: Callable[..., Any], server: str) -> None:
    visit = visiting(server, 390, 844)
    page = visit.page
    visit.open("/saisie?contrat=nord-essonne&exercice=2024", "Saisie")
    page.get_by_label("Qui saisit ?").fill("coordination")
    page.get_by_label("Qui saisit ?").press("Enter")
    visit.settled()
    page.get_by_label("Ce qui a été fait").fill("Réunion de secteur")
    page.get_by_label("Combien").fill("trois")
    page.get_by_role("button", name="Ajouter", exact=True).click()
    expect(page.get_by_text("« trois » n’est pas un nombre (nombre).")).to_be_visible()
    expect(page.get_by_label("Ce qui a été fait")).to_have_value("Réunion de secteur")  # refused, it stays
    visit.settled()
    page.get_by_label("Combien").fill("3")
    page.get_by_role("button", name="Ajouter", exact=True).click()
    expect(page.get_by_role("cell", name="Réunion de secteur")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_rate_is_simulated_and_nothing_is_saved(visit: Any) -> None:
    page = visit.page
    visit.open("/financement?contrat=nord-essonne&exercice=2024", "Financement")
    headline = page.get_by_role("heading", level=3).first.inner_text()
    visit.choose("Objectif dont le taux change", "Groupes d’analyse")
    rate = page.get_by_label("Taux simulé, en %")
    rate.fill("100")
    rate.press("Enter")
    expect(page.get_by_text(re.compile(r"^\+.*sur la part variable$"))).to_be_visible()
    expect(page.get_by_role("rowheader", name="Total de la part variable")).to_be_visible()
    page.reload()
    visit.settled()
    assert page.get_by_role("heading", level=3).first.inner_text() == headline
