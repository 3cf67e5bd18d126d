"""After an import: what came in, and the way to see it on the map."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import streamlit as st

from boussole.french import plural
from boussole.questions.choices import IndicatorChoice, indicator_choices
from boussole.questions.territories import TerritoryInfo
from pages.components.guard import Visit
from pages.components.import_outcome import Outcome
from pages.components.import_words import report_period
from pages.components.lot_undo import offer_undo
from pages.components.selectors import INDICATOR, TERRITORY, YEAR
from pages.components.text import escaped


def show_result(visit: Visit, outcome: Outcome) -> None:
    report = outcome.report
    assert outcome.lot is not None  # the view comes here with a lot
    already = report.get("already_loaded") or {}
    if already.get("same_reading"):
        st.info(escaped(f"Déjà importé : ce fichier est le lot n° {outcome.lot}. Rien n’a changé."))
    else:
        values = plural(outcome.count("observations"), "valeur")
        st.success(escaped(f"Import enregistré : {values}, lot n° {outcome.lot}."))
    place = covered_territory(visit.territories, (str(c) for c in report.get("communes") or []))
    if place is None:
        st.info("Aucun territoire enregistré ne contient ces communes : elles ne sont encore sur aucune carte.")
    else:
        link = {TERRITORY: place.id} | seen_on_map(report, indicator_choices(visit.store, place))
        st.page_link("pages/explorer/carte.py", label="Voir sur la carte", query_params=link)
    st.markdown("Pour importer un autre fichier, déposez-le à la place de celui-ci.")
    offer_undo(outcome.lot)


def covered_territory(known: Iterable[TerritoryInfo], communes: Iterable[str]) -> TerritoryInfo | None:
    """The territory that shares the most communes with the file, the smallest among equals; None when none does."""
    seen = set(communes)
    shared = [(len(seen.intersection(t.communes)), -len(t.communes), t) for t in known]
    best = max(shared, key=lambda s: s[:2], default=None)
    return best[2] if best and best[0] else None


def seen_on_map(report: Mapping[str, Any], choices: Iterable[IndicatorChoice]) -> dict[str, str]:
    """The first loaded indicator that has a map, and the year loaded, as URL parameters."""
    loaded = {str(i.get("id", "")) for i in report.get("indicators") or []}
    mine = sorted((c for c in choices if c.id in loaded), key=lambda c: not c.mapped_years)
    if not mine:
        return {}
    periods = [(report.get("layout") or {}).get("period"), *(c.get("period") for c in report.get("columns") or [])]
    years = [p.year for p in map(report_period, periods) if p is not None and p.year in mine[0].years]
    return {INDICATOR: mine[0].id} | ({YEAR: str(max(years))} if years else {})
