"""Each chart and map as a picture for a page (SVG, PNG), drawn on the server: no browser, no network, no shared state.

The same panel gives the same bytes, from any thread. Title, source and who may see it are text around the picture.
"""

from __future__ import annotations

from collections.abc import Iterator

from matplotlib.figure import Figure

from boussole.drawing import paper_bars, paper_places, paper_time
from boussole.drawing.ground import Ground
from boussole.drawing.paper import Form, saved
from boussole.drawing.paper_map import page_map
from boussole.panels import (
    Bars,
    Bullet,
    Choropleth,
    Circles,
    Intervals,
    Scatter,
    Spine,
    Trajectory,
    Trend,
    Waterfall,
)

Chart = Trajectory | Trend | Intervals | Scatter | Waterfall | Bullet | Bars


def chart_pictures(panel: Chart, form: Form = "svg") -> list[bytes]:
    """The pictures of a chart, each as wide as a page and no higher than one; none for a chart of nothing."""
    return [saved(figure, form, panel.title, panel.alternative) for figure in figures_of(panel)]


def map_pictures(panel: Choropleth | Circles, ground: Ground, form: Form = "svg") -> list[bytes]:
    """The picture of a map, with its key."""
    return [saved(page_map(panel, ground), form, panel.title, panel.alternative)]


def spine_picture(panel: Spine, form: Form = "svg") -> bytes:
    """The picture of one line of a profile."""
    return saved(paper_places.spine(panel), form, "Étendue des communes", panel.alternative)


def figures_of(panel: Chart) -> Iterator[Figure]:
    """The figures of a chart, before they are pictures."""
    if isinstance(panel, Trajectory):
        if panel.initial or panel.targets or panel.observed:
            yield paper_time.trajectory(panel)
    elif isinstance(panel, Trend):
        if any(run for line in panel.lines for run in line.runs):
            yield paper_time.trend(panel)
    elif isinstance(panel, Intervals):
        span = paper_places.interval_span(panel)
        yield from (paper_places.intervals(part, span) for part in paper_places.shared(panel))
    elif isinstance(panel, Scatter):
        yield paper_places.scatter(panel)
    elif isinstance(panel, Waterfall):
        yield paper_bars.waterfall(panel)
    elif isinstance(panel, Bullet):
        yield paper_bars.bullet(panel)
    else:
        most = max((b.value for b in panel.bars), default=0.0)
        yield from (paper_bars.bars(part, most) for part in paper_bars.shared(panel))
