"""Files that cannot be used: each is refused whole, with a French sentence, exit 2, no trace, and memory bounded."""

from __future__ import annotations

import gzip
import os
import random
import struct
import subprocess
import sys
from pathlib import Path

import pytest

from tests.etl.extracts import PIVOT, blocked, pivot, read, refused_whole, written
from tests.etl.workbooks import zipped

ROOT = Path(__file__).parents[2]
TEXT = pivot(["79049;2024;mt_sans_17plus;900;9000", "79062;2024;mt_sans_17plus;300;x"])


def encrypted(archive: bytes) -> bytes:
    """The same zip with the mark of a password on its file."""
    marked = bytearray(archive)
    marked[6] |= 1
    marked[marked.find(b"PK\x01\x02") + 8] |= 1
    return bytes(marked)


def random_bytes(size: int) -> bytes:
    return random.Random(79).randbytes(size)


PACKED = gzip.compress(TEXT.encode() * 20)
ZIPPED = zipped({"extrait.csv": TEXT * 20})
UNREADABLE: dict[str, tuple[str, bytes, str, str]] = {
    "empty": ("a.csv", b"", "fichier_vide", "aucune donnée"),
    "blank": ("a.csv", b" \r\n\t\n" * 9, "fichier_vide", "aucune donnée"),
    "only a byte order mark": ("a.csv", b"\xef\xbb\xbf", "fichier_vide", "aucune donnée"),
    "only headings": ("a.csv", PIVOT.encode(), "fichier_vide", "aucune donnée"),
    "random bytes": ("a.csv", random_bytes(5000), "fichier_illisible", "binaire"),
    "text with a zero byte": ("a.csv", TEXT.encode() + b"\0", "fichier_illisible", "binaire"),
    "control characters": ("a.csv", bytes(range(1, 32)) * 50, "fichier_illisible", "binaire"),
    "picture": ("a.csv", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + random_bytes(300), "fichier_illisible", "binaire"),
    "pdf": ("a.pdf", b"%PDF-1.7\n1 0 obj", "fichier_illisible", "PDF"),
    "protected or old workbook": ("a.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "fichier_illisible", "passe"),
    "html": ("a.csv", b"<html><body>Erreur 404</body></html>", "entete_introuvable", "en-tête"),
    "json": ("a.csv", b'{"a": [1, 2], "b": 3}', "entete_introuvable", "en-tête"),
    "no headings": ("a.csv", b"a;b;c\n1;2;3\n4;5;6\n", "entete_introuvable", "en-tête"),
    "16 384 columns": ("a.csv", pivot(["1;" * 16383], "code;" + "x;" * 16382 + "x").encode(), "trop_de_colonnes", "16384"),
    "broken utf-16": ("a.csv", TEXT.encode("utf-16")[:-1], "fichier_illisible", "abîmé"),
    "truncated gzip": ("a.csv.gz", PACKED[:-20], "fichier_illisible", "gzip"),
    "beginning of a gzip": ("a.csv.gz", PACKED[:8], "fichier_illisible", "gzip"),
    "gzip with a wrong sum": ("a.csv.gz", PACKED[:-6] + b"\0" * 6, "fichier_illisible", "gzip"),
    "gzip of nothing": ("a.csv.gz", gzip.compress(b""), "fichier_vide", "aucune donnée"),
    "gzip of a gzip": ("a.csv.gz", gzip.compress(PACKED), "fichier_illisible", "binaire"),
    "truncated zip": ("a.zip", ZIPPED[:-30], "fichier_illisible", "zip"),
    "zip with broken content": ("a.zip", ZIPPED[:60] + b"\0" * 20 + ZIPPED[80:], "fichier_illisible", "zip"),
    "zip of two": ("a.zip", zipped({"a.csv": TEXT, "b.csv": TEXT}), "fichier_illisible", "2 fichiers"),
    "zip of nothing": ("a.zip", zipped({}), "fichier_vide", "aucune donnée"),
    "zip of an empty file": ("a.zip", zipped({"a.csv": ""}), "fichier_vide", "aucune donnée"),
    "zip with a password": ("a.zip", encrypted(ZIPPED), "fichier_illisible", "mot de passe"),
    "gzip bomb": ("a.csv.gz", gzip.compress(b"0;1\n" * 2_000_000), "fichier_trop_gros", "fois sa taille"),
    "zip bomb": ("a.zip", zipped({"a.csv": b"0;1\n" * 2_000_000}), "fichier_trop_gros", "fois sa taille"),
}  # fmt: skip


@pytest.mark.parametrize("case", UNREADABLE)
def test_a_file_that_cannot_be_used_is_refused_with_a_sentence(tmp_path: Path, case: str) -> None:
    name, content, code, says = UNREADABLE[case]
    assert says in refused_whole(written(tmp_path, content, name), code).err


def test_a_file_that_is_not_there_is_said_so(tmp_path: Path) -> None:
    assert "introuvable" in refused_whole(tmp_path / "absent.csv", "fichier_illisible").err
    assert "introuvable" in refused_whole(tmp_path, "fichier_illisible").err  # a folder


def test_one_file_in_a_gzip_or_a_zip_is_read_like_the_file(tmp_path: Path) -> None:
    expected = read(written(tmp_path, TEXT)).report
    for name, content in (
        ("a.csv.gz", gzip.compress(TEXT.encode())),
        ("a.zip", zipped({"extrait.csv": TEXT})),
        ("a.zip", zipped({"dossier/": "", "dossier/extrait.csv": TEXT, "__MACOSX/extrait.csv": "x"})),
        ("a.csv", zipped({"extrait.csv": TEXT})),  # whatever its name says
    ):
        found = read(written(tmp_path, content, name)).report
        assert {k: v for k, v in found.items() if k != "file"} == {k: v for k, v in expected.items() if k != "file"}


def test_what_expands_fifty_times_is_refused_and_forty_nine_is_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("etl.read.SMALL", 0)
    packed = gzip.compress(TEXT.encode() * 50)
    path = written(tmp_path, packed, "a.csv.gz")
    ratio = 50 * len(TEXT) // len(packed)
    monkeypatch.setattr("etl.read.MAX_RATIO", ratio + 1)
    assert set(read(path).reasons) >= {"valeur_illisible"}
    monkeypatch.setattr("etl.read.MAX_RATIO", ratio)
    assert blocked(path).code == "fichier_trop_gros"


def test_a_short_file_of_repeated_lines_may_compress_well(tmp_path: Path) -> None:
    content = TEXT.encode() + b"79049;2024;mt_sans_17plus;900;9000\n" * 5000
    packed = gzip.compress(content)
    assert len(content) > 50 * len(packed)
    assert read(written(tmp_path, packed, "a.csv.gz"))["set_aside"] == 5000


def test_what_is_larger_than_the_limit_once_open_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("etl.read.MAX_EXPANDED", len(TEXT) - 1)
    for name, content in (("a.csv.gz", gzip.compress(TEXT.encode())), ("a.zip", zipped({"a.csv": TEXT}))):
        assert blocked(written(tmp_path, content, name)).code == "fichier_trop_gros"


def test_a_zip_that_lies_about_its_size_is_refused(tmp_path: Path) -> None:
    content = bytearray(zipped({"a.csv": b"0;1\n" * 2_000_000}))
    at = content.find(b"PK\x01\x02")
    content[at + 24 : at + 28] = content[22:26] = struct.pack("<I", 9)
    assert blocked(written(tmp_path, bytes(content), "a.zip")).code in ("fichier_illisible", "fichier_trop_gros")


def test_a_file_that_needs_too_much_memory_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOUSSOLE_MEMORY", "5MB")
    lines = (f"{1000 + i:05d};2024;mt_sans_17plus;{i % 90};1000" for i in range(90_000))
    assert "5MB" in refused_whole(written(tmp_path, pivot(lines)), "memoire_insuffisante").err


@pytest.mark.parametrize("case", ["random bytes", "gzip bomb", "zip with a password", "html"])
def test_a_refusal_leaves_no_trace_in_a_process_of_little_memory(tmp_path: Path, case: str) -> None:
    resource = pytest.importorskip("resource")  # not on Windows
    name, content, _, says = UNREADABLE[case]

    def little() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (3 << 30, 3 << 30))

    done = subprocess.run(
        [sys.executable, "-m", "etl", "check", written(tmp_path, content, name)],
        cwd=ROOT, capture_output=True, text=True, preexec_fn=little, env=os.environ | {"MALLOC_ARENA_MAX": "2"},
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (2, "")
    assert says in done.stderr and done.stderr.count("\n") == 1
