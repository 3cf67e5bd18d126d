"""What a view says, as data: a closed list of panels, rendered for the screen, the slide and the page.

Numbers come in as `Shown` values or as text already worded from them; nothing here computes or masks.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from boussole.disclosure import Audience, Shown

WORKING_DOCUMENT = "document de travail CPTS–CPAM–ARS, ne pas diffuser"


def mention(audience: Audience | None) -> str:
    """What a screen, a file or a picture must say of who may see it; nothing for *diffusion* or without figures."""
    return f"Usage interne – {WORKING_DOCUMENT}" if audience is Audience.INTERNAL else ""


@dataclass(frozen=True)
class Footer:
    """What each figure carries wherever it goes: all French text, ready to print."""

    source: str
    period: str
    champ: str
    origin: str
    credit: str = ""

    @property
    def lines(self) -> tuple[str, ...]:
        parts = (f"Source : {self.source}", f"Période : {self.period}", f"Champ : {self.champ}", self.origin)
        return tuple(p for p in (*parts, self.credit) if p)

    @property
    def text(self) -> str:
        return " · ".join(self.lines)


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
    """One class of a map: bounds in the indicator's unit, both included (infinite at an open end), and its legend
    text.
    """

    low: float
    high: float
    label: str


@dataclass(frozen=True)
class Area:
    """One commune of a map. `bin` is the index of its class, None when it has no value to show. `aside`: the reader has
    asked for others alone.
    """

    code: str
    name: str
    shown: Shown | None
    bin: int | None
    value: str
    details: tuple[str, ...] = ()
    aside: bool = False

    @property
    def secret(self) -> bool:
        return self.shown is not None and self.shown.hidden


@dataclass(frozen=True)
class Choropleth:
    """Rates by commune, in classes; `diverging` when they lie on both sides of a reference. `caution`: why the method
    is not the one asked for.
    """

    title: str
    unit: str
    areas: tuple[Area, ...]
    bins: tuple[Bin, ...]
    method: str
    secret_label: str
    without_contour: tuple[str, ...]
    alternative: str
    footer: Footer
    diverging: bool = False
    caution: str = ""


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
    bounds: bool = False  # only low and high are known: nothing stands between them


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
class Bullet:
    """One value against its target, on one bar, in the unit. `initial` and `minimum` (under which nothing counts) are
    None where the contract has none; every text is ready to print, empty with its number.
    """

    title: str
    unit: str
    value: float
    value_text: str
    target: float
    target_text: str
    initial: float | None
    initial_text: str
    minimum: float | None
    minimum_text: str
    polarity: str  # up, down or neutral: which way is wanted
    period: str
    alternative: str
    footer: Footer


@dataclass(frozen=True)
class Spine:
    """The spread of the communes on one indicator, the place's own point and interval, the reference as a line.

    All in the indicator's unit, from figures that may be shown. `quartiles`: first, median, third, None for too few
    communes. `state` is that of the line it stands in.
    """

    value: float | None
    low: float | None
    high: float | None
    reference: float | None
    communes: tuple[float, ...]
    quartiles: tuple[float, float, float] | None
    state: str
    alternative: str


@dataclass(frozen=True)
class ProfileLine:
    """One indicator of a place, on one line; every text is ready to print, and empty where there is nothing to say.

    `state`: better, worse, other (a difference that is neither), same, none. `trend_state` likewise. `beside`: what
    must be read with the value. `details`: name and text of what it rests on. `mapped`: whether communes have values.
    """

    indicator: str
    label: str
    value: str
    count: str
    interval: str
    period: str
    year: int
    origin: str
    comparison: str
    against: str
    quartile: str
    state: str
    trend: str
    trend_since: str
    trend_state: str
    beside: str
    cautions: tuple[str, ...]
    details: tuple[tuple[str, str], ...]
    spine: Spine | None
    mapped: bool


@dataclass(frozen=True)
class Profile:
    """A place's indicators, one a line. `whose` names the point of the spines, `line` what their line is."""

    title: str
    whose: str
    line: str
    lines: tuple[ProfileLine, ...]


@dataclass(frozen=True)
class DictionaryEntry:
    """What an indicator is, for the dictionary: `facts` are names and texts. `year`: the latest with a value here."""

    indicator: str
    label: str
    filed: str
    facts: tuple[tuple[str, str], ...]
    mapped: bool
    year: int | None


@dataclass(frozen=True)
class Level:
    """A value that others are held against: a line across a chart."""

    name: str
    value: float
    text: str


@dataclass(frozen=True)
class Dot:
    """One place on one indicator. `text` is its value, or why there is none; `verdict` compares it, in words.

    `side` (above, below, same, or empty) is its shape; `judgement` (better, worse, or empty) its colour.
    """

    label: str
    text: str
    value: float | None = None
    low: float | None = None
    high: float | None = None
    verdict: str = ""
    side: str = ""
    judgement: str = ""
    details: tuple[str, ...] = ()


@dataclass(frozen=True)
class DotGroup:
    """Places under one heading, in the order of their names; the heading may be empty."""

    label: str
    dots: tuple[Dot, ...]


@dataclass(frozen=True)
class Intervals:
    """Places on one indicator, each with its interval, and the reference as a line."""

    title: str
    unit: str
    groups: tuple[DotGroup, ...]
    reference: Level | None
    alternative: str
    footer: Footer


@dataclass(frozen=True)
class Spot:
    """One place on two indicators. `fragile`: one of the two rests on few people; `named`: its name is written."""

    label: str
    x: float
    y: float
    fragile: bool
    named: bool
    details: tuple[str, ...]


@dataclass(frozen=True)
class Scatter:
    """Places by two indicators; each axis says its indicator, unit and period."""

    title: str
    x_title: str
    y_title: str
    x_unit: str
    y_unit: str
    spots: tuple[Spot, ...]
    x_level: Level | None
    y_level: Level | None
    alternative: str
    footer: Footer


@dataclass(frozen=True)
class TrendLine:
    """One place through time. `runs`: marks measured alike, which a line may join; `role` (own, reference, commune)
    is its colour and its sign.
    """

    name: str
    role: str
    runs: tuple[tuple[Mark, ...], ...]


@dataclass(frozen=True)
class Break:
    """Between two marks that are not measured alike: its number on the chart, and what changed there."""

    when: date
    number: int
    label: str


@dataclass(frozen=True)
class Trend:
    """One indicator through time, with its intervals and its breaks."""

    title: str
    unit: str
    lines: tuple[TrendLine, ...]
    breaks: tuple[Break, ...]
    zero_based: bool
    alternative: str
    footer: Footer


@dataclass(frozen=True)
class Stair:
    """One bar of a waterfall, from `start` up by `height`, in euros. `kind`: maximum, acquired, at_stake or lost."""

    label: str
    start: float
    height: float
    kind: str
    text: str


@dataclass(frozen=True)
class Waterfall:
    """An amount and the parts that make it up, each starting where the one before ends."""

    title: str
    stairs: tuple[Stair, ...]
    alternative: str
    footer: Footer


@dataclass(frozen=True)
class Bar:
    """One bar of a list. `text` is its amount, `beside` what is to be read with it, `details` the rest."""

    label: str
    value: float
    text: str
    beside: str
    details: tuple[str, ...] = ()


@dataclass(frozen=True)
class Bars:
    """Amounts to be held against each other, the largest first, from zero."""

    title: str
    bars: tuple[Bar, ...]
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


Panel = (
    Headline | Choropleth | Circles | Trajectory | Profile | Intervals | Scatter | Trend | Waterfall | Picker | Table
    | Bullet | Bars
)  # fmt: skip
