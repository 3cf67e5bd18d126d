"""Extracts as they come, one of each sort met or to be expected, and what a careful reader finds in each of them.

Each was written down with its expectation before it was given to the import. `values` lists what would be stored:
(line, territory, indicator, rate, numerator, denominator), or a status in place of the rate.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.etl.extracts import BOCAGE, Read, blocked, pivot, read, with_territories, written
from tests.etl.workbooks import Sheet, xlsx

Row = tuple[int, str, str, Any, float | None, float | None]


@dataclass(frozen=True)
class Extract:
    """`content`, and what is to be found in it. `period`: of every value, or None where they differ."""

    content: str | bytes
    values: list[Row]
    period: tuple[str, str] | None = ("2024-01-01", "2024-12-31")
    options: dict[str, object] = field(default_factory=dict)
    refused: list[tuple[int, str]] = field(default_factory=list)
    set_aside: int = 0
    warned: set[str] = field(default_factory=set)


MT, CCR, SEIN, GRIPPE = "mt_sans_17plus", "dep_colorectal_50_74", "dep_sein_50_74", "vacc_grippe_65plus"
IN_2024: dict[str, object] = {"year": 2024}
EXTRACTS: dict[str, Extract] = {
    "headings merged over eligible, screened and rate, with a total": Extract(
        xlsx({"Dépistages": Sheet([
            ["CPTS d’essai – dépistages organisés, données de 2024"], [],
            ["Commune", "Code INSEE", "Dépistage du cancer colorectal (50-74 ans)", None, None, "Dépistage du cancer du sein (50-74 ans)", None, None],
            [None, None, "Éligibles", "Dépistés", "Taux", "Éligibles", "Dépistés", "Taux"],
            ["Bressuire", 79049, 5000, 1500, 0.3, 2500, 1300, 0.52],
            ["Cerizay", 79062, 1000, 350, 0.35, 500, "NS", "NS"],
            ["Mauléon", 79079, 2000, 700, 0.35, 1000, 490, 0.49],
            ["Total", None, 8000, 2550, 0.31875, 4000, 1795, 0.44875],
            ["Source : Assurance Maladie, extraction du 12/03/2025"],
        ], merged=("C3:E3", "F3:H3"))}),
        [(5, "79049", CCR, 30, 1500, 5000), (5, "79049", SEIN, 52, 1300, 2500), (6, "79062", CCR, 35, 350, 1000),
         (6, "79062", SEIN, "secret", None, 500), (7, "79079", CCR, 35, 700, 2000), (7, "79079", SEIN, 49, 490, 1000)],
        set_aside=2, warned={"taux_en_fraction", "total_ecarte"},
    ),
    "a row of units under the headings, counts with spaces, a bare rate": Extract(
        "Code;Commune;Vaccinés grippe 65 ans et plus;Assurés 65 ans et plus;Couverture\n;;nb;nb;%\n"
        "79049;Bressuire;2 092;4 393;47,6\n79062;Cerizay;497;1 054;47,2\n",
        [(3, "79049", GRIPPE, 47.6, 2092, 4393), (4, "79062", GRIPPE, 47.2, 497, 1054)], options=IN_2024,
    ),
    "names in capitals, without accents, with the département in all its forms": Extract(
        "Département;Commune;Année;Dépistés CCR 50-74 ans;Éligibles CCR 50-74 ans\n79;LE PIN;2024;40;100\n"
        "79;ST AMAND SUR SEVRE;2024;50;120\n79;Ste Gemme;2024;5;20\nDeux-Sèvres;La Foret sur Sevre;2024;12;100\n"
        "974;SAINT DENIS;2024;1 200;9 000\n2A;Ajaccio;2024;3000;9000\n",
        [(2, "79210", CCR, None, 40, 100), (3, "79235", CCR, None, 50, 120), (4, "79250", CCR, None, 5, 20),
         (5, "79123", CCR, None, 12, 100), (6, "97411", CCR, None, 1200, 9000), (7, "2A004", CCR, None, 3000, 9000)],
    ),
    "postal codes beside names: they settle a name that several communes have": Extract(
        "CP;Ville;Taux sans MT 17 ans et plus;Patients 17 ans et plus\n79140;Le Pin;10,5;200\n79300;Bressuire;9,9;9000\n"
        "79700;Mauléon;8,1;5000\n79140;Cerizay;7,7;3000\n97400;Saint-Denis;12,0;100\n20090;Ajaccio;5,0;100\n",
        [(2, "79210", MT, 10.5, None, 200), (3, "79049", MT, 9.9, None, 9000), (4, "79079", MT, 8.1, None, 5000),
         (5, "79062", MT, 7.7, None, 3000), (6, "97411", MT, 12, None, 100), (7, "2A004", MT, 5, None, 100)],
        options=IN_2024,
    ),
    "a subtotal of an EPCI, a total of nobody, a rest outside": Extract(
        "Code INSEE;Libellé;Nb patients sans MT 17 ans et plus;Patients de 17 ans et plus\n79049;Bressuire;100;1000\n"
        "79062;Cerizay;50;500\nSous-total CA du Bocage Bressuirais;;150;1500\n79195;Nueil-les-Aubiers;30;300\n"
        "TOTAL CPTS;;180;1800\nDont hors territoire;;3;40\n",
        [(2, "79049", MT, None, 100, 1000), (3, "79062", MT, None, 50, 500), (4, "200040244", MT, None, 150, 1500),
         (5, "79195", MT, None, 30, 300)],
        options=IN_2024, set_aside=1, refused=[(7, "commune_inconnue")], warned={"total_ecarte"},
    ),
    "every way to write a thousand and a decimal in one column": Extract(
        "Code INSEE;Commune;Dépistés CCR 50-74 ans;Éligibles CCR 50-74 ans;Taux de dépistage CCR\n"
        "79049;Bressuire;1\u202f234;4 100;30,1 %\n79062;Cerizay;1.234;4.100;30.1%\n"
        "79079;Mauléon;1'234;4’100;30,10\u00a0%\n79195;Nueil;1234,0;4100,00;+30,1 %\n",
        [(2, "79049", CCR, 30.1, 1234, 4100), (3, "79062", CCR, 30.1, 1234, 4100), (4, "79079", CCR, 30.1, 1234, 4100),
         (5, "79195", CCR, 30.1, 1234, 4100)],
        options=IN_2024, warned={"milliers_regroupes"},
    ),
    "a campaign in the title, the day of export beside it": Extract(
        "Vaccination antigrippale – campagne 2023-2024\nExporté le 03/06/2024\n\n"
        "INSEE;Nom;Vaccinés grippe 65 ans et +;Assurés de 65 ans et plus;Couverture (%)\n"
        "79049;Bressuire;2092;4393;47,6\n79062;Cerizay;497;1054;47,2\n",
        [(5, "79049", GRIPPE, 47.6, 2092, 4393), (6, "79062", GRIPPE, 47.2, 497, 1054)], ("2023-10-01", "2024-03-31"),
    ),
    "months in a column of their own": Extract(
        "Code commune;Année;Mois;Indicateur;Numérateur;Dénominateur\n79049;2024;1;mt_sans_17plus;10;100\n"
        "79049;2024;02;mt_sans_17plus;11;100\n79049;2024;mars;mt_sans_17plus;12;100\n79049;2024;13;mt_sans_17plus;12;100\n"
        "79049;2024;;mt_sans_17plus;12;100\n",
        [(2, "79049", MT, None, 10, 100), (3, "79049", MT, None, 11, 100), (4, "79049", MT, None, 12, 100)],
        None, refused=[(5, "periode_illisible"), (6, "periode_illisible")],
    ),
    "one month alone is not the year": Extract(
        "Données 2024\nCode commune;Mois;Patients sans MT 17 ans et plus;Patients 17 ans et plus\n79049;3;10;100\n79062;3;12;100\n",
        [(3, "79049", MT, None, 10, 100), (4, "79062", MT, None, 12, 100)], ("2024-03-01", "2024-03-31"),
    ),
    "quarters beside the year": Extract(
        "Code commune;Année;Trimestre;Patients sans MT 17 ans et plus;Patients 17 ans et plus\n79049;2024;2;10;100\n79062;2024;T2;12;100\n",
        [(2, "79049", MT, None, 10, 100), (3, "79062", MT, None, 12, 100)], ("2024-04-01", "2024-06-30"),
    ),
    "half years in words": Extract(
        "Commune|Période|Indicateur|Résultat|Éligibles\nMauléon|S1 2024|Dépistage du cancer colorectal (50-74 ans)|30,5 %|1 000\n"
        "Bressuire|1er semestre 2024|Dépistage du cancer colorectal (50-74 ans)|31,5 %|1 000\n"
        "Cerizay|janvier à juin 2024|Dépistage du cancer colorectal (50-74 ans)|31,5 %|1 000\n".encode("cp1252"),
        [(2, "79079", CCR, 30.5, None, 1000), (3, "79049", CCR, 31.5, None, 1000), (4, "79062", CCR, 31.5, None, 1000)],
        ("2024-01-01", "2024-06-30"),
    ),
    "a rate and its count in one cell, either first": Extract(
        "Commune;Patients 17 ans et + sans MT;Dépistage CCR 50-74 ans\nBressuire;9,9% 891 patients;1 500 (30,0 %)\n"
        "Cerizay;NS;320 (32,0%)\nMauléon;< 11;N/A - secret statistique\n",
        [(2, "79049", CCR, 30, 1500, 5000), (2, "79049", MT, 9.9, 891, 9000), (3, "79062", CCR, 32, 320, 1000),
         (3, "79062", MT, "secret", None, None), (4, "79079", CCR, "secret", None, None), (4, "79079", MT, "secret", None, None)],
        options=IN_2024,
    ),
    "an Insee export: two titles, breaks in headings, N/A in words": Extract(
        "Observatoire des territoires\r\nExport du 03/11/2025\r\n\"Code\";\"Libellé\";\"Part des 75 ans\net plus 2024\";"
        "\"Population municipale 2024\"\r\n\"79049\";\"Bressuire\";\"10,5\";\"19 885\"\r\n"
        "\"79062\";\"Cerizay\";\"N/A - résultat non disponible\";\"4 853\"\r\n"
        "\"79079\";\"Mauléon\";\"N/A - division par 0\";\"N/A - secret statistique\"\r\n".encode("latin-1"),
        [(5, "79049", "pop_75plus", 10.5, None, 19885), (5, "79049", "pop_totale", 19885, 19885, None),
         (6, "79062", "pop_75plus", "unavailable", None, 4853), (6, "79062", "pop_totale", 4853, 4853, None),
         (7, "79079", "pop_75plus", "division_by_zero", None, None), (7, "79079", "pop_totale", "secret", None, None)],
    ),
    "accents encoded twice": Extract(
        "Commune;Année;Nb dépistés CCR 50-74 ans;Éligibles CCR 50-74 ans\nMauléon;2024;30;100\nBoismé;2024;12;50\n".encode().decode("cp1252"),
        [(2, "79079", CCR, None, 30, 100), (3, "79038", CCR, None, 12, 50)], warned={"accents_repares"},
    ),
    "all the parts of a commune nouvelle": Extract(
        "Code INSEE;Commune;sans MT 17 ans et + (nb);Patients 17 ans et +\n01091;Châtillon-en-Michaille;10;100\n"
        "01018;Arlod;20;100\n01126;Craz;5;100\n01033;Bellegarde;7;50\n79049;Bressuire;90;900\n",
        [(6, "79049", MT, None, 90, 900)], options=IN_2024, refused=[(n, "commune_ambigue") for n in (2, 3, 4, 5)],
    ),
    "arrondissements in every writing": Extract(
        "Commune;Dépistées cancer du sein 50-74 ans;Femmes 50-74 ans\nParis 1er arr.;100;400\nParis 02;100;400\n"
        "PARIS 20E ARRONDISSEMENT;100;400\nLyon 3ème;10;40\nMarseille 01;10;40\n",
        [(2, "75101", SEIN, None, 100, 400), (3, "75102", SEIN, None, 100, 400), (4, "75120", SEIN, None, 100, 400),
         (5, "69383", SEIN, None, 10, 40), (6, "13201", SEIN, None, 10, 40)],
        options=IN_2024,
    ),
    "overseas and Corsica": Extract(
        "code_insee\tlibelle\ttaux sans MT 17 ans et plus\n97411\tSaint-Denis\t10\n97302\tCayenne\t20\n97611\tMamoudzou\t30\n"
        "97105\tBasse-Terre\t30\n98818\tNouméa\t30\n97701\tSaint-Barthélemy\t1\n2a004\tAjaccio\t9\n2B033\tBastia\t8\n20000\tAjaccio\t9\n",
        [(2, "97411", MT, 10, None, None), (3, "97302", MT, 20, None, None), (4, "97611", MT, 30, None, None),
         (5, "97105", MT, 30, None, None), (6, "98818", MT, 30, None, None), (7, "97701", MT, 1, None, None),
         (8, "2A004", MT, 9, None, None), (9, "2B033", MT, 8, None, None)],
        options=IN_2024, refused=[(10, "code_postal")],
    ),
    "vaccination by département, without any commune": Extract(
        "\ufeffAnnée,Département Code,Département,Région Code,Région,HPV filles 1 dose à 15 ans,Grippe 65 ans et plus\n"
        "2024,79,Deux-Sèvres,75,Nouvelle-Aquitaine,48.1,55.2\n2024,86,Vienne,75,Nouvelle-Aquitaine,47.1,\n",
        [(2, "79", GRIPPE, 55.2, None, None), (2, "79", "vacc_hpv_filles_15", 48.1, None, None),
         (3, "86", "vacc_hpv_filles_15", 47.1, None, None)],
        set_aside=1, warned={"colonne_ignoree"},
    ),
    "accessibility by age of the doctor, its weights, and a row of units": Extract(
        xlsx({"APL 2024": Sheet([
            ["Accessibilité potentielle localisée (APL)"], ["Source : DREES"], [],
            ["Code commune INSEE", "Commune", "APL aux médecins généralistes", "APL aux médecins généralistes de 65 ans ou moins ",
             "APL aux médecins généralistes de 62 ans et moins", "Population standardisée 2024 pour la médecine générale"],
            [None, None, "consultations par an", "consultations par an", "consultations par an", None],
            ["79049", "Bressuire", 2.51, 2.3, 2.1, 20100.5], ["01001", "L'Abergement-Clémenciat", 0.9, 0.8, 0.7, 800.5]])}),
        [(6, "79049", "apl_mg", 2.3, None, 20100.5), (7, "01001", "apl_mg", 0.8, None, 800.5)],
        options=IN_2024, warned={"colonne_ignoree"},
    ),
    "codes kept from the spreadsheet by a formula, by an apostrophe, by a space": Extract(
        'insee_com;lib_com;annee;indicateur;numerateur;denominateur\n"=""79049""";Bressuire;2024;mt_sans_17plus;10;100\n'
        "'01004;Ambérieu-en-Bugey;2024;mt_sans_17plus;10;100\n79 079;Mauléon;2024;mt_sans_17plus;10;100\n",
        [(2, "79049", MT, None, 10, 100), (3, "01004", MT, None, 10, 100), (4, "79079", MT, None, 10, 100)],
    ),
    "years under one merged heading": Extract(
        ";;Taux de dépistage CCR;;\nCode INSEE;Commune;2022;2023;2024\n79049;Bressuire;30,1;31,2;32,3\n79079;Mauléon;;28,0;nd\n",
        [(3, "79049", CCR, 30.1, None, None), (3, "79049", CCR, 31.2, None, None), (3, "79049", CCR, 32.3, None, None),
         (4, "79079", CCR, 28, None, None), (4, "79079", CCR, "unavailable", None, None)],
        None, set_aside=1,
    ),
    "commune, EPCI, département, région and France in one column": Extract(
        "Code;Libellé;Taux de dépistage CCR\n79049;Bressuire;30,1\n200040244;CA du Bocage Bressuirais;31,2\n79;Deux-Sèvres;33,0\n"
        "75;Nouvelle-Aquitaine;32,0\n;France;31,0\n",
        [(2, "79049", CCR, 30.1, None, None), (3, "200040244", CCR, 31.2, None, None), (4, "79", CCR, 33, None, None),
         (5, "75", CCR, 32, None, None), (6, "FR", CCR, 31, None, None)],
        options=IN_2024,
    ),
    "two tables one below the other: nothing of either is guessed": Extract(
        "Code INSEE;Taux de dépistage CCR\n79049;30,1\n\nCode INSEE;Taux de vaccination grippe 65 ans et plus\n79049;50,1\n",
        [], options=IN_2024, refused=[(2, "doublon"), (4, "commune_inconnue"), (5, "doublon")],
    ),
    "a screen of Rézone: a heading of three lines, a row for the territory": Extract(
        "Territoire : CPTS du Bocage\nPériode : 01/01/2024 au 31/12/2024\nSource : Rézone CPTS\n\nCode commune;Libellé commune;"
        "Patients consommants de 17 ans et plus sans médecin traitant (nb);Patients consommants de 17 ans et plus (nb);Part (%)\n"
        "79001;L'Absie;31;700;4,4\n79049;Bressuire;1543;15204;10,1\nCPTS du Bocage;;1574;15904;9,9\n",
        [(6, "79001", MT, 4.4, 31, 700), (7, "79049", MT, 10.1, 1543, 15204), (8, "bocage", MT, 9.9, 1574, 15904)],
    ),
    "the département after the name": Extract(
        "Commune (département);Année;Patients en ALD sans MT;Patients en ALD\nLe Pin (79);2024;12;100\nSaint-Denis (974);2024;15;200\n"
        "Vienne;2024;15;200\n",
        [(2, "79210", "mt_sans_ald", None, 12, 100), (3, "97411", "mt_sans_ald", None, 15, 200)], refused=[(4, "nom_ambigu")],
    ),
    "short headings of a statistics package": Extract(
        "codgeo;libgeo;dep;an;var;val\n79049;Bressuire;79;2024;prev_diabete;6,1\n79062;Cerizay;79;2024;prev_diabete;s\n",
        [(2, "79049", "prev_diabete", 6.1, None, None), (3, "79062", "prev_diabete", "secret", None, None)],
    ),
    "a column of sexes, the same on every line": Extract(
        "code;annee;indicateur;sexe;tranche d'âge;valeur\n79049;2024;prev_diabete;F;tous âges;5,1\n79062;2024;prev_diabete;F;tous âges;4,1\n",
        [(2, "79049", "prev_diabete", 5.1, None, None), (3, "79062", "prev_diabete", 4.1, None, None)],
        warned={"ventilation", "colonne_ignoree"},
    ),
    "a rolling year in every writing": Extract(
        "Code INSEE;Période de mesure;Patients sans MT 17 ans et plus;Patients 17 ans et plus\n"
        "79049;du 01/11/2021 au 31/10/2022;10;100\n79062;11/2021 - 10/2022;10;100\n79079;nov. 2021 à oct. 2022;10;100\n",
        [(2, "79049", MT, None, 10, 100), (3, "79062", MT, None, 10, 100), (4, "79079", MT, None, 10, 100)],
        ("2021-11-01", "2022-10-31"),
    ),
    "a bare percent after each count": Extract(
        "Code INSEE;Commune;Sans MT 17+;%;Sans MT ALD;%\n79049;Bressuire;900;10,0;12;3,0\n79062;Cerizay;100;8,0;NS;NS\n",
        [(2, "79049", MT, 10, 900, 9000), (2, "79049", "mt_sans_ald", 3, 12, 400), (3, "79062", MT, 8, 100, 1250),
         (3, "79062", "mt_sans_ald", "secret", None, None)],
        options=IN_2024,
    ),
}  # fmt: skip


def rows(found: Read) -> list[Row]:
    return sorted(
        ((v.line, v.territory, v.indicator, v.value if v.status == "ok" else v.status, v.numerator, v.denominator)
         for v in found.values), key=str,
    )  # fmt: skip


@pytest.mark.parametrize("name", EXTRACTS)
def test_an_extract_gives_what_a_careful_reader_finds(tmp_path: Path, name: str) -> None:
    extract = EXTRACTS[name]
    store = with_territories(tmp_path, {"bocage": ("CPTS du Bocage", ["79001", "79049"])})
    found = read(written(tmp_path, extract.content), store, **extract.options)
    close = [
        tuple(pytest.approx(x) if isinstance(x, float) else x for x in row) for row in sorted(extract.values, key=str)
    ]
    assert sorted(rows(found), key=str) == close
    assert found.refused == extract.refused
    assert (found["set_aside"], found.warned) == (extract.set_aside, extract.warned)
    if extract.period:
        assert {(v.start, v.end) for v in found.values} <= {extract.period}


# headings that say more, or less, than an indicator


@pytest.mark.parametrize(
    "heading",
    ["Population 65 ans et plus", "65 ans et plus", "Patients ALD sans MT 70 ans et plus", "Diabète 65 ans et plus",
     "Médecins généralistes de 55 ans et plus", "Patients sans MT 16 ans et plus", "Personnes de 75 ans et plus",
     "Évolution de la vaccination grippe 65 ans et + (%)", "Vaccination grippe 65 ans et + – France",
     "Taux de vaccination grippe 65 ans et + du département", "Vaccination grippe 65 ans et + hommes",
     "Vaccination grippe 65 ans et + (rang)", "IC 95 % vaccination grippe 65 ans et +, borne inférieure",
     "Prévalence du diabète (pour 1 000)", "Prévalence diabète ‰", "Densité MG pour 100 000 habitants"],
)  # fmt: skip
def test_a_heading_that_says_more_than_an_indicator_is_not_taken_for_it(tmp_path: Path, heading: str) -> None:
    """The population aged 65 or more was once stored as the population."""
    lines = [f"{c};{100 + 7 * i};{30 + i}" for i, c in enumerate(BOCAGE)]
    found = read(written(tmp_path, pivot(lines, f"Code INSEE;{heading};Taux de dépistage CCR")), year=2024)
    assert {v.indicator for v in found.values} == {CCR} and found.warned == {"colonne_ignoree"}
    alone = written(tmp_path, pivot([line.rsplit(";", 1)[0] for line in lines], f"Code INSEE;{heading}"))
    assert blocked(alone, year=2024).code == "aucun_indicateur"


@pytest.mark.parametrize("heading", ["Taux", "%", "Couverture (%)", "Part"])
def test_a_bare_rate_belongs_to_the_counts_before_it_only_if_they_give_it(tmp_path: Path, heading: str) -> None:
    header = f"Code INSEE;Dépistés CCR 50-74 ans;Éligibles CCR 50-74 ans;{heading}"
    given = [f"{c};{100 + i};400;{(100 + i) / 4:.1f}" for i, c in enumerate(BOCAGE)]
    found = read(written(tmp_path, pivot(given, header)), year=2024)
    assert found.by_commune["79001"].value == 25 and not found.warned
    other = [f"{c};{100 + i};400;{90 - i},5" for i, c in enumerate(BOCAGE)]
    found = read(written(tmp_path, pivot(other, header)), year=2024)
    assert found.by_commune["79001"].value is None and found.warned == {"colonne_ignoree"}
    wrong = [*given[:-1], f"{BOCAGE[-1]};100;400;90,5"]
    assert read(written(tmp_path, pivot(wrong, header)), year=2024).refused == [(11, "contradiction")]


@pytest.mark.parametrize(
    ("heading", "indicator"),
    [("Densité de MG pour 10 000 habitants", "mg_densite"), ("Prévalence du diabète pour 100", "prev_diabete"),
     ("Prescriptions d'antibiotiques pour 100 patients de 16 à 65 ans", "antibio_16_65"),
     ("Part des actes de télésanté du département", "telesante_part_dep")],
)  # fmt: skip
def test_a_heading_may_say_the_scale_of_its_indicator(tmp_path: Path, heading: str, indicator: str) -> None:
    lines = [f"{c};{8 + i},5" for i, c in enumerate(BOCAGE)]
    found = read(written(tmp_path, pivot(lines, f"Code INSEE;{heading}")), year=2024)
    assert {(v.indicator, v.value) for v in found.values} == {(indicator, 8.5 + i) for i in range(10)}
