"""A place's indicators as one HTML table with a spine chart a line: read aloud, printed, and folded on a phone. Pure;
every text is escaped, no number is computed or masked.
"""

from __future__ import annotations

import html
from collections.abc import Callable

from boussole.drawing.markup import text
from boussole.drawing.palette import LIGHT_SPINE, SpineInks
from boussole.drawing.spine import DOTS, mark_html, spine_html
from boussole.panels import Profile, ProfileLine

Address = Callable[[str, ProfileLine], str]  # the link of a view for a line
LEGEND = (
    ("better", "significativement meilleur"),
    ("worse", "significativement moins bon"),
    ("other", "différent, sans sens souhaité"),
    ("same", "non différent"),
    ("none", "non comparé"),
)
VIEWS = (("carte", "Carte"), ("evolution", "Évolution"), ("indicateurs", "Définition"))


def profile_html(panel: Profile, address: Address, inks: SpineInks = LIGHT_SPINE) -> str:
    """One row an indicator; `address` gives the link of a view for a line."""
    head = "".join(
        f'<th scope="col">{text(name)}</th>'
        for name in ("Indicateur", "Valeur et période", "Comparaison", "Tendance", "Étendue des communes")
    )
    body = "".join(_row(line, address, inks) for line in panel.lines)
    title = text(panel.title)
    return (
        f'<div class="bsl-table bsl-profile" role="region" aria-label="{title}" tabindex="0"><table>'
        f'<caption class="bsl-hidden">{title}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody>'
        "</table></div>"
    )


def profile_legend_html(panel: Profile, inks: SpineInks = LIGHT_SPINE) -> str:
    """How to read the marks and the spines that are there; empty when there are none."""
    drawn = [line.spine for line in panel.lines if line.spine]
    states = {line.state for line in panel.lines if line.spine or line.comparison}
    marks = "".join(f"<li>{mark_html(s, inks)}<span>{text(said)}</span></li>" for s, said in LEGEND if s in states)
    many = any(len(spine.communes) > DOTS for spine in drawn)
    spread = "le trait gris va de la plus basse à la plus haute" if many else "chaque petit point gris est une commune"
    line = f" ; le trait vertical, au milieu, est {panel.line}" if any(s.reference is not None for s in drawn) else ""
    spine = (
        f"Étendue : {spread}, la bande grise est la moitié centrale des communes (à partir de 8) ; le signe est "
        f"{panel.whose}, son trait l’intervalle à 95 %{line}. Plus bas à gauche, plus haut à droite."
    )
    explained = f"<p>{text(spine)}</p>" if drawn else ""
    return f'<div class="bsl-legend bsl-profile-legend"><ul>{marks}</ul>{explained}</div>' if states else ""


def _row(line: ProfileLine, address: Address, inks: SpineInks) -> str:
    beside = f'<small class="bsl-beside">{text(line.beside)}</small>' if line.beside else ""
    cautions = "".join(f'<small class="bsl-caution">{text("Attention : " + c)}</small>' for c in line.cautions)
    label = _link(address("carte" if line.mapped else "evolution", line), line.label)
    interval = f"intervalle {line.interval}" if line.interval else ""
    compared = line.comparison or ("" if line.against else "—")
    mark = mark_html(line.state, inks) if line.comparison else ""
    spine = spine_html(line.spine, inks) if line.spine else '<span class="bsl-none">—</span>'
    return (
        f'<tr><th scope="row">{label}{beside}{cautions}</th>'
        f'<td class="bsl-figure"><strong>{text(line.value)}</strong>{_small(line.count)}{_small(interval)}'
        f"{_small(' · '.join(t for t in (line.period, line.origin) if t))}</td>"
        f'<td data-name="Comparaison">{mark}{text(compared)}{_small(line.against)}{_small(line.quartile)}</td>'
        f'<td data-name="Tendance">{text(line.trend) or "—"}{_small(line.trend_since)}</td>'
        f"<td>{spine}</td></tr>"
        f'<tr class="bsl-more"><td colspan="5">{_details(line, address)}</td></tr>'
    )


def _small(value: str) -> str:
    return f"<small>{text(value)}</small>" if value else ""


def _link(address: str, label: str) -> str:
    return f'<a href="{html.escape(address)}" target="_self">{text(label)}</a>'


def _details(line: ProfileLine, address: Address) -> str:
    """Folded: what the figure rests on, and where to go on."""
    facts = "".join(f"<div><dt>{text(name)}</dt><dd>{text(said)}</dd></div>" for name, said in line.details)
    links = " · ".join(_link(address(view, line), name) for view, name in VIEWS if view != "carte" or line.mapped)
    return (
        f'<details><summary>Détails<span class="bsl-hidden"> : {text(line.label)}</span></summary>'
        f"<dl>{facts}</dl><p>{links}</p></details>"
    )
