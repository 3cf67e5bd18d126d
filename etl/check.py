"""Parsed cells → accepted, refused, set aside; former communes added up; totals attached. Every cell is accounted for.

`observations + refused + set aside = cells`. Builds the tables that the store publishes (accepted, scope, perimeter).
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from boussole.catalogue import catalogue
from boussole.french import number, plural
from boussole.geography import geography
from boussole.store.schema import OBSERVATION_COLUMNS
from boussole.values import perimeter_id
from etl.layout import Layout
from etl.places import KnownTerritory
from etl.reasons import reason
from etl.repeats import any_twice
from etl.stage import Stage

LISTED = 20_000  # refusals written out one by one; beyond, they are counted


@dataclass(frozen=True)
class Refusal:
    """One refused cell or line, as the report names it."""

    line: int
    column: str
    value: str
    reason: str
    also: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        why = reason(self.reason)
        return {
            "line": self.line,
            "column": self.column,
            "value": self.value,
            "reason": self.reason,
            "also": list(self.also),
            "message": why.text(),
            "remedy": why.remedy,
        }


@dataclass
class Report:
    """What a file gives. Counts are of cells: one indicator of one place and period."""

    lines: int = 0
    cells: int = 0
    observations: int = 0
    masked: int = 0
    missing: int = 0
    set_aside: int = 0
    refused: int = 0
    rejected: list[Refusal] = field(default_factory=list)
    warnings: list[tuple[str, str]] = field(default_factory=list)
    communes: list[str] = field(default_factory=list)
    indicators: list[dict[str, Any]] = field(default_factory=list)
    totals: list[dict[str, Any]] = field(default_factory=list)

    def warn(self, code: str, detail: str = "") -> None:
        self.warnings.append((code, reason(code).text(detail)))


def check(stage: Stage, layout: Layout, territories: Sequence[KnownTerritory]) -> Report:
    """Judge every parsed cell and prepare what would be published."""
    report = Report(lines=stage.lines)
    _refuse_duplicates(stage, report)
    _refuse_ambiguous_former(stage, layout)
    _count(stage, report)
    _accept(stage, report)
    _attach_totals(stage, layout, territories, report)
    _list_refusals(stage, layout, report)
    _communes(stage, report)
    _scope(stage, territories, report)
    _other_warnings(stage, layout, report)
    return report


_GOOD = "reason IS NULL AND NOT aside AND NOT total AND status <> 'empty'"
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
    if not any_twice(stage.con, _GOOD):
        return
    stage.con.execute(f"""
        INSERT INTO repeated SELECT {_KEY}, min({_CELL}), list(DISTINCT line ORDER BY line)[:{_ALSO}],
               count(DISTINCT (value, numerator, denominator, status)) > 1
        FROM parsed WHERE {_GOOD} AND hash({_KEY}) IN (
            SELECT hash({_KEY}) AS h FROM parsed WHERE {_GOOD} GROUP BY h HAVING count(*) > 1)
        GROUP BY {_KEY} HAVING count(*) > 1
    """)
    same = f"FROM parsed JOIN repeated r ON {_same_key('r')} WHERE {_GOOD}"
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
    stage.con.execute("""CREATE OR REPLACE TABLE merged_place AS SELECT place, territory, former FROM place
                         WHERE kind = 'commune' AND territory IN (SELECT territory FROM place WHERE former IS NOT NULL)""")
    if not stage.rows("SELECT 1 FROM merged_place LIMIT 1"):
        return
    key = "territory, indicator, period, source"
    cells = f"""SELECT m.territory, m.former, parsed.* FROM parsed JOIN merged_place m USING (place) WHERE {_GOOD}"""
    both = f"SELECT {key} FROM ({cells}) GROUP BY ALL HAVING count(former) > 0 AND count(former) < count(*)"
    only = {"unknown": "", "whole": "AND m.former IS NOT NULL", "part": "AND false"}[layout.today_code_means]
    same = "m.place = parsed.place AND b.territory = m.territory AND b.indicator = parsed.indicator AND b.period = parsed.period AND b.source = parsed.source"
    stage.con.execute(f"""INSERT INTO overruled SELECT line, grp, 'commune_ambigue', 'place', false
                          FROM parsed, merged_place m, ({both}) b WHERE {same} AND {_GOOD} {only}""")
    # Rates alone do not add up: several parts of one commune need their counts.
    parts = f"""SELECT {key} FROM ({cells}) WHERE status = 'ok' GROUP BY ALL
                HAVING count(former) > 0 AND count(*) > 1 AND bool_or(numerator IS NULL)"""
    stage.con.execute(f"""INSERT INTO overruled SELECT line, grp, 'fusion_impossible', 'value', false
                          FROM parsed, merged_place m, ({parts}) b WHERE {same} AND {_GOOD}""")


def _count(stage: Stage, report: Report) -> None:
    """Every cell counted once, and what each indicator adds up to: one pass over the cells."""
    rows = stage.rows(f"""
        SELECT i.name, count(*), count(*) FILTER (reason IS NOT NULL),
               count(*) FILTER (reason IS NULL AND (aside OR total OR status = 'empty')), count(*) FILTER ({_GOOD}),
               count(*) FILTER ({_GOOD} AND status = 'secret'), count(*) FILTER ({_GOOD} AND status NOT IN ('ok', 'secret')),
               sum(numerator) FILTER ({_GOOD} AND of_commune), sum(denominator) FILTER ({_GOOD} AND of_commune)
        FROM parsed LEFT JOIN indicator i ON i.id = parsed.indicator
        LEFT JOIN (SELECT place, kind = 'commune' AS of_commune FROM place) USING (place)
        GROUP BY i.name ORDER BY 1 NULLS LAST
    """)
    totals = [sum(column) for column in zip(*(r[1:7] for r in rows), strict=True)] if rows else [0] * 6
    uneven = len(stage.uneven)
    report.cells, report.refused = totals[0] + uneven, totals[1] + uneven
    report.set_aside, report.observations, report.masked, report.missing = totals[2:]
    report.indicators = [{"id": r[0], "numerator": _whole(r[7]), "denominator": _whole(r[8])} for r in rows if r[4]]


_FLAGS = "nullif(concat_ws(',', flags, CASE WHEN deduced AND status = 'ok' THEN 'deduced_denominator' END), '')"


def _accept(stage: Stage, report: Report) -> None:
    """`accepted`, the rows to publish: a view over the good cells, and a table of merged communes and totals."""
    columns = ", ".join(f"{n} {t}" for n, t in OBSERVATION_COLUMNS.items())
    stage.con.execute(f"CREATE OR REPLACE TABLE accepted_apart ({columns})")
    stage.con.execute("CREATE OR REPLACE TABLE perimeter (id VARCHAR, communes VARCHAR[])")
    stage.con.execute(f"""
        CREATE OR REPLACE VIEW accepted AS
        SELECT line, i.name AS indicator, p.kind, p.territory, d.start, d.finish, source, value, numerator, denominator,
               status, origin, NULL::VARCHAR AS perimeter, extracted, {_FLAGS} AS flags, raw
        FROM parsed JOIN place p USING (place) JOIN indicator i ON i.id = parsed.indicator JOIN period d ON d.id = parsed.period
        WHERE {_GOOD.replace("total", "parsed.total").replace("reason", "parsed.reason")} AND p.kind <> 'cpts'
              AND place NOT IN (SELECT place FROM merged_place)
        UNION ALL SELECT * FROM accepted_apart
    """)
    merged = stage.rows(f"""
        SELECT min(line), i.name, 'commune', m.territory, d.start, d.finish, source,
               list(coalesce(m.former, m.territory) ORDER BY line), list(status ORDER BY line), list(numerator ORDER BY line),
               list(denominator ORDER BY line), list(value ORDER BY line),
               any_value(origin), max(extracted), string_agg(DISTINCT {_FLAGS}, ','), string_agg(raw, ' + ')
        FROM parsed JOIN merged_place m USING (place) JOIN indicator i ON i.id = parsed.indicator JOIN period d ON d.id = parsed.period
        WHERE {_GOOD} GROUP BY i.name, m.territory, d.start, d.finish, source
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
    """Parts of one of today's communes → one observation: counts added; secret if a part is; incomplete if one lacks."""
    line, indicator, kind, territory, start, finish, source, parts, statuses, numerators, denominators, values = row[
        :12
    ]
    origin, extracted, flags, raw = row[12:]
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
        line, indicator, kind, territory, start, finish, source, value if status == "ok" else None, numerator, denominator,
        status, origin, None, extracted, ",".join(sorted(all_flags)) or None, raw,
    ]  # fmt: skip


def _named(codes: Sequence[str], most: int = 8) -> str:
    names = [c.name if (c := geography().commune(code)) else code for code in codes]
    more = f" et {len(names) - most} autres" if len(names) > most else ""
    return ", ".join(names[:most]) + more


_OWN = f"""SELECT line, i.name AS indicator, p.territory, d.start, d.finish, source, value, numerator, denominator, status, origin,
              {_FLAGS} AS flags, extracted, raw, parsed.indicator AS indicator_id, parsed.period AS period_id,
              parsed.total AS total, p.reason AS nobodys
       FROM parsed JOIN place p USING (place) JOIN indicator i ON i.id = parsed.indicator JOIN period d ON d.id = parsed.period
       WHERE parsed.reason IS NULL AND NOT aside AND status <> 'empty'"""


def _attach_totals(stage: Stage, layout: Layout, territories: Sequence[KnownTerritory], report: Report) -> None:
    """A Total line becomes the value of the territory whose communes are exactly those of the file; a row for a CPTS
    keeps the list of communes that it covers."""
    if not stage.rows("SELECT 1 FROM place WHERE total OR kind = 'cpts' LIMIT 1"):
        return
    by_id = {t.id: t for t in territories}
    found: dict[tuple[Any, ...], list[tuple[Any, ...]]] = defaultdict(list)
    aside: set[str] = set()
    for row in stage.rows(f"{_OWN} AND (parsed.total OR p.kind = 'cpts') ORDER BY parsed.total, line"):
        owner = row[2] if not row[16] else _owner(stage, layout, territories, row, aside)
        if owner is not None:
            found[owner, row[1], row[3], row[4], row[5]].append(row)
    kept: set[str] = set()
    for (owner, *_), rows in found.items():
        territory, first = by_id[owner], rows[0]  # a line that names the territory comes before a Total
        if any(row[6:10] != first[6:10] for row in rows):
            aside.add(f"elle contredit une autre ligne pour « {territory.name} »")
            if first[16]:  # two Totals: neither is surer
                continue
        if first[16] and owner not in kept:
            report.warn("total_garde", f"« {territory.name} »")
        _keep_total(stage, report, territory, first, kept)
        if territory.communes == _covered(stage, first):
            _compare_total(stage, report, first)
    for why in sorted(aside):
        report.warn("total_ecarte", why)


def _owner(
    stage: Stage, layout: Layout, territories: Sequence[KnownTerritory], row: tuple[Any, ...], aside: set[str]
) -> str | None:
    """The territory that a Total line is the value of: the one with exactly its communes, chosen among several."""
    if row[17]:
        aside.add("elle est d’un autre niveau que les communes du fichier")
        return None
    covered = _covered(stage, row)
    matching = [t.id for t in territories if t.communes == covered]
    wanted = [t for t in matching if layout.territory in (None, t)]
    if len(wanted) == 1:
        return wanted[0]
    aside.add(
        f"plusieurs territoires ont exactement ces communes ({', '.join(matching)})"
        if len(wanted) > 1
        else "aucun territoire connu n’a exactement les communes du fichier"
    )
    return None


def _covered(stage: Stage, row: tuple[Any, ...]) -> set[str]:
    """The communes that the file gives for the indicator and the period of a total."""
    return {
        r[0]
        for r in stage.rows(
            """SELECT DISTINCT p.territory FROM parsed JOIN place p USING (place)
               WHERE p.kind = 'commune' AND parsed.indicator = ? AND parsed.period = ?""",
            [row[14], row[15]],
        )
    }


def _keep_total(stage: Stage, report: Report, territory: KnownTerritory, row: tuple[Any, ...], kept: set[str]) -> None:
    line, indicator, _, start, finish, source, value, numerator, denominator, status, origin, flags, extracted, raw = (
        row[:14]
    )
    communes = sorted(territory.communes)
    if territory.id not in kept:
        stage.con.execute("INSERT INTO perimeter VALUES (?, ?)", [perimeter_id(communes), communes])
        kept.add(territory.id)
    stage.con.execute(
        f"INSERT INTO accepted_apart VALUES ({', '.join('?' * len(OBSERVATION_COLUMNS))})",
        [line, indicator, "cpts", territory.id, start, finish, source, value, numerator, denominator, status, origin,
         perimeter_id(communes), extracted, flags, raw],
    )  # fmt: skip
    report.totals.append(
        {"territory": territory.id, "indicator": indicator, "start": start.isoformat(), "end": finish.isoformat(),
         "value": value, "numerator": _whole(numerator), "denominator": _whole(denominator)}
    )  # fmt: skip


def _compare_total(stage: Stage, report: Report, row: tuple[Any, ...]) -> None:
    """Say so when a total differs from its communes by more than their masked cells can hold."""
    indicator, source, numerator, denominator = row[1], row[5], row[7], row[8]
    rule = catalogue().indicator(indicator)
    visible, masked, base, no_base, absent = stage.rows(
        f"""SELECT sum(numerator) FILTER (status = 'ok'), count(*) FILTER (status = 'secret'), sum(denominator),
                   count(*) FILTER (denominator IS NULL), count(*) FILTER (status NOT IN ('ok', 'secret'))
            FROM parsed JOIN place p USING (place) WHERE p.kind = 'commune' AND {_GOOD.replace("total", "parsed.total").replace("reason", "parsed.reason")}
            AND indicator = ? AND period = ? AND source = ?""",
        [row[14], row[15], source],
    )[0]
    report.totals[-1] |= {"source": source, "communes_numerator": _whole(visible), "communes_masked": masked}
    if stage.rows(
        """SELECT 1 FROM parsed JOIN place p USING (place) WHERE p.kind = 'commune' AND parsed.reason IS NOT NULL
           AND indicator = ? AND period = ? AND source = ? LIMIT 1""",
        [row[14], row[15], source],
    ):
        return  # a refused cell is missing from the sum
    room = masked * ((rule.threshold_for(source) or 11) - 1)
    if numerator is not None and visible is not None and not absent and not -1e-6 <= numerator - visible <= room + 1e-6:
        hidden = plural(masked, "cellule masquée", "cellules masquées")
        report.warn(
            "total_different",
            f"{rule.label} : total {number(numerator)}, communes visibles {number(visible)}, {hidden}",
        )
    if denominator is not None and base is not None and not no_base and not absent and abs(denominator - base) > 1e-6:
        report.warn(
            "total_different", f"{rule.label} : dénominateur {number(denominator)}, somme des communes {number(base)}"
        )


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
        AND place IN (SELECT DISTINCT place FROM parsed WHERE {_GOOD}) ORDER BY 1""")
    ]


def _scope(stage: Stage, territories: Sequence[KnownTerritory], report: Report) -> None:
    """The communes that the file speaks for: its own, and those of a territory of which it has at least half. A value
    held for one of them and absent from the file is *gone*; another territory's values are none of its business."""
    own = set(report.communes)
    scope = own.union(*(t.communes for t in territories if len(own & t.communes) * 2 >= len(t.communes) > 0))
    stage.con.execute("CREATE OR REPLACE TABLE scope (territory VARCHAR)")
    stage.con.execute("INSERT INTO scope SELECT unnest(?)", [sorted(scope)])


def _whole(value: float | None) -> float | int | None:
    return int(value) if value is not None and float(value).is_integer() else value


def _other_warnings(stage: Stage, layout: Layout, report: Report) -> None:
    padded = [r[0] for r in stage.rows("SELECT code FROM place_map WHERE padded ORDER BY 1 LIMIT 6")]
    if padded:
        report.warn("zeros_perdus", ", ".join(padded))
    by_role: dict[str, list[str]] = defaultdict(list)
    for column in layout.columns:
        if column.role == "ignored" and column.heading and column.examples:
            by_role["colonne_ambigue" if len(column.candidates) > 1 else "colonne_ignoree"].append(
                f"« {column.heading} »"
            )
        if column.thousands and column.role in ("numerator", "denominator"):
            by_role["milliers_regroupes"].append(f"« {column.heading} »")
        if column.fraction:
            by_role["taux_en_fraction"].append(f"« {column.heading} »")
    for code, headings in by_role.items():
        report.warn(code, ", ".join(headings[:10]))
    if layout.source is None and not layout.with_role("source"):
        report.warn("source_non_precisee")
