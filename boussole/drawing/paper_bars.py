"""Amounts on paper: a waterfall of euros, one value against its target, amounts held against each other. Pure; nothing
is computed. Each bar is named and its amount written: colour is never alone.
"""

from __future__ import annotations

from dataclasses import replace

from matplotlib.figure import Figure

from boussole.drawing.paper import INKS, SIZE, ends, said, scaled, sheet, shortened, wrapped
from boussole.french import spaced
from boussole.panels import Bars, Bullet, Waterfall

BARS = 20  # of one chart: what stands on a page with its title
_LINE = 0.42  # inches a bar, with its name above


def waterfall(panel: Waterfall) -> Figure:
    """One bar a part, each from where the last ends; what is at stake is hatched, since it is not settled."""
    colours = {"maximum": INKS.text, "acquired": INKS.observed, "at_stake": INKS.initial, "lost": INKS.target}
    figure, axes = sheet(2.7)
    for x, stair in enumerate(panel.stairs):
        hatched = stair.kind == "at_stake"
        axes.bar(
            x, stair.height, bottom=stair.start, width=0.66, color=INKS.background if hatched else colours[stair.kind],
            edgecolor=colours[stair.kind], hatch="////" if hatched else None, zorder=3,
        )  # fmt: skip
        said(axes, stair.text, (x, stair.start + stair.height), (0, 3), INKS.text, weight="bold", zorder=5)
        if x + 1 < len(panel.stairs):
            end = stair.start + stair.height
            axes.hlines(end, x, x + 1, color="#8a969c", lw=0.7, ls=":", zorder=2)
    top = max((s.start + s.height for s in panel.stairs), default=1.0) * 1.12 or 1.0
    axes.set_ylim(0, top)
    scaled(axes.yaxis, 0, top, "€")
    axes.set_xticks(range(len(panel.stairs)), [wrapped(s.label, 18) for s in panel.stairs])
    axes.tick_params(axis="x", length=0)
    return figure


def bullet(panel: Bullet) -> Figure:
    """The value as a bar from zero, the target as a diamond on a line, the initial value and the threshold below."""
    figure, axes = sheet(1.15)
    known = [panel.value, panel.target, panel.initial, panel.minimum]
    low, high = (f(0.0, end) for f, end in zip((min, max), ends(known), strict=True))
    high += (high - low) * 0.06 or 1.0
    axes.barh(0, panel.value, height=0.5, color=INKS.observed, zorder=2)
    axes.vlines(panel.target, -0.5, 0.5, color=INKS.background, lw=4, zorder=3)
    axes.vlines(panel.target, -0.5, 0.5, color=INKS.target, lw=1.8, zorder=4)
    signs = [(panel.target, f"Cible {panel.target_text}", "D", INKS.target, 0.5)]
    if panel.initial is not None:
        signs.append((panel.initial, f"Initiale {panel.initial_text}", "s", INKS.initial, -0.5))
    if panel.minimum is not None:
        signs.append((panel.minimum, f"Seuil {panel.minimum_text}", "^", INKS.text, -0.5))
    below = sorted(at for at, *_, y in signs if y < 0)
    for at, text, marker, ink, y in signs:
        axes.plot([at], [y], ls="", marker=marker, ms=5, color=ink, zorder=5, clip_on=False)
        share = (at - low) / (high - low)
        side = 1 if share < 0.12 else -1 if share > 0.88 else 0
        if y < 0 and len(below) > 1:
            side = -1 if at == below[0] and share >= 0.12 else 1
        said(axes, text, (at, y), (4 * side, 5 if y > 0 else -5), ink, zorder=6)
    inside = panel.value - low > 0.3 * (high - low)
    axes.annotate(
        spaced(panel.value_text), (panel.value, 0), xytext=(-4 if inside else 4, 0), textcoords="offset points",
        ha="right" if inside else "left", va="center", size=SIZE, weight="bold",
        color=INKS.background if inside else INKS.observed, zorder=6,
    )  # fmt: skip
    axes.set_xlim(low, high)
    axes.set_ylim(-1.3, 1.1)
    axes.yaxis.set_visible(False)
    axes.spines["left"].set_visible(False)
    scaled(axes.xaxis, low, high, panel.unit)
    return figure


def shared(panel: Bars) -> list[Bars]:
    """The same bars over as many charts as fit a page each."""
    return [replace(panel, bars=panel.bars[k : k + BARS]) for k in range(0, len(panel.bars), BARS)]


def bars(panel: Bars, most: float | None = None) -> Figure:
    """Each bar under its name, its amount and what is read with it. `most`: the end of the axis, so that charts that
    follow each other share it."""
    figure, axes = sheet(max(len(panel.bars), 1) * _LINE + 0.2)
    end = most or max((b.value for b in panel.bars), default=0.0) or 1.0
    for rank, bar in enumerate(panel.bars):
        axes.barh(-rank - 0.12, bar.value, height=0.3, color=INKS.initial)
        label = shortened(bar.label, 70)
        beside = f" · {bar.beside}" if bar.beside else ""
        said(axes, f"{label} – {bar.text}{beside}", (0, -rank + 0.1), (0.1, 1), INKS.text)
    axes.set_xlim(0, end * 1.02)
    axes.set_ylim(-len(panel.bars) + 0.4, 0.75)
    axes.set_axis_off()
    return figure
