"""Data about persons: refused whole, and not one of their values anywhere. The persons here are made up at run time:
numbers computed with a right key, words that name nobody; no file of the project holds one."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date, timedelta
from io import StringIO
from pathlib import Path

import pytest

from etl.individuals import is_nir
from tests.etl.extracts import BOCAGE, PIVOT, command, pivot, read, refused_whole, with_territories, written
from tests.etl.workbooks import Sheet, xlsx

NBSP, NARROW = "\u00a0", "\u202f"
WORDS = ["ZAMPON", "BRULOT", "KIRVEC", "TANOUL", "VESPIN", "DRUMAC", "OLTIER", "FANGOR"]


class Made:
    """Made-up persons, the same at each run, and all that was made."""

    def __init__(self) -> None:
        self.chance = random.Random(1979)
        self.secrets: set[str] = set()

    def kept(self, text: str) -> str:
        self.secrets.add(text)
        return text

    def nir(self, departement: str = "79", shape: str = "{}") -> str:
        c = self.chance
        body = f"{c.choice('12')}{c.randint(30, 99)}{c.randint(1, 12):02}{departement}{c.randint(1, 999):03}{c.randint(1, 999):03}"
        key = 97 - int(body.replace("2A", "19").replace("2B", "18")) % 97
        number = f"{body}{key:02}"
        if shape == "{}":
            return self.kept(number)
        parts = (number[0], *(number[i : i + 2] for i in (1, 3, 5)), number[7:10], number[10:13], number[13:])
        return self.kept(shape.join(parts))

    def word(self) -> str:
        return self.kept(self.chance.choice(WORDS))

    def birth(self, shape: str = "%d/%m/%Y") -> str:
        return self.kept((date(1930, 1, 1) + timedelta(days=self.chance.randint(0, 32_000))).strftime(shape))

    def initials(self) -> str:
        return "".join(self.chance.choice("ABCDEFGHIJKLMNOPRSTV") for _ in range(2))

    def code(self) -> str:
        return self.kept(f"P{self.chance.randint(10_000, 99_999)}")


Line = Callable[[Made, int], str]
AGGREGATED: Line = lambda m, i: f"{BOCAGE[i % 10]};{2000 + i // 10};mt_sans_17plus;{i};10000"  # noqa: E731
INDIVIDUAL: dict[str, tuple[str, Line]] = {
    "NIR, names and birth dates": (
        "NIR;Nom;Prénom;Date de naissance;Code commune;Médecin traitant",
        lambda m, i: f"{m.nir()};{m.word()};{m.word()};{m.birth()};79049;non",
    ),
    "a NIR column": ("NIR;Code commune", lambda m, i: f"{m.nir()};79049"),
    "a NIR under an innocent heading": (
        "code_commune;annee;reference;valeur", lambda m, i: f"79049;2024;{m.nir()};{i}",
    ),
    "a NIR of Corsica, spaced": (
        "code_commune;annee;reference;valeur", lambda m, i: f"2A004;2024;{m.nir('2A', ' ')};{i}",
    ),
    "a NIR without its key": ("code_commune;annee;reference;valeur", lambda m, i: f"79049;2024;{m.kept(m.nir()[:13])};{i}"),
    "a NIR in place of a number": (PIVOT, lambda m, i: f"79049;{1990 + i};mt_sans_17plus;{m.nir()};999"),
    "one NIR in an aggregated file": (
        PIVOT, lambda m, i: AGGREGATED(m, i) if i != 20 else f"79049;2024;mt_sans_17plus;{m.nir()};10000",
    ),
    "one NIR in an uneven line": (PIVOT, lambda m, i: AGGREGATED(m, i) if i != 20 else f"79049;{m.nir()}"),
    "names and birth dates": (
        "Nom;Prénom;Naissance;Code commune", lambda m, i: f"{m.word()};{m.word()};{m.birth()};79049",
    ),
    "birth dates without a word about them": (
        "a;b;code_commune;annee;mt_sans_17plus", lambda m, i: f"{m.word()};{m.birth()};79049;2024;1",
    ),
    "birth dates of a spreadsheet": (
        "a;b;code_commune;annee", lambda m, i: f"{m.word()};{m.birth('%Y-%m-%d 00:00:00')};79049;2024",
    ),
    "first names alone": ("Prénom ;code insee;annee;dépistage", lambda m, i: f"{m.word()};79049;2024;1"),
    "one line a patient": ("id patient;code_commune;annee;sexe;age", lambda m, i: f"{i};79049;2024;F;{30 + i}"),
    "pseudonyms": ("code_commune;annee;pseudonyme;valeur", lambda m, i: f"79049;2024;{m.code()};1"),
    "codes under « Patient »": ("patient;code_commune;annee;ald", lambda m, i: f"{m.code()};79049;2024;1"),
    "ages beside sexes": ("code_commune;annee;age;sexe;sans MT", lambda m, i: f"79049;2024;{30 + i};{'HF'[i % 2]};1"),
    "a NIR within a sentence": (
        f"{PIVOT};remarques", lambda m, i: f"{BOCAGE[i % 10]};{2000 + i};mt_sans_17plus;1;9;dossier {m.nir()}, à rappeler",
    ),
    "a NIR kept as text by a formula": ("code_commune;annee;reference;valeur", lambda m, i: f'79049;2024;"=""{m.nir()}""";1'),
    "a NIR kept as text by an apostrophe": ("code_commune;annee;reference;valeur", lambda m, i: f"79049;2024;'{m.nir()};1"),
    "a NIR with spaces that do not break": (
        "code_commune;annee;reference;valeur", lambda m, i: f"79049;2024;{m.nir(shape=NARROW if i % 2 else NBSP)};1",
    ),
    "a NIR without its key, spaced": (
        "code_commune;annee;reference;valeur", lambda m, i: f"79049;2024;{m.kept(m.nir(shape=' ')[:18])};1",
    ),
    "a NIR and its key in two columns": (
        "code_commune;annee;reference;cle;valeur", lambda m, i: f"79049;2024;{m.kept((n := m.nir())[:13])};{n[13:]};1",
    ),
    "initials alone": ("Initiales;Commune;Sans MT", lambda m, i: f"{m.initials()};Bressuire;1"),
    "initials under « Patient », yes and no": (
        "Patient;Âge;Sexe;Commune;ALD", lambda m, i: f"{m.initials()};{30 + i};{'HF'[i % 2]};Bressuire;oui",
    ),
    "names under « Assuré »": ("Assuré;Téléphone;Commune;Sans MT", lambda m, i: f"{m.word()} {m.word()};05{i:08};Bressuire;1"),
    "whole names": ("Nom complet;Code commune;ALD", lambda m, i: f"{m.word()} {m.word()};79049;oui"),
    "one birth date, worded at length": (
        "Code commune;Date de naissance du patient;Sans MT", lambda m, i: f"79049;{m.birth()};1",
    ),
    "birth dates of two digits": ("a;b;code_commune;annee", lambda m, i: f"{m.word()};{m.birth('%d/%m/%y')};79049;2024"),
    "birth dates without marks": ("a;b;code_commune;annee", lambda m, i: f"{m.word()};{m.birth('%Y%m%d')};79049;2024"),
    "a number of patient": ("N° patient;Commune;HbA1c", lambda m, i: f"{i};Bressuire;7,{i}"),
    "years of birth beside sexes": (
        "code_commune;annee de naissance;sexe;annee", lambda m, i: f"79049;{1930 + i};{'HF'[i % 2]};2024",
    ),
}  # fmt: skip


def persons(case: str, lines: int = 30) -> tuple[str, Made]:
    header, line = INDIVIDUAL[case]
    made = Made()
    return pivot((line(made, i) for i in range(lines)), header), made


@pytest.mark.parametrize("case", INDIVIDUAL)
def test_a_file_about_persons_is_refused_and_says_none_of_its_values(tmp_path: Path, case: str) -> None:
    text, made = persons(case)
    path = written(tmp_path, text)
    said = refused_whole(path, "donnees_individuelles", "--year", 2024, "--indicator", "mt_sans_17plus")
    report = command("check", path, "--year", 2024, "--json", "--progress")
    assert report.code == 2 and report.json["encoding"] == "utf-8"
    heard = said.err + report.out + report.err
    assert [s for s in made.secrets if s in heard] == []
    assert not report.json["columns"] and not report.json["layout"]


@pytest.mark.parametrize("lines", [3, 5])
@pytest.mark.parametrize(
    "case", [c for c in INDIVIDUAL if not c.startswith(("one NIR", "years", "codes", "pseudonyms", "birth dates of a"))]
)
def test_few_persons_are_persons(tmp_path: Path, case: str, lines: int) -> None:
    text, made = persons(case, lines)
    path = written(tmp_path, text)
    said = command("check", path, "--year", 2024, "--indicator", "mt_sans_17plus", "--json")
    assert said.code == 2 and said.json["blocked"] == "donnees_individuelles"
    assert [s for s in made.secrets if len(s) > 4 and s in said.out + said.err] == []


@pytest.mark.parametrize("where", ["title", "note", "heading", "last cell of a column left aside"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_one_number_anywhere_is_enough(tmp_path: Path, where: str, encoding: str) -> None:
    made = Made()
    lines = [f"{AGGREGATED(made, i % 400)};" for i in range(3_000)]
    header, nir = f"{PIVOT};divers", f"voir {made.nir(shape=' ')}"
    text = pivot(lines, header)
    if where == "title":
        text = f"Dossier {nir}\n{text}"
    elif where == "note":
        text += f"Note : {nir}\n"
    elif where == "heading":
        text = text.replace("divers", nir)
    else:
        text = text[:-1] + nir + "\n"
    said = refused_whole(written(tmp_path, text.encode(encoding)), "donnees_individuelles")
    assert not [s for s in made.secrets if s in said.err]


@pytest.mark.parametrize("case", ["NIR, names and birth dates", "names and birth dates"])
def test_nothing_about_persons_is_stored(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, case: str) -> None:
    store = with_territories(tmp_path, {})
    before = sorted(p.name for p in store.root.iterdir())
    monkeypatch.setenv("BOUSSOLE_STORE", str(store.root))
    text, made = persons(case)
    path = written(tmp_path, text)
    said = command("load", path, "--yes", "--partial")
    assert said.code == 2 and not [s for s in made.secrets if s in said.out + said.err]
    assert not store.journal.lots() and sorted(p.name for p in store.root.iterdir()) == before
    content = b"".join(p.read_bytes() for p in store.root.iterdir())
    assert not [s for s in made.secrets if s.encode() in content]


@pytest.mark.parametrize("shape", ["cp1252", "utf-16", "tab", "quoted commas", "under a title", "xlsx"])
def test_persons_are_seen_in_every_dress(tmp_path: Path, shape: str) -> None:
    text, _ = persons("NIR, names and birth dates")
    content: str | bytes = text
    if shape in ("cp1252", "utf-16"):
        content = text.encode(shape)
    elif shape == "tab":
        content = text.replace(";", "\t")
    elif shape == "quoted commas":
        content = "\n".join(",".join(f'"{c}"' for c in line.split(";")) for line in text.splitlines())
    elif shape == "under a title":
        content = "Liste transmise le 12/03/2025\n\n" + text
    else:
        content = xlsx({"a": Sheet([line.split(";") for line in StringIO(text).read().splitlines()])})
    refused_whole(written(tmp_path, content, "a.xlsx" if shape == "xlsx" else "a.csv"), "donnees_individuelles")


@pytest.mark.parametrize(
    "late",
    [lambda m: f"79049;2024;mt_sans_17plus;{m.nir()};9999", lambda m: f"79049;2024;{m.nir()};1;9999",
     lambda m: f"{m.nir('2A')};2024;mt_sans_17plus;1;9999", lambda m: f"79049;{m.nir()};mt_sans_17plus;1;9999",
     lambda m: f"79049;2024;mt_sans_17plus;{m.nir('2B', ' ')};9999", lambda m: f"79049;2024;mt_sans_17plus;1;9;{m.nir()}"],
)  # fmt: skip
def test_a_number_far_from_the_beginning_is_seen_before_anything_is_said(
    tmp_path: Path, late: Callable[[Made], str]
) -> None:
    made = Made()
    lines = [AGGREGATED(made, i % 400) for i in range(2_500)]
    said = refused_whole(written(tmp_path, pivot([*lines, late(made)])), "donnees_individuelles")
    assert len(made.secrets) == 1 and not [s for s in made.secrets if s in said.err]


def test_a_key_makes_a_social_security_number() -> None:
    made = Made()
    for departement in ("79", "01", "2A", "2B", "97"):
        for shape in ("{}", " ", ".", "-"):
            number = made.nir(departement, shape)
            assert is_nir(number) and is_nir(f" {number.lower()} ")
            wrong = f"{number[:-2]}{(int(number[-2:]) % 97) + 1:02}"
            assert not is_nir(wrong)


@pytest.mark.parametrize(
    "text",
    ["", "79049", "19.7226502311248", "1.97226502311248", "12345678901234", "1234567890123456", "999999999999999"],
)
def test_other_numbers_are_not(text: str) -> None:
    assert not is_nir(text)


def test_one_key_in_ninety_seven_is_right_and_a_rate_is_still_no_number() -> None:
    chance = random.Random(5)
    rates = [f"{chance.uniform(0, 100):.15g}" for _ in range(20_000)]
    assert [r for r in rates if is_nir(r)] == []
    assert any(is_nir(r.replace(".", "")) for r in rates)


AGGREGATES = {
    "names of communes": ("Nom;Code INSEE;Taux de dépistage CCR", lambda i: f"Commune {i};{BOCAGE[i]};30,{i}"),
    "days of extraction": (f"{PIVOT};date extraction", lambda i: f"{BOCAGE[i]};2024;mt_sans_17plus;{i};100;12/03/2025"),
    "twenty years of periods": ("code_commune;date debut;date fin;indicateur;numerateur;denominateur",
                                lambda i: f"79049;01/01/{2000 + 2 * i};31/12/{2000 + 2 * i};mt_sans_17plus;{i};100"),
    "counts by age and sex": ("code_commune;annee;age;sexe;indicateur;effectif",
                              lambda i: f"{BOCAGE[i]};2024;{i};F;mg_effectif;{i}"),
    "a source that keeps registers": (f"{PIVOT};source", lambda i: f"{BOCAGE[i]};2024;mt_sans_17plus;{i};100;RPPS"),
    "counts under « Patients »": ("Code INSEE;Patients;Taux de dépistage CCR", lambda i: f"{BOCAGE[i]};{1000 + 7 * i};30,{i}"),
    "the number of patients under « N patients »": ("Code INSEE;N patients;Taux de dépistage CCR", lambda i: f"{BOCAGE[i]};{1000 + 7 * i};30,{i}"),
    "patients by sort": ("Code INSEE;Patient;Taux de dépistage CCR", lambda i: f"{BOCAGE[i]};{'ALD' if i % 2 else 'hors ALD'};30,{i}"),
    "who filled it in": ("Code INSEE;Saisi par;Taux de dépistage CCR", lambda i: f"{BOCAGE[i]};{'AB' if i % 2 else 'CD'};30,{i}"),
    "full precision": ("Code INSEE;Taux de dépistage CCR", lambda i: f"{BOCAGE[i]};1{i}.2265023112481{i}"),
    "addresses of places": ("Code INSEE;Adresse;Téléphone;Taux de dépistage CCR", lambda i: f"{BOCAGE[i]};mairie;05{i};30,{i}"),
}  # fmt: skip


@pytest.mark.parametrize("case", AGGREGATES)
def test_an_aggregated_file_is_not_taken_for_persons(tmp_path: Path, case: str) -> None:
    header, line = AGGREGATES[case]
    found = read(written(tmp_path, pivot(map(line, range(10)), header)), year=2024)
    assert found["observations"] == 10
