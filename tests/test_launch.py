"""launch.py: what it refuses, what it does once and does not do again, what it starts. No network."""

import ast
import contextlib
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
import types
from collections.abc import Iterator
from pathlib import Path

import pytest

import launch

LAUNCH = Path(launch.__file__)
NOWHERE = "paquet-qui-n-existe-pas==1.0 --hash=sha256:" + "0" * 64 + "\n"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project of three files: launch.py and two locks that ask for nothing."""
    shutil.copy(LAUNCH, tmp_path)
    for lock in (launch.RUN_LOCK, launch.DEV_LOCK):
        (tmp_path / lock).write_text("")
    return tmp_path


@pytest.fixture
def installed(project: Path) -> Path:
    """The same, with an environment that is ready: this Python, and the stamps."""
    make_environment(project)
    for lock in (launch.RUN_LOCK, launch.DEV_LOCK):
        launch.write_stamp(*launch.environment_stamp(project, lock))
    return project


def make_environment(root: Path) -> None:
    python = launch.venv_python(root)
    python.parent.mkdir(parents=True, exist_ok=True)
    python.unlink(missing_ok=True)
    python.symlink_to(sys.executable)


class Runs:
    """Stands for run_logged: notes what would be run; `stop_at` is where somebody presses Ctrl-C."""

    def __init__(self) -> None:
        self.commands: list[str] = []
        self.stop_at = ""

    def __call__(self, command: list[str], log: Path, root: Path) -> int:
        name = next(word for word in ("venv", "pip", "etl") if word in command)
        self.commands.append(name)
        if name == self.stop_at:
            raise KeyboardInterrupt
        if name == "venv":
            make_environment(root)
        return 0

    def since(self) -> list[str]:
        commands, self.commands = self.commands, []
        return commands


@pytest.fixture
def runs(monkeypatch: pytest.MonkeyPatch) -> Runs:
    fake = Runs()
    monkeypatch.setattr(launch, "run_logged", fake)
    return fake


@contextlib.contextmanager
def listening() -> Iterator[int]:
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        yield server.getsockname()[1]


def free_port() -> int:
    with listening() as port:
        return port


def run(root: Path, *words: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, str(root / "launch.py"), *words]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, cwd=root.parent)


def assert_refused(result: "subprocess.CompletedProcess[str]", *expected: str) -> None:
    assert result.returncode == 2, result
    assert "Traceback" not in result.stderr
    for words in expected:
        assert words in result.stderr


# --- What is refused, in a sentence


def test_an_old_python_is_told_which_one_is_needed() -> None:
    assert launch.python_problem((3, 11)) is None
    assert launch.python_problem((4, 0)) is None
    assert launch.python_problem((3, 10)) == "Boussole CPTS demande Python 3.11 ou plus récent ; ceci est Python 3.10."
    old = f"import sys, runpy; sys.version_info = (3, 9, 7, 'final', 0); runpy.run_path({str(LAUNCH)!r})"
    assert_refused(subprocess.run([sys.executable, "-c", old], capture_output=True, text=True), "est Python 3.9.")


def test_python_3_6_can_read_the_file() -> None:
    ast.parse(LAUNCH.read_text(encoding="utf-8"), feature_version=(3, 6))


@pytest.mark.parametrize(
    ("words", "port"),
    [([], 8501), (["--port", "8600"], 8600), (["--port=1"], 1), (["--port", "65535"], 65535)],
)
def test_the_port_is_8501_or_what_is_asked(words: list[str], port: int) -> None:
    assert launch.parse_port(words) == port


@pytest.mark.parametrize("text", ["", "0", "65536", "-1", "80a", "8 501", "8_501", "٣٤", "1.5"])
def test_an_invalid_port_is_refused_with_its_value(text: str) -> None:
    with pytest.raises(launch.Failure, match=f"Port invalide : « {text} »"):
        launch.parse_port(["--port", text])


@pytest.mark.parametrize("words", [["start"], ["--prot", "1"], ["--port", "1", "2"], ["--port=1", "test"]])
def test_an_unknown_command_is_refused_and_help_named(words: list[str]) -> None:
    with pytest.raises(launch.Failure, match=r"launch\.py --help"):
        launch.parse_port(words)


def test_a_wrong_command_line_ends_with_code_2(project: Path) -> None:
    assert_refused(run(project, "--port", "abc"), "Port invalide : « abc »")


def test_help_names_both_commands(capsys: pytest.CaptureFixture[str]) -> None:
    assert launch.main(["--help"]) == 0
    shown = capsys.readouterr().out
    assert "launch.py [--port N]" in shown and "launch.py test [--long]" in shown


def test_a_taken_port_is_named_with_another_before_anything_is_installed(project: Path) -> None:
    with listening() as port:
        result = run(project, "--port", str(port))
    assert_refused(result, f"Le port {port} est déjà pris", f"launch.py --port {port + 1}")
    assert not (project / ".venv").exists()


def test_a_port_kept_for_the_system_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    port = free_port()

    def refuse(_self: socket.socket, _address: object) -> None:
        raise PermissionError

    monkeypatch.setattr(socket.socket, "bind", refuse)
    with pytest.raises(launch.Failure, match="réservé au système"):
        launch.check_port(port)


@pytest.mark.parametrize("missing", ["venv", "ensurepip"])
def test_a_python_without_venv_or_ensurepip_is_told_the_package(
    missing: str, project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, missing, None)  # what find_spec sees as absent
    assert launch.main(["test"], lambda words: launch.launch(words, project)) == 2
    assert "sudo apt install python3-venv" in capsys.readouterr().err


def test_a_folder_that_cannot_be_written_to_is_named(project: Path) -> None:
    (project / ".launch").write_text("a file where the folder should be")
    assert_refused(run(project, "test"), f"Impossible d'écrire dans {project}")


def test_a_missing_file_is_a_sentence_too(project: Path) -> None:
    (project / launch.DEV_LOCK).unlink()
    assert_refused(run(project, "test"), "Le système a refusé", launch.DEV_LOCK)


def test_a_failing_pip_shows_its_last_lines_and_where_the_log_is(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for lock in (launch.RUN_LOCK, launch.DEV_LOCK):
        (project / lock).write_text(NOWHERE)
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    result = run(project, "test")
    log = project / ".launch" / "install.log"
    assert_refused(result, "L'installation des dépendances a échoué", "paquet-qui-n-existe-pas", str(log))
    assert "paquet-qui-n-existe-pas" in log.read_text(encoding="utf-8")
    assert "Création de l'environnement" in result.stdout and "Installation des dépendances" in result.stdout
    assert not launch.environment_ready(project, launch.RUN_LOCK)


@pytest.mark.parametrize(
    ("said", "cause"),
    [
        ("broken by 'NewConnectionError(", "vérifiez le réseau"),
        ("ProxyError('Cannot connect to proxy.', NewConnectionError(", "le proxy"),
        ("SSLError(1, '[SSL: CERTIFICATE_VERIFY_FAILED]", "certificats"),
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES", "n'est pas celui"),
        ("OSError: [Errno 28] No space left on device", "le disque est plein"),
        ("something else", "pip s'est arrêté"),
    ],
)
def test_the_cause_of_a_failed_installation_is_said_in_french(
    said: str, cause: str, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(command: list[str], log: Path, root: Path) -> int:
        log.write_text(said, encoding="utf-8")
        return int("pip" in command)

    monkeypatch.setattr(launch, "run_logged", fail)
    with pytest.raises(launch.Failure, match=cause):
        launch.prepare_environment(project, launch.RUN_LOCK)


def test_a_trace_in_a_log_is_reduced_to_its_last_line(tmp_path: Path) -> None:
    log = tmp_path / "log"
    log.write_text("Traceback (most recent call last):\n  File x\nValueError: la cause\n", encoding="utf-8")
    assert str(launch.failed("Raté.", log)) == f"Raté.\n    ValueError: la cause\nJournal complet : {log}"


# --- What differs between platforms


@pytest.mark.parametrize(
    ("platform", "parts"),
    [
        ("linux", (".venv", "bin", "python")),
        ("darwin", (".venv", "bin", "python")),
        ("win32", (".venv", "Scripts", "python.exe")),
    ],
)
def test_the_environments_python_is_where_the_platform_puts_it(platform: str, parts: tuple[str, ...]) -> None:
    assert launch.venv_python(Path("project"), platform).parts == ("project", *parts)


@pytest.mark.parametrize("platform", ["linux", "darwin"])
def test_a_lock_is_held_by_one_at_a_time(platform: str, tmp_path: Path) -> None:
    pytest.importorskip("fcntl")
    path = tmp_path / "lock"
    with path.open("wb") as first, path.open("wb") as second:
        assert launch.try_lock(first.fileno(), platform)
        assert not launch.try_lock(second.fileno(), platform)
        first.close()
        assert launch.try_lock(second.fileno(), platform)


def test_a_lock_on_windows_is_msvcrts_and_a_refusal_is_a_no(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[int, int, int]] = []

    def locking(descriptor: int, mode: int, count: int) -> None:
        if asked:
            raise PermissionError(13, "Permission denied")
        asked.append((descriptor, mode, count))

    monkeypatch.setitem(sys.modules, "msvcrt", types.SimpleNamespace(locking=locking, LK_NBLCK=2))
    assert launch.try_lock(7, "win32")
    assert not launch.try_lock(8, "win32")
    assert asked == [(7, 2, 1)]


def test_a_stamp_waits_for_a_file_that_windows_keeps_open(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real, refusals = Path.replace, [PermissionError(), PermissionError()]

    def replace(self: Path, target: Path) -> Path:
        if refusals:
            raise refusals.pop()
        return real(self, target)

    monkeypatch.setattr(Path, "replace", replace)
    launch.write_stamp(tmp_path / "stamp", "new", pause=0)
    assert launch.has_stamp(tmp_path / "stamp", "new")
    assert [path.name for path in tmp_path.iterdir()] == ["stamp"]


def test_what_is_started_sees_nothing_of_another_python_and_a_store_where_it_was_typed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    seen = launch.child_environment({"PYTHONPATH": "x", "PYTHONHOME": "y", "LANG": "fr", "BOUSSOLE_STORE": "base"})
    assert "PYTHONPATH" not in seen and "PYTHONHOME" not in seen
    assert seen["LANG"] == "fr"
    assert seen["BOUSSOLE_STORE"] == str(tmp_path / "base")


# --- Two at once


def test_the_second_launch_waits_and_says_so(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    order: list[str] = []

    def second() -> None:
        with launch.only_one(project, pause=0.01):
            order.append("second")

    waiting = threading.Thread(target=second)
    with launch.only_one(project):
        waiting.start()
        deadline = time.monotonic() + 10
        while "attente" not in (shown := capsys.readouterr().out) and time.monotonic() < deadline:
            time.sleep(0.01)
        order.append("first")
    waiting.join(timeout=10)
    assert "Une autre installation est en cours" in shown
    assert order == ["first", "second"]


def test_a_pip_that_outlives_a_killed_launch_still_holds_the_lock(project: Path) -> None:
    pytest.importorskip("fcntl")
    code = (
        "import launch, pathlib, subprocess, sys, os\n"
        "with launch.only_one(pathlib.Path(sys.argv[1])):\n"
        "    child = subprocess.Popen([sys.executable, '-c', 'input()'], close_fds=False, stdin=0)\n"
        "    print(child.pid, flush=True)\n"
        "    os._exit(9)\n"
    )
    command = [sys.executable, "-c", code, str(project)]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen(command, cwd=LAUNCH.parent, **pipes) as killed:
        assert killed.wait(timeout=20) == 9
        with (project / ".launch" / "lock").open("r+b") as handle:
            assert not launch.try_lock(handle.fileno())
            killed.stdin.close()  # the child reads its end of input, and ends
            deadline = time.monotonic() + 10
            while not (free := launch.try_lock(handle.fileno())) and time.monotonic() < deadline:
                time.sleep(0.02)
            assert free


# --- What is done once


def test_a_second_start_installs_nothing(project: Path, runs: Runs) -> None:
    launch.prepare_environment(project, launch.RUN_LOCK)
    assert runs.since() == ["venv", "pip"]
    launch.prepare_environment(project, launch.RUN_LOCK)
    assert runs.since() == []


def test_going_from_running_to_testing_and_back_installs_the_tests_once(project: Path, runs: Runs) -> None:
    launch.prepare_environment(project, launch.RUN_LOCK)
    runs.since()
    launch.prepare_environment(project, launch.DEV_LOCK)
    assert runs.since() == ["pip"]
    for lock in (launch.RUN_LOCK, launch.DEV_LOCK, launch.RUN_LOCK):
        launch.prepare_environment(project, lock)
    assert runs.since() == []


def test_testing_first_serves_running_too(project: Path, runs: Runs) -> None:
    launch.prepare_environment(project, launch.DEV_LOCK)
    launch.prepare_environment(project, launch.RUN_LOCK)
    assert runs.since() == ["venv", "pip"]


def test_a_changed_lock_makes_the_environment_again(project: Path, runs: Runs) -> None:
    launch.prepare_environment(project, launch.RUN_LOCK)
    (project / launch.RUN_LOCK).write_text("# another version\n")
    launch.prepare_environment(project, launch.RUN_LOCK)
    assert runs.since() == ["venv", "pip"] * 2


@pytest.mark.parametrize("moment", ["venv", "pip"])
@pytest.mark.parametrize("lock", [launch.RUN_LOCK, launch.DEV_LOCK])
def test_an_interrupted_installation_is_made_again_from_nothing(
    moment: str, lock: str, project: Path, runs: Runs
) -> None:
    runs.stop_at = moment
    with pytest.raises(KeyboardInterrupt):
        launch.prepare_environment(project, lock)
    runs.since()
    runs.stop_at = ""
    launch.prepare_environment(project, lock)
    assert runs.since() == ["venv", "pip"]


def test_adding_the_tests_packages_and_being_interrupted_leaves_nothing_trusted(project: Path, runs: Runs) -> None:
    launch.prepare_environment(project, launch.RUN_LOCK)
    runs.since()
    runs.stop_at = "pip"
    with pytest.raises(KeyboardInterrupt):
        launch.prepare_environment(project, launch.DEV_LOCK)
    runs.stop_at = ""
    launch.prepare_environment(project, launch.RUN_LOCK)
    assert runs.since() == ["pip", "venv", "pip"]


def test_an_environment_whose_python_is_gone_is_made_again(installed: Path, runs: Runs) -> None:
    python = launch.venv_python(installed)
    python.unlink()
    python.symlink_to(installed / "uninstalled")
    launch.prepare_environment(installed, launch.RUN_LOCK)
    assert runs.since() == ["venv", "pip"]


def test_data_are_prepared_once_and_again_when_files_or_store_change(
    project: Path, runs: Runs, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = project / "store"
    store.mkdir()
    (project / "data").mkdir()
    (project / "data" / "a.csv").write_text("1")
    monkeypatch.setattr(launch, "store_dir", lambda _root: store)

    def prepared() -> bool:
        launch.prepare_data(project)
        return runs.since() == ["etl"]

    assert prepared() and not prepared()
    (project / "data" / "a.csv").touch()
    assert not prepared(), "a new date is not a new content"
    (project / "data" / "a.csv").write_text("2")
    assert prepared() and not prepared()
    (project / "etl" / "sources").mkdir(parents=True)
    (project / "etl" / "sources" / "b.py").write_text("")
    assert prepared() and not prepared()
    shutil.rmtree(store)
    store.mkdir()
    assert prepared() and not prepared()


def test_data_that_cannot_be_prepared_are_a_sentence(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_command: list[str], log: Path, _root: Path) -> int:
        log.write_text("Le fichier commune.parquet manque.\n", encoding="utf-8")
        return 1

    monkeypatch.setattr(launch, "run_logged", fail)
    monkeypatch.setattr(launch, "store_dir", lambda _root: None)
    with pytest.raises(launch.Failure, match=r"(?s)pas pu être préparées.*commune\.parquet manque"):
        launch.prepare_data(project)


# --- What is started

SERVER = """
import http.server, signal, sys
class Answers(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200 if self.path == "/_stcore/health" else 404)
        self.end_headers()
    def log_message(self, *_): pass
print("a banner in English", sys.argv)
open("argv", "w").write(" ".join(sys.argv[1:]))
signal.signal(signal.SIGTERM, lambda *_: sys.exit(4))
server = http.server.HTTPServer(("127.0.0.1", int(sys.argv[sys.argv.index("--server.port") + 1])), Answers)
try:
    server.serve_forever()
except KeyboardInterrupt:
    sys.exit(3)
"""


@pytest.fixture
def startable(installed: Path) -> Path:
    """An installed project whose server, pytest, etl and boussole.store are stand-ins of a few lines."""
    (installed / "serve.py").write_text(SERVER)
    (installed / "pytest.py").write_text("import sys\nprint(sys.argv[1:])\nsys.exit(5)\n")
    (installed / "etl.py").write_text("open('store/inits', 'a').write('x')\n")
    (installed / "boussole").mkdir()
    (installed / "boussole" / "store.py").write_text(f"def store_dir(): return {str(installed / 'store')!r}\n")
    (installed / "store").mkdir()
    return installed


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_the_dashboard_is_started_announced_and_ended_with_its_own_code(
    number: signal.Signals, startable: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")  # a proxy must not stand before our own machine
    port = free_port()
    command = [sys.executable, str(startable / "launch.py"), "--port", str(port)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, encoding="utf-8")
    lines: list[str] = []
    for line in process.stdout:
        lines.append(line.rstrip())
        if line.startswith("Pour l'arrêter"):
            process.send_signal(number)
    assert process.wait(timeout=20) in (3, 4)
    process.stdout.close()
    assert f"Boussole CPTS est prête : http://localhost:{port}" in lines
    assert "Préparation des données : référence et démonstration…" in lines
    assert not any("English" in line for line in lines)
    assert (startable / "argv").read_text() == (
        f"--server.port {port} --server.address 127.0.0.1 --server.headless true "
        "--browser.gatherUsageStats false --logger.level warning"
    )
    with pytest.raises(OSError, match="refused"), socket.create_connection(("127.0.0.1", port)):
        pass


def test_a_dashboard_that_does_not_start_ends_with_its_own_code(startable: Path) -> None:
    (startable / "serve.py").write_text("raise SystemExit(7)\n")
    result = run(startable, "--port", str(free_port()))
    assert result.returncode == 7
    assert "est prête" not in result.stdout


@pytest.mark.parametrize(
    ("words", "given"),
    [
        ((), ["-m", "not long"]),
        (("--long",), []),
        (("-k", "carte"), ["-m", "not long", "-k", "carte"]),
        (("-x", "--long", "tests/etl"), ["-x", "tests/etl"]),
    ],
)
def test_the_tests_get_their_options_and_give_their_code(
    words: tuple[str, ...], given: list[str], startable: Path
) -> None:
    result = run(startable, "test", *words)
    assert result.returncode == 5
    assert result.stdout.splitlines()[-1] == str([*launch.PARALLEL, *given])
    assert not (startable / "store" / "inits").exists(), "the tests leave the user's store alone"
