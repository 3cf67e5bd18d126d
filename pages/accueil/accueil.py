"""Home: where to start, for each of the three groups; what the demonstration data is; which territories are known."""

from __future__ import annotations

import streamlit as st

from boussole.french import plural
from pages.components.deadlines import show_next_deadlines
from pages.components.demo_banner import demo_banner
from pages.components.guard import guard
from pages.components.selectors import TERRITORY
from pages.components.text import escaped

ENTRANCES = (
    ("Explorer", "Où en est le territoire, et dans quelles communes faut-il agir ?",
     ("pages/explorer/portrait.py", "Lire le portrait"), ("pages/explorer/carte.py", "Ouvrir la carte"),
     ("pages/explorer/indicateurs.py", "Chercher un indicateur")),
    ("Piloter", "Où en est le contrat ? Valeurs initiales, cibles année par année, valeurs observées.",
     ("pages/piloter/progression.py", "Voir la progression"), ("pages/piloter/synthese.py", "Lire la synthèse")),
    ("Alimenter", "Ajouter un extrait : Rézone, tableau de la CPAM, Géoclip, Insee…",
     ("pages/alimenter/importer.py", "Importer un fichier")),
)  # fmt: skip

visit = guard("Boussole CPTS", figures=False)
st.markdown(
    "L’observatoire territorial de la CPTS et la boussole de son contrat : les indicateurs de santé par commune, "
    "et la progression vers les objectifs signés avec l’Assurance Maladie et l’ARS."
)
demo = [t for t in visit.territories if t.demonstration]
demo_banner(
    bool(demo),
    [
        (
            "Données de démonstration : les totaux des territoires viennent de documents publics ; les valeurs par "
            "commune sont simulées pour leur correspondre. Chaque chiffre dit s’il est publié ou simulé."
        )
    ],
)

for column, (name, question, *doors) in zip(st.columns(3), ENTRANCES, strict=True):
    with column.container(border=True, height="stretch"):
        st.subheader(name)
        st.markdown(escaped(question))
        for page, label in doors:
            st.page_link(page, label=label)

show_next_deadlines(visit.store, visit.today)

st.subheader("Territoires")
for info in visit.territories:
    name, profile, carte, contrat = st.columns([4, 1, 1, 1], vertical_alignment="center")
    size = plural(len(info.communes), "commune")
    name.markdown(f"**{escaped(info.label)}** · {escaped(size)}")
    profile.page_link("pages/explorer/portrait.py", label="Portrait", query_params={TERRITORY: info.id})
    carte.page_link("pages/explorer/carte.py", label="Carte", query_params={TERRITORY: info.id})
    contrat.page_link("pages/piloter/progression.py", label="Progression", query_params={TERRITORY: info.id})
st.page_link("pages/aide/guide.py", label="Lire le guide")
