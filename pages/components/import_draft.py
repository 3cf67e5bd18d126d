"""A file put down to be imported: its copy on disk, and how the analyst says it is to be read. No Streamlit here."""

from __future__ import annotations

import json
import shutil
import tempfile
import weakref
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pages.components.import_arguments import Reading
from pages.components.import_process import safe_name


class Draft:
    """The copy disappears with the object."""

    def __init__(self, id: str, name: str, content: bytes | memoryview) -> None:
        self.id = id
        self._folder = Path(tempfile.mkdtemp(prefix="boussole-import-"))
        weakref.finalize(self, shutil.rmtree, self._folder, ignore_errors=True)
        self.path = self._folder / safe_name(name)
        self.path.write_bytes(content)
        self.reading = Reading()
        self.layout: Path | None = None  # a reading corrected column by column
        self.round = 0

    @property
    def key(self) -> str:
        """Names the selectors of this reading of this file: another reading has its own."""
        return f"{self.id}-{self.round}"

    def read_otherwise(self, reading: Reading) -> None:
        """Another sheet, separator or header line: columns are recognised anew."""
        self.reading, self.layout = reading, None
        self._anew()

    def correct(self, layout: Mapping[str, Any]) -> None:
        """Other meanings for the columns, or for the whole file."""
        self.write(layout)
        self._anew()

    def _anew(self) -> None:
        self.round += 1

    def write(self, layout: Mapping[str, Any]) -> None:
        self.layout = self._folder / "lecture" / "lecture.json"  # apart: an upload may have any name
        self.layout.parent.mkdir(exist_ok=True)
        self.layout.write_text(json.dumps(layout, ensure_ascii=False), encoding="utf-8")
