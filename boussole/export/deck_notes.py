"""What a slide's notes say: the message, each panel's source, period and champ, how it was made, and what to read with
it. All French, all from the panels and the deck.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from boussole.deck import Deck, Slide
from boussole.drawing.legend import method_lines
from boussole.panels import Choropleth, Circles, Footer, Headline, Panel, Trend


def footers(panels: Iterable[Panel]) -> list[Footer]:
    """Of the panels that have one, each once."""
    found = [f for p in panels if isinstance(f := getattr(p, "footer", None), Footer)]
    return list(dict.fromkeys(found))


def notes(deck: Deck, slide: Slide) -> list[str]:
    """Paragraphs, the message first."""
    said = [slide.message, *([f"Territoire : {slide.place}"] if slide.place else []), *slide.lines]
    said += [f"Commentaire : {slide.comment}"] if slide.comment else []
    for panel in slide.panels:
        said += _panel(panel)
    said += ["Méthode : " + slide.method[0], *slide.method[1:]] if slide.method else []
    return [text for text in dict.fromkeys((*said, deck.as_of, deck.mention)) if text]


def _panel(panel: Panel) -> Iterator[str]:
    title = panel.label if isinstance(panel, Headline) else getattr(panel, "title", "")
    if title:
        yield f"— {title}"
    if isinstance(panel, Headline):
        yield from (panel.value, *panel.details, *panel.cautions)
    if isinstance(panel, Choropleth | Circles):
        yield from method_lines(panel)
    if isinstance(panel, Trend):
        yield from (f"Rupture de série {b.number} : {b.label}" for b in panel.breaks)
    if alternative := getattr(panel, "alternative", ""):
        yield alternative
    for footer in footers([panel]):
        yield footer.text
