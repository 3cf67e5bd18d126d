"""What Comparer compares, chosen in the URL: communes or territories, indicator, year, second one, reference."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from boussole.questions.choices import IndicatorChoice
from boussole.questions.compare import reference_choices
from boussole.questions.measured import comparable
from boussole.questions.territories import TerritoryInfo
from pages.components import selectors
from pages.components.choice import choose
from pages.components.guard import Visit
from pages.components.multi_choice import choose_many

WHAT, TERRITORIES, REFERENCE, CROSSED, PART = "comparer", "territoires", "reference", "croiser", "partie"
_WHAT = {"communes": "Les communes d’un territoire", "territoires": "Des territoires entre eux"}
_FEW = 8  # territories compared at first; more can be added


@dataclass(frozen=True)
class Asked:
    """What is compared. `other` is empty for one indicator alone; `info` is the territory whose communes they are."""

    by_commune: bool
    infos: Sequence[TerritoryInfo]
    choice: IndicatorChoice
    year: int
    other: str
    other_year: int
    reference: str

    @property
    def about(self) -> dict[str, str | int]:
        """What a comparison is about, apart from its territory."""
        return {"indicator": self.choice.id, "year": self.year, "reference": self.reference}

    @property
    def file_name(self) -> str:
        whose = self.infos[0].id if self.by_commune else "territoires"
        return f"comparer-{whose}-{self.choice.id}-{self.year}"


def choose_compared(visit: Visit) -> Asked:
    """The boxes, in two rows; the view ends here when there is nothing to compare."""
    first, second = st.columns([2, 3])
    with first:
        by_commune = choose(WHAT, "Comparer", list(_WHAT), "communes", _WHAT.__getitem__) == "communes"
    with second:
        infos = [selectors.choose_territory(visit)] if by_commune else _territories(visit)
    choices = comparable(visit.store, infos, by_commune)
    if not choices:
        st.info("Aucune donnée à comparer ici : rien n’est encore chargé par commune ou pour ces territoires.")
        st.page_link("pages/alimenter/importer.py", label="Importer un fichier")
        st.stop()
    indicator, when, crossed, against = st.columns([4, 1.3, 4, 3.2])
    with indicator:
        choice = selectors.choose_indicator(choices)
    with when:
        year = selectors.choose_year(choice)
    with crossed:
        other = _crossed(choices, choice)
    other_year = _closest(next((c for c in choices if c.id == other), choice), year)
    with against:
        known = reference_choices(visit.store, infos, choice.id, year, by_commune)
        reference = ""
        if known:
            reference = choose(REFERENCE, "Référence (même période)", list(known), next(iter(known)), known.__getitem__)
    return Asked(by_commune, infos, choice, year, other, other_year, reference)


def _territories(visit: Visit) -> list[TerritoryInfo]:
    known = {t.id: t for t in visit.territories}
    default = list(known)[:_FEW]
    return [known[id] for id in choose_many(TERRITORIES, "Territoires", list(known), default, lambda i: known[i].name)]


def _crossed(choices: Sequence[IndicatorChoice], first: IndicatorChoice) -> str:
    labels = {c.id: c.label for c in choices if c.id != first.id}
    none = "Aucun (un seul indicateur)"
    return choose(CROSSED, "Croiser avec un autre indicateur", ["", *labels], "", lambda id: labels.get(id, none))


def _closest(choice: IndicatorChoice, year: int) -> int:
    """The same year where the second indicator has it, else the nearest one: both periods are then written out."""
    return min(choice.years, key=lambda y: (abs(y - year), -y))
