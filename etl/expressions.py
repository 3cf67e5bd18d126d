"""The cleaning rules as SQL expressions, each the twin of a function of numbers.py. No connection here: text only."""

from __future__ import annotations

from etl.numbers import SPACES
from etl.reasons import literals

NULL = "NULL::VARCHAR"


def quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _bare(column: str) -> str:
    return f"lower(strip_accents(trim(regexp_replace(replace(replace({column}, '–', '-'), '—', '-'), '[\\s\u00a0\u202f]+', ' ', 'g'))))"


def number(column: str) -> str:
    """SQL of numbers.number: the plain cast first, the careful cleaning only where it fails."""
    spaces = "[" + SPACES.replace("\t", "\\t").replace("'", "''") + "]"
    clean = f"replace(regexp_replace(rtrim(trim({column}), '%'), '{spaces}', '', 'g'), '−', '-')"
    careful = (
        f"CASE WHEN contains({clean}, ',') AND contains({clean}, '.') THEN "
        f"CASE WHEN strpos(reverse({clean}), ',') < strpos(reverse({clean}), '.') "
        f"THEN replace({clean}, '.', '') ELSE replace({clean}, ',', '') END ELSE {clean} END"
    )
    shape = "'^-?[0-9]+([.,][0-9]+)?([eE][-+]?[0-9]+)?$'"
    plain = f"try_cast(replace({column}, ',', '.') AS DOUBLE)"
    fast = f"(isfinite({plain}) AND regexp_matches({column}, {shape}))"
    slow = f"CASE WHEN regexp_matches({careful}, {shape}) THEN try_cast(replace({careful}, ',', '.') AS DOUBLE) END"
    return f"CASE WHEN {column} IS NULL THEN NULL WHEN {fast} THEN {bounded(plain)} ELSE {bounded(slow)} END"


def bounded(expression: str) -> str:
    """None beyond 1e15: an identifier damaged by a spreadsheet, not a count."""
    return f"CASE WHEN abs({expression}) < 1e15 THEN {expression} END"


def missing(column: str) -> str:
    """SQL of numbers.missing."""
    by_status: dict[str, list[str]] = {}
    for text, status in literals().items():
        by_status.setdefault(status, []).append(text)
    bare = _bare(column)
    lowered = f"lower(trim({column}))"
    cases = [f"WHEN regexp_matches({bare}, '^(<|≤|moins de) ?[0-9]+$') THEN 'secret'"]
    for status, texts in by_status.items():
        values = ", ".join(quoted(t) for t in texts)
        cases.append(f"WHEN {bare} IN ({values}) OR {lowered} IN ({values}) THEN '{status}'")
    return f"CASE {' '.join(cases)} END"


def decimals(column: str) -> str:
    """SQL of numbers.decimals."""
    return f"length(regexp_extract(rtrim(rtrim(trim({column}), '%')), '[.,]([0-9]+)$', 1))"


_S = "[" + SPACES.replace("\t", "\\t").replace("'", "''") + "]"
_MIXED = (
    f"^([-−]?(?:[0-9]|{_S})+(?:[.,][0-9]+)?){_S}*%{_S}*[(:,;–-]?{_S}*([0-9](?:[0-9]|{_S})*?){_S}*[a-zA-Zéèêàç ]*\\)?$"
)


def mixed_rate(column: str) -> str:
    """The rate's text of « 74,7% 436 patients »; empty where the cell is not both."""
    return f"regexp_extract(trim({column}), '{_MIXED}', 1)"


def mixed_count(column: str) -> str:
    return f"regexp_extract(trim({column}), '{_MIXED}', 2)"
