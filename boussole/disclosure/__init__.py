"""What may be shown: `Shown` values are built here and nowhere else; views, panels and files accept nothing else.

`shown` has the values and the threshold; `cells` says what is published and what is under the threshold; `attacker`
says how much can be worked out of it; `mask` hides more until it is too little; `diffusion` shows through the mask.
Pure: no file, no database, no screen. Why it is so: docs/methode.md.
"""

from boussole.disclosure.diffusion import DiffusionDiscloser, Publication
from boussole.disclosure.shown import Audience, Discloser, Shown, show, under_threshold

__all__ = ["Audience", "DiffusionDiscloser", "Discloser", "Publication", "Shown", "show", "under_threshold"]
