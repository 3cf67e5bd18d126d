"""One import from end to end, up to the commit: open → recognise → stage → check, and then publish.

Nothing is stored before `publish`. A file about persons stops here (Blocked) before any of its cells is kept.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from boussole.catalogue import catalogue
from boussole.store import Lot, LotDraft, Store
from boussole.values import Period
from etl.check import check
from etl.individuals import delimiter_guess, holds_nir, looks_individual
from etl.layout import Layout, PeriodText
from etl.places import KnownTerritory
from etl.profiles import Profile, encoding_for, matching_profile, named_profile
from etl.read import Opened, opened
from etl.reasons import Blocked, reason
from etl.recognise import recognise, source_named
from etl.report import Report
from etl.stage import Stage

Progress = Callable[[str, float], None]
FIRST_YEAR, LAST_YEAR = 1990, 2099


@dataclass(frozen=True)
class Options:
    """What the analyst says beside the file. `layout` is a layout corrected by hand."""

    profile: str | None = None
    sheet: str | None = None
    indicator: str | None = None
    year: int | None = None
    source: str | None = None
    territory: str | None = None
    layout: Layout | None = None
    encoding: str | None = None


@dataclass(frozen=True)
class Inspection:
    """A file understood and judged, ready to be published while its `staged` database lasts."""

    name: str
    sha256: str
    encoding: str | None
    sheet: str | None
    sheets: tuple[str, ...]
    layout: Layout
    report: Report
    staged: Path
    profile: str | None

    def fingerprint(self) -> str:
        """The same bytes read the same way."""
        return hashlib.sha256((self.sha256 + self.layout.model_dump_json()).encode()).hexdigest()


def known_territories(store: Store | None) -> list[KnownTerritory]:
    """The CPTS of the store; none without a store."""
    if store is None or not store.exists():
        return []
    return [
        KnownTerritory(r.id, str(r.content.get("name", r.id)), frozenset(r.content.get("communes", [])))
        for r in store.journal.all_typed("territory")
    ]


@contextlib.contextmanager
def inspected(
    path: Path, options: Options, store: Store | None, progress: Progress = lambda _step, _share: None
) -> Iterator[Inspection]:
    """Understand and judge a file. Raises Blocked."""
    territories = known_territories(store)
    _refuse_unknown(options, territories)
    progress("Ouverture du fichier", 0.0)
    encoding = options.encoding or encoding_for(path, options.sheet, options.layout, options.profile, store)
    with opened(path, options.sheet, encoding) as file, tempfile.TemporaryDirectory(prefix="boussole-stage-") as folder:
        progress("Recherche de données individuelles", 0.15)
        if looks_individual(file.text, file.delimiter or delimiter_guess(file.text)):
            raise Blocked("donnees_individuelles", encoding=file.encoding)
        progress("Reconnaissance des colonnes", 0.2)
        layout, profile = _layout(file, options, store)
        if file.encoding:  # a workbook has none
            layout = layout.model_copy(update={"encoding": encoding})
        with Stage(Path(folder)) as stage:
            progress("Lecture des valeurs", 0.3)
            stage.fill(file.text, layout, territories)
            if holds_nir(stage.long_texts()):  # far from the beginning
                raise Blocked("donnees_individuelles", encoding=file.encoding)
            progress("Vérification", 0.7)
            report = check(stage, layout, territories)
            if file.repaired:
                report.warn("accents_repares")
            if store is not None and store.exists() and (same := store.journal.same_file(file.sha256)):
                report.warn("fichier_deja_charge", f"lot {same.id}, le {same.recorded_at:%d/%m/%Y}, par {same.author}")
        progress("Rapport prêt", 0.9)
        yield Inspection(
            file.name, file.sha256, file.encoding, file.sheet, file.sheets, layout, report, stage.path, profile
        )


def _refuse_unknown(options: Options, territories: list[KnownTerritory]) -> None:
    if options.territory and options.territory not in (known := [t.id for t in territories]):
        listed = ", ".join(known) or "aucun dans la base"
        raise ValueError(f"Territoire inconnu « {options.territory} ». Territoires : {listed}.")
    if options.year is not None and not FIRST_YEAR <= options.year <= LAST_YEAR:
        raise ValueError(f"Année impossible « {options.year} » : elle va de {FIRST_YEAR} à {LAST_YEAR}.")
    if options.indicator and options.indicator not in catalogue().indicators:
        raise ValueError(f"Indicateur inconnu « {options.indicator} ». Voir data/catalogue/indicateurs.yaml.")
    if options.source and source_named(options.source) is None:
        raise ValueError(f"Source inconnue « {options.source} ». Sources : {', '.join(catalogue().sources)}.")


def _layout(file: Opened, options: Options, store: Store | None) -> tuple[Layout, str | None]:
    """Recognised, then corrected by the profile (named, or known by its header), then by the options."""
    used: Profile | None = None
    if options.layout is not None:
        layout = options.layout
    else:
        layout = recognise(file.text, file.delimiter)
        used = named_profile(store, options.profile) if options.profile else matching_profile(store, layout)
        if used is not None:
            layout = used.apply(layout)
    changes: dict[str, Any] = {}
    if options.year:
        year = Period.of_year(options.year)
        changes["period"] = PeriodText(start=year.start, end=year.end)
    if options.indicator:
        changes["indicator"] = options.indicator
        changes["columns"] = tuple(
            c.model_copy(update={"role": "value", "indicator": options.indicator, "candidates": ()})
            if c.role == "ignored" and options.indicator in c.candidates
            else c
            for c in layout.columns
        )
    if options.source:
        changes["source"] = source_named(options.source)
    if options.territory:
        changes["territory"] = options.territory
    layout = layout.model_copy(update=changes) if changes else layout
    if (
        layout.first("code") is None
        and layout.first("name") is None
        and layout.first("postal") is None
        and layout.first("kind") is None
    ):
        raise Blocked("entete_introuvable")
    periods = layout.period or layout.first("period") or layout.first("start")
    if not periods and not any(c.period for c in layout.columns):
        raise Blocked("periode_manquante")
    return layout, used.name if used else None


def publish(
    store: Store,
    inspection: Inspection,
    author: str,
    on_wait: Callable[[str], None] | None = None,
    wait: float = 60.0,
    retire: bool = False,
) -> Lot:
    """Commit what was accepted as one lot; `retire` takes away what is gone from the file. Raises StoreBusy."""
    report = inspection.report
    counts = {
        "lines": report.lines,
        "cells": report.cells,
        "observations": report.observations,
        "masked": report.masked,
        "missing": report.missing,
        "set_aside": report.set_aside,
        "refused": report.refused,
        "totals": len(report.totals),
        "indicators": [i["id"] for i in report.indicators],
        "retired": retire,
    }
    draft = LotDraft(
        file_name=inspection.name,
        sha256=inspection.sha256,
        fingerprint=inspection.fingerprint(),
        author=author,
        profile=inspection.profile,
        counts=counts,
    )
    return store.publish(inspection.staged, draft, on_wait, wait, retire)


def as_json(inspection: Inspection) -> dict[str, Any]:
    """The object that `--json` prints: what was understood, what was accepted, each refusal."""
    report, layout = inspection.report, inspection.layout
    return {
        "file": inspection.name,
        "encoding": inspection.encoding,
        "delimiter": layout.delimiter if inspection.encoding else None,
        "sheet": inspection.sheet,
        "sheets": list(inspection.sheets),
        "lines": report.lines,
        "cells": report.cells,
        "observations": report.observations,
        "masked": report.masked,
        "missing": report.missing,
        "set_aside": report.set_aside,
        "refused": report.refused,
        "rejected": [r.as_json() for r in report.rejected],
        "warnings": [{"code": c, "message": m, "remedy": reason(c).remedy} for c, m in report.warnings],
        "communes": report.communes,
        "indicators": report.indicators,
        "totals": report.totals,
        "blocked": None,
        "profile": inspection.profile,
        "columns": [json.loads(c.model_dump_json()) for c in layout.columns],
        "layout": json.loads(layout.model_dump_json()),
    }


def blocked_json(name: str, block: Blocked) -> dict[str, Any]:
    """The same object for a file that is refused whole: no cell of it appears."""
    return {
        "file": name,
        "encoding": block.encoding,
        "delimiter": None,
        "sheet": None,
        "sheets": [],
        **dict.fromkeys(("lines", "cells", "observations", "masked", "missing", "set_aside", "refused"), 0),
        **{k: [] for k in ("rejected", "warnings", "communes", "indicators", "totals", "columns")},
        "blocked": block.code,
        "message": str(block),
        "remedy": block.remedy,
        "profile": None,
        "layout": None,
    }
