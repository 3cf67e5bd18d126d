"""`init` loads the demonstration contracts, follows the program's, and leaves alone what somebody typed over."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from pydantic import ValidationError

from boussole.store import Store
from etl import setup
from tests.builders import new_store


def dossier(note: str = "", realised: str = "") -> dict[str, Any]:
    objectives = [{"id": "A", "mission": "acces", "label": "A"}, {"id": "B", "mission": "acces", "label": "B"}]
    return {
        "contract": {"id": "c", "territory": "t", "signed": "2020-12-24", "objectives": objectives, "note": note},
        "exercices": [{"year": 2023, "measures": [{"objective": o["id"], "realised": realised} for o in objectives]}],
    }


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    made = tmp_path / "demo"
    (made / "contrats").mkdir(parents=True)
    monkeypatch.setattr(setup, "DEMO_DIR", made)
    return made


def loaded(store: Store, folder: Path, content: dict[str, Any]) -> list[str]:
    (folder / "contrats" / "c.yaml").write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    said: list[str] = []
    setup._contracts(store, said.append)
    return said


def test_a_contract_is_loaded_once_and_holds_from_its_signature(tmp_path: Path, folder: Path) -> None:
    store = new_store(tmp_path / "store")
    assert loaded(store, folder, dossier()) == ["Contrat de démonstration : c."]
    assert loaded(store, folder, dossier()) == []
    kinds = [len(store.journal.all_typed(e)) for e in ("contract", "exercice", "measure")]
    assert kinds == [1, 1, 2]
    assert {str(r.effective) for r in store.journal.all_typed("contract")} == {"2020-12-24"}


def test_what_somebody_typed_over_is_theirs_and_the_rest_follows_the_program(tmp_path: Path, folder: Path) -> None:
    store = new_store(tmp_path / "store")
    loaded(store, folder, dossier())
    store.save("measure", "c/2023/A", {"objective": "A", "realised": "le mien"}, "comité", 1)
    assert loaded(store, folder, dossier("nouvelle note", "nouveau")) == ["Contrat de démonstration : c."]
    contract = store.journal.typed("contract", "c")
    assert contract is not None and contract.content["note"] == "nouvelle note"
    assert [r.content["realised"] for r in store.journal.all_typed("measure")] == ["le mien", "nouveau"]


def test_a_wrong_file_stops_before_anything_is_kept(tmp_path: Path, folder: Path) -> None:
    store = new_store(tmp_path / "store")
    wrong = dossier()
    wrong["exercices"][0]["measures"][0]["objective"] = "X"
    with pytest.raises(ValidationError, match="objectif inconnu"):
        loaded(store, folder, wrong)
    assert store.journal.all_typed("contract") == []
