"""Panels rendered as HTML for the screen: the map's legend, headlines, cards, tables. Pure, and Streamlit-free.

Every text that can come from a file or from a person is escaped here; no number is computed or masked.
"""

from __future__ import annotations

import html
from collections.abc import Iterable

from boussole.drawing import palette
from boussole.drawing.leaflet import radius
from boussole.french import number, spaced
from boussole.panels import Area, Choropleth, Circles, Headline, Table

_HATCH_CSS = f"repeating-linear-gradient(135deg,{palette.SECRET} 0 3px,{palette.HATCH} 3px 4px)"


def text(value: str) -> str:
    """French spacing, then HTML escaping: what every screen text goes through."""
    return html.escape(spaced(value))


def legend_html(panel: Choropleth | Circles) -> str:
    """The map's key: classes with their method, secret and missing values told apart, the communes without contour."""
    unit = f" ({panel.unit})"
    if isinstance(panel, Choropleth):
        colours = palette.sequential(len(panel.bins)) if panel.bins else ()
        counts = [sum(a.bin == i for a in panel.areas) for i in range(len(panel.bins))]
        items = [_item(f"background:{c}", b.label, n) for c, b, n in zip(colours, panel.bins, counts, strict=True)]
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
    return f"<li>{swatch}<span>{text(label)} <small>{text(_communes(communes))}</small></span></li>"


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
        f'<div class="bsl-card"><p class="bsl-label">{text(panel.label)}</p>'
        f'<p class="bsl-value">{text(panel.value)}</p>'
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
    title = text(panel.title)
    limit = " bsl-scroll" if scroll else ""
    return (
        f'<div class="bsl-table{limit}" role="region" aria-label="{title}" tabindex="0"><table>'
        f"<caption{hidden}>{title}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _right(column: str, panel: Table) -> str:
    return ' class="bsl-number"' if column in panel.numeric else ""
