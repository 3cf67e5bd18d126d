"""The money and the progress of a contract as lines of French text, for the command line. Assembled, never computed."""

from __future__ import annotations

from collections.abc import Iterator

from boussole.french import euros
from boussole.funding import Sums
from boussole.questions.criterion_words import rate_text
from boussole.questions.funding import FundingAnswer
from boussole.questions.progression import ObjectiveProgress, Progression


def funding_text(answer: FundingAnswer) -> Iterator[str]:
    yield f"{answer.title} – {answer.year_label}"
    if answer.simulated:
        yield "Exercice simulé pour la démonstration."
    yield answer.headline
    if answer.tree.operating is not None:
        yield f"Fonctionnement : {euros(answer.tree.operating)}"
    for mission in answer.tree.missions:
        a = mission.amounts
        whole = "à renseigner" if a.maximum is None else euros(a.maximum)
        parts = [f"part fixe {euros(a.fixed)}", f"part variable {euros(a.variable)}"] if a.fixed or a.variable else []
        parts += [f"{name} {euros(cents)}" for name, cents in (
            ("fléchée", a.flechee), ("compensation", a.compensation)) if cents]  # fmt: skip
        yield f"{mission.label} : maximum {whole}" + (f" ({', '.join(parts)})" if parts else "")
        for theme in mission.themes:
            if not theme.sums.maximum:
                continue
            yield f"  {theme.name or 'Sans thème'} : {_sums(theme.sums)}"
            for line in theme.lines:
                if line.sums.maximum:
                    rate = line.attainment.retained if line.attainment and line.attainment.decided else None
                    computed = rate_text(line.attainment.computed) if line.attainment else "—"
                    said = f"taux calculé {computed}" + (f", retenu {rate_text(rate)}" if rate is not None else "")
                    yield f"    {line.objective.id} {line.objective.label} : {_sums(line.sums)} · {said}"
    if answer.tree.missions:
        yield f"Total de la part variable : {_sums(answer.tree.sums)}"
    for extra in answer.extras:
        yield f"Hors barème, à part : {extra.label}, {euros(extra.cents)} ({extra.reason or 'motif à renseigner'})"
    if answer.gaps:
        yield f"Écart entre calculé et retenu : {euros(sum(g.cents for g in answer.gaps))}"
    for gap in answer.gaps:
        yield f"  {gap.mission}, {gap.theme} : {euros(gap.cents)} ({' ; '.join(gap.reasons)})"
    yield from (f"À savoir : {w}" for w in answer.waits)


def progress_text(answer: Progression) -> Iterator[str]:
    yield answer.title + (f" – {answer.year_label}" if answer.year_label else "")
    yield from answer.facts
    if answer.missing:
        yield answer.missing
    for mission, lines in answer.missions:
        yield f"{mission} :"
        for line in lines:
            yield f"  {line.id} {line.label} : {_progress(line)}"


def _sums(sums: Sums) -> str:
    parts = [f"maximum {euros(sums.maximum)}", f"calculé {euros(sums.computed)}", f"retenu {euros(sums.retained)}"]
    parts += [f"{name} {euros(cents)}" for name, cents in (("en jeu", sums.at_stake), ("perdu", sums.lost)) if cents]
    return ", ".join(parts)


def _progress(line: ObjectiveProgress) -> str:
    period = f" ({line.observed_period})" if line.observed_period else ""
    parts = [
        f"initiale {line.initial}",
        f"cible {line.target}",
        f"valeur {line.observed}{period}",
        line.state_text + (f" ({line.gap})" if line.gap else ""),
        f"taux calculé {line.rate_computed}, retenu {line.rate_retained}",
        line.status,
        line.pace,
        line.projection,
    ]
    return " · ".join(p for p in parts if p)
