"""Set Boussole CPTS up and start it, or run its tests, with nothing but Python 3.11 or later.

`python3 launch.py` makes the virtual environment, installs what requirements.lock pins, prepares the store and
starts the dashboard on this machine only; `python3 launch.py test` runs the tests. What is done already is not
done again. Refuses an older Python, a taken port, a half-made environment: always a sentence in French and exit
code 2, never a trace. Python 3.6 must be able to read this file, if only to be told so.
"""

import contextlib
import hashlib
import http.client
import importlib.util
import io
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path


def python_problem(version: "tuple[int, ...]") -> "str | None":  # quoted: an old Python runs this
    """The sentence for a Python that is too old, else None."""
    if version >= (3, 11):
        return None
    return "Boussole CPTS demande Python 3.11 ou plus récent ; ceci est Python {}.{}.".format(*version)


if python_problem(sys.version_info[:2]):
    sys.stderr.write("{}\n".format(python_problem(sys.version_info[:2])))
    sys.exit(2)

ROOT = Path(__file__).resolve().parent
PARALLEL = ("-n", "auto", "--dist", "loadfile")  # one file of tests a processor: each has its own store and servers
SCHEMA = b"1"  # change it when environments made by earlier versions of this file must be made again
RUN_LOCK, DEV_LOCK = "requirements.lock", "requirements-dev.lock"  # the second holds all of the first
PYTHON = "py" if sys.platform == "win32" else "python3"  # how people call it
HELP = f"""Boussole CPTS
  {PYTHON} launch.py [--port N]              installe ce qui manque et démarre (port 8501 par défaut)
  {PYTHON} launch.py test [--long] [options] lance les tests, tous avec --long ; les options vont à pytest"""
PIP_CAUSES = {  # what pip writes when it fails → what to tell people; the first that is found speaks
    "CERTIFICATE_VERIFY_FAILED": "ce réseau remplace les certificats ; demandez au service informatique le "
    "fichier de son autorité et donnez son chemin dans la variable PIP_CERT",
    "No space left on device": "le disque est plein",
    "DO NOT MATCH THE HASHES": "un paquet reçu n'est pas celui qui est attendu",
    "ProxyError": "le proxy refuse la connexion ; vérifiez la variable HTTPS_PROXY",
    "NewConnectionError": "le registre des paquets n'est pas joignable ; vérifiez le réseau (ou HTTPS_PROXY)",
    "NameResolutionError": "le registre des paquets n'est pas joignable ; vérifiez le réseau (ou HTTPS_PROXY)",
    "Read timed out": "le registre des paquets ne répond pas ; vérifiez le réseau, puis relancez",
    "No matching distribution": "un paquet est introuvable ; vérifiez le réseau et la configuration de pip",
}


class Failure(Exception):
    """Nothing more can be done; the message is a French sentence for the person who typed the command."""


def parse_port(words: Sequence[str]) -> int:
    """The port asked for by `--port N` or `--port=N`, 8501 by default. Raises Failure on anything else."""
    given = ["=".join(words)] if words[:1] == ["--port"] and len(words) == 2 else list(words) or ["--port=8501"]
    name, _, text = given[0].partition("=")
    if name != "--port" or len(given) > 1:
        raise Failure(f"Commande non comprise : {' '.join(words)}. L'aide : {PYTHON} launch.py --help")
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= 65535):
        raise Failure(f"Port invalide : « {text} ». Il faut un nombre de 1 à 65535 : --port 8502")
    return int(text)


def venv_python(root: Path, platform: str = sys.platform) -> Path:
    """The Python of the project's environment."""
    return root / ".venv" / ("Scripts/python.exe" if platform == "win32" else "bin/python")


def in_venv(root: Path, *words: str) -> list[str]:
    """A command for the environment's Python."""
    return [str(venv_python(root)), *words]


def try_lock(descriptor: int, platform: str = sys.platform) -> bool:
    """Take the lock of an open file without waiting; False where another process holds it."""
    if platform == "win32":
        msvcrt = importlib.import_module("msvcrt")
        with contextlib.suppress(OSError):
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
            return True
    else:
        fcntl = importlib.import_module("fcntl")
        with contextlib.suppress(BlockingIOError):
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
    return False


def work_dir(root: Path) -> Path:
    """Where our lock and logs live. Raises Failure where the project's folder cannot be written to."""
    try:
        (root / ".launch").mkdir(exist_ok=True)
        (root / ".launch" / "lock").open("ab").close()
    except OSError as error:
        raise Failure(f"Impossible d'écrire dans {root} : copiez Boussole CPTS dans un autre dossier.") from error
    return root / ".launch"


@contextlib.contextmanager
def only_one(root: Path, pause: float = 0.3) -> Iterator[None]:
    """Hold the project's lock: two launches at once must not install at once.

    What is started meanwhile inherits the open file: a pip that outlives a killed launch still holds the lock.
    """
    with (work_dir(root) / "lock").open("r+b") as handle:
        os.set_inheritable(handle.fileno(), True)
        if not try_lock(handle.fileno()):
            print("Une autre installation est en cours dans ce dossier : attente de sa fin…", flush=True)
            while not try_lock(handle.fileno()):
                time.sleep(pause)
        yield


def child_environment(environ: Mapping[str, str]) -> dict[str, str]:
    """The environment of what we start: nothing of another Python, and a store that is where it was typed."""
    kept = {name: value for name, value in environ.items() if name not in ("PYTHONHOME", "PYTHONPATH")}
    if kept.get("BOUSSOLE_STORE"):
        kept["BOUSSOLE_STORE"] = str(Path(kept["BOUSSOLE_STORE"]).expanduser().absolute())
    return kept | {"PYTHONIOENCODING": "utf-8", "PIP_USER": "0"}


def stop(process: "subprocess.Popen[bytes]", grace: float) -> int:
    """Leave `process` the time to end by itself, then ask, then force. Returns its exit code."""
    for patience, insist in ((grace, process.terminate), (10.0, process.kill)):
        with contextlib.suppress(subprocess.TimeoutExpired):
            return process.wait(timeout=patience)
        insist()
    return process.wait()


def run_logged(command: Sequence[str], log: Path, root: Path) -> int:
    """Run to the end with the output in `log`, showing the seconds that pass. Returns the exit code."""
    started, shown, on_screen = time.monotonic(), 0, sys.stdout.isatty()
    with log.open("ab") as out:
        environment = child_environment(os.environ)
        process = subprocess.Popen(
            command, cwd=root, env=environment, stdin=subprocess.DEVNULL, stdout=out, stderr=out, close_fds=False
        )  # close_fds: see only_one
    try:
        while process.poll() is None:
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(timeout=1)
            seconds = int(time.monotonic() - started)
            if seconds >= shown + (1 if on_screen else 20):
                shown = seconds
                print(f"  {seconds} s", end="\r" if on_screen else "\n", flush=True)
    finally:
        stop(process, grace=0)
    print(f"  {'fait' if process.returncode == 0 else 'arrêté'} en {time.monotonic() - started:.0f} s")
    return process.returncode


def failed(sentence: str, log: Path) -> Failure:
    """A failure that shows the end of a log (of a Python trace, only its last line) and where to read it all."""
    text = log.read_text(encoding="utf-8", errors="replace")
    lines = [line.rstrip()[:300] for line in text.splitlines() if line.strip()]
    end = lines[-1:] if "Traceback (most recent call last)" in text else lines[-4:]
    return Failure("\n    ".join([sentence, *end]) + f"\nJournal complet : {log}")


def digest(parts: Iterable[bytes]) -> str:
    """One hash for several byte strings, their borders included."""
    return hashlib.sha256(b"".join(hashlib.sha256(part).digest() for part in parts)).hexdigest()


def has_stamp(path: Path, text: str) -> bool:
    """Whether the stamp at `path` says `text`."""
    return path.is_file() and path.read_text(encoding="utf-8", errors="replace") == text


def write_stamp(path: Path, text: str, pause: float = 0.1) -> None:
    """Write a stamp whole or not at all. Windows refuses to replace an open file: try again for a while."""
    fresh = path.with_name(f"{path.name}.{os.getpid()}")
    fresh.write_text(text, encoding="utf-8")
    for _ in range(20):
        with contextlib.suppress(PermissionError):
            fresh.replace(path)
            return
        time.sleep(pause)
    fresh.replace(path)


def environment_stamp(root: Path, lock: str) -> tuple[Path, str]:
    """The stamp of an environment where `lock` is installed: its file, and what it says when it is up to date."""
    series = "{}.{}".format(*sys.version_info[:2]).encode()
    return root / ".venv" / f".installed-{lock}", digest([SCHEMA, series, (root / lock).read_bytes()])


def environment_ready(root: Path, lock: str) -> bool:
    """Whether all of `lock` is installed: its stamp says so, and the environment's Python answers."""
    with contextlib.suppress(OSError):
        answers = subprocess.call(in_venv(root, "-c", ""), stderr=subprocess.DEVNULL) == 0
        return answers and has_stamp(*environment_stamp(root, lock))
    return False


def prepare_environment(root: Path, lock: str) -> None:
    """Make or complete `.venv`; nothing where it is ready. Raises Failure.

    Stamps go first and come back last: an installation that was cut short has none, and is made again from
    nothing. Only the tests' packages are added over a sound environment.
    """
    if environment_ready(root, lock):
        return
    if not (importlib.util.find_spec("venv") and importlib.util.find_spec("ensurepip")):
        raise Failure(
            "Ce Python ne sait pas créer d'environnement : il lui manque venv ou ensurepip. Sur Debian et Ubuntu : "
            "sudo apt install python3-venv ; ailleurs, le Python complet de python.org. Puis relancez."
        )
    log = work_dir(root) / "install.log"
    log.write_bytes(b"")
    sound = lock == DEV_LOCK and environment_ready(root, RUN_LOCK)
    for name in (RUN_LOCK, DEV_LOCK):
        environment_stamp(root, name)[0].unlink(missing_ok=True)
    if not sound:
        print("Création de l'environnement Python…", flush=True)
        base = getattr(sys, "_base_executable", sys.executable)  # not the Python that is being made again
        if run_logged([base, "-m", "venv", "--clear", str(root / ".venv")], log, root) != 0:
            raise failed("L'environnement .venv n'a pas pu être créé. S'il sert ailleurs, fermez cela.", log)
    print("Installation des dépendances (une à deux minutes la première fois)…", flush=True)
    options = ["--disable-pip-version-check", "--no-input", "--progress-bar", "off", "--require-hashes"]
    if run_logged(in_venv(root, "-m", "pip", "install", *options, "-r", lock), log, root) != 0:
        text = log.read_text(encoding="utf-8", errors="replace")
        cause = next((said for mark, said in PIP_CAUSES.items() if mark in text), "pip s'est arrêté")
        raise failed(f"L'installation des dépendances a échoué : {cause}.", log)
    for name in (RUN_LOCK, lock):
        write_stamp(*environment_stamp(root, name))


def data_stamp(root: Path) -> str:
    """What a prepared store answers to: the content of all that `etl init` reads or runs."""
    files = (path for name in ("data", "etl", "boussole") for path in (root / name).rglob("*"))
    kept = sorted(path for path in files if path.is_file() and "__pycache__" not in path.parts)
    return digest(part for path in kept for part in (path.relative_to(root).as_posix().encode(), path.read_bytes()))


def store_dir(root: Path) -> Path | None:
    """Where the program keeps its store, in its own words; None where it cannot say."""
    question = in_venv(root, "-c", "from boussole.store import store_dir; print(store_dir())")
    answer = subprocess.run(question, cwd=root, env=child_environment(os.environ), capture_output=True)
    return Path(answer.stdout.decode("utf-8").strip()) if answer.returncode == 0 else None


def prepare_data(root: Path) -> None:
    """Run `python -m etl init` where the store is missing or older than the files. Raises Failure."""
    stamp, folder = data_stamp(root), store_dir(root)
    if folder and has_stamp(folder / "launch.stamp", stamp):
        return
    print("Préparation des données : référence et démonstration…", flush=True)
    log = work_dir(root) / "init.log"
    log.write_bytes(b"")
    if run_logged(in_venv(root, "-m", "etl", "init"), log, root) != 0:
        raise failed("Les données n'ont pas pu être préparées.", log)
    if folder and folder.is_dir():
        write_stamp(folder / "launch.stamp", stamp)


def check_port(port: int) -> None:
    """Raise Failure where the dashboard could not listen on `port` of this machine."""
    with socket.socket() as caller, socket.socket() as listener:
        caller.settimeout(1)
        taken = caller.connect_ex(("127.0.0.1", port)) == 0
        if sys.platform != "win32":  # there, it would let two programs share a port
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind(("127.0.0.1", port))
        except PermissionError as error:
            raise Failure(f"Le port {port} est réservé au système. Essayez --port 8502") from error
        except OSError:
            taken = True
    if taken:
        raise Failure(
            f"Le port {port} est déjà pris ; Boussole CPTS y est peut-être ouverte : http://localhost:{port}\n"
            f"Pour en choisir un autre : {PYTHON} launch.py --port {port % 65535 + 1}"
        )


def healthy(port: int) -> bool:
    """Whether the dashboard answers; never asked through a proxy."""
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with contextlib.suppress(OSError, http.client.HTTPException):
        with direct.open(f"http://127.0.0.1:{port}/_stcore/health", timeout=2) as answer:
            return bool(answer.status == 200)
    return False


def attend(command: Sequence[str], root: Path, output: int | None, grace: float, port: int = 0) -> int:
    """Run to the end, or to Ctrl-C; with a port, say when it answers. Returns the exit code."""
    process = subprocess.Popen(command, cwd=root, env=child_environment(os.environ), stdout=output)
    try:
        while port and process.poll() is None and not healthy(port):
            time.sleep(0.1)
        if port and process.poll() is None:
            print(f"Boussole CPTS est prête : http://localhost:{port}\nPour l'arrêter : Ctrl-C", flush=True)
        return process.wait()
    except KeyboardInterrupt:
        print("\nArrêt…", flush=True)
        return stop(process, grace)


def launch(words: Sequence[str], root: Path = ROOT) -> int:
    """Do what was asked for. Returns the exit code of the server or of pytest; raises Failure."""
    if words and words[-1] in ("-h", "--help"):
        print(HELP)
        return 0
    if words[:1] == ["test"]:
        with only_one(root):
            prepare_environment(root, DEV_LOCK)
        chosen = [] if "--long" in words else ["-m", "not long"]
        rest = [word for word in words[1:] if word != "--long"]
        return attend(in_venv(root, "-m", "pytest", *PARALLEL, *chosen, *rest), root, None, grace=10)
    port = parse_port(words)
    check_port(port)
    with only_one(root):
        prepare_environment(root, RUN_LOCK)
        prepare_data(root)
    check_port(port)  # another launch may have been faster
    print("Démarrage du tableau de bord…", flush=True)
    server = ["--server.port", str(port), "--server.address", "127.0.0.1", "--server.headless", "true"]
    server += ["--browser.gatherUsageStats", "false", "--logger.level", "warning"]
    command = in_venv(root, "serve.py", *server)
    return attend(command, root, subprocess.DEVNULL, grace=3, port=port)


def main(words: Sequence[str], run: Callable[[Sequence[str]], int] = launch) -> int:
    """The command. Returns its exit code: 2 for a refusal, 130 for Ctrl-C, else that of what was run."""
    for number in (signal.SIGINT, signal.SIGTERM):  # what we started must end too, even started in the background
        signal.signal(number, signal.default_int_handler)
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # a console without « … » must not stop us
    try:
        code = run(words)
        return code if code >= 0 else 128 - code
    except Failure as failure:
        print(failure, file=sys.stderr)
    except OSError as error:
        print(f"Le système a refusé : {error.strerror or error}, {error.filename or ''}", file=sys.stderr)
    except KeyboardInterrupt:
        print("\nInterrompu. La même commande reprendra.")
        return 130
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
