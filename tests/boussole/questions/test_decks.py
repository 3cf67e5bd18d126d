"""Decks of the demonstration: the committee's order, its published figures, what diffusion withholds."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest

from boussole.deck import Deck
from boussole.disclosure import Audience
from boussole.frozen import FrozenUnreadable, frozen, thawed
from boussole.meeting import Meeting
from boussole.panels import Choropleth, Intervals, Table
from boussole.questions.contracts import UnknownContract
from boussole.questions.decks import DEFAULT, as_of, deck_of, default_meeting, usual_meeting
from boussole.questions.slides import KINDS
from boussole.questions.territories import UnknownTerritory, territory
from boussole.store import Store

TODAY = date(2026, 11, 23)
PLAIN = str.maketrans({"\u202f": " ", "\u00a0": " "})


def plain(text: str) -> str:
    return text.translate(PLAIN)


@pytest.fixture(scope="module")
def committee(demonstration: Store) -> Deck:
    order = usual_meeting(demonstration, TODAY, "nord-essonne", year=2023)
    return deck_of(demonstration, order, TODAY)


def every_panel(store: Store, id: str) -> Meeting:
    """A running order with each kind of panel, for a territory with a contract."""
    usual = default_meeting(store, territory(store, id), TODAY, 2023)
    order = usual.model_copy(update={"id": "tout", "items": []})
    contract = {"contract": usual.contract, "year": "2023"}
    here = {"territory": id, "indicator": "mt_sans_17plus", "year": "2023"}
    own = {
        "commune": here | {"commune": territory(store, id).communes[0]},
        "objectif": contract | {"objective": next(i.choices["objective"] for i in usual.items if i.kind == "objectif")},
        "texte": {"title": "Ordre du jour", "text": "Accueil\nVotes"},
    }
    pilot = (
        "synthese",
        "resultat",
        "suivi",
        "financement",
        "cascade",
        "ecarts",
        "hors_bareme",
        "emploi",
        "versements",
        "effort",
        "dates",
    )
    for kind in KINDS:
        order = order.added(kind, own.get(kind) or (contract if kind in pilot else here))
    return order


def test_the_usual_deck_follows_the_committees_report(committee: Deck) -> None:
    kinds = [re.sub(r"-\d+(-\d+)?$", "", s.key) for s in committee.slides]
    assert kinds[:4] == ["identite", "portrait-contrat", "synthese", "synthese"]
    for _, slides in committee.sections[2:8]:  # the missions
        order = [k for k in (re.sub(r"-\d+$", "", s.key) for s in slides) if k != "objectif"]
        assert order == [k for k in ("synthese", "resultat", "suivi", "financement") if k in order]
    assert kinds[-1] == "dates"


def test_the_published_counts_and_amounts_are_the_messages(committee: Deck) -> None:
    said = [plain(s.message) for s in committee.slides]
    assert (
        "Le contrat : 53 actions, dont 34 réalisées, 4 partiellement réalisées, 13 non réalisées, 2 en cours de déploiement"
        in said
    )
    assert "99 213,13 € retenus sur 112 500,00 € de part variable (88,2 %)" in said
    assert "Accès aux soins : 23 103,13 € retenus sur 25 000,00 € de part variable" in said
    assert "1,10 € séparent le calculé du retenu" in said
    assert "10 000,00 € hors barème, à part du total" in said


def test_the_last_slide_gives_the_dates_of_the_report(committee: Deck) -> None:
    table = committee.slides[-1].panels[0]
    assert isinstance(table, Table) and [r[0] for r in table.rows] == ["16/11/2023", "23/05/2024"]


def test_bilans_count_the_actions_of_the_synthese(committee: Deck) -> None:
    counted = {"resultat": 0, "suivi": 0}
    for s in committee.slides:
        kind = s.key.partition("-")[0]
        if kind in counted and (found := re.search(r": (\d+) actions?", plain(s.message))):
            counted[kind] += int(found[1])
    assert counted == {"resultat": 34, "suivi": 19}


def test_a_mission_table_holds_its_own_rows_only(committee: Deck) -> None:
    for slide in committee.slides:
        if slide.key.startswith("resultat"):
            table = slide.panels[0]
            assert isinstance(table, Table)
            assert "Mission" not in table.columns and len(table.columns) == len(table.rows[0])


def test_the_réalisé_of_a_measure_stands_beside_its_figure(committee: Deck) -> None:
    slide = next(s for s in committee.slides if "télésanté" in s.message)
    assert "15,39 %" in plain(slide.message) and "cible : 18 %" in plain(slide.message)
    assert any(line.startswith("Réalisé : 1 webinaire") for line in slide.lines)


def test_every_slide_says_what_its_figures_rest_on(committee: Deck) -> None:
    silent = [s.key for s in committee.slides if s.panels and not s.method and not s.key.startswith("dates")]
    assert silent == []


def test_without_a_contract_the_usual_deck_is_the_portrait(demonstration: Store) -> None:
    found = deck_of(demonstration, usual_meeting(demonstration, TODAY, "senart"), TODAY)
    assert [s.key for s in found.slides] == ["identite-1", "portrait-autres-3"]
    assert found.subtitle == "Diagnostic territorial"


def test_what_a_link_asks_in_vain_is_refused_in_french(demonstration: Store) -> None:
    with pytest.raises(UnknownContract, match="n’a pas d’exercice 1999"):
        usual_meeting(demonstration, TODAY, "nord-essonne", year=1999)
    with pytest.raises(UnknownTerritory, match="Territoire inconnu"):
        usual_meeting(demonstration, TODAY, "nulle-part")


@pytest.mark.parametrize("audience", Audience)
@pytest.mark.parametrize("id", ["bocage-bressuirais", "nord-essonne"])
def test_each_kind_of_panel_becomes_slides_and_a_frozen_deck_is_the_same(
    demonstration: Store, id: str, audience: Audience
) -> None:
    order = every_panel(demonstration, id)
    found = deck_of(demonstration, order, TODAY, audience)
    assert {i.key for i in order.items} <= {s.key for s in found.slides}
    assert len({s.key for s in found.slides}) == len(found.slides)
    assert any(isinstance(p, Choropleth | Intervals) for s in found.slides for p in s.panels)
    assert thawed(frozen(found)) == found


def test_a_panel_that_has_nothing_to_show_stays_and_says_why(demonstration: Store) -> None:
    order = usual_meeting(demonstration, TODAY, "senart").with_items([])
    order = order.model_copy(update={"id": "essai"}).added(
        "carte", {"territory": "senart", "indicator": "inconnu", "year": "2023"}
    )
    order = (
        order.added("disparu", {}).added("financement", {"contract": "nord-essonne", "year": "1999"}).added("carte", {})
    )
    found = deck_of(demonstration, order, TODAY)
    assert [s.lines[0] for s in found.slides] == [
        "L’indicateur « inconnu » n’est plus au catalogue.",
        "Le panneau « disparu » n’existe pas dans cette version.",
        "Le contrat « nord-essonne » n’a pas d’exercice 1999.",
        "Ce panneau ne dit pas son choix « indicator » : retirez-le et ajoutez-le de nouveau.",
    ]


def test_diffusion_withholds_what_a_working_deck_shows(demonstration: Store) -> None:
    order = usual_meeting(demonstration, TODAY, "bocage-bressuirais").model_copy(update={"id": "essai"}).with_items([])
    order = order.added("carte", {"territory": "bocage-bressuirais", "indicator": "mt_sans_17plus", "year": "2023"})

    def hidden(audience: Audience) -> int:
        panel = deck_of(demonstration, order, TODAY, audience).slides[0].panels[0]
        assert isinstance(panel, Choropleth)
        return sum(a.secret for a in panel.areas)

    assert hidden(Audience.DIFFUSION) >= hidden(Audience.INTERNAL)
    for audience, mention in ((Audience.DIFFUSION, ""), (Audience.INTERNAL, "document de travail CPTS–CPAM–ARS")):
        found = deck_of(demonstration, order, TODAY, audience)
        assert (mention in found.mention) if mention else not found.mention


def test_progress_is_told_panel_by_panel(demonstration: Store) -> None:
    told: list[tuple[int, int]] = []
    order = usual_meeting(demonstration, TODAY, "senart")
    deck_of(demonstration, order, TODAY, progress=lambda done, whole: told.append((done, whole)))
    assert told == [(0, 3), (1, 3), (2, 3), (3, 3)]


def test_the_day_of_the_data_is_that_of_the_last_change(demonstration: Store) -> None:
    last = max(lot.recorded_at for lot in demonstration.journal.lots()).astimezone()
    assert as_of(demonstration) == f"données au {last:%d/%m/%Y}"


def test_a_damaged_snapshot_is_refused_in_french(committee: Deck) -> None:
    text = frozen(committee)
    for broken in (text[:-10], "{}", text.replace('"format": 1', '"format": 9'), text.replace('"Table"', '"Tableau"')):
        with pytest.raises(FrozenUnreadable, match="instantané"):
            thawed(broken)


def test_the_same_deck_freezes_to_the_same_text(committee: Deck) -> None:
    assert frozen(committee) == frozen(replace(committee)) and committee.title == "CPTS Nord-Essonne"
    assert DEFAULT not in frozen(committee)
