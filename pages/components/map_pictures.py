"""A map as a picture to take away: drawn on the server when it is asked for, for those who will see it."""

from __future__ import annotations

from collections.abc import Callable

from boussole.disclosure import Audience
from boussole.drawing.page import Format, map_picture
from boussole.panels import Choropleth, Circles
from boussole.questions.outlines import ground
from boussole.questions.territories import TerritoryInfo
from pages.components.downloads import Download, offer_for_audience


def offer_pictures(name: str, info: TerritoryInfo, again: Callable[[Audience], Choropleth | Circles | None]) -> None:
    """The whole map, whatever class is shown alone. `again` asks for it anew, for an audience."""

    def draw(audience: Audience | None, form: Format) -> bytes:
        seen_by = audience or Audience.DIFFUSION
        panel = again(seen_by)
        if panel is None:
            raise ValueError("cette carte n’a rien à montrer à ce public")
        return map_picture(panel, ground(info), info.label, seen_by, form)

    formats = (
        Download("PNG", "png", "image/png", lambda audience: draw(audience, "png")),
        Download("SVG", "svg", "image/svg+xml", lambda audience: draw(audience, "svg")),
    )
    offer_for_audience(name, "Télécharger la carte", formats)
