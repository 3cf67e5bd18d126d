"""The tables of the *dialogue de gestion* as a workbook whose formulas recompute the amounts.

The formulas follow the rule of the funding tree: exact shares down to the line, each amount rounded half up to the
cent, the last line taking what is left of its envelope; an amount that the session wrote stays as written. The values
kept beside the formulas are those of the views, for programs that do not compute.
"""

from __future__ import annotations

import io
from datetime import UTC, datetime
from fractions import Fraction

from xlsxwriter.workbook import Workbook

from boussole.disclosure import Audience
from boussole.export.dialogue_lines import COLUMNS as LINE_COLUMNS
from boussole.export.dialogue_lines import Place, at, write_line, write_unpaid
from boussole.export.dialogue_sheet import Sheet, Styles, cell, span
from boussole.export.report_text import clean
from boussole.panels import mention
from boussole.questions.dialogue import Dialogue, DialogueMission, DialogueTheme

OBJECTIVES, MONEY, READ_ME = "Objectifs", "Financement", "Lisez-moi"
COLUMNS = {
    "Mission": 42, "Thème": 34, "Poids": 8, "Part exacte (€)": 15, "Maximum (€)": 15, "Part fixe (€)": 15,
    "Part variable (€)": 15, "Enveloppes à part (€)": 15, "Calculé (€)": 15, "Retenu (€)": 15, "En jeu (€)": 15,
    "Perdu (€)": 15, "Dû selon les taux calculés (€)": 16, "Dû selon les taux retenus (€)": 16,
}  # fmt: skip
_AT = {name: k for k, name in enumerate(COLUMNS)}
_SUMS = {"Calculé (€)": "computed", "Retenu (€)": "retained", "En jeu (€)": "at_stake", "Perdu (€)": "lost"}
_RULES = """
Taux, poids, parts fixes et variables, enveloppes à part et montants saisis sont écrits ; tout autre montant est une \
formule.
Part exacte : la part variable de la mission, partagée par les poids des thèmes, puis par ceux des objectifs. Un \
objectif de suivi ne pèse rien.
Maximum, calculé, retenu : arrondis au centime le plus proche (la moitié au-dessus) ; la dernière ligne payée d’un \
thème prend le reste.
Un montant saisi en séance remplace celui que le taux donnerait : il reste tel qu’il a été écrit.
Retenu, sinon calculé, est acquis ; ce qui manque au maximum est en jeu tant que rien n’est décidé et que l’exercice \
n’est pas clos, et perdu ensuite.
Aucun formulaire national n’est connu : les colonnes suivent les rapports publiés.
""".strip().split("\n")


def dialogue_xlsx(found: Dialogue, audience: Audience) -> bytes:
    """The workbook: « Objectifs », « Financement », « Lisez-moi ». Same answer, same bytes."""
    out = io.BytesIO()
    book = Workbook(out, {"in_memory": True})
    book.set_properties({
        "title": clean(found.title), "comments": mention(audience), "created": datetime(2000, 1, 1, tzinfo=UTC),
    })  # fmt: skip
    styles = Styles.of(book)
    lines = Sheet.made(book, OBJECTIVES, found, audience, LINE_COLUMNS, 3, styles)
    money = Sheet.made(book, MONEY, found, audience, COLUMNS, 2, styles)
    for mission in found.missions:
        _mission(lines, money, mission)
    for line in found.unpaid:
        write_unpaid(lines, line)
    lines.filtered(len(LINE_COLUMNS))
    _total(money, found)
    _extras(money, found)
    _read_me(book, found, audience, styles)
    book.close()
    return out.getvalue()


def _mission(lines: Sheet, money: Sheet, mission: DialogueMission) -> None:
    """The mission's row, then its thèmes'; their lines in the other sheet."""
    head = money.row
    money.heads.append(head)
    rows = (head + 1, head + len(mission.themes))
    for rank, theme in enumerate(mission.themes):
        row = rows[0] + rank
        place = Place(
            lines.row, lines.row + len(theme.lines) - 1,
            *(f"{MONEY}!{cell(row, _AT[n], fixed=True)}" for n in (
                "Part exacte (€)", "Maximum (€)", "Dû selon les taux calculés (€)", "Dû selon les taux retenus (€)")),
        )  # fmt: skip
        _theme(money, mission, theme, place, rows, row)
        for line in theme.lines:
            write_line(lines, line, place)
    money.row = rows[1] + 1
    for name in COLUMNS:
        money.text(head, _AT[name], mission.label if name == "Mission" else "", strong=True)
    parts = {"Part fixe (€)": mission.fixed, "Part variable (€)": mission.variable,
             "Enveloppes à part (€)": mission.apart}  # fmt: skip
    for name, amount in parts.items():
        money.number(head, _AT[name], amount, strong=True)
    known = [amount for amount in parts.values() if amount is not None]
    if not known:
        money.text(head, _AT["Maximum (€)"], "à renseigner", strong=True)
        return
    whole = f"=SUM({cell(head, _AT['Part fixe (€)'])}:{cell(head, _AT['Enveloppes à part (€)'])})"
    money.formula(head, _AT["Maximum (€)"], whole, sum(known, Fraction(0)), strong=True)
    for name, attribute in _SUMS.items():
        _sum(money, head, name, attribute, mission, rows)


def _sum(money: Sheet, head: int, name: str, attribute: str, mission: DialogueMission, rows: tuple[int, int]) -> None:
    """Of the thèmes; what is not shared out between any is at stake."""
    themes = bool(mission.themes)
    formula = f"=SUM({span(*rows, _AT[name])})" if themes else "=0"
    value = _summed([getattr(line, attribute) for t in mission.themes for line in t.lines])
    if attribute == "at_stake" and mission.variable is not None:
        shared = f"-SUM({span(*rows, _AT['Maximum (€)'])})" if themes else ""
        formula += f"+{cell(head, _AT['Part variable (€)'])}{shared}"
        value += mission.variable - sum((t.maximum for t in mission.themes), Fraction(0))
    money.formula(head, _AT[name], formula, value, strong=True)


def _theme(
    money: Sheet, mission: DialogueMission, theme: DialogueTheme, place: Place, rows: tuple[int, int], row: int
) -> None:
    """A thème's maximum from its weight; its sums from its lines; what its rates earn of it, all together."""
    money.text(row, _AT["Mission"], mission.label)
    money.text(row, _AT["Thème"], theme.name)
    money.number(row, _AT["Poids"], theme.weight, "number")
    weights, weight = span(*rows, _AT["Poids"], fixed=True), cell(row, _AT["Poids"])
    variable = cell(rows[0] - 1, _AT["Part variable (€)"], fixed=True)
    exact = cell(row, _AT["Part exacte (€)"])
    money.formula(
        row, _AT["Part exacte (€)"], f"=IF(SUM({weights})=0,0,{variable}*{weight}/SUM({weights}))", theme.exact, "exact"
    )
    left = variable + (f"-SUM({span(rows[0], row - 1, _AT['Maximum (€)'])})" if row > rows[0] else "")
    last = f"{weight}>0" + (f",SUM({span(row + 1, rows[1], _AT['Poids'])})=0" if row < rows[1] else "")
    maximum = f"=IF(AND({last}),{left},MIN(ROUND(ROUND({exact},7),2),{left}))"
    money.formula(row, _AT["Maximum (€)"], maximum, theme.maximum)
    for name, attribute in _SUMS.items():
        own = f"=SUM({OBJECTIVES}!{span(place.first, place.last, at(name))})"
        money.formula(row, _AT[name], own, _summed([getattr(line, attribute) for line in theme.lines]))
    top = cell(row, _AT["Maximum (€)"])
    parts, computed, retained, typed = (
        f"{OBJECTIVES}!{span(place.first, place.last, at(n))}"
        for n in ("Part exacte (€)", "Taux calculé", "Taux retenu", "Montant saisi (€)")
    )
    for name, won, short, value in (
        ("Dû selon les taux calculés (€)", f"SUMPRODUCT({parts},{computed})",
         f"SUMPRODUCT(({parts}>0)*({computed}<>1))", theme.by_computed),
        ("Dû selon les taux retenus (€)", f'SUMPRODUCT({parts},{retained},--({typed}=""))',
         f'SUMPRODUCT(({parts}>0)*((({retained}<>1)+({typed}<>""))>0))', theme.by_retained),
    ):  # fmt: skip
        money.formula(row, _AT[name], f"=IF({short}=0,{top},MIN(ROUND(ROUND({won},7),2),{top}))", value)


def _total(money: Sheet, found: Dialogue) -> None:
    """The operating part, then everything: each amount the sum of the missions'."""
    rows = list(money.heads)
    if found.operating is not None:
        for name in COLUMNS:
            money.text(money.row, _AT[name], "Fonctionnement" if name == "Mission" else "", strong=True)
        money.number(money.row, _AT["Maximum (€)"], found.operating, strong=True)
        rows.append(money.row)
        money.row += 1
    if not rows:
        return
    known = [m for m in found.missions if (m.fixed, m.variable, m.apart) != (None, None, None)]
    values = {
        "Maximum (€)": found.whole,
        "Part fixe (€)": _summed([m.fixed for m in known]),
        "Part variable (€)": found.maximum,
        "Enveloppes à part (€)": _summed([m.apart for m in known]),
        **{name: getattr(found, attribute) or Fraction(0) for name, attribute in _SUMS.items()},
    }
    for name in COLUMNS:
        if name in values:
            own = ",".join(cell(row, _AT[name]) for row in rows)
            money.formula(money.row, _AT[name], f"=SUM({own})", values[name], strong=True)
        else:
            money.text(money.row, _AT[name], "Total" if name == "Mission" else "", strong=True)
    money.row += 1


def _extras(money: Sheet, found: Dialogue) -> None:
    """Money outside the scale, under the total that it is not part of."""
    row = money.row + 1
    if found.extras:
        money.text(row, 0, "Hors barème, à part du total", strong=True)
    for rank, (mission, label, amount, reason) in enumerate(found.extras, row + 1):
        money.text(rank, _AT["Mission"], mission)
        money.text(rank, _AT["Thème"], label)
        money.number(rank, _AT["Maximum (€)"], amount)
        money.note(rank, _AT["Part fixe (€)"], reason)


def _read_me(book: Workbook, found: Dialogue, audience: Audience, styles: Styles) -> None:
    """Of what, of when, by which rule, and for whom. The second row is read by formulas."""
    sheet = Sheet(book.add_worksheet(READ_ME), styles, widths=(18, 110))
    facts = [
        ("Titre", found.title),
        ("Exercice clos", "oui" if found.closed else "non"),
        ("Exercice", found.year_label),
        ("Données", found.as_of),
        ("Source", found.source),
        ("Diffusion", mention(audience) or "diffusion"),
        *(("Règle" if rank == 0 else "", text) for rank, text in enumerate(_RULES)),
        *(("À savoir" if rank == 0 else "", text) for rank, text in enumerate(found.waits)),
    ]
    for row, (name, text) in enumerate((n, t) for n, t in facts if t):
        sheet.text(row, 0, name, strong=True)
        sheet.text(row, 1, text)
    for column, width in enumerate(sheet.widths):
        sheet.page.set_column(column, column, width)
    sheet.page.set_landscape()
    sheet.page.fit_to_pages(1, 0)
    if mention(audience):
        sheet.page.set_footer(f"&C{mention(audience)}")


def _summed(amounts: list[Fraction | None]) -> Fraction:
    return sum((a for a in amounts if a is not None), Fraction(0))
