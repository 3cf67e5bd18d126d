"""The shapes of extracts: which column is what, and what is left out and said because nothing settles it."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from boussole.catalogue import catalogue
from etl.columns import understand_columns
from etl.headings import matcher
from tests.etl.extracts import BOCAGE, PIVOT, Read, blocked, pivot, read, written

Make = Callable[[int], str]


def wide(tmp_path: Path, header: str, cells: Make, **options: object) -> Read:
    """Ten communes; `cells` gives what follows the code on line i."""
    return read(written(tmp_path, pivot((f"{c};{cells(i)}" for i, c in enumerate(BOCAGE)), header)), **options)


def test_long_one_line_a_commune_and_indicator(tmp_path: Path) -> None:
    header = "Code commune;Année;Indicateur;Numérateur;Dénominateur;Taux"
    lines = ["79049;2023;mt_sans_17plus;100;1000;10,0", "79049;2024;Dépistage CCR 50-74 ans;300;900;33,3",
             "79062;2024;mg_effectif;12;;", "79062;2024;apl_mg;;;3,4"]  # fmt: skip
    found = read(written(tmp_path, pivot(lines, header)))
    assert not found.refused and found["cells"] == 4
    assert found.one(indicator="dep_colorectal_50_74").value == 33.3  # by one of its names
    assert found.one("79062", indicator="mg_effectif").value == 12
    assert found.one("79062", indicator="apl_mg").value == 3.4


def test_long_with_the_indicator_given_beside(tmp_path: Path) -> None:
    text = pivot(["79049;2024;100;1000"], "code_commune;annee;numerateur;denominateur")
    assert blocked(written(tmp_path, text)).code == "aucun_indicateur"
    found = read(written(tmp_path, text), indicator="dep_sein_50_74")
    assert found.one().indicator == "dep_sein_50_74" and found.one().numerator == 100


def test_wide_one_column_an_indicator(tmp_path: Path) -> None:
    header = (
        "Code INSEE;Taux de dépistage CCR;Vaccination antigrippale des 65 ans et plus;Médecins généralistes libéraux"
    )
    found = wide(tmp_path, header, lambda i: f"30,{i};50,{i};{i}", year=2024)
    assert found.roles() == [
        ("code", None), ("value", "dep_colorectal_50_74"), ("value", "vacc_grippe_65plus"), ("numerator", "mg_effectif")
    ]  # fmt: skip
    assert found["cells"] == found["observations"] == 30


def test_wide_one_column_a_year(tmp_path: Path) -> None:
    header = "Code INSEE;Commune;Dépistage CCR (%) 2022;Dépistage CCR (%) 2023;Dépistage CCR (%) 2024"
    found = wide(tmp_path, header, lambda i: f"x;30,{i};31,{i};32,{i}")
    assert found["cells"] == 30
    assert [v.value for v in found.values if v.territory == "79049"] == [30.3, 31.3, 32.3]


@pytest.mark.parametrize(
    ("above", "option"),
    [
        ("Vaccination antigrippale des 65 ans et plus\n", None),
        ("", "vacc_grippe_65plus"),
        ("Titre libre\n", "vacc_grippe_65plus"),
    ],
)
def test_years_alone_as_headings_take_the_indicator_of_the_title_or_the_one_given(
    tmp_path: Path, above: str, option: str | None
) -> None:
    lines = [f"{c};50,{i};NS;52,{i}" for i, c in enumerate(BOCAGE)]
    path = written(tmp_path, above + pivot(lines, "Code INSEE;2022;2023;2024"))
    found = read(path, indicator=option)
    assert found["cells"] == 30 and found["masked"] == 10 and not found.refused
    assert {v.indicator for v in found.values} == {"vacc_grippe_65plus"}
    assert found.one("79049", start="2024-01-01").value == 52.3


def test_years_as_headings_beside_an_indicator_column(tmp_path: Path) -> None:
    found = wide(tmp_path, "Code INSEE;indicateur;2023;2024", lambda i: f"dep_sein_50_74;50,{i};51,{i}")
    assert found["cells"] == 20 and found.one("79049", start="2023-01-01").value == 50.3


def test_a_bare_year_beside_named_columns_is_left_out_and_said(tmp_path: Path) -> None:
    found = wide(tmp_path, "Code INSEE;Dépistage CCR (%) 2023;2024", lambda i: f"30,{i};31,{i}")
    assert found["cells"] == 10 and "« 2024 »" in found.message("colonne_ignoree")


def test_several_header_rows_with_merged_cells(tmp_path: Path) -> None:
    text = (
        "Code INSEE;Commune;Dépistage du cancer du sein;;;Patients sans MT 17 ans et plus;;\n"
        ";;Nombre;Population;Taux (%);Nombre;Population;Taux (%)\n"
    )
    text += "".join(f"{c};x;{100 + i};1000;{10 + i / 10:.1f};NS;2000;NS\n" for i, c in enumerate(BOCAGE))
    found = read(written(tmp_path, text), year=2024)
    assert found["layout"]["header_lines"] == [1, 2]
    assert [r for r, _ in found.roles()] == ["code", "name", *["numerator", "denominator", "value"] * 2]
    assert {i for _, i in found.roles()[2:5]} == {"dep_sein_50_74"}
    assert {i for _, i in found.roles()[5:]} == {"mt_sans_17plus"}
    assert found["observations"] == 20 and found["masked"] == 10 and not found.refused
    assert found.one("79049", indicator="mt_sans_17plus").denominator == 2000


def test_years_under_a_merged_heading(tmp_path: Path) -> None:
    text = "Code INSEE;Commune;Dépistage CCR;;Vaccination grippe 65+;\n;;2023;2024;2023;2024\n"
    text += "".join(f"{c};x;30,{i};31,{i};50,{i};51,{i}\n" for i, c in enumerate(BOCAGE))
    found = read(written(tmp_path, text))
    assert found["cells"] == found["observations"] == 40
    assert found.one("79049", indicator="vacc_grippe_65plus", start="2023-01-01").value == 50.3


def test_a_rate_and_its_count_in_one_cell(tmp_path: Path) -> None:
    cells = ["59,1 % 136 patients", "50 % (8 169 patients)", "<11", "12,5%", "abc", "120 % 5 patients", "0 % 0 patients",
             "45,2 % : 12", "nd", ""]  # fmt: skip
    found = wide(tmp_path, "INSEE;Vaccination grippe 65+", lambda i: cells[i], year=2024)
    assert found.roles()[1] == ("mixed", "vacc_grippe_65plus")
    assert found.refused == [(6, "valeur_illisible"), (7, "hors_bornes")]
    assert found["set_aside"] == 1  # the empty one
    kept = {v.line: (v.value, v.numerator, v.denominator, v.status, v.flags) for v in found.values}
    assert kept == {
        2: (59.1, 136, 230, "ok", "deduced_denominator"),
        3: (50, 8169, 16338, "ok", "deduced_denominator"),
        4: (None, None, None, "secret", None),
        5: (12.5, None, None, "ok", None),
        8: (0, 0, None, "ok", None),
        9: (45.2, 12, 27, "ok", "deduced_denominator"),
        10: (None, None, None, "unavailable", None),
    }


def test_numerators_denominators_and_rates_are_paired_whatever_their_order(tmp_path: Path) -> None:
    header = "Code INSEE;Taux de dépistage CCR (%);Éligibles CCR 50-74 ans;Dépistés CCR 50-74 ans"
    found = wide(tmp_path, header, lambda i: f"{(30 + i) / 9:.1f};900;{30 + i}".replace(".", ","), year=2024)
    assert [r for r, _ in found.roles()[1:]] == ["value", "denominator", "numerator"]
    value = found.by_commune["79049"]
    assert (value.value, value.numerator, value.denominator) == (3.7, 33, 900)


def test_one_denominator_serves_several_indicators(tmp_path: Path) -> None:
    header = "Code INSEE;Patients diabétiques;Diabétiques HbA1c 2 dosages;Diabétiques fond d'œil"
    found = wide(tmp_path, header, lambda i: f"{500 + i};{300 + i};{200 + i}", year=2024)
    for indicator, numerator in (("diab_hba1c", 303), ("diab_fond_oeil", 203)):
        value = found.one("79049", indicator=indicator)
        assert (value.numerator, value.denominator) == (numerator, 503)


def test_a_count_that_another_indicator_divides_by_is_both(tmp_path: Path) -> None:
    header = "Code INSEE;Médecins généralistes libéraux;MG de 60 ans et plus"
    found = wide(tmp_path, header, lambda i: f"{10 + i};{i}", year=2024)
    assert found.one("79049", indicator="mg_effectif").value == 13
    value = found.one("79049", indicator="mg_60plus")
    assert (value.numerator, value.denominator) == (3, 13)


AMBIGUOUS = "Taux sans MT (%)"


def test_an_ambiguous_heading_is_left_out_and_said_when_nothing_settles_it(tmp_path: Path) -> None:
    found = wide(tmp_path, f"Code INSEE;{AMBIGUOUS};Taux de dépistage CCR", lambda i: f"3,{i};30,{i}", year=2024)
    assert found.roles()[1] == ("ignored", None)
    assert len(found["columns"][1]["candidates"]) > 3
    assert AMBIGUOUS in found.message("colonne_ambigue")
    assert {v.indicator for v in found.values} == {"dep_colorectal_50_74"}


def test_an_ambiguous_heading_alone_blocks_the_file(tmp_path: Path) -> None:
    lines = [f"{c};3,{i}" for i, c in enumerate(BOCAGE)]
    path = written(tmp_path, pivot(lines, f"Code INSEE;{AMBIGUOUS}"))
    assert blocked(path, year=2024).code == "aucun_indicateur"
    assert read(path, year=2024, indicator="mt_sans_70plus").one().value == 3.3  # the analyst settles it


def test_arithmetic_settles_an_ambiguous_rate(tmp_path: Path) -> None:
    header = f"Code INSEE;{AMBIGUOUS};Patients 17 ans et + sans MT;Patients 17 ans et +"
    found = wide(tmp_path, header, lambda i: f"{10 + i / 10:.1f};{100 + i};1000", year=2024)
    assert found.roles()[1] == ("value", "mt_sans_17plus")


def test_the_column_before_settles_an_ambiguous_rate(tmp_path: Path) -> None:
    header = f"Code INSEE;70 ans et + sans MT;{AMBIGUOUS}"
    found = wide(tmp_path, header, lambda i: f"{100 + i};3,{i}", year=2024)
    assert found.roles()[1:] == [("numerator", "mt_sans_70plus"), ("value", "mt_sans_70plus")]


def test_two_columns_for_one_measure_are_never_chosen_between(tmp_path: Path) -> None:
    header = "Code INSEE;Dépistage CCR (%);Dépistage CCR (%);Taux de vaccination grippe 65 ans et plus"
    found = wide(tmp_path, header, lambda i: f"30,{i};40,{i};50,{i}", year=2024)
    assert [r for r, _ in found.roles()] == ["code", "ignored", "ignored", "value"]
    assert found.message("colonne_ignoree").count("Dépistage CCR (%)") == 2
    assert {v.indicator for v in found.values} == {"vacc_grippe_65plus"}


def test_one_key_named_by_two_columns_of_a_line_is_a_duplicate(tmp_path: Path) -> None:
    """« 2024 » in a heading, and a column that has the file's year, which is 2024 too."""
    header = "Code INSEE;Dépistage CCR (%) 2024;Dépistage CCR (%)"
    found = wide(tmp_path, header, lambda i: f"30,{i};30,{i if i else 9}", year=2024)
    assert found.refused == [(2, "doublon"), (2, "doublon")]
    assert (found["observations"], found["set_aside"]) == (9, 9) and found.warned == {"doublon_identique"}


def test_rates_from_0_to_1_are_read_as_percents_and_said(tmp_path: Path) -> None:
    header = "Code INSEE;Dépistés CCR 50-74 ans;Éligibles CCR 50-74 ans;Taux de dépistage CCR"
    found = wide(tmp_path, header, lambda i: f"{300 + i};1000;0,{300 + i}", year=2024)
    assert found.by_commune["79049"].value == pytest.approx(30.3)
    assert found.warned == {"taux_en_fraction"} and not found.refused


def test_rates_of_0_and_1_alone_are_no_fractions(tmp_path: Path) -> None:
    found = wide(tmp_path, "Code INSEE;Taux de dépistage CCR", lambda i: f"{i % 2}", year=2024)
    assert not found.warned and found.by_commune["79013"].value == 1


@pytest.mark.parametrize(
    ("heading", "cells", "first"),
    [
        ("Taux de dépistage CCR", ["0,30", "0,31", "0,32"], 30),
        ("Taux de dépistage CCR (%)", ["0,30", "0,31", "0,32"], 0.3),  # the heading says what is written
        ("Taux de dépistage CCR", ["0,3", "0,9", "0,0"], 0.3),  # one decimal: the rates of a small risk
        ("APL aux médecins généralistes", ["0,30", "0,31", "0,95"], 0.3),  # consultations, no part of 100
    ],
)
def test_small_rates_are_not_taken_for_fractions(tmp_path: Path, heading: str, cells: list[str], first: float) -> None:
    found = wide(tmp_path, f"Code INSEE;{heading}", lambda i: cells[i % 3], year=2024)
    assert found.by_commune[BOCAGE[0]].value == pytest.approx(first)
    assert found.warned == ({"taux_en_fraction"} if first > 1 else set())


def test_counts_beside_small_rates_say_whether_they_are_fractions(tmp_path: Path) -> None:
    header = "Code INSEE;Dépistés CCR 50-74 ans;Éligibles CCR 50-74 ans;Taux de dépistage CCR"
    found = wide(tmp_path, header, lambda i: f"{i};1000;0,{i}0", year=2024)
    assert found.by_commune["79013"].value == 0.1 and not found.warned
    found = wide(tmp_path, header + " (%)", lambda i: f"{300 + i};1000;0,{300 + i}", year=2024)
    assert found.by_commune["79013"].value == pytest.approx(30.1) and found.warned == {"taux_en_fraction"}


@pytest.mark.parametrize("end", [";", ";;", " ; "])
@pytest.mark.parametrize("blank", ["", "\n"])  # a blank line sends the file through the exact reading
def test_blank_columns_after_the_last_heading_refuse_no_line(tmp_path: Path, end: str, blank: str) -> None:
    lines = [f"{c};2024;mt_sans_17plus;{10 + i};100{end if i else ''}" for i, c in enumerate(BOCAGE)]
    found = read(written(tmp_path, pivot([*lines[:4], *([blank] if blank else []), *lines[4:]])))
    assert (found["observations"], found.refused) == (10, [])
    assert found.by_commune["79013"].denominator == 100
    more = read(written(tmp_path, pivot([*lines, "79179;2024;mt_sans_17plus;1;2;3"])))
    assert more.refused == [(12, "ligne_inegale")]


def test_a_row_of_units_is_no_data(tmp_path: Path) -> None:
    text = "Code INSEE;Commune;APL aux médecins généralistes;Population standardisée\n;;consultations/an/hab;nombre\n"
    text += "".join(f"{c};x;3,{i};{1000 + i},5\n" for i, c in enumerate(BOCAGE))
    found = read(written(tmp_path, text), year=2024)
    assert (found["lines"], found["observations"]) == (10, 10) and not found.refused
    value = found.by_commune["79049"]
    assert (value.value, value.denominator, value.line) == (3.3, 1003.5, 6)


@pytest.mark.parametrize("mark", [".", ","])
def test_points_or_commas_that_separate_thousands_of_people_are_read_as_such_and_said(
    tmp_path: Path, mark: str
) -> None:
    """A rate would not tell: both counts would be a thousand times too small."""
    header = "Code INSEE;Patients 17 ans et + sans MT;Patients 17 ans et +"
    found = wide(tmp_path, header, lambda i: f"1{mark}03{i};{12 + i}{mark}345" if i else "950;1.012.345", year=2024)
    value = found.by_commune["79049"]
    assert (value.numerator, value.denominator) == (1033, 15345)
    assert "milliers_regroupes" in found.warned


def test_counts_of_thousands_alone_are_no_rates(tmp_path: Path) -> None:
    header = "Code INSEE;Patients 17 ans et + sans MT;Patients 17 ans et +"
    value = wide(tmp_path, header, lambda i: f"1.03{i};9.00{i}", year=2024).by_commune["79049"]
    assert (value.numerator, value.denominator) == (1033, 9003)


def test_counts_with_decimals_are_not_thousands(tmp_path: Path) -> None:
    """Insee's counts by age have decimals."""
    header = "Code INSEE;Habitants de 65 ans et plus;Population municipale"
    found = wide(tmp_path, header, lambda i: f"103.1{i}25;500{'.25' if i == 3 else ''}", year=2024)
    assert found.one("79049", indicator="pop_totale").numerator == 500.25
    assert found.one("79049", indicator="pop_65plus").numerator == 103.1325
    assert found.one("79001", indicator="pop_totale").numerator == 500


def test_columns_that_mean_nothing_to_the_catalogue_are_said(tmp_path: Path) -> None:
    found = wide(tmp_path, "Code INSEE;Couleur préférée;Taux de dépistage CCR", lambda i: f"{i};30,{i}", year=2024)
    assert "« Couleur préférée »" in found.message("colonne_ignoree")
    assert found["cells"] == 10


def test_a_file_without_a_period_is_blocked_until_one_is_given(tmp_path: Path) -> None:
    path = written(tmp_path, pivot([f"{c};30,5" for c in BOCAGE], "Code INSEE;Taux de dépistage CCR"))
    assert blocked(path).code == "periode_manquante"
    assert read(path, year=2023).one().end == "2023-12-31"


def test_a_file_without_places_is_blocked(tmp_path: Path) -> None:
    path = written(tmp_path, pivot(["2023;30,5", "2024;31,5"], "Année;Taux de dépistage CCR"))
    assert blocked(path).code == "entete_introuvable"


def test_the_source_is_the_files_the_options_or_the_lines(tmp_path: Path) -> None:
    lines = [
        "79049;2024;mt_sans_17plus;10;100;Insee",
        "79062;2024;mt_sans_17plus;10;100;",
        "79079;2024;mt_sans_17plus;10;100;x",
    ]
    found = read(written(tmp_path, pivot(lines, PIVOT + ";source")), source="cpam")
    assert found.refused == [(4, "source_inconnue")] and found["observations"] == 2
    plain = written(tmp_path, pivot([line.rsplit(";", 1)[0] for line in lines]))
    assert {w["code"] for w in read(plain)["warnings"]} == {"source_non_precisee"}
    assert {w["code"] for w in read(plain, source="cpam")["warnings"]} == set()


def test_remarks_and_origins_of_the_lines_are_kept(tmp_path: Path) -> None:
    header = PIVOT + ";origine;remarques;date extraction"
    lines = ["79049;2024;mt_sans_17plus;10;100;publiée;valeur initiale, texte libre;12/03/2025",
             "79062;2024;mt_sans_17plus;10;100;;;"]  # fmt: skip
    found = read(written(tmp_path, pivot(lines, header)))
    assert (found.one("79049").flags, found.one("79062").flags) == ("initial_value", None)


@pytest.mark.parametrize("id", sorted(catalogue().indicators))
def test_every_indicator_is_recognised_by_its_id_and_by_its_label(id: str) -> None:
    indicator = catalogue().indicator(id)
    assert matcher().indicator(id) == matcher().indicator(indicator.label) == id
    rows = [[c, f"{10 + i},5"] for i, c in enumerate(BOCAGE)]
    column = understand_columns(["Code INSEE", f"{indicator.label} 2023"], rows)[1]
    assert (column.indicator, column.period and column.period.start.year) == (id, 2023)


MEASURES = ["{} – Numérateur", "{} (numérateur)", "Numérateur : {}"]


@pytest.mark.parametrize("worded", MEASURES)
@pytest.mark.parametrize("id", [i.id for i in catalogue().indicators.values() if i.nature in ("part", "taux")])
def test_the_three_measures_of_every_indicator_are_told_apart(id: str, worded: str) -> None:
    """« Part des … – Numérateur » is no rate, whatever its first word."""
    indicator = catalogue().indicator(id)
    heading = worded.format(indicator.label)
    others = [re.sub("numérateur", word, heading, flags=re.IGNORECASE) for word in ("dénominateur", "taux (%)")]
    rows = [[c, str(10 + i), str(90 + i), f"{(10 + i) / (90 + i) * indicator.scale:.1f}"] for i, c in enumerate(BOCAGE)]
    numerator, denominator, rate = understand_columns(["Code INSEE", heading, *others], rows)[1:]
    assert (numerator.role, numerator.indicator) == ("numerator", id)
    assert denominator.role == "denominator" and denominator.indicator in (id, indicator.denominator)
    assert (rate.role, rate.indicator) == ("value", id)
