"""One editable table: rows in, rows out; what is refused of it is gathered, and the contract stays as it was."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd
import streamlit as st

from boussole.questions import contract_cells as cells
from boussole.questions.contract_cells import Row, Rows
from boussole.questions.contract_editing import Contract
from boussole.questions.measures import Refused


def edit(
    contract: Contract, rows: list[Row], back: Callable[[Contract, Rows], Contract], key: str, problems: list[str],
    config: dict[str, Any], columns: tuple[str, ...] = (), fixed: bool = False,
) -> Contract:  # fmt: skip
    try:
        return back(contract, table(rows, key, config, columns or tuple(rows[0] if rows else cells.EMPTY), fixed))
    except Refused as refused:
        problems.append(str(refused))
        return contract


def table(
    rows: list[Row], key: str, config: dict[str, Any], columns: tuple[str, ...], fixed: bool = False
) -> list[Row]:
    frame = pd.DataFrame(rows, columns=list(columns), dtype=object)
    found = st.data_editor(frame, key=key, column_config=config, hide_index=True, width="stretch", placeholder="",
                           num_rows="fixed" if fixed else "dynamic")  # fmt: skip
    return [{str(k): v for k, v in row.items()} for row in found.to_dict("records")]
