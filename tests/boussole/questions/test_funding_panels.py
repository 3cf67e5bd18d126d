"""The money's panels: the waterfall adds up, gaps and extras are told, a simulation says before and after."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise

import pytest

from boussole.questions.funding import FundingAnswer, funding_of, simulate
from boussole.questions.funding_panels import (
    extras_table,
    gaps_table,
    paid_lines,
    present_rate,
    simulated_table,
    waterfall,
)
from boussole.store import Store

NE, BOCAGE = "nord-essonne", "bocage-bressuirais"


def plain(rows: tuple[tuple[str, ...], ...]) -> list[tuple[str, ...]]:
    return [tuple(c.replace("\u202f", " ").replace("\u00a0", " ") for c in row) for row in rows]


@pytest.fixture(scope="module")
def closed(demonstration: Store) -> FundingAnswer:
    return funding_of(demonstration, NE, 2023)


def test_the_waterfall_starts_each_part_where_the_last_ends(closed: FundingAnswer) -> None:
    panel = waterfall(closed)
    assert panel is not None
    whole, *parts = panel.stairs
    assert (whole.start, whole.height, whole.kind) == (0, 112500.0, "maximum")
    assert [p.kind for p in parts] == ["acquired", "at_stake", "lost"]
    assert round(sum(p.height for p in parts), 2) == whole.height
    for before, after in pairwise(parts):
        assert after.start == pytest.approx(before.start + before.height)
    assert "99 213,13 €" in plain(((panel.alternative,),))[0][0]


def test_gaps_sum_to_the_difference_and_extras_stand_apart(closed: FundingAnswer) -> None:
    gaps, extras = gaps_table(closed), extras_table(closed)
    assert gaps is not None and extras is not None
    assert [row[4] for row in plain(gaps.rows)] == ["0,33 €", "0,44 €", "0,33 €", "1,10 €"]
    assert plain(extras.rows)[0][3] == "10 000,00 €"


def test_no_amount_no_waterfall(demonstration: Store) -> None:
    assert waterfall(funding_of(demonstration, BOCAGE, 2023)) is None


def test_a_rate_moves_its_line_and_the_total_alone(demonstration: Store, closed: FundingAnswer) -> None:
    assert present_rate(closed, "MT-R2") == 28.6 and "MT-R2" in paid_lines(closed)
    table = simulated_table(simulate(demonstration, NE, 2023, {"MT-R2": Decimal(100)}))
    assert plain(table.rows) == [
        ("Accès aux soins (part variable)", "25 000,00 €", "25 000,00 €", "23 103,13 €", "24 218,75 €", "+1 115,62 €"),
        ("Total de la part variable", "112 500,00 €", "112 500,00 €", "99 213,13 €", "100 328,75 €", "+1 115,62 €"),
    ]


def test_a_size_moves_every_mission(demonstration: Store) -> None:
    rows = plain(simulated_table(simulate(demonstration, NE, 2023, size=4)).rows)
    assert len(rows) > 3 and rows[-1][0] == "Total de la part variable" and rows[-1][1] == "112 500,00 €"


def test_a_contract_without_a_size_is_simulated_with_one_line_a_mission(demonstration: Store) -> None:
    rows = plain(simulated_table(simulate(demonstration, BOCAGE, 2023, size=2)).rows)
    assert len(rows) >= 4
    for row in rows:
        assert (row[1], row[3], row[5]) == ("—", "—", "—") and row[2].endswith("€")
