"""Links from inside a table: a view's address with what it is about. Relative, so that they hold behind any prefix."""

from __future__ import annotations

from urllib.parse import urlencode

from boussole.panels import ProfileLine
from pages.components.selectors import COMMUNE, INDICATOR, TERRITORY, YEAR


def address(view: str, territory: str, indicator: str = "", year: int | None = None, commune: str = "") -> str:
    """« carte?territoire=…&indicateur=…&annee=… » : what is empty is left out."""
    chosen = {TERRITORY: territory, INDICATOR: indicator, YEAR: year or "", COMMUNE: commune}
    return f"{view}?{urlencode({name: value for name, value in chosen.items() if value})}"


def line_address(view: str, line: ProfileLine, territory: str, commune: str = "") -> str:
    """Where a line of a profile leads: the same figure, in another view; the definition is of no year."""
    return address(view, territory, line.indicator, None if view == "indicateurs" else line.year, commune)
