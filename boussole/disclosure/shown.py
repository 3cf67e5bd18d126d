"""A figure as it may be shown, and the threshold. The only place that builds `Shown` values.

Refuses nothing and never guesses: what is hidden comes out with no number at all. The threshold belongs to
indicator × source (11 for health data, rule of ScanSanté and the CASD guide; 6 for supply seen in Rézone).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from boussole.catalogue import Indicator
from boussole.values import Figure, Flag, Method, Origin, Period, Status, Territory, rounded


class Audience(StrEnum):
    """Who will see the figures: a screen or a working document between the parties, or the public."""

    INTERNAL = "usage interne"
    DIFFUSION = "diffusion"


@dataclass(frozen=True)
class Shown:
    """A figure after disclosure: all that a screen, a file or a deck may know of it.

    Numbers are None where hidden or missing; `status` says which, `threshold` the rule that applied.
    """

    indicator: str
    territory: Territory
    period: Period
    source: str
    value: float | None
    numerator: float | None
    denominator: float | None
    low: float | None
    high: float | None
    numerator_low: float | None
    numerator_high: float | None
    method: Method
    status: Status
    origin: Origin
    flags: frozenset[Flag]
    threshold: int | None
    extracted: date | None

    @property
    def hidden(self) -> bool:
        return self.status is Status.SECRET


def under_threshold(indicator: Indicator, figure: Figure) -> bool:
    """Whether the numerator, the denominator or the complement is from 1 to the threshold minus 1.

    A count that the figure does not write but that its other numbers give away is judged like one that is written;
    of an interval, both ends are.
    """
    threshold = indicator.threshold_for(figure.source)
    if threshold is None:
        return False
    numerator, denominator = counts_of(indicator, figure)
    counts = [numerator, figure.numerator_low, figure.numerator_high]
    if indicator.nature != "moyenne":
        counts.append(denominator)
    if indicator.nature == "part" and denominator is not None:
        counts += [denominator - c for c in (numerator, figure.numerator_low) if c is not None]
    # A count deduced from a rounded rate can fall between two integers: compare it as it would be published.
    return any(c is not None and 1 <= rounded(c) < threshold for c in counts)


def counts_of(indicator: Indicator, figure: Figure) -> tuple[float | None, float | None]:
    """The numerator and the denominator, each worked out from the value and the other where it is not written."""
    numerator, denominator, value = figure.numerator, figure.denominator, figure.value
    if value is None or indicator.nature == "moyenne":
        return numerator, denominator
    if indicator.nature == "effectif":
        return value if numerator is None else numerator, denominator
    if numerator is None and denominator is not None:
        numerator = value * denominator / indicator.scale
    elif denominator is None and numerator is not None and value > 0:
        denominator = numerator * indicator.scale / value
    return numerator, denominator


def show(indicator: Indicator, figure: Figure) -> Shown:
    """The figure for *usage interne*: whole, or entirely hidden when it is secret or under the threshold."""
    hide = figure.status is Status.SECRET or under_threshold(indicator, figure)
    return _shown(figure, Status.SECRET if hide else figure.status, indicator.threshold_for(figure.source))


def diffused(figure: Figure) -> Shown:
    """The figure for *diffusion*, when the mask lets it through. It says no threshold: hidden and shown figures of a
    same map carry no sign of the rule that hid the others."""
    return _shown(figure, figure.status, None)


def withheld(figure: Figure) -> Shown:
    """The one sign of *diffusion*: the same for a small count, for a large one that protects it, and for a total."""
    return _shown(replace(figure, method=Method.NONE, flags=frozenset()), Status.SECRET, None)


def _shown(figure: Figure, status: Status, threshold: int | None) -> Shown:
    visible = status is Status.OK
    return Shown(
        indicator=figure.indicator,
        territory=figure.territory,
        period=figure.period,
        source=figure.source,
        value=figure.value if visible else None,
        numerator=figure.numerator if visible else None,
        denominator=figure.denominator if visible else None,
        low=figure.low if visible else None,
        high=figure.high if visible else None,
        numerator_low=figure.numerator_low if visible else None,
        numerator_high=figure.numerator_high if visible else None,
        method=figure.method,
        status=status,
        origin=figure.origin,
        flags=figure.flags,
        threshold=threshold,
        extracted=figure.extracted,
    )


class Discloser:
    """What an audience may see of one version of the store. For *usage interne*: the threshold alone."""

    audience = Audience.INTERNAL

    def show(self, indicator: Indicator, figure: Figure) -> Shown:
        return show(indicator, figure)
