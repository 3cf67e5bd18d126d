"""The tables of a contract: missions, objectives, dates, amounts, and the criteria of one objective."""

from __future__ import annotations

import streamlit as st

from boussole.questions import contract_cells as cells
from boussole.questions import contract_editing as tables
from boussole.questions.contract_cells import Row
from boussole.questions.contract_editing import MISSIONS, Contract
from boussole.questions.measures import Refused
from pages.components.contract_columns import criterion_columns, objective_columns
from pages.components.contract_table import edit, table
from pages.components.text import escaped, notes

_TARGETS = (
    "Une cible s’écrit comme au contrat : 4 000 ; -10 % ; +5 %/an ; +4 (seuil +2) ; 22 (seuil 20) ; 1/mois ; "
    "diminution ; à comptabiliser ; ou quelques mots, à juger fait ou non."
)


def edit_tables(contract: Contract, key: str, problems: list[str]) -> Contract:
    """Missions, objectives, dates and amounts, one tab each."""
    tabs = st.tabs(["Missions", "Objectifs", "Échéances", "Montants du contrat"])
    day = st.column_config.DateColumn(format="DD/MM/YYYY")
    choice = st.column_config.SelectboxColumn
    with tabs[0]:
        due = choice(options=list(cells.YES_NO.values()))
        columns = {"Mission": st.column_config.TextColumn(disabled=True), "Démarrage": day,
                   cells.EARMARKED: due, cells.COMPENSATED: due}  # fmt: skip
        contract = edit(contract, tables.mission_rows(contract), tables.with_missions, f"missions-{key}", problems,
                         columns, fixed=True)  # fmt: skip
        notes(["Les thèmes dont le poids est écrit ; les autres se partagent la mission à égalité."])
        named = {"Mission": choice(options=list(MISSIONS.values()))}
        contract = edit(contract, tables.theme_rows(contract), tables.with_themes, f"themes-{key}", problems, named,
                         ("Mission", "Thème", "Poids"))  # fmt: skip
    with tabs[1]:
        contract = edit(contract, tables.objective_rows(contract), tables.with_objectives, f"objectifs-{key}",
                         problems, objective_columns())  # fmt: skip
        notes(["Le code vide est donné par le programme ; une ligne retirée quitte le contrat."])
    with tabs[2]:
        contract = edit(contract, tables.deadline_rows(contract), tables.with_deadlines, f"echeances-{key}", problems,
                         {"Date": day}, ("Date", "Échéance"))  # fmt: skip
    with tabs[3]:
        notes(["Ce que le contrat signé dit et que le barème ne dit pas, ou dit autrement (crise sanitaire…)."])
        columns = {"Mission": choice(options=[*MISSIONS.values(), cells.GENERAL]),
                   "Composante": choice(options=list(cells.COMPONENTS.values()))}  # fmt: skip
        contract = edit(contract, tables.amount_rows(contract), tables.with_amounts, f"montants-{key}", problems,
                         columns, ("Mission", "Composante", "Montant (€)", "Motif"))  # fmt: skip
    return contract


def edit_criteria(contract: Contract, start: Contract, key: str, problems: list[str]) -> Contract:
    """One objective at a time; what was typed for the others is kept until the contract is saved."""
    typed: dict[str, list[Row]] = st.session_state.setdefault(f"criteres-{key}", {})
    names = {o.id: o.label for o in contract.objectives}
    st.subheader("Critères et cibles d’un objectif")
    if not names:
        st.markdown("Ajoutez d’abord un objectif dans le tableau.")
        return contract
    chosen = st.selectbox("Objectif", list(names), format_func=lambda o: escaped(names[o]), key=f"objectif-{key}")
    first = f"lignes-{key}-{chosen}"  # the table as it was when this objective was opened
    if f"cellules-{key}-{chosen}" not in st.session_state:
        held = start if start.objective(chosen) else contract
        st.session_state[first] = typed.get(chosen) or tables.criterion_rows(held, chosen)
    years = tables.year_columns(contract, contract.objective(chosen))
    columns = (cells.CRITERION, cells.UNIT, cells.POLARITY, cells.INITIAL, *years, cells.SOURCE,
               cells.INITIAL_FROM, cells.INITIAL_TO, cells.NOTE)  # fmt: skip
    typed[chosen] = table(st.session_state[first], f"cellules-{key}-{chosen}", criterion_columns(), columns)
    notes([_TARGETS])
    for objective, rows in typed.items():
        if objective in names:
            try:
                contract = tables.with_criteria(contract, objective, rows)
            except Refused as refused:
                problems.append(str(refused))
    return contract
