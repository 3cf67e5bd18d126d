"""The demonstration's files are what their script builds, agree with what is published, and name nobody."""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

import pytest
import yaml

from boussole.catalogue import catalogue
from boussole.contract import Contract, read_contract, standing, target_value
from boussole.geography import geography
from boussole.values import Flag
from etl.demonstration import build
from etl.demonstration.plan import DEMO_DIR, DemoTerritory, read_plan, read_territories
from etl.demonstration.simulation import apportion
from etl.periods import parse_period
from etl.recognise import source_named
from etl.remarks import flags_of, origin_of

Row = dict[str, str]
TERRITORIES = {t.id: t for t in read_territories()}
INITIAL = "24/12/2020"


def rows(name: str) -> list[Row]:
    with (DEMO_DIR / name).open(encoding="utf-8-sig", newline="") as handle:
        return list(csv.DictReader(handle, delimiter=";"))


def published(name: str, indicator: str) -> list[Row]:
    return [r for r in rows(name) if r["indicateur"] == indicator and r["origine"] == "publiée"]


def sums(found: Iterable[Row], territory: DemoTerritory) -> tuple[int, int]:
    """Σ numerators and Σ denominators, over exactly the territory's communes."""
    mine = list(found)
    assert sorted(r["code_commune"] for r in mine) == sorted(territory.communes)
    return sum(int(r["numerateur"]) for r in mine), sum(int(r["denominateur"] or 0) for r in mine)


def contract(id: str) -> Contract:
    return read_contract(yaml.safe_load((DEMO_DIR / "contrats" / f"{id}.yaml").read_text(encoding="utf-8"))["contract"])


# Files


def test_a_rebuild_gives_the_committed_files_byte_for_byte(tmp_path: Path) -> None:
    built = build(tmp_path)
    assert {p.name for p in built} == {p.name for p in DEMO_DIR.glob("*.csv")}
    assert [p.name for p in built if p.read_bytes() != (DEMO_DIR / p.name).read_bytes()] == []


def test_the_manifest_loads_each_file_once_in_the_order_of_the_build(tmp_path: Path) -> None:
    manifest = yaml.safe_load((DEMO_DIR / "manifest.yaml").read_text(encoding="utf-8"))
    assert [m["file"] for m in manifest] == [p.name for p in build(tmp_path)]
    for entry in manifest:
        assert set(entry) == {"file", "options"}
        assert set(entry["options"]) <= {"year", "territory", "source", "indicator"}
        assert entry["options"].get("territory", "bievre") in TERRITORIES


def test_extracts_come_in_the_shapes_that_real_ones_have() -> None:
    wide = (DEMO_DIR / "bocage_acces_depistages_2024.csv").read_bytes()
    with pytest.raises(UnicodeDecodeError):
        wide.decode("utf-8")
    text = wide.decode("cp1252")
    assert text.startswith("CPTS du Bocage Bressuirais – extraction du 12/03/2025\r\n")
    assert "(année 2024) – données simulées\r\n\r\nCode INSEE;Commune;" in text
    assert ";NS;" in text and "\r\nTotal;;" in text and "\u00a0" in text and "\r\nSource : " in text

    in_cell = (DEMO_DIR / "bocage_vaccination_enfants_2024.csv").read_bytes()
    assert in_cell.startswith(b"\xef\xbb\xbf") and b";<11" in in_cell
    assert re.search(r";\d+,\d % \d+ patients", in_cell.decode("utf-8-sig"))

    by_year = (DEMO_DIR / "bocage_hpv_2022_2025.csv").read_text(encoding="utf-8-sig").splitlines()
    assert by_year[2].startswith("Code;Libellé;") and "données simulées" in by_year[1]
    assert any("N/A - secret statistique" in line for line in by_year)
    assert any("N/A - résultat non disponible" in line for line in by_year)

    assert {r["type_territoire"] for r in rows("references_2021_2025.csv")} == {"departement", "region", "france"}


# Published figures


@pytest.mark.parametrize(
    ("file", "indicator", "expected"),
    [
        ("bocage_valeurs_initiales.csv", "mt_sans_17plus", [(INITIAL, INITIAL, "", "5280", "")]),
        ("bocage_valeurs_initiales.csv", "mt_sans_c2s", [(INITIAL, INITIAL, "", "631", "")]),
        ("bocage_valeurs_initiales.csv", "vacc_ror_2ans", [(INITIAL, INITIAL, "74,7", "436", "584")]),
        ("bocage_valeurs_initiales.csv", "vacc_grippe_65plus", [(INITIAL, INITIAL, "50,3", "8169", "16241")]),
        ("bocage_valeurs_initiales.csv", "dep_colorectal_50_74", [(INITIAL, INITIAL, "34,3", "5549", "16178")]),
        ("bocage_valeurs_initiales.csv", "asalee_patients", [(INITIAL, INITIAL, "", "1635", "")]),
        ("senart_diagnostic.csv", "mt_sans_population", [("01/01/2022", "31/12/2022", "15,5", "", "")]),
        ("senart_diagnostic.csv", "mt_sans_ald", [("01/01/2022", "31/12/2022", "1,8", "", "")]),
        ("senart_diagnostic.csv", "prev_diabete", [("01/01/2022", "31/12/2022", "4,5", "", "")]),
        ("bievre_diagnostic.csv", "pop_qpv", [("01/02/2020", "28/02/2021", "6", "", "")]),
        (
            "nord_essonne_bilan_2023.csv",
            "telesante_part_dep",
            [("01/11/2021", "31/10/2022", "16,04", "", ""), ("01/09/2022", "31/08/2023", "15,39", "", "")],
        ),
        (
            "nord_essonne_bilan_2023.csv",
            "urg_sans_hospit",
            [("01/01/2019", "31/12/2019", "27,9", "", ""), ("01/01/2021", "31/12/2021", "21,5", "", "")],
        ),
        (
            "nord_essonne_bilan_2023.csv",
            "hospit_directes_ville",
            [("01/01/2019", "31/12/2019", "43,2", "", ""), ("01/01/2021", "31/12/2021", "40,9", "", "")],
        ),
        (
            "nord_essonne_bilan_2023.csv",
            "stagiaires",
            [("10/11/2022", "10/11/2022", "", "20", ""), ("01/10/2022", "31/10/2023", "", "81", "")],
        ),
        (
            "nord_essonne_bilan_2023.csv",
            "adherents",
            [("10/11/2022", "10/11/2022", "", "72", ""), ("03/10/2023", "03/10/2023", "", "112", "")],
        ),
        (
            "nord_essonne_bilan_2023.csv",
            "assistants_medicaux",
            [("28/11/2022", "28/11/2022", "", "18", ""), ("11/10/2023", "11/10/2023", "", "19", "")],
        ),
    ],
)
def test_a_document_s_figure_is_given_as_published(file: str, indicator: str, expected: list[tuple[str, ...]]) -> None:
    found = published(file, indicator)
    assert [(r["debut"], r["fin"], r["valeur"], r["numerateur"], r["denominateur"]) for r in found] == expected
    assert {r["type_territoire"] for r in found} == {"cpts"}


def test_france_is_given_as_published_over_its_own_periods() -> None:
    france = {
        (r["indicateur"], r["periode"]): r["valeur"]
        for r in rows("references_2021_2025.csv")
        if r["type_territoire"] == "france" and r["origine"] == "publiée"
    }
    assert france == {
        ("vacc_grippe_65plus", "campagne 2021-2022"): "59,9",
        ("vacc_grippe_65plus", "campagne 2022-2023"): "56,8",
        ("vacc_grippe_65plus", "campagne 2023-2024"): "56,2",
        ("dep_colorectal_50_74", "01/01/2019–31/12/2020"): "28,9",
        ("dep_colorectal_50_74", "01/01/2020–31/12/2021"): "34,6",
        ("vacc_hpv_filles_15", "2023"): "54,6",
    }


def test_what_is_published_for_france_is_never_simulated_too() -> None:
    france = [r for r in rows("references_2021_2025.csv") if r["type_territoire"] == "france"]
    real = {r["indicateur"] for r in france if r["origine"] == "publiée"}
    assert not real & {r["indicateur"] for r in france if r["origine"] == "simulée"}


def test_doubts_travel_with_the_published_figures() -> None:
    deduced = {Flag.DEDUCED_DENOMINATOR, Flag.AGE_NOT_STATED, Flag.INITIAL_VALUE}
    for indicator in ("vacc_ror_2ans", "vacc_grippe_65plus", "dep_colorectal_50_74"):
        (row,) = published("bocage_valeurs_initiales.csv", indicator)
        assert set((flags_of(row["remarques"]) or "").split(",")) == deduced
    (ald,) = published("senart_diagnostic.csv", "mt_sans_ald")
    assert set((flags_of(ald["remarques"]) or "").split(",")) == {Flag.AMBIGUOUS_BASE, Flag.PERIOD_ASSUMED}


# Calibration


@pytest.mark.parametrize(
    ("indicator", "numerator", "denominator"),
    [
        ("mt_sans_17plus", 5280, None),
        ("mt_sans_c2s", 631, None),
        ("vacc_ror_2ans", 436, 584),
        ("vacc_grippe_65plus", 8169, 16241),
        ("dep_colorectal_50_74", 5549, 16178),
    ],
)
def test_the_bocage_s_communes_add_up_to_its_initial_values(
    indicator: str, numerator: int, denominator: int | None
) -> None:
    found = [r for r in rows("bocage_communes_2020.csv") if r["indicateur"] == indicator]
    assert {(r["debut"], r["fin"], r["origine"]) for r in found} == {(INITIAL, INITIAL, "simulée")}
    total = sums(found, TERRITORIES["bocage-bressuirais"])
    assert total[0] == numerator
    assert denominator is None or total[1] == denominator


@pytest.mark.parametrize(
    ("indicator", "rate"), [("mt_sans_population", 15.5), ("mt_sans_ald", 1.8), ("prev_diabete", 4.5)]
)
def test_senart_s_communes_give_its_published_rates(indicator: str, rate: float) -> None:
    found = [r for r in rows("senart_communes_2021_2025.csv") if (r["indicateur"], r["annee"]) == (indicator, "2022")]
    numerator, denominator = sums(found, TERRITORIES["senart"])
    assert round(100 * numerator / denominator, 1) == rate


def test_a_total_line_agrees_with_its_communes_and_hides_no_single_one() -> None:
    for path in sorted(DEMO_DIR.glob("*_depistages_20*.csv")):
        lines = list(csv.reader(path.read_text(encoding="cp1252").replace("\u00a0", "").splitlines(), delimiter=";"))
        body = [r for r in lines if r and re.fullmatch(r"\d{5}", r[0])]
        (total,) = [r for r in lines if r and r[0] == "Total"]
        for column in range(2, len(total), 3):
            seen = [int(r[column]) for r in body if r[column] != "NS"]
            hidden = len(body) - len(seen)
            gap = int(total[column]) - sum(seen)
            assert hidden != 1, f"{path.name} : la commune masquée se déduit du total"
            assert (gap == 0) if hidden == 0 else gap >= hidden
            assert sum(int(r[column + 1]) for r in body) == int(total[column + 1])


def test_no_simulated_value_is_impossible() -> None:
    for path in sorted(DEMO_DIR.glob("*communes_*.csv")):
        for row in rows(path.name):
            if row["numerateur"] != "NS" and row["denominateur"]:
                assert 0 <= int(row["numerateur"]) <= int(row["denominateur"]), (path.name, row)


def test_one_quantity_has_one_count_per_commune_and_year() -> None:
    """The patients of an indicator's denominator are those of its neighbour's: masked once, under one name."""
    by_label = {i.label: i.id for i in catalogue().indicators.values()}
    seen: dict[tuple[str, str, str], set[str]] = defaultdict(set)
    for path in sorted(DEMO_DIR.glob("*communes_20*.csv")):
        for row in rows(path.name):
            indicator = catalogue().indicator(by_label.get(row["indicateur"], row["indicateur"]))
            if indicator.denominator:
                when = row.get("annee") or row["debut"]
                seen[indicator.denominator, row["code_commune"], when].add(row["denominateur"])
    assert {key: counts for key, counts in seen.items() if len(counts) > 1} == {}


def test_some_small_counts_are_left_for_the_program_to_hide_and_some_are_hidden_by_the_file() -> None:
    counts = [r["numerateur"] for r in rows("bocage_communes_2020.csv")]
    assert any(0 < int(n) < 11 for n in counts)
    assert any(r["numerateur"] == "NS" for r in rows("bocage_communes_2021_2025.csv"))


# What the import will understand


def test_every_place_indicator_source_origin_and_period_of_the_long_extracts_is_known() -> None:
    labels = {i.label for i in catalogue().indicators.values()} | set(catalogue().indicators)
    found = geography()
    for path in sorted(DEMO_DIR.glob("*.csv")):
        if "depistages_20" in path.name or path.read_bytes()[:3] == b"\xef\xbb\xbf":
            continue
        for row in rows(path.name):
            assert row["indicateur"] in labels
            assert source_named(row["source"])
            assert (row["origine"] == "simulée") == (source_named(row["source"]) == "demonstration")
            assert origin_of(row["origine"])
            for text in (row.get("annee"), row.get("periode"), row.get("debut"), row.get("fin")):
                assert text is None or parse_period(text), text
            code, kind = row.get("code_commune") or row["code_territoire"], row.get("type_territoire", "commune")
            if kind == "commune":
                assert found.commune(code), code
            elif kind == "cpts":
                assert code in TERRITORIES
            assert set(row) <= {
                "type_territoire", "code_territoire", "code_commune", "annee", "debut", "fin", "periode", "indicateur",
                "valeur", "numerateur", "denominateur", "source", "origine", "remarques",
            }  # fmt: skip


# Territories and contracts


def test_the_territories_communes_exist_today_and_are_the_documents_own() -> None:
    found = geography()
    names = {t.id: [c.name for code in t.communes if (c := found.commune(code))] for t in TERRITORIES.values()}
    assert sorted(names["bievre"]) == ["Cachan", "Chevilly-Larue", "Fresnes", "L'Haÿ-les-Roses", "Rungis"]
    assert sorted(names["nord-essonne"]) == ["Morangis", "Paray-Vieille-Poste", "Savigny-sur-Orge", "Viry-Châtillon"]
    assert sorted(names["senart"]) == [
        "Cesson", "Combs-la-Ville", "Lieusaint", "Moissy-Cramayel", "Nandy", "Savigny-le-Temple", "Vert-Saint-Denis",
    ]  # fmt: skip
    bocage = TERRITORIES["bocage-bressuirais"]
    assert sorted(bocage.communes) == sorted(found.epci_members("200040244")) and len(bocage.communes) == 33
    assert [t.id for t in TERRITORIES.values() if not t.assumed] == ["bievre"]


def test_the_bocage_s_contract_holds_its_ten_indicators_and_targets_to_the_digit() -> None:
    read = contract("bocage-bressuirais")
    assert read.signed is not None and read.signed.isoformat() == "2020-12-24" and read.size is None
    assert [o.id for o in read.objectives] == [
        "BB-1.1", "BB-1.2", "BB-2.1", "BB-2.2", "BB-3.1", "BB-3.2", "BB-3.3", "BB-4.1", "BB-5.1", "BB-5.2",
    ]  # fmt: skip
    criteria = {o.id: o.criteria[0] for o in read.objectives}

    def targets(id: str) -> list[float | None]:
        values = [target_value(criteria[id], k, 2020 + k) for k in range(1, 6)]
        return [None if v is None else round(v, 1) for v in values]

    assert targets("BB-1.1") == [5000, 4500, 4000, 3500, 2500]
    assert targets("BB-1.2") == [567.9, 567.9, 504.8, 504.8, 504.8]
    assert targets("BB-2.2") == [1716.8, 1802.6, 1892.7, 1987.4, 2086.7]
    for id in ("BB-3.1", "BB-3.2", "BB-3.3"):
        assert targets(id) == [None] * 5
        assert criteria[id].targets["N+1"].kind == "to_be_counted"
    assert [criteria[i].initial.value for i in ("BB-3.1", "BB-3.2", "BB-3.3")] == [74.7, 50.3, 34.3]


def test_nord_essonne_s_contract_holds_the_readable_actions_and_invents_none() -> None:
    read = contract("nord-essonne")
    assert (read.signed, read.size, read.years()) == (None, 3, [2023, 2024])
    written = [o for o in read.objectives_of(2023) if o.criteria or o.id == "COL-R1"]
    kinds = [o.type for o in written]
    assert [kinds.count(k) for k in ("resultat", "suivi", None, "information")] == [21, 16, 3, 2]
    without_text = [(o.id, o.actions, o.paid) for o in read.objectives_of(2023) if o not in written]
    assert without_text == [
        ("MT-SANS-TEXTE", 4, 6), ("SNP-SANS-TEXTE", 5, 6), ("SEIN-SANS-TEXTE", 2, 2), ("QUAL-SANS-TEXTE", 2, 2),
    ]  # fmt: skip
    assert all("simulé" in o.note for o in read.objectives_of(2024)), "what is made up says so"
    assert [d.when.isoformat() for d in read.deadlines] == ["2023-11-16", "2024-05-23"]


def test_the_bievre_s_contract_is_known_without_objectives() -> None:
    read = contract("bievre")
    assert (str(read.signed), read.size, read.objectives) == ("2021-12-21", 3, [])


def test_one_new_medical_assistant_does_not_reach_a_target_of_four() -> None:
    read = contract("nord-essonne")
    (criterion,) = next(o for o in read.objectives if o.id == "ACC-S4").criteria
    assert standing(criterion, target_value(criterion, 0, 2023), 19).state == "not_reached"


def test_contracts_read_indicators_of_the_catalogue_and_cover_known_territories() -> None:
    for path in (DEMO_DIR / "contrats").glob("*.yaml"):
        read = contract(path.stem)
        assert read.id == path.stem and read.territory in TERRITORIES
        assert len({o.id for o in read.objectives}) == len(read.objectives)
        for objective in read.objectives:
            for criterion in objective.criteria:
                assert criterion.source.indicator is None or criterion.source.indicator in catalogue().indicators


def test_nothing_looks_like_a_person() -> None:
    patterns = (
        r"\b[12]\d{2}(?:0[1-9]|1[0-2])\d{2}\d{6,8}\b",
        r"[\w.]+@[\w.]+",
        r"\b(?:Dr|M\.|Mme|Docteur) [A-Z]",
        r"\b0\d(?:[ .]\d\d){4}\b",
    )
    for path in sorted(p for p in DEMO_DIR.rglob("*") if p.is_file()):
        raw = path.read_bytes()
        text = raw.decode("cp1252" if "depistages_20" in path.name else "utf-8")
        for pattern in patterns:
            assert not re.search(pattern, text), (path.name, pattern)


# The arithmetic of the simulation


def test_shares_add_up_to_the_total_under_their_caps() -> None:
    assert apportion(10, {"a": 1.0, "b": 1.0, "c": 1.0}, {"a": 9, "b": 9, "c": 9}) == {"a": 4, "b": 3, "c": 3}
    assert apportion(10, {"a": 8.0, "b": 1.0, "c": 1.0}, {"a": 2, "b": 9, "c": 9}) == {"a": 2, "b": 4, "c": 4}
    assert apportion(0, {"a": 1.0}, {"a": 0}) == {"a": 0}
    with pytest.raises(ValueError, match="réparti"):
        apportion(3, {"a": 1.0, "b": 1.0}, {"a": 1, "b": 1})


def test_the_plan_uses_quantities_of_the_catalogue_only() -> None:
    plan = read_plan()
    assert set(plan.quantities) <= set(catalogue().quantities)
    assert all(set(special) <= set(plan.quantities) for special in plan.overrides.values())
