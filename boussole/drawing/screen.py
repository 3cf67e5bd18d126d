"""Panels rendered for the screen: plotly figures, and HTML for what is text. Pure, and Streamlit-free.

Every text that can come from a file or from a person is escaped here; no number is computed or masked.
"""

from __future__ import annotations

import html
from collections.abc import Iterable

import plotly.graph_objects as go

from boussole.drawing import palette
from boussole.drawing.leaflet import LARGEST_CIRCLE, radius
from boussole.french import NNBSP, number, spaced
from boussole.panels import Area, Choropleth, Circles, Headline, Mark, Table, Trajectory

# Plotly's bundle speaks English only: its few words travel with each figure.
PLOTLY_CONFIG = {
    "displaylogo": False,
    "modeBarButtons": [["toImage"]],
    "toImageButtonOptions": {"format": "png", "scale": 2, "filename": "boussole-trajectoire"},
    "locale": "fr",
    "locales": {"fr": {"dictionary": {"Download plot as a PNG": "Télécharger l’image (PNG)"}}},
}
_HATCH_CSS = f"repeating-linear-gradient(135deg,{palette.SECRET} 0 3px,{palette.HATCH} 3px 4px)"


def text(value: str) -> str:
    """French spacing, then HTML escaping: what every screen text goes through."""
    return html.escape(spaced(value))


def trajectory_figure(panel: Trajectory, ink: str = "#1b2429") -> go.Figure:
    """Targets as dotted steps with diamonds, observed values as a line with circles and interval bars, the initial
    value as a square; each point labelled. `ink` is the theme's text colour.
    """
    figure = go.Figure()
    above = _observed_above(panel)
    if panel.targets:
        figure.add_trace(_target_steps(panel))
        # Beside the step, on the side where neither it nor a line that follows it passes.
        side = "top right" if panel.targets[-1].value < panel.targets[0].value else "bottom right"
        figure.add_trace(_marks("Cible", panel.targets, palette.TARGET, "diamond", side, panel.unit))
    if panel.observed:
        known = ([panel.initial] if panel.initial else []) + list(panel.observed)
        line = go.Scatter(
            x=[m.when for m in known],
            y=[m.value for m in known],
            mode="lines",
            line={"color": palette.OBSERVED, "width": 3},
            hoverinfo="skip",
            showlegend=False,
        )
        figure.add_trace(line)
        side = "top center" if above else "bottom center"
        figure.add_trace(_marks("Observé", panel.observed, palette.OBSERVED, "circle", side, panel.unit))
        if any(m.high is not None for m in panel.observed):
            figure.add_trace(_interval_labels(panel.observed, panel.unit))
    if panel.initial:
        start = (panel.initial,)
        figure.add_trace(_marks("Valeur initiale", start, palette.INITIAL, "square", "middle left", panel.unit))
    values = [v for m in _all_marks(panel) for v in (m.value, m.low, m.high) if v is not None]
    figure.update_layout(
        separators=f",{NNBSP}",
        height=330,
        margin={"l": 10, "r": 20, "t": 40, "b": 10},
        legend={
            "orientation": "h",
            "y": 1.04,
            "yanchor": "bottom",
            "x": 0,
            "font": {"size": 13, "color": ink},
            "title": {"text": _unit(panel.unit), "font": {"size": 13, "color": ink}},
        },
        hoverlabel={"align": "left"},
        font={"size": 14, "color": ink},
        dragmode=False,
    )
    figure.update_xaxes(  # a year's name in the middle of its year: a target of December belongs to it
        tickformat="%Y", dtick="M12", tick0="2000-01-01", ticklabelmode="period", ticks="outside",
        range=_x_range(panel), fixedrange=True, showgrid=True, tickfont={"size": 13, "color": ink},
    )  # fmt: skip
    figure.update_yaxes(
        range=_y_range(values, panel.zero_based),
        title=None,
        tickformat=",~f",
        ticksuffix=f"{NNBSP}%" if panel.unit == "%" else "",
        nticks=6,
        tickfont={"size": 13, "color": ink},
        fixedrange=True,
        automargin=True,
    )
    return figure


def _target_steps(panel: Trajectory) -> go.Scatter:
    """A target holds for the whole year that it ends: steps start at the initial value where it is known."""
    first = panel.targets[0]
    before = [panel.initial.when] if panel.initial and panel.initial.when < first.when else []
    return go.Scatter(
        x=[*before, *(m.when for m in panel.targets)],
        y=[*(first.value for _ in before), *(m.value for m in panel.targets)],
        mode="lines",
        line={"color": palette.TARGET, "width": 2, "dash": "dot", "shape": "vh"},
        hoverinfo="skip",
        showlegend=False,
    )


def _observed_above(panel: Trajectory) -> bool:
    """Whether observed values mostly lie above the target in force: labels then go apart, each to its side."""
    above = 0
    for mark in panel.observed:
        target = next((t for t in panel.targets if t.when >= mark.when), panel.targets[-1] if panel.targets else None)
        above += 0 if target is None else 1 if mark.value >= target.value else -1
    return above > 0


def _unit(unit: str) -> str:
    return text(f"En {unit} :") if unit and unit != "%" else ""


def _marks(name: str, marks: tuple[Mark, ...], colour: str, symbol: str, position: str, unit: str) -> go.Scatter:
    bars = None
    if any(m.low is not None and m.high is not None for m in marks):
        bars = {
            "type": "data",
            "symmetric": False,
            "array": [(m.high - m.value) if m.high is not None else 0 for m in marks],
            "arrayminus": [(m.value - m.low) if m.low is not None else 0 for m in marks],
            "color": colour,
            "thickness": 1.5,
            "width": 5,
        }
    return go.Scatter(
        name=name,
        x=[m.when for m in marks],
        y=[m.value for m in marks],
        mode="markers+text",
        text=["" if bars else _label(m, unit) for m in marks],
        textposition=position,
        textfont={"color": colour, "size": 13},
        cliponaxis=False,
        marker={"symbol": symbol, "size": 11, "color": colour, "line": {"color": "#ffffff", "width": 1}},
        error_y=bars,
        customdata=[text(f"{m.label} : {m.text}") + (f"<br>{text(m.origin)}" if m.origin else "") for m in marks],
        hovertemplate=f"<b>{text(name)}</b><br>%{{customdata}}<extra></extra>",
    )


def _label(mark: Mark, unit: str) -> str:
    """The value beside its point, its unit left to the legend's title."""
    bare = mark.text if unit == "%" else mark.text.removesuffix(unit).strip()
    return f"  {text(bare)}  "  # spaces: room between the label and its mark


def _interval_labels(marks: tuple[Mark, ...], unit: str) -> go.Scatter:
    """Labels above the interval bars, which they would otherwise lie on."""
    return go.Scatter(
        x=[m.when for m in marks],
        y=[m.high if m.high is not None else m.value for m in marks],
        mode="text",
        text=[_label(m, unit) for m in marks],
        textposition="top center",
        textfont={"color": palette.OBSERVED, "size": 13},
        cliponaxis=False,
        hoverinfo="skip",
        showlegend=False,
    )


def _all_marks(panel: Trajectory) -> list[Mark]:
    return [*([panel.initial] if panel.initial else []), *panel.targets, *panel.observed]


def _x_range(panel: Trajectory) -> list[str]:
    years = [m.when.year for m in _all_marks(panel)]
    return [f"{min(years) - (1 if panel.initial else 0)}-12-01", f"{max(years) + 1}-03-31"]


def _y_range(values: list[float], zero_based: bool) -> list[float]:
    """Room for the labels; from zero for counts, around the values for percentages."""
    low, high = 0 if zero_based else min(values), max(values)
    pad = max((high - low) * 0.2, abs(high) * 0.02, 1e-6)
    return [0 if zero_based else low - pad, high + pad]


def legend_html(panel: Choropleth | Circles) -> str:
    """The map's key: classes with their method, secret and missing values told apart, the communes without contour."""
    unit = f" ({panel.unit})"
    if isinstance(panel, Choropleth):
        colours = palette.sequential(len(panel.bins)) if panel.bins else ()
        counts = [sum(a.bin == i for a in panel.areas) for i in range(len(panel.bins))]
        items = [
            _item(f"background:{c}", b.label, n) for c, b, n in zip(colours, panel.bins, counts, strict=True)
        ]
        method = f"Classes : {panel.method}"
    else:
        items = [_circle_item(v, m) for v, m in _circle_samples(panel.areas)]
        method = "Surface du cercle proportionnelle à la valeur"
        if any(a.shown and a.shown.value == 0 for a in panel.areas):
            method += " ; aucun cercle : zéro"
        unit = f" (en {panel.unit})"
    secret = sum(a.secret for a in panel.areas)
    missing = sum(a.bin is None and not a.secret for a in panel.areas)
    if secret:
        items.append(_item(f"background:{_HATCH_CSS}", panel.secret_label, secret))
    if missing:
        items.append(_item(f"background:{palette.NO_DATA}", "Aucune donnée", missing))
    absent = ""
    if panel.without_contour:
        absent = f"<p>{text('Sans contour, dans le tableau seulement : ' + ', '.join(panel.without_contour))}</p>"
    return (
        f'<div class="bsl-legend"><p><strong>{text("Légende" + unit)}</strong></p><ul>{"".join(items)}</ul>'
        f"<p>{text(method)}</p>{absent}</div>"
    )


def _item(style: str, label: str, communes: int) -> str:
    swatch = f'<span class="bsl-swatch" style="{style}" aria-hidden="true"></span>'
    return f'<li>{swatch}<span>{text(label)} <small>{text(_communes(communes))}</small></span></li>'


def _communes(count: int) -> str:
    return f"{count} commune" if count < 2 else f"{count} communes"


def _circle_item(value: float, largest: float) -> str:
    size = round(2 * radius(value, largest))
    style = f"width:{size}px;height:{size}px;background:{palette.CIRCLE}"
    circle = f'<span class="bsl-circle-box"><span class="bsl-circle" style="{style}" aria-hidden="true"></span></span>'
    return f"<li>{circle}<span>{text(number(value))}</span></li>"


def _circle_samples(areas: Iterable[Area]) -> list[tuple[float, float]]:
    """Two or three round values to read the circles by, with the largest value shown."""
    values = [a.shown.value for a in areas if a.bin is not None and a.shown and a.shown.value is not None]
    largest = max(values, default=0.0)
    if largest <= 0:
        return []
    samples = dict.fromkeys(_round_down(largest / k) for k in (1, 4, 16))
    return [(s, largest) for s in samples if s > 0]


def _round_down(value: float) -> float:
    """To 1, 2 or 5 times a power of ten, never above the value."""
    power = 10.0 ** (len(str(int(value))) - 1) if value >= 1 else 0.0
    return float(max((m * power for m in (1, 2, 5) if m * power <= value), default=0.0))


def headline_html(panel: Headline) -> str:
    """The territory's own figure, its details, its cautions and what it rests on."""
    details = "".join(f"<li>{text(d)}</li>" for d in panel.details)
    cautions = "".join(f"<li>{text('Attention : ' + c)}</li>" for c in panel.cautions)
    return (
        f'<div class="bsl-card"><p class="bsl-label">{text(panel.label)}</p><p class="bsl-value">{text(panel.value)}</p>'
        f"<ul>{details}{cautions}</ul><p><small>{text(panel.footer.text)}</small></p></div>"
    )


def commune_html(area: Area) -> str:
    """One commune's figure, as chosen on the map or in the list."""
    details = "".join(f"<li>{text(d)}</li>" for d in area.details)
    return (
        f'<div class="bsl-card bsl-commune"><p class="bsl-label">{text(f"{area.name} ({area.code})")}</p>'
        f'<p class="bsl-value">{text(area.value)}</p><ul>{details}</ul></div>'
    )


def table_html(panel: Table, scroll: bool = True, caption: bool = True) -> str:
    """A table that screen readers and keyboards can walk through; the first column heads the rows. Without `caption`,
    the title is for screen readers alone.
    """
    head = "".join(f'<th scope="col"{_right(c, panel)}>{text(c)}</th>' for c in panel.columns)
    body = "".join(
        "<tr>"
        + "".join(
            f'<th scope="row">{text(cell)}</th>' if i == 0 else f"<td{_right(c, panel)}>{text(cell)}</td>"
            for i, (c, cell) in enumerate(zip(panel.columns, row, strict=True))
        )
        + "</tr>"
        for row in panel.rows
    )
    hidden = "" if caption else ' class="bsl-hidden"'
    table = f"<table><caption{hidden}>{text(panel.title)}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    limit = " bsl-scroll" if scroll else ""
    name = html.escape(spaced(panel.title), quote=True)
    return f'<div class="bsl-table{limit}" role="region" aria-label="{name}" tabindex="0">{table}</div>'


def _right(column: str, panel: Table) -> str:
    return ' class="bsl-number"' if column in panel.numeric else ""
