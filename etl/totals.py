"""Total lines and rows for a CPTS: kept as the territory's own value, never as a commune, with the communes covered."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from boussole.catalogue import catalogue
from boussole.french import number, plural
from boussole.store.schema import OBSERVATION_COLUMNS
from boussole.values import perimeter_id
from etl.layout import Layout
from etl.places import KnownTerritory
from etl.report import Report, whole
from etl.stage import Stage
from etl.verdict import FLAGS, GOOD_CELL, NAMED

_OWN = f"""SELECT line, i.name AS indicator, p.territory, d.start, d.finish, source, value, numerator, denominator,
              status, origin, {FLAGS} AS flags, extracted, raw, parsed.indicator AS indicator_id,
              parsed.period AS period_id, parsed.total AS total, p.reason AS nobodys
       FROM parsed {NAMED}
       WHERE parsed.reason IS NULL AND NOT aside AND status <> 'empty'"""


def attach_totals(stage: Stage, layout: Layout, territories: Sequence[KnownTerritory], report: Report) -> None:
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
         "value": value, "numerator": whole(numerator), "denominator": whole(denominator)}
    )  # fmt: skip


def _compare_total(stage: Stage, report: Report, row: tuple[Any, ...]) -> None:
    """Say so when a total differs from its communes by more than their masked cells can hold."""
    indicator, source, numerator, denominator = row[1], row[5], row[7], row[8]
    rule = catalogue().indicator(indicator)
    visible, masked, base, no_base, absent = stage.rows(
        f"""SELECT sum(numerator) FILTER (status = 'ok'), count(*) FILTER (status = 'secret'), sum(denominator),
                   count(*) FILTER (denominator IS NULL), count(*) FILTER (status NOT IN ('ok', 'secret'))
            FROM parsed JOIN place p USING (place) WHERE p.kind = 'commune' AND {GOOD_CELL}
            AND indicator = ? AND period = ? AND source = ?""",
        [row[14], row[15], source],
    )[0]
    report.totals[-1] |= {"source": source, "communes_numerator": whole(visible), "communes_masked": masked}
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
