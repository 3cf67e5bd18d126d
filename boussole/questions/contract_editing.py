"""A contract as tables that people edit, and back. Rows are plain dictionaries of French column names; what is wrong is
one `Refused` that names the table, the line and the column. What a table does not show is never lost.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from pydantic import ValidationError

from boussole.catalogue import catalogue
from boussole.contract import MISSIONS, RULES, Contract, Criterion, Objective, Target, read_contract
from boussole.contract.reasons import reasons
from boussole.contract.written import read_target, write_target
from boussole.questions.contract_cells import (
    ACTIONS,
    AMOUNT,
    CODE,
    COMBINE,
    COMBINES,
    COMPENSATED,
    COMPONENT,
    COMPONENTS,
    CRITERION,
    EARMARKED,
    ENGAGED,
    ENTRIES,
    EXPECTED,
    GENERAL,
    INITIAL,
    INITIAL_FROM,
    INITIAL_TO,
    LABEL,
    MISSION,
    NOTE,
    PAID,
    POLARITIES,
    POLARITY,
    READ,
    REASON,
    RULE,
    SOURCE,
    START,
    THEME,
    TYPE,
    TYPED,
    UNIT,
    WEIGHT,
    WHAT,
    WHEN,
    YEARS,
    YES_NO,
    Row,
    Rows,
    back,
    choice,
    day_of,
    free_code,
    text_of,
    weight_of,
    whole,
    years_of,
    yes_no,
)
from boussole.questions.measures import Refused, decimal_of
from boussole.questions.progression import TYPES
from boussole.questions.session_desk import as_typed

__all__ = ["MISSIONS", "RULES", "Contract"]  # what the tables choose from, for the views


def mission_rows(contract: Contract) -> list[Row]:
    """All the missions of the agreement, those engaged ticked."""
    held = {m.mission: m for m in contract.missions}
    return [
        {
            MISSION: label,
            ENGAGED: id in held,
            START: held[id].start if id in held else None,
            EARMARKED: YES_NO[held[id].earmarked if id in held else None],
            COMPENSATED: YES_NO[held[id].compensation if id in held else None],
        }
        for id, label in MISSIONS.items()
    ]


def objective_rows(contract: Contract) -> list[Row]:
    return [
        {CODE: o.id, MISSION: MISSIONS.get(o.mission, o.mission), THEME: o.theme, LABEL: o.label,
         TYPE: TYPES[o.type or ""], PAID: o.paid, ACTIONS: o.actions, WEIGHT: as_typed(o.weight),
         RULE: RULES[o.rule.kind], COMBINE: COMBINES[o.combine], EXPECTED: o.expected,
         YEARS: ", ".join(str(y) for y in o.exercices), NOTE: o.note}
        for o in contract.objectives
    ]  # fmt: skip


def year_columns(contract: Contract, objective: Objective | None = None) -> list[str]:
    """The columns of targets: N+1…N+5, and the exercices that targets are written for."""
    written = {k for o in ([objective] if objective else contract.objectives) for c in o.criteria for k in c.targets}
    usual = [f"N+{k}" for k in range(1, 6)] if contract.signed else [str(y) for y in contract.years()]
    return list(dict.fromkeys([*usual, *sorted(written)]))


def criterion_rows(contract: Contract, objective: str) -> list[Row]:
    """The criteria of an objective, a column a year. Raises Refused for an unknown one."""
    held = _objective(contract, objective)
    columns = year_columns(contract, held)
    return [
        {CRITERION: c.label, UNIT: c.unit, POLARITY: POLARITIES[c.polarity], SOURCE: source_text(c),
         INITIAL: as_typed(c.initial.value) or c.initial.text, INITIAL_FROM: c.initial.start, INITIAL_TO: c.initial.end,
         **{k: write_target(c.targets.get(k)) for k in columns}, NOTE: c.note}
        for c in held.criteria
    ]  # fmt: skip


def deadline_rows(contract: Contract) -> list[Row]:
    return [{WHEN: d.when, WHAT: d.what} for d in contract.deadlines]


def sources() -> dict[str, dict[str, str]]:
    """What a criterion may be read from: French words → the model's own fields."""
    found: dict[str, dict[str, str]] = {TYPED: {}}
    found |= {words: {"entries": how} for how, words in ENTRIES.items()}
    for id, indicator in catalogue().indicators.items():
        for measure, words in READ.items():
            found[f"{indicator.label} : {words}"] = {"indicator": id, "measure": measure}
    return found


def source_text(criterion: Criterion) -> str:
    source = criterion.source
    if source.entries:
        return ENTRIES[source.entries]
    if source.indicator:
        known = catalogue().indicators.get(source.indicator)
        return f"{known.label if known else source.indicator} : {READ[source.measure]}"
    return TYPED


def with_missions(contract: Contract, rows: Rows) -> Contract:
    """Raises Refused."""
    held = {m.mission: m for m in contract.missions}
    by_label = {label: id for id, label in MISSIONS.items()}
    kept = []
    for row in rows:
        id = by_label[str(row[MISSION])]
        if row.get(ENGAGED):
            before = held[id].model_dump(mode="json") if id in held else {"mission": id}
            where = f"Missions, « {row[MISSION]} »"
            named = (("earmarked", EARMARKED), ("compensation", COMPENSATED))
            due = {field: yes_no(row, column, where) for field, column in named}
            kept.append(before | {"start": day_of(row.get(START))} | due)
        elif day_of(row.get(START)):
            raise Refused(f"Missions, « {row[MISSION]} » : une date de démarrage, mais la mission n’est pas engagée.")
    order = list(held)
    kept.sort(key=lambda m: order.index(m["mission"]) if m["mission"] in order else len(order))
    return rebuilt(contract, missions=kept)


def theme_rows(contract: Contract) -> list[Row]:
    """The thèmes whose weight is typed, or that are declared: the others share equally."""
    return [
        {MISSION: MISSIONS[m.mission], THEME: t.name, WEIGHT: as_typed(t.weight)}
        for m in contract.missions
        for t in m.themes
    ]


def with_themes(contract: Contract, rows: Rows) -> Contract:
    """Raises Refused."""
    named: dict[str, list[Row]] = {m.mission: [] for m in contract.missions}
    for rank, row in enumerate(rows, start=1):
        where = f"Thèmes, ligne {rank}"
        if not any(text_of(row, c) for c in (MISSION, THEME)):
            continue
        mission = choice(row, MISSION, back(MISSIONS), where)
        if mission not in named:
            raise Refused(f"{where}, colonne « {MISSION} » : cette mission n’est pas engagée.")
        if not text_of(row, THEME):
            raise Refused(f"{where}, colonne « {THEME} » : donnez son nom.")
        named[mission].append({"name": text_of(row, THEME), "weight": weight_of(row, where)})
    missions = [m.model_dump(mode="json") | {"themes": named[m.mission]} for m in contract.missions]
    return rebuilt(contract, missions=missions)


def with_objectives(contract: Contract, rows: Rows) -> Contract:
    """Lines taken out of the table leave the contract; those added have no criterion yet. Raises Refused."""
    held = {o.id: o for o in contract.objectives}
    missions, types = back(MISSIONS), back(TYPES)
    kept, seen = [], set[str]()
    for rank, row in enumerate(rows, start=1):
        code, label = text_of(row, CODE), text_of(row, LABEL)
        where = f"Objectifs, ligne {rank}"
        if not any(text_of(row, c) for c in (CODE, LABEL, MISSION)):
            continue
        if not label:
            raise Refused(f"{where}, colonne « {LABEL} » : écrivez ce qui est à faire.")
        code = code or free_code(seen | set(held), rank)
        if code in seen:
            raise Refused(f"{where}, colonne « {CODE} » : « {code} » est déjà pris, chaque objectif a le sien.")
        seen.add(code)
        before: dict[str, Any] = held[code].model_dump(mode="json") if code in held else {"id": code, "criteria": []}
        rule: dict[str, Any] = before.get("rule") or {}
        kind = choice(row, RULE, back(RULES), where, "all_or_nothing")
        kept.append(before | {
            "mission": choice(row, MISSION, missions, where), "theme": text_of(row, THEME), "label": label,
            "type": choice(row, TYPE, types, where, "") or None, "paid": whole(row, PAID, where),
            "actions": whole(row, ACTIONS, where) or 1, "weight": weight_of(row, where),
            "rule": rule | {"kind": kind}, "combine": choice(row, COMBINE, back(COMBINES), where, "all"),
            "expected": text_of(row, EXPECTED), "exercices": years_of(row, where), "note": text_of(row, NOTE),
        })  # fmt: skip
    return rebuilt(contract, objectives=kept)


def with_criteria(contract: Contract, objective: str, rows: Rows) -> Contract:
    """The criteria of one objective. A target whose text is not changed stays exactly as it is. Raises Refused."""
    held = _objective(contract, objective)
    columns = year_columns(contract, held)
    kept = []
    for rank, row in enumerate(rows, start=1):
        where = f"Critères de « {held.label} », ligne {rank}"
        if not any(text_of(row, c) for c in (CRITERION, UNIT, INITIAL, *columns)):
            continue
        before = held.criteria[rank - 1] if rank <= len(held.criteria) else Criterion()
        known = sources() | {source_text(before): before.source.model_dump()}
        kept.append(before.model_dump(mode="json") | {
            "label": text_of(row, CRITERION), "unit": text_of(row, UNIT),
            "polarity": choice(row, POLARITY, back(POLARITIES), where, "neutral"),
            "source": known[choice(row, SOURCE, {k: k for k in known}, where, TYPED)],
            "initial": _initial(before, row, where),
            "targets": {k: t.model_dump() for k in columns if (t := _target(before, k, row)) is not None},
            "note": text_of(row, NOTE),
        })  # fmt: skip
    others = [o.model_dump(mode="json") for o in contract.objectives]
    return rebuilt(contract, objectives=[o | {"criteria": kept} if o["id"] == objective else o for o in others])


def with_deadlines(contract: Contract, rows: Rows) -> Contract:
    """Raises Refused."""
    kept = []
    for rank, row in enumerate(rows, start=1):
        when, what = day_of(row.get(WHEN)), text_of(row, WHAT)
        if not when and not what:
            continue
        if not when or not what:
            raise Refused(f"Échéances, ligne {rank} : donnez la date et ce qu’elle est.")
        kept.append({"when": when, "what": what})
    return rebuilt(contract, deadlines=kept)


def amount_rows(contract: Contract) -> list[Row]:
    return [
        {MISSION: MISSIONS.get(a.mission, GENERAL), COMPONENT: COMPONENTS[a.component], AMOUNT: as_typed(a.amount),
         REASON: a.reason}
        for a in contract.amounts
    ]  # fmt: skip


def with_amounts(contract: Contract, rows: Rows) -> Contract:
    """What the signed contract says and the barème does not, or says otherwise. Raises Refused."""
    missions = back(MISSIONS) | {GENERAL: "fonctionnement"}
    kept = []
    for rank, row in enumerate(rows, start=1):
        where = f"Montants du contrat, ligne {rank}"
        if not any(text_of(row, c) for c in (MISSION, COMPONENT, AMOUNT)):
            continue
        amount = decimal_of(text_of(row, AMOUNT), f"{where}, colonne « {AMOUNT} »")
        if amount is None:
            raise Refused(f"{where}, colonne « {AMOUNT} » : écrivez un montant, ou retirez la ligne.")
        component = choice(row, COMPONENT, back(COMPONENTS), where)
        before = next(
            (a.mission for a in contract.amounts if MISSIONS.get(a.mission, GENERAL) == text_of(row, MISSION)), ""
        )
        mission = before or choice(row, MISSION, missions, where)
        kept.append({"mission": mission, "component": component, "amount": str(amount), "reason": text_of(row, REASON)})
    return rebuilt(contract, amounts=kept)


def parameters_of(operating: str, fixed: str, halved: str) -> Row:
    """The payment parameters from their fields, as texts. Raises Refused."""
    return {
        "operating_advance": decimal_of(operating, "avance de fonctionnement"),
        "fixed_advance": decimal_of(fixed, "avance de part fixe"),
        "earmarked_halved": back(YES_NO)[halved],
    }


def with_facts(contract: Contract, **facts: Any) -> Contract:
    """Signature, size, barème, notes. Raises Refused."""
    return rebuilt(contract, **{k: v.isoformat() if isinstance(v, date) else v for k, v in facts.items()})


def _objective(contract: Contract, id: str) -> Objective:
    if (found := contract.objective(id)) is None:
        raise Refused(f"L’objectif « {id} » n’est pas dans le contrat.")
    return found


def rebuilt(contract: Contract, **changes: Any) -> Contract:
    """The contract with other content, checked whole. Raises Refused."""
    content = contract.model_dump(mode="json") | changes
    try:
        return read_contract(content)
    except ValidationError as error:
        raise Refused(f"Le contrat ne peut pas être gardé ainsi : {reasons(error, content)}") from error


def _target(before: Criterion, key: str, row: Mapping[str, Any]) -> Target | None:
    held = before.targets.get(key)
    return held if text_of(row, key) == write_target(held).strip() else read_target(text_of(row, key))


def _initial(before: Criterion, row: Mapping[str, Any], where: str) -> dict[str, Any]:
    said = text_of(row, INITIAL)
    found: dict[str, Any] = {"start": day_of(row.get(INITIAL_FROM)), "end": day_of(row.get(INITIAL_TO))}
    if said == (as_typed(before.initial.value) or before.initial.text):
        return found | {"value": before.initial.value, "text": before.initial.text}
    value = decimal_of(said, f"{where}, colonne « {INITIAL} »")
    return found | {"value": None if value is None else float(value), "text": ""}
