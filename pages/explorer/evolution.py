"""Évolution: one indicator through time, with its intervals, its breaks and the periods measured."""

from __future__ import annotations

import streamlit as st

from boussole.questions.choices import indicator_choices
from boussole.questions.evolution import NO_REFERENCE, commune_lines, evolution, reference_lines
from pages.components import selectors
from pages.components.chart_panel import show_chart
from pages.components.choice import choose, tell_replaced
from pages.components.demo_banner import demo_banner
from pages.components.further import EVOLUTION, further
from pages.components.guard import guard
from pages.components.meeting_add import offer_kinds
from pages.components.table_panel import show_table
from pages.components.text import escaped, facts, notes

visit = guard("Évolution")
first, second, third, fourth = st.columns([3, 4.4, 2.4, 2.2])
with first:
    info = selectors.choose_territory(visit)
choices = indicator_choices(visit.store, info)
if not choices:
    st.info("Aucune donnée n’est encore chargée pour ce territoire.")
    st.page_link("pages/alimenter/importer.py", label="Importer un fichier")
    st.stop()
with second:
    choice = selectors.choose_indicator(choices)
lines = reference_lines(visit.store, info, choice.id) | {NO_REFERENCE: "Aucune"}
with third:
    reference = choose("reference", "Référence", list(lines), next(iter(lines)), lines.__getitem__)
names = commune_lines(visit.store, info, choice.id)
with fourth:
    commune = choose(selectors.COMMUNE, "Commune", ["", *names], "", lambda c: names.get(c, "Aucune"))
tell_replaced(selectors.TERRITORY, selectors.INDICATOR, "reference", selectors.COMMUNE)

answer = evolution(visit.store, info, choice.id, reference, commune)
if answer is None:
    st.info("Aucune valeur pour cet indicateur.")
    st.stop()
rest = demo_banner(answer.demonstration, answer.notes)
st.subheader(escaped(choice.label))
facts(answer.sentences)
name = f"evolution-{info.id}-{choice.id}"
if answer.chart is None:
    st.info("Aucune valeur ne peut être montrée sur un graphique : le tableau dit pourquoi, période par période.")
else:
    show_chart(answer.chart, name)
facts(f"Rupture {line}" for line in answer.breaks)
notes(rest)
show_table(
    answer.table, name, rest, answer.chart.footer if answer.chart else None,
    again=lambda a: found.table if (found := evolution(visit.store, info, choice.id, reference, commune, a)) else None,
)  # fmt: skip
further(info.id, choice.id, commune=commune, here=EVOLUTION)
offer_kinds(visit, info.id, ["evolution"], {"indicator": choice.id, "reference": reference, "commune": commune})
