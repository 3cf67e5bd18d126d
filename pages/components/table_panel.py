"""A table on the screen, with its download: real HTML, so that it can be read aloud, zoomed and printed."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import streamlit as st

from boussole.disclosure import Audience
from boussole.drawing.markup import table_html
from boussole.export.table_csv import table_csv
from boussole.panels import Footer, Table


def show_table(
    panel: Table,
    file_name: str = "",
    notes: Iterable[str] = (),
    footer: Footer | None = None,
    complete: Table | None = None,
    whole: bool = False,
    again: Callable[[Audience], Table | None] | None = None,
) -> None:
    """The table, and the same (or the `complete` one, where the screen shows its beginning) as a CSV for Excel in
    French. `file_name` has no extension; without it there is nothing to download. `whole`: without a scroll bar, under
    a title that the view has written. `again` asks the view's question once more for an audience.
    """
    st.html(table_html(panel, scroll=not whole, caption=not whole))
    if not file_name:
        return
    st.download_button(
        "Télécharger (CSV)",
        table_csv(complete or panel, notes, footer),
        file_name=f"{file_name}.csv",
        mime="text/csv",
        key=f"csv_{file_name}",
        on_click="ignore",
    )
