"""The SQL that judges one cell: its status, its numbers, or the reason why it is refused. Text only, no connection."""

from __future__ import annotations

from collections.abc import Iterable

from etl.groups import CellGroup
from etl.numbers import STATUSES
from etl.reasons import reasons

# Half a unit of the last decimal written: what rounding can hide.
ROUNDING = (
    "CASE value_decimals WHEN 0 THEN 0.5 WHEN 1 THEN 0.05 WHEN 2 THEN 0.005 "
    "ELSE 0.5 * pow(10, -value_decimals::INTEGER) END"
)

# Of `parsed`: a cell to publish; what joins a cell to its place.
GOOD = "reason IS NULL AND NOT aside AND NOT total AND status <> 'empty'"
GOOD_CELL = GOOD.replace("total", "parsed.total").replace("reason", "parsed.reason")
NAMED = "JOIN place p USING (place)"

CULPRITS = ("place", "period", "indicator", "source", "numerator", "denominator", "value", "line")


def _enumeration(name: str, words: Iterable[str]) -> str:
    return f"CREATE TYPE {name} AS ENUM (" + ", ".join(f"'{w}'" for w in words) + ")"


# Few words, said of millions of cells.
TYPES = (
    _enumeration("cell_status", STATUSES),
    _enumeration("reason_code", reasons()),
    _enumeration("culprit_column", CULPRITS),
)

# From numerator, denominator, value, status and the dimensions to the verdict. `bad` names an unreadable column.
VERDICT = """
SELECT line, grp, place, indicator, period, series, total,
       ((enum_code(status)::INTEGER * 2 + (deduced AND status = 'ok')::INTEGER) * {stems} + stem)::INTEGER AS qualifier,
       CASE WHEN verdict IS NULL AND status = 'ok' THEN value END AS value,
       CASE WHEN verdict IS NULL AND status = 'ok' THEN numerator END AS numerator,
       CASE WHEN verdict IS NULL THEN denominator END AS denominator,
       status, verdict::reason_code AS reason, CASE WHEN status <> 'ok' OR deduced THEN raw END AS raw,
       (CASE WHEN verdict IS NULL THEN NULL WHEN place_reason IS NOT NULL THEN 'place' WHEN period IS NULL THEN 'period'
         WHEN indicator IS NULL THEN 'indicator' WHEN source IS NULL THEN 'source' WHEN bad IS NOT NULL THEN bad
         WHEN denominator < 0 THEN 'denominator' WHEN numerator < 0 OR numerator > denominator THEN 'numerator'
         ELSE 'value' END)::culprit_column AS culprit
FROM (
 SELECT *, CASE
    WHEN place_reason IS NOT NULL THEN place_reason
    WHEN period IS NULL THEN 'periode_illisible'
    WHEN indicator IS NULL THEN 'indicateur_inconnu'
    WHEN source IS NULL THEN 'source_inconnue'
    WHEN bad IS NOT NULL THEN 'valeur_illisible'
    WHEN status <> 'ok' THEN NULL
    WHEN numerator < 0 OR denominator < 0 OR value < 0
         OR (part AND (value > 100.0000001 OR numerator > denominator)) THEN 'hors_bornes'
    WHEN ratio AND NOT deduced AND denominator > 0
         AND abs(numerator / denominator * scale - value) > {rounding} * 1.000001 + 1e-9
         THEN 'contradiction'
    END AS verdict
 FROM (
  SELECT * EXCLUDE (numerator, denominator, value, status),
    CASE WHEN effectif AND numerator IS NULL THEN value ELSE numerator END AS numerator,
    CASE WHEN deduced THEN round(numerator / value * 100) ELSE denominator END AS denominator,
    CASE WHEN effectif THEN coalesce(value, numerator) ELSE value END AS value,
    CASE WHEN status = 'ok' AND denominator = 0 AND has_denominator THEN 'division_by_zero'::cell_status
         ELSE status END AS status
  FROM (
   SELECT *, coalesce(status = 'ok' AND part AND denominator IS NULL AND numerator > 0 AND value > 0
                      AND value <= 100, false) AS deduced
   FROM ({cells})
  )
 )
)
"""


def verdict(cells: str, stems: int) -> str:
    """The query that judges the cells of another query; `stems`: see Dimensions."""
    return VERDICT.format(cells=cells, rounding=ROUNDING, stems=stems)


def measures(group: CellGroup) -> str:
    """numerator, denominator, value, status, bad and raw of a cell, from the numbers (`n`), marks (`s`), decimals (`k`)
    and texts (`t`) of its columns; in a « rate and count » column `m` is the count."""
    rate = group.value if group.mixed is None else group.mixed
    num, num_s, num_t = _column(group.numerator)
    if group.mixed is not None:
        num = f"m{group.mixed}"
    den, den_s, den_t = _column(group.denominator)
    val, val_s, val_t = _column(rate)
    factor, shift = ("* 100", "- 2") if group.fraction else ("", "")
    decimals = "0" if rate is None else f"k{rate}"
    secret = STATUSES.index("secret")
    return f"""{num} AS numerator, {den} AS denominator, {val} {factor} AS value,
        greatest({decimals} {shift}, 0) AS value_decimals,
        CASE WHEN {num} IS NULL AND {num_s} = {secret} OR {val} IS NULL AND {val_s} = {secret}
             THEN 'secret'::cell_status
             WHEN {num} IS NOT NULL OR {val} IS NOT NULL THEN 'ok'::cell_status
             WHEN {num_s} IS NULL AND {val_s} IS NULL THEN 'empty'::cell_status
             ELSE enum_range(NULL::cell_status)[coalesce({num_s}, {val_s}) + 1]::cell_status END AS status,
        CASE WHEN {num_t} IS NOT NULL AND {num} IS NULL AND {num_s} IS NULL THEN 'numerator'
             WHEN {den_t} IS NOT NULL AND {den} IS NULL AND {den_s} IS NULL THEN 'denominator'
             WHEN {val_t} IS NOT NULL AND {val} IS NULL AND {val_s} IS NULL THEN 'value' END AS bad,
        CASE WHEN {num_t} IS NOT NULL OR {den_t} IS NOT NULL OR {val_t} IS NOT NULL
             THEN concat_ws(' | ', {num_t}, {den_t}, {val_t}) END AS raw"""


def _column(index: int | None) -> tuple[str, str, str]:
    """Number, mark and text of a column."""
    if index is None:
        return "NULL::DOUBLE", "NULL::TINYINT", "NULL::VARCHAR"
    return f"n{index}", f"s{index}", f"t{index}"
