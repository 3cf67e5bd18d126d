"""Parsed cells → accepted, refused, set aside; former communes added up; totals attached. Every cell is accounted for.

`observations + refused + set aside = cells`. Builds the tables that the store publishes (accepted, scope, perimeter).
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from boussole.catalogue import catalogue
from boussole.french import plural
from boussole.geography import geography
from boussole.store.schema import OBSERVATION_COLUMNS
from etl.headings import WHOLE, splits_people
from etl.layout import Layout
from etl.periods import plain
from etl.places import KnownTerritory
from etl.repeats import any_twice
from etl.report import Refusal, Report, whole
from etl.stage import Stage
from etl.totals import attach_totals
from etl.verdict import FLAGS, GOOD, GOOD_CELL, NAMED, SERIES

LISTED = 20_000  # refusals written out one by one; beyond, they are counted


def check(stage: Stage, layout: Layout, territories: Sequence[KnownTerritory]) -> Report:
    """Judge every parsed cell and prepare what would be published."""
    report = Report(lines=stage.lines)
    _refuse_duplicates(stage, report)
    _refuse_ambiguous_former(stage, layout)
    _count(stage, report)
    _accept(stage, report)
    attach_totals(stage, layout, territories, report)
    _list_refusals(stage, layout, report)
    _communes(stage, report)
    _scope(stage, territories, report)
    _other_warnings(stage, layout, report)
    return report


_KEY = "place, indicator, period, source"
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
    key = "territory, indicator, period, source"
    cells = f"""SELECT m.territory, m.former, parsed.* FROM parsed JOIN merged_place m USING (place) WHERE {GOOD}"""
    both = f"SELECT {key} FROM ({cells}) GROUP BY ALL HAVING count(former) > 0 AND count(former) < count(*)"
    only = {"unknown": "", "whole": "AND m.former IS NOT NULL", "part": "AND false"}[layout.today_code_means]
    same = "m.place = parsed.place AND b.territory = m.territory AND " + " AND ".join(
        f"b.{k} = parsed.{k}" for k in ("indicator", "period", "source")
    )
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
        SELECT i.name, count(*), count(*) FILTER (reason IS NOT NULL),
               count(*) FILTER (reason IS NULL AND (aside OR total OR status = 'empty')), count(*) FILTER ({GOOD}),
               count(*) FILTER ({GOOD} AND status = 'secret'),
               count(*) FILTER ({GOOD} AND status NOT IN ('ok', 'secret')),
               sum(numerator) FILTER ({GOOD} AND of_commune), sum(denominator) FILTER ({GOOD} AND of_commune)
        FROM parsed LEFT JOIN indicator i ON i.id = parsed.indicator
        LEFT JOIN (SELECT place, kind = 'commune' AS of_commune FROM place) USING (place)
        GROUP BY i.name ORDER BY 1 NULLS LAST
    """)
    totals = [sum(column) for column in zip(*(r[1:7] for r in rows), strict=True)] if rows else [0] * 6
    uneven = len(stage.uneven)
    report.cells, report.refused = totals[0] + uneven, totals[1] + uneven
    report.set_aside, report.observations, report.masked, report.missing = totals[2:]
    report.indicators = [{"id": r[0], "numerator": whole(r[7]), "denominator": whole(r[8])} for r in rows if r[4]]


def _accept(stage: Stage, report: Report) -> None:
    """`accepted`, the rows to publish: a view over the good cells, and a table of merged communes and totals."""
    columns = ", ".join(f"{n} {t}" for n, t in OBSERVATION_COLUMNS.items())
    stage.con.execute(f"CREATE OR REPLACE TABLE accepted_apart ({columns})")
    stage.con.execute("CREATE OR REPLACE TABLE perimeter (id VARCHAR, communes VARCHAR[])")
    stage.con.execute(f"""
        CREATE OR REPLACE VIEW accepted AS
        SELECT line, i.name AS indicator, p.kind, p.territory, d.start, d.finish, source, value, numerator, denominator,
               status, origin, NULL::VARCHAR AS perimeter, extracted, {FLAGS} AS flags, raw
        FROM parsed {NAMED}
        WHERE {GOOD_CELL} AND p.kind <> 'cpts'
              AND place NOT IN (SELECT place FROM merged_place)
        UNION ALL SELECT * FROM accepted_apart
    """)
    merged = stage.rows(f"""
        SELECT min(line), i.name, 'commune', m.territory, d.start, d.finish, source,
               list(coalesce(m.former, m.territory) ORDER BY line), list(status ORDER BY line),
               list(numerator ORDER BY line), list(denominator ORDER BY line), list(value ORDER BY line),
               any_value(origin), max(extracted), string_agg(DISTINCT {FLAGS}, ','), string_agg(raw, ' + ')
        FROM parsed JOIN merged_place m USING (place) {SERIES}
        WHERE {GOOD} GROUP BY i.name, m.territory, d.start, d.finish, source
    """)
    incomplete: set[str] = set()
    rows = [_merged_row(row, incomplete) for row in merged]
    if rows:
        stage.con.executemany(f"INSERT INTO accepted_apart VALUES ({', '.join('?' * len(OBSERVATION_COLUMNS))})", rows)
    if codes := sorted({row[3] for row in merged if set(row[7]) != {row[3]}}):
        report.warn("anciens_codes", _named(codes))
    if incomplete:
        report.warn("commune_incomplete", _named(sorted(incomplete)))


def _merged_row(row: tuple[Any, ...], incomplete: set[str]) -> list[Any]:
    """Parts of a commune of today → one observation: counts added, secret if a part is, incomplete if one lacks."""
    line, indicator, kind, territory, start, finish, source = row[:7]
    parts, statuses, numerators, denominators, values, origin, extracted, flags, raw = row[7:]
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
    rule = catalogue().indicator(indicator)
    value = values[0] if len(parts) == 1 else numerator if rule.nature == "effectif" else None
    all_flags = set(filter(None, (flags or "").split(",")))
    if not whole:
        all_flags.add("incomplete")
        incomplete.add(territory)
    return [
        line, indicator, kind, territory, start, finish, source, value if status == "ok" else None, numerator,
        denominator, status, origin, None, extracted, ",".join(sorted(all_flags)) or None, raw,
    ]  # fmt: skip


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


def _scope(stage: Stage, territories: Sequence[KnownTerritory], report: Report) -> None:
    """The communes that the file speaks for: its own, and those of a territory of which it has at least half. A value
    held for one of them and absent from the file is *gone*; another territory's values are none of its business."""
    own = set(report.communes)
    scope = own.union(*(t.communes for t in territories if len(own & t.communes) * 2 >= len(t.communes) > 0))
    stage.con.execute("CREATE OR REPLACE TABLE scope (territory VARCHAR)")
    stage.con.execute("INSERT INTO scope SELECT unnest(?)", [sorted(scope)])


def _other_warnings(stage: Stage, layout: Layout, report: Report) -> None:
    padded = [r[0] for r in stage.rows("SELECT code FROM place_map WHERE padded ORDER BY 1 LIMIT 6")]
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
