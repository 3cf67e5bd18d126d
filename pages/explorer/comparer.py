"""Comparer: who stands out among communes or territories, on one indicator; or two indicators crossed."""

from __future__ import annotations

import streamlit as st

from boussole.disclosure import Audience
from boussole.questions.compare import Compared, communes_compared, territories_compared
from boussole.questions.crossing import Crossed, communes_crossed, territories_crossed
from pages.components import compare_choices as choices
from pages.components import selectors
from pages.components.chart_panel import show_chart
from pages.components.choice import choose, tell_replaced
from pages.components.demo_banner import demo_banner
from pages.components.further import COMPARER, further
from pages.components.guard import guard
from pages.components.meeting_add import offer_comparison
from pages.components.table_panel import show_table
from pages.components.text import escaped, facts, notes

visit = guard("Comparer")
asked = choices.choose_compared(visit)
tell_replaced(selectors.TERRITORY, selectors.INDICATOR, selectors.YEAR, choices.TERRITORIES, choices.CROSSED)


def ask(audience: Audience = Audience.INTERNAL) -> Compared | Crossed | None:
    """The view's question, put again for whoever the download is for."""
    where = asked.infos[0] if asked.by_commune else asked.infos
    if asked.other:
        cross = communes_crossed if asked.by_commune else territories_crossed
        both = (asked.choice.id, asked.other)
        return cross(visit.store, where, both, asked.year, asked.other_year, asked.reference, audience)
    compare = communes_compared if asked.by_commune else territories_compared
    return compare(visit.store, where, asked.choice.id, asked.year, asked.reference, audience)


answer = ask()
if answer is None:
    st.info("Aucune valeur à comparer pour ce choix et cette année.")
    st.stop()
rest = demo_banner(answer.demonstration, answer.notes)
st.subheader(escaped(answer.table.title))
facts(answer.facts)
chart = None
if isinstance(answer, Crossed):
    chart = answer.chart
elif answer.parts:
    ranks = [str(n) for n in range(1, len(answer.parts) + 1)]
    names = dict(zip(ranks, answer.part_names, strict=True))
    part = choose(choices.PART, "Partie du graphique", ranks, "1", names.__getitem__) if len(ranks) > 1 else "1"
    chart = answer.parts[int(part) - 1]
if chart is None:
    st.info("Aucune valeur ne peut être montrée sur un graphique : le tableau dit pourquoi, lieu par lieu.")
else:
    show_chart(chart, f"comparer-{asked.choice.id}-{asked.year}")
notes(rest)
footer = chart.footer if chart else None
show_table(answer.table, asked.file_name, rest, footer, again=lambda a: found.table if (found := ask(a)) else None)
offer_comparison(visit, asked)
further(asked.infos[0].id, asked.choice.id, asked.year, here=COMPARER)
