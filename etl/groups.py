"""Which columns make one cell together: the numerator, denominator and rate of one indicator for one period."""

from __future__ import annotations

from dataclasses import dataclass

from boussole.catalogue import catalogue
from etl.layout import CELL_ROLES, Column, Layout, PeriodText


@dataclass(frozen=True)
class CellGroup:
    """Column indexes of one cell. `indicator` is None in a long file, where a column names it."""

    number: int
    indicator: str | None
    period: PeriodText | None
    numerator: int | None = None
    denominator: int | None = None
    value: int | None = None
    mixed: int | None = None
    fraction: bool = False

    @property
    def columns(self) -> list[int]:
        return [c for c in (self.numerator, self.denominator, self.value, self.mixed) if c is not None]


def cell_groups(layout: Layout) -> list[CellGroup]:
    """The cells of each line. A denominator shared by several indicators belongs to each of their cells."""
    if layout.long or not any(c.indicator for c in layout.columns if c.role in CELL_ROLES):
        return _long(layout)
    known = catalogue().indicators
    keys: list[tuple[str, PeriodText | None]] = []
    for column in layout.columns:
        if (
            column.role in CELL_ROLES
            and column.indicator in known
            and (key := (column.indicator, column.period)) not in keys
        ):
            keys.append(key)
    groups: list[CellGroup] = []
    for indicator, period in keys:
        mine = [c for c in layout.columns if c.indicator == indicator and c.period == period]
        denominator = next((c for c in mine if c.role == "denominator"), None) or _shared(layout, indicator, period)
        group = CellGroup(
            number=len(groups),
            indicator=indicator,
            period=period,
            numerator=_index(mine, "numerator"),
            denominator=denominator.index if denominator else None,
            value=_index(mine, "value"),
            mixed=_index(mine, "mixed"),
            fraction=any(c.fraction for c in mine if c.role == "value"),
        )
        if group.numerator is not None or group.value is not None or group.mixed is not None:
            groups.append(group)
    return groups


def _long(layout: Layout) -> list[CellGroup]:
    """Generic columns, with an indicator column or one indicator for the whole file: a cell a line, or one a period
    where headings are years."""
    if not layout.long and not layout.indicator:
        return []
    generic = [c for c in layout.columns if c.indicator is None and c.role in CELL_ROLES]
    groups: list[CellGroup] = []
    for period in dict.fromkeys(c.period for c in generic):
        columns = [c for c in generic if c.period == period]
        group = CellGroup(
            number=len(groups),
            indicator=None if layout.long else layout.indicator,
            period=period,
            numerator=_index(columns, "numerator"),
            denominator=_index(columns, "denominator"),
            value=_index(columns, "value"),
            mixed=_index(columns, "mixed"),
            fraction=any(c.fraction for c in columns if c.role == "value"),
        )
        if group.numerator is not None or group.value is not None or group.mixed is not None:
            groups.append(group)
    return groups


def _shared(layout: Layout, indicator: str, period: PeriodText | None) -> Column | None:
    quantity = catalogue().indicator(indicator).denominator
    known = catalogue().indicators
    found = [c for c in layout.columns if c.role == "denominator" and c.indicator == quantity]
    found += [  # what one indicator counts may be what another divides by
        c
        for c in layout.columns
        if c.role == "numerator" and c.indicator in known and quantity and known[c.indicator].numerator == quantity
    ]
    same = (period, *((None,) if period else (layout.period, None)))  # « Population 2022 » in a file of 2022
    return next((c for wanted in same for c in found if c.period == wanted), None)


def _index(columns: list[Column], role: str) -> int | None:
    return next((c.index for c in columns if c.role == role), None)
