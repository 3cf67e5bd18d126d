"""The one table of reasons: each is reached by a file, and no other can be raised."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest

from boussole.store import Store
from etl.importing import Options, inspected, publish
from etl.reasons import Blocked, literals, reasons
from tests.etl.extracts import BOCAGE, PIVOT, blocked, command, pivot, read, with_territories, written
from tests.etl.workbooks import Sheet, xlsx

ROOT = Path(__file__).parents[2]
GOOD = "79049;2024;mt_sans_17plus;10;100"


def refusing(line: str, header: str = PIVOT) -> str:
    return pivot([GOOD + ";" * (header.count(";") - 4), line], header)


# What reaches each reason: a text, or bytes and a name, and options.
FILES: dict[str, tuple[str | bytes, dict[str, object]]] = {
    "commune_inconnue": (refusing("99999;2024;mt_sans_17plus;10;100"), {}),
    "code_postal": (refusing("79700;2024;mt_sans_17plus;10;100"), {}),
    "nom_ambigu": (refusing("Saint-Denis;2024;mt_sans_17plus;10;100"), {}),
    "commune_ambigue": (refusing("79037;2024;mt_sans_17plus;10;100") + GOOD.replace("79049", "79013") + "\n", {}),
    "fusion_impossible": ("code;annee;taux sans MT 17 ans et plus\n79037;2012;10\n79053;2012;20\n", {}),
    "valeur_illisible": (refusing("79062;2024;mt_sans_17plus;dix;100"), {}),
    "hors_bornes": (refusing("79062;2024;mt_sans_17plus;101;100"), {}),
    "contradiction": (refusing("79062;2024;mt_sans_17plus;10;100;11,0", PIVOT + ";taux"), {}),
    "doublon": (refusing("79049;2024;mt_sans_17plus;11;100"), {}),
    "periode_illisible": (refusing("79062;24;mt_sans_17plus;10;100"), {}),
    "indicateur_inconnu": (refusing("79062;2024;mt_sans_18plus;10;100"), {}),
    "source_inconnue": (refusing("79062;2024;mt_sans_17plus;10;100;ma cousine", PIVOT + ";source"), {}),
    "ligne_inegale": (refusing("79062;2024;mt_sans_17plus;10"), {}),
    "donnees_individuelles": ("NIR;Code commune\nx;79049\n", {}),
    "fichier_illisible": (b"\0\1\2\3" * 9, {}),
    "fichier_vide": ("", {}),
    "fichier_trop_gros": (gzip.compress(b"0;1\n" * 1_000_000), {}),
    "feuille_trop_grande": (xlsx({"a": Sheet([[None] * 900 + ["x"], *([[]] * 30_000), ["x"]])}), {}),
    "memoire_insuffisante": (pivot(f"{1000 + i:05d};2024;mt_sans_17plus;{i % 90};1000" for i in range(90_000)), {}),
    "trop_de_colonnes": (";".join(["x"] * 1001) + "\n" + ";".join(["1"] * 1001) + "\n", {}),
    "entete_introuvable": ("a;b\n1;2\n", {}),
    "encodage_impossible": (pivot([GOOD + ";é"], PIVOT + ";remarques").encode("cp1252"), {"encoding": "utf-8"}),
    "lignes_avant_entete": ("79062;2024;mt_sans_17plus;10;100\n" + pivot([GOOD]), {}),
    "aucun_indicateur": ("code_commune;annee;numerateur;denominateur\n79049;2024;10;100\n", {}),
    "periode_manquante": ("Code INSEE;Taux de dépistage CCR\n79049;30,5\n", {}),
    "feuille_inconnue": (xlsx({"a": Sheet([["code"]])}), {"sheet": "b"}),
    "total_garde": (pivot([GOOD, "Total;2024;mt_sans_17plus;10;100"]), {}),
    "total_different": (pivot([GOOD, "Total;2024;mt_sans_17plus;11;100"]), {}),
    "total_ecarte": (pivot([GOOD.replace("79049", "79062"), "Total;2024;mt_sans_17plus;10;100"]), {}),
    "commune_incomplete": (refusing("79037;2024;mt_sans_17plus;10;100"), {}),
    "anciens_codes": (refusing("79037;2024;mt_sans_17plus;10;100"), {}),
    "doublon_identique": (pivot([GOOD, GOOD]), {}),
    "zeros_perdus": (refusing("1004;2024;mt_sans_17plus;10;100"), {}),
    "colonne_ignoree": (refusing("79062;2024;mt_sans_17plus;10;100;bleu", PIVOT + ";couleur"), {}),
    "ventilation": (pivot([GOOD + ";F"], PIVOT + ";sexe"), {}),
    "colonne_ambigue": ("Code INSEE;Taux sans MT (%);Taux de dépistage CCR\n79049;3,1;30,5\n", {"year": 2024}),
    "accents_repares": (refusing("79062;2024;mt_sans_17plus;10;100;Ã©tÃ©", PIVOT + ";remarques"), {}),
    "taux_en_fraction": (pivot([f"{c};0,3{i}" for i, c in enumerate(BOCAGE)], "Code INSEE;Taux de dépistage CCR"), {"year": 2024}),
    "milliers_regroupes": (refusing("79062;2024;mt_sans_17plus;1.234;12345"), {}),
    "source_non_precisee": (pivot([GOOD]), {}),
    "fichier_deja_charge": (pivot([GOOD]), {}),
}  # fmt: skip


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """One territory, of one commune."""
    return with_territories(tmp_path, {"essai": ("CPTS d’essai", ["79049"])})


def test_the_table_and_the_files_name_the_same_reasons() -> None:
    assert set(FILES) == set(reasons())


@pytest.mark.parametrize("code", FILES)
def test_each_reason_is_reached(tmp_path: Path, store: Store, monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    content, options = FILES[code]
    path = written(tmp_path, content)
    kind = reasons()[code].kind
    if code == "memoire_insuffisante":
        monkeypatch.setenv("BOUSSOLE_MEMORY", "5MB")
    if code == "fichier_deja_charge":
        with inspected(path, Options(), store) as inspection:
            publish(store, inspection, "essai")
    if kind == "blocked":
        assert blocked(path, store, **options).code == code
        return
    found = read(path, store, **options)
    if kind == "refusal":
        assert code in found.reasons
        assert [r["remedy"] for r in found["rejected"] if not r["remedy"]] == []
    else:
        assert code in {w["code"] for w in found["warnings"]}
        assert [w["remedy"] for w in found["warnings"]] == [reasons()[w["code"]].remedy for w in found["warnings"]]


def test_every_sentence_is_one_with_its_stop_and_says_what_to_do() -> None:
    for reason in reasons().values():
        assert re.fullmatch(r"[A-ZÀÉ].+\.", reason.sentence, re.DOTALL), reason.code
        assert reason.remedy.endswith("."), reason.code
        assert "'" not in reason.sentence + reason.remedy, f"{reason.code} : l’apostrophe typographique"


def test_no_code_is_raised_that_the_table_does_not_declare() -> None:
    raised: set[str] = set()
    for path in [*(ROOT / "etl").glob("*.py")]:
        text = path.read_text(encoding="utf-8")
        raised |= set(re.findall(r'(?:Blocked|\.warn)\(\s*"(\w+)"', text))
        raised |= set(re.findall(r'Resolved\(None, "(\w+)"', text))
    assert len(raised) > 20 and raised <= set(reasons())


def test_an_undeclared_reason_cannot_be_raised() -> None:
    with pytest.raises(KeyError):
        Blocked("motif_inventé")


def test_the_marks_of_missing_values_have_known_statuses() -> None:
    assert set(literals().values()) == {"secret", "unavailable", "division_by_zero", "not_applicable", "unknown"}
    assert all(text == text.lower().strip() for text in literals())


def test_people_read_the_sentence_and_the_remedy_of_each_refusal(tmp_path: Path) -> None:
    said = command("check", written(tmp_path, FILES["hors_bornes"][0]))
    why = reasons()["hors_bornes"]
    assert said.code == 1
    assert f"Ligne 3, numerateur, « 101 » : {why.sentence} {why.remedy}\n" in said.out
