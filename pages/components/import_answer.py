"""Reads what the command wrote: its report on the standard output, sentences and progress on the error output.

A trace is never shown, since it may hold values. No Streamlit here.
"""

from __future__ import annotations

import json

from pages.components.import_outcome import BLOCKED, BUSY, Outcome, without_values


def read_outcome(code: int, output: str, errors: str = "") -> Outcome:
    """The report printed on the standard output (one JSON object), and the last sentence of the error output."""
    try:
        report = dict(json.loads(output))
    except (ValueError, TypeError):
        report = {}
    if report.get("blocked") or code == BLOCKED:
        report = without_values(report)
    return Outcome(code, report, _sentence(code, errors))


def _sentence(code: int, errors: str) -> str:
    lines = [line for line in errors.splitlines() if line.strip() and not line.startswith("{")]
    if code not in (BLOCKED, BUSY) or not lines or "Traceback" in errors or "Error:" in lines[-1]:
        return ""
    return lines[-1].strip()[:300]


def read_progress(errors: str) -> tuple[str, float]:
    """The last step announced (`{"step": …, "share": …}`, one a line); nothing before the first."""
    for line in reversed(errors.splitlines()):
        try:
            said = json.loads(line)
            return str(said["step"]), min(max(float(said["share"]), 0.0), 1.0)
        except (ValueError, KeyError, TypeError):
            continue
    return "", 0.0
