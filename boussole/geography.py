"""Communes, EPCI, départements and régions of today, yesterday's codes, and contours, from data/reference/.

Read-only, each file read once, when it is first needed. An unknown code answers None or nothing; a code is never
guessed: no zero is added, no former code is taken for one of today unless `today` is asked.
"""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import pandas as pd
import pyarrow.parquet as pq

if TYPE_CHECKING:  # half a second to import: only a map needs it
    import geopandas as gpd

Level = Literal["detailed", "light"]


def reference_dir() -> Path:
    """The folder of the reference data that comes with the program."""
    return Path(__file__).resolve().parent.parent / "data" / "reference"


@dataclass(frozen=True)
class Commune:
    """One commune of today, or an arrondissement of Paris, Lyon or Marseille (`parent`: the commune it is part of).

    `population`: municipal, None if unknown. `ept`: inside the métropole du Grand Paris, beside its EPCI.
    """

    code: str
    name: str
    kind: str
    parent: str | None
    departement: str
    region: str
    epci: str | None
    ept: str | None
    population: int | None
    on_map: bool


@dataclass(frozen=True)
class FormerCommune:
    """A code no longer in use. `kind`: deleguee, associee or fusionnee; `today`: the commune that it is now in."""

    code: str
    name: str | None
    kind: str
    today: str


@dataclass(frozen=True)
class Departement:
    """A département, or an overseas collectivity, which has its own row in both tables."""

    code: str
    name: str
    region: str


@dataclass(frozen=True)
class Region:
    code: str
    name: str


class Geography:
    """The reference territories of one vintage, in one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    # Communes

    @cached_property
    def communes(self) -> pd.DataFrame:
        """name, kind, parent, departement, region, epci, ept, population, commune_2024, on_map; indexed by code.

        Arrondissements are rows too: keep `kind == "commune"` before summing. Not to be changed.
        """
        return self._table("communes").astype({"population": "Int64"}).set_index("code")

    def commune(self, code: str) -> Commune | None:
        return self._commune.get(code)

    def population(self, codes: Iterable[str]) -> int | None:
        """The municipal population of communes together; None when that of one is unknown.

        A commune given twice, or with its own arrondissements, is counted once.
        """
        wanted = set(codes)
        found = [self.commune(code) for code in wanted]
        people = [c.population if c else None for c in found if not (c and c.parent in wanted)]
        return None if None in people else sum(p for p in people if p is not None)

    @property
    def population_year(self) -> int | None:
        """The year of the census populations; None when the sources of this folder do not say."""
        year = self._provenance["vintage"]["population"]
        return None if year is None else int(year)

    def find_by_name(self, name: str, departement: str | None = None) -> list[str]:
        """Codes of today's communes (then arrondissements) so called, whatever accents, hyphens, articles and « St ».

        Of two in the same département (17: Vergné, La Vergne), the written article or accent decides; « VERGNE »,
        which may be either, gives both.
        """
        codes = self._names.get(normalise_name(name), [])
        found = [c for c in codes if departement is None or self._commune[c].departement == departement]
        if len(found) < 2 or len({self._commune[c].departement for c in found}) > 1:
            return found
        as_written = str.casefold if _plain(name) == normalise_name(name) else _plain
        same = [c for c in found if as_written(self._commune[c].name) == as_written(name.strip())]
        return same or found

    # Yesterday's codes

    def today(self, code: str) -> str | None:
        """Today's code for a code of today (itself, arrondissements too) or of yesterday; None for an unknown one."""
        if code in self._commune:
            return code
        former = self._former.get(code)
        return former.today if former else None

    def former(self, code: str) -> FormerCommune | None:
        return self._former.get(code)

    def renumbered(self, former_code: str) -> bool:
        """Whether a code of yesterday names the same commune before its département was cut anew (20004 → 2A004)."""
        today = self.today(former_code)
        return today is not None and today[:2] != former_code[:2]

    def parts(self, code: str) -> frozenset[str]:
        """The codes that today's commune is made of: every former one, and its own unless it was made since.

        A file of former codes that has all of them, each on its line, has the whole commune.
        """
        return self._parts.get(code, frozenset({code}))

    # Groups of communes

    def epci_members(self, code: str) -> tuple[str, ...]:
        """The communes of an EPCI or, inside the métropole du Grand Paris, of an EPT."""
        return self._members.get(code, ())

    def departement(self, code: str) -> Departement | None:
        return self._departements.get(code)

    def region(self, code: str) -> Region | None:
        return self._regions.get(code)

    def epci_codes(self) -> dict[str, str]:
        """SIREN → name, of EPCI and EPT."""
        return self._epci

    def departement_codes(self) -> dict[str, str]:
        return {code: d.name for code, d in self._departements.items()}

    def region_codes(self) -> dict[str, str]:
        return {code: r.name for code, r in self._regions.items()}

    def name_of(self, kind: str, code: str) -> str | None:
        """The name of a territory of any kind but CPTS, which people define."""
        if kind == "france":
            return "France"
        if kind == "epci":
            return self._epci.get(code)
        readers: dict[str, Any] = {"commune": self.commune, "departement": self.departement, "region": self.region}
        found = readers[kind](code) if kind in readers else None
        return found.name if found else None

    def is_postal(self, code: str) -> bool:
        """Whether a postal code is in use: to recognise a column of them, not to find a commune."""
        return code in self._postal

    # Maps

    def contours(self, codes: Iterable[str], level: Level = "detailed") -> gpd.GeoDataFrame:
        """`code`, `name`, `geometry` (WGS 84) of those of the communes that have a contour, by code.

        `detailed` for a CPTS, an EPCI or a département; `light` for a région or France.
        """
        import geopandas

        wanted = sorted(set(codes))
        path = self.folder / f"contours_{level}.parquet"
        frame = geopandas.read_parquet(path, filters=[("code", "in", wanted or [""])])
        frame = frame.sort_values("code", ignore_index=True)
        frame.insert(1, "name", [c.name if (c := self.commune(code)) else code for code in frame["code"]])
        return frame

    def without_contour(self, codes: Iterable[str]) -> list[str]:
        """Those of the communes that no map can draw, by code."""
        return [code for code in sorted(set(codes)) if not ((c := self.commune(code)) and c.on_map)]

    def fingerprint(self) -> str:
        """Which reference data this is: changes when the content of any file does."""
        made = {o["file"]: o["sha256"] for o in self._provenance["outputs"]}
        return hashlib.sha256(json.dumps(made, sort_keys=True).encode()).hexdigest()[:16]

    # Reading

    def _table(self, name: str) -> pd.DataFrame:
        frame: pd.DataFrame = pq.read_table(self.folder / f"{name}.parquet").to_pandas()
        return frame

    @cached_property
    def _provenance(self) -> dict[str, Any]:
        content: dict[str, Any] = json.loads((self.folder / "provenance.json").read_text(encoding="utf-8"))
        return content

    @cached_property
    def _commune(self) -> dict[str, Commune]:
        frame = self.communes
        return {
            str(row.Index): Commune(
                code=str(row.Index),
                name=str(row.name),
                kind=str(row.kind),
                parent=_text(row.parent),
                departement=str(row.departement),
                region=str(row.region),
                epci=_text(row.epci),
                ept=_text(row.ept),
                population=None if pd.isna(row.population) else int(row.population),  # type: ignore[arg-type]
                on_map=bool(row.on_map),
            )
            for row in frame.itertuples()
        }

    @cached_property
    def _former(self) -> dict[str, FormerCommune]:
        return {
            str(row.former_code): FormerCommune(str(row.former_code), _text(row.name), str(row.kind), str(row.code))
            for row in self._table("former_communes").itertuples()
        }

    @cached_property
    def _parts(self) -> dict[str, frozenset[str]]:
        former = self._table("former_communes")
        parts: dict[str, set[str]] = {}
        for row in former.itertuples():
            if (
                str(row.former_code)[:2] == str(row.code)[:2]
            ):  # else the same commune under the code of another département
                parts.setdefault(str(row.code), set()).add(str(row.former_code))
        for code in self.communes.index[self.communes["commune_2024"]]:  # not a code made since: it never was a part
            parts.setdefault(str(code), set()).add(str(code))
        return {code: frozenset(p) for code, p in parts.items()}

    @cached_property
    def _names(self) -> dict[str, list[str]]:
        names: dict[str, list[str]] = {}
        for commune in sorted(self._commune.values(), key=lambda c: (c.kind != "commune", c.code)):
            names.setdefault(normalise_name(commune.name), []).append(commune.code)
        return names

    @cached_property
    def _members(self) -> dict[str, tuple[str, ...]]:
        members: dict[str, list[str]] = {}
        for commune in self._commune.values():
            if commune.kind == "commune":
                for group in filter(None, (commune.epci, commune.ept)):
                    members.setdefault(group, []).append(commune.code)
        return {group: tuple(sorted(codes)) for group, codes in members.items()}

    @cached_property
    def _epci(self) -> dict[str, str]:
        frame = self._table("epci")
        return dict(zip(frame["code"], frame["name"], strict=True))

    @cached_property
    def _departements(self) -> dict[str, Departement]:
        rows = self._table("departements").itertuples()
        return {str(r.code): Departement(str(r.code), str(r.name), str(r.region)) for r in rows}

    @cached_property
    def _regions(self) -> dict[str, Region]:
        return {str(r.code): Region(str(r.code), str(r.name)) for r in self._table("regions").itertuples()}

    @cached_property
    def _postal(self) -> frozenset[str]:
        return frozenset(self._table("postal_codes")["postal_code"])


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


@cache
def geography(folder: Path | None = None) -> Geography:
    """The product's own reference data, or that of another folder."""
    return Geography(folder or reference_dir())


_ARTICLE = r"(LE|LA|LES|L['’]?)"
_MOVED = re.compile(rf"^(.+?)\s*(?:\({_ARTICLE}\)|,\s*{_ARTICLE})$", re.IGNORECASE)
_LEADING = re.compile(r"^(?:LE|LA|LES|L) (?=.)")
_LIGATURES = str.maketrans({"œ": "oe", "Œ": "OE", "æ": "ae", "Æ": "AE"})
_SHORT = {"ST": "SAINT", "STE": "SAINTE", "STS": "SAINTS", "STES": "SAINTES"}
_NUMBERED = re.compile(r"^(PARIS|LYON|MARSEILLE) 0*(\d{1,2}) ?(?:ER|E|EME|ND)?(?: ARR(?:ONDISSEMENT)?)?$")


@lru_cache(maxsize=100_000)
def normalise_name(text: str) -> str:
    """A commune's name as it is compared: no accent, hyphen, article nor abbreviation of « Saint ».

    >>> normalise_name("L'Absie"), normalise_name("ABSIE (L')"), normalise_name("st-amand s/ sèvre")
    ('ABSIE', 'ABSIE', 'SAINT AMAND SUR SEVRE')
    """
    return _LEADING.sub("", _plain(text))


def _plain(text: str) -> str:
    """The same with its article, put back in front."""
    raw = text.translate(_LIGATURES).strip()
    if moved := _MOVED.match(raw):
        raw = f"{moved[2] or moved[3]} {moved[1]}"
    bare = "".join(c for c in unicodedata.normalize("NFD", raw) if not unicodedata.combining(c)).upper()
    bare = re.sub(r"\bS/S(?=\W)", "SOUS ", bare)
    bare = re.sub(r"\bS/", "SUR ", bare)
    words = re.sub(r"[^A-Z0-9]+", " ", bare).split()
    whole = " ".join(_SHORT.get(w, w) for w in words)
    return _NUMBERED.sub(r"\1 \2", whole)
