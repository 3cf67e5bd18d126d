"""Where the contract stands, as the views show it: Progression, Synthèse, Où porter l'effort, and the home."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from boussole.contract_files import read_yaml
from boussole.questions import contracts
from boussole.store import Store

ROOT = Path(__file__).parents[2]
Open = Callable[..., AppTest]
Html = Callable[[AppTest], str]
FILE = ROOT / "data" / "demo" / "contrats" / "nord-essonne.yaml"
N = "nord-essonne"
PROGRESSION, SYNTHESE, EFFORT = "piloter/progression", "piloter/synthese", "piloter/effort"


@pytest.fixture
def nord(store: Store, tmp_path: Path, open_view: Open, monkeypatch: pytest.MonkeyPatch) -> Open:
    """Open a view on a copy of the small store, with Nord-Essonne's contract and a meeting in it."""
    made = Store(Path(shutil.copytree(store.root, tmp_path / "store")))
    made.save("territory", N, {"name": "CPTS Nord-Essonne", "communes": ["91064", "91312"]}, "test")
    dossier = read_yaml(FILE.read_bytes())
    meeting = {"when": "2999-01-15", "what": "Comité <b>de pilotage</b>"}
    held = dossier.contract.model_dump(mode="json")
    changed = type(dossier.contract).model_validate(held | {"deadlines": [meeting]})
    contracts.apply(made, contracts.plan(made, dossier.model_copy(update={"contract": changed})), "test")
    monkeypatch.setenv("BOUSSOLE_STORE", str(made.root))
    st.cache_resource.clear()
    return open_view


def said(app: AppTest) -> str:
    kinds = (app.header, app.subheader, app.info, app.warning, app.markdown)
    return plain(" ".join(str(e.value) for kind in kinds for e in kind).replace("\\", ""))


def plain(text: str) -> str:
    return text.replace("\u202f", " ").replace("\xa0", " ")


def test_progression_shows_one_mission_at_a_time_and_its_link_opens_it(nord: Open, html: Html) -> None:
    app = nord(PROGRESSION, territoire=N, exercice="2023")
    assert app.query_params["mission"] == "acces"
    shown = plain(html(app))
    assert '<td class="bsl-number">53</td>' in shown and "9 demandes : 2 médecins traitants trouvés" in shown
    assert "Convention signée le 05/04/2023" in shown
    other = nord(PROGRESSION, territoire=N, exercice="2023", mission="accompagnement")
    assert other.selectbox(key="choix_mission").value == "accompagnement"
    shown = plain(html(other))
    assert "30 rencontres" in shown and "9 demandes" not in shown


def test_each_value_with_a_target_is_drawn_with_its_rates_beside(nord: Open, html: Html) -> None:
    app = nord(PROGRESSION, territoire=N, exercice="2023", mission="parcours")
    charts = [c.proto.alt for c in app.get("plotly_chart")]
    assert len(charts) == 8 and "cible 15 professionnels ; observé 16 professionnels" in plain(charts[0])
    shown = plain(html(app))
    for words in ("Taux mesuré", "Taux calculé", "Taux retenu", "−1 professionnel", "recul insuffisant"):
        assert words in shown


def test_progression_opens_by_contract_too_and_keeps_the_territory_for_the_next_view(nord: Open) -> None:
    app = nord(PROGRESSION, contrat=N)
    assert app.selectbox(key="choix_territoire").value == N
    app.switch_page("pages/piloter/synthese.py").run()
    assert not app.exception and app.selectbox(key="choix_contrat").value == N
    app.selectbox(key="choix_contrat").set_value("c").run()
    app.switch_page("pages/piloter/progression.py").run()
    assert not app.exception and app.selectbox(key="choix_territoire").value == "essai"


def test_a_territory_without_a_contract_leads_to_where_it_is_entered(nord: Open) -> None:
    app = nord(PROGRESSION, territoire="vide")
    assert "objectifs à saisir" in said(app)
    app = nord(SYNTHESE, territoire="vide")
    assert "Aucun contrat n’est saisi pour « CPTS vide »" in said(app)


def test_of_a_territory_with_two_contracts_the_one_asked_for_is_shown(nord: Open, html: Html, tmp_path: Path) -> None:
    made = Store(tmp_path / "store")
    older = {"id": "avant", "territory": "essai", "signed": "2016-03-01",
             "objectives": [{"id": "A", "mission": "acces", "label": "Ancien objectif"}]}  # fmt: skip
    made.save("contract", "avant", older, "test")
    app = nord(PROGRESSION, territoire="essai", contrat="avant")
    assert app.selectbox(key="choix_contrat").value == "avant" and "Ancien objectif" in html(app)
    assert nord(PROGRESSION, territoire="essai").selectbox(key="choix_contrat").value == "c"


def test_the_synthese_opens_on_the_committee_s_counts(nord: Open, html: Html) -> None:
    app = nord(SYNTHESE, contrat=N, exercice="2023")
    assert "53 actions : 34 résultat, 16 suivi, 3 sans type" in said(app)
    assert "99 213,13 € retenus sur 112 500,00 €" in said(app)
    shown = plain(html(app))
    assert "<dt>réalisées</dt><dd>34</dd>" in shown and "<dt>non réalisées</dt><dd>13</dd>" in shown
    assert [s.value.split(" – ")[0] for s in app.subheader[1:]] == [
        "Actions par type et statut", "Bilan résultat", "Bilan suivi et autres actions", "Financement par mission",
        "Prochaines dates",
    ]  # fmt: skip
    assert "15/01/2999" in shown and "<b>de pilotage" not in shown


def test_the_synthese_of_a_contract_without_objectives_says_what_to_do(nord: Open, tmp_path: Path) -> None:
    Store(tmp_path / "store").save("contract", "neuf", {"id": "neuf", "territory": "vide", "signed": "2024-01-10"}, "t")
    app = nord(SYNTHESE, contrat="neuf")
    assert "objectifs à saisir" in said(app) and "attendent" in plain(
        " ".join(str(e.proto.body) for e in app.get("html"))
    )


def test_the_effort_opens_on_the_exercice_under_way_and_says_who_it_is_for(nord: Open, html: Html) -> None:
    app = nord(EFFORT, contrat=N)
    assert app.query_params["exercice"] == "2024"
    # More than with the demonstration's extracts, which this store has not.
    assert "Pour le bureau de la CPTS" in said(app) and "46 081,25 € encore en jeu, sur 10 objectifs" in said(app)
    assert "15 000,00 €, écart −2 séances" in plain(app.get("plotly_chart")[0].proto.alt)
    assert "−12 patients" in html(app)
    closed = nord(EFFORT, contrat=N, exercice="2023")
    assert "plus rien n’est en jeu" in said(closed) and not closed.get("plotly_chart")


def test_the_home_says_the_next_three_echeances(nord: Open, tmp_path: Path) -> None:
    app = nord()
    assert "15/01/2999" in said(app) and "Comité" in said(app)
    assert "<b>" not in " ".join(str(m.value) for m in app.markdown), "a name typed in stays inert"


def test_the_home_says_that_no_echeance_is_known(store: Store, open_view: Open, tmp_path: Path,
                                                 monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    made = Store(Path(shutil.copytree(store.root, tmp_path / "store")))
    made.save("contract", "c", {"id": "c", "territory": "essai", "signed": "2000-01-01"}, "test", read_revision=1)
    monkeypatch.setenv("BOUSSOLE_STORE", str(made.root))
    assert "Aucune échéance à venir n’est connue" in said(open_view())
