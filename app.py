"""The door: page settings, language, navigation. Nothing else; each view asks the guard who is there."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

ROOT = Path(__file__).parent

# A local icon: without one, Streamlit asks fonts.gstatic.com for the pages' symbols.
st.set_page_config(page_title="Boussole CPTS", page_icon=str(ROOT / "static" / "favicon.svg"), layout="wide")
st.logo(str(ROOT / "static" / "logo.svg"), size="large", icon_image=str(ROOT / "static" / "favicon.svg"))
st.html(ROOT / "pages" / "components" / "boussole.css")
# Streamlit writes lang="en" and has no setting for it: screen readers would speak French with English sounds.
st.html("<script>document.documentElement.lang = 'fr'</script>", unsafe_allow_javascript=True)

# No .py lies directly in pages/: Streamlit would serve it without running this file (docs/decisions.md).
st.navigation(
    {
        "": [st.Page("pages/accueil/accueil.py", title="Accueil", default=True)],
        "Explorer": [
            st.Page("pages/explorer/portrait.py", title="Portrait", url_path="portrait"),
            st.Page("pages/explorer/carte.py", title="Carte", url_path="carte"),
            st.Page("pages/explorer/indicateurs.py", title="Indicateurs", url_path="indicateurs"),
            # Reached from the portrait, the map and its neighbours; its link works though the menu does not show it.
            st.Page("pages/explorer/commune.py", title="Commune", url_path="commune", visibility="hidden"),
            # Reached by a click from the others: a menu of ten lines would hide the first three.
            st.Page("pages/explorer/comparer.py", title="Comparer", url_path="comparer", visibility="hidden"),
            st.Page("pages/explorer/evolution.py", title="Évolution", url_path="evolution", visibility="hidden"),
        ],
        "Piloter": [
            st.Page("pages/piloter/progression.py", title="Progression", url_path="progression"),
            st.Page("pages/piloter/synthese.py", title="Synthèse", url_path="synthese"),
            st.Page("pages/piloter/effort.py", title="Où porter l’effort", url_path="effort"),
            st.Page("pages/piloter/financement.py", title="Financement", url_path="financement"),
            st.Page("pages/piloter/seance.py", title="Séance", url_path="seance"),
            # On a phone, by its link or from the séance: a menu of ten lines would hide the others.
            st.Page("pages/piloter/saisie.py", title="Saisie", url_path="saisie", visibility="hidden"),
            st.Page("pages/piloter/contrats.py", title="Contrats", url_path="contrats"),
            st.Page("pages/reunion/reunions.py", title="Réunions", url_path="reunions"),
            # The presentation itself: one click from any view, and from the list of meetings.
            st.Page("pages/reunion/projeter.py", title="Mode réunion", url_path="projeter", visibility="hidden"),
        ],
        "Alimenter": [
            st.Page("pages/alimenter/importer.py", title="Importer", url_path="importer"),
            st.Page("pages/alimenter/territoires.py", title="Territoires", url_path="territoires"),
            st.Page("pages/alimenter/historique.py", title="Historique", url_path="historique"),
        ],
        "Aide": [
            st.Page("pages/aide/guide.py", title="Guide", url_path="guide"),
            st.Page("pages/aide/methode.py", title="Méthode du secret", url_path="methode"),
        ],
    },
    expanded=True,
).run()
