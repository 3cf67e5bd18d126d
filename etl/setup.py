"""`init`: create the store, load the reference territories, then the demonstration by the same `load` as anybody's.

Idempotent: what is there already is recognised and left alone.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from boussole.contract import read_dossier
from boussole.contract.parts import parts, since
from boussole.geography import geography, reference_dir
from boussole.store import Store, TypedDraft
from etl.importing import Options, inspected, publish

DEMO_DIR = Path(__file__).resolve().parent.parent / "data" / "demo"
DEMO_AUTHOR = "démonstration"


def initialise(store: Store, say: Callable[[str], None]) -> None:
    """Bring a store up to date with the program's own data. Raises Blocked, StoreBusy."""
    store.create()
    folder = reference_dir()
    tables = {n: folder / f"{n}.parquet" for n in ("communes", "epci", "departements", "regions")}
    if store.load_reference(tables, geography().fingerprint(), DEMO_AUTHOR):
        say(f"Référentiel chargé : {len(geography().communes)} communes.")
    _territories(store, say)
    _contracts(store, say)
    _extracts(store, say)


def _territories(store: Store, say: Callable[[str], None]) -> None:
    for content in _yaml(DEMO_DIR / "territoires.yaml"):
        if _save_if_new(store, "territory", str(content.pop("id")), content):
            say(f"Territoire de démonstration : {content['name']}.")


def _contracts(store: Store, say: Callable[[str], None]) -> None:
    for path in sorted((DEMO_DIR / "contrats").glob("*.yaml")):
        dossier = read_dossier(_yaml(path))  # a wrong file fails here, before anything is kept
        holds = since(dossier.contract)
        drafts = [d for key, content in parts(dossier).items() if (d := _draft(store, *key, content, holds))]
        if drafts:
            store.save_all(drafts, DEMO_AUTHOR)
            say(f"Contrat de démonstration : {dossier.contract.id}.")


def _save_if_new(store: Store, entity: str, id: str, content: dict[str, Any]) -> bool:
    draft = _draft(store, entity, id, content, None)
    if draft is not None:
        store.save_all([draft], DEMO_AUTHOR)
    return draft is not None


def _draft(store: Store, entity: str, id: str, content: dict[str, Any], holds: date | None) -> TypedDraft | None:
    """A demonstration thing that nobody has typed over follows the program; a changed one is the user's."""
    last = store.journal.typed(entity, id)
    if last is not None and (last.author != DEMO_AUTHOR or last.content == content):
        return None
    return TypedDraft(entity, id, content, last.revision if last else 0, holds)


def _extracts(store: Store, say: Callable[[str], None]) -> None:
    held = {lot.sha256 for lot in store.journal.lots()}  # an undone demonstration file stays undone
    for entry in _yaml(DEMO_DIR / "manifest.yaml"):
        path = DEMO_DIR / entry["file"]
        if hashlib.sha256(path.read_bytes()).hexdigest() in held:
            continue
        with inspected(path, Options(**entry.get("options", {})), store) as inspection:
            report = inspection.report
            if report.rejected:
                first = report.rejected[0]
                raise RuntimeError(f"{path.name}, ligne {first.line} : {first.as_json()['message']}")
            publish(store, inspection, DEMO_AUTHOR)
            say(f"Extrait de démonstration chargé : {path.name} ({report.observations} valeurs).")


def _yaml(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))
