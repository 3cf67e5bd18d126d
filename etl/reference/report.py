"""What a rebuild did, for the person who asked for it. Says nothing that the files do not hold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

Named = tuple[str, str]  # commune code, name
NNBSP = "\u202f"


@dataclass(frozen=True)
class Report:
    """`rows` and `sizes` (bytes): by file name. `rebuilt`: contours put together from yesterday's communes."""

    output: Path
    rows: dict[str, int]
    sizes: dict[str, int]
    rebuilt: list[Named]
    without_contour: list[Named]
    without_by_place: dict[str, list[str]]  # département or collectivity → names
    unknown_codes: list[str]
    mended: dict[str, int]

    @property
    def total_size(self) -> int:
        return sum(self.sizes.values())

    def lines(self) -> list[str]:
        """The report in French, line by line."""
        lines = [f"Référentiel écrit dans {self.output} ({_size(self.total_size)}) :"]
        for name, size in sorted(self.sizes.items()):
            rows = f"{_number(self.rows[name])} lignes, " if name in self.rows else ""
            lines.append(f"  {name} : {rows}{_size(size)}")
        if self.rebuilt:
            lines.append(f"Contours recomposés à partir de communes d’hier : {len(self.rebuilt)}")
            lines.append(f"  {_listed([f'{name} ({code})' for code, name in self.rebuilt])}")
        if self.without_contour:
            lines.append(f"Communes sans contour (présentes partout, sauf sur la carte) : {len(self.without_contour)}")
            lines += [f"  {place} : {_listed(names)}" for place, names in self.without_by_place.items()]
        if self.unknown_codes:
            some = _listed(self.unknown_codes[:20]) + ("…" if len(self.unknown_codes) > 20 else "")
            lines.append(
                f"Codes inconnus du référentiel dans le fichier de contours : {len(self.unknown_codes)} ({some})"
            )
        mended = {level: count for level, count in self.mended.items() if count}
        if mended:
            counts = ", ".join(f"{count} au niveau « {level} »" for level, count in mended.items())
            lines.append(f"Contours arrondis plus finement pour rester valides : {counts}")
        return lines


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names)


def _number(value: int) -> str:
    return f"{value:,}".replace(",", NNBSP)


def _size(size: int) -> str:
    if size < 1_000_000:
        return f"{size / 1000:.0f}{NNBSP}ko"
    return f"{size / 1_000_000:.2f}".replace(".", ",") + f"{NNBSP}Mo"
