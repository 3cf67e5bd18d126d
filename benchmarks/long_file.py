"""A long French extract to measure with: cp1252, `;`, decimal commas, secrets, a Total-free body and a note at the end.

Made from the reference communes with a fixed seed; the year goes back as far as needed to reach the length.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from boussole.geography import geography

HEADER = "Code INSEE;Année;Indicateur;Numérateur;Dénominateur;Taux (%)"
INDICATORS = (
    "mt_sans_17plus",
    "vacc_grippe_65plus",
    "dep_colorectal_50_74",
    "dep_sein_50_74",
    "prev_diabete",
    "polymed_65plus",
)


def write_long_file(path: Path, lines: int, secrets: float = 0.03, seed: int = 7) -> None:
    """Write `lines` data lines. Every (commune, year, indicator) occurs once."""
    rng = np.random.default_rng(seed)
    codes = [c for c, kind in geography().communes["kind"].items() if kind == "commune"]
    years = range(2024, 2024 - (lines // (len(codes) * len(INDICATORS)) + 1), -1)
    written = 0
    with path.open("w", encoding="cp1252", newline="") as out:
        out.write("Extraction du 12/03/2025 – données de mesure\r\n" + HEADER + "\r\n")
        for year in years:
            for indicator in INDICATORS:
                take = min(len(codes), lines - written)
                if take <= 0:
                    break
                base = rng.integers(20, 20_000, take)
                count = np.minimum((base * rng.uniform(0.2, 0.9, take)).astype(int) + 1, base)
                hidden = rng.random(take) < secrets
                out.writelines(
                    f"{code};{year};{indicator};NS;{b};NS\r\n"
                    if h
                    else f"{code};{year};{indicator};{n};{b};{f'{n / b * 100:.1f}'.replace('.', ',')}\r\n"
                    for code, n, b, h in zip(codes, count, base, hidden, strict=False)
                )
                written += take
        out.write("\r\nSource : Assurance Maladie – NS : secret statistique (accès réservé)\r\n")
