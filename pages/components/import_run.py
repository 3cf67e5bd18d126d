"""The steps of an import on the screen: keep the uploaded file aside, run the command, show its progress, stop it when
the reader leaves. One file at a time in a session; the copy disappears with the session.
"""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from pages.components.import_outcome import Outcome
from pages.components.import_process import ImportProcess, check_arguments, load_arguments, safe_name

_STATE = "import_en_cours"


class Upload:
    """A file being imported: its copy on disk, what `check` said of it, and what `load` answered."""

    def __init__(self, file: UploadedFile) -> None:
        self.id = file.file_id
        self._folder = tempfile.TemporaryDirectory(prefix="boussole-import-", ignore_cleanup_errors=True)
        self.path = Path(self._folder.name) / safe_name(file.name)
        self.path.write_bytes(file.getbuffer())
        self.checked: Outcome | None = None
        self.loaded: Outcome | None = None


def current_upload(file: UploadedFile | None) -> Upload | None:
    """The import under way for this file; a new file starts anew."""
    if file is None:
        st.session_state.pop(_STATE, None)
        return None
    held: Upload | None = st.session_state.get(_STATE)
    if held is None or held.id != file.file_id:
        held = st.session_state[_STATE] = Upload(file)
    return held


def check(upload: Upload) -> Outcome:
    """What the command understands of the file; asked once a file."""
    if upload.checked is None:
        upload.checked = _run(check_arguments(upload.path), "")
    return upload.checked


def load(upload: Upload, author: str, partial: bool) -> Outcome:
    """Import for good."""
    upload.loaded = _run(load_arguments(upload.path, partial), author)
    return upload.loaded


def _run(arguments: Sequence[str], author: str) -> Outcome:
    place = st.empty()
    with ImportProcess(arguments, author) as process:
        while process.running(0.1):
            step, share = process.progress()
            # Each message to the browser is where Streamlit stops us, and the child with us, if the reader has left.
            place.progress(share, text=f"{step or 'Démarrage'}…")
        place.empty()
        return process.outcome()
