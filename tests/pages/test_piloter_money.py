"""The money of a contract, its séance and its file, as the views show them (Nord-Essonne, exercices 2023 and 2024)."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from boussole.contract_files import read_yaml
from boussole.questions import contracts
from boussole.questions.contract_exchange import preview, workbook_of, yaml_of
from boussole.questions.measures import Refused, decide
from boussole.questions.session import session
from boussole.questions.session_desk import Written, retain
from boussole.store import Store

ROOT = Path(__file__).parents[2]
Html = Callable[[AppTest], str]
FILE = ROOT / "data" / "demo" / "contrats" / "nord-essonne.yaml"
N = "nord-essonne"


@pytest.fixture
def own(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    """A copy of the small store, with Nord-Essonne's contract: these tests write."""
    made = Store(Path(shutil.copytree(store.root, tmp_path / "store")))
    made.save("territory", N, {"name": "CPTS Nord-Essonne", "communes": ["91064", "91312"]}, "test")
    contracts.apply(made, contracts.plan(made, read_yaml(FILE.read_bytes())), "test")
    monkeypatch.setenv("BOUSSOLE_STORE", str(made.root))
    st.cache_resource.clear()
    return made


def opened(view: str, **parameters: str) -> AppTest:
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=30)
    app.run()
    app.switch_page(f"pages/piloter/{view}.py")
    for name, value in parameters.items():
        app.query_params[name] = value
    app.run()
    assert not app.exception, app.exception
    return app


def said(app: AppTest) -> str:
    kinds = (app.header, app.subheader, app.info, app.warning, app.success, app.error, app.markdown)
    return (
        " ".join(str(e.value) for kind in kinds for e in kind)
        .replace("\\", "")
        .replace("\u202f", " ")
        .replace("\xa0", " ")
    )


def test_financing_shows_the_golden_figures_and_explains_the_gap(own: Store, html: Html) -> None:
    app = opened("financement", contrat=N, exercice="2023")
    shown = html(app).replace("\u202f", " ").replace("\xa0", " ")
    assert "99 213,13 € retenus sur 112 500,00 €" in said(app) and "88,2 %" in said(app)
    for amount in ("99 214,23 €", "0,33 €", "0,44 €", "1,10 €"):
        assert amount in shown
    assert "à renseigner" in shown and "10 000,00 €" in shown


def test_a_simulated_size_moves_the_euros_and_saves_nothing(own: Store) -> None:
    before = own.journal.history("contract", N)
    app = opened("financement", contrat=N, exercice="2023")
    assert "rien n’est enregistré" in said(app)
    size = next(s for s in app.selectbox if s.label == "Taille simulée")
    size.set_value(4).run()
    assert not app.exception and "sur la part variable" in said(app)
    assert own.journal.history("contract", N) == before


def test_a_closed_exercice_is_read_only_until_it_is_opened_again(own: Store) -> None:
    app = opened("seance", contrat=N, exercice="2023")
    assert "clos" in said(app) and "Retenir" not in [b.label for b in app.button]
    app.text_input(key="auteur-seance").set_value("présidence")
    app.button(key=f"clore-{N}-2023").click().run()
    assert "rouvert" in said(app) and "Retenir" in [b.label for b in app.button]


def test_what_is_retained_in_session_moves_the_total(own: Store) -> None:
    app = opened("seance", contrat=N, exercice="2024")
    before = app.header[0].value
    line = next(n for n in session(own, N, 2024).lines if n.maximum)
    app.query_params["objectif"] = line.id
    app.run()
    key = f"decision-{N}-2024-{line.id}-0"
    app.text_input(key="auteur-seance").set_value("CPAM")
    app.text_input(key=f"rate-{key}").set_value("12,5")
    app.text_area(key=f"reason-{key}").set_value("preuve incomplète")
    next(b for b in app.button if b.label == "Retenir").click().run()
    assert not app.exception and "retenu." in said(app), said(app)
    assert app.header[0].value != before
    kept = contracts.exercice(own, N, 2024).measure(line.id).decision
    assert kept is not None and kept.reason == "preuve incomplète" and str(kept.rate) == "12.5"


def test_of_two_who_decide_the_same_line_the_second_is_told(own: Store) -> None:
    line = session(own, N, 2024).lines[0]
    decide(own, N, 2024, line.id, "ARS", line.revision, rate="50", reason="accord")
    with pytest.raises(Refused, match="entre-temps"):
        retain(own, N, 2024, line.id, line.revision, "CPAM", Written(rate="10"))
    kept = contracts.exercice(own, N, 2024).measure(line.id).decision
    assert kept is not None and kept.rate == 50


def test_a_contract_taken_away_and_brought_back_changes_nothing(own: Store) -> None:
    assert preview(own, yaml_of(own, N), "c.yaml").plan.empty
    assert preview(own, workbook_of(own, N), "c.xlsx").plan.empty


def test_an_import_is_read_before_it_is_saved(own: Store) -> None:
    app = opened("contrats", contrat=N)
    changed = yaml_of(own, N).replace(b"simulated: true", b"simulated: false")
    found = preview(own, changed, "c.yaml")
    assert "1 changement" in found.headline and found.table.rows[0][1:] == ("simulé", "oui", "non")
    assert contracts.exercice(own, N, 2024).simulated
    with pytest.raises(Refused, match="manque"):
        preview(own, b"rien: 1", "c.yaml")
    assert "Historique du contrat" in said(app)


def test_cash_is_typed_in_financing_and_nothing_is_saved_before_a_change(own: Store) -> None:
    app = opened("financement", contrat=N, exercice="2024")
    assert "Saisir ce qui est reçu, dépensé, ou hors barème" in [e.label for e in app.expander]
    assert next(b for b in app.button if b.label == "Enregistrer ces montants").disabled
