"""The import's child process: its report is read, its values are dropped when blocked, it dies with its reader."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import pytest

from pages.components.import_answer import read_outcome, read_progress
from pages.components.import_arguments import check_arguments, load_arguments
from pages.components.import_outcome import UNREADABLE
from pages.components.import_process import ImportProcess, safe_name

REPORT = {"observations": 66, "rejected": [], "blocked": None, "set_aside": 2, "totals": [{}, {}]}


def test_a_report_is_read() -> None:
    outcome = read_outcome(0, json.dumps(REPORT))
    assert outcome.blocked == "" and outcome.count("observations") == 66 and outcome.count("totals") == 2


def test_a_blocked_report_keeps_no_value() -> None:
    report = REPORT | {
        "blocked": "donnees_individuelles",
        "message": "Données individuelles.",
        "remedy": "Demandez un agrégat.",
        "rejected": [{"value": "DUPONT"}],
        "columns": [{"examples": ["DUPONT"]}],
        "warnings": [{"code": "x", "message": "DUPONT"}],
    }
    outcome = read_outcome(2, json.dumps(report))
    assert "DUPONT" not in str(outcome)
    assert outcome.blocked == "Données individuelles. Demandez un agrégat."


@pytest.mark.parametrize("code", [2, 3])
def test_without_a_report_the_sentence_said_is_shown(code: int) -> None:
    errors = '{"step": "Ouverture", "share": 0.1}\nLa base est occupée par « coordination ».\n'
    assert read_outcome(code, "", errors).blocked == "La base est occupée par « coordination »."


@pytest.mark.parametrize(
    "errors", ["", "Traceback (most recent call last):\n  DUPONT\nValueError: DUPONT", "ValueError: DUPONT"]
)
def test_a_trace_is_never_shown(errors: str) -> None:
    assert read_outcome(1, "", errors).blocked == UNREADABLE
    assert read_outcome(2, "not json", errors).blocked == UNREADABLE


def test_progress_is_the_last_step_said() -> None:
    assert read_progress('{"step": "a", "share": 0.1}\n{"step": "b", "share": 7}\n{"sha') == ("b", 1.0)
    assert read_progress("") == ("", 0.0)


def test_arguments_ask_for_the_report() -> None:
    assert check_arguments(Path("f.csv"))[:2] == ["check", "f.csv"]
    assert "--partial" in load_arguments(Path("f.csv"), True)
    assert "--partial" not in load_arguments(Path("f.csv"), False)
    assert {"--json", "--yes"} <= set(load_arguments(Path("f.csv"), False))


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("Extrait été 2024.csv", "Extrait été 2024.csv"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Temp\\a;b.csv", "a_b.csv"),
        ("--yes", "yes"),
        ("..", "fichier.csv"),
        ("<b>.csv", "_b_.csv"),
    ],
)
def test_names_of_uploads_are_harmless(name: str, kept: str) -> None:
    assert safe_name(name) == kept


def test_the_author_is_handed_over_and_the_report_comes_back() -> None:
    script = "import os, json; print(json.dumps({'author': os.environ['BOUSSOLE_AUTEUR'], 'é': 1}))"
    with ImportProcess(["-c", script], author="coordination", command=[sys.executable]) as process:
        while process.running():
            pass
        assert process.outcome().report == {"author": "coordination", "é": 1}


def test_leaving_kills_the_child() -> None:
    started = time.monotonic()
    with ImportProcess(["-c", "import time; time.sleep(60)"], command=[sys.executable]) as process:
        assert process.running(0.2)
        child = process._child
    assert child is not None and child.poll() is not None
    assert time.monotonic() - started < 10
