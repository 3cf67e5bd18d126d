"""The money of an exercice as panels: the waterfall, the gaps between computed and retained, what stands apart, and
what a simulation moves. Assembled from `questions.funding`, never computed again.
"""

from __future__ import annotations

from boussole.french import euros
from boussole.funding import Sums
from boussole.panels import Footer, Stair, Table, Waterfall
from boussole.questions.funding import FundingAnswer, Simulated


def waterfall(answer: FundingAnswer) -> Waterfall | None:
    """The variable part, from its maximum to acquired, at stake and lost; None while no amount is known."""
    if not answer.waterfall:
        return None
    stairs, reached = [], 0
    for step in answer.waterfall:
        whole = step.kind == "maximum"
        stairs.append(
            Stair(
                "Maximum" if whole else step.label,
                0 if whole else reached / 100,
                step.cents / 100,
                step.kind,
                step.text,
            )
        )
        reached += 0 if whole else step.cents
    said = " ; ".join(f"{s.label} : {s.text}" for s in answer.waterfall)
    footer = Footer(
        source=f"contrat de la CPTS, {answer.bareme}" if answer.bareme else "contrat de la CPTS",
        period=answer.year_label,
        champ="part variable des missions engagées, sans les lignes hors barème",
        origin="exercice simulé" if answer.simulated else "",
    )
    return Waterfall("Du maximum à l’acquis", tuple(stairs), f"{said}.", footer)


def gaps_table(answer: FundingAnswer) -> Table | None:
    """Where the retained amount is not the computed one, line by line, with the reason; None where there is no gap."""
    if not answer.gaps:
        return None
    columns = ("Mission", "Thème", "Calculé", "Retenu", "Écart", "Motif")
    rows = [
        (g.mission, g.theme, euros(g.computed), euros(g.retained), euros(g.cents), " ; ".join(g.reasons))
        for g in answer.gaps
    ]
    whole = sum(g.cents for g in answer.gaps)
    rows.append(("Total des écarts", "", "", "", euros(whole), ""))
    return Table(f"Calculé et retenu – {answer.year_label}", columns, tuple(rows), frozenset(columns[2:5]))


def extras_table(answer: FundingAnswer) -> Table | None:
    """Money outside the scale, never counted with the rest; None where there is none."""
    if not answer.extras:
        return None
    columns = ("Mission", "Thème", "Ligne", "Montant", "Motif")
    rows = tuple((e.mission, e.theme, e.label, euros(e.cents), e.reason or "à renseigner") for e in answer.extras)
    return Table(f"Hors barème, à part – {answer.year_label}", columns, rows, frozenset({"Montant"}))


def paid_lines(answer: FundingAnswer) -> dict[str, str]:
    """The objectives whose rate moves euros: id and label with the maximum, the largest first."""
    lines = sorted((n for n in answer.tree.lines if n.sums.maximum), key=lambda n: -n.sums.maximum)
    return {n.objective.id: f"{n.objective.label} – {euros(n.sums.maximum)}" for n in lines}


def present_rate(answer: FundingAnswer, objective: str) -> float:
    """The rate that now gives a line what it has acquired, in percent."""
    line = next((n for n in answer.tree.lines if n.objective.id == objective), None)
    return round(100 * line.sums.acquired / line.sums.maximum, 1) if line and line.sums.maximum else 0.0


def simulated_table(found: Simulated) -> Table:
    """Before and after, by line that moves, then by mission, then in all."""
    columns = ("Ligne", "Maximum avant", "Maximum simulé", "Acquis avant", "Acquis simulé", "Écart")
    before, after = found.before.tree, found.after.tree
    then = {m.mission: m.sums for m in before.missions}  # without a size, the contract has none yet
    rows = [
        _moved(f"{m.label} (part variable)", then.get(m.mission), m.sums)
        for m in after.missions
        if then.get(m.mission) != m.sums
    ]
    rows.append(_moved("Total de la part variable", before.sums if then else None, after.sums))
    return Table("Simulation, non enregistrée", columns, tuple(rows), frozenset(columns[1:]))


def _moved(label: str, before: Sums | None, after: Sums) -> tuple[str, ...]:
    """« — » for what was not known before: the change is then no number either."""
    maximum, acquired = (before.maximum, before.acquired) if before else (None, None)
    change = None if acquired is None else after.acquired - acquired
    sign = "+" if change and change > 0 else ""
    return (label, euros(maximum), euros(after.maximum), euros(acquired), euros(after.acquired), sign + euros(change))
