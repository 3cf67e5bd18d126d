"""The import as the analyst does it: understood, refused, confirmed, seen on the map; a blocked file shows nothing."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from playwright.sync_api import expect

from boussole.store import Store

DATA = Path(__file__).parent / "data"


def deposit(visit: Any, *files: Any) -> None:
    visit.open("/importer", "Importer un fichier")
    visit.page.locator("input[type=file]").set_input_files(*files)


def test_a_spreadsheet_of_the_cpam_is_imported_and_seen_on_the_map(visit: Any, demo_store: Path) -> None:
    deposit(visit, DATA / "import_large_cp1252.csv")
    facts = visit.page.locator(".bsl-facts")
    expect(facts.first).to_contain_text("cp1252")
    expect(facts.nth(1)).to_contain_text("Communes reconnues\u00a0: 33")
    expect(visit.page.get_by_text("Rien n’a été refusé.")).to_be_visible()
    expect(visit.page.locator(".bsl-table").first).to_contain_text("numérateur")
    visit.page.get_by_label("Qui importe").fill("coordination")
    visit.page.get_by_role("button", name="Importer", exact=True).click()
    expect(visit.page.get_by_text("Import enregistré")).to_be_visible()
    last = Store(demo_store).journal.lots()[0]
    assert (last.author, last.file_name) == ("coordination", "import_large_cp1252.csv")
    visit.page.get_by_role("link", name="Voir sur la carte").click()
    visit.page.wait_for_url(re.compile(r"/carte\?.*annee=2019"))
    expect(visit.page.get_by_role("heading", level=1, name="Carte des communes")).to_be_visible()
    visit.settled()
    expect(visit.map.locator("path.commune")).to_have_count(33)
    expect(visit.page.locator(".bsl-card").first).to_contain_text("CPTS du Bocage Bressuirais")
    expect(visit.page.locator(".bsl-table")).to_contain_text("secret (< 11)")


def test_refusals_are_named_downloadable_and_can_be_left_out(visit: Any) -> None:
    deposit(visit, DATA / "import_with_refusals.csv")
    refused = visit.page.locator(".bsl-table", has_text="Que faire")
    expect(refused.locator("tbody tr")).to_have_count(3)
    expect(refused).to_contain_text("99999")
    expect(refused).to_contain_text("<b>9</b>")  # as text
    with visit.page.expect_download() as waiting:
        visit.page.get_by_role("button", name="Télécharger (CSV)").first.click()
    assert "valeur" in Path(waiting.value.path()).read_text(encoding="utf-8-sig").lower()
    expect(visit.page.get_by_role("button", name="Importer ce qui est accepté")).to_be_enabled()


def test_nothing_can_be_imported_without_saying_who(visit: Any, demo_store: Path) -> None:
    lots = len(Store(demo_store).journal.lots())
    deposit(visit, DATA / "import_with_refusals.csv")
    visit.page.get_by_role("button", name="Importer ce qui est accepté").click()
    expect(visit.page.get_by_role("alert").filter(has_text="qui vous êtes")).to_contain_text(
        "Dites d’abord qui vous êtes"
    )
    assert len(Store(demo_store).journal.lots()) == lots


def test_a_file_about_persons_is_refused_and_none_of_it_is_shown(visit: Any, demo_store: Path) -> None:
    lots = len(Store(demo_store).journal.lots())
    rows = [
        f"1850779049{n:03d}{97 - int(f'1850779049{n:03d}') % 97:02d};MARTINOT{n};12/03/19{50 + n};79049"
        for n in range(9)
    ]
    content = "\n".join(["NIR;Nom;Date de naissance;Commune", *rows]).encode()
    deposit(visit, {"name": "patients.csv", "mimeType": "text/csv", "buffer": content})
    expect(visit.page.get_by_role("alert").first).to_contain_text("données individuelles")
    shown = visit.page.content()
    assert "MARTINOT" not in shown and "1850779049" not in shown
    assert len(Store(demo_store).journal.lots()) == lots
