"""Panels picked from the views, as slides: one builder a kind of panel, each asking the question of its view."""

from boussole.questions.slides.asked import Asked, Nothing
from boussole.questions.slides.kinds import KINDS, Kind, slides_of

__all__ = ["KINDS", "Asked", "Kind", "Nothing", "slides_of"]
