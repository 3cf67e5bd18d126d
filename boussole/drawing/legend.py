"""The key of a map, as HTML and CSS for the screen: what each colour, hatch, circle and line says. Pure.

The legend that one can choose in is a list of choices (pages/components/map_legend.py); its swatches are drawn here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from boussole.drawing import palette
from boussole.drawing.ground import Ground
from boussole.drawing.leaflet import colours, radius
from boussole.drawing.markup import text
from boussole.french import number, plural
from boussole.panels import Area, Choropleth, Circles

HATCH_CSS = f"repeating-linear-gradient(135deg,{palette.SECRET} 0 3px,{palette.HATCH} 3px 4px)"
CIRCLES_METHOD = "Surface du cercle proportionnelle à la valeur"


def legend_html(panel: Choropleth | Circles) -> str:
    """The whole key: classes with their method, secret and missing values told apart, communes without contour."""
    unit = f" ({panel.unit})"
    if isinstance(panel, Choropleth):
        counts = [sum(a.bin == i for a in panel.areas) for i in range(len(panel.bins))]
        items = [
            _item(f"background:{c}", b.label, n) for c, b, n in zip(colours(panel), panel.bins, counts, strict=True)
        ]
    else:
        items = [_circle_item(v, radius(v, m, len(panel.areas))) for v, m in circle_samples(panel.areas)]
        unit = f" (en {panel.unit})"
    secret = sum(a.secret for a in panel.areas)
    missing = sum(a.bin is None and not a.secret for a in panel.areas)
    if secret:
        items.append(_item(f"background:{HATCH_CSS}", panel.secret_label, secret))
    if missing:
        items.append(_item(f"background:{palette.NO_DATA}", "Aucune donnée", missing))
    return (
        f'<div class="bsl-legend"><p><strong>{text("Légende" + unit)}</strong></p><ul>{"".join(items)}</ul>'
        f"{_lines_said(panel)}</div>"
    )


def method_html(panel: Choropleth | Circles) -> str:
    """What stands under a legend that one chooses in: the method, a caution, the communes without contour."""
    return f'<div class="bsl-method">{_lines_said(panel)}</div>'


def borders_html(ground: Ground) -> str:
    """The key of the borders drawn over the communes; empty where there is none."""
    items = []
    if ground.epci is not None:
        items.append('<li><span class="bsl-line bsl-epci" aria-hidden="true"></span>limite d’EPCI</li>')
    if ground.departements is not None:
        items.append('<li><span class="bsl-line bsl-departement" aria-hidden="true"></span>limite de département</li>')
    return f'<ul class="bsl-borders">{"".join(items)}</ul>' if items else ""


def method_lines(panel: Choropleth | Circles) -> tuple[str, ...]:
    """How to read the key, as sentences: the same on the screen and on a picture."""
    if isinstance(panel, Choropleth):
        said = (f"Classes : {panel.method}." if panel.bins else "", panel.caution)
    else:
        zero = " ; aucun cercle : zéro" if any(a.shown and a.shown.value == 0 for a in panel.areas) else ""
        said = (f"{CIRCLES_METHOD}{zero}.", "")
    absent = ""
    if panel.without_contour:
        absent = f"Sans contour, dans le tableau seulement : {', '.join(panel.without_contour)}."
    return tuple(line for line in (*said, absent) if line)


def swatches(panel: Choropleth | Circles, keys: Sequence[str]) -> list[str]:
    """The CSS background of each legend entry (`legend_entries` of the panel's question), in order."""
    drawn = {"secret": HATCH_CSS, "sans-donnee": palette.NO_DATA}
    ramp = iter(colours(panel) if isinstance(panel, Choropleth) else ())
    return [drawn.get(key) or next(ramp) for key in keys]


def swatches_css(widget: str, backgrounds: Sequence[str]) -> str:
    """A style sheet that draws a swatch before each choice of a radio group but the first (« toutes »).

    `widget` is the group's Streamlit key, which becomes a class of its block.
    """
    choice = f'.st-key-{widget} [role="radiogroup"] > :nth-child'
    words = '[data-testid="stMarkdownContainer"]'
    rules = "".join(f"{choice}({n}) {words}::before{{background:{b};}}" for n, b in enumerate(backgrounds, start=2))
    every = f'{choice}(n+2) {words}::before{{content:"";flex:none;width:1.6rem;height:1rem;border:1px solid #6b6b6b;}}'
    return f"<style>{choice}(n) {words}{{display:flex;align-items:center;gap:0.4rem;}}{every}{rules}</style>"


def circle_samples(areas: Iterable[Area]) -> list[tuple[float, float]]:
    """Two or three round values to read the circles by, each with the largest value shown."""
    values = [a.shown.value for a in areas if a.bin is not None and a.shown and a.shown.value is not None]
    largest = max(values, default=0.0)
    if largest <= 0:
        return []
    samples = dict.fromkeys(_round_down(largest / k) for k in (1, 4, 16))
    return [(s, largest) for s in samples if s > 0]


def _lines_said(panel: Choropleth | Circles) -> str:
    return "".join(f"<p>{text(line)}</p>" for line in method_lines(panel))


def _item(style: str, label: str, communes: int) -> str:
    swatch = f'<span class="bsl-swatch" style="{style}" aria-hidden="true"></span>'
    return f"<li>{swatch}<span>{text(label)} <small>{text(plural(communes, 'commune'))}</small></span></li>"


def _circle_item(value: float, half: float) -> str:
    size = round(2 * half)
    style = f"width:{size}px;height:{size}px;background:{palette.CIRCLE}"
    circle = f'<span class="bsl-circle-box"><span class="bsl-circle" style="{style}" aria-hidden="true"></span></span>'
    return f"<li>{circle}<span>{text(number(value))}</span></li>"


def _round_down(value: float) -> float:
    """To 1, 2 or 5 times a power of ten, never above the value."""
    power = 10.0 ** (len(str(int(value))) - 1) if value >= 1 else 0.0
    return float(max((m * power for m in (1, 2, 5) if m * power <= value), default=0.0))
