"""`python -m boussole funding` and `progress`: euros with cents, in French or in JSON, and never a trace."""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from typer.testing import CliRunner

from boussole.__main__ import app
from boussole.store import Store
from tests.builders import load, new_store, row

Ask = Callable[..., Result]


@pytest.fixture
def ask(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Ask:
    monkeypatch.setenv("BOUSSOLE_STORE", str(tmp_path / "store"))
    return lambda *words: CliRunner().invoke(app, words)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    made = new_store(tmp_path / "store")
    made.save("territory", "essai", {"name": "CPTS d’essai", "communes": ["79049", "79079"]}, "test")
    load(made, *[row(territory=c, numerator=50.0 * k, denominator=200.0) for c, k in (("79049", 1), ("79079", 2))])
    criterion = {"unit": "patients", "polarity": "down", "initial": {"value": 250}, "source": {"indicator": "mt_sans_17plus", "measure": "numerator"},
                 "targets": {"N+4": {"kind": "absolute", "value": 100}, "N+5": {"kind": "absolute", "value": 50}}}  # fmt: skip
    objectives = [
        {"id": "MT", "mission": "acces", "theme": "MT", "label": "Sans médecin", "type": "resultat", "criteria": [criterion],
         "rule": {"kind": "initial_to_target", "decimals": 1}},
        {"id": "COL", "mission": "acces", "theme": "autre", "label": "Autre", "type": "resultat"},
    ]  # fmt: skip
    contract = {"id": "c", "territory": "essai", "signed": "2020-12-24", "size": 1, "objectives": objectives,
                "missions": [{"mission": "acces", "start": "2020-12-24"}]}  # fmt: skip
    made.save("contract", "c", contract, "test")
    return made


def answer(result: Result) -> Any:
    assert result.exit_code == 0, result.stderr
    return json.loads(result.stdout, parse_float=Decimal)


def test_funding_gives_maximum_fixed_variable_computed_retained_at_stake_and_lost(store: Store, ask: Ask) -> None:
    found = answer(ask("funding", "--contract", "c", "--year", "2024", "--json"))
    (mission,) = found["missions"]
    names = ("maximum", "fixed", "variable", "computed", "retained", "at_stake", "lost")
    euros = [Decimal(x) for x in ("75000.00", "15000.00", "15000.00", "5000.00")]
    assert [mission[n] for n in names] == [*euros[:3], Decimal("5002.50"), None, Decimal("9997.50"), 0]
    assert [t["theme"] for t in mission["themes"]] == ["MT", "autre"]
    objective = mission["themes"][0]["objectives"][0]
    assert (objective["id"], objective["computed"], objective["rate_computed"]) == (
        "MT",
        Decimal("5002.50"),
        Decimal("66.7"),
    )
    assert mission["themes"][1]["objectives"][0]["computed"] is None, "not measured: not zero"
    assert found["total"]["variable"] == 15000 and found["total"]["maximum"] == 125000
    assert '"variable": 15000.00' in ask("funding", "--contract", "c", "--year", "2024", "--json").stdout, "with cents"


def test_progress_gives_initial_target_value_rates_status_and_the_pace_needed(store: Store, ask: Ask) -> None:
    found = answer(ask("progress", "--contract", "c", "--year", "2024", "--json"))
    first = found["objectives"][0]
    assert first | {
        "id": "MT", "initial": 250, "target": 100, "value": 150, "rate_computed": Decimal("66.7"), "rate_retained": None,
        "status": "partiellement réalisée",
    } == first  # fmt: skip
    assert (first["pace_needed"]["per_year"], first["pace_needed"]["year"]) == (-100, 2025)
    assert first["pace_needed"]["text"] == "−100 patients par an pour atteindre 50 patients en 2025"
    assert (first["projection"]["kind"], first["projection"]["text"]) == ("short", "recul insuffisant")
    assert answer(ask("progress", "--contract", "c", "--json"))["year"] == 2024, "the last one measured"


def test_the_french_text_says_the_same(store: Store, ask: Ask) -> None:
    said = ask("funding", "--contract", "c", "--year", "2024").stdout.replace("\u202f", " ").replace("\u00a0", " ")
    assert "MT : maximum 7 500,00 €, calculé 5 002,50 €, retenu —, en jeu 2 497,50 €" in said
    said = ask("progress", "--contract", "c", "--year", "2024").stdout
    assert "−100 patients par an" in said and "recul insuffisant" in said


@pytest.mark.parametrize("words", [("funding", "--year", "2024"), ("progress",)])
def test_what_cannot_be_answered_ends_with_2_and_a_french_sentence(
    store: Store, ask: Ask, words: tuple[str, ...]
) -> None:
    for contract, year, why in (("x", "2024", "Contrats connus : c."), ("c", "2019", "n’a pas d’exercice 2019")):
        result = ask(words[0], "--contract", contract, "--year", year)
        assert (result.exit_code, result.stdout) == (2, "")
        assert why in result.stderr and isinstance(result.exception, SystemExit)


@pytest.mark.parametrize("words", [("funding", "--contract", "c", "--year", "2024"), ("progress", "--contract", "c")])
def test_without_a_store_the_command_says_how_to_make_one(ask: Ask, words: tuple[str, ...]) -> None:
    result = ask(*words)
    assert result.exit_code == 2 and "python -m etl init" in result.stderr
