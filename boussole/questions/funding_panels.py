"""The money of an exercice as panels: the waterfall, the gaps between computed and retained, what stands apart, and
what a simulation moves. Assembled from `questions.funding`, never computed again.
"""

from __future__ import annotations

from boussole.french import euros
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
    rows = [
        _moved(f"{old.label} (part variable)", (old.sums.maximum, new.sums.maximum),
               (old.sums.acquired, new.sums.acquired))
        for old, new in zip(before.missions, after.missions, strict=False) if old.sums != new.sums
    ]  # fmt: skip
    rows.append(_moved("Total de la part variable", (before.sums.maximum, after.sums.maximum),
                       (before.sums.acquired, after.sums.acquired)))  # fmt: skip
    return Table("Simulation, non enregistrée", columns, tuple(rows), frozenset(columns[1:]))


def _moved(label: str, maxima: tuple[int, int], acquired: tuple[int, int]) -> tuple[str, ...]:
    change = acquired[1] - acquired[0]
    return (label, *(euros(c) for c in (*maxima, *acquired)), ("+" if change > 0 else "") + euros(change))
