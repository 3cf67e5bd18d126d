"""Communes, EPCI, départements and régions of today, yesterday's codes, and contours, from data/reference/.

Read-only and cached. Refuses nothing: an unknown code answers None or an empty tuple.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import pandas as pd

if TYPE_CHECKING:
    import geopandas as gpd

Level = Literal["detailed", "light"]


def reference_dir() -> Path:
    """The folder of the reference data that comes with the program."""
    return Path(__file__).resolve().parent.parent / "data" / "reference"


@dataclass(frozen=True)
class Commune:
    """One commune of today, or an arrondissement of Paris, Lyon or Marseille. `population`: municipal, None if unknown."""

    code: str
    name: str
    kind: str
    departement: str
    region: str
    epci: str | None
    population: int | None


class Geography:
    """The reference territories of one vintage."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @cached_property
    def communes(self) -> pd.DataFrame:
        """name, kind, parent, departement, region, epci, population, on_map; indexed by code."""
        return pd.read_parquet(self.folder / "communes.parquet").set_index("code")

    @cached_property
    def _commune(self) -> dict[str, Commune]:
        frame = self.communes
        return {
            str(row.Index): Commune(
                code=str(row.Index),
                name=str(row.name),
                kind=str(row.kind),
                departement=str(row.departement),
                region=str(row.region),
                epci=None if pd.isna(row.epci) else str(row.epci),
                population=None if pd.isna(row.population) else int(row.population),
            )
            for row in frame.itertuples()
        }

    @cached_property
    def _former(self) -> pd.DataFrame:
        return pd.read_parquet(self.folder / "former_communes.parquet")

    @cached_property
    def _today(self) -> dict[str, str]:
        return dict(zip(self._former["former_code"], self._former["code"], strict=True))

    @cached_property
    def _parts(self) -> dict[str, frozenset[str]]:
        parts: dict[str, set[str]] = {}
        for former, today in self._today.items():
            parts.setdefault(today, {today}).add(former)
        return {code: frozenset(p) for code, p in parts.items()}

    @cached_property
    def _postal(self) -> frozenset[str]:
        return frozenset(pd.read_parquet(self.folder / "postal_codes.parquet")["postal_code"])

    @cached_property
    def _names(self) -> dict[str, list[str]]:
        names: dict[str, list[str]] = {}
        for commune in self._commune.values():
            if commune.kind == "commune":
                names.setdefault(normalise_name(commune.name), []).append(commune.code)
        for arrondissement in self._commune.values():
            if arrondissement.kind != "commune":
                names.setdefault(normalise_name(arrondissement.name), []).append(arrondissement.code)
        return names

    def commune(self, code: str) -> Commune | None:
        return self._commune.get(code)

    def today(self, code: str) -> str | None:
        """Today's code for a code of today or of yesterday; None for an unknown one."""
        return code if code in self._commune else self._today.get(code)

    def parts(self, code: str) -> frozenset[str]:
        """The codes that today's commune once had: its own and those merged into it."""
        return self._parts.get(code, frozenset({code}))

    def is_postal(self, code: str) -> bool:
        return code in self._postal

    def epci_members(self, code: str) -> tuple[str, ...]:
        return tuple(sorted(c.code for c in self._commune.values() if c.epci == code))

    @cached_property
    def _labels(self) -> dict[str, dict[str, str]]:
        read = {n: pd.read_parquet(self.folder / f"{n}.parquet") for n in ("epci", "departements", "regions")}
        return {n: dict(zip(f["code"], f["name"], strict=True)) for n, f in read.items()}

    def epci_codes(self) -> dict[str, str]:
        """SIREN → name."""
        return self._labels["epci"]

    def departement_codes(self) -> dict[str, str]:
        return self._labels["departements"]

    def region_codes(self) -> dict[str, str]:
        return self._labels["regions"]

    def name_of(self, kind: str, code: str) -> str | None:
        """The name of a territory of any kind but CPTS."""
        if kind == "commune":
            commune = self.commune(code)
            return commune.name if commune else None
        if kind == "france":
            return "France"
        table = {"epci": "epci", "departement": "departements", "region": "regions"}.get(kind, "epci")
        return self._labels[table].get(code)

    def population(self, codes: Iterable[str]) -> int | None:
        """The municipal population of communes together; None when one is unknown."""
        total = 0
        for code in codes:
            commune = self.commune(code)
            if commune is None or commune.population is None:
                return None
            total += commune.population
        return total

    def find_by_name(self, name: str, departement: str | None = None) -> list[str]:
        """Codes of the communes so called, whatever accents, hyphens, articles and « St »."""
        codes = self._names.get(normalise_name(name), [])
        return [c for c in codes if departement is None or self._commune[c].departement == departement]

    def contours(self, codes: Iterable[str], level: Level = "detailed") -> gpd.GeoDataFrame:
        """code, name, geometry (WGS 84) of the communes that have a contour, by code."""
        import geopandas

        wanted = sorted(set(codes))
        frame = geopandas.read_parquet(
            self.folder / f"contours_{level}.parquet", filters=[("code", "in", wanted or [""])]
        )
        frame["name"] = [c.name if (c := self.commune(code)) else code for code in frame["code"]]
        return frame.sort_values("code").reset_index(drop=True)

    def without_contour(self, codes: Iterable[str]) -> list[str]:
        """Those of the communes that no map can draw."""
        return [c for c in sorted(set(codes)) if c not in self.communes.index or not bool(self.communes.at[c, "on_map"])]

    def fingerprint(self) -> str:
        """Which vintage this is: changes when any reference file does."""
        return hashlib.sha256((self.folder / "provenance.json").read_bytes()).hexdigest()[:16]


@cache
def geography() -> Geography:
    """The product's own reference data."""
    return Geography(reference_dir())


_ARTICLES = re.compile(r"^(?:LE|LA|LES|L) ")
_MOVED = re.compile(r"^(.*?) ?\((LE|LA|LES|L['’ ]?)\)$", re.IGNORECASE)


def normalise_name(text: str) -> str:
    """« L'Absie », « ABSIE (L') », « absie » → ABSIE; « St-Amand » → SAINT AMAND.

    >>> normalise_name("Saint-Étienne-du-Bois") == normalise_name("ST ETIENNE DU BOIS")
    True
    """
    raw = text.replace("œ", "oe").replace("Œ", "OE").replace("’", "'").strip()
    if moved := _MOVED.match(raw):
        raw = moved.group(1)
    bare = "".join(c for c in unicodedata.normalize("NFD", raw) if not unicodedata.combining(c)).upper()
    bare = re.sub(r"[^A-Z0-9]+", " ", bare).strip()
    bare = re.sub(r"\bSTE\b", "SAINTE", re.sub(r"\bST\b", "SAINT", bare))
    return _ARTICLES.sub("", bare)
