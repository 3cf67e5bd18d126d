"""The cleaning rules as SQL expressions, each the twin of a function of numbers.py. No connection here: text only."""

from __future__ import annotations

from etl.numbers import SPACES
from etl.reasons import literals

NULL = "NULL::VARCHAR"


def quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _bare(column: str) -> str:
    return f"lower(strip_accents(trim(regexp_replace(replace(replace({column}, '–', '-'), '—', '-'), '[\\s\u00a0\u202f]+', ' ', 'g'))))"


def plain_number(column: str) -> str:
    """The cheap half of numbers.number: right for nearly every cell; None sends the cell to `number`."""
    cast = f"try_cast(replace({column}, ',', '.') AS DOUBLE)"
    return f"CASE WHEN abs({cast}) < 1e15 AND NOT contains({column}, '_') THEN {cast} END"


def number(column: str) -> str:
    """SQL of numbers.number: every cleaning of spaces, signs and thousands."""
    spaces = "[" + SPACES.replace("\t", "\\t").replace("'", "''") + "]"
    clean = f"replace(regexp_replace(rtrim(trim({column}), '%'), '{spaces}', '', 'g'), '−', '-')"
    careful = (
        f"CASE WHEN contains({clean}, ',') AND contains({clean}, '.') THEN "
        f"CASE WHEN strpos(reverse({clean}), ',') < strpos(reverse({clean}), '.') "
        f"THEN replace({clean}, '.', '') ELSE replace({clean}, ',', '') END ELSE {clean} END"
    )
    shape = "'^[-+]?([0-9]+([.,][0-9]*)?|[.,][0-9]+)([eE][-+]?[0-9]+)?$'"
    cast = f"try_cast(replace({careful}, ',', '.') AS DOUBLE)"
    return f"CASE WHEN regexp_matches({careful}, {shape}) AND abs({cast}) < 1e15 THEN {cast} END"


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


def plain_decimals(column: str) -> str:
    """Decimals of a plain number: what follows its comma or point, exponents aside."""
    return f"coalesce(length({column}) - nullif(greatest(strpos({column}, ','), strpos({column}, '.')), 0), 0)::TINYINT"


_S = "[" + SPACES.replace("\t", "\\t").replace("'", "''") + "]"
_MIXED = (
    f"^([-−]?(?:[0-9]|{_S})+(?:[.,][0-9]+)?){_S}*%{_S}*[(:,;–-]?{_S}*([0-9](?:[0-9]|{_S})*?){_S}*[a-zA-Zéèêàç ]*\\)?$"
)


def mixed_rate(column: str) -> str:
    """The rate's text of « 74,7% 436 patients »; empty where the cell is not both."""
    return f"regexp_extract(trim({column}), '{_MIXED}', 1)"


def mixed_count(column: str) -> str:
    return f"regexp_extract(trim({column}), '{_MIXED}', 2)"
