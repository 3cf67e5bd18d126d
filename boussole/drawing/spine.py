"""A spine chart: one small SVG picture a line, the reference in the middle, lower values on the left. Pure, quick,
printable; every text is escaped, and a number is only placed, never computed or masked.
"""

from __future__ import annotations

from urllib.parse import quote

from boussole.drawing.markup import text
from boussole.drawing.palette import LIGHT_SPINE, SpineInks
from boussole.panels import Spine

WIDTH, HEIGHT, MARGIN = 220, 30, 9
DOTS = 120  # more communes than this are drawn as a line from the lowest to the highest
_MIDDLE = HEIGHT / 2
MARKS = {
    "better": "cercle plein",
    "worse": "losange plein",
    "other": "triangle",
    "same": "cercle vide",
    "none": "carré",
}


def spine_svg(panel: Spine, inks: SpineInks = LIGHT_SPINE) -> str:
    """The communes as dots, their middle half as a band, the place's point with its interval, the reference's line."""
    low, high = scale_ends(panel)

    def x(value: float) -> float:
        return round(MARGIN + (value - low) / (high - low) * (WIDTH - 2 * MARGIN), 1)

    parts = []
    if panel.quartiles:
        left, right = x(panel.quartiles[0]), x(panel.quartiles[2])
        parts.append(
            f'<rect x="{left}" y="5" width="{max(right - left, 1):.1f}" height="{HEIGHT - 10}" rx="2" '
            f'fill="{inks.band}" stroke="{inks.spread}" stroke-width="1"/>'
        )
    if panel.reference is not None:
        parts.append(_line(x(panel.reference), 1, x(panel.reference), HEIGHT - 1, inks.line, 1.5))
    if len(panel.communes) > DOTS:
        parts.append(_line(x(panel.communes[0]), _MIDDLE, x(panel.communes[-1]), _MIDDLE, inks.spread, 2))
    else:
        parts += [f'<circle cx="{x(v)}" cy="{_MIDDLE}" r="2" fill="{inks.spread}"/>' for v in panel.communes]
    if panel.low is not None and panel.high is not None:
        parts.append(_line(x(panel.low), _MIDDLE, x(panel.high), _MIDDLE, _ink(panel.state, inks), 3))
    if panel.value is not None:
        parts.append(_mark(panel.state, x(panel.value), inks))
    return _svg(f"0 0 {WIDTH} {HEIGHT}", "".join(parts))


def spine_html(panel: Spine, inks: SpineInks = LIGHT_SPINE) -> str:
    """The same as a picture in the page, with its alternative text: Streamlit takes inline SVG out of HTML."""
    return _picture("bsl-spine", spine_svg(panel, inks), panel.alternative, WIDTH, HEIGHT)


def mark_html(state: str, inks: SpineInks = LIGHT_SPINE) -> str:
    """The mark of a state alone, for words and legends: it says nothing that they do not, and is not read aloud."""
    return _picture("bsl-mark", _svg(f"0 {_MIDDLE - 8:g} 16 16", _mark(state, 8, inks)), "", 16, 16)


def _svg(box: str, content: str) -> str:
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{box}">{content}</svg>'


def _picture(kind: str, svg: str, alternative: str, width: int, height: int) -> str:
    return (
        f'<img class="{kind}" alt="{text(alternative)}" width="{width}" height="{height}" '
        f'src="data:image/svg+xml,{quote(svg, safe=" =:/")}">'
    )


def scale_ends(panel: Spine) -> tuple[float, float]:
    """What the left and the right ends stand for; as far on both sides of the reference, where there is one."""
    known = [v for v in (panel.value, panel.low, panel.high, *panel.communes) if v is not None]
    if panel.reference is None:
        low, high = min(known), max(known)
        return (low, high) if high > low else (low - 1, high + 1)
    half = max((abs(v - panel.reference) for v in known), default=0.0) or 1.0
    return panel.reference - half, panel.reference + half


def _ink(state: str, inks: SpineInks) -> str:
    return {"better": inks.better, "worse": inks.worse, "other": inks.other}.get(state, inks.line)


def _line(x1: float, y1: float, x2: float, y2: float, ink: str, width: float) -> str:
    return f'<line x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}" stroke="{ink}" stroke-width="{width}"/>'


def _mark(state: str, x: float, inks: SpineInks) -> str:
    """Each state has its own shape, with a rim of the background so that it stands out from dots and band."""
    ink, y = _ink(state, inks), _MIDDLE
    rim = f'stroke="{inks.background}" stroke-width="1"'
    if state == "better":
        return f'<circle cx="{x}" cy="{y}" r="6.5" fill="{ink}" {rim}/>'
    if state == "worse":
        return f'<path d="M{x} {y - 8}L{x + 8} {y}L{x} {y + 8}L{x - 8} {y}Z" fill="{ink}" {rim}/>'
    if state == "other":
        return f'<path d="M{x} {y - 7}L{x + 7} {y + 6}L{x - 7} {y + 6}Z" fill="{ink}" {rim}/>'
    if state == "same":
        return f'<circle cx="{x}" cy="{y}" r="5.5" fill="{inks.background}" stroke="{ink}" stroke-width="2.5"/>'
    return f'<rect x="{x - 5}" y="{y - 5}" width="10" height="10" fill="{ink}" {rim}/>'
