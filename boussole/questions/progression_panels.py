"""The standing of a contract as tables: its missions at a glance, the objectives that have no number to draw, and all
that is known of each, to take away. Assembled from `questions.progression`, never computed again.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby

from boussole.contract import STATUS
from boussole.panels import Table
from boussole.questions.progression import TYPES, UNTITLED, ObjectiveProgress, Progression

Lines = tuple[ObjectiveProgress, ...]
WITHOUT = "À renseigner"


def by_objective(lines: Iterable[ObjectiveProgress]) -> list[Lines]:
    """The lines of each objective together, one a criterion, in the contract's order."""
    return [tuple(own) for _, own in groupby(lines, key=lambda o: o.id)]


def drawn(lines: Sequence[ObjectiveProgress]) -> list[Lines]:
    """The objectives of which at least one criterion has something to draw."""
    return [own for own in by_objective(lines) if any(o.panel or o.bullet for o in own)]


def undrawn(lines: Sequence[ObjectiveProgress]) -> list[Lines]:
    """The others: texts to sign, values to enter, actions whose pages are not readable."""
    return [own for own in by_objective(lines) if not any(o.panel or o.bullet for o in own)]


def overview(answer: Progression) -> Table:
    """The actions of each mission by status; what is only for information does not count."""
    statuses = list(STATUS.values())
    columns = ("Mission", "Actions", *(s.capitalize() for s in statuses), WITHOUT)
    rows = []
    whole = [0] * (len(statuses) + 2)
    for mission, lines in answer.missions:
        counts = _counts(lines, statuses)
        whole = [a + b for a, b in zip(whole, counts, strict=True)]
        rows.append((mission, *(str(n) for n in counts)))
    rows.append(("Total", *(str(n) for n in whole)))
    if not whole[-1]:
        columns, rows = columns[:-1], [r[:-1] for r in rows]
    return Table(f"Actions par statut – {answer.year_label}", columns, tuple(rows), frozenset(columns[1:]))


def _counts(lines: Sequence[ObjectiveProgress], statuses: list[str]) -> list[int]:
    """The whole, then by status, then those without one. A line counts for as many actions as it stands for."""
    found = dict.fromkeys([*statuses, ""], 0)
    for first, *_ in by_objective(o for o in lines if o.type != "information"):
        found[first.status] += first.attainment.objective.actions if first.attainment else 1
    return [sum(found.values()), *found.values()]


def undrawn_table(mission: str, lines: Sequence[ObjectiveProgress]) -> Table | None:
    """The objectives without a number, one line each; None where each one is drawn."""
    if not (groups := undrawn(lines)):
        return None
    columns = ("Objectif", "Cible", "Observé", "Réalisé et remarques", "Statut", "Taux retenu")
    rows = tuple(
        (
            _titled(own[0]),
            _joined(own, [o.target for o in own]),
            _joined(own, ["—" if o.observed == UNTITLED else _dated(o) for o in own]),
            " — ".join(t for t in (own[0].realised, *dict.fromkeys(n for o in own for n in o.notes)) if t),
            *_decided(own[0]),
        )
        for own in groups
    )
    return Table(f"Objectifs sans chiffre à dessiner – {mission}", columns, rows)


def _decided(line: ObjectiveProgress) -> tuple[str, str]:
    """Status and retained rate; what is only for information is never decided."""
    if line.type == "information":
        return TYPES[line.type], "—"
    return line.status or WITHOUT.lower(), line.rate_retained


def complete_table(answer: Progression) -> Table:
    """All that is known of each criterion, to take away."""
    columns = ("Mission", "Thème", "Objectif", "Critère", "Type", "Valeur initiale", "Cible", "Observé",
               "Période mesurée", "Situation", "Écart", "Statut", "Taux mesuré", "Taux calculé", "Taux retenu",
               "Rythme nécessaire", "Projection", "Réalisé", "Preuve", "Remarques")  # fmt: skip
    rows = tuple(
        (o.mission, o.theme, o.objective, "" if o.label == o.objective else o.label, TYPES[o.type], o.initial,
         o.target, o.observed, o.observed_period, o.state_text, o.gap, o.status, o.rate_measured, o.rate_computed,
         o.rate_retained, o.pace, o.projection, o.realised, o.proof, " ; ".join(o.notes))
        for o in answer.objectives
    )  # fmt: skip
    return Table(f"Objectifs – {answer.year_label}", columns, rows)


def _titled(line: ObjectiveProgress) -> str:
    said = ", ".join(t for t in (line.theme, TYPES[line.type]) if t)
    return f"{line.objective} ({said})"


def _joined(own: Lines, texts: Sequence[str]) -> str:
    """Each criterion's text, after its name where there are several."""
    if len(own) == 1:
        return texts[0]
    return " ; ".join(f"{o.label} : {text}" for o, text in zip(own, texts, strict=True))


def _dated(line: ObjectiveProgress) -> str:
    return f"{line.observed} ({line.observed_period})" if line.observed_period else line.observed
