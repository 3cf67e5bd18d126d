"""A table on the screen, with its downloads: real HTML, so that it can be read aloud, zoomed and printed."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import streamlit as st

from boussole.disclosure import Audience
from boussole.drawing.markup import table_html
from boussole.export.table_csv import table_csv
from boussole.export.table_xlsx import table_xlsx
from boussole.panels import Footer, Table
from pages.components.downloads import Download, offer, offer_for_audience

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_NOTHING = Table("Aucune valeur ne peut être montrée dans un document diffusé", (), ())


def show_table(
    panel: Table,
    file_name: str = "",
    notes: Iterable[str] = (),
    footer: Footer | None = None,
    complete: Table | None = None,
    whole: bool = False,
    again: Callable[[Audience], Table | None] | None = None,
    working: bool = False,
) -> None:
    """The table, and the same (or the `complete` one, where the screen shows its beginning) as a CSV for Excel in
    French and as a workbook. `file_name` has no extension; without it there is nothing to download. `whole`: without a
    scroll bar, under a title that the view has written.

    `again` asks the view's question once more for an audience, when the reader downloads; None: nothing to show to
    it. A table that holds figures must give it: its files are for *diffusion* unless the reader chooses otherwise.
    `working`: figures that only a working document may hold (what an import changes); its files say so.
    `notes` and `footer` go into every file: they hold no figure.
    """
    st.html(table_html(panel, scroll=not whole, caption=not whole))
    if not file_name:
        return
    said = tuple(notes)

    def table(audience: Audience | None) -> Table:
        if again is None or audience is None:
            return complete or panel
        return again(audience) or _NOTHING

    formats = (
        Download("CSV", "csv", "text/csv", lambda a: table_csv(table(a), said, footer, a)),
        Download("XLSX", "xlsx", _XLSX, lambda a: table_xlsx(table(a), said, footer, a)),
    )
    if again is None:
        offer(file_name, "Télécharger", formats, Audience.INTERNAL if working else None)
    else:
        offer_for_audience(file_name, "Télécharger le tableau", formats)
