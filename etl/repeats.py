"""Is any key of a long import there twice? Answered without sorting or hashing millions of keys.

Each key (place, indicator, period, source) is the number of a box in one array of bits; keys are all different when
as many boxes are ticked as there are keys. Gets its connection from stage.py.
"""

from __future__ import annotations

from typing import Any

import numpy as np

BATCH = 1_000_000
MOST_BOXES = 400_000_000
SIZES = (("place", "place"), ("indicator", "id"), ("period", "id"))


def any_twice(con: Any, where: str) -> bool:
    """Whether two rows of `parsed` under `where` share a key. Where the boxes would be too many, groups instead."""
    sizes = [con.execute(f"SELECT max({key}) FROM {table}").fetchone()[0] for table, key in SIZES]
    sources = [r[0] for r in con.execute("SELECT DISTINCT source FROM parsed WHERE source IS NOT NULL").fetchall()]
    places, indicators, periods = (1 + (s or 0) for s in sizes)
    series = con.execute(f"SELECT DISTINCT indicator, period, source FROM parsed WHERE {where}").fetchall()
    if len(series) * places > MOST_BOXES:
        groups = "place, indicator, period, source"
        found = con.execute(f"SELECT 1 FROM parsed WHERE {where} GROUP BY {groups} HAVING count(*) > 1 LIMIT 1")
        return found.fetchone() is not None
    box_of = np.zeros(indicators * periods * max(len(sources), 1), dtype=np.int64)
    for rank, (indicator, period, source) in enumerate(series):
        box_of[(indicator * periods + period) * max(len(sources), 1) + sources.index(source)] = rank
    source_rank = "0" if len(sources) < 2 else "list_position(?, source) - 1"
    query = f"""SELECT place::INTEGER AS place,
                (indicator::INTEGER * {periods} + period) * {max(len(sources), 1)} + {source_rank} AS series
                FROM parsed WHERE {where}"""
    ticked = np.zeros(len(series) * places, dtype=bool)
    rows = 0
    for batch in con.execute(query, [sources] if len(sources) > 1 else []).to_arrow_reader(BATCH):
        columns = [np.asarray(batch.column(i)) for i in (0, 1)]
        ticked[box_of[columns[1]] * places + columns[0]] = True
        rows += batch.num_rows
    return int(np.count_nonzero(ticked)) < rows
