"""Files kept as they were made, by the fingerprint of their bytes: a file never changes, and is kept once."""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path

FOLDER = "fichiers"


class FileLost(RuntimeError):
    """A kept file is gone, or is no longer what was kept; a French sentence."""


def keep(root: Path, content: bytes) -> str:
    """Write the bytes under their SHA-256, whole or not at all; returns it."""
    sha256 = hashlib.sha256(content).hexdigest()
    folder = root / FOLDER
    folder.mkdir(exist_ok=True)
    target = folder / sha256
    if target.exists() and target.read_bytes() == content:
        return sha256
    handle, name = tempfile.mkstemp(dir=folder)
    with os.fdopen(handle, "wb") as out:
        out.write(content)
        out.flush()
        os.fsync(out.fileno())
    Path(name).replace(target)
    return sha256


def kept(root: Path, sha256: str) -> bytes:
    """The bytes kept under a fingerprint. Raises FileLost."""
    try:
        content = (root / FOLDER / sha256).read_bytes()
    except OSError as error:
        raise FileLost("Ce fichier n’est plus dans la base : il a été effacé ou déplacé.") from error
    if hashlib.sha256(content).hexdigest() != sha256:
        raise FileLost("Ce fichier a changé depuis qu’il a été gardé : son empreinte n’est plus la même.")
    return content
