"""The pivot template and the page that explains it, to download or to read here."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

_ROOT = Path(__file__).resolve().parents[2]
TEMPLATE, EXPLANATION = _ROOT / "data" / "import" / "modele.csv", _ROOT / "docs" / "modele.md"


def show_template() -> None:
    with st.expander("Partir d’un modèle de fichier"):
        left, right = st.columns(2)
        left.download_button(
            "Télécharger le modèle (CSV)", TEMPLATE.read_bytes(), "modele_boussole.csv", "text/csv",
            key="modele", on_click="ignore",
        )  # fmt: skip
        text = EXPLANATION.read_text(encoding="utf-8")
        right.download_button(
            "Télécharger l’explication (une page)", text, "modele_boussole.md", "text/markdown",
            key="explication", on_click="ignore",
        )  # fmt: skip
        st.markdown(text.replace("# ", "#### ", 1))
