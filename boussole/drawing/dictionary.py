"""The dictionary of indicators as HTML: each entry folds, by mouse or keyboard. Pure; every text is escaped."""

from __future__ import annotations

import html
from collections.abc import Callable, Iterable

from boussole.drawing.markup import text
from boussole.panels import DictionaryEntry

Address = Callable[[str, DictionaryEntry], str]  # the link of a view for an entry


def dictionary_html(entries: Iterable[DictionaryEntry], address: Address, unfolded: str = "") -> str:
    """All entries; the one of id `unfolded` is open."""
    return "".join(_entry(entry, address, entry.indicator == unfolded) for entry in entries)


def _entry(entry: DictionaryEntry, address: Address, unfolded: bool) -> str:
    facts = "".join(f"<div><dt>{text(name)}</dt><dd>{text(said)}</dd></div>" for name, said in entry.facts)
    views = [("carte", "Voir sur la carte")] if entry.mapped else []
    views += [("evolution", "Voir l’évolution")] if entry.year is not None else []
    links = " · ".join(
        f'<a href="{html.escape(address(view, entry))}" target="_self">{text(name)}</a>' for view, name in views
    )
    state = "" if entry.year is not None else " – aucune valeur sur ce territoire"
    return (
        f'<details class="bsl-entry"{" open" if unfolded else ""}>'
        f"<summary><strong>{text(entry.label)}</strong> <small>{text(entry.filed + state)}</small></summary>"
        f"<dl>{facts}</dl><p>{links}</p></details>"
    )
