"""Where the communes of a territory lie: what a map is drawn on. No figures here."""

from __future__ import annotations

from functools import lru_cache

from geopandas import GeoDataFrame

from boussole.geography import geography
from boussole.questions.territories import TerritoryInfo


def outlines(info: TerritoryInfo) -> GeoDataFrame:
    """The contours known of a territory's communes: `code`, `name`, `geometry` (WGS 84). Not to be changed."""
    return _outlines(info.communes)


@lru_cache(maxsize=16)
def _outlines(communes: tuple[str, ...]) -> GeoDataFrame:
    return geography().contours(list(communes), level="detailed")
