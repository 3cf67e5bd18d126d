"""Parsed cells → accepted, refused, set aside; former communes added up; totals attached. Every cell is accounted for.

`observations + refused + set aside = cells`. Builds the tables that the store publishes (accepted, retired, perimeter).
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
from boussole.store.schema import KEY, OBSERVATION_COLUMNS
from boussole.values import perimeter_id
from etl.layout import Layout
from etl.places import KnownTerritory
from etl.reasons import reason
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
    _sums(stage, report)
    _other_warnings(stage, layout, report)
    return report


_DUPLICATE_KEY = "kind, territory, former, indicator, start, finish, source"


def _refuse_duplicates(stage: Stage, report: Report) -> None:
    """The same key twice: identical lines are set aside but one, contradictory ones are all refused."""
    stage.con.execute(f"""
        CREATE OR REPLACE TABLE repeated AS
        SELECT {_DUPLICATE_KEY}, min(line) AS first_line, list(DISTINCT line ORDER BY line) AS lines,
               count(DISTINCT (value, numerator, denominator, status)) > 1 AS contradictory
        FROM parsed WHERE reason IS NULL AND status <> 'empty' AND NOT total
        GROUP BY ALL HAVING count(*) > 1
    """)  # noqa: S608
    stage.con.execute("ALTER TABLE parsed ADD COLUMN aside BOOLEAN DEFAULT false")
    if not stage.rows("SELECT 1 FROM repeated LIMIT 1"):
        return
    same = " AND ".join(f"parsed.{k} IS NOT DISTINCT FROM r.{k}" for k in _DUPLICATE_KEY.split(", "))
    where = f"parsed.reason IS NULL AND parsed.status <> 'empty' AND NOT parsed.total AND {same}"
    stage.con.execute(f"UPDATE parsed SET reason = 'doublon', culprit = 'line' FROM repeated r WHERE r.contradictory AND {where}")  # noqa: S608
    stage.con.execute(f"UPDATE parsed SET aside = true FROM repeated r WHERE NOT r.contradictory AND line > r.first_line AND {where}")  # noqa: S608
    again = stage.rows("SELECT count(*), min(line) FROM parsed WHERE aside")[0]
    if again[0]:
        report.warn("doublon_identique", f"{plural(again[0], 'cellule')}, dès la ligne {again[1]}")


def _refuse_ambiguous_former(stage: Stage, layout: Layout) -> None:
    """Today's code and a former one of the same commune for one key: which part does the code mean?

    The profile may say « whole » (then the parts are refused) or « part » (then the code is one part more).
    """
    if not stage.rows("SELECT 1 FROM parsed WHERE former IS NOT NULL AND reason IS NULL LIMIT 1"):
        return
    both = """SELECT territory, indicator, start, finish, source FROM parsed
              WHERE reason IS NULL AND kind = 'commune' AND status <> 'empty' AND NOT aside
              GROUP BY ALL HAVING count(former) > 0 AND count(former) < count(*)"""
    same = " AND ".join(f"parsed.{k} = b.{k}" for k in ("territory", "indicator", "start", "finish", "source"))
    only = {"unknown": "", "whole": "AND parsed.former IS NOT NULL", "part": "AND false"}[layout.today_code_means]
    stage.con.execute(f"""UPDATE parsed SET reason = 'commune_ambigue', culprit = 'place' FROM ({both}) b
                          WHERE parsed.reason IS NULL AND parsed.kind = 'commune' AND parsed.status <> 'empty'
                          AND NOT parsed.aside AND {same} {only}""")  # noqa: S608
    # Rates alone do not add up: several parts of one commune need their counts.
    parts = """SELECT territory, indicator, start, finish, source FROM parsed WHERE reason IS NULL AND kind = 'commune'
               AND status = 'ok' AND NOT aside GROUP BY ALL
               HAVING count(former) > 0 AND count(*) > 1 AND bool_or(numerator IS NULL)"""
    stage.con.execute(f"""UPDATE parsed SET reason = 'fusion_impossible', culprit = 'value' FROM ({parts}) b
                          WHERE parsed.reason IS NULL AND parsed.kind = 'commune' AND NOT parsed.aside AND {same}""")  # noqa: S608


def _count(stage: Stage, report: Report) -> None:
    row = stage.rows("""
        SELECT count(*), count(*) FILTER (reason IS NOT NULL), count(*) FILTER (reason IS NULL AND (aside OR total OR status = 'empty')),
               count(*) FILTER (reason IS NULL AND NOT aside AND NOT total AND status <> 'empty'),
               count(*) FILTER (reason IS NULL AND NOT aside AND NOT total AND status = 'secret'),
               count(*) FILTER (reason IS NULL AND NOT aside AND NOT total AND status NOT IN ('ok', 'secret', 'empty'))
        FROM parsed
    """)[0]
    uneven = len(stage.uneven)
    report.cells = row[0] + uneven
    report.refused = row[1] + uneven
    report.set_aside, report.observations, report.masked, report.missing = row[2:]


def _accept(stage: Stage, report: Report) -> None:
    """The rows to publish: today's communes, parts added up, flags and raw text kept."""
    columns = ", ".join(f"{n} {t}" for n, t in OBSERVATION_COLUMNS.items())
    stage.con.execute(f"CREATE OR REPLACE TABLE accepted ({columns})")
    stage.con.execute("CREATE OR REPLACE TABLE retired AS SELECT " + ", ".join(KEY) + " FROM accepted LIMIT 0")
    stage.con.execute("CREATE OR REPLACE TABLE perimeter (id VARCHAR, communes VARCHAR[])")
    good = "reason IS NULL AND NOT aside AND NOT total AND status <> 'empty'"
    flags = "nullif(concat_ws(',', flags, CASE WHEN deduced THEN 'deduced_denominator' END), '')"
    stage.con.execute(f"""
        INSERT INTO accepted SELECT line, indicator, kind, territory, start, finish, source, value, numerator, denominator,
               status, origin, NULL, extracted, {flags}, raw FROM parsed
        WHERE {good} AND NOT (kind = 'commune' AND territory IN (SELECT territory FROM place_map WHERE former IS NOT NULL))
    """)  # noqa: S608
    merged = stage.rows(f"""
        SELECT min(line), indicator, kind, territory, start, finish, source,
               list(coalesce(former, territory) ORDER BY line), list(status), list(numerator), list(denominator), list(value),
               any_value(origin), max(extracted), string_agg(DISTINCT flags, ','), string_agg(raw, ' + ')
        FROM parsed WHERE {good} AND kind = 'commune' AND territory IN (SELECT territory FROM place_map WHERE former IS NOT NULL)
        GROUP BY indicator, kind, territory, start, finish, source
    """)  # noqa: S608
    incomplete: set[str] = set()
    rows = []
    for row in merged:
        rows.append(_merged_row(row, incomplete))
    if rows:
        stage.con.executemany(f"INSERT INTO accepted VALUES ({', '.join('?' * len(OBSERVATION_COLUMNS))})", rows)  # noqa: S608
        codes = sorted({r[3] for r in rows})
        report.warn("anciens_codes", _named(codes))
    if incomplete:
        report.warn("commune_incomplete", _named(sorted(incomplete)))


def _merged_row(row: tuple[Any, ...], incomplete: set[str]) -> list[Any]:
    """Parts of one of today's communes → one observation: counts added; secret if a part is; incomplete if one lacks."""
    line, indicator, kind, territory, start, finish, source, parts, statuses, numerators, denominators, values = row[:12]
    origin, extracted, flags, raw = row[12:]
    own = len(parts) == 1 and parts[0] == territory  # today's own code alone: the whole commune
    status = "ok" if all(s == "ok" for s in statuses) else "secret" if "secret" in statuses else next((s for s in statuses if s == "ok"), statuses[0])
    lacking = not own and (not set(geography().parts(territory)) <= set(parts) or any(s not in ("ok", "secret") for s in statuses))
    known = [n for n in numerators if n is not None]
    bases = [d for d in denominators if d is not None]
    numerator = math.fsum(known) if status == "ok" and known else None
    denominator = math.fsum(bases) if bases and len(bases) == len(parts) else None
    rule = catalogue().indicator(indicator)
    value = values[0] if len(parts) == 1 else numerator if rule.nature == "effectif" else None
    all_flags = set(filter(None, (flags or "").split(",")))
    if lacking:
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


def _attach_totals(stage: Stage, layout: Layout, territories: Sequence[KnownTerritory], report: Report) -> None:
    """A Total line becomes the value of the territory whose communes are exactly those of the file; a row for a CPTS
    keeps the list of communes that it covers."""
    by_id = {t.id: t for t in territories}
    for (id_,) in stage.rows("SELECT DISTINCT territory FROM accepted WHERE kind = 'cpts'"):
        communes = sorted(by_id[id_].communes)
        stage.con.execute("INSERT INTO perimeter VALUES (?, ?)", [perimeter_id(communes), communes])
        stage.con.execute("UPDATE accepted SET perimeter = ? WHERE kind = 'cpts' AND territory = ?", [perimeter_id(communes), id_])
        for row in stage.rows("SELECT indicator, value, numerator, denominator FROM accepted WHERE kind = 'cpts' AND territory = ?", [id_]):
            report.totals.append({"territory": id_, "indicator": row[0], "value": row[1], "numerator": row[2], "denominator": row[3]})
    lines = stage.rows("""SELECT line, indicator, start, finish, source, value, numerator, denominator, status, origin, flags, extracted, raw
                          FROM parsed WHERE total AND reason IS NULL AND status <> 'empty'""")
    if not lines:
        return
    seen: set[str] = set()
    for line in lines:
        line_no, indicator, start, finish, source, value, numerator, denominator, status, origin, flags, extracted, raw = line
        covered = {r[0] for r in stage.rows(
            "SELECT DISTINCT territory FROM parsed WHERE kind = 'commune' AND NOT total AND indicator = ? AND start = ? AND finish = ?",
            [indicator, start, finish])}  # fmt: skip
        matching = [t for t in territories if t.communes == covered]
        chosen = next((t for t in matching if t.id == layout.territory), None) if layout.territory else matching[0] if len(matching) == 1 else None
        if chosen is None:
            why = (
                "plusieurs territoires ont exactement ces communes (" + ", ".join(t.id for t in matching) + ")" if len(matching) > 1
                else "aucun territoire connu n’a exactement les communes du fichier"
            )
            if why not in seen:
                report.warn("total_ecarte", why)
                seen.add(why)
            continue
        communes = sorted(chosen.communes)
        if perimeter_id(communes) not in seen:
            stage.con.execute("INSERT INTO perimeter VALUES (?, ?)", [perimeter_id(communes), communes])
            report.warn("total_garde", f"« {chosen.name} »")
            seen.add(perimeter_id(communes))
        stage.con.execute(
            f"INSERT INTO accepted VALUES ({', '.join('?' * len(OBSERVATION_COLUMNS))})",  # noqa: S608
            [line_no, indicator, "cpts", chosen.id, start, finish, source, value, numerator, denominator, status, origin,
             perimeter_id(communes), extracted, flags, raw],
        )  # fmt: skip
        report.totals.append({"territory": chosen.id, "indicator": indicator, "value": value, "numerator": numerator, "denominator": denominator})
        _compare_total(stage, report, indicator, start, finish, source, numerator, denominator)


def _compare_total(
    stage: Stage, report: Report, indicator: str, start: Any, finish: Any, source: str, numerator: float | None, denominator: float | None
) -> None:
    """Say so when a total differs from its communes by more than their masked cells can hold."""
    rule = catalogue().indicator(indicator)
    row = stage.rows(
        """SELECT sum(numerator) FILTER (status = 'ok'), count(*) FILTER (status = 'secret'), sum(denominator),
                  count(*) FILTER (denominator IS NULL), count(*) FILTER (status NOT IN ('ok', 'secret'))
           FROM parsed WHERE kind = 'commune' AND NOT total AND reason IS NULL AND NOT aside AND status <> 'empty'
           AND indicator = ? AND start = ? AND finish = ? AND source = ?""",
        [indicator, start, finish, source],
    )[0]
    visible, masked, base, no_base, absent = row
    room = masked * ((rule.threshold_for(source) or 11) - 1)
    if numerator is not None and visible is not None and not absent and not -1e-6 <= numerator - visible <= room + 1e-6:
        report.warn("total_different", f"{rule.label} : total {number(numerator)}, communes visibles {number(visible)}, {plural(masked, 'cellule masquée', 'cellules masquées')}")
    if denominator is not None and base is not None and not no_base and not absent and abs(denominator - base) > 1e-6:
        report.warn("total_different", f"{rule.label} : dénominateur {number(denominator)}, somme des communes {number(base)}")


def _list_refusals(stage: Stage, layout: Layout, report: Report) -> None:
    """Each refusal with its line, its column's heading, what is written there, and its duplicates."""
    for uneven in stage.uneven:
        text = layout.delimiter.join(uneven.cells)
        report.rejected.append(Refusal(uneven.line, "(ligne entière)", text[:200], "ligne_inegale", (f"{len(uneven.cells)} colonnes pour {layout.width}",)))
    found = stage.rows(f"""SELECT p.line, p.grp, p.reason, p.culprit, r.lines FROM parsed p LEFT JOIN repeated r ON p.reason = 'doublon'
        AND {' AND '.join(f'p.{k} IS NOT DISTINCT FROM r.{k}' for k in _DUPLICATE_KEY.split(', '))}
        WHERE p.reason IS NOT NULL ORDER BY p.line, p.grp LIMIT {LISTED}""")  # noqa: S608
    lines = sorted({f[0] for f in found})
    texts: dict[int, tuple[Any, ...]] = {}
    if lines:
        names = ", ".join(f"c{i}" for i in range(layout.width))
        texts = {r[0]: r[1:] for r in stage.rows(f"SELECT line, {names} FROM line WHERE list_contains(?, line)", [lines])}  # noqa: S608
    whole: dict[tuple[int, str], int] = {}
    for line, group, why, culprit, same in found:
        column = _culprit_column(stage, layout, group, culprit)
        value = (texts.get(line, ())[column.index] or "") if column is not None and line in texts else ""
        also = tuple(f"ligne {n}" for n in (same or []) if n != line)
        whole[line, why] = whole.get((line, why), 0) + 1
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
    roles = {"place": _PLACE_ROLES, "period": ("period", "start", "end"), "indicator": ("indicator",), "source": ("source",)}[culprit]
    return next((c for role in roles for c in layout.columns if c.role == role), None)


def _sums(stage: Stage, report: Report) -> None:
    report.communes = [r[0] for r in stage.rows("SELECT DISTINCT territory FROM accepted WHERE kind = 'commune' ORDER BY 1")]
    rows = stage.rows("""SELECT indicator, sum(numerator), sum(denominator) FROM accepted WHERE kind = 'commune' GROUP BY indicator ORDER BY 1""")
    others = stage.rows("""SELECT DISTINCT indicator FROM accepted WHERE indicator NOT IN (SELECT indicator FROM accepted WHERE kind = 'commune') ORDER BY 1""")
    report.indicators = [{"id": i, "numerator": _whole(n), "denominator": _whole(d)} for i, n, d in rows]
    report.indicators += [{"id": i, "numerator": None, "denominator": None} for (i,) in others]


def _whole(value: float | None) -> float | int | None:
    return int(value) if value is not None and float(value).is_integer() else value


def _other_warnings(stage: Stage, layout: Layout, report: Report) -> None:
    padded = [r[0] for r in stage.rows("SELECT code FROM place_map WHERE padded ORDER BY 1 LIMIT 6")]
    if padded:
        report.warn("zeros_perdus", ", ".join(padded))
    by_role: dict[str, list[str]] = defaultdict(list)
    for column in layout.columns:
        if column.role == "ignored" and column.heading and column.examples:
            by_role["colonne_ambigue" if len(column.candidates) > 1 else "colonne_ignoree"].append(f"« {column.heading} »")
        if column.fraction:
            by_role["taux_en_fraction"].append(f"« {column.heading} »")
    for code, headings in by_role.items():
        report.warn(code, ", ".join(headings[:10]))
    if layout.source is None and not layout.with_role("source"):
        report.warn("source_non_precisee")
