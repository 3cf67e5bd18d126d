"""The money and the progress of a contract as JSON: assembled from an answer, never computed here.

Euros are written with their two decimals, exactly (`99213.13`), rates as percentages; null where nothing is known.
"""

from __future__ import annotations

import json
import re
from fractions import Fraction
from typing import Any

from boussole.contract import STATUS, percent
from boussole.funding import Line, MissionLine, Sums, ThemeLine
from boussole.questions.funding import FundingAnswer
from boussole.questions.progression import ObjectiveProgress, Progression

_MARK = "\u0000"  # in no text: what stands between two is written bare
_BARE = re.compile(r'"\\u0000(-?[0-9.]+)"')


def dumps(content: Any) -> str:
    """JSON text, in French as it is, amounts as exact decimals."""
    return _BARE.sub(r"\1", json.dumps(content, ensure_ascii=False, indent=1))


def funding_json(answer: FundingAnswer) -> dict[str, Any]:
    """Per mission, thème and objective: maximum, fixed, variable, computed, retained, at stake, lost; and the total.

    `maximum` of a mission is its whole envelope; of a thème or an objective, its part of the variable half. The sums
    `computed` … `lost` are of the variable part. Extras are money outside the scale, in no total.
    """
    tree = answer.tree
    known = bool(tree.missions)
    return {
        "contract": answer.id,
        "territory": answer.territory,
        "year": answer.year,
        "label": answer.year_label,
        "closed": answer.closed,
        "simulated": answer.simulated,
        "size": tree.size,
        "bareme": tree.bareme or None,
        "operating": _euros(tree.operating),
        "missions": [_mission(m) for m in tree.missions],
        "total": {
            "maximum": _euros(tree.maximum if known else None),
            "fixed": _euros(tree.fixed if known else None),
            "variable": _euros(tree.sums.maximum if known else None),
            **_sums(tree.sums, known),
            "rate": None if answer.share is None else f"{_MARK}{answer.share}",
        },
        "extras": [
            {"mission": e.mission, "theme": e.theme, "label": e.label, "amount": _euros(e.cents), "reason": e.reason}
            for e in answer.extras
        ],
        "gaps": [
            {"mission": g.mission, "theme": g.theme, "computed": _euros(g.computed), "retained": _euros(g.retained),
             "gap": _euros(g.cents), "reasons": list(g.reasons)}
            for g in answer.gaps
        ],
        "waits": list(answer.waits),
    }  # fmt: skip


def _mission(line: MissionLine) -> dict[str, Any]:
    amounts = line.amounts
    return {
        "mission": line.mission,
        "label": line.label,
        "maximum": _euros(amounts.maximum),
        "fixed": _euros(amounts.fixed),
        "fixed_due": _euros(amounts.fixed_due),
        "variable": _euros(amounts.variable),
        "earmarked": _euros(amounts.flechee),
        "compensation": _euros(amounts.compensation),
        "crisis": _euros(amounts.crise),
        **_sums(line.sums, amounts.variable is not None),
        "themes": [_theme(t) for t in line.themes],
    }


def _theme(line: ThemeLine) -> dict[str, Any]:
    return {
        "theme": line.name,
        "maximum": _euros(line.sums.maximum),
        "fixed": None,
        "variable": _euros(line.sums.maximum),
        **_sums(line.sums, True),
        "objectives": [_objective(o) for o in line.lines],
    }


def _objective(line: Line) -> dict[str, Any]:
    known = line.attainment
    return {
        "id": line.objective.id,
        "label": line.objective.label,
        "type": line.objective.type,
        "actions": line.objective.actions,
        "paid": line.objective.units,
        "maximum": _euros(line.sums.maximum),
        "fixed": None,
        "variable": _euros(line.sums.maximum),
        **_sums(line.sums, True),
        "rate_measured": _percent(known.measured.rate if known else None),
        "rate_computed": _percent(known.computed.rate if known else None),
        "rate_retained": _percent(known.retained if known else None),
        "status": STATUS[known.status] if known and known.status else None,
        "decided": bool(known and known.decided),
        "reason": known.reason if known else "",
    }


def _sums(sums: Sums, known: bool) -> dict[str, Any]:
    return {
        "computed": _euros(sums.computed if known else None),
        "retained": _euros(sums.retained if known else None),
        "acquired": _euros(sums.acquired if known else None),
        "at_stake": _euros(sums.at_stake if known else None),
        "lost": _euros(sums.lost if known else None),
    }


def progress_json(answer: Progression) -> dict[str, Any]:
    """Per objective: initial, target, value, rates, status, pace needed, projection. An objective of several criteria
    gives its first one's numbers, and all of them under `criteria`."""
    by_objective: dict[str, list[ObjectiveProgress]] = {}
    for line in answer.objectives:
        by_objective.setdefault(line.id, []).append(line)
    return {
        "contract": answer.contract,
        "year": answer.year,
        "label": answer.year_label,
        "facts": list(answer.facts),
        "missing": answer.missing,
        "objectives": [_progress(lines) for lines in by_objective.values()],
    }


def _progress(lines: list[ObjectiveProgress]) -> dict[str, Any]:
    first = lines[0]
    reached = first.attainment
    return {
        "id": first.id,
        "mission": first.mission,
        "theme": first.theme,
        "label": first.objective,
        "type": first.type or None,
        "rule": first.rule,
        **_criterion(first),
        "rate_measured": _percent(reached.measured.rate if reached else None),
        "rate_computed": _percent(reached.computed.rate if reached else None),
        "rate_retained": _percent(reached.retained if reached else None),
        "status": first.status or None,
        "decided": first.decided,
        "realised": first.realised,
        "criteria": [{"label": line.label, **_criterion(line)} for line in lines],
    }


def _criterion(line: ObjectiveProgress) -> dict[str, Any]:
    pace = line.outlook.pace if line.outlook else None
    trend = line.outlook.trend if line.outlook else None
    return {
        "unit": line.unit,
        "initial": _number(line.initial_value),
        "target": _number(line.target_value),
        "target_text": line.target,
        "value": _number(line.value),
        "value_text": line.observed,
        "period": line.observed_period or None,
        "situation": line.state_text,
        "pace_needed": None if pace is None else {
            "per_year": _number(pace.per_year), "target": _number(pace.target), "year": pace.year, "text": pace.text,
        },
        "projection": {
            "kind": trend.kind if trend else "short",
            "year": line.outlook.projected if line.outlook else None,
            "slope": _number(trend.slope if trend else None),
            "slope_low": _number(trend.low if trend else None),
            "slope_high": _number(trend.high if trend else None),
            "value": _number(trend.value if trend else None),
            "low": _number(trend.value_low if trend else None),
            "high": _number(trend.value_high if trend else None),
            "text": line.projection,
        },
    }  # fmt: skip


def _euros(cents: int | None) -> str | None:
    if cents is None:
        return None
    sign, whole = ("-" if cents < 0 else ""), abs(cents)
    return f"{_MARK}{sign}{whole // 100}.{whole % 100:02d}"


def _percent(rate: Fraction | None) -> str | None:
    return None if rate is None else f"{_MARK}{percent(rate)}"


def _number(value: float | None) -> float | int | None:
    if value is None:
        return None
    return int(value) if float(value).is_integer() else round(value, 6)
