"""The demonstration's extracts: published figures as documents give them, commune values simulated to agree with them.

`build` writes what data/demo/simulation.yaml declares, in shapes that real extracts have; nothing is loaded here: the
files go through `python -m etl load` like anybody's. Same reference data, same bytes.
"""

from __future__ import annotations

from pathlib import Path

from etl.demonstration.extracts import own_totals, population, published, references, simulated
from etl.demonstration.plan import DEMO_DIR, read_plan
from etl.demonstration.shapes import Extract
from etl.demonstration.simulation import Simulation


def build(output: Path = DEMO_DIR) -> list[Path]:
    """Write every extract of the demonstration into a folder; the files written, in the order of the manifest."""
    output.mkdir(parents=True, exist_ok=True)
    written = []
    for extract in _all():
        path = output / extract.name
        path.write_bytes(extract.content)
        written.append(path)
    return written


def _all() -> list[Extract]:
    plan = read_plan()
    simulation = Simulation(plan)
    return [
        population(simulation),
        *(published(document) for document in plan.published),
        references(plan),
        *(simulated(extract, plan, simulation) for extract in plan.extracts),
        own_totals(plan, simulation),
    ]
