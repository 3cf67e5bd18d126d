"""The wizard as the analyst drives it: a correction kept as a profile, what changes, undo, abandon."""

from __future__ import annotations

import re
import time
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from boussole.questions.territories import territory
from boussole.store import Store
from etl.profiles import profiles

ROOT = Path(__file__).parents[2]


def content(communes: tuple[str, ...], **changed: int | None) -> bytes:
    """A file without any known column but the code: 50 for each commune but for what is said; None: no line."""
    values = dict.fromkeys(communes, 50) | {code.removeprefix("c"): value for code, value in changed.items()}
    lines = [f"{code};{value}" for code, value in values.items() if value is not None]
    return "\n".join(["Extraction de l’année 2017", "", "Code INSEE;Colonne mystère", *lines, ""]).encode()


def put(visit: Any, name: str, data: bytes) -> None:
    visit.page.locator("input[type=file]").set_input_files({"name": name, "mimeType": "text/csv", "buffer": data})


def press(visit: Any, name: str) -> None:
    visit.page.get_by_role("button", name=name, exact=True).click()


def test_a_column_is_corrected_once_and_known_the_next_time(visit: Any, demo_store: Path) -> None:
    page, communes = visit.page, territory(Store(demo_store), "bocage-bressuirais").communes
    first_file = content(communes, c79049=120)
    visit.open("/importer", "Importer un fichier")
    put(visit, "suivis_2017.csv", first_file)
    expect(page.get_by_role("alert").first).to_contain_text("Aucune colonne ne correspond à un indicateur")
    expect(page.get_by_text("--indicator")).to_have_count(0)  # nobody types an option here
    visit.choose("Sens de la colonne 2", "valeur")
    visit.choose("Indicateur de la colonne 2", "Patients accompagnés par une infirmière Asalée")
    visit.choose("Source du fichier", "Déclaré par la CPTS")
    press(visit, "Vérifier de nouveau")
    expect(page.get_by_text("Rien n’a été refusé.")).to_be_visible()
    expect(page.locator(".bsl-table").first).to_contain_text("Patients accompagnés")
    page.get_by_label("Qui importe").fill("analyste")
    page.get_by_label("Nom du profil d’import").fill("Suivis de l’équipe")
    press(visit, "Enregistrer ces corrections comme profil")
    expect(page.get_by_text("Corrections enregistrées")).to_be_visible()
    press(visit, "Importer")
    expect(page.get_by_text("Import enregistré")).to_be_visible()
    store = Store(demo_store)
    assert [p.name for p in profiles(store)] == ["Suivis de l’équipe"]
    first = store.journal.lots()[0]
    assert (first.file_name, first.profile, first.author) == ("suivis_2017.csv", "Suivis de l’équipe", "analyste")

    # The same file again, without leaving the view: its header is known, and so is the file.
    put(visit, "suivis_2017 (1).csv", first_file)
    expect(page.get_by_text("Profil reconnu à l’en-tête")).to_contain_text("Suivis de l’équipe")
    expect(page.get_by_text("Ce fichier a déjà été chargé")).to_contain_text(f"lot {first.id}")
    expect(page.get_by_text("ne changerait rien")).to_be_visible()

    # The next file: what it changes is said, and one click imports it.
    put(visit, "suivis_2017_v2.csv", content(communes, c79049=131, c79038=7, c79079=None))
    expect(page.locator(".bsl-facts").nth(2)).to_contain_text(
        "0 nouvelle, 2 changées, 30 inchangées, 1 absente du fichier"
    )
    table = page.locator(".bsl-table", has_text="Avant")
    expect(table.locator("tr", has_text="Bressuire")).to_contain_text(re.compile("120 patients.*131 patients"))
    expect(table.locator("tr", has_text="Boismé")).to_contain_text(re.compile(r"50 patients.*secret \(< 11\)"))
    expect(table.locator("tr", has_text="Mauléon")).to_contain_text("absente du fichier")
    expect(visit.map.locator("path.commune")).to_have_count(33)
    page.get_by_text("Retirer les valeurs absentes du fichier").click()
    press(visit, "Importer")
    expect(page.get_by_text("Import enregistré")).to_be_visible()
    second = store.journal.lots()[0]
    assert (second.profile, second.author, second.counts["retired"]) == ("Suivis de l’équipe", "analyste", True)

    # On the map: the new value, and the one taken away; then the lot is undone, and the old ones come back.
    link = "/carte?territoire=bocage-bressuirais&indicateur=asalee_patients&annee=2017&commune="
    visit.open(link + "79049", "Carte des communes")
    expect(page.locator(".bsl-commune")).to_contain_text("131")
    expect(page.locator(".bsl-table tr", has_text="Mauléon")).to_contain_text("aucune donnée")
    visit.open(f"/historique?lot={second.id}", "Historique des imports")
    press(visit, "Annuler ce lot")
    page.get_by_label("Qui annule").fill("coordination")
    press(visit, f"Oui, annuler le lot n° {second.id}")
    expect(page.get_by_text(f"Lot n° {second.id} annulé")).to_be_visible()
    expect(page.locator(".bsl-table").first.locator("tbody tr").first).to_contain_text("par coordination")
    visit.open(link + "79049", "Carte des communes")
    expect(page.locator(".bsl-commune")).to_contain_text("120")
    expect(page.locator(".bsl-table tr", has_text="Mauléon")).to_contain_text("50")


def running(word: str) -> list[str]:
    """The command lines of this machine that hold a word."""
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            found += [line] if word in (line := path.read_bytes().decode(errors="replace")) else []
        except OSError:  # ended meanwhile
            continue
    return found


@pytest.mark.skipif(not Path("/proc/self/cmdline").exists(), reason="lists processes as Linux does")
def test_abandoning_kills_the_child(visit: Any, demo_store: Path, tmp_path: Path) -> None:
    lots = len(Store(demo_store).journal.lots())
    big = tmp_path / "tres_gros.csv"
    lines = "".join(f"79049;{2000 + n % 20};mt_sans_17plus;{n % 900};1 234,5 x\n" for n in range(10_000))
    with big.open("w", encoding="utf-8") as out:
        out.write("code_commune;annee;indicateur;numerateur;denominateur\n")
        for _ in range(150):
            out.write(lines)
    assert big.stat().st_size > 50 << 20
    visit.open("/importer", "Importer un fichier")
    visit.page.locator("input[type=file]").set_input_files(big)
    press(visit, "Abandonner")
    expect(visit.page.get_by_text("Abandonné")).to_be_visible()
    deadline = time.monotonic() + 5
    while running("tres_gros.csv") and time.monotonic() < deadline:
        time.sleep(0.1)
    assert running("tres_gros.csv") == []
    expect(visit.page.get_by_role("button", name="Reprendre ce fichier")).to_be_enabled()
    assert len(Store(demo_store).journal.lots()) == lots
