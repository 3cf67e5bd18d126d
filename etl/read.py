"""A file as it is → UTF-8 text that keeps its lines. Faithful: nothing is typed or dropped here.

Refuses (Blocked) what is empty, binary, encrypted, truncated, or expands without measure. Memory stays bounded: text
is decoded a chunk at a time.
"""

from __future__ import annotations

import codecs
import contextlib
import csv
import gzip
import hashlib
import io
import re
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO

import numpy as np

from etl.reasons import Blocked
from etl.workbook import WORKBOOK_DELIMITER, workbook_rows

CHUNK = 1 << 20
MAX_RATIO = 50
MAX_EXPANDED = 2 << 30
SMALL = 1 << 20  # under this, a high ratio is harmless: a short file of repeated lines compresses well
# What an analyst may say; old Macs and DOS are never recognised: their bytes are cp1252's too.
ENCODINGS = ("utf-8", "utf-16", "cp1252", "latin-1", "iso-8859-15", "mac-roman", "cp850")
_BROKEN = "texte abîmé ou incomplet"
# What UTF-8 letters of French become when read as cp1252 or latin-1: « Ã© », « Å“ », « â€™ », « â‚¬ », « Â° ».
_SECOND = "".join(bytes([b]).decode("cp1252", errors="ignore") for b in range(0x80, 0xC0)) + "\u0080-\u009f"
_MOJIBAKE = re.compile(f"Ã[{_SECOND}]|Å[’“\u0092\u0093]|â(?:€|\u0080).|â‚¬|Â[\u00a0°«»²³]")


@dataclass(frozen=True)
class Opened:
    """A file ready to be recognised. `text` is UTF-8 without BOM and with the file's own lines."""

    name: str
    sha256: str
    text: Path
    encoding: str | None  # as reported; None for a workbook
    delimiter: str | None  # known in advance for a workbook only
    repaired: bool
    sheet: str | None = None
    sheets: tuple[str, ...] = ()


@contextlib.contextmanager
def opened(path: Path, sheet: str | None = None, encoding: str | None = None) -> Iterator[Opened]:
    """Open any supported file; temporary text is deleted at the end. `encoding`: one of ENCODINGS, where what would be
    recognised is wrong; a workbook has none. Raises Blocked, and ValueError for an encoding that is not one of them."""
    if encoding is not None and encoding not in ENCODINGS:
        raise ValueError(f"Encodage inconnu « {encoding} » : écrivez {', '.join(ENCODINGS[:-1])} ou {ENCODINGS[-1]}.")
    if not path.is_file():
        raise Blocked("fichier_illisible", f"« {path.name} » est introuvable")
    if path.stat().st_size == 0:
        raise Blocked("fichier_vide")
    with tempfile.TemporaryDirectory(prefix="boussole-import-") as folder:
        work = Path(folder)
        try:
            yield _open(path, sheet, encoding, work)
        except OSError as error:
            raise Blocked("fichier_illisible", f"erreur de lecture ({error.strerror or 'disque'})") from error


def _open(path: Path, sheet: str | None, said: str | None, work: Path) -> Opened:
    with ThreadPoolExecutor(1) as beside:  # hashing lets go of Python: it takes no time of its own
        digest = beside.submit(_sha256, path)
        found = _text_of(path, sheet, said, work)
        return replace(found, sha256=digest.result())


def _text_of(path: Path, sheet: str | None, said: str | None, work: Path) -> Opened:
    inner = _expanded(path, work)
    with inner.open("rb") as handle:
        head = handle.read(8)
    if head.startswith(b"PK\x03\x04"):  # after expansion: a workbook
        rows, chosen, sheets = workbook_rows(inner, sheet)
        text = work / "text.csv"
        with text.open("w", encoding="utf-8", newline="") as out:
            csv.writer(out, delimiter=WORKBOOK_DELIMITER, lineterminator="\n").writerows(rows)
        return Opened(path.name, "", text, None, WORKBOOK_DELIMITER, False, chosen, sheets)
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        raise Blocked("fichier_illisible", "classeur protégé par un mot de passe, ou ancien format .xls")
    if head.startswith(b"%PDF"):
        raise Blocked("fichier_illisible", "c’est un PDF")
    text, encoding, repaired = _as_utf8(inner, work / "text.csv", said)
    return Opened(path.name, "", text, encoding, None, repaired)


def _sha256(path: Path) -> str:
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def _expanded(path: Path, work: Path) -> Path:
    """The file itself, or what a gz or a zip of one file holds. A workbook is a zip and stays as it is."""
    with path.open("rb") as handle:
        head = handle.read(4)
    size = path.stat().st_size
    if head[:2] == b"\x1f\x8b":
        target = work / "expanded"
        try:
            with gzip.open(path) as source:
                _copy_bounded(source, target, size)  # type: ignore[arg-type]
        except (EOFError, zlib.error, gzip.BadGzipFile) as error:
            raise Blocked("fichier_illisible", "archive gzip abîmée ou incomplète") from error
        return target
    if head == b"PK\x05\x06":  # a zip of nothing
        raise Blocked("fichier_vide")
    if head != b"PK\x03\x04":
        return path
    try:
        with zipfile.ZipFile(path) as archive:
            members = [m for m in archive.infolist() if not m.is_dir() and not m.filename.startswith("__MACOSX/")]
            names = {m.filename for m in members}
            if any(m.flag_bits & 0x1 for m in members):
                raise Blocked("fichier_illisible", "archive protégée par un mot de passe")
            _check_growth(sum(m.file_size for m in members), size)
            if "[Content_Types].xml" in names or "content.xml" in names:
                return path
            if len(members) != 1:
                raise Blocked("fichier_illisible", f"l’archive contient {len(members)} fichiers ; il en faut un seul")
            target = work / "expanded"
            with archive.open(members[0]) as source:
                _copy_bounded(source, target, size)  # type: ignore[arg-type]
            return target
    except (zipfile.BadZipFile, NotImplementedError, zlib.error, EOFError, RuntimeError) as error:
        raise Blocked("fichier_illisible", "archive zip abîmée ou incomplète") from error


def _check_growth(expanded: int, packed: int) -> None:
    if expanded > MAX_EXPANDED or (expanded > SMALL and expanded > MAX_RATIO * packed):
        raise Blocked("fichier_trop_gros", f"plus de {expanded // max(packed, 1)} fois sa taille")


def _copy_bounded(source: BinaryIO, target: Path, packed: int) -> None:
    written = 0
    with target.open("wb") as out:
        while chunk := source.read(CHUNK):
            written += len(chunk)
            _check_growth(written, packed)
            out.write(chunk)
    if written == 0:
        raise Blocked("fichier_vide")


def _as_utf8(path: Path, target: Path, said: str | None) -> tuple[Path, str, bool]:
    """The ladder, unless the encoding is said: BOM → UTF-16 → strict UTF-8 → cp1252 → latin-1. Detectors guess wrong
    on French text."""
    with path.open("rb") as handle:
        head = handle.read(1 << 18)
    if head.startswith(codecs.BOM_UTF8) and said in (None, "utf-8"):
        encoding, skip = "utf-8-sig", 3
    elif said:
        encoding, skip = said, 0
    elif head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encoding, skip = "utf-16", 0
    elif utf16 := _bare_utf16(head):
        encoding, skip = utf16, 0
    else:
        encoding, skip = _eight_bit(path), 0
    codec = "utf-8" if encoding == "utf-8-sig" else encoding
    if not encoding.startswith("utf-16") and b"\0" in head:
        raise Blocked("fichier_illisible", "c’est un fichier binaire, pas un tableau")
    sample = head[skip:].decode(codec, errors="ignore")
    if not sample.strip():
        _whole_is_blank(path, codec)
    if sum(c < " " and c not in "\t\r\n\f" for c in sample) > len(sample) / 100:
        raise Blocked("fichier_illisible", "c’est un fichier binaire, pas un tableau")
    repaired = bool(_MOJIBAKE.search(sample))
    lone_cr = encoding.startswith("utf-16") or _has_lone_cr(path)
    if codec == "utf-8" and not skip and not repaired and not lone_cr and not said:
        return path, encoding, False
    try:
        _transcode(path, target, codec, skip, repaired, lone_cr)
    except UnicodeDecodeError as error:
        raise Blocked(*("encodage_impossible", said) if said else ("fichier_illisible", _BROKEN)) from error
    return target, encoding, repaired


def _has_lone_cr(path: Path) -> bool:
    """Whether some line ends with a carriage return alone, as on old Macs or after a bad copy."""
    carried = b""
    with path.open("rb") as handle:
        while chunk := handle.read(CHUNK):
            if b"\r" not in chunk and not carried:
                continue
            chunk = carried + chunk
            octets = np.frombuffer(chunk, np.uint8)  # several times faster than counting the pairs
            ends = np.flatnonzero(octets[:-1] == 13)
            if not np.all(octets[ends + 1] == 10):
                return True
            carried = b"\r" if chunk.endswith(b"\r") else b""
    return bool(carried)


def _whole_is_blank(path: Path, codec: str) -> None:
    with path.open(encoding=codec, errors="replace") as handle:
        while text := handle.read(CHUNK):
            if text.strip():
                return
    raise Blocked("fichier_vide")


def _bare_utf16(head: bytes) -> str | None:
    """UTF-16 without a BOM shows as one NUL in two for Latin text."""
    probe = head[:4096]
    half = len(probe) // 2
    if half < 4:
        return None
    if probe[1::2].count(0) > half * 0.7 and probe[::2].count(0) < half * 0.1:
        return "utf-16-le"
    if probe[::2].count(0) > half * 0.7 and probe[1::2].count(0) < half * 0.1:
        return "utf-16-be"
    return None


def _eight_bit(path: Path) -> str:
    """utf-8 when the whole file is; cp1252 unless it holds one of the five bytes cp1252 does not define."""
    utf8 = codecs.getincrementaldecoder("utf-8")()
    with path.open("rb") as handle:
        try:
            while chunk := handle.read(CHUNK):
                if b"\0" in chunk:
                    raise Blocked("fichier_illisible", "c’est un fichier binaire, pas un tableau")
                utf8.decode(chunk)
            utf8.decode(b"", final=True)
        except UnicodeDecodeError:
            pass
        else:
            return "utf-8"
        handle.seek(0)
        undefined = re.compile(rb"[\x81\x8d\x8f\x90\x9d]")
        while chunk := handle.read(CHUNK):
            if b"\0" in chunk:
                raise Blocked("fichier_illisible", "c’est un fichier binaire, pas un tableau")
            if not chunk.isascii() and undefined.search(chunk):  # nearly all of a long extract is ASCII
                return "latin-1"
    return "cp1252"


def repair(line: str) -> str:
    """A line whose UTF-8 was read as cp1252 or latin-1 once (« Ã© »), as it was; otherwise the line itself."""
    if not _MOJIBAKE.search(line):
        return line
    return _undone(line) or _MOJIBAKE.sub(lambda found: _undone(found.group()) or found.group(), line)


def _undone(text: str) -> str | None:
    for codec in ("cp1252", "latin-1"):
        with contextlib.suppress(UnicodeError):
            return text.encode(codec).decode("utf-8")
    return None


def _transcode(path: Path, target: Path, codec: str, skip: int, repaired: bool, lone_cr: bool) -> None:
    decode = codecs.getincrementaldecoder(codec)().decode
    if lone_cr:
        decode = io.IncrementalNewlineDecoder(codecs.getincrementaldecoder(codec)(), translate=True).decode
    one_byte = codec not in ("utf-8", "utf-16", "utf-16-le", "utf-16-be")
    with path.open("rb") as source, target.open("wb") as out:
        source.seek(skip)
        rest = ""
        while chunk := source.read(CHUNK):
            if one_byte and not lone_cr and chunk.isascii():  # most of a long extract: the same bytes in UTF-8
                out.write(chunk)
                continue
            text = decode(chunk)
            if repaired:  # whole lines only: a broken accent may straddle two chunks
                text = rest + text
                cut = text.rfind("\n") + 1
                text, rest = "".join(repair(x) for x in text[:cut].splitlines(keepends=True)), text[cut:]
            out.write(text.encode())
        out.write(repair(rest + decode(b"", final=True)).encode())
