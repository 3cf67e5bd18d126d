"""One YAML or XLSX holds a contract and its exercices, and reads back the same; a wrong file is refused in French."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from boussole.contract import Dossier, read_dossier
from boussole.contract_files import ContractFileError, read_workbook, read_yaml, write_workbook, write_yaml
from boussole.contract_files.layout import sheets

DEMO = Path(__file__).parents[2] / "data" / "demo" / "contrats"
FILES = sorted(DEMO.glob("*.yaml"))


def demo(path: Path) -> Dossier:
    return read_dossier(yaml.safe_load(path.read_text(encoding="utf-8")))


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_the_demonstration_contracts_come_back_whole(path: Path) -> None:
    whole = demo(path)
    assert read_yaml(write_yaml(whole)) == whole
    assert read_workbook(write_workbook(whole)) == whole
    assert read_yaml(path.read_bytes()) == whole, "a contract is imported as it is shipped"


# A dossier with everything in it, whatever the text and the numbers.
words = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), max_size=12).map(str.strip).filter(
    lambda t: "|" not in t
)  # fmt: skip
names = st.text("abcdefghij0123456789-", min_size=1, max_size=6).map(lambda t: f"x{t}")
days = st.none() | st.dates().map(str)
floats = st.none() | st.floats(-1e12, 1e12) | st.integers(-(10**9), 10**9)
euros = st.decimals("0", "999999.99", places=2).map(str)
percents = st.none() | st.decimals("0", "100", places=3).map(str)


@st.composite
def dossiers(draw: st.DrawFn) -> dict[str, Any]:
    def target() -> dict[str, Any]:
        kind = draw(st.sampled_from(["absolute", "step_with_minimum", "frequency", "qualitative", "direction", "none"]))
        return {
            "kind": kind,
            "text": draw(words),
            "value": draw(floats),
            "minimum": draw(floats),
            "per": draw(st.sampled_from(["year", "month"])),
        }

    def criterion() -> dict[str, Any]:
        source = draw(
            st.sampled_from([{}, {"entries": "max"}, {"indicator": "mt_sans_17plus", "measure": "numerator"}])
        )
        years = draw(st.lists(st.sampled_from(["N+1", "N+3", "2023", "2024"]), unique=True, max_size=3))
        return {"label": draw(words), "unit": draw(words), "polarity": draw(st.sampled_from(["up", "down", "neutral"])),
                "source": source, "initial": {"value": draw(floats), "text": draw(words), "start": draw(days)},
                "targets": {y: target() for y in years}}  # fmt: skip

    def objective(id: str) -> dict[str, Any]:
        return {"id": id, "mission": "acces", "label": draw(words), "type": draw(st.sampled_from([None, "resultat", "suivi"])),
                "weight": draw(st.none() | euros), "paid": draw(st.none() | st.integers(0, 4)),
                "rule": {"kind": "value_over_target", "decimals": draw(st.none() | st.integers(0, 3))},
                "exercices": draw(st.lists(st.integers(2020, 2026), max_size=2)),
                "criteria": [criterion() for _ in range(draw(st.integers(0, 2)))]}  # fmt: skip

    def measure(id: str) -> dict[str, Any]:
        decision = {
            "rate": draw(percents),
            "amount": draw(st.none() | euros),
            "reason": draw(words),
            "pending": draw(st.booleans()),
        }
        return {"objective": id, "realised": draw(words), "status": draw(st.sampled_from([None, "partielle"])),
                "decision": draw(st.sampled_from([None, {}, decision])),
                "values": draw(st.sampled_from([[], [{"criterion": 2, "state": "begun", "start": "2024-02-29"}]])),
                "entries": [{"when": draw(st.dates().map(str)), "what": draw(words), "number": draw(st.floats(-1e6, 1e6))}],
                "checkpoints": [{"when": "2024-06-30", "values": draw(st.lists(floats, min_size=1, max_size=2))}],
                "proposals": [{"party": "ars", "rate": draw(percents)}]}  # fmt: skip

    ids = draw(st.lists(names, unique=True, min_size=1, max_size=3))
    late = {"when": "2024-03-01", "label": draw(words), "size": 3, "objectives": [objective(ids[0])], "removed": ids[1:],
            "missions": [{"mission": "crise", "themes": [{"name": draw(words), "weight": draw(st.none() | euros)}]}],
            "communes": ["79001", "2A004"]}  # fmt: skip
    return {
        "contract": {
            "id": "c", "territory": "t", "signed": draw(days), "size": draw(st.none() | st.integers(1, 4)),
            "exercices": [2023], "objectives": [objective(i) for i in ids], "note": draw(words),
            "amounts": [{"mission": "crise", "component": "crise", "amount": draw(euros)}],
            "parameters": {"earmarked_halved": draw(st.sampled_from([None, True, False]))},
            "avenants": [late, {"when": "2023-01-01", "objectives": [objective(ids[-1])]}],
        },
        "exercices": [
            {"year": y, "closed": draw(st.booleans()), "measures": [measure(i) for i in ids],
             "movements": [{"when": "2024-01-15", "kind": "spent", "mission": "acces", "component": "flechee", "amount": draw(euros)}]}
            for y in (2023, 2024)
        ],
    }  # fmt: skip


@settings(max_examples=40)
@given(dossiers())
def test_any_contract_comes_back_the_same_from_either_file(content: dict[str, Any]) -> None:
    whole = read_dossier(content)
    assert read_yaml(write_yaml(whole)) == whole
    assert read_workbook(write_workbook(whole)) == whole


def test_a_workbook_is_in_french_and_its_texts_are_texts() -> None:
    whole = demo(DEMO / "nord-essonne.yaml")
    changed = whole.contract.model_copy(update={"note": "=HYPERLINK(1)"})
    data = write_workbook(whole.model_copy(update={"contract": changed}))
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    assert book.sheet_names[:3] == ["Lisez-moi", "Contrat", "Missions"]
    header = book.get_sheet_by_name("Critères").to_python()[0]
    assert header[:4] == ["objectif", "libellé", "unité", "sens"]
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert not [n for n in archive.namelist() if n.startswith("xl/worksheets/") and b"<f>" in archive.read(n)]


def test_every_list_of_the_model_has_its_sheet() -> None:
    names = [s.name for s in sheets()]
    assert len(set(names)) == len(names) == 21
    assert all(len(n) <= 31 for n in names), "the limit of a sheet's name"


def changed_workbook(**cells: dict[str, Any]) -> bytes:
    """The workbook of Bocage with, by sheet, cells written over (« B2 »)."""
    data = write_workbook(demo(DEMO / "bocage-bressuirais.yaml"))
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as target:
        day = target.add_format({"num_format": "dd/mm/yyyy"})
        for name in book.sheet_names:
            sheet = target.add_worksheet(name)
            for r, row in enumerate(book.get_sheet_by_name(name).to_python()):
                for c, value in enumerate(row):
                    if value not in (None, ""):
                        sheet.write(r, c, value, day if hasattr(value, "year") else None)
            for where, value in cells.get(name, {}).items():
                sheet.write(where, value)
    return out.getvalue()


def test_what_people_type_in_a_spreadsheet_is_understood() -> None:
    assert read_workbook(changed_workbook()) == demo(DEMO / "bocage-bressuirais.yaml")
    typed = {"D2": " Absolue", "E2": 4900, "F2": "4\u202f900,5"}
    found = read_workbook(changed_workbook(Contrat={"B6": 2.0}, Cibles=typed))
    target = found.contract.objectives[0].criteria[0].targets["N+1"]
    assert (found.contract.size, target.kind, target.text, target.value) == (2, "absolute", "4900", 4900.5)


@pytest.mark.parametrize(
    ("cells", "why"),
    [
        ({"Objectifs": {"A1": "identifiant"}}, "feuille Objectifs : colonne inconnue « identifiant »"),
        ({"Critères": {"A3": "BB-9.9"}}, "feuille Critères, ligne 3 : objectif « BB-9.9 » n’existe pas"),
        ({"Contrat": {"A2": "nom"}}, "feuille Contrat, ligne 2 : champ inconnu « nom »"),
        ({"Missions": {"A2": "sport"}}, "contract · missions « sport » · mission : une de ces valeurs est attendue"),
    ],
)
def test_a_wrong_workbook_is_refused_with_its_sheet_and_its_line(cells: dict[str, Any], why: str) -> None:
    with pytest.raises(ContractFileError) as error:
        read_workbook(changed_workbook(**cells), "c.xlsx")
    assert why in str(error.value)


def far_cell() -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        book.add_worksheet("Contrat").write("XFD1048576", 1)
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "ce n’est pas un classeur XLSX"),
        (b"PK\x03\x04 abime", "ce n’est pas un classeur XLSX"),
        (far_cell(), "trop grande"),
    ],
)
def test_what_is_no_workbook_is_refused(data: bytes, why: str) -> None:
    with pytest.raises(ContractFileError, match=why):
        read_workbook(data)


CONTRACT = "contract: {id: c, territory: t, objectives: [{id: A, mission: acces, label: A}]}\n"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("- a\n", "ce fichier n’est pas un contrat"),
        ("contract: [\n", r"ligne 2 : YAML illisible"),
        ("contract: {id: C, territory: t}", "contract · id : seulement des minuscules sans accent"),
        (CONTRACT.replace("label", "libelle"), "contract · objectives « A » · label : cette clé manque ; contract · objectives « A » · libelle : cette clé n’existe pas."),
        (CONTRACT + "exercices: [{year: 2023, measures: [{objective: A, decision: {rate: 120}}]}]", "measures « A » · decision · rate : au plus 100"),
        (CONTRACT + "exercices: [{year: deux}]", "exercices « deux » · year : un nombre entier est attendu"),
        (CONTRACT + "exercices: [{year: 2023, measures: [{objective: B}]}]", "objectif inconnu « B »"),
    ],
)  # fmt: skip
def test_a_wrong_yaml_is_refused_with_its_key_and_the_reason(text: str, why: str) -> None:
    with pytest.raises(ContractFileError) as error:
        read_yaml(text.encode(), "c.yaml")
    assert str(error.value).startswith("c.yaml") and why in str(error.value)


def test_a_yaml_that_is_not_utf8_or_is_huge_is_refused() -> None:
    with pytest.raises(ContractFileError, match="UTF-8"):
        read_yaml("contract: é".encode("latin-1"))
    with pytest.raises(ContractFileError, match="trop gros"):
        read_yaml(b" " * 5_000_001)
