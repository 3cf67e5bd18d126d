"""Parsed cells → accepted, refused, set aside; former communes added up; totals attached. Every cell is accounted for.

`observations + refused + set aside = cells`. What is accepted is laid out by accepted.py for the store.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from boussole.catalogue import catalogue
from boussole.french import plural
from boussole.geography import geography
from etl.accepted import Accepted
from etl.headings import WHOLE, splits_people
from etl.layout import Layout
from etl.periods import plain
from etl.places import KnownTerritory
from etl.repeats import any_twice
from etl.report import Refusal, Report, whole
from etl.stage import Stage
from etl.totals import attach_totals
from etl.verdict import GOOD

LISTED = 20_000  # refusals written out one by one; beyond, they are counted


def check(stage: Stage, layout: Layout, territories: Sequence[KnownTerritory]) -> Report:
    """Judge every parsed cell and prepare what would be published."""
    report = Report(lines=stage.lines)
    _refuse_duplicates(stage, report)
    _refuse_ambiguous_former(stage, layout)
    _count(stage, report)
    accepted = Accepted()
    _merge(stage, report, accepted)
    attach_totals(stage, layout, territories, report, accepted)
    _list_refusals(stage, layout, report)
    _communes(stage, report)
    accepted.write(stage, _scope(territories, report))
    _other_warnings(stage, layout, report)
    return report


_KEY = "place, series"
_ALSO = 8  # lines named beside a duplicate
_CELL = "line::BIGINT * 4096 + grp"  # in the file's order


def _same_key(other: str) -> str:
    return " AND ".join(f"parsed.{k} = {other}.{k}" for k in _KEY.split(", "))


def _refuse_duplicates(stage: Stage, report: Report) -> None:
    """The same key twice: identical lines are set aside but one, contradictory ones are all refused."""
    stage.con.execute(
        f"CREATE OR REPLACE TABLE repeated AS SELECT {_KEY}, {_CELL} AS first, [line] AS lines, "
        "false AS contradictory FROM parsed LIMIT 0"
    )
    if not any_twice(stage.con, GOOD):
        return
    stage.con.execute(f"""
        INSERT INTO repeated SELECT {_KEY}, min({_CELL}), list(DISTINCT line ORDER BY line)[:{_ALSO}],
               count(DISTINCT (value, numerator, denominator, status)) > 1
        FROM parsed WHERE {GOOD} AND hash({_KEY}) IN (
            SELECT hash({_KEY}) AS h FROM parsed WHERE {GOOD} GROUP BY h HAVING count(*) > 1)
        GROUP BY {_KEY} HAVING count(*) > 1
    """)
    same = f"FROM parsed JOIN repeated r ON {_same_key('r')} WHERE {GOOD}"
    stage.con.execute(f"""INSERT INTO overruled
        SELECT line, grp, CASE WHEN r.contradictory THEN 'doublon' END, CASE WHEN r.contradictory THEN 'line' END,
               NOT r.contradictory {same} AND (r.contradictory OR {_CELL} > r.first)""")
    again = stage.rows("SELECT count(*), min(line) FROM overruled WHERE aside")[0]
    if again[0]:
        report.warn("doublon_identique", f"{plural(again[0], 'cellule')}, dès la ligne {again[1]}")


def _refuse_ambiguous_former(stage: Stage, layout: Layout) -> None:
    """Today's code and a former one of the same commune for one key: which part does the code mean?

    The profile may say « whole » (then the parts are refused) or « part » (then the code is one part more).
    `merged_place` holds the places of the communes that the file also names by a former code.
    """
    stage.con.execute("""CREATE OR REPLACE TABLE merged_place AS SELECT place, territory, former FROM place WHERE
                         kind = 'commune' AND territory IN (SELECT territory FROM place WHERE former IS NOT NULL)""")
    if not stage.rows("SELECT 1 FROM merged_place LIMIT 1"):
        return
    key = "territory, series"
    cells = f"""SELECT m.territory, m.former, parsed.* FROM parsed JOIN merged_place m USING (place) WHERE {GOOD}"""
    both = f"SELECT {key} FROM ({cells}) GROUP BY ALL HAVING count(former) > 0 AND count(former) < count(*)"
    only = {"unknown": "", "whole": "AND m.former IS NOT NULL", "part": "AND false"}[layout.today_code_means]
    same = "m.place = parsed.place AND b.territory = m.territory AND b.series = parsed.series"
    stage.con.execute(f"""INSERT INTO overruled SELECT line, grp, 'commune_ambigue', 'place', false
                          FROM parsed, merged_place m, ({both}) b WHERE {same} AND {GOOD} {only}""")
    # Rates alone do not add up: several parts of one commune need their counts.
    parts = f"""SELECT {key} FROM ({cells}) WHERE status = 'ok' GROUP BY ALL
                HAVING count(former) > 0 AND count(*) > 1 AND bool_or(numerator IS NULL)"""
    stage.con.execute(f"""INSERT INTO overruled SELECT line, grp, 'fusion_impossible', 'value', false
                          FROM parsed, merged_place m, ({parts}) b WHERE {same} AND {GOOD}""")


def _count(stage: Stage, report: Report) -> None:
    """Every cell counted once, and what each indicator adds up to: one pass over the cells."""
    rows = stage.rows(f"""
        SELECT i.label, sum(cells)::BIGINT, sum(cells) FILTER (refused)::BIGINT,
               sum(cells) FILTER (NOT refused AND NOT good)::BIGINT, sum(cells) FILTER (good)::BIGINT,
               sum(cells) FILTER (good AND status = 'secret')::BIGINT,
               sum(cells) FILTER (good AND status NOT IN ('ok', 'secret'))::BIGINT,
               sum(numerators) FILTER (good AND of_commune), sum(denominators) FILTER (good AND of_commune)
        FROM (SELECT indicator, status, reason IS NOT NULL AS refused, {GOOD} AS good,
                     place IN (SELECT place FROM place WHERE kind = 'commune') AS of_commune,
                     count(*) AS cells, sum(numerator) AS numerators, sum(denominator) AS denominators
              FROM parsed GROUP BY ALL) c
        LEFT JOIN indicator i ON i.id = c.indicator GROUP BY i.label ORDER BY 1 NULLS LAST
    """)
    totals = [sum(n or 0 for n in column) for column in zip(*(r[1:7] for r in rows), strict=True)] if rows else [0] * 6
    uneven = len(stage.uneven)
    report.cells, report.refused = totals[0] + uneven, totals[1] + uneven
    report.set_aside, report.observations, report.masked, report.missing = totals[2:]
    report.indicators = [{"id": r[0], "numerator": whole(r[7]), "denominator": whole(r[8])} for r in rows if r[4]]


def _merge(stage: Stage, report: Report, accepted: Accepted) -> None:
    """The parts of communes merged since, added up into today's."""
    merged = stage.rows(f"""
        SELECT min(line), series, m.territory,
               list(coalesce(m.former, m.territory) ORDER BY line), list(status ORDER BY line),
               list(numerator ORDER BY line), list(denominator ORDER BY line), list(value ORDER BY line),
               list(DISTINCT qualifier), string_agg(raw, ' + ' ORDER BY line)
        FROM parsed JOIN merged_place m USING (place) WHERE {GOOD} GROUP BY series, m.territory
        ORDER BY 1, 2, 3
    """)
    incomplete: set[str] = set()
    for row in merged:
        _add_merged(stage, accepted, row, incomplete)
    if codes := sorted({row[2] for row in merged if set(row[3]) != {row[2]}}):
        report.warn("anciens_codes", _named(codes))
    if incomplete:
        report.warn("commune_incomplete", _named(sorted(incomplete)))


def _add_merged(stage: Stage, accepted: Accepted, row: tuple[Any, ...], incomplete: set[str]) -> None:
    """Parts of a commune of today → one observation: counts added, secret if a part is, incomplete if one lacks."""
    line, series, territory, parts, statuses, numerators, denominators, values, qualifiers, raw = row
    found = geography()
    written = {territory if found.renumbered(p) else p for p in parts}
    status = "secret" if "secret" in statuses else "ok" if "ok" in statuses else statuses[0]
    whole = written == {territory} or (found.parts(territory) <= written and set(statuses) <= {"ok", "secret"})
    # What is counted and what it is counted among are added over the same parts.
    counted = [i for i, s in enumerate(statuses) if s == "ok" or status != "ok"]
    known = [n for i in counted if (n := numerators[i]) is not None]
    bases = [d for i in counted if (d := denominators[i]) is not None]
    numerator = math.fsum(known) if status == "ok" and known else None
    denominator = math.fsum(bases) if bases and len(bases) == len(counted) else None
    rule = catalogue().indicator(stage.dimensions.series(series)[0])
    value = values[0] if len(parts) == 1 else numerator if rule.nature == "effectif" else None
    said = [stage.dimensions.qualifier(q) for q in sorted(qualifiers)]
    flags = {f for q in said for f in (q[3] or "").split(",") if f}
    if not whole:
        flags.add("incomplete")
        incomplete.add(territory)
    extracted = max((q[2] for q in said if q[2]), default=None)
    qualifier = (status, said[0][1], None, extracted, ",".join(sorted(flags)) or None)
    numbers = (value if status == "ok" else None, numerator, denominator)
    accepted.add(line, series, ("commune", territory), qualifier, numbers, raw)


def _named(codes: Sequence[str], most: int = 8) -> str:
    names = [c.name if (c := geography().commune(code)) else code for code in codes]
    more = f" et {len(names) - most} autres" if len(names) > most else ""
    return ", ".join(names[:most]) + more


def _list_refusals(stage: Stage, layout: Layout, report: Report) -> None:
    """Each refusal with its line, its column's heading, what is written there, and its duplicates."""
    for uneven in stage.uneven:
        text = layout.delimiter.join(uneven.cells)
        report.rejected.append(
            Refusal(
                uneven.line,
                "(ligne entière)",
                text[:200],
                "ligne_inegale",
                (f"{len(uneven.cells)} colonnes pour {layout.width}",),
            )
        )
    if report.refused == len(stage.uneven):
        return
    found = stage.rows(f"""SELECT parsed.line, grp, reason, culprit, r.lines FROM parsed
        LEFT JOIN repeated r ON reason = 'doublon' AND {_same_key("r")}
        WHERE reason IS NOT NULL ORDER BY parsed.line, grp LIMIT {LISTED}""")
    texts = stage.written(layout, [f[0] for f in found])
    for line, group, why, culprit, same in found:
        column = _culprit_column(stage, layout, group, culprit)
        value = texts[line][column.index] if column is not None and line in texts else ""
        also = tuple(f"ligne {n}" for n in (same or []) if n != line)
        report.rejected.append(Refusal(line, column.heading if column else "(ligne entière)", value[:200], why, also))
    report.rejected.sort(key=lambda r: r.line)


_PLACE_ROLES = ("code", "postal", "name", "kind")


def _culprit_column(stage: Stage, layout: Layout, group: int, culprit: str) -> Any:
    own = stage.groups[group]
    if culprit in ("numerator", "denominator", "value"):
        index = {"numerator": own.numerator, "denominator": own.denominator, "value": own.value}[culprit]
        index = index if index is not None else own.mixed if own.mixed is not None else next(iter(own.columns), None)
        return next((c for c in layout.columns if c.index == index), None)
    if culprit == "line":
        index = next(iter(own.columns), None)
        return next((c for c in layout.columns if c.index == index), None)
    roles = {
        "place": _PLACE_ROLES,
        "period": ("period", "start", "end"),
        "indicator": ("indicator",),
        "source": ("source",),
    }[culprit]
    return next((c for role in roles for c in layout.columns if c.role == role), None)


def _communes(stage: Stage, report: Report) -> None:
    report.communes = [
        r[0]
        for r in stage.rows(f"""SELECT DISTINCT territory FROM place WHERE kind = 'commune'
        AND place IN (SELECT DISTINCT place FROM parsed WHERE {GOOD}) ORDER BY 1""")
    ]


def _scope(territories: Sequence[KnownTerritory], report: Report) -> list[str]:
    """The communes that the file speaks for: its own, and those of a territory of which it has at least half. A value
    held for one of them and absent from the file is *gone*; another territory's values are none of its business."""
    own = set(report.communes)
    return sorted(own.union(*(t.communes for t in territories if len(own & t.communes) * 2 >= len(t.communes) > 0)))


def _other_warnings(stage: Stage, layout: Layout, report: Report) -> None:
    padded = [r[0] for r in stage.rows("SELECT DISTINCT text FROM place_map WHERE padded ORDER BY 1 LIMIT 6")]
    if padded:
        report.warn("zeros_perdus", ", ".join(padded))
    by_role: dict[str, list[str]] = defaultdict(list)
    for column in layout.columns:
        if column.role == "ignored" and column.heading and column.examples:
            split = splits_people(column.heading) and any(plain(e) not in WHOLE for e in column.examples)
            code = "colonne_ambigue" if len(column.candidates) > 1 else "ventilation" if split else "colonne_ignoree"
            by_role[code].append(f"« {column.heading} »")
        if column.thousands and column.role in ("numerator", "denominator"):
            by_role["milliers_regroupes"].append(f"« {column.heading} »")
        if column.fraction:
            by_role["taux_en_fraction"].append(f"« {column.heading} »")
    for code, headings in by_role.items():
        report.warn(code, ", ".join(headings[:10]))
    if layout.source is None and not layout.with_role("source"):
        report.warn("source_non_precisee")
