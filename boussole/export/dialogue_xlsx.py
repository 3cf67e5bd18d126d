"""The tables of the *dialogue de gestion* as a workbook whose formulas recompute the amounts from the rates.

The formulas follow the rule of the funding tree: each thème's sum rounded half up to the cent, each line too, the last
paid line taking the remainder; an amount written by the session stays as written. Cached values are those of the views.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from boussole.disclosure import Audience
from boussole.french import spaced
from boussole.panels import mention
from boussole.questions.dialogue import Dialogue, DialogueLine, DialogueTheme

OBJECTIVES, MONEY, READ_ME = "Objectifs", "Financement", "Lisez-moi"
TEXTS = ("Mission", "Thème", "Action", "Type", "Valeur initiale", "Cible", "Observé", "Période", "Statut")
NUMBERS = ("Taux calculé", "Taux retenu", "Part exacte (€)", "Maximum (€)", "Montant saisi (€)", "Calculé (€)",
           "Retenu (€)", "En jeu (€)", "Perdu (€)")  # fmt: skip
AFTER = ("Réalisé", "Preuve", "Motif")
MONEY_COLUMNS = ("Mission", "Thème", "Part fixe (€)", "Part variable (€)", "Calculé (€)", "Retenu (€)", "En jeu (€)",
                 "Perdu (€)", "Retenu selon les taux (€)")  # fmt: skip
RATE, KEPT, PART, MAX, TYPED, COMPUTED, RETAINED, STAKE, LOST = (len(TEXTS) + n for n in range(len(NUMBERS)))
FIXED, VARIABLE, SUM_COMPUTED, SUM_RETAINED, SUM_STAKE, SUM_LOST, BY_RATES = range(2, 9)
_HEADER = 3  # rows above: title, what year and what day, who may see it


@dataclass(frozen=True)
class _Styles:
    title: Format
    warning: Format
    head: Format
    text: Format
    euros: Format
    exact: Format
    rate: Format
    total: Format
    bold: Format


def dialogue_xlsx(found: Dialogue, audience: Audience) -> bytes:
    """The workbook: « Objectifs », « Financement », « Lisez-moi ». Same answer, same bytes."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    book.set_properties({"title": spaced(found.title), "comments": mention(audience), "created": datetime(2020, 1, 1)})
    styles = _styles(book)
    objectives, money = (_sheet(book, name, found, audience, styles) for name in (OBJECTIVES, MONEY))
    _heads(objectives, (*TEXTS, *NUMBERS, *AFTER), styles, (18, 22, 46, 12, 16, 22, 30, 18, 18, *[13] * 9, 50, 30, 40))
    _heads(money, MONEY_COLUMNS, styles, (34, 38, *[16] * 7))
    _fill(objectives, money, found, styles)
    _read_me(book.add_worksheet(READ_ME), found, audience, styles)
    book.close()
    return out.getvalue()


def _styles(book: Workbook) -> _Styles:
    euros = '#,##0.00\\ "€"'
    wrapped = {"text_wrap": True, "valign": "top"}
    return _Styles(
        title=book.add_format({"bold": True, "font_size": 13}),
        warning=book.add_format({"bold": True, "font_color": "#9C1C1C"}),
        head=book.add_format({"bold": True, "bottom": 1, "bg_color": "#E8EEF0", **wrapped}),
        text=book.add_format(wrapped),
        euros=book.add_format({"num_format": euros, "valign": "top"}),
        exact=book.add_format({"num_format": "#,##0.00####", "valign": "top"}),
        rate=book.add_format({"num_format": "0.##%", "valign": "top"}),
        total=book.add_format({"num_format": euros, "bold": True, "top": 1}),
        bold=book.add_format({"bold": True, "top": 1, **wrapped}),
    )


def _sheet(book: Workbook, name: str, found: Dialogue, audience: Audience, styles: _Styles) -> Worksheet:
    page: Worksheet = book.add_worksheet(name)
    page.write_string(0, 0, spaced(found.title), styles.title)
    page.write_string(1, 0, spaced(f"{found.year_label} – {found.as_of} – source : {found.source}"))
    if mention(audience):
        page.write_string(2, 0, mention(audience), styles.warning)
        page.set_footer(f"&C{mention(audience)}")
    page.set_landscape()
    page.fit_to_pages(1, 0)
    page.repeat_rows(_HEADER)
    page.freeze_panes(_HEADER + 1, 3 if name == OBJECTIVES else 2)
    return page


def _heads(page: Worksheet, names: tuple[str, ...], styles: _Styles, widths: tuple[int, ...]) -> None:
    for column, (name, width) in enumerate(zip(names, widths, strict=True)):
        page.write_string(_HEADER, column, name, styles.head)
        page.set_column(column, column, width)


def _fill(objectives: Worksheet, money: Worksheet, found: Dialogue, styles: _Styles) -> None:
    """Both sheets, row by row: a thème's sums point at its objectives, which point at its total."""
    row, at = _HEADER + 1, _HEADER + 1
    mission_rows = []
    for mission in found.missions:
        head, at = at, at + 1
        mission_rows.append(head)
        for theme in mission.themes:
            _theme_sums(money, at, mission.label, theme, row, styles)
            for line in theme.lines:
                _line(objectives, row, (mission.label, theme.name), line, styles)
            for rank, line in enumerate(theme.lines):
                _amounts(objectives, (row, row + rank, row + len(theme.lines) - 1), at, line, found.closed, styles)
                _texts(objectives, row + rank, (mission.label, theme.name), line, styles)
            row, at = row + len(theme.lines), at + 1
        _mission_sums(money, head, at - 1, mission.label, mission.fixed, mission.themes, styles)
    _totals(money, at, mission_rows, found, styles)
    _extras(money, at + 2, found, styles)
    if row > _HEADER + 1:
        objectives.autofilter(_HEADER, 0, row - 1, len(TEXTS) + len(NUMBERS) + len(AFTER) - 1)
