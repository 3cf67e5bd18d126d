"""The house's own rules: where files lie, which way they point, what no file may hold."""

import re
import shutil
import subprocess
import sys
import tokenize
import tomllib
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
RULES = ("rates", "disclosure", "contract", "comparison", "funding")
PACKAGES = ("boussole", "etl", "pages")


@cache
def project_files() -> tuple[Path, ...]:
    """What is, or is about to be, committed; skips where this is no git checkout."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    try:
        listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True, text=True).stdout
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("ce dossier n'est pas un dépôt git")
    return tuple(path for name in listed.split("\0") if name and (path := ROOT / name).is_file())


def python_files() -> list[Path]:
    folders = (ROOT / name for name in (*PACKAGES, "tests", "benchmarks"))
    return sorted([*ROOT.glob("*.py"), *(path for folder in folders for path in folder.rglob("*.py"))])


def lines_with(pattern: str, *endings: str, outside: str = "") -> list[str]:
    """`file:line` of each text line of the project that `pattern` matches."""
    found = []
    for path in project_files():
        name = path.relative_to(ROOT).as_posix()
        content = path.read_bytes()
        if b"\0" in content or (endings and path.suffix not in endings) or (outside and name.startswith(outside)):
            continue
        text = content.decode("utf-8", errors="replace")
        found += [f"{name}:{n}" for n, line in enumerate(text.splitlines(), 1) if re.search(pattern, line)]
    return found


# Each word is cut in two here, so that this file may be read like the others.
REGISTRIES = [
    "pypi" + r"\.org",
    "python" + "hosted",
    "registry" + r"\.npmjs",
    "deb" + r"\.debian",
    "proxy" + r"\.golang",
]
SETTINGS = ["index" + "-url", "find" + "-links", "registry" + "=http"]
MACHINE = ["/wo" + "rk/", "/op" + "t/", "/roo" + r"t\b", "/home" + "/", r"/tmp" + r"/"]
OUTSIDE = ["cdn" + r"\.jsdelivr", "cdn" + "js", "d3" + r"js\.org", "un" + r"pkg\.com", "code" + r"\.jquery"]
OUTSIDE += ["fonts" + r"\.googleapis", "fonts" + r"\.gstatic", "net" + r"dna\."]


@pytest.mark.parametrize("word", REGISTRIES + SETTINGS)
def test_no_file_names_a_package_registry(word: str) -> None:
    assert lines_with(word) == []


@pytest.mark.parametrize("word", MACHINE)
def test_no_file_holds_a_path_of_one_machine(word: str) -> None:
    assert lines_with(r"(?<![\w.}])" + word) == []


@pytest.mark.parametrize("word", OUTSIDE)
def test_nothing_that_runs_asks_an_address_outside_the_machine(word: str) -> None:
    assert lines_with(r"//[\w.-]*" + word, ".py", ".html", ".toml", ".js", ".css", outside="tests/") == []


def test_nothing_is_left_open_in_the_code() -> None:
    assert lines_with(r"\b(TO" + "DO|FIX" + "ME|XX" + r"X)\b", ".py") == []


def test_no_view_lies_flat_in_pages() -> None:
    """A deep link would run it without app.py, past any sign-in."""
    assert [path.name for path in (ROOT / "pages").glob("*.py") if path.name != "__init__.py"] == []


def test_every_view_fits_ninety_lines() -> None:
    lengths = {p.relative_to(ROOT): len(p.read_text("utf-8").splitlines()) for p in (ROOT / "pages").rglob("*.py")}
    assert {path: length for path, length in lengths.items() if length > 90} == {}


def _begins_with_a_string(path: Path) -> bool:
    """Whether the first thing after comments is a docstring (by tokens: building a syntax tree fails beside greenlets)."""
    with path.open("rb") as source:
        for token in tokenize.tokenize(source.readline):
            if token.type not in (tokenize.ENCODING, tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE):
                return token.type == tokenize.STRING
    return False


def test_every_python_file_says_what_it_is_for() -> None:
    silent = [path for path in python_files() if path.stat().st_size and not _begins_with_a_string(path)]
    assert [str(path.relative_to(ROOT)) for path in silent] == []


def test_every_direct_pin_is_locked_with_a_hash() -> None:
    for name in ("requirements", "requirements-dev"):
        pins = re.findall(r"^[\w.-]+==\S+", (ROOT / f"{name}.txt").read_text("utf-8"), re.MULTILINE)
        locked = (ROOT / f"{name}.lock").read_text("utf-8")
        assert pins
        assert [
            pin for pin in pins if not re.search(rf"^{re.escape(pin)}\b.*\\\n +--hash=sha256:", locked, re.MULTILINE)
        ] == []


def test_the_development_lock_holds_all_of_the_programs() -> None:
    """launch.py counts on it: an environment made for the tests also runs the program."""

    def locked(name: str) -> set[str]:
        return set(re.findall(r"^[\w.-]+==[^\\\n]+", (ROOT / name).read_text("utf-8"), re.MULTILINE))

    assert locked("requirements.lock") < locked("requirements-dev.lock")


def settings() -> dict[str, dict[str, object]]:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"]
    return {contract["id"]: contract for contract in contracts}


def test_every_pure_rule_is_under_contract() -> None:
    places = {name: (ROOT / "boussole" / f"{name}.py", ROOT / "boussole" / name / "__init__.py") for name in RULES}
    there = {f"boussole.{name}" for name, found in places.items() if any(path.exists() for path in found)}
    assert there == set(settings()["pure-rules"]["source_modules"])


def directions(root: Path) -> "subprocess.CompletedProcess[str]":
    code = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    command = [sys.executable, "-c", code, "--no-cache", "--no-logo"]
    return subprocess.run(command, cwd=root, capture_output=True, text=True)


def test_imports_go_the_right_way() -> None:
    result = directions(ROOT)
    assert result.returncode == 0, result.stdout + result.stderr


VIOLATIONS = [
    ("product-without-views", "boussole/values.py", "import streamlit"),
    ("product-without-views", "boussole/values.py", "import etl"),
    ("pure-rules", "boussole/rates.py", "import boussole.store"),
    ("pure-rules", "boussole/disclosure/mask.py", "import duckdb"),
    ("pure-rules", "boussole/funding/tree.py", "import boussole.questions.funding"),
    ("views-ask-questions", "pages/wrong.py", "import boussole.rates"),
    ("etl-below-questions", "etl/wrong.py", "import boussole.disclosure"),
    ("sql-in-two-places", "etl/wrong.py", "import duckdb"),
    ("sql-in-two-places", "boussole/questions/wrong.py", "import duckdb"),
]


@pytest.mark.parametrize(("contract", "file", "line"), VIOLATIONS)
def test_an_import_that_goes_the_wrong_way_is_seen(contract: str, file: str, line: str, tmp_path: Path) -> None:
    for name in PACKAGES:
        shutil.copytree(ROOT / name, tmp_path / name, ignore=lambda _, names: [n for n in names if "pycache" in n])
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    with (tmp_path / file).open("a", encoding="utf-8") as handle:
        handle.write(f"\n{line}\n")
    result = directions(tmp_path)
    assert result.returncode == 1, result.stdout + result.stderr
    assert f"{settings()[contract]['name']} BROKEN" in " ".join(result.stdout.split())


@pytest.mark.parametrize(
    ("module", "file", "banned"),
    [
        ("duckdb", "boussole/rates.py", True),
        ("duckdb", "boussole/questions/portrait.py", True),
        ("duckdb", "etl/check.py", True),
        ("duckdb", "boussole/store/store.py", False),
        ("duckdb", "etl/stage.py", False),
        ("duckdb", "tests/etl/test_stage.py", False),
        ("streamlit", "boussole/drawing/screen.py", True),
        ("streamlit", "etl/load.py", True),
        ("streamlit", "app.py", False),
        ("streamlit", "pages/explorer/carte.py", False),
    ],
)
def test_each_library_is_kept_to_its_rooms(module: str, file: str, banned: bool) -> None:
    command = [sys.executable, "-m", "ruff", "check", "--no-cache", "--select", "TID251", "--stdin-filename", file, "-"]
    text = f'"""A module."""\n\nimport {module}\n\nprint({module})\n'
    result = subprocess.run(command, cwd=ROOT, input=text, capture_output=True, text=True)
    assert ("TID251" in result.stdout) is banned, result.stdout + result.stderr
