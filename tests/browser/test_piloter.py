"""Where the contract stands, in a browser: the published figures of Nord-Essonne and Bocage Bressuirais."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import expect

TITLE = "Progression vers le contrat"


def test_progression_of_nord_essonne_goes_through_its_53_actions_by_mission(visit: Any) -> None:
    visit.open("/progression?territoire=nord-essonne&exercice=2023&mission=acces", TITLE)
    total = visit.page.locator(".bsl-table tr", has_text="Total").first
    expect(total).to_have_text("Total53344132")  # 53 actions: 34, 4, 13, 2
    expect(visit.page.get_by_text("9 demandes")).to_be_visible()
    expect(visit.page.locator(".js-plotly-plot")).to_have_count(5)
    expect(visit.page.locator(".bsl-table tr", has_text="convention signée").first).to_contain_text("réalisée")
    visit.choose("Mission", "Parcours pluriprofessionnels")
    visit.page.wait_for_url("**mission=parcours*")
    expect(visit.page.locator(".js-plotly-plot")).to_have_count(8)
    expect(visit.page.get_by_role("heading", name="Filière ville-hôpital de l’urgence psychique")).to_be_visible()
    expect(visit.page.get_by_text("9 demandes")).to_have_count(0)


def test_progression_of_bocage_shows_its_targets_and_the_pace_needed(visit: Any) -> None:
    visit.open("/progression?territoire=bocage-bressuirais&exercice=2022&mission=acces", TITLE)
    charts = visit.page.locator(".js-plotly-plot")
    for chart, values in ((0, ("5\u202f280", "5\u202f000", "4\u202f500", "4\u202f000", "3\u202f500", "2\u202f500")),
                          (1, ("631", "567,9", "504,8"))):  # fmt: skip
        for value in values:
            expect(charts.nth(chart).locator("text", has_text=value).first).to_be_attached()
    expect(visit.page.get_by_text("patients par an pour atteindre").first).to_be_visible()


def test_the_synthese_of_nord_essonne_is_the_committee_s_tables(visit: Any) -> None:
    visit.open("/synthese?territoire=nord-essonne&exercice=2023", "Synthèse")
    expect(visit.page.get_by_role("heading", name="53 actions")).to_contain_text("34 résultat, 16 suivi, 3 sans type")
    expect(visit.page.locator(".bsl-counts div")).to_have_text(
        ["réalisées34", "partiellement réalisées4", "non réalisées13", "en cours de déploiement2"]
    )
    expect(visit.page.get_by_text("retenus sur").first).to_contain_text("99\u202f213,13")
    visit.page.wait_for_url("**contrat=nord-essonne*")
    visit.page.get_by_role("button", name="Télécharger le tableau").first.click()
    visit.page.get_by_text("Diffusion", exact=False).first.wait_for()
    with visit.page.expect_download() as download:
        visit.page.get_by_role("button", name="Télécharger (CSV)").click()
    assert download.value.suggested_filename == "nord-essonne-2023-actions-diffusion.csv"
    written = download.value.path().read_text(encoding="utf-8-sig")
    assert "Accès aux soins;médecin traitant;résultat;8;6;5;1;0;0" in written


def test_the_choice_of_a_territory_is_that_of_its_contract_in_the_next_view(visit: Any) -> None:
    visit.open("/progression?territoire=bocage-bressuirais", TITLE)
    visit.page.get_by_role("link", name="Synthèse").first.click()
    visit.page.wait_for_url("**/synthese?contrat=bocage-bressuirais*")
    expect(visit.page.get_by_role("heading", name="Synthèse – CPTS du Bocage Bressuirais")).to_be_visible()
