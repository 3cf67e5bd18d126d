"""How a CPTS signs its documents: name, colour, logo. Typed once, by territory; checked when saved."""

from __future__ import annotations

import base64
import re

from boussole.deck import PRIMARY, Brand
from boussole.questions.measures import Refused
from boussole.store import Store

ENTITY = "brand"
LARGEST = 1_000_000  # bytes of a logo
_IMAGES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")


def brand(store: Store, territory: str) -> Brand:
    """That of a territory; the program's colour and no logo where nothing is typed."""
    found = store.journal.typed(ENTITY, territory)
    content = found.content if found else {}
    return Brand(
        str(content.get("name", "")),
        str(content.get("colour", PRIMARY)),
        base64.b64decode(str(content.get("logo", ""))),
    )


def save_brand(store: Store, territory: str, new: Brand, author: str, read_revision: int) -> int:
    """Raises Refused, with what to do, and StaleRevision."""
    if not _COLOUR.fullmatch(new.colour):
        raise Refused(f"« {new.colour} » n’est pas une couleur : écrivez-la comme {PRIMARY}.")
    if new.logo and not new.logo.startswith(_IMAGES):
        raise Refused("Le logo doit être une image PNG ou JPEG.")
    if len(new.logo) > LARGEST:
        raise Refused("Le logo dépasse 1 Mo : réduisez-le.")
    content = {"name": new.name.strip(), "colour": new.colour, "logo": base64.b64encode(new.logo).decode()}
    return store.save(ENTITY, territory, content, author, read_revision).revision


def brand_revision(store: Store, territory: str) -> int:
    """To be given back to `save_brand`."""
    found = store.journal.typed(ENTITY, territory)
    return found.revision if found else 0
