"""What is said of a list of communes: people, size, pieces, overlaps, totals that cover another list."""

from __future__ import annotations

from dataclasses import replace

import pytest

from boussole.french import NNBSP
from boussole.geography import geography
from boussole.questions.perimeters import (
    names,
    other_perimeter_facts,
    overlap_facts,
    people_facts,
    piece_facts,
    pieces,
    spread,
)
from boussole.questions.territories import TerritoryInfo, suggested_size
from boussole.store import Store
from tests.boussole.questions.conftest import COMMUNES
from tests.builders import load, total

BRESSUIRE, MAULEON, NIORT = "79049", "79079", "79191"


def test_people_and_suggested_size_are_said_at_once() -> None:
    bocage = geography().epci_members(str(geography().commune(BRESSUIRE).epci))  # type: ignore[union-attr]
    said = "\n".join(people_facts(bocage, "près de 75 000"))
    population = geography().population(bocage)
    assert "33 communes" in said and f"{population:,}".replace(",", NNBSP) in said and "près de 75 000" in said
    assert "suggère : 2 (de 40\u202f000" in said and "le contrat décide" in said and "ses 33 communes" in said


@pytest.mark.parametrize(
    ("population", "size"), [(39_999, 1), (40_000, 2), (79_999, 2), (80_000, 3), (175_000, 3), (175_001, 4)]
)
def test_sizes_follow_the_agreement(population: int, size: int) -> None:
    assert suggested_size(population) == size


def test_nothing_chosen_and_unknown_people_are_said() -> None:
    assert people_facts(()) == ["Aucune commune n’est encore choisie."]
    unknown = next(c for c in geography().communes.index if geography().population([str(c)]) is None)
    said = people_facts((str(unknown),))
    assert "inconnue" in said[1] and not any("Taille" in line for line in said)


def test_several_departements_are_named_with_the_one_to_compare_with() -> None:
    said = "\n".join(people_facts(("49099", BRESSUIRE)))
    assert "Deux-Sèvres (79)" in said and "comparaisons se font avec Maine-et-Loire" in said


def test_communes_that_touch_are_one_piece_and_the_others_are_named() -> None:
    bocage = geography().epci_members(str(geography().commune(BRESSUIRE).epci))  # type: ignore[union-attr]
    assert len(pieces(tuple(sorted(bocage)))) == 1 and piece_facts(bocage) == []
    split = piece_facts((*bocage, NIORT))
    assert "2 morceaux" in split[0] and split[0].endswith("À part : Niort")


def test_a_commune_without_contour_is_said_and_not_a_piece() -> None:
    nowhere = next(str(c) for c in geography().communes.index[~geography().communes["on_map"]])
    assert any("Sans contour" in line for line in piece_facts((BRESSUIRE, nowhere)))


def test_overlaps_say_with_whom_and_how_many(info: TerritoryInfo) -> None:
    other = replace(info, id="autre", name="CPTS voisine", communes=COMMUNES[3:])
    assert overlap_facts(COMMUNES, [info, other], "essai") == [
        "2 communes aussi dans CPTS voisine : Bressuire et Bretignolles"
    ]
    assert overlap_facts((NIORT,), [other]) == []
    paris = replace(info, id="paris", name="Paris", communes=("75056",))
    assert overlap_facts(("75101",), [paris])[0].startswith("1 commune aussi dans Paris")
    assert len(spread(("75056",))) == 20


def test_many_names_become_a_number() -> None:
    assert names(COMMUNES[:1]) == "L'Absie" and names(()) == ""
    assert names(list(geography().epci_members("200040244"))).endswith("et 28 autres")


def test_a_total_over_other_communes_is_said_and_one_over_these_is_not(store: Store, info: TerritoryInfo) -> None:
    load(store, total("essai", COMMUNES[:3], numerator=90.0, denominator=600.0), perimeters=[COMMUNES[:3]])
    said = other_perimeter_facts(store, "essai", info.communes)
    assert len(said) == 1 and "couvre un autre périmètre" in said[0] and "sans médecin traitant" in said[0]
    assert other_perimeter_facts(store, "essai", COMMUNES[:3]) == []
    assert other_perimeter_facts(store, "essai", info.communes, "vacc_ror_2ans") == []
    assert other_perimeter_facts(store, "", info.communes) == []
