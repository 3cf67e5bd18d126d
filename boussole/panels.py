"""What a view says, as data: a closed list of panels, rendered for the screen, the slide and the page.

Numbers come in as `Shown` values or as text already worded from them; nothing here computes or masks.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from boussole.disclosure import Shown


@dataclass(frozen=True)
class Footer:
    """What each figure carries wherever it goes: all French text, ready to print."""

    source: str
    period: str
    champ: str
    origin: str
    credit: str = ""

    @property
    def text(self) -> str:
        parts = [f"Source : {self.source}", f"Période : {self.period}", f"Champ : {self.champ}", self.origin]
        return " · ".join(p for p in [*parts, self.credit] if p)


@dataclass(frozen=True)
class Headline:
    """The territory's own figure: the value in large, what it rests on beneath, cautions after."""

    label: str
    value: str
    details: tuple[str, ...]
    cautions: tuple[str, ...]
    footer: Footer


@dataclass(frozen=True)
class Bin:
    """One class of a map: bounds in the indicator's unit, both included, and its legend text."""

    low: float
    high: float
    label: str


@dataclass(frozen=True)
class Area:
    """One commune of a map. `bin` is the index of its class, None when it has no value to show."""

    code: str
    name: str
    shown: Shown | None
    bin: int | None
    value: str
    details: tuple[str, ...] = ()

    @property
    def secret(self) -> bool:
        return self.shown is not None and self.shown.hidden


@dataclass(frozen=True)
class Choropleth:
    """Rates by commune, in classes."""

    title: str
    unit: str
    areas: tuple[Area, ...]
    bins: tuple[Bin, ...]
    method: str
    secret_label: str
    without_contour: tuple[str, ...]
    alternative: str
    footer: Footer


@dataclass(frozen=True)
class Circles:
    """Counts by commune, as circles whose area is proportional to the count. Areas with `bin` None have no circle."""

    title: str
    unit: str
    areas: tuple[Area, ...]
    secret_label: str
    without_contour: tuple[str, ...]
    alternative: str
    footer: Footer


@dataclass(frozen=True)
class Mark:
    """One point of a trajectory. `when` places it, `label` says its exact period, `text` its value."""

    when: date
    label: str
    value: float
    text: str
    low: float | None = None
    high: float | None = None
    origin: str = ""


@dataclass(frozen=True)
class Trajectory:
    """Observed values against the contract's targets, year by year."""

    title: str
    unit: str
    initial: Mark | None
    targets: tuple[Mark, ...]
    observed: tuple[Mark, ...]
    zero_based: bool
    alternative: str
    footer: Footer


@dataclass(frozen=True)
class Parcel:
    """One commune that can be taken into a territory, or left out of it."""

    code: str
    name: str
    chosen: bool
    details: tuple[str, ...] = ()


@dataclass(frozen=True)
class Picker:
    """The communes of a territory among those around, to be clicked."""

    parcels: tuple[Parcel, ...]
    alternative: str


@dataclass(frozen=True)
class Table:
    """The data beside a panel. Cells are text as printed; `numeric` names the columns aligned right."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numeric: frozenset[str] = frozenset()


Panel = Headline | Choropleth | Circles | Trajectory | Picker | Table
