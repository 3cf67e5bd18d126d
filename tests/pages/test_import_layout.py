"""What the analyst says is what the command is told: corrections of a reading, periods typed, options."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from etl.layout import Layout
from etl.read import ENCODINGS as COMMAND_LINE
from pages.components.import_arguments import Reading, check_arguments, load_arguments, save_arguments
from pages.components.import_encodings import ENCODINGS, encoding_text
from pages.components.import_layout import ColumnChoice, between_0_and_1, corrected, to_settle
from pages.components.import_words import ROLES, period_field, read_period

YEAR = {"start": "2024-01-01", "end": "2024-12-31"}


def column(index: int, heading: str, role: str, **more: Any) -> dict[str, Any]:
    known = {"indicator": None, "period": None, "fraction": False, "candidates": [], "examples": ["12", "33"]}
    return {"index": index, "heading": heading, "role": role} | known | more


def layout(*columns: dict[str, Any]) -> dict[str, Any]:
    made = Layout(delimiter=";", width=len(columns), first_line=2, columns=()).model_dump(mode="json")
    return made | {"columns": list(columns)}


CODE, ODD = column(0, "Code", "code"), column(1, "Mystère", "ignored", candidates=["mt_sans_17plus", "mt_sans_ald"])


def test_a_corrected_column_holds_what_was_said_and_the_others_stay() -> None:
    made = corrected(layout(CODE, ODD), {1: ColumnChoice("value", "mt_sans_17plus", YEAR)}, {"source": "cpam"})
    assert made["columns"][0] == CODE and made["source"] == "cpam"
    assert made["columns"][1] == ODD | {
        "role": "value", "indicator": "mt_sans_17plus", "period": YEAR, "candidates": []
    }  # fmt: skip
    Layout.model_validate(made)  # what the command will read


def test_saying_nothing_new_changes_nothing() -> None:
    held = layout(CODE, ODD)
    whole = {k: held[k] or "" for k in ("period", "source", "indicator", "territory")}
    assert corrected(held, {1: ColumnChoice("ignored"), 0: ColumnChoice("code")}, whole) == held


def test_a_column_that_holds_no_value_has_neither_indicator_nor_period() -> None:
    made = corrected(layout(CODE, ODD), {1: ColumnChoice("remarks", "mt_sans_17plus", YEAR, True)}, {})
    assert (made["columns"][1]["indicator"], made["columns"][1]["period"]) == (None, None)
    assert made["columns"][1]["fraction"] is False


def test_columns_to_settle_are_those_left_aside_the_ambiguous_first() -> None:
    plain, empty = column(2, "Autre", "ignored"), column(3, "Vide", "ignored", examples=[])
    assert to_settle(layout(CODE, plain, empty, ODD)) == [1, 2]


@pytest.mark.parametrize(
    ("examples", "fraction"),
    [(["0,12", "0.5"], True), (["0", "1"], False), (["12,5"], False), (["NS"], False), ([], False)],
)
def test_rates_written_between_0_and_1_are_noticed(examples: list[str], fraction: bool) -> None:
    assert between_0_and_1(column(1, "Taux", "value", examples=examples)) is fraction


def test_encodings_are_those_of_the_command_line_with_a_name_for_people() -> None:
    assert tuple(ENCODINGS) == COMMAND_LINE
    assert [encoding_text(e) for e in ("utf-8-sig", "utf-16-le", "mac-roman", None)] == [
        "UTF-8", "UTF-16", "Macintosh (Mac Roman)", "",
    ]  # fmt: skip
    assert "--encoding=cp850" in check_arguments(Path("f.csv"), Reading(encoding="cp850"))


def test_every_role_of_a_layout_has_a_french_name() -> None:
    assert set(ROLES) == set(Layout.model_json_schema()["$defs"]["Column"]["properties"]["role"]["enum"])


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("2024", YEAR),
        (" 2024 ", YEAR),
        ("", None),
        ("01/11/2021–31/10/2022", {"start": "2021-11-01", "end": "2022-10-31"}),
        ("du 01/11/2021 au 31/10/2022", {"start": "2021-11-01", "end": "2022-10-31"}),
    ],
)
def test_a_period_is_typed_as_a_year_or_two_days(text: str, period: dict[str, str] | None) -> None:
    assert read_period(text) == period
    assert read_period(period_field(period)) == period


@pytest.mark.parametrize("text", ["20244", "hier", "31/10/2022–01/11/2021", "32/01/2024–01/02/2024", "01/11/2021"])
def test_what_is_no_period_is_refused_with_what_to_write(text: str) -> None:
    with pytest.raises(ValueError, match="Écrivez une année"):
        read_period(text)


def test_options_say_how_to_read() -> None:
    path, json = Path("f.csv"), Path("lecture.json")
    assert "--delimiter=tab" in check_arguments(path, Reading(delimiter="\t"))
    assert {"--sheet=A b", "--header-line=3"} <= set(check_arguments(path, Reading("A b", "", 3)))
    told = check_arguments(path, Reading("A b", ";", 3), json)
    assert "--layout=lecture.json" in told and "--sheet=A b" in told and "--header-line=3" not in told
    assert "--save-profile=--yes" in save_arguments(path, None, json, "--yes")  # a name is never an option
    assert {"--partial", "--retire", "--profile=p"} <= set(load_arguments(path, True, True, None, json, "p"))
