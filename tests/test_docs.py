"""Every command that the documents give runs as written, and every public thing that they name exists."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
DOCUMENTS = sorted([ROOT / "README.md", ROOT / "CHANGELOG.md", *ROOT.glob("docs/*.md"), *ROOT.glob("data/*/README.md")])
# Run by other tests, or by .ci/run itself: starting, testing, and the rebuilds (which need the archives).
ELSEWHERE = ("python3 launch.py", "python -m etl reference", "python -m etl demonstration")


def blocks(path: Path) -> list[str]:
    """The command lines of the fenced blocks of a document."""
    found = re.findall(r"^```[a-z]*\n(.*?)^```", path.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    lines = [line.split("  #")[0].strip() for block in found for line in block.splitlines()]
    return [line for line in lines if line.startswith("python")]


def test_every_command_of_the_documents_runs(tmp_path: Path) -> None:
    environment = os.environ | {"BOUSSOLE_STORE": str(tmp_path / "store"), "BOUSSOLE_AUTEUR": "tests", "COLUMNS": "120"}
    commands = [(d.name, c) for d in DOCUMENTS for c in blocks(d)]
    wanted = [c for c in commands if not c[1].startswith(ELSEWHERE) or c[1].endswith("--help")]
    assert len(wanted) >= 8, "the documents give their commands in fenced blocks"
    for document, command in [("README.md", "python -m etl init"), *wanted]:
        words = command.split()
        assert words[:2] == ["python", "-m"], f"{document}: « {command} » is no command of ours"
        done = subprocess.run(
            [sys.executable, *words[1:]],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert done.returncode == 0, f"{document}: « {command} » → {done.returncode}\n{done.stdout}\n{done.stderr}"
        assert "Traceback" not in done.stderr


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda p: str(p.relative_to(ROOT)))
def test_links_and_files_named_by_the_documents_exist(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", text):
        assert (document.parent / target).exists(), f"{document.name} links to {target}"
    for named in re.findall(r"`((?:boussole|etl|pages|data|docs|static|benchmarks|tests)/[\w./-]+)`", text):
        assert (ROOT / named).exists(), f"{document.name} names {named}"
