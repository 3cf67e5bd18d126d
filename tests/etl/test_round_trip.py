"""A table written in any dialect is read back equal."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, note, settings

from tests.etl.dialects import Dialect, Table, expected, tables, text
from tests.etl.extracts import Read, read, written


def got(found: Read) -> dict[tuple[str, str, str], tuple[Any, ...]]:
    return {(v.territory, v.indicator, v.start): (v.status, v.numerator, v.denominator, v.value) for v in found.values}


def read_back(folder: pytest.TempPathFactory, table: Table, dialect: Dialect) -> None:
    content = text(table, dialect)
    note(content.decode(dialect.encoding))
    options = {"year": next(y for _, _, y in table)} if dialect.shape == "by indicator" else {}
    found = read(written(folder.mktemp("dialect"), content), **options)
    assert found["rejected"] == []
    assert got(found) == expected(table, dialect)
    assert found["cells"] == found["observations"] == len(table)
    assert found["masked"] == sum(c.status == "secret" for c in table.values())
    assert found["missing"] == sum(c.status == "unavailable" for c in table.values())
    assert (found["encoding"], found["delimiter"]) == (
        dialect.encoding if not content.isascii() or dialect.encoding == "utf-16" else "utf-8", dialect.delimiter,
    )  # fmt: skip


@settings(max_examples=60)
@given(tables())
def test_a_table_in_any_dialect_is_read_back_equal(
    tmp_path_factory: pytest.TempPathFactory, made: tuple[Table, Dialect]
) -> None:
    read_back(tmp_path_factory, *made)


@pytest.mark.long
@settings(max_examples=600, derandomize=False)
@given(tables())
def test_many_tables_in_any_dialect_are_read_back_equal(
    tmp_path_factory: pytest.TempPathFactory, made: tuple[Table, Dialect]
) -> None:
    read_back(tmp_path_factory, *made)
