"""Total lines and rows for a CPTS: kept as the territory's own value, never as a commune, with the communes covered."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from boussole.catalogue import catalogue
from boussole.french import number, plural
from boussole.values import perimeter_id
from etl.accepted import Accepted
from etl.layout import Layout
from etl.places import KnownTerritory
from etl.report import Report, whole
from etl.stage import Stage
from etl.verdict import GOOD_CELL, NAMED

_OWN = f"""SELECT line, series, p.territory, qualifier, value, numerator, denominator, status, raw, indicator, period,
              parsed.total AS total, p.reason AS nobodys
       FROM parsed {NAMED}
       WHERE parsed.reason IS NULL AND NOT aside AND status <> 'empty'"""


@dataclass(frozen=True)
class _Own:
    """A Total line's cell, or a CPTS's: `total` for the first, which then names no territory; `nobodys` says why it
    cannot be anybody's."""

    line: int
    series: int
    territory: str | None
    qualifier: int
    value: float | None
    numerator: float | None
    denominator: float | None
    status: str
    raw: str | None
    indicator: int
    period: int
    total: bool
    nobodys: str | None

    @property
    def says(self) -> tuple[Any, ...]:
        return (self.value, self.numerator, self.denominator, self.status)


def attach_totals(
    stage: Stage, layout: Layout, territories: Sequence[KnownTerritory], report: Report, accepted: Accepted
) -> None:
    """A Total line becomes the value of the territory whose communes are exactly those of the file; a row for a CPTS
    keeps the list of communes that it covers."""
    if not stage.rows("SELECT 1 FROM place WHERE total OR kind = 'cpts' LIMIT 1"):
        return
    by_id = {t.id: t for t in territories}
    found: dict[tuple[str, int], list[_Own]] = defaultdict(list)
    aside: set[str] = set()
    for row in stage.rows(f"{_OWN} AND (parsed.total OR p.kind = 'cpts') ORDER BY parsed.total, line, grp"):
        own = _Own(*row)
        owner = own.territory if not own.total else _owner(stage, layout, territories, own, aside)
        if owner is not None:
            found[owner, own.series].append(own)
    kept: set[str] = set()
    for (owner, _), cells in found.items():
        territory, first = by_id[owner], cells[0]  # a line that names the territory comes before a Total
        if any(cell.says != first.says for cell in cells):
            aside.add(f"elle contredit une autre ligne pour « {territory.name} »")
            if first.total:  # two Totals: neither is surer
                continue
        if first.total and owner not in kept:
            report.warn("total_garde", f"« {territory.name} »")
        kept.add(owner)
        _keep_total(stage, report, accepted, territory, first)
        if territory.communes == _covered(stage, first):
            _compare_total(stage, report, first)
    for why in sorted(aside):
        report.warn("total_ecarte", why)


def _owner(
    stage: Stage, layout: Layout, territories: Sequence[KnownTerritory], own: _Own, aside: set[str]
) -> str | None:
    """The territory that a Total line is the value of: the one with exactly its communes, chosen among several."""
    if own.nobodys:
        aside.add("elle est d’un autre niveau que les communes du fichier")
        return None
    covered = _covered(stage, own)
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


def _covered(stage: Stage, own: _Own) -> set[str]:
    """The communes that the file gives for the indicator and the period of a total."""
    return {
        r[0]
        for r in stage.rows(
            """SELECT DISTINCT p.territory FROM parsed JOIN place p USING (place)
               WHERE p.kind = 'commune' AND parsed.indicator = ? AND parsed.period = ?""",
            [own.indicator, own.period],
        )
    }


def _keep_total(stage: Stage, report: Report, accepted: Accepted, territory: KnownTerritory, own: _Own) -> None:
    communes = sorted(territory.communes)
    perimeter = perimeter_id(communes)
    accepted.cover(perimeter, communes)
    status, origin, extracted, flags = stage.dimensions.qualifier(own.qualifier)
    accepted.add(own.line, own.series, ("cpts", territory.id), (status, origin, perimeter, extracted, flags),
                 (own.value, own.numerator, own.denominator), own.raw)  # fmt: skip
    indicator, start, finish, _ = stage.dimensions.series(own.series)
    report.totals.append(
        {"territory": territory.id, "indicator": indicator, "start": start.isoformat(), "end": finish.isoformat(),
         "value": own.value, "numerator": whole(own.numerator), "denominator": whole(own.denominator)}
    )  # fmt: skip


def _compare_total(stage: Stage, report: Report, own: _Own) -> None:
    """Say so when a total differs from its communes by more than their masked cells can hold."""
    indicator, _, _, source = stage.dimensions.series(own.series)
    numerator, denominator = own.numerator, own.denominator
    rule = catalogue().indicator(indicator)
    visible, masked, base, no_base, absent = stage.rows(
        f"""SELECT sum(numerator) FILTER (status = 'ok'), count(*) FILTER (status = 'secret'), sum(denominator),
                   count(*) FILTER (denominator IS NULL), count(*) FILTER (status NOT IN ('ok', 'secret'))
            FROM parsed JOIN place p USING (place) WHERE p.kind = 'commune' AND {GOOD_CELL} AND series = ?""",
        [own.series],
    )[0]
    report.totals[-1] |= {"source": source, "communes_numerator": whole(visible), "communes_masked": masked}
    if stage.rows(
        """SELECT 1 FROM parsed JOIN place p USING (place) WHERE p.kind = 'commune' AND parsed.reason IS NOT NULL
           AND series = ? LIMIT 1""",
        [own.series],
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
