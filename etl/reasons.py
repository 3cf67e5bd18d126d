"""The one table of reasons: why a cell is refused, a file blocked, or a warning given, in French with the remedy."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict

IMPORT_DIR = Path(__file__).resolve().parent.parent / "data" / "import"


class Reason(BaseModel):
    """One declared reason. `sentence` may hold {detail}."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    code: str
    kind: Literal["refusal", "blocked", "warning"]
    sentence: str
    remedy: str

    def text(self, detail: str = "") -> str:
        return self.sentence.replace("{detail}", detail)


class Blocked(Exception):
    """The whole file is refused. `code` is a declared reason; the message is its French sentence."""

    def __init__(self, code: str, detail: str = "", encoding: str | None = None) -> None:
        self.code = code
        self.encoding = encoding
        self.detail = detail
        super().__init__(reason(code).text(detail))

    @property
    def remedy(self) -> str:
        return reason(self.code).remedy


@cache
def reasons() -> dict[str, Reason]:
    """All declared reasons by code."""
    raw = yaml.safe_load((IMPORT_DIR / "motifs.yaml").read_text(encoding="utf-8"))
    return {r["code"]: Reason.model_validate(r) for r in raw}


def reason(code: str) -> Reason:
    """Raises KeyError for a code that the table does not declare."""
    return reasons()[code]


@cache
def literals() -> dict[str, str]:
    """Written form (lower case) → status value."""
    raw = yaml.safe_load((IMPORT_DIR / "litteraux.yaml").read_text(encoding="utf-8"))
    return {text: status for status, texts in raw.items() for text in texts}
