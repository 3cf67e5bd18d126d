"""A wide French extract to measure with: cp1252, `;`, decimal commas, secrets, a Total line and a note at the end."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from boussole.catalogue import catalogue
from boussole.geography import geography


def write_wide_file(path: Path, communes: int, indicators: int, seed: int = 7) -> None:
    """A line a commune (the first `communes` of the reference); of each indicator its counts, or its value alone. Where
    the catalogue has not as many, an earlier year of the first ones."""
    rng = np.random.default_rng(seed)
    codes = [c for c, kind in geography().communes["kind"].items() if kind == "commune"][:communes]
    known = [i for i in catalogue().indicators.values() if i.level == "commune"]
    chosen = [(i, year) for year in (2024, 2023) for i in known][:indicators]
    headings, columns = ["Code INSEE"], [codes]
    for indicator, year in chosen:
        base = rng.integers(20, 20_000, len(codes))
        count = np.minimum((base * rng.uniform(0.05, 0.9, len(codes))).astype(int) + 1, base)
        hidden = rng.random(len(codes)) < 0.03
        if indicator.denominator and indicator.nature != "moyenne":
            headings += [f"{indicator.label} – {m} {year}" for m in ("Numérateur", "Dénominateur")]
            columns += [_cells(count, hidden), _cells(base, hidden & False)]
        else:
            headings.append(f"{indicator.label} {year}")
            columns.append(_cells(count, hidden))
    with path.open("w", encoding="cp1252", newline="") as out:
        out.write("Extraction du 12/03/2025 – données de mesure\r\n" + ";".join(headings) + "\r\n")
        out.writelines(";".join(row) + "\r\n" for row in zip(*columns, strict=True))
        out.write("\r\nSource : Assurance Maladie – NS : secret statistique (accès réservé)\r\n")


def _cells(values: np.ndarray, hidden: np.ndarray) -> list[str]:
    return ["NS" if h else str(v) for v, h in zip(values, hidden, strict=True)]
