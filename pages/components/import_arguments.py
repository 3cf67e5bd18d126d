"""The words of the command line for each step of an import. No Streamlit here."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

LISTED = 2_000  # changes written out one by one
_REPORT = ("--json", "--progress")


@dataclass(frozen=True)
class Reading:
    """How the analyst says that the file is to be read, where recognition was wrong; empty: as recognised."""

    sheet: str = ""
    delimiter: str = ""
    header_line: int = 0
    encoding: str = ""

    @property
    def options(self) -> list[str]:
        sheet = [f"--sheet={self.sheet}"] if self.sheet else []
        delimiter = [f"--delimiter={'tab' if self.delimiter == chr(9) else self.delimiter}"] if self.delimiter else []
        header = [f"--header-line={self.header_line}"] if self.header_line else []
        return sheet + delimiter + header + ([f"--encoding={self.encoding}"] if self.encoding else [])


def check_arguments(path: Path, reading: Reading | None = None, layout: Path | None = None) -> list[str]:
    """`layout`: a corrected reading, as JSON; it says more than the separator, the header line and the encoding do."""
    return ["check", str(path), *_how(reading, layout), f"--differences={LISTED}", *_REPORT]


def save_arguments(path: Path, reading: Reading | None, layout: Path, name: str) -> list[str]:
    return ["check", str(path), *_how(reading, layout), f"--save-profile={name}", *_REPORT]


def load_arguments(
    path: Path, partial: bool, retire: bool = False, reading: Reading | None = None, layout: Path | None = None,
    profile: str = "",
) -> list[str]:  # fmt: skip
    """`profile`: the name under which this corrected reading was saved."""
    chosen = [*(["--partial"] if partial else []), *(["--retire"] if retire else [])]
    named = [f"--profile={profile}"] if profile else []
    return ["load", str(path), "--yes", *chosen, *named, *_how(reading, layout), *_REPORT]


def undo_arguments(lot: int) -> list[str]:
    return ["undo", str(lot)]


def _how(reading: Reading | None, layout: Path | None) -> list[str]:
    reading = reading or Reading()
    if layout is None:
        return reading.options
    return [*Reading(sheet=reading.sheet).options, f"--layout={layout}"]
