"""Wide extracts, a column an indicator: the whole country in one file, and one CPTS (the report that is waited for).

    python -m benchmarks.import_wide --runs 3

Each file is inspected (recognise, clean, check, report) and, for the first, published; beside it pandas reads the same
file without understanding anything of it. Prints medians, ratios and peak memory.
"""

from __future__ import annotations

import argparse
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.wide_file import write_wide_file

FILES = {"country": (35_000, 40), "cpts": (60, 45)}  # communes × indicators


def ours(path: Path, folder: Path) -> dict[str, float]:
    """Up to the report, then the commit."""
    from boussole.store import Store
    from etl.importing import Options, as_json, inspected, publish

    store = Store(folder / f"store-{time.monotonic_ns()}")
    store.create()
    start = time.perf_counter()
    with inspected(path, Options(year=2024), store) as inspection:
        report = as_json(inspection)
        reported = time.perf_counter() - start
        publish(store, inspection, "mesure")
        return {"report": reported, "seconds": time.perf_counter() - start, "observations": report["observations"]}


def pandas(path: Path, _: Path) -> dict[str, float]:
    """The text read into columns, nothing more."""
    import pandas as pd

    start = time.perf_counter()
    frame = pd.read_csv(path, sep=";", encoding="cp1252", skiprows=1, dtype=str, keep_default_na=False)
    return {"seconds": time.perf_counter() - start, "report": 0.0, "observations": frame.size}


WAYS = {"ours": ours, "pandas": pandas}


def main() -> None:
    """Measure, or run one way on one file for the measure."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--one", nargs=3, metavar=("WAY", "FILE", "FOLDER"))
    chosen = parser.parse_args()
    if chosen.one:
        way, path, folder = chosen.one
        measured = WAYS[way](Path(path), Path(folder))
        print(json.dumps(measured | {"memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}))
        return
    with tempfile.TemporaryDirectory(prefix="boussole-bench-") as name:
        folder = Path(name)
        for label, (communes, indicators) in FILES.items():
            path = folder / f"{label}.csv"
            write_wide_file(path, communes, indicators)
            found: dict[str, list[dict[str, float]]] = {w: [] for w in WAYS}
            for _ in range(chosen.runs):
                for way in WAYS:
                    command = [sys.executable, "-m", "benchmarks.import_wide", "--one", way, str(path), str(folder)]
                    done = subprocess.run(command, capture_output=True, text=True, check=True)
                    found[way].append(json.loads(done.stdout.splitlines()[-1]))
            base = statistics.median(r["seconds"] for r in found["pandas"])
            print(f"{communes} communes × {indicators} indicators, median of {chosen.runs} interleaved runs")
            for way, runs in found.items():
                seconds, report = (statistics.median(r[k] for r in runs) for k in ("seconds", "report"))
                peak = max(r["memory"] for r in runs)
                print(
                    f"  {way:6} {seconds:6.2f} s (report {report:5.2f} s) {seconds / base:6.2f} x pandas {peak:6.0f} MB"
                )


if __name__ == "__main__":
    main()
