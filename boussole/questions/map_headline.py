"""The territory's own figure beside a map: how it was made, the sum of its communes, the references."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from boussole.catalogue import Indicator
from boussole.disclosure import Discloser, Shown
from boussole.french import number
from boussole.panels import Headline
from boussole.questions import wording
from boussole.questions.figures import Resolved
from boussole.questions.territories import TerritoryInfo
from boussole.values import Period, Territory

Known = Mapping[Territory, Sequence[Shown]]


def headline(
    reveal: Discloser, indicator: Indicator, info: TerritoryInfo, answer: Resolved, references: Known
) -> Headline:
    shown = reveal.show(indicator, answer.figure)
    beside: tuple[str, ...] = ()
    if answer.communes is not None:
        recomputed = reveal.show(indicator, answer.communes)
        text = wording.value_text(indicator, recomputed)
        count = wording.beside_text(indicator, recomputed)
        # Another source's communes are named, so that nobody takes the gap for an error of the first.
        whose = "" if recomputed.source == shown.source else f" ({wording.source_label(recomputed.source)})"
        beside = (
            f"Somme des communes{whose} : {text}"
            + (f" ({count})" if count and count != text else "")
            + _gap(shown, recomputed),
        )
    details = tuple(
        t
        for t in (
            wording.beside_text(indicator, shown),
            wording.interval_text(indicator, shown),
            f"Calcul : {wording.method_text(indicator, shown)}",
            *beside,
            *_reference_lines(indicator, references, shown.period),
        )
        if t
    )
    cautions = wording.cautions(shown)
    return Headline(
        info.name, wording.value_text(indicator, shown), details, cautions, wording.footer(indicator, shown)
    )


def _gap(total: Shown, recomputed: Shown) -> str:
    if total.numerator is None or recomputed.numerator is None:
        return ""
    gap = total.numerator - recomputed.numerator
    return f", écart {number(gap)}" if round(gap) else ", sans écart"


def _reference_lines(indicator: Indicator, references: Known, period: Period) -> list[str]:
    """The same period's reference values; another period's come with both periods written out."""
    lines = []
    for level, values in references.items():
        same = [s for s in values if s.period == period and s.value is not None]
        near = same or [s for s in values if s.value is not None][-1:]
        for shown in near[:1]:
            name = wording.LEVEL[level.kind]
            text = wording.value_text(indicator, shown)
            when = "" if same else f" — autre période ({shown.period.label}), à ne pas comparer directement"
            lines.append(f"{name} : {text} ({wording.origin_text(shown).split(' : ')[-1]}){when}")
    return lines
