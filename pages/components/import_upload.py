"""The file being imported: one at a time in a session, and its copy disappears with the session."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from pages.components.import_arguments import Reading, check_arguments, load_arguments, save_arguments
from pages.components.import_outcome import Outcome
from pages.components.import_process import safe_name
from pages.components.import_run import run

_STATE = "import_en_cours"


class Upload:
    """Its copy on disk, how the analyst says to read it, what the command answered."""

    def __init__(self, file: UploadedFile) -> None:
        self.id = file.file_id
        self._folder = tempfile.TemporaryDirectory(prefix="boussole-import-", ignore_cleanup_errors=True)
        self.path = Path(self._folder.name) / safe_name(file.name)
        self.path.write_bytes(file.getbuffer())
        self.reading = Reading()
        self.layout: Path | None = None
        self.profile = ""  # the name under which this corrected reading was saved
        self.round = 0  # of corrections: each check starts new selectors
        self.abandoned = False
        self.checked: Outcome | None = None
        self.loaded: Outcome | None = None

    def read_again(self, reading: Reading) -> None:
        """Recognise anew, with what the analyst says of the sheet, the separator or the header line."""
        self.reading, self.layout, self.profile = reading, None, ""
        self._forget()

    def correct(self, layout: Mapping[str, Any]) -> None:
        """Check anew with a corrected reading."""
        self.profile = ""
        self._write(layout)
        self._forget()

    def _forget(self) -> None:
        self.checked, self.loaded, self.abandoned = None, None, False
        self.round += 1

    def _write(self, layout: Mapping[str, Any]) -> Path:
        self.layout = Path(self._folder.name) / "lecture" / "lecture.json"  # apart: an upload may have any name
        self.layout.parent.mkdir(exist_ok=True)
        self.layout.write_text(json.dumps(layout, ensure_ascii=False), encoding="utf-8")
        return self.layout

    def check(self) -> Outcome:
        """What the command understands of the file; asked once a reading."""
        if self.checked is None:
            self.checked = run(check_arguments(self.path, self.reading, self.layout), on_abandon=self.abandon)
        return self.checked

    def save_profile(self, layout: Mapping[str, Any], name: str, author: str) -> Outcome:
        saved = run(save_arguments(self.path, self.reading, self._write(layout), name), author, self.abandon)
        if not saved.blocked:
            self.profile = name
        return saved

    def load(self, author: str, partial: bool, retire: bool) -> None:
        """Import for good."""
        layout = self.layout
        if layout is None and self.reading != Reading(self.reading.sheet) and self.checked is not None:
            layout = self._write(self.checked.report["layout"])
        arguments = load_arguments(self.path, partial, retire, self.reading, layout, self.profile)
        self.loaded = run(arguments, author, self.abandon)

    def abandon(self) -> None:
        """Called when the reader stops the command: what was under way is asked anew, if it is resumed."""
        self.abandoned, self.checked, self.loaded = True, None, None


def current_upload(file: UploadedFile | None) -> Upload | None:
    """The import under way for this file; a new file starts anew."""
    held: Upload | None = st.session_state.get(_STATE)
    if file is None or held is None or held.id != file.file_id:
        held = st.session_state[_STATE] = Upload(file) if file else None
    return held
