"""The cleaning rules as SQL expressions, each the twin of a function of numbers.py. No connection here: text only.

A rule that repeats its column takes it cleaned by the rule before (`cleaned` → `grouped` → `parsed`; `bare` →
`marked`): nested in subqueries, each is computed, and compiled, once a cell.
"""

from __future__ import annotations

from etl.numbers import BLANKS, COUNT_FIRST, DECIMALS, MIXED, NUMBER, SECRET, SPACES, marks


def quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def plain_number(column: str) -> str:
    """The cheap half of numbers.number: right for nearly every cell; None sends the cell to `number`."""
    cast = f"try_cast(replace({column}, ',', '.') AS DOUBLE)"
    odd = f"contains({column}, '_') OR contains({column}, '+')"  # DuckDB reads « 1_000 » and « +-5 » as numbers
    return f"CASE WHEN abs({cast}) < 1e15 AND NOT ({odd}) THEN {cast} END"


def plain_decimals(column: str) -> str:
    """Decimals of a plain number: what follows its comma or point, exponents aside."""
    text = f"rtrim({column}, {quoted(BLANKS)})"
    return f"coalesce(length({text}) - nullif(greatest(strpos({text}, ','), strpos({text}, '.')), 0), 0)::TINYINT"


def ungrouped(column: str, mark: str) -> str:
    """« 1.234 » → « 1234 », in a column whose points separate thousands."""
    shape = f"[1-9][0-9]{{0,2}}([{mark}][0-9]{{3}})+"
    return (
        f"CASE WHEN regexp_full_match(trim({column}), '{shape}') THEN replace({column}, '{mark}', '') ELSE {column} END"
    )


def number(column: str) -> str:
    """SQL of numbers.number."""
    return parsed(grouped(cleaned(column)))


def cleaned(column: str) -> str:
    """A number's text without its spaces and its percent sign, and with a plain minus."""
    bare = f"regexp_replace(trim({column}, {quoted(BLANKS)}), '%$', '')"
    return f"replace(regexp_replace({bare}, {quoted(f'[{SPACES}]')}, '', 'g'), '−', '-')"


def grouped(clean: str) -> str:
    """Of points and commas together, the last is the decimal mark, and the others go."""
    return (
        f"CASE WHEN regexp_matches({clean}, '[.].*,[^.]*$') THEN replace({clean}, '.', '') "
        f"WHEN regexp_matches({clean}, ',.*[.][^,]*$') THEN replace({clean}, ',', '') ELSE {clean} END"
    )


def parsed(text: str) -> str:
    """The number that a cleaned text is; null when it is none, or too large to be a count."""
    cast = f"try_cast(replace({text}, ',', '.') AS DOUBLE)"
    return f"CASE WHEN regexp_full_match({text}, {quoted(NUMBER)}) AND abs({cast}) < 1e15 THEN {cast} END"


def missing(column: str) -> str:
    """SQL of numbers.missing."""
    return marked(bare(column))


def bare(column: str) -> str:
    """SQL of periods.plain."""
    blanks = r"'[\s\x{85}\x{a0}\x{1680}\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000}]+'"
    one_dash = f"replace(replace({column}, '–', '-'), '—', '-')"
    return f"lower(strip_accents(trim(regexp_replace({one_dash}, {blanks}, ' ', 'g'))))"


def marked(text: str) -> str:
    """The status that a bare text stands for; null when it is no mark."""
    known = ", ".join(f"{quoted(mark)}: '{status}'" for mark, status in marks().items())
    secret = f"CASE WHEN regexp_full_match({text}, {quoted(SECRET)}) THEN 'secret' END"
    return f"coalesce(map_extract_value(MAP {{{known}}}, {text}), {secret})"


def decimals(column: str) -> str:
    """SQL of numbers.decimals."""
    return f"length(regexp_extract({column}, {quoted(DECIMALS)}, 1))"


def mixed_rate(column: str) -> str:
    """The rate's text of « 74,7% 436 patients »; empty where the cell is not both."""
    return _part_of_mixed(column, 1)


def mixed_count(column: str) -> str:
    return _part_of_mixed(column, 2)


def _part_of_mixed(column: str, part: int) -> str:
    text = f"trim({column}, {quoted(BLANKS)})"
    rate_first = f"nullif(regexp_extract({text}, {quoted(f'^{MIXED}$')}, {part}), '')"
    return f"coalesce({rate_first}, regexp_extract({text}, {quoted(f'^{COUNT_FIRST}$')}, {3 - part}))"
