"""Panels of Piloter as slides: the committee's own tables, whole or for one mission; the money; one objective."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from boussole.contract import MISSIONS, STATUS_MANY
from boussole.deck import Slide
from boussole.french import euros, plural
from boussole.panels import Panel, Table
from boussole.questions.effort import AUDIENCE, effort, effort_bars
from boussole.questions.funding import CashAnswer, FundingAnswer, cash
from boussole.questions.funding_panels import extras_table, gaps_table, waterfall
from boussole.questions.progression import TYPES, ObjectiveProgress, Progression, progress_of
from boussole.questions.slides.asked import Asked, Nothing, method_of
from boussole.questions.summary import Summary, summary

MONEY = "Financement"
DATES = "Prochaines dates"
WHOLE = "Le contrat"
MISSION, OBJECTIVE = "mission", "objective"


def statuses(asked: Asked) -> list[Slide]:
    """Actions by type and status: of a mission, or of the whole exercice with the counts in large."""
    found, mission = _summary(asked), asked.get(MISSION)
    table = _without_zeros(_of_mission(found.actions, mission))
    counts = found.counts if not mission else _counts(table)
    if not sum(counts.values()):
        raise Nothing("Aucune action n’est saisie pour cet exercice : objectifs à saisir.")
    title = f"{_name(mission)} : {_said(counts)}"
    said = () if mission else _progress(asked).facts[:2]  # signature and size, known or to be filled in
    return [_slide(_name(mission), title, table, found.funding, lines=said)]


def results(asked: Asked) -> list[Slide]:
    """Bilan résultat: what was attained, and what is retained for it."""
    return [_bilan(asked, "bilan résultat", _summary(asked).results, paid=True)]


def followed(asked: Asked) -> list[Slide]:
    """Bilan suivi: actions that no money depends on."""
    return [_bilan(asked, "bilan suivi", _summary(asked).followed, paid=False)]


def financing(asked: Asked) -> list[Slide]:
    """By thème for a mission, by mission for all of them."""
    found, mission = _summary(asked), asked.get(MISSION)
    table, money = _of_mission(found.financing, mission), found.funding
    sums = money.tree.sums
    if mission:
        own = next((m for m in money.tree.missions if m.mission == mission), None)
        if own is None or not table.rows:
            raise Nothing("Les montants de cette mission sont à renseigner.")
        sums = own.sums
    else:  # a line a mission: their thèmes are on their own slides
        table = replace(table, columns=_untold(table.columns), rows=tuple(_untold(r) for r in table.rows if not r[1]))
    if not sums.maximum:
        raise Nothing("Aucune part variable ne dépend de cet exercice, ou ses montants sont à renseigner.")
    word = "retenus" if money.closed else "acquis à ce jour"
    title = f"{_name(mission)} : {euros(sums.acquired)} {word} sur {euros(sums.maximum)} de part variable"
    return [_slide(_name(mission) if mission else MONEY, title, table, money, (money.bareme_note,))]


def _untold(row: tuple[str, ...]) -> tuple[str, ...]:
    """Without the column of the thème."""
    return (row[0], *row[2:])


def cascade(asked: Asked) -> list[Slide]:
    """From the maximum to acquired, at stake and lost."""
    money = _summary(asked).funding
    if (panel := waterfall(money)) is None:
        raise Nothing("Les montants du contrat sont à renseigner.")
    return [Slide("", MONEY, money.headline, (panel,), lines=money.waits, method=method_of(panel))]


def gaps(asked: Asked) -> list[Slide]:
    """Why the retained amount is not the computed one."""
    money = _summary(asked).funding
    if (table := gaps_table(money)) is None:
        raise Nothing("Le montant retenu est le montant calculé.")
    whole = euros(sum(g.cents for g in money.gaps))
    return [_slide(MONEY, f"{whole} séparent le calculé du retenu", table, money)]


def extras(asked: Asked) -> list[Slide]:
    money = _summary(asked).funding
    if (table := extras_table(money)) is None:
        raise Nothing("Rien n’est hors barème dans cet exercice.")
    whole = euros(sum(e.cents for e in money.extras))
    return [_slide(MONEY, f"{whole} hors barème, à part du total", table, money)]


def uses(asked: Asked) -> list[Slide]:
    found = _cash(asked)
    if not found.use_of_funds.rows:
        raise Nothing("L’emploi des fonds est à renseigner.")
    return [_slide(MONEY, "Ce qui a été reçu, dépensé, et ce qui reste à justifier", found.use_of_funds,
                   _summary(asked).funding, lines=found.waits)]  # fmt: skip


def payments(asked: Asked) -> list[Slide]:
    found = _cash(asked)
    if not found.calendar.rows:
        raise Nothing(found.waits[0] if found.waits else "Le calendrier des versements est à renseigner.")
    return [_slide(MONEY, "Quand l’argent arrive", found.calendar, _summary(asked).funding)]


def objective(asked: Asked) -> list[Slide]:
    """One objective: its trajectory, the gap and the text *réalisé* beside the figure."""
    id = asked.need(OBJECTIVE)
    lines = [o for o in _progress(asked).objectives if o.id == id]
    if not lines:
        raise Nothing(f"L’objectif « {id} » n’est plus dans cet exercice.")
    return [_objective(lines)]


def effort_of(asked: Asked) -> list[Slide]:
    """For the bureau: never in a deck unless somebody adds it."""
    id, year = asked.contract_year
    found = effort(asked.store, id, year, asked.today, audience=asked.audience)
    if not found.lines:
        raise Nothing(found.missing)
    title = f"{euros(found.total)} encore en jeu"
    panel = effort_bars(found) or found.table
    return [Slide("", WHOLE, title, (panel,), lines=(AUDIENCE, found.before), method=_rests_on(found.funding))]


def next_dates(asked: Asked) -> list[Slide]:
    found = _summary(asked)
    if not found.dates.rows:
        raise Nothing("Aucune échéance à venir n’est connue.")
    when, what = found.dates.rows[0]
    past = not found.dates.title.startswith(DATES)
    message = found.dates.title if past else f"Prochaine date : {when}, {what}"
    return [Slide("", DATES, message, (found.dates,), lines=found.waits)]


def _summary(asked: Asked) -> Summary:
    id, year = asked.contract_year
    return asked.once(
        ("summary", id, year), lambda: summary(asked.store, id, year, asked.today, audience=asked.audience)
    )


def _progress(asked: Asked) -> Progression:
    id, year = asked.contract_year
    return asked.once(
        ("progress", id, year), lambda: progress_of(asked.store, id, asked.today, year, audience=asked.audience)
    )


def _cash(asked: Asked) -> CashAnswer:
    id, year = asked.contract_year
    return asked.once(("cash", id, year), lambda: cash(asked.store, id, year, audience=asked.audience))


def _name(mission: str) -> str:
    return MISSIONS.get(mission, mission) if mission else WHOLE


def _slide(
    section: str,
    message: str,
    table: Table,
    money: FundingAnswer,
    said: Iterable[str] = (),
    lines: tuple[str, ...] = (),
) -> Slide:
    return Slide("", section, message, (table,), lines=lines, method=_rests_on(money, *said))


def _rests_on(money: FundingAnswer, *said: str) -> tuple[str, ...]:
    source = f"Source : contrat de la CPTS{f', {money.bareme}' if money.bareme else ''} · {money.year_label}"
    return tuple(t for t in dict.fromkeys([source, *said]) if t)


def _of_mission(table: Table, mission: str) -> Table:
    """The rows of one mission, without their first column; the whole table for no mission."""
    if not mission:
        return table
    label = _name(mission)
    rows = tuple(row[1:] for row in table.rows if row[0] == label)
    return Table(f"{label} – {table.title}", table.columns[1:], rows, table.numeric)


def _bilan(asked: Asked, what: str, table: Table, paid: bool) -> Slide:
    """`paid`: the actions of type *résultat*, which money depends on; else all the others. A line may stand for
    several actions: the title counts actions, as the synthèse does."""
    found, mission = _summary(asked), asked.get(MISSION)
    own = _of_mission(table, mission)
    if not own.rows:
        raise Nothing("Aucune action de ce type dans cet exercice.")
    at = found.actions.columns.index("Type")
    rows = tuple(r for r in found.actions.rows if r[at] and (r[at] == TYPES["resultat"]) is paid)
    counts = _counts(_of_mission(replace(found.actions, rows=rows), mission))
    message = f"{_name(mission)}, {what} : {_said(counts)}"
    return _slide(_name(mission), message, own, found.funding)


def _said(counts: dict[str, int]) -> str:
    """« 53 actions, dont 34 réalisées, 4 partiellement réalisées »; « 6 actions, toutes réalisées »."""
    known = {status: n for status, n in counts.items() if n}
    whole = plural(sum(known.values()), "action")
    said = [(n, STATUS_MANY.get(status, status) if n > 1 else status) for status, n in known.items()]
    if len(said) > 1:
        return f"{whole}, dont {', '.join(f'{n} {status}' for n, status in said)}"
    return "".join(f"{whole}, {'toutes ' if n > 1 else ''}{status}" for n, status in said)


def _without_zeros(table: Table) -> Table:
    """Without the statuses that no action has: a slide has no room for what is not there."""
    start = table.columns.index("Total") if "Total" in table.columns else 0
    kept = [k for k in range(len(table.columns)) if k <= start or any(row[k] != "0" for row in table.rows)]
    columns, rows = tuple(table.columns[k] for k in kept), tuple(tuple(r[k] for k in kept) for r in table.rows)
    return replace(table, columns=columns, rows=rows)


def _counts(table: Table) -> dict[str, int]:
    """By status: the columns after the total."""
    start = table.columns.index("Total") + 1
    return {name.lower(): sum(int(row[k]) for row in table.rows) for k, name in enumerate(table.columns[start:], start)}


def _objective(lines: list[ObjectiveProgress]) -> Slide:
    """The criteria that have a curve, else those that have a bar, else all of them as a table; the others in words."""
    drawn = [o for o in lines if o.panel is not None] or [o for o in lines if o.bullet is not None]
    first = (drawn or lines)[0]
    panels: list[Panel] = [p for o in drawn if (p := o.panel or o.bullet) is not None]
    if not drawn:
        columns = ("Critère", "Valeur initiale", "Cible", "Observé", "Situation")
        rows = tuple((o.label, o.initial, o.target, o.observed, o.state_text) for o in lines)
        panels = [Table(first.objective or first.label, columns, rows)]
    realised = f"Réalisé : {first.realised}" if first.realised else ""
    told = first.rate_computed and first.type != "information"  # nothing is decided of what is for information
    decided = f"Taux calculé {first.rate_computed}, retenu {first.rate_retained}" if told else ""
    said = [(o, t) for o in drawn for t in (o.pace, f"Projection : {o.projection}" if o.projection else "") if t]
    ahead = [f"{o.label} – {t}" if len(drawn) > 1 else t for o, t in said]
    beside = [f"{o.label} : {_stands(o)}" for o in lines if o not in drawn and drawn]
    texts = tuple(dict.fromkeys(t for t in (realised, decided, *beside, *ahead) if t))
    notes = tuple(dict.fromkeys(n for o in lines for n in o.notes))
    name = first.objective or first.label
    criterion = f", {first.label[:1].lower()}{first.label[1:]}" if len(lines) > 1 and first.label != name else ""
    return Slide("", first.mission, f"{name}{criterion} : {_stands(first)}", tuple(panels), lines=texts,
                 method=method_of(*panels, said=notes))  # fmt: skip


def _stands(line: ObjectiveProgress) -> str:
    """« 15,39 % (cible : 18,00 %), cible non atteinte, écart −2,61 points »."""
    aim = "à renseigner" if line.target == "—" else line.target
    gap = f", écart {line.gap}" if line.gap else ""
    return f"{line.observed} (cible : {aim}), {line.state_text}{gap}"
