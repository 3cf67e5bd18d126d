"""The reference data, rebuilt: `build` writes everything in `data/reference/` from two public archives.

Refuses to leave a half-written folder: all is made apart, checked, then put in place. The output does not depend on
the day or on the order of the sources.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import geopandas as gpd
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from etl.reference.card import FILES, Origin, write_cards
from etl.reference.contours import assemble
from etl.reference.coverage import LEVELS, simplified_levels
from etl.reference.errors import ReferenceBuildError
from etl.reference.official import read_contours
from etl.reference.report import Report
from etl.reference.sources import read_sources, sha256_of
from etl.reference.tables import Tables, build_tables

__all__ = ["ReferenceBuildError", "Report", "build"]

COMPRESSION_LEVEL = 19
CONTOUR_ROWS = 3000  # a row group: reading one CPTS decodes one or two of them


def build(output: Path, contours: Path | None, progress: Callable[[str], None], sources: Path | None = None) -> Report:
    """Rebuild the reference data in `output`.

    `contours`: an official contour file instead of the package's. `sources`: a folder that holds both archives; they
    are fetched when it is None. `progress` is given French sentences. Raises ReferenceBuildError.
    """
    read = read_sources(sources, progress)
    tables = build_tables(read.divisions, set(read.contours.communes))
    known = set(tables.today) | {c for codes in tables.arrondissements.values() for c in codes}
    if contours is not None:
        progress(f"Lecture de {contours.name}…")
    source = read.contours if contours is None else read_contours(contours, known)
    assembled = assemble(source, tables.today, tables.arrondissements)
    levels = simplified_levels(assembled.contours, tables.arrondissements, progress)
    tables = tables.with_map(levels["detailed"].contours["code"])
    without = tables.communes.loc[~tables.communes["on_map"]]
    origin = Origin(read.archives, (contours.name, sha256_of(contours)) if contours else None)
    progress("Écriture…")
    with TemporaryDirectory(prefix="boussole-reference-") as temporary:
        made = Path(temporary)
        rows = _write(made, tables, {level: levels[level].contours for level in LEVELS})
        write_cards(made, rows, origin, list(without["code"]), assembled.rebuilt)
        _put_in_place(made, output)
        sizes = {path.name: path.stat().st_size for path in sorted(made.iterdir())}
    names = tables.names
    return Report(
        output=output,
        rows=rows,
        sizes=sizes,
        rebuilt=[(code, names[code]) for code in assembled.rebuilt],
        without_contour=list(zip(without["code"], without["name"], strict=True)),
        without_by_place=_by_place(without, tables),
        unknown_codes=list(assembled.unknown),
        mended={level: levels[level].mended for level in LEVELS},
    )


def _by_place(communes: pd.DataFrame, tables: Tables) -> dict[str, list[str]]:
    names = dict(zip(tables.departements["code"], tables.departements["name"], strict=True))
    return {names[str(code)]: list(rows["name"]) for code, rows in communes.groupby("departement")}


def _write(folder: Path, tables: Tables, contours: dict[str, gpd.GeoDataFrame]) -> dict[str, int]:
    """Write the Parquet files. Returns their numbers of rows."""
    rows = {}
    for name in FILES:
        stem = name.removesuffix(".parquet")
        if stem.startswith("contours_"):
            frame = contours[stem.removeprefix("contours_")]
            frame.to_parquet(
                folder / name, index=False, compression="zstd", compression_level=COMPRESSION_LEVEL,
                use_dictionary=False, row_group_size=CONTOUR_ROWS,
            )  # fmt: skip
        else:
            frame = getattr(tables, stem)
            _write_table(folder / name, frame)
        rows[name] = len(frame)
    return rows


def _write_table(path: Path, frame: pd.DataFrame) -> None:
    """Plain columns, without pandas' own metadata; the sorted codes of the first column as differences."""
    table = pa.Table.from_pandas(frame, preserve_index=False).replace_schema_metadata(None)
    fields = [pa.field(f.name, pa.string() if pa.types.is_large_string(f.type) else f.type) for f in table.schema]
    fields = [pa.field(f.name, pa.string()) if pa.types.is_null(f.type) else f for f in fields]
    first, *others = frame.columns
    pq.write_table(
        table.cast(pa.schema(fields)), path, compression="zstd", compression_level=COMPRESSION_LEVEL,
        use_dictionary=others, column_encoding={first: "DELTA_BYTE_ARRAY"},
    )  # fmt: skip


def _put_in_place(made: Path, output: Path) -> None:
    try:
        output.mkdir(parents=True, exist_ok=True)
        for path in sorted(made.iterdir()):
            waiting = output / f".{path.name}.tmp"
            shutil.copyfile(path, waiting)
            waiting.replace(output / path.name)
    except OSError as error:
        raise ReferenceBuildError(f"Le dossier « {output} » ne peut pas être écrit : {error}.") from error
