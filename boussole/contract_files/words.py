"""The French names of a contract's fields and values in a workbook, and back. A field without a name keeps its own."""

from __future__ import annotations

FIELDS = {
    "actions": "actions", "amount": "montant (€)", "bareme": "barème", "chosen_end": "observation choisie, fin",
    "chosen_start": "observation choisie, début", "closed": "clos", "closed_on": "clos le", "combine": "critères",
    "communes": "communes", "compensation": "compensation due", "component": "composante", "criterion": "critère",
    "decimals": "décimales", "decision": "décision", "denominator": "dénominateur", "earmarked": "fléchée due",
    "earmarked_halved": "fléchée partagée", "end": "fin", "entries": "saisies", "exercices": "exercices",
    "expected": "preuve attendue", "fixed_advance": "avance part fixe (%)", "id": "id", "indicator": "indicateur",
    "initial": "initiale", "kind": "forme", "label": "libellé", "measure": "lu", "minimum": "seuil",
    "mission": "mission", "name": "nom", "note": "note", "number": "nombre", "numerator": "numérateur",
    "objective": "objectif", "operating_advance": "avance fonctionnement (%)", "paid": "objectifs payés",
    "parameters": "paramètres", "party": "partie", "pending": "en attente", "per": "par", "polarity": "sens",
    "proof": "preuve", "rate": "taux (%)", "realised": "réalisé", "reason": "motif", "removed": "objectifs retirés",
    "rule": "règle", "signed": "signé le", "simulated": "simulé", "size": "taille", "size_note": "note sur la taille",
    "source": "source", "start": "début", "state": "état", "status": "statut", "territory": "territoire",
    "text": "texte", "theme": "thème", "type": "type", "unit": "unité", "value": "valeur", "values": "valeurs",
    "weight": "poids", "what": "quoi", "when": "date", "year": "exercice",
}  # fmt: skip
VALUES = {
    "absolute": "absolue", "relative_initial": "relative à l’initiale", "relative_annual": "relative par an",
    "step": "pas", "direction": "sens seulement", "minimum_and_target": "seuil et cible",
    "step_with_minimum": "pas avec seuil", "qualitative": "qualitative", "frequency": "fréquence",
    "to_be_counted": "à comptabiliser", "none": "sans", "all_or_nothing": "tout ou rien",
    "half_when_begun": "moitié si commencé", "value_over_target": "valeur ÷ cible",
    "initial_to_target": "(initiale − valeur) ÷ (initiale − cible)", "all": "tous", "mean": "moyenne",
    "lowest": "le plus bas", "up": "hausse", "down": "baisse", "neutral": "neutre", "numerator": "numérateur",
    "denominator": "dénominateur", "value": "valeur", "sum": "somme", "last": "dernière", "max": "maximum",
    "year": "an", "semester": "semestre", "quarter": "trimestre", "month": "mois", "week": "semaine",
    "done": "fait", "begun": "commencé", "not_begun": "pas commencé", "received": "reçu", "spent": "dépensé",
    "cpts": "CPTS", "cpam": "CPAM", "ars": "ARS", "resultat": "résultat", "suivi": "suivi", "moyens": "moyens",
    "information": "pour information", "realisee": "réalisée", "partielle": "partiellement réalisée",
    "non_realisee": "non réalisée", "en_cours": "en cours de déploiement",
}  # fmt: skip
_CODES = {word.casefold(): code for code, word in VALUES.items()}


def heading(way: tuple[str, ...]) -> str:
    """« source : indicateur »."""
    return " : ".join(FIELDS.get(step, step) for step in way)


def word(code: str) -> str:
    return VALUES.get(code, code)


def code(written: str) -> str:
    """The value behind a word; a code itself, or an unknown word, as it is."""
    return _CODES.get(written.strip().casefold(), written.strip())
