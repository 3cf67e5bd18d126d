"""Panels rendered as HTML for the screen: headlines, cards, tables (a map's legend: legend.py). Pure, Streamlit-free.

Every text that can come from a file or from a person is escaped here; no number is computed or masked.
"""

from __future__ import annotations

import html

from boussole.french import spaced
from boussole.panels import Area, Headline, Table


def text(value: str) -> str:
    """French spacing, then HTML escaping: what every screen text goes through."""
    return html.escape(spaced(value))


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
