"""The report as a PDF that screen readers can read (PDF/UA-1): tags, bookmarks, alternative texts, page numbers.

Set by typst from its own fonts and those of matplotlib: no font of this machine, no package, no network. Texts go in as
data, never as markup: what a user typed cannot run. Same deck, same bytes.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import Any

import typst
from matplotlib import get_data_path

from boussole.deck import Deck
from boussole.export.report import GroundOf, Progress, Report, Title, report, spreads
from boussole.export.report_blocks import Card, Grid, Picture, Text
from boussole.export.report_text import breakable

_TEMPLATE = Path(__file__).parent / "templates" / "report.typ"
_NOWHERE = "/nonexistent"  # where packages would be: none is used


def report_pdf(deck: Deck, ground: GroundOf, progress: Progress = lambda done, total: None) -> bytes:
    """The file. `ground` gives what each map lies on; `progress(done, total)` is called before the first slide of the
    deck and after each. Several may run at once.
    """
    found = report(deck, ground, "svg", progress)
    made = typst.compile(
        _TEMPLATE.read_bytes(),
        format="pdf",
        pdf_standards=["ua-1"],
        font_paths=_fonts(),
        sys_inputs={"report": json.dumps(_data(found))},
        timestamp=int(found.made.timestamp()),
        package_path=_NOWHERE,
        package_cache_path=_NOWHERE,
    )
    assert isinstance(made, bytes)
    return made


@cache
def _fonts() -> typst.Fonts:
    """Libertinus, in typst itself, and DejaVu for the signs that it lacks."""
    held = Path(get_data_path()) / "fonts" / "ttf"
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[held])


def _data(found: Report) -> dict[str, Any]:
    """What the template reads."""
    names = ("kind", "title", "subtitle", "meeting", "as_of", "mention", "name", "colour")
    return {
        **{name: getattr(found, name) for name in names},
        "logo": list(found.logo) or None,
        "spreads": [{"wide": s.wide, "items": [_broken(_item(i)) for i in s.items]} for s in spreads(found)],
    }


def _item(item: Title | Text | Card | Picture | Grid) -> dict[str, Any]:
    if isinstance(item, Title):
        return {"kind": "title", "level": item.level, "text": item.text}
    if isinstance(item, Text):
        return {"kind": item.kind, "text": item.text}
    if isinstance(item, Card):
        return {"kind": "card", "label": item.label, "value": item.value, "details": item.details,
                "source": item.source}  # fmt: skip
    if isinstance(item, Picture):
        return {"kind": "picture", "title": item.title, "image": item.image.decode(), "alternative": item.alternative,
                "notes": item.notes, "source": item.source}  # fmt: skip
    insets = [{"image": i[0].decode(), "alternative": i[1]} if i else None for i in item.insets]
    said = {name: getattr(item, name) for name in ("title", "columns", "rows", "notes")}
    return {"kind": "grid", **said, **asdict(item.layout), "numeric": sorted(item.numeric), "insets": insets}


def _broken(part: Any) -> Any:
    """Texts whose very long words may be cut; pictures as they are."""
    if isinstance(part, str):
        return breakable(part)
    if isinstance(part, dict):
        return {k: v if k == "image" else _broken(v) for k, v in part.items()}
    return [_broken(one) for one in part] if isinstance(part, list | tuple) else part
