"""`python -m boussole figures` answers in French or in JSON, hides what is hidden, and never ends in a trace."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from typer.testing import CliRunner

from boussole.__main__ import app
from boussole.store import Store
from tests.builders import load, new_store, row

KEYS = (
    "indicator start end year value numerator denominator low high method status source champ origin"
).split()  # fmt: skip
Ask = Callable[..., Result]


@pytest.fixture
def ask(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Ask:
    monkeypatch.setenv("BOUSSOLE_STORE", str(tmp_path / "store"))
    return lambda *words: CliRunner().invoke(app, words)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    made = new_store(tmp_path / "store")
    made.save("territory", "essai", {"name": "CPTS d’essai", "communes": ["79049", "79079"]}, "test")
    load(made, row(territory="79049", numerator=20.0), row(territory="79079", numerator=30.0, extracted=None),
         row(territory="79049", indicator="ald_part", numerator=4.0), name="x")  # fmt: skip
    return made


def test_json_is_a_list_of_figures_with_the_keys_that_are_promised(store: Store, ask: Ask) -> None:
    result = ask("figures", "--territory", "essai", "--indicator", "mt_sans_17plus", "--json")
    assert result.exit_code == 0
    (figure,) = json.loads(result.stdout)
    assert list(figure) == KEYS
    assert figure == figure | {
        "indicator": "mt_sans_17plus", "start": "2024-01-01", "end": "2024-12-31", "year": 2024, "value": 12.5,
        "numerator": 50, "denominator": 400, "method": "sum_of_communes", "status": "ok", "source": "cpam",
        "origin": "loaded",
    }  # fmt: skip
    assert (round(figure["low"], 1), round(figure["high"], 1)) == (9.6, 16.1)


def test_what_is_hidden_is_null_in_json_and_secret_in_french(store: Store, ask: Ask) -> None:
    (figure,) = json.loads(ask("figures", "--territory", "essai", "--indicator", "ald_part", "--json").stdout)
    assert figure["status"] == "secret"
    assert {k: figure[k] for k in ("value", "numerator", "denominator", "low", "high")} == dict.fromkeys(
        ("value", "numerator", "denominator", "low", "high")
    )
    said = ask("figures", "--territory", "essai", "--indicator", "ald_part").stdout
    assert "secret (< 11)" in said
    assert " 4 " not in said


def test_a_year_chooses_and_may_have_nothing(store: Store, ask: Ask) -> None:
    assert json.loads(ask("figures", "--territory", "essai", "--year", "2019", "--json").stdout) == []
    assert len(json.loads(ask("figures", "--territory", "essai", "--year", "2024", "--json").stdout)) == 2
    assert "Aucune valeur chargée." in ask("figures", "--territory", "essai", "--year", "2019").stdout


def test_the_french_line_says_value_counts_method_source_period_and_field(store: Store, ask: Ask) -> None:
    said = ask("figures", "--territory", "essai", "--indicator", "mt_sans_17plus").stdout
    for part in ("12,5", "50 ", "sur 400", "intervalle à 95 %", "somme des communes", "Source : ", "Champ : 17 ans"):
        assert part in said


def refused(result: Result) -> str:
    assert result.exit_code == 2
    assert isinstance(result.exception, SystemExit), "a sentence, not a trace"
    assert result.stdout == ""
    return result.stderr


def test_what_cannot_be_answered_ends_with_2_and_a_french_sentence(store: Store, ask: Ask) -> None:
    assert "Territoires connus : essai" in refused(ask("figures", "--territory", "ailleurs"))
    assert "Indicateur inconnu « mt »" in refused(ask("figures", "--territory", "essai", "--indicator", "mt"))


@pytest.mark.parametrize("words", [("figures", "--territory", "essai"), ("territories",)])
def test_without_a_store_the_command_says_how_to_make_one(ask: Ask, words: tuple[str, ...]) -> None:
    assert "python -m etl init" in refused(ask(*words))


@pytest.mark.parametrize("words", [("figures", "--territory", "essai"), ("territories",)])
def test_a_store_of_a_later_program_is_refused_in_french(store: Store, ask: Ask, words: tuple[str, ...]) -> None:
    with closing(sqlite3.connect(store.journal.path)) as con, con:
        con.execute("UPDATE meta SET value = '99'")
    assert "mettez le programme à jour" in refused(ask(*words))


def test_the_territories_are_listed(store: Store, ask: Ask) -> None:
    assert ask("territories").stdout == "essai : CPTS d’essai, 2 communes\n"


def test_help_is_in_french(ask: Ask, store: Store) -> None:
    said: Any = ask("figures", "--help").stdout
    assert "Les chiffres d’un territoire" in said
