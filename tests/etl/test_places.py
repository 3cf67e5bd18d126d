"""Places as extracts write them: what each names today, and what is refused rather than guessed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Literal

import pytest

from boussole.geography import geography
from boussole.values import Kind
from etl.layout import Layout
from etl.places import KnownTerritory, Resolved, clean_code, resolve, total_word
from tests.etl.extracts import BOCAGE, PIVOT, Read, pivot, read, with_territories, written

BY_NAME = PIVOT.replace("code_commune", "commune")
CPTS = [KnownTerritory("bocage", "CPTS du Bocage", frozenset(BOCAGE))]


def place(code: str = "", name: str = "", departement: str = "", kind: str = "", postal: bool = False) -> Resolved:
    return resolve(code, name, departement, kind, postal, CPTS)


def where(found: Resolved) -> tuple[str, str] | str | None:
    return (found.territory.kind.value, found.territory.code) if found.territory else found.reason


def each(tmp_path: Path, places: Sequence[str], header: str = PIVOT) -> Read:
    """One line a place, with numerators 100, 101…"""
    lines = [f"{p};2024;mt_sans_17plus;{100 + i};1000" for i, p in enumerate(places)]
    return read(written(tmp_path, pivot(lines, header)))


# Codes


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("79049", "79049"), (" 79049 ", "79049"), ("79049.0", "79049"), ("1004.0", "1004"), ('="79049"', "79049"),
        ("'01004", "01004"), ("2a004", "2A004"), ("2B033", "2B033"), ("\u00a079049", "79049"), ('"79049"', "79049"),
    ],
)  # fmt: skip
def test_a_code_is_freed_from_what_spreadsheets_wrap_it_in(cell: str, code: str) -> None:
    assert clean_code(cell) == code


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("1004", "01004"), ("01004", "01004"), ("2A004", "2A004"), ("2b033", "2B033"), ("97101", "97101"),
        ("97411", "97411"), ("97601", "97601"), ("98801", "98801"), ("97501", "97501"), ("79049.0", "79049"),
        ("75101", "75101"), ("69381", "69381"), ("13201", "13201"), ("75056", "75056"), ("69123", "69123"),
    ],
)  # fmt: skip
def test_a_code_names_its_commune(cell: str, code: str) -> None:
    assert where(place(cell)) == ("commune", code)


def test_codes_of_a_spreadsheet_reach_the_report(tmp_path: Path) -> None:
    found = each(tmp_path, ['"=""79049"""', '="79062"', "79079.0", "'01004", "1005", " 2a004 "])
    assert found["communes"] == ["01004", "01005", "2A004", "79049", "79062", "79079"]
    assert found.warned == {"zeros_perdus"} and "1005" in found.message("zeros_perdus")


@pytest.mark.parametrize("cell", ["99999", "9999", "123", "abc", "79", "790490", "2C004", "", "  ", "00000", "79O49"])
def test_an_unknown_code_is_refused(cell: str) -> None:
    assert where(place(cell)) == "commune_inconnue"


def test_two_writings_of_one_code_are_one_place(tmp_path: Path) -> None:
    found = each(tmp_path, ["1004", "01004", "79049", '="79049"'])
    assert found.reasons == {"doublon": 4}
    assert [r["also"] for r in found["rejected"]] == [["ligne 3"], ["ligne 2"], ["ligne 5"], ["ligne 4"]]


def test_arrondissements_stay_apart_from_their_commune(tmp_path: Path) -> None:
    found = each(tmp_path, ["75056", *(f"751{i:02d}" for i in range(1, 21))])
    assert len(found["communes"]) == 21 and not found["rejected"] and not found.warned
    assert found.by_commune["75101"].numerator == 101
    assert where(place(name="Paris 1er Arrondissement")) == ("commune", "75101")
    assert where(place(name="Lyon 03")) == ("commune", "69383")


# Former communes


def test_a_former_code_is_todays_commune() -> None:
    for code in ("79037", "79053", "79305"):  # merged, delegated
        found = place(code)
        assert where(found) == ("commune", "79013") and found.former == code


def test_all_parts_of_a_commune_make_it_whole(tmp_path: Path) -> None:
    parts = sorted(geography().parts("79013") - {"79013"})
    assert len(parts) > 3
    lines = [f"{p};2012;mt_sans_17plus;{i};100" for i, p in enumerate(parts, 1)]
    found = read(written(tmp_path, pivot([*lines, f"79013;2012;mt_sans_17plus;{9};100"])), layout=None)
    assert found.reasons == {"commune_ambigue": len(parts) + 1}
    value = read(written(tmp_path, pivot(lines)))
    assert value.one("79013").numerator == sum(range(1, len(parts) + 1))
    assert value.one("79013").denominator == 100 * len(parts)
    assert value["observations"] == len(parts) and value["communes"] == ["79013"]
    assert value.warned == {"anciens_codes", "commune_incomplete"} and "Argentonnay" in value.message("anciens_codes")


BOTH = ["79013;2024;mt_sans_17plus;100;1000", "79037;2024;mt_sans_17plus;10;100", "79049;2024;mt_sans_17plus;5;50"]
Means = Literal["unknown", "whole", "part"]


def meaning(tmp_path: Path, lines: Sequence[str], means: Means) -> Read:
    path = written(tmp_path, pivot(lines))
    layout = Layout.model_validate(read(path)["layout"]).model_copy(update={"today_code_means": means})
    return read(path, layout=layout)


def test_todays_code_beside_a_former_one_is_refused_unless_the_profile_says_what_it_means(tmp_path: Path) -> None:
    found = meaning(tmp_path, BOTH, "unknown")
    assert found.refused == [(2, "commune_ambigue"), (3, "commune_ambigue")]
    assert list(found.by_commune) == ["79049"]


def test_todays_code_may_mean_the_whole_commune(tmp_path: Path) -> None:
    found = meaning(tmp_path, BOTH, "whole")
    assert found.refused == [(3, "commune_ambigue")] and not found.warned
    assert (found.one("79013").numerator, found.one("79013").flags) == (100, None)


def test_todays_code_may_mean_one_part_more(tmp_path: Path) -> None:
    found = meaning(tmp_path, BOTH, "part")
    value = found.one("79013")
    assert not found.refused and (value.numerator, value.denominator, value.flags) == (110, 1100, "incomplete")
    assert found["observations"] == 3


def test_the_same_key_alone_is_ambiguous(tmp_path: Path) -> None:
    """Today's code in 2024 and a former one in 2012 are no conflict."""
    found = read(written(tmp_path, pivot([BOTH[0], BOTH[1].replace("2024", "2012")])))
    assert not found.refused and len(found.values) == 2


def test_a_secret_part_makes_the_commune_secret(tmp_path: Path) -> None:
    lines = ["79037;2012;mt_sans_17plus;NS;100", "79053;2012;mt_sans_17plus;30;200"]
    value = read(written(tmp_path, pivot(lines))).one("79013")
    assert (value.status, value.numerator, value.denominator) == ("secret", None, 300)


def test_an_unavailable_part_leaves_numerator_and_denominator_of_the_same_parts(tmp_path: Path) -> None:
    lines = ["79037;2012;mt_sans_17plus;nd;100", "79053;2012;mt_sans_17plus;30;200"]
    value = read(written(tmp_path, pivot(lines))).one("79013")
    assert (value.status, value.numerator, value.denominator) == ("ok", 30, 200)
    assert value.flags == "incomplete"


def test_rates_of_several_parts_do_not_add_up(tmp_path: Path) -> None:
    header = "code_commune;annee;indicateur;taux"
    lines = ["79037;2012;mt_sans_17plus;10", "79053;2012;mt_sans_17plus;30", "79049;2012;mt_sans_17plus;20"]
    found = read(written(tmp_path, pivot(lines, header)))
    assert found.refused == [(2, "fusion_impossible"), (3, "fusion_impossible")]
    assert found.one("79049").value == 20


# Postal codes


def test_a_postal_code_is_recognised_in_a_column_of_commune_codes(tmp_path: Path) -> None:
    found = each(tmp_path, ["79049", "79062", "79079", "79700"])
    assert found.refused == [(5, "code_postal")]


def test_a_column_of_postal_codes_is_one_though_most_are_also_commune_codes(tmp_path: Path) -> None:
    codes = ["79300", "79140", "79150", "79160", "79700", "86200"]
    known = [c for c in codes if geography().today(c)]
    assert len(known) == 5 and all(map(geography().is_postal, codes))
    for header in (PIVOT, PIVOT.replace("code_commune", "code"), PIVOT.replace("code_commune", "code_postal")):
        found = each(tmp_path, codes, header)
        assert found.reasons == {"code_postal": 6} and found.roles()[0] == ("postal", None)


def test_postal_codes_without_their_zero_are_recognised(tmp_path: Path) -> None:
    assert each(tmp_path, ["1000", "1100", "1200", "1300", "1500"]).reasons == {"code_postal": 5}


def test_beside_a_postal_code_the_name_counts(tmp_path: Path) -> None:
    header = "code;commune;annee;indicateur;numerateur;denominateur"
    found = each(tmp_path, ["79300;Bressuire", "79140;Cerizay", "79700;Mauléon", "79160;Ardin"], header)
    assert found["communes"] == ["79012", "79049", "79062", "79079"] and not found["rejected"]


def test_a_name_that_agrees_shows_commune_codes_that_are_also_postal_codes(tmp_path: Path) -> None:
    header = "code;commune;annee;indicateur;numerateur;denominateur"
    codes = [c for c in geography().communes.index if c.startswith("79") and geography().is_postal(c)][:5]
    found = each(tmp_path, [f"{c};{geography().commune(c).name}" for c in codes], header)  # type: ignore[union-attr]
    assert found["communes"] == codes and not found["rejected"]


def test_overseas_commune_codes_are_not_taken_for_postal_codes(tmp_path: Path) -> None:
    codes = [c for c in geography().communes.index if c.startswith("971")]
    assert sum(map(geography().is_postal, codes)) > len(codes) / 2
    assert each(tmp_path, codes)["communes"] == codes


def test_a_lone_postal_code_that_its_name_denies_is_refused() -> None:
    assert where(place("79300", "Sainte-Verge")) == ("commune", "79300")
    assert where(place("79300")) == ("commune", "79300")
    assert where(place("79300", "Bressuire")) == "code_postal"
    assert where(place("79049", "Bressuire")) == ("commune", "79049")
    assert where(place("79013", "x")) == ("commune", "79013")  # a name that says nothing


def test_a_postal_code_alone_is_never_a_commune() -> None:
    assert where(place("79300", postal=True)) == "code_postal"
    assert where(place("79300", "Bressuire", postal=True)) == ("commune", "79049")


# Names


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Bressuire", "79049"), ("BRESSUIRE", "79049"), (" bressuire ", "79049"), ("Mauleon (79)", "79079"),
        ("L'Absie", "79001"), ("ABSIE (L')", "79001"), ("Absie, L’", "79001"), ("L’ABSIE", "79001"),
        ("St Amand sur Sevre", "79235"), ("SAINT-AMAND-SUR-SÈVRE", "79235"), ("St-Amand s/ Sèvre", "79235"),
        ("La Chapelle Saint Laurent", "79076"), ("CHAPELLE-ST-LAURENT (LA)", "79076"), ("Nueil-les-Aubiers", "79195"),
        ("Nueil les aubiers", "79195"),
    ],
)  # fmt: skip
def test_a_name_is_known_however_it_is_written(name: str, code: str) -> None:
    assert where(place(name=name, departement="79" if "(79)" not in name else "")) == ("commune", code)
    assert where(place(code=name, departement="79" if "(79)" not in name else "")) == ("commune", code)


@pytest.mark.parametrize("name", ["Le Pin", "Saint-Denis", "Sainte-Foy"])
def test_a_name_of_several_communes_is_refused(name: str) -> None:
    assert where(place(name=name)) == "nom_ambigu"


@pytest.mark.parametrize("departement", ["79", "Deux-Sèvres", "DEUX SEVRES", "79 - Deux-Sèvres", "79.0", " 79 "])
def test_the_departement_settles_a_name(departement: str) -> None:
    assert where(place(name="Le Pin", departement=departement)) == ("commune", "79210")


@pytest.mark.parametrize(
    ("departement", "name"), [("79", "Saint-Denis"), ("99", "Le Pin"), ("Nulle part", "Bressuire")]
)
def test_a_name_that_is_not_in_its_departement_is_refused(departement: str, name: str) -> None:
    assert where(place(name=name, departement=departement)) == "commune_inconnue"


@pytest.mark.parametrize(
    ("departement", "code"), [("1", "01"), ("2a", "2A"), ("971", "971"), ("Ain", "01"), ("2B", "2B")]
)
def test_a_departement_is_written_in_several_ways(tmp_path: Path, departement: str, code: str) -> None:
    commune = next(
        c
        for c in geography().communes.index
        if geography().commune(c).departement == code  # type: ignore[union-attr]
        and len(geography().find_by_name(geography().commune(c).name, code)) == 1  # type: ignore[union-attr]
    )
    name = geography().commune(commune).name  # type: ignore[union-attr]
    header = "departement;commune;annee;indicateur;numerateur;denominateur"
    assert each(tmp_path, [f"{departement};{name}"], header)["communes"] == [commune]


def test_a_column_of_names_alone_is_enough(tmp_path: Path) -> None:
    found = each(tmp_path, ["Bressuire", "Cerizay", "Mauléon", "Le Pin", "Atlantide"], BY_NAME)
    assert found.roles()[0] == ("name", None)
    assert found.refused == [(5, "nom_ambigu"), (6, "commune_inconnue")]
    assert found["observations"] == 3


# Other levels


@pytest.mark.parametrize(
    ("kind", "code", "name", "territory"),
    [
        ("EPCI", "200040244", "", ("epci", "200040244")),
        ("epci", "", "CA du Bocage Bressuirais", ("epci", "200040244")),
        ("Département", "79", "", ("departement", "79")), ("dep", "1", "", ("departement", "01")),
        ("departement", "", "Deux-Sèvres", ("departement", "79")), ("Département", "2a", "", ("departement", "2A")),
        ("Région", "75", "", ("region", "75")), ("region", "", "nouvelle aquitaine", ("region", "75")),
        ("France", "", "", ("france", "FR")), ("pays", "99", "France", ("france", "FR")),
        ("commune", "79049", "", ("commune", "79049")), ("COM", "1004", "", ("commune", "01004")),
        ("cpts", "bocage", "", ("cpts", "bocage")), ("territoire", "", "Bocage", ("cpts", "bocage")),
    ],
)  # fmt: skip
def test_a_stated_level_is_followed(kind: str, code: str, name: str, territory: tuple[str, str]) -> None:
    assert where(place(code, name, kind=kind)) == territory


@pytest.mark.parametrize(
    ("kind", "code", "name"),
    [("bassin de vie", "79049", ""), ("departement", "100", ""), ("region", "", "Bretagne du Nord"), ("epci", "123456789", ""),
     ("cpts", "inconnue", ""), ("commune", "79", "")],
)  # fmt: skip
def test_an_unknown_place_of_a_stated_level_is_refused(kind: str, code: str, name: str) -> None:
    assert where(place(code, name, kind=kind)) == "commune_inconnue"


@pytest.mark.parametrize(
    ("code", "name", "territory"),
    [
        ("200040244", "", ("epci", "200040244")), ("79", "Deux-Sèvres", ("departement", "79")),
        ("75", "Nouvelle-Aquitaine", ("region", "75")), ("75", "Paris", ("departement", "75")),
        ("1", "Ain", ("departement", "01")), ("", "Nouvelle-Aquitaine", ("region", "75")),
        ("", "Paris", ("commune", "75056")), ("", "Vienne (38)", ("commune", "38544")),
        ("", "CA du Bocage Bressuirais", ("epci", "200040244")), ("France", "", ("france", "FR")),
        ("99", "France entière", ("france", "FR")), ("", "FRANCE", ("france", "FR")),
        ("90", "Territoire de Belfort", ("departement", "90")),
    ],
)  # fmt: skip
def test_rows_to_compare_with_are_known_without_a_stated_level(
    code: str, name: str, territory: tuple[str, str]
) -> None:
    assert where(place(code, name)) == territory


@pytest.mark.parametrize(
    ("code", "name"), [("79", ""), ("75", ""), ("79", "Vienne"), ("", "La Réunion"), ("", "Vienne")]
)
def test_what_may_be_two_levels_is_not_guessed(code: str, name: str) -> None:
    assert where(place(code, name)) in ("commune_inconnue", "nom_ambigu")


@pytest.mark.parametrize(
    "written_as", ["bocage", "CPTS du Bocage", "cpts du bocage", "Bocage", "CPTS Bocage", "Total CPTS du Bocage"]
)
def test_a_cpts_is_known_by_its_id_or_its_name(written_as: str) -> None:
    assert where(place(written_as)) == ("cpts", "bocage")
    assert where(place("", written_as)) == ("cpts", "bocage")


@pytest.mark.parametrize(
    "word",
    [
        "Total",
        "TOTAL",
        "Total général",
        "Ensemble",
        "Ensemble du territoire",
        "Sous-total",
        "Total CPTS",
        "CPTS",
        "Territoire",
    ],
)
def test_a_total_word_is_no_place(word: str) -> None:
    assert total_word(word)
    assert place(word) == Resolved(None, total=True)
    assert place("", word) == Resolved(None, total=True)


@pytest.mark.parametrize("word", ["Totalgaz", "Tota", "Territoire de Belfort", "Bressuire", "Notre total", ""])
def test_other_words_are_no_total(word: str) -> None:
    assert not total_word(word)


def test_a_total_of_another_level_is_that_levels_or_nobodys() -> None:
    assert where(place("Total France")) == ("france", "FR")
    assert where(place("Total Deux-Sèvres")) == ("departement", "79")
    assert where(place("", "Ensemble de la Nouvelle-Aquitaine")) == ("region", "75")
    for word in ("Total département", "Total région", "Total EPCI", "Total hors territoire"):
        assert place(word) == Resolved(None, "total_ecarte", total=True)


def test_every_level_of_a_file_is_kept_and_only_communes_add_up(tmp_path: Path) -> None:
    header = "type_territoire;code_territoire;annee;indicateur;numerateur;denominateur"
    places = ["commune;79049", "epci;200040244", "departement;79", "region;75", "france;FR", "cpts;bocage"]
    store = with_territories(tmp_path, {"bocage": ("CPTS du Bocage", BOCAGE)})
    lines = [f"{p};2024;mt_sans_17plus;{100 + i};1000" for i, p in enumerate(places)]
    found = read(written(tmp_path, pivot(lines, header)), store)
    assert not found["rejected"] and found["observations"] == 6
    assert {v.kind for v in found.values} == {k.value for k in Kind}
    assert found["communes"] == ["79049"]
    assert found["indicators"] == [{"id": "mt_sans_17plus", "numerator": 100, "denominator": 1000}]
    assert [t["numerator"] for t in found["totals"]] == [105]
