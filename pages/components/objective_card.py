"""What is known of one objective, and of each of its criteria, in words and figures; every text is escaped."""

from __future__ import annotations

from collections.abc import Sequence

from boussole.drawing.markup import text as html_text
from boussole.questions.progression import TYPES, ObjectiveProgress


def objective_html(first: ObjectiveProgress) -> str:
    """Its name, status and rates, what was done, the proof, what each party proposes."""
    under = " · ".join(t for t in (first.theme, TYPES[first.type], f"règle : {first.rule}") if t)
    paid = first.type != "information"  # the others are not decided
    rates = (("Statut", (first.status or "à renseigner") if paid else ""), ("Taux mesuré", first.rate_measured),
             ("Taux calculé", first.rate_computed if paid else ""),
             ("Taux retenu", first.rate_retained if paid else ""))  # fmt: skip
    said = (("Réalisé", first.realised), ("Preuve", first.proof), ("Propositions", " ; ".join(first.proposals)))
    told = "".join(f"<p>{html_text(f'{name} : {text}')}</p>" for name, text in said if text)
    heading = f"<h4>{html_text(first.objective)}</h4><p><small>{html_text(under)}</small></p>"
    return f'<div class="bsl-objective">{heading}{_list(rates, "said")}{told}</div>'


def criterion_html(one: ObjectiveProgress) -> str:
    """Its numbers, this exercice's gap, the pace needed and the projection; its name, if not the objective's."""
    observed = one.observed + (f" ({one.observed_period})" if one.observed_period else "")
    numbers = (("Valeur initiale", one.initial if one.initial != "—" else ""), ("Cible de l’exercice", one.target),
               ("Observé", observed), ("Situation", one.state_text), ("Écart de l’exercice", one.gap))  # fmt: skip
    ahead = (("Rythme nécessaire : ", one.pace), ("Projection : ", one.projection))
    told = "".join(f"<p>{html_text(name)}<strong>{html_text(said)}</strong></p>" for name, said in ahead if said)
    title = f"<h5>{html_text(one.label)}</h5>" if one.label != one.objective else ""
    return f'<div class="bsl-objective">{title}{_list(numbers, one.state)}{told}</div>'


def _list(said: Sequence[tuple[str, str]], state: str) -> str:
    cells = "".join(f"<div><dt>{html_text(n)}</dt><dd>{html_text(v)}</dd></div>" for n, v in said if v)
    return f'<dl class="bsl-{state.replace("_", "-")}">{cells}</dl>'
