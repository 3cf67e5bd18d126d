"""Headings and cells → roles. Headings say what they can; cells settle what headings leave open; neighbours settle
which indicator a bare « taux » belongs to.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from boussole.catalogue import catalogue
from etl.cells import agree, fraction, looks_like_count, looks_like_rate, share, thousands
from etl.headings import Match, matcher, role_of, words
from etl.keys import months, places
from etl.layout import CELL_ROLES, Column, PeriodText, Role
from etl.numbers import is_data_cell, mixed


def understand_columns(headings: Sequence[str], body: Sequence[Sequence[str]]) -> list[Column]:
    """One Column a heading. `body` is a sample of rows, all of the headings' width."""
    roles: list[Role | None] = [role_of(h) for h in headings]  # type: ignore[misc]
    cells = [[r[i] for r in body] for i in range(len(headings))]
    places(roles, headings, cells)
    months(roles, cells)
    matches = [None if roles[i] else matcher().heading(h) for i, h in enumerate(headings)]
    wide = not any(r == "indicator" for r in roles)
    # In a wide file « Taux » or « Nombre » under a merged heading was matched with it; alone, it stays generic.
    settled = _settle(matches, cells)
    columns = []
    for i, heading in enumerate(headings):
        examples = tuple(dict.fromkeys(c.strip() for c in cells[i] if c.strip()))[:3]
        role, match = roles[i], settled[i]
        indicator = None
        candidates: tuple[str, ...] = ()
        period = None
        if role is None and match is not None:
            role, indicator, candidates = _read(match, cells[i])
            period = PeriodText(start=match.period.start, end=match.period.end) if match.period else None
            if period and not match.indicators and not match.quantity and any(is_data_cell(c) for c in cells[i]):
                role = "value" if match.measure == "auto" else match.measure  # « 2023 », « Nombre 2023 »
        columns.append(
            Column(
                index=i,
                heading=heading,
                role=role or "ignored",
                indicator=indicator,
                period=period,
                thousands=thousands(cells[i]),
                candidates=candidates,
                examples=examples,
            )
        )
    if wide and any(c.indicator for c in columns):
        columns = _pair([_left_out(c) if c.role in CELL_ROLES and c.period and not c.indicator else c for c in columns])
        columns = _bare_rates(columns, cells)
    columns = _without_rivals(
        columns, [(m.score, len(words(h))) if m else (0.0, 0) for m, h in zip(settled, headings, strict=True)]
    )
    return [
        c.model_copy(update={"fraction": True}) if c.role == "value" and fraction(c, columns, cells) else c
        for c in columns
    ]


def _left_out(column: Column) -> Column:
    kept = (column.indicator,) if column.indicator else ()
    return column.model_copy(update={"role": "ignored", "indicator": None, "candidates": column.candidates or kept})


def _without_rivals(columns: list[Column], scores: Sequence[tuple[float, int]]) -> list[Column]:
    """Of two columns that would be the same measure of the same indicator and period, the better worded one stays, then
    the one that says more (« APL … de 65 ans ou moins »); of two equals, neither."""
    rivals: dict[tuple[object, ...], list[Column]] = {}
    for column in columns:
        if column.role in CELL_ROLES:
            rivals.setdefault((column.role, column.indicator, column.period), []).append(column)
    lost = set()
    for same in (r for r in rivals.values() if len(r) > 1):
        best = max(scores[c.index] for c in same)
        winners = [c.index for c in same if scores[c.index] == best]
        lost |= {c.index for c in same if len(winners) > 1 or c.index != winners[0]}
    return [_left_out(c) if c.index in lost else c for c in columns]


def _bare_rates(columns: list[Column], cells: Sequence[Sequence[str]]) -> list[Column]:
    """In a wide file, a heading that is no more than « Taux » or « % » says the rate of the counts just before it, if
    they give it; a generic heading that belongs to nothing is left out, and said."""
    known = catalogue().indicators
    settled: list[Column] = []
    for column in columns:
        if column.role not in CELL_ROLES or column.indicator is not None:
            settled.append(column)
            continue
        before = [c for c in settled[-3:] if c.role == "numerator" and c.indicator in known]
        owner = before[-1].indicator if before and column.role == "value" else None
        if (
            owner is None
            or known[owner].nature == "effectif"
            or any(c.role == "value" and c.indicator == owner for c in columns)
        ):
            settled.append(_left_out(column))
            continue
        bases = [c for c in columns if c.role == "denominator" and c.indicator in (owner, known[owner].denominator)]
        counts = cells[before[-1].index], cells[bases[0].index] if bases else []
        given = not bases or any(agree(*counts, cells[column.index], s) for s in (known[owner].scale, 1))
        mine = column.model_copy(update={"indicator": owner, "period": before[-1].period})
        settled.append(mine if given else _left_out(column))
    return settled


def _settle(matches: Sequence[Match | None], cells: Sequence[Sequence[str]]) -> list[Match | None]:
    """Settle an ambiguous rate: by arithmetic where numerator and denominator stand in the file, else by the column
    just before it. What neither settles stays ambiguous."""
    settled: list[Match | None] = []
    for i, match in enumerate(matches):
        if match is not None and len(match.indicators) > 1:
            chosen = _by_arithmetic(i, match, matches, cells) or _by_left_neighbour(i, match, matches)
            if chosen is not None:
                match = replace(match, indicators=(chosen,))
        settled.append(match)
    return settled


def _by_arithmetic(i: int, match: Match, matches: Sequence[Match | None], cells: Sequence[Sequence[str]]) -> str | None:
    """The one candidate whose numerator ÷ denominator gives the rates written, on at least four rows in five."""
    agreeing = []
    for candidate in match.indicators:
        rule = catalogue().indicator(candidate)
        numerators = [j for j, m in enumerate(matches) if m and m.quantity and m.quantity == rule.numerator]
        bases = [j for j, m in enumerate(matches) if m and m.quantity and m.quantity == rule.denominator]
        if any(agree(cells[n], cells[d], cells[i], rule.scale) for n in numerators for d in bases):
            agreeing.append(candidate)
    return agreeing[0] if len(agreeing) == 1 else None


def _by_left_neighbour(i: int, match: Match, matches: Sequence[Match | None]) -> str | None:
    """A bare « taux » follows its own counts: the nearest column before it that surely names an indicator."""
    for j in range(i - 1, max(-1, i - 4), -1):
        near = [c for c in _surely(matches[j]) if c in match.indicators]
        if near:
            return near[0] if len(near) == 1 else None
    return None


def _surely(match: Match | None) -> list[str]:
    if match is None or match.score < 0.99:
        return []
    if len(match.indicators) == 1:
        return [match.indicators[0]]
    return [i.id for i in catalogue().indicators.values() if match.quantity and i.numerator == match.quantity]


def _read(match: Match, cells: Sequence[str]) -> tuple[Role | None, str | None, tuple[str, ...]]:
    """Role and indicator of a matched column; several candidates leave it ignored, and said."""
    filled = [c for c in cells if c.strip()]
    if filled and not any(is_data_cell(c) for c in filled):
        return None, None, ()
    if match.quantity and not match.indicators:
        owners = [i.id for i in catalogue().indicators.values() if i.numerator == match.quantity]
        bases = [i.id for i in catalogue().indicators.values() if i.denominator == match.quantity]
        if (match.measure == "denominator" and bases) or not owners:
            return "denominator", match.quantity, tuple(bases)
        return "numerator", match.quantity, tuple(owners)
    if len(match.indicators) != 1:
        return None, None, match.indicators
    indicator = catalogue().indicator(match.indicators[0])
    if share(filled, lambda c: mixed(c) is not None) > 0.3:
        return "mixed", indicator.id, ()
    if indicator.nature == "effectif":
        return "numerator", match.quantity or indicator.id, ()
    if match.measure in ("value", "denominator") or (match.measure == "numerator" and match.quantity is None):
        return match.measure, indicator.id, ()
    if match.quantity is None and looks_like_count(filled):
        return "numerator", indicator.id, ()
    if match.quantity is None or looks_like_rate(filled):
        return "value", indicator.id, ()
    return "numerator", match.quantity, ()  # a count: `_pair` sees whose numerator or denominator it is


def _pair(columns: list[Column]) -> list[Column]:
    """Give quantity columns (numerators, shared denominators) the indicators of the file that they belong to.

    A column that several indicators share as a denominator keeps the quantity's name: stage.py pairs it with each.
    """
    known = catalogue()
    named = {c.indicator for c in columns if c.indicator in known.indicators}
    numerators = {c.indicator for c in columns if c.role == "numerator"}
    paired = []
    for column in columns:
        if (
            column.role not in ("numerator", "denominator")
            or column.indicator in known.indicators
            or not column.indicator
        ):
            paired.append(column)
            continue
        quantity = column.indicator
        owners = [i.id for i in known.indicators.values() if i.numerator == quantity]
        bases = [
            i.id
            for i in known.indicators.values()
            if i.denominator == quantity and (i.id in named or i.numerator in numerators)
        ]
        # Itself an indicator, whoever divides by it.
        counted = any(known.indicator(o).nature == "effectif" for o in owners)
        if bases and not counted and (column.role == "denominator" or not any(o in named for o in owners)):
            paired.append(
                column.model_copy(update={"role": "denominator", "indicator": quantity, "candidates": tuple(bases)})
            )
        elif column.role == "numerator" and owners:
            wanted = (
                [o for o in owners if o in named]
                or [o for o in owners if any(c.indicator == known.indicator(o).denominator for c in columns)]
                or [o for o in owners if known.indicator(o).nature == "effectif"]
                or owners
            )
            chosen = wanted[0] if len(wanted) == 1 else None
            paired.append(
                column.model_copy(
                    update={
                        "indicator": chosen,
                        "role": "numerator" if chosen else "ignored",
                        "candidates": tuple(wanted),
                    }
                )
            )
        else:
            paired.append(column.model_copy(update={"role": "ignored", "indicator": None, "candidates": ()}))
    return paired
