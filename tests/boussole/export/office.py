"""Office files through LibreOffice and poppler, where they are: in CI they must be."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

HOW = "LibreOffice ou poppler introuvable : installez-les (Debian : apt-get install libreoffice-writer libreoffice-calc poppler-utils)"


def needed() -> None:
    """Skip a test where the programs are missing; fail it in CI."""
    if not all(shutil.which(command) for command in ("soffice", "pdftotext", "pdftoppm")):
        if os.environ.get("CI"):
            pytest.fail(HOW)
        pytest.skip(HOW)


def converted(content: bytes, name: str, into: str, folder: Path) -> Path:
    """A file saved again as another kind by LibreOffice, with a profile of its own: another one may be running."""
    (folder / "in").mkdir(parents=True, exist_ok=True)
    source = folder / "in" / name
    source.write_bytes(content)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    subprocess.run(
        ["soffice", profile, "--headless", "--convert-to", into, "--outdir", str(folder), str(source)],
        check=True, capture_output=True, timeout=180,
    )  # fmt: skip
    return folder / f"{source.stem}.{into.split(':')[0]}"


def ran(*command: str) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True, encoding="utf-8", timeout=120).stdout
