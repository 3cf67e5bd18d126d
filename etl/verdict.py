"""The SQL that judges one cell: its status, its numbers, or the reason why it is refused. Text only, no connection.

Two ways to the same verdict: `plain` cells, whose numbers the reading already holds, and `careful` ones, whose texts
need cleaning or hold a mark. A test sends the same cells both ways.
"""

from __future__ import annotations

from etl import expressions as sql
from etl.dimensions import STATUSES
from etl.groups import CellGroup

# Half a unit of the last decimal written: what rounding can hide.
ROUNDING = (
    "CASE value_decimals WHEN 0 THEN 0.5 WHEN 1 THEN 0.05 WHEN 2 THEN 0.005 "
    "ELSE 0.5 * pow(10, -value_decimals::INTEGER) END"
)

# Of `parsed`: a cell to publish; what joins a cell to its place.
GOOD = "reason IS NULL AND NOT aside AND NOT total AND status <> 'empty'"
GOOD_CELL = GOOD.replace("total", "parsed.total").replace("reason", "parsed.reason")
NAMED = "JOIN place p USING (place)"

STATUS_TYPE = "CREATE TYPE cell_status AS ENUM (" + ", ".join(f"'{s}'" for s in STATUSES) + ")"

# From numerator, denominator, value, status and the dimensions to the verdict. `bad` names an unreadable column.
VERDICT = """
SELECT line, grp, place, indicator, period, series, total,
       ((enum_code(status)::INTEGER * 2 + (deduced AND status = 'ok')::INTEGER) * {stems} + stem)::INTEGER AS qualifier,
       CASE WHEN verdict IS NULL AND status = 'ok' THEN value END AS value,
       CASE WHEN verdict IS NULL AND status = 'ok' THEN numerator END AS numerator,
       CASE WHEN verdict IS NULL THEN denominator END AS denominator,
       status, verdict AS reason, CASE WHEN status <> 'ok' OR deduced THEN raw END AS raw,
       CASE WHEN verdict IS NULL THEN NULL WHEN place_reason IS NOT NULL THEN 'place' WHEN period IS NULL THEN 'period'
         WHEN indicator IS NULL THEN 'indicator' WHEN source IS NULL THEN 'source' WHEN bad IS NOT NULL THEN bad
         WHEN denominator < 0 THEN 'denominator' WHEN numerator < 0 OR numerator > denominator THEN 'numerator'
         ELSE 'value' END AS culprit
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


def plain_cell(group: CellGroup) -> str:
    """numerator, denominator, value, status and bad of a cell without odd text (in a « rate and count » column: the
    rate alone)."""
    rate = group.value if group.mixed is None else group.mixed
    num, den, val = (_number(i) for i in (group.numerator, group.denominator, rate))
    factor, shift = ("* 100", "- 2") if group.fraction else ("", "")
    decimals = f"k{rate}" if rate is not None else "0"
    return f"""{num} AS numerator, {den} AS denominator, {val} {factor} AS value,
        greatest({decimals} {shift}, 0) AS value_decimals,
        CASE WHEN {num} IS NULL AND {val} IS NULL THEN 'empty'::cell_status ELSE 'ok'::cell_status END AS status,
        NULL::VARCHAR AS bad, NULL::VARCHAR AS raw"""


def odd(group: CellGroup) -> str:
    """True where some text of the cell was no plain number."""
    tests = [f"t{i} IS NOT NULL" for i in group.columns]
    return "(" + " OR ".join(tests) + ")"


def careful_line(group: CellGroup) -> str:
    """The lines with odd text in a cell, and for each of its columns: its number `v`, the mark `m` that it holds; of a
    « rate and count » column, also the two texts `tr` and `tc`. Each cleaning is computed once a cell."""
    names = [str(i) for i in group.columns]
    lines = f"SELECT * FROM raw WHERE {odd(group)}"
    if group.mixed is not None:
        cell = f"t{group.mixed}"
        rate, count = f"nullif({sql.mixed_rate(cell)}, '')", f"nullif({sql.mixed_count(cell)}, '')"
        lines = f"SELECT *, {rate} AS tr, {count} AS tc, NULL::DOUBLE AS nr, NULL::DOUBLE AS nc FROM ({lines})"
        names += ["r", "c"]
    for rules in (
        lambda n: f"{sql.cleaned(f't{n}')} AS a{n}, {sql.bare(f't{n}')} AS b{n}",
        lambda n: f"{sql.grouped(f'a{n}')} AS g{n}, {sql.marked(f'b{n}')} AS m{n}",
        lambda n: f"coalesce(n{n}, {sql.parsed(f'g{n}')}) AS v{n}",
    ):
        lines = f"SELECT *, {', '.join(map(rules, names))} FROM ({lines})"
    return f"({lines})"


def careful_cell(group: CellGroup) -> str:
    """The same columns as `plain_cell`, over `careful_line`: every cleaning, and the marks for missing values."""
    if group.mixed is not None:
        # A cell that is not « rate + count » is a rate alone, or a mark.
        i = group.mixed
        num_t, num_n, num_m = "NULL::VARCHAR", "vc", "NULL::VARCHAR"
        val_t, val_n, val_m = f"t{i}", f"CASE WHEN tr IS NULL THEN v{i} ELSE vr END", f"m{i}"
        decimals = f"CASE WHEN t{i} IS NULL THEN k{i} ELSE {sql.decimals(f'coalesce(tr, t{i})')} END"
    else:
        num_t, num_n, num_m = _careful(group.numerator)
        val_t, val_n, val_m = _careful(group.value)
        decimals = f"CASE WHEN {val_t} IS NULL THEN k{group.value} ELSE {sql.decimals(val_t)} END"
        decimals = "0" if group.value is None else decimals
    den_t, den_n, den_m = _careful(group.denominator)
    factor, shift = ("* 100", "- 2") if group.fraction else ("", "")
    return f"""{num_n} AS numerator, {den_n} AS denominator, ({val_n}) {factor} AS value,
        greatest(coalesce({decimals}, 0) {shift}, 0) AS value_decimals,
        (CASE WHEN {num_n} IS NULL AND {num_m} = 'secret' OR ({val_n}) IS NULL AND {val_m} = 'secret' THEN 'secret'
             WHEN {num_n} IS NOT NULL OR ({val_n}) IS NOT NULL THEN 'ok'
             ELSE coalesce({num_m}, {val_m}, 'empty') END)::cell_status AS status,
        CASE WHEN {num_t} IS NOT NULL AND {num_n} IS NULL AND {num_m} IS NULL THEN 'numerator'
             WHEN {den_t} IS NOT NULL AND {den_n} IS NULL AND {den_m} IS NULL THEN 'denominator'
             WHEN {val_t} IS NOT NULL AND ({val_n}) IS NULL AND {val_m} IS NULL THEN 'value' END AS bad,
        nullif(concat_ws(' | ', {num_t}, {den_t}, {val_t}), '') AS raw"""


def _number(index: int | None) -> str:
    return "NULL::DOUBLE" if index is None else f"n{index}"


def _careful(index: int | None) -> tuple[str, str, str]:
    """Text, number and mark of a column of `careful_line`."""
    if index is None:
        return "NULL::VARCHAR", "NULL::DOUBLE", "NULL::VARCHAR"
    return f"t{index}", f"v{index}", f"m{index}"
