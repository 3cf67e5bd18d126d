"""Before an import is confirmed: old → new without a figure that may not be shown, totals whose gap tells nothing."""

from __future__ import annotations

from typing import Any

import pytest

from boussole.questions.differences import changes, changes_table, counts_text, totals_table, touched_map
from boussole.questions.territories import TerritoryInfo

NAMES = {"essai": "CPTS d’essai"}


def change(**said: Any) -> dict[str, Any]:
    """A count of 120 among 1 000 that becomes 131, as the command writes it."""
    known: dict[str, Any] = {
        "state": "changed", "indicator": "mt_sans_17plus", "kind": "commune", "territory": "79049",
        "start": "2024-01-01", "end": "2024-12-31", "source": "cpam",
        "old_value": None, "old_numerator": 120, "old_denominator": 1000, "old_status": "ok",
        "new_value": None, "new_numerator": 131, "new_denominator": 1000, "new_status": "ok",
    }  # fmt: skip
    return known | said


def row(**said: Any) -> tuple[str, ...]:
    return changes_table(changes([change(**said)]), NAMES).rows[0]


def test_a_change_says_what_was_and_what_would_be() -> None:
    assert row()[0] == "Bressuire" and row()[2:4] == ("2024", "changée")
    assert row()[4:6] == ("12,0\u202f% (120 sur 1\u202f000)", "13,1\u202f% (131 sur 1\u202f000)")


def test_a_new_key_was_nothing_and_a_gone_one_will_be_nothing() -> None:
    nothing = dict.fromkeys(("value", "numerator", "denominator", "status"))
    assert row(state="new", **{f"old_{k}": v for k, v in nothing.items()})[3:5] == ("nouvelle", "—")
    gone = row(state="gone", **{f"new_{k}": v for k, v in nothing.items()})
    assert (gone[3], gone[5]) == ("absente du fichier", "—")


@pytest.mark.parametrize(
    "new",
    [
        {"new_numerator": 7},  # the count
        {"new_numerator": 993},  # those who are not counted
        {"new_numerator": 3, "new_denominator": 9},  # all of them
        {"new_numerator": None, "new_value": 0.7},  # a rate that tells the count
        {"new_numerator": None, "new_denominator": None, "new_status": "secret"},
    ],
)
def test_what_may_not_be_shown_is_not_in_the_difference(new: dict[str, Any]) -> None:
    for side, other in (("new", "old"), ("old", "new")):
        said = {k.replace("new", side): v for k, v in new.items()}
        shown = row(**said)
        assert shown[5 if side == "new" else 4] == "secret (< 11)"
        assert shown[4 if side == "new" else 5] != "secret (< 11)", other


def test_an_indicator_that_the_catalogue_no_longer_knows_is_left_out() -> None:
    assert changes([change(indicator="disparu")]) == ()


def test_what_a_reader_must_look_at_comes_first() -> None:
    table = changes_table(changes([change(state=s) for s in ("new", "changed", "gone")]), NAMES)
    assert [r[3] for r in table.rows] == ["absente du fichier", "changée", "nouvelle"]


def test_counts_are_words() -> None:
    text = counts_text({"new": 12, "changed": 1, "unchanged": 0, "gone": 2})
    assert text == "12 nouvelles, 1 changée, 0 inchangée, 2 absentes du fichier"


def test_the_map_shows_states_and_no_figure(info: TerritoryInfo) -> None:
    panel = touched_map(info, {"79049": {"new": 2, "changed": 1}, "79013": {"unchanged": 3}, "79001": {"gone": 1}})
    labels = {a.code: panel.bins[a.bin].label for a in panel.areas if a.bin is not None}
    assert labels["79049"] == "Valeurs changées" and labels["79013"] == "Valeurs inchangées"
    assert labels["79001"] == "Valeurs absentes du fichier" and labels["79038"] == "Hors du fichier"
    assert all(a.shown is None for a in panel.areas)
    assert next(a for a in panel.areas if a.code == "79049").value == "2 valeurs nouvelles, 1 valeur changée"
    assert "valeurs changées : 1" in panel.alternative


def total(**said: Any) -> dict[str, Any]:
    known = {
        "territory": "essai", "indicator": "mt_sans_17plus", "start": "2024-01-01", "end": "2024-12-31",
        "source": "cpam", "value": None, "numerator": 500, "denominator": 5000,
        "communes_numerator": 480, "communes_masked": 0,
    }  # fmt: skip
    return known | said


def gap(**said: Any) -> tuple[str, str]:
    found = totals_table([total(**said)], NAMES).rows[0]
    return found[4], found[5]


def test_a_total_is_beside_the_sum_of_its_communes() -> None:
    found = totals_table([total()], NAMES).rows[0]
    assert found[0] == "CPTS d’essai" and found[3] == "10,0\u202f% (500 sur 5\u202f000)"
    assert gap() == ("480", "20") and gap(communes_numerator=500) == ("500", "aucun")
    assert gap(communes_masked=4) == ("480", "20 (4 communes sous secret)")


@pytest.mark.parametrize(
    ("masked", "visible"),
    [
        (1, 493),  # the gap is the masked commune's own count
        (3, 497),  # one each
        (3, 470),  # ten each
    ],
)
def test_a_gap_that_tells_a_masked_count_is_not_written(masked: int, visible: int) -> None:
    shown = gap(communes_masked=masked, communes_numerator=visible)
    assert shown[0] == "non montrée" and "dû à" in shown[1]
    assert not any(str(n) in "".join(shown) for n in (visible, 500 - visible) if n != masked)


def test_a_gap_beyond_what_masking_explains_is_said_so() -> None:
    assert "plus que n’en explique" in gap(communes_masked=1, communes_numerator=400)[1]


def test_a_total_under_the_threshold_has_no_number() -> None:
    found = totals_table([total(numerator=8, communes_numerator=8)], NAMES).rows[0]
    assert found[3:] == ("secret (< 11)", "—", "—")
