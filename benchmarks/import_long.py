"""The full import of a long extract against DuckDB's own reading (the floor) and against the usual pandas way.

    python -m benchmarks.import_long --lines 10000000 --runs 5

Each run is a process of its own, in turn: ours, floor, pandas, ours… Prints medians, ratios and peak memory. The
floor reads the UTF-8 copy of the same file with casts into a table, under the same memory limit. The difference with
what is stored is measured apart.
"""

from __future__ import annotations

import argparse
import json
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.long_file import write_long_file

MEMORY = "500MB"


def ours(folder: Path) -> dict[str, float]:
    """Recognise, clean, check, report and commit; then the difference with the store, apart."""
    from boussole.store import Store
    from boussole.store.reading import compare
    from etl.importing import Options, as_json, inspected, publish

    store = Store(folder / "store")
    store.create()
    start = time.perf_counter()
    with inspected(folder / "long.csv", Options(), store) as inspection:
        report = as_json(inspection)
        publish(store, inspection, "mesure")
        took = time.perf_counter() - start
        began = time.perf_counter()
        compare(store.root / str(store.version()), inspection.staged, 0)
        difference = time.perf_counter() - began
    return {"seconds": took, "difference": difference, "observations": report["observations"]}


def floor(folder: Path) -> dict[str, float]:
    """read_csv and casts of the UTF-8 copy into a table."""
    import duckdb

    start = time.perf_counter()
    con = duckdb.connect(str(folder / "floor.duckdb"))
    con.execute(f"SET memory_limit = '{MEMORY}'")
    columns = "{" + ", ".join(f"'c{i}': 'VARCHAR'" for i in range(6)) + "}"
    con.execute(f"""
        CREATE TABLE t AS SELECT c0 AS code, try_cast(c1 AS INTEGER) AS year, c2 AS indicator,
               try_cast(c3 AS DOUBLE) AS numerator, try_cast(c4 AS DOUBLE) AS denominator,
               try_cast(replace(c5, ',', '.') AS DOUBLE) AS rate
        FROM read_csv('{folder / "long_utf8.csv"}', delim = ';', header = false, skip = 2, auto_detect = false,
                      columns = {columns}, ignore_errors = true)
    """)
    con.execute("CHECKPOINT")
    con.close()
    return {"seconds": time.perf_counter() - start}


def usual(folder: Path) -> dict[str, float]:
    """read_csv, clean, check, write to DuckDB, as an analyst's script does."""
    import duckdb
    import pandas as pd

    start = time.perf_counter()
    frame = pd.read_csv(folder / "long.csv", sep=";", encoding="cp1252", skiprows=1, dtype=str, keep_default_na=False)
    frame = frame[frame["Code INSEE"].str.len() == 5]
    for column in ("Numérateur", "Dénominateur", "Taux (%)"):
        frame[column] = pd.to_numeric(frame[column].str.replace(",", "."), errors="coerce")
    frame["Année"] = pd.to_numeric(frame["Année"])
    bad = (frame["Numérateur"] > frame["Dénominateur"]) | (
        (frame["Numérateur"] / frame["Dénominateur"] * 100 - frame["Taux (%)"]).abs() > 0.051
    )
    frame = frame[~bad]
    frame = frame[~frame.duplicated(["Code INSEE", "Année", "Indicateur"], keep=False)]
    con = duckdb.connect(str(folder / "usual.duckdb"))
    con.execute("CREATE TABLE t AS SELECT * FROM frame")
    con.close()
    return {"seconds": time.perf_counter() - start}


WAYS = {"ours": ours, "floor": floor, "usual": usual}


def run(way: str, folder: Path) -> dict[str, float]:
    """One way in a process of its own; seconds and peak memory in MB."""
    for left in ("store", "floor.duckdb", "usual.duckdb"):
        path = folder / left
        shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
    command = [sys.executable, "-m", "benchmarks.import_long", "--one", way, "--folder", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return dict(json.loads(done.stdout.splitlines()[-1]))


def _copy_as_utf8(source: Path, target: Path) -> None:
    """A chunk at a time: what this process holds would count in the peak of those that it starts."""
    with source.open(encoding="cp1252", newline="") as text, target.open("w", encoding="utf-8", newline="") as out:
        while chunk := text.read(1 << 20):
            out.write(chunk)


def main() -> None:
    """Measure, or run one way for the measure."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--lines", type=int, default=10_000_000)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--one", choices=WAYS)
    parser.add_argument("--folder", type=Path)
    chosen = parser.parse_args()
    if chosen.one:
        measured = WAYS[chosen.one](chosen.folder)
        print(json.dumps(measured | {"memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}))
        return
    with tempfile.TemporaryDirectory(prefix="boussole-bench-") as name:
        folder = Path(name)
        write_long_file(folder / "long.csv", chosen.lines)
        _copy_as_utf8(folder / "long.csv", folder / "long_utf8.csv")
        results: dict[str, list[dict[str, float]]] = {w: [] for w in WAYS}
        for _ in range(chosen.runs):
            for way in WAYS:
                results[way].append(run(way, folder))
    base = statistics.median(r["seconds"] for r in results["floor"])
    print(f"{chosen.lines} lines, median of {chosen.runs} interleaved runs")
    for way, found in results.items():
        seconds = [r["seconds"] for r in found]
        peak = max(r["memory"] for r in found)
        middle = statistics.median(seconds)
        spread = f"{min(seconds):6.1f} {middle:6.1f} {max(seconds):6.1f} s"
        print(f"{way:6} {spread}   {middle / base:5.2f} x floor   {peak:6.0f} MB")
    print(f"difference with the store, apart: {statistics.median(r['difference'] for r in results['ours']):.1f} s")


if __name__ == "__main__":
    main()
