"""The wizard and the history without a browser: what is understood, corrected, confirmed, undone. Children are real."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from boussole.store import Store
from etl.profiles import profiles
from tests.etl.workbooks import Sheet, xlsx
from tests.pages.conftest import COMMUNES, HEADER

ROOT = Path(__file__).parents[2]
Html = Callable[[AppTest], str]


@pytest.fixture
def own_store(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    """A copy of the store, to change."""
    shutil.copytree(store.root, tmp_path / "store")
    monkeypatch.setenv("BOUSSOLE_STORE", str(tmp_path / "store"))
    st.cache_resource.clear()
    return Store(tmp_path / "store")


def view(page: str) -> AppTest:
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60).run()
    return app.switch_page(f"pages/alimenter/{page}.py").run()


def deposited(*lines: str, name: str = "fichier.csv") -> AppTest:
    app = view("importer")
    app.file_uploader(key="fichier").set_value((name, "\n".join([*lines, ""]).encode(), "text/csv")).run()
    assert not app.exception, app.exception
    return app


def rates(numerator: int = 150) -> list[str]:
    return [HEADER, *(f"commune;{c};2024;mt_sans_17plus;{numerator};1000;Assurance Maladie" for c in COMMUNES[:4])]


def press(app: AppTest, label: str) -> AppTest:
    next(b for b in app.button if b.label == label).click()
    app.run()
    assert not app.exception, app.exception
    return app


def select(app: AppTest, label: str, value: str) -> None:
    next(s for s in app.selectbox if s.label == label).set_value(value).run()


def said(app: AppTest) -> str:
    kinds = (app.error, app.warning, app.info, app.success, app.markdown)
    return " ".join(e.value for kind in kinds for e in kind).replace("\\", "")


def test_the_report_accounts_for_every_cell_and_names_what_changes(own_store: Store, html: Html) -> None:
    app = deposited(*rates(), "commune;99999;2024;mt_sans_17plus;1;2;Assurance Maladie")
    shown = html(app)
    assert "4 observations + 1 refusée + 0 mise de côté" in shown and "= 5 cellules lues, 5 lignes" in shown
    assert "0 nouvelle, 4 changées" in shown and "1 absente du fichier" in shown
    assert "12,0\u202f% (120 sur 1\u202f000)" in shown and "15,0\u202f% (150 sur 1\u202f000)" in shown
    assert any(b.label == "Importer ce qui est accepté" for b in app.button)


def test_a_change_can_be_imported_undone_and_read_in_the_history(own_store: Store, html: Html) -> None:
    before = own_store.reader().all_rows()
    app = press(deposited(*rates()), "Importer")
    assert "qui vous êtes" in said(app) and len(own_store.journal.lots()) == 1
    app.text_input[-1].set_value("analyste").run()
    next(c for c in app.checkbox if c.label.startswith("Retirer")).check().run()
    press(app, "Importer")
    lot = own_store.journal.lots()[0]
    assert f"lot n° {lot.id}" in said(app) and (lot.author, lot.counts["retired"]) == ("analyste", True)
    history = view("historique")
    assert "fichier.csv" in html(history) and "retirées par ce lot\u00a0: 1" in html(history)
    press(history, "Annuler ce lot")
    press(history, "Non, garder le lot")
    press(history, "Annuler ce lot")
    history.text_input[-1].set_value("coordination").run()
    press(history, f"Oui, annuler le lot n° {lot.id}")
    assert f"Lot n° {lot.id} annulé" in said(history) and "par coordination" in html(history)
    assert own_store.reader().all_rows() == before


def test_what_the_file_does_not_say_is_said_in_the_wizard(own_store: Store, html: Html) -> None:
    app = deposited("Code INSEE;Colonne mystère", *(f"{c};{50 + n}" for n, c in enumerate(COMMUNES)))
    assert "période" in said(app) and "--year" not in said(app)
    assert not any(b.label == "Importer" for b in app.button)
    app.text_input[0].set_value("hier").run()
    assert "Écrivez une année" in said(app)
    app.text_input[0].set_value("2022").run()
    select(app, "Sens de la colonne 2", "value")
    select(app, "Indicateur de la colonne 2", "asalee_patients")
    press(app, "Vérifier de nouveau")
    assert "5 observations + 0 refusée" in html(app)
    select(app, "Source du fichier", "cpts")
    assert "n’ont pas été vérifiées" in said(app)
    assert next(b for b in app.button if b.label == "Importer").disabled


def test_the_separator_and_the_header_line_can_be_said(own_store: Store) -> None:
    app = deposited(*rates())
    select(app, "Séparateur", ",")
    press(app, "Relire le fichier")
    assert app.error and any(s.label == "Séparateur" for s in app.selectbox)
    select(app, "Séparateur", ";")
    press(app, "Relire le fichier")
    assert not app.error


def test_the_encoding_can_be_said_and_is_kept_with_the_corrections(own_store: Store, html: Html) -> None:
    """An old Macintosh's bytes are cp1252's too: only the analyst knows."""
    header = "Commune;Année;Patients accompagnés par une infirmière Asalée"
    lines = [header, "Argentonnay;2022;12", "Mauléon;2022;34", "Boismé;2022;9"]
    app = view("importer")
    content = ("\n".join(lines) + "\n").encode("mac-roman")
    app.file_uploader(key="fichier").set_value(("mac.csv", content, "text/csv")).run()
    assert "Encodage\u00a0: Latin-1 (ISO 8859-1)" in html(app)
    select(app, "Encodage", "utf-8")
    press(app, "Relire le fichier")
    assert "n’est pas écrit dans l’encodage indiqué" in said(app)  # and another can be chosen
    select(app, "Encodage", "mac-roman")
    press(app, "Relire le fichier")
    assert "Encodage\u00a0: Macintosh (Mac Roman)" in html(app) and "3 observations + 0 refusée" in html(app)
    select(app, "Source du fichier", "cpts")
    press(app, "Vérifier de nouveau")
    assert "Encodage\u00a0: Macintosh (Mac Roman)" in html(app)
    next(t for t in app.text_input if t.label.startswith("Qui importe")).set_value("analyste").run()
    next(t for t in app.text_input if t.label == "Nom du profil d’import").set_value("Vieux Mac")
    press(app, "Enregistrer ces corrections comme profil")
    assert [(p.name, p.encoding) for p in profiles(own_store)] == [("Vieux Mac", "mac-roman")]


def test_warnings_say_what_to_do(own_store: Store) -> None:
    app = deposited(*rates(), rates()[1])
    assert "une seule est gardée" in said(app) and "vérifiez le fichier auprès de la source" in said(app)


def test_another_sheet_of_a_workbook_can_be_chosen(own_store: Store, html: Html) -> None:
    first = [line.split(";") for line in rates()]
    second = [["Code INSEE", "Année", "Patients accompagnés par une infirmière Asalée"], [COMMUNES[0], 2022, 40]]
    book = xlsx({"Sans MT": Sheet(first), "Asalée": Sheet(second)})
    app = view("importer")
    app.file_uploader(key="fichier").set_value(("classeur.xlsx", book, "application/octet-stream")).run()
    assert "Feuille\u00a0: Sans MT" in html(app) and "4 observations" in html(app)
    select(app, "Feuille", "Asalée")
    press(app, "Relire le fichier")
    assert "Feuille\u00a0: Asalée" in html(app) and "1 observation +" in html(app)


def test_the_template_and_its_explanation_can_be_downloaded(own_store: Store) -> None:
    app = view("importer")
    labels = [b.label for b in app.get("download_button")]
    assert labels == ["Télécharger le modèle (CSV)", "Télécharger l’explication (une page)"]
    assert "type_territoire" in said(app)


def test_the_history_opens_on_a_lot_by_its_link(own_store: Store, html: Html) -> None:
    lot = own_store.journal.lots()[0]
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60).run()
    app.switch_page("pages/alimenter/historique.py")
    app.query_params["lot"] = str(lot.id)
    app.run()
    assert "essai.csv" in html(app) and "Cellules acceptées" in html(app)
