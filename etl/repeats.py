"""Is any key of a long import there twice? Answered without sorting or hashing millions of keys.

Each key (place, series) is the number of a box in one array of bits; keys are all different when
as many boxes are ticked as there are keys. Gets its connection from stage.py.
"""

from __future__ import annotations

from typing import Any

import numpy as np

BATCH = 1_000_000
MOST_BOXES = 400_000_000


def any_twice(con: Any, where: str) -> bool:
    """Whether two rows of `parsed` under `where` share a key. Where the boxes would be too many, groups instead."""
    places = 1 + (con.execute("SELECT max(place) FROM place").fetchone()[0] or 0)
    series = [r[0] for r in con.execute(f"SELECT DISTINCT series FROM parsed WHERE {where}").fetchall()]
    if len(series) * places > MOST_BOXES:
        found = con.execute(f"SELECT 1 FROM parsed WHERE {where} GROUP BY place, series HAVING count(*) > 1 LIMIT 1")
        return found.fetchone() is not None
    box_of = np.zeros(max(series, default=0) + 1, dtype=np.int64)
    box_of[series] = np.arange(len(series)) * places
    ticked = np.zeros(len(series) * places, dtype=bool)
    rows = 0
    for batch in con.execute(f"SELECT place, series FROM parsed WHERE {where}").to_arrow_reader(BATCH):
        ticked[box_of[np.asarray(batch.column(1))] + np.asarray(batch.column(0))] = True
        rows += batch.num_rows
    return int(np.count_nonzero(ticked)) < rows
