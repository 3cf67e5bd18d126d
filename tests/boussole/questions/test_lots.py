"""The history: what each lot brought, what of it is in force, and its values without those that may not be shown."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from boussole.questions.lots import LotInfo, lot_facts, lot_values, lots, lots_table
from boussole.store import Store
from tests.builders import load, row, total

Rows = Callable[..., list[dict[str, Any]]]


def by_file(store: Store) -> dict[str, LotInfo]:
    return {x.file: x for x in lots(store)}


def test_lots_come_latest_first_with_what_is_left_of_them(store: Store, communes: Rows) -> None:
    load(store, *communes(), name="un.csv")
    load(store, *communes((25, 35)), name="deux.csv")
    assert [x.file for x in lots(store)] == ["deux.csv", "un.csv"]
    first, second = by_file(store)["un.csv"], by_file(store)["deux.csv"]
    assert (first.in_force, first.superseded, first.situation) == (3, 2, "en\u00a0vigueur, en partie remplacé")
    assert (second.in_force, second.superseded, second.situation) == (2, 0, "en\u00a0vigueur")


def test_an_undone_lot_is_said_so_and_the_former_values_are_back(store: Store, communes: Rows) -> None:
    load(store, *communes(), name="un.csv")
    undone = load(store, *communes(), name="deux.csv")
    assert by_file(store)["un.csv"].situation == "entièrement\u00a0remplacé"
    store.undo(undone.id, "coordination")
    first, second = by_file(store)["un.csv"], by_file(store)["deux.csv"]
    assert (first.in_force, second.in_force) == (5, 0)
    assert second.situation.startswith("annulé le 05/01/2026") and second.situation.endswith("par coordination")
    assert lot_facts(second)[-1].endswith("par coordination")


def test_values_taken_away_are_counted_apart(store: Store, communes: Rows) -> None:
    rows = communes()
    load(store, *rows, name="un.csv")
    load(store, *rows[:4], name="deux.csv", scope=[r["territory"] for r in rows], retire=True)
    found = by_file(store)["deux.csv"]
    assert (found.in_force, found.retired) == (4, 1)
    assert lot_facts(found)[-1] == "Valeurs absentes du fichier, retirées par ce lot : 1"


def test_the_table_has_a_line_a_lot(store: Store, communes: Rows) -> None:
    load(store, *communes(), name="un.csv")
    table = lots_table(lots(store))
    assert table.rows[0][2:] == ("un.csv", "analyste", "—", "5", "0", "5", "0", "en\u00a0vigueur")
    assert table.rows[0][1].startswith("05/01/2026\u00a0")


def test_the_values_of_a_lot_hide_what_may_not_be_shown(store: Store, communes: Rows) -> None:
    lot = load(store, *communes((7, None, 194, 50, 60)), total("essai", ["79001"], numerator=300, denominator=1000))
    table = lot_values(store, lot.id)
    values = {r[0]: r[3] for r in table.rows}
    assert values["L'Absie"] == values["Argentonnay"] == values["Boismé"] == "secret (< 11)"
    assert (
        values["Bressuire"] == "25,0\u202f% (50 sur 200)"
        and values["CPTS d’essai"] == "30,0\u202f% (300 sur 1\u202f000)"
    )
    assert len(lot_values(store, lot.id, limit=2).rows) == 2


def test_a_lot_superseded_still_has_its_values(store: Store) -> None:
    first = load(store, row(), name="un.csv")
    load(store, row(numerator=40), name="deux.csv")
    assert lot_values(store, first.id).rows[0][3] == "10,0\u202f% (20 sur 200)"
