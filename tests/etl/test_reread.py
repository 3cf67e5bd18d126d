"""A file read another way than it was recognised, and what may be shown of a blocked file so that it be corrected."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from etl.__main__ import app
from etl.layout import Layout

CODES = ("79049", "79013", "79038")


def told(*arguments: str | Path) -> dict[str, Any]:
    answer = CliRunner().invoke(app, [str(a) for a in arguments])
    assert answer.exception is None or isinstance(answer.exception, SystemExit), answer.exception
    return json.loads(answer.stdout) | {"exit": answer.exit_code}


@pytest.fixture(autouse=True)
def no_store(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("BOUSSOLE_STORE", str(tmp_path / "store"))


def written(path: Path, *lines: str) -> Path:
    path.write_text("\n".join([*lines, ""]), encoding="utf-8")
    return path


def test_a_file_that_says_too_little_shows_its_columns(tmp_path: Path) -> None:
    file = written(tmp_path / "f.csv", "Code INSEE;Colonne mystère", *(f"{c};12" for c in CODES))
    found = told("check", file, "--json")
    assert (found["exit"], found["blocked"]) == (2, "periode_manquante")
    assert [c["heading"] for c in found["columns"]] == ["Code INSEE", "Colonne mystère"]
    corrected = found["layout"] | {"period": {"start": "2024-01-01", "end": "2024-12-31"}}
    corrected["columns"][1] |= {"role": "value", "indicator": "asalee_patients"}
    layout = tmp_path / "layout.json"
    layout.write_text(json.dumps(corrected), encoding="utf-8")
    again = told("check", file, "--layout", layout, "--json")
    assert (again["exit"], again["observations"]) == (0, 3)
    Layout.model_validate(again["layout"])


def test_a_file_about_persons_shows_nothing_whatever_is_said(tmp_path: Path) -> None:
    nir = [f"1850779049{n:03d}{97 - int(f'1850779049{n:03d}') % 97:02d}" for n in range(9)]
    file = written(tmp_path / "f.csv", "NIR;Nom;Naissance", *(f"{x};MARTINOT;12/03/1950" for x in nir))
    for more in ([], ["--header-line", "1"], ["--delimiter", ","]):
        answer = CliRunner().invoke(app, ["check", str(file), "--json", *more])
        assert answer.exit_code == 2 and "MARTINOT" not in answer.output and nir[0] not in answer.output
        assert json.loads(answer.stdout)["blocked"] == "donnees_individuelles"


def test_the_header_line_can_be_said(tmp_path: Path) -> None:
    lines = (
        "Commune;2023;Effectif",
        "Code INSEE;Année;Patients sans MT 17 ans et plus",
        *(f"{c};2024;50" for c in CODES),
    )
    file = written(tmp_path / "f.csv", *lines)
    found = told("check", file, "--header-line", "2", "--json")
    assert found["layout"]["header_lines"] == [2] and found["lines"] == 3
    assert [c["heading"] for c in found["columns"]][:2] == ["Code INSEE", "Année"]


def test_data_above_the_header_are_never_taken_for_a_title(tmp_path: Path) -> None:
    header, *lines = "Code INSEE;Année;Patients sans MT 17 ans et plus", *(f"{c};2024;50" for c in CODES)
    file = written(tmp_path / "f.csv", lines[0], header, *lines[1:])
    found = told("check", file, "--json")
    assert (found["exit"], found["blocked"]) == (2, "lignes_avant_entete") and "ligne 2" in found["message"]
    found = told("check", file, "--header-line", "2", "--json")
    assert (found["exit"], found["lines"]) == (0, 2)
    titled = written(tmp_path / "g.csv", "Commune de Bressuire;79049;2024", header, *lines)
    assert told("check", titled, "--json")["lines"] == 3


def test_the_separator_can_be_said(tmp_path: Path) -> None:
    file = written(tmp_path / "f.csv", "Code INSEE|Année|Nombre;x", *(f"{c}|2024|50;1" for c in CODES))
    found = told("check", file, "--delimiter", "|", "--json")
    assert found["layout"]["delimiter"] == "|" and len(found["columns"]) == 3
    answer = CliRunner().invoke(app, ["check", str(file), "--delimiter", "!"])
    assert answer.exit_code == 2 and "Séparateur inconnu" in answer.output


def test_the_template_is_accepted_whole() -> None:
    template = Path(__file__).parents[2] / "data" / "import" / "modele.csv"
    assert template.read_bytes().startswith(b"\xef\xbb\xbftype_territoire;")
    found = told("check", template, "--json")
    assert (found["exit"], found["refused"], found["observations"]) == (0, 0, 1)
    assert found["encoding"] == "utf-8-sig" and [w["code"] for w in found["warnings"]] == []
