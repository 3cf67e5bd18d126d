"""Panels as the blocks of a report: texts, cards, pictures with their alternative text, tables. Nothing is computed or
masked; every text is ready to print.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

from boussole.drawing.figures import chart_pictures, map_pictures, spine_picture
from boussole.drawing.ground import Ground
from boussole.drawing.paper import Form
from boussole.drawing.profile import LEGEND
from boussole.drawing.spine import DOTS, MARKS
from boussole.export.report_text import Layout, clean, layout
from boussole.panels import (
    Choropleth,
    Circles,
    Footer,
    Headline,
    Panel,
    Picker,
    Profile,
    ProfileLine,
    Table,
    Trend,
)

GroundOf = Callable[[Choropleth | Circles], Ground]


@dataclass(frozen=True)
class Text:
    """`kind`: line (a sentence of the slide), comment (what people wrote), about and method (of the annexes: of which
    part, and what it rests on)."""

    kind: Literal["line", "comment", "about", "method"]
    text: str


@dataclass(frozen=True)
class Card:
    """A figure in large, what it rests on and the cautions with it."""

    label: str
    value: str
    details: tuple[str, ...]
    source: str


@dataclass(frozen=True)
class Picture:
    """A picture as wide as the page. `notes`: how to read it; `source`: what it rests on."""

    title: str
    image: bytes
    alternative: str
    notes: tuple[str, ...]
    source: str


@dataclass(frozen=True)
class Grid:
    """A table. Cells may have several lines. `numeric`: columns aligned right; `insets`: a picture and its alternative
    text in the last column of each row, or None."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numeric: frozenset[int]
    layout: Layout
    notes: tuple[str, ...] = ()
    insets: tuple[tuple[bytes, str] | None, ...] = ()


Block = Text | Card | Picture | Grid


def blocks_of(panel: Panel, place: str, ground: GroundOf, form: Form) -> list[Block]:
    """What a panel says on paper; nothing for one that is only to be clicked, or that has nothing in it."""
    if isinstance(panel, Picker):
        return []
    if isinstance(panel, Table):
        return [_table(panel) if panel.rows else Text("line", clean(f"{panel.title} : aucune ligne."))]
    if isinstance(panel, Headline):
        return [_card(panel)]
    if isinstance(panel, Profile):
        return [_profile(panel, form)] if panel.lines else []
    if isinstance(panel, Choropleth | Circles):
        images = map_pictures(panel, ground(panel), form)
        where = " – ".join(t for t in (panel.title, place, panel.footer.period) if t)
        return list(_pictures(where, images, panel.alternative, panel.footer))
    notes = tuple(f"{b.number} : {b.label}" for b in panel.breaks) if isinstance(panel, Trend) else ()
    return list(_pictures(panel.title, chart_pictures(panel, form), panel.alternative, panel.footer, notes))


def _pictures(
    title: str, images: list[bytes], alternative: str, footer: Footer, notes: tuple[str, ...] = ()
) -> Iterable[Picture]:
    """A chart in several pictures says its rank in each title; what it rests on is under the last."""
    for rank, image in enumerate(images, 1):
        part = f" ({rank}/{len(images)})" if len(images) > 1 else ""
        last = rank == len(images)
        yield Picture(
            clean(title) + part,
            image,
            clean(alternative) + part,
            tuple(clean(n) for n in notes) if last else (),
            clean(footer.text) if last else "",
        )


def _card(panel: Headline) -> Card:
    details = (*panel.details, *(f"Attention : {c}" for c in panel.cautions))
    return Card(clean(panel.label), clean(panel.value), _cleaned(details), clean(panel.footer.text))


def _table(panel: Table) -> Grid:
    rows = tuple(tuple(clean(cell) for cell in row) for row in panel.rows)
    names = tuple(clean(name) for name in panel.columns)
    numeric = frozenset(k for k, name in enumerate(panel.columns) if name in panel.numeric)
    return Grid(clean(panel.title), names, rows, numeric, layout(names, rows))


def areas_grid(panel: Choropleth | Circles, place: str) -> Grid:
    """The value of each commune of a map, as the map shows it."""
    rows = tuple((clean(a.name), a.code, clean(a.value)) for a in panel.areas)
    title = " – ".join(t for t in (panel.title, place, panel.footer.period) if t)
    notes = (clean(panel.footer.text),)
    return Grid(
        clean(title), ("Commune", "Code", "Valeur"), rows, frozenset({2}), Layout((0.5, 0.2, 0.3), False, 1.0), notes
    )


def _profile(panel: Profile, form: Form) -> Grid:
    """One line an indicator, with its spine where it has one."""
    names = ("Indicateur", "Valeur et période", "Comparaison", "Tendance", "Étendue des communes")
    drawn = any(line.spine for line in panel.lines)
    shares = (0.26, 0.22, 0.19, 0.13, 0.2) if drawn else (0.33, 0.27, 0.24, 0.16)
    rows = tuple((*_said(line), "" if line.spine else "—")[: len(shares)] for line in panel.lines)
    insets = tuple(
        (spine_picture(line.spine, form), clean(line.spine.alternative)) if line.spine else None for line in panel.lines
    )
    return Grid(
        clean(panel.title), names[: len(shares)], rows, frozenset(), Layout(shares, False, 1.0), tuple(_key(panel)),
        insets if drawn else (),
    )  # fmt: skip


def _said(line: ProfileLine) -> tuple[str, str, str, str]:
    interval = f"intervalle {line.interval}" if line.interval else ""
    period = " · ".join(t for t in (line.period, line.origin) if t)
    cells = (
        (line.label, line.beside, *(f"Attention : {c}" for c in line.cautions)),
        (line.value, line.count, interval, period),
        (line.comparison or ("" if line.against else "—"), line.against, line.quartile),
        (line.trend or "—", line.trend_since),
    )
    name, value, compared, trend = ("\n".join(_cleaned(cell)) for cell in cells)
    return name, value, compared, trend


def _key(panel: Profile) -> Iterable[str]:
    """How to read the signs and the spines that are there."""
    spines = [line.spine for line in panel.lines if line.spine]
    if not spines:
        return
    states = {spine.state for spine in spines}
    marks = ", ".join(f"{MARKS[state]} : {said}" for state, said in LEGEND if state in states)
    many = any(len(s.communes) > DOTS for s in spines)
    spread = "le trait gris va de la plus basse à la plus haute" if many else "chaque petit point gris est une commune"
    line = f" ; le trait vertical, au milieu, est {panel.line}" if any(s.reference is not None for s in spines) else ""
    yield clean(f"Signes – {marks}.")
    yield clean(
        f"Étendue : {spread}, la bande grise est la moitié centrale des communes (à partir de 8) ; le signe est "
        f"{panel.whose}, son trait l’intervalle à 95 %{line}. Plus bas à gauche, plus haut à droite."
    )


def _cleaned(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(t for t in map(clean, texts) if t)
