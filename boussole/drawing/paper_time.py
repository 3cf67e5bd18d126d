"""Values through time on paper: a trajectory against its targets, a trend with its intervals and its breaks. Pure; no
number is computed or masked. Shape says what colour says.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from matplotlib.axes import Axes
from matplotlib.dates import date2num
from matplotlib.figure import Figure

from boussole.drawing.paper import INKS, SIZE, ends, keyed, said, scaled, sheet, shortened
from boussole.french import spaced
from boussole.panels import Mark, Trajectory, Trend, TrendLine

_SYMBOL = {"own": "o", "reference": "s", "commune": "D"}
_DASH = {"own": "-", "reference": "--", "commune": ":"}
_SAID = 40  # signs of a value
_LABELLED = 10  # with more marks, their values would cover each other


def trajectory(panel: Trajectory) -> Figure:
    """Targets as dotted steps with diamonds, observed values as circles with their intervals, the initial value as a
    square; each value written."""
    figure, axes = sheet(2.7)
    above = _observed_above(panel) if panel.targets else _rising(panel)
    if panel.targets:
        first = panel.targets[0]
        before = [panel.initial.when] if panel.initial and panel.initial.when < first.when else []
        days = [*before, *(m.when for m in panel.targets)]
        values = [*(first.value for _ in before), *(m.value for m in panel.targets)]
        axes.step(_at(days), values, where="pre", color=INKS.target, ls=":", lw=1.4)
        _marks(axes, "Cible", panel.targets, INKS.target, "D", (0, -6 if above else 6), panel.unit)
    if panel.observed:
        joined = [m for m in (*((panel.initial,) if panel.initial else ()), *panel.observed) if not m.bounds]
        axes.plot(_at([m.when for m in joined]), [m.value for m in joined], color=INKS.observed, lw=1.8)
        _marks(axes, "Observé", panel.observed, INKS.observed, "o", (0, 6 if above else -6), panel.unit)
    if panel.initial:
        _marks(axes, "Valeur initiale", (panel.initial,), INKS.initial, "s", (-6, 0), panel.unit)
    every = [*((panel.initial,) if panel.initial else ()), *panel.targets, *panel.observed]
    _years(axes, [m.when for m in every])
    _height(axes, every, panel.zero_based, panel.unit, 0.2)
    keyed(axes, panel.unit)
    return figure


def trend(panel: Trend) -> Figure:
    """Bands of intervals, lines between values measured alike only, breaks numbered, periods under the marks."""
    figure, axes = sheet(3.3)
    for line in sorted(panel.lines, key=lambda one: one.role == "own"):  # the territory on top
        _line(axes, line)
    marks = [m for line in panel.lines for run in line.runs for m in run]
    for line in panel.lines:
        if line.role == "own" and sum(len(run) for run in line.runs) <= _LABELLED:
            side = _free_side(panel, line)
            for mark in (m for run in line.runs for m in run if not m.bounds):
                end = mark.high if side > 0 else mark.low
                at = (_day(mark.when), mark.value if end is None else end)
                said(axes, shortened(mark.text, _SAID), at, (0, 5 * side), _colour(line), zorder=6)
    _height(axes, marks, panel.zero_based, panel.unit, 0.15)
    _breaks(axes, panel)
    periods = {m.when: m.label for m in marks}
    shown = _apart(sorted(periods))
    axes.set_xticks(_at(shown), [spaced(periods[w]).replace(" au ", "\nau ") for w in shown])
    room = timedelta(days=150)
    axes.set_xlim(_day(min(periods) - room), _day(max(periods) + room))
    keyed(axes, panel.unit, 3)
    return figure


def _line(axes: Axes, line: TrendLine) -> None:
    colour, own = _colour(line), line.role == "own"
    for rank, run in enumerate(line.runs):
        exact = [m for m in run if not m.bounds]
        days, values = _at([m.when for m in exact]), [m.value for m in exact]
        low, high = ([getattr(m, end) for m in exact] for end in ("low", "high"))
        if len(exact) > 1 and None not in (*low, *high):
            axes.fill_between(days, low, high, color=colour, alpha=0.16, lw=0)
        _bars(axes, run, colour)
        axes.plot(
            days, values, color=colour, ls=_DASH[line.role], lw=1.9 if own else 1.3, marker=_SYMBOL[line.role],
            ms=5.5 if own else 4.5, label=shortened(line.name, 44) if rank == 0 else None, zorder=4 if own else 3,
        )  # fmt: skip


def _breaks(axes: Axes, panel: Trend) -> None:
    for when in sorted({one.when for one in panel.breaks}):
        numbers = ", ".join(str(one.number) for one in panel.breaks if one.when == when)
        axes.axvline(_day(when), color=INKS.text, ls=":", lw=0.9)
        axes.annotate(
            numbers, (_day(when), 1), xycoords=axes.get_xaxis_transform(), ha="center", va="top", size=SIZE,
            weight="bold", color=INKS.background,
            bbox={"boxstyle": "square,pad=0.25", "facecolor": INKS.text, "lw": 0}, zorder=7,
        )  # fmt: skip


def _marks(
    axes: Axes, name: str, marks: Sequence[Mark], colour: str, symbol: str, shift: tuple[float, float], unit: str
) -> None:
    exact = [m for m in marks if not m.bounds]
    style: dict[str, Any] = {"ls": "", "marker": symbol, "ms": 6, "color": colour, "mec": INKS.background, "mew": 0.8}
    axes.plot(_at([m.when for m in exact]), [m.value for m in exact], label=name, zorder=5, **style)
    _bars(axes, marks, colour)
    for mark in exact:
        end = mark.high if shift[1] > 0 else mark.low if shift[1] < 0 else None
        bare = mark.text if unit == "%" else mark.text.removesuffix(unit).strip()
        said(
            axes, shortened(bare, _SAID), (_day(mark.when), mark.value if end is None else end), shift, colour, zorder=6
        )


def _bars(axes: Axes, marks: Sequence[Mark], colour: str) -> None:
    """Intervals, thin; bounds that nothing stands between, thick."""
    for m in marks:
        if m.low is not None and m.high is not None:
            day = _day(m.when)
            axes.vlines(day, m.low, m.high, color=colour, lw=2.6 if m.bounds else 1.1, zorder=3)
            axes.plot([day, day], [m.low, m.high], ls="", marker="_", ms=6, color=colour, zorder=3)


def _observed_above(panel: Trajectory) -> bool:
    """Whether observed values mostly lie above the target in force: values are then written apart, each on its side."""
    balance = 0
    for mark in panel.observed:
        target = next((t for t in panel.targets if t.when >= mark.when), panel.targets[-1] if panel.targets else None)
        balance += 0 if target is None else 1 if mark.value >= target.value else -1
    return balance > 0


def _rising(panel: Trajectory) -> bool:
    """Without a target, values are written on the side that the line does not come from."""
    known = [m.value for m in (*((panel.initial,) if panel.initial else ()), *panel.observed)]
    return len(known) < 2 or known[-1] >= known[0]


def _free_side(panel: Trend, line: TrendLine) -> int:
    """1 (above) or −1: where the other lines are further from this one."""
    own = {m.when: m.value for run in line.runs for m in run}
    gaps = [m.value - own[m.when] for other in panel.lines if other is not line for run in other.runs for m in run
            if m.when in own]  # fmt: skip
    above, below = min((g for g in gaps if g >= 0), default=None), max((g for g in gaps if g < 0), default=None)
    return -1 if above is not None and (below is None or above < -below) else 1


def _colour(line: TrendLine) -> str:
    return {"own": INKS.observed, "commune": INKS.initial}.get(line.role, INKS.text)


def _height(axes: Axes, marks: Sequence[Mark], zero_based: bool, unit: str, share: float) -> None:
    """Room for the values written; from zero for counts, around the values for percentages."""
    low, high = ends([v for m in marks for v in ((None if m.bounds else m.value), m.low, m.high)])
    low = 0.0 if zero_based else low
    room = max((high - low) * share, abs(high) * 0.02, 1e-6)
    bottom = 0.0 if zero_based else max(low - room, 0.0) if low >= 0 and share < 0.2 else low - room
    axes.set_ylim(bottom, high + room)
    scaled(axes.yaxis, bottom, high + room, unit)


def _years(axes: Axes, days: Sequence[date]) -> None:
    """Each year's name in the middle of its year: a target of December belongs to it."""
    first, last = min(days).year, max(days).year
    start, end = date(first - 1, 12, 1), date(last + 1, 3, 31)
    step = max(1, (last - first) // 10 + 1)
    years = range(first, last + 1, step)
    axes.set_xticks(_at([date(y, 7, 1) for y in years]), [str(y) for y in years])
    axes.set_xticks(_at([date(y, 1, 1) for y in range(first, last + 2)]), minor=True)
    axes.tick_params(axis="x", which="major", length=0)
    axes.tick_params(axis="x", which="minor", length=5, color="#8a969c")
    axes.set_xlim(_day(start), _day(end))


def _apart(days: list[date]) -> list[date]:
    """The marks whose period can be written without covering the one before."""
    least = max((days[-1] - days[0]) / 7, timedelta(days=60))
    kept = days[:1]
    for _, when in pairwise(days):
        if when - kept[-1] >= least:
            kept.append(when)
    return kept


def _day(when: date) -> float:
    return float(date2num(when))  # type: ignore[no-untyped-call]


def _at(days: Sequence[date]) -> list[float]:
    return [_day(d) for d in days]
