"""What an analyst can choose when correcting a reading: indicators, quantities, sources, in the catalogue's order."""

from __future__ import annotations

from boussole.catalogue import catalogue


def indicator_options() -> dict[str, str]:
    """id → « Mission – indicator », missions together."""
    known = list(catalogue().indicators.values())
    missions = list(dict.fromkeys(i.mission for i in known))
    ordered = sorted(known, key=lambda i: missions.index(i.mission))
    return {i.id: f"{i.mission[:1].upper()}{i.mission[1:]} – {i.label}" for i in ordered}


def quantity_options() -> dict[str, str]:
    """id → label of what is counted: a denominator may serve several indicators. Ids of indicators are left out."""
    known = catalogue()
    return {q.id: f"Quantité – {q.label}" for q in known.quantities.values() if q.id not in known.indicators}


def source_options() -> dict[str, str]:
    """id → label. Simulations and the unnamed source are not offered: one is not real, the other is no answer."""
    return {s.id: s.label for s in catalogue().sources.values() if not s.simulated and s.id != "inconnue"}
