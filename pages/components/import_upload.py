"""The import of one file, step by step: what the command was asked of it, and answered. One at a time in a session."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from pages.components.import_arguments import Reading, check_arguments, load_arguments, save_arguments
from pages.components.import_draft import Draft
from pages.components.import_outcome import Outcome
from pages.components.import_run import Task

_STATE = "import_en_cours"


class Upload(Draft):
    """`checked`, `saved` (a profile), `loaded`: the answers, None until they are there."""

    def __init__(self, file: UploadedFile) -> None:
        super().__init__(file.file_id, file.name, file.getbuffer())
        self.profile = ""  # the name under which this corrected reading is saved
        self.abandoned = False
        self.checked: Outcome | None = None
        self.saved: Outcome | None = None
        self.loaded: Outcome | None = None
        self._task: tuple[str, int, Task] | None = None  # the answer awaited, the reading that it is about, the command

    def check(self) -> Outcome:
        """What the command understands of the file; asked once a reading."""
        while self.checked is None:
            if self._task is None:
                self._start("checked", check_arguments(self.path, self.reading, self.layout))
            self.go_on()
        return self.checked

    def _anew(self) -> None:
        super()._anew()
        self.checked, self.saved, self.loaded, self.profile = None, None, None, ""

    def save_profile(self, name: str, author: str) -> None:
        assert self.layout is not None  # only a corrected reading is worth a name
        self.profile = name
        self._start("saved", save_arguments(self.path, self.reading, self.layout, name), author)

    def load(self, author: str, partial: bool, retire: bool) -> None:
        """Import for good."""
        if self.layout is None and self.reading != Reading(self.reading.sheet) and self.checked is not None:
            self.write(self.checked.report["layout"])
        profile = self.profile if self.saved and not self.saved.blocked else ""
        arguments = load_arguments(self.path, partial, retire, self.reading, self.layout, profile)
        self._start("loaded", arguments, author)

    def _start(self, answer: str, arguments: Sequence[str], author: str = "") -> None:
        if self._task is None:  # a second click on the way changes nothing
            self._task = (answer, self.round, Task(arguments, author))

    def go_on(self) -> None:
        """Follow the command under way, if any, to its answer; one about an older reading is dropped."""
        if self._task is not None:
            answer, reading, task = self._task
            outcome = task.follow(self.abandon)
            self._task = None
            if answer == "loaded" or reading == self.round:
                setattr(self, answer, outcome)

    def abandon(self) -> None:
        if self._task is not None:
            self._task[2].stop()
        self.abandoned, self._task, self.checked, self.loaded = True, None, None, None


def current_upload(file: UploadedFile | None) -> Upload | None:
    """The import under way for this file; a new file starts anew."""
    held: Upload | None = st.session_state.get(_STATE)
    if held is not None and (file is None or held.id != file.file_id):
        held.abandon()
        held = st.session_state[_STATE] = None
    if file is not None and held is None:
        held = st.session_state[_STATE] = Upload(file)
    return held
