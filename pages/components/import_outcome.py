"""What an import answered: the report of `python -m etl check|load FILE --json`, read. No Streamlit here.

A blocked file (data about individuals, for one) gives its reason and nothing else: any value is dropped here, but for
the few blocks that a correction can lift. A trace is never shown, since it may hold values.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

ACCEPTED, REFUSED, BLOCKED, BUSY = 0, 1, 2, 3
UNREADABLE = "L’import s’est arrêté sans donner de rapport : gardez le fichier et signalez-le."
_KEPT_WHEN_BLOCKED = ("blocked", "message", "remedy")
# Lifted by saying what the file does not: its columns are shown, like those of any other file.
CORRECTABLE = frozenset(
    {"encodage_impossible", "entete_introuvable", "lignes_avant_entete", "aucun_indicateur", "periode_manquante"}
)
_KEPT_TO_CORRECT = ("encoding", "delimiter", "sheet", "sheets", "layout", "columns")


@dataclass(frozen=True)
class Outcome:
    """Its exit code, its report (empty when it gave none), and what it said beside."""

    code: int
    report: dict[str, Any] = field(default_factory=dict)
    said: str = ""

    @property
    def blocked(self) -> str:
        """Why nothing can be done with the file, in French with what to do; empty when something can."""
        if self.report and self.code in (ACCEPTED, REFUSED) and not self.report.get("blocked"):
            return ""
        sentences = (str(self.report.get(k) or "") for k in ("message", "remedy"))
        return for_screen(" ".join(s for s in sentences if s)) or self.said or UNREADABLE

    @property
    def correctable(self) -> bool:
        """Whether saying more of the file may make it importable."""
        return self.report.get("blocked") in CORRECTABLE

    @property
    def rejected(self) -> list[dict[str, Any]]:
        return list(self.report.get("rejected") or [])

    @property
    def lot(self) -> int | None:
        """The lot that the file became, or had become before; None when nothing was stored."""
        return self.report.get("lot")

    def count(self, key: str) -> int:
        """A count of the report, 0 where it has none; a list counts its items."""
        value = self.report.get(key) or 0
        return len(value) if isinstance(value, list) else int(value)


def for_screen(sentence: str) -> str:
    """A sentence of the report without the options of the command line, which nobody types here."""
    return re.sub(r" \(--[a-z-]+\)", "", sentence)


def without_values(report: Mapping[str, Any]) -> dict[str, Any]:
    """A blocked report, with nothing of the file's content left in it."""
    kept = {k: str(report[k]) for k in _KEPT_WHEN_BLOCKED if report.get(k)}
    if report.get("blocked") in CORRECTABLE:
        kept |= {k: report[k] for k in _KEPT_TO_CORRECT if report.get(k)}
    return kept
