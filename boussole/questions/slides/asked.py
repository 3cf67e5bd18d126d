"""What a builder of slides is asked: choices of a view, for an audience, on a day; and answers that slides share."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar

from boussole.disclosure import Audience
from boussole.panels import Footer, Panel
from boussole.questions import contracts
from boussole.questions.contracts import UnknownContract
from boussole.questions.territories import TerritoryInfo, territory
from boussole.store import Store

T = TypeVar("T")
TERRITORY, INDICATOR, YEAR, COMMUNE, CONTRACT = "territory", "indicator", "year", "commune", "contract"


class Nothing(LookupError):
    """There is nothing to show for these choices; the message is a French sentence."""


@dataclass(frozen=True)
class Asked:
    """`kept` holds the answers that several slides of one deck share: each question is asked once."""

    store: Store
    audience: Audience
    today: date
    choices: Mapping[str, str] = field(default_factory=dict)
    kept: dict[Any, Any] = field(default_factory=dict)

    def about(self, choices: Mapping[str, str]) -> Asked:
        """The same deck, another panel."""
        return Asked(self.store, self.audience, self.today, choices, self.kept)

    def get(self, name: str) -> str:
        return self.choices.get(name, "")

    def need(self, name: str) -> str:
        """Raises Nothing where the choice is missing."""
        if not (found := self.get(name)):
            raise Nothing(f"Ce panneau ne dit pas son choix « {name} » : retirez-le et ajoutez-le de nouveau.")
        return found

    @property
    def year(self) -> int | None:
        """The year chosen, None for none. Raises Nothing when it is no year."""
        said = self.get(YEAR)
        if not said:
            return None
        if not said.isdigit():
            raise Nothing(f"« {said} » n’est pas une année.")
        return int(said)

    @property
    def info(self) -> TerritoryInfo:
        return self.once(("territory", self.get(TERRITORY)), lambda: territory(self.store, self.need(TERRITORY)))

    @property
    def contract_year(self) -> tuple[str, int]:
        """The contract and the exercice chosen; they exist. Raises Nothing, UnknownContract."""
        id, year = self.need(CONTRACT), self.year
        if year is None:
            raise Nothing("Ce panneau ne dit pas son exercice : retirez-le et ajoutez-le de nouveau.")
        if year not in self.once(("years", id), lambda: contracts.contract(self.store, id).years()):
            raise UnknownContract(f"Le contrat « {id} » n’a pas d’exercice {year}.")
        return id, year

    def once(self, key: Any, ask: Callable[[], T]) -> T:
        """The answer to a question, asked at most once a deck."""
        if key not in self.kept:
            self.kept[key] = ask()
        found: T = self.kept[key]
        return found


def method_of(*panels: Panel, said: tuple[str, ...] = ()) -> tuple[str, ...]:
    """What the notes of a slide say: what each panel rests on, then what the view says under it."""
    footers = [f.text for p in panels if isinstance(f := getattr(p, "footer", None), Footer)]
    return tuple(dict.fromkeys([*footers, *said]))
