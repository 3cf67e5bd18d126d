"""The dictionary: found by words whatever accents, each with its definition, its secrecy and who loaded it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from boussole.catalogue import catalogue
from boussole.questions.dictionary import dictionary, matches, missions, secrecy_text
from boussole.questions.territories import TerritoryInfo
from boussole.store import Store
from tests.builders import load, row

Communes = Callable[..., list[dict[str, Any]]]
MT = "mt_sans_17plus"


@pytest.mark.parametrize("words", ["Dépistage du sein", "depistage SEIN", "sein dépist", "cancer sein"])
def test_words_are_found_whatever_accents_capitals_and_order(words: str) -> None:
    assert matches(catalogue().indicator("dep_sein_50_74"), words)


def test_every_word_counts_and_begins_a_word() -> None:
    indicator = catalogue().indicator("dep_sein_50_74")
    assert not matches(indicator, "dépistage colorectal") and not matches(indicator, "pistage")
    assert (
        matches(indicator, "")
        and matches(indicator, "  ")
        and matches(catalogue().indicator("diab_fond_oeil"), "fond d’oeil")
    )


@pytest.mark.parametrize("words", ["éligibles grippe", "vaccinés grippe 65"])
def test_other_wordings_of_extracts_are_found(words: str) -> None:
    assert matches(catalogue().indicator("vacc_grippe_65plus"), words)


def test_every_indicator_has_an_entry_with_its_definition(
    store: Store, info: TerritoryInfo, communes: Communes
) -> None:
    load(store, *communes())
    answer = dictionary(store, info)
    assert [e.indicator for e in answer.entries] == list(catalogue().indicators) and answer.total == len(answer.entries)
    for entry in answer.entries:
        facts = dict(entry.facts)
        assert {"Définition", "Âge", "Champ", "Secret statistique", "Sens souhaité", "Comment lire"} <= set(facts)
    facts = dict(next(e for e in answer.entries if e.indicator == MT).facts)
    assert facts["Définition"].startswith("Pour 100 ") and facts["Numérateur"] and facts["Dénominateur"]
    assert facts["Sens souhaité"] == "une baisse est recherchée" and facts["Écart utile"] == "2,0 points"


def test_an_entry_says_what_is_loaded_by_whom_and_when(store: Store, info: TerritoryInfo, communes: Communes) -> None:
    load(store, *communes(), name="sans_mt.csv")
    (entry,) = dictionary(store, info, "17 ans sans médecin traitant adultes").entries
    facts = dict(entry.facts)
    assert facts["Périodes disponibles sur le territoire"] == "Extraction de l’Assurance Maladie (CPAM) : 2024"
    assert (
        facts["Chargé par"] == "analyste, le 05/01/2026 (lot 1 : sans_mt.csv)" and entry.mapped and entry.year == 2024
    )


def test_what_another_territory_has_is_not_this_one_s(store: Store, info: TerritoryInfo) -> None:
    load(store, row(territory="01001"))
    (entry,) = dictionary(store, info, "17 ans sans médecin traitant adultes").entries
    assert dict(entry.facts)["Périodes disponibles sur le territoire"] == "aucune" and entry.year is None
    assert "Chargé par" not in dict(entry.facts)


def test_the_secrecy_rule_is_said_source_by_source() -> None:
    said = secrecy_text(catalogue().indicator("mg_effectif"))
    assert "les nombres de 1 à 5 sont cachés" in said and "Registres ouverts (RPPS, FINESS) : rien n’est caché" in said
    assert "autre source : les nombres de 1 à 10 sont cachés" in said
    assert secrecy_text(catalogue().indicator("pop_totale")).endswith("autre source : rien n’est caché")


def test_a_mission_narrows_and_a_link_puts_its_indicator_first(store: Store, info: TerritoryInfo) -> None:
    load(store, row())
    found = dictionary(store, info, mission="prévention", asked="vacc_ror_2ans")
    assert found.entries[0].indicator == "vacc_ror_2ans" and all(
        e.filed.startswith("Prévention") for e in found.entries
    )
    assert "prévention" in missions() and not found.missing
    assert "n’est pas un indicateur connu" in dictionary(store, info, asked="<b>").missing
