"""The workbook of the *dialogue de gestion*: one line an objective, amounts that its formulas recompute to the cent."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import yaml

from boussole.contract import read_dossier
from boussole.disclosure import Audience
from boussole.export.dialogue_lines import COLUMNS as LINES
from boussole.export.dialogue_xlsx import COLUMNS as SUMS
from boussole.export.dialogue_xlsx import dialogue_xlsx
from boussole.export.report_text import clean
from boussole.panels import WORKING_DOCUMENT
from boussole.questions import contracts, measures
from boussole.questions.dialogue import UNPAID, Dialogue, dialogue
from boussole.questions.funding import funding_of
from boussole.questions.progression import progress_of
from boussole.store import Store
from tests.boussole.export import office
from tests.builders import load, new_store, row

DEMO = Path(__file__).parents[3] / "data" / "demo"
TODAY = date(2026, 11, 23)
NE = "nord-essonne"
CASES = ((NE, 2023), (NE, 2024), ("bievre", 2024), ("bocage-bressuirais", 2023))
EVIL = '=HYPERLINK("http://x")'


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """The demonstration's territories and contracts, without its extracts; a decision and an amount typed in 2024."""
    store = new_store(tmp_path_factory.mktemp("contracts") / "store")
    load(store, row())
    for content in yaml.safe_load((DEMO / "territoires.yaml").read_text(encoding="utf-8")):
        store.save("territory", str(content.pop("id")), content, "test")
    for path in (DEMO / "contrats").glob("*.yaml"):
        dossier = read_dossier(yaml.safe_load(path.read_text(encoding="utf-8")))
        contracts.apply(store, contracts.plan(store, dossier), "test")
    paid = [n for n in funding_of(store, NE, 2024).tree.lines if n.sums.maximum]
    for line, what in ((paid[0], {"amount": "123,45"}), (paid[1], {"rate": "33,3"})):
        id = line.objective.id
        measures.decide(store, NE, 2024, id, "test", contracts.revision(store, NE, 2024, id), reason="essai", **what)  # type: ignore[arg-type]
    return store


@pytest.fixture(scope="module")
def closed(made: Store) -> Dialogue:
    return dialogue(made, NE, 2023, TODAY, as_of="données au 23/11/2026")


def sheet(content: bytes, name: str, values: bool = True) -> list[list[Any]]:
    book = openpyxl.load_workbook(io.BytesIO(content), data_only=values)
    return [[cell.value for cell in line] for line in book[name].iter_rows()]


def lines(content: bytes, name: str = "Objectifs", values: bool = True) -> Iterator[dict[str, Any]]:
    rows = sheet(content, name, values)
    yield from (dict(zip(rows[3], one, strict=True)) for one in rows[4:])


def total(content: bytes) -> dict[str, Any]:
    return next(one for one in lines(content, "Financement") if one["Mission"] == "Total")


# The golden figures


def test_nord_essonne_2023_has_its_published_amounts(closed: Dialogue) -> None:
    whole = total(dialogue_xlsx(closed, Audience.INTERNAL))
    assert (whole["Retenu (€)"], whole["Calculé (€)"], whole["Part variable (€)"]) == (99213.13, 99214.23, 112500)
    assert (whole["Maximum (€)"], whole["Part fixe (€)"], whole["Perdu (€)"]) == (370000, 112500, 13286.87)


@pytest.mark.parametrize(("id", "year"), CASES)
def test_every_amount_is_the_view_s(made: Store, id: str, year: int) -> None:
    content = dialogue_xlsx(dialogue(made, id, year, TODAY), Audience.INTERNAL)
    money = funding_of(made, id, year)
    paid = {n.objective.id: n.sums for n in money.tree.lines}
    seen = set()
    for line in lines(content):
        sums = paid.get(line["Action"].split(" – ")[0])
        seen.add(line["Action"].split(" – ")[0])
        if sums is None:
            assert line["Maximum (€)"] is None and clean(UNPAID) in line["Motif"]
            continue
        for name, cents in (("Maximum (€)", sums.maximum), ("Calculé (€)", sums.computed), ("Retenu (€)", sums.retained),
                            ("En jeu (€)", sums.at_stake), ("Perdu (€)", sums.lost)):  # fmt: skip
            assert (line[name] or None) == (None if not cents else cents / 100) or (line[name], cents) == (0, 0), line
    assert seen == {o.id for o in money.standing.objectives}


def test_texts_are_those_of_the_progression(made: Store, closed: Dialogue) -> None:
    content = dialogue_xlsx(closed, Audience.INTERNAL)
    written = {one["Action"].split(" – ")[0]: one for one in lines(content)}
    found = progress_of(made, NE, TODAY, 2023).objectives
    for o in found:
        line = written[o.id]
        assert line["Mission"] == clean(o.mission)
        assert (line["Réalisé"] or "", line["Statut"] or "") == (clean(o.realised), clean(o.status))
        for name, text in (("Cible", o.target), ("Observé", o.observed), ("Période", o.observed_period)):
            assert text in ("", "—") or clean(text) in (line[name] or ""), (o.id, name)
    assert any(one["Source"] for one in written.values())


# The formulas


def test_every_amount_of_a_line_and_every_total_is_a_formula(closed: Dialogue) -> None:
    content = dialogue_xlsx(closed, Audience.INTERNAL)
    for line in lines(content, values=False):
        for name in ("Part exacte (€)", "Maximum (€)", "Calculé (€)", "Retenu (€)", "En jeu (€)", "Perdu (€)"):
            assert str(line[name]).startswith("="), (line["Action"], name)
        assert not str(line["Taux calculé"]).startswith("=") and not str(line["Montant saisi (€)"]).startswith("=")
    money = list(lines(content, "Financement", values=False))
    whole = next(one for one in money if one["Mission"] == "Total")
    for name in (
        "Maximum (€)",
        "Part fixe (€)",
        "Part variable (€)",
        "Calculé (€)",
        "Retenu (€)",
        "En jeu (€)",
        "Perdu (€)",
    ):
        assert str(whole[name]).startswith("=SUM("), name
    assert all(
        str(one["Retenu (€)"]).startswith("=SUM(Objectifs!")
        for one in money
        if one["Thème"] and one["Poids"] is not None
    )


def test_an_amount_typed_by_the_session_stays_as_typed(made: Store) -> None:
    written = list(lines(dialogue_xlsx(dialogue(made, NE, 2024, TODAY), Audience.INTERNAL)))
    (typed,) = [one for one in written if one["Montant saisi (€)"] is not None]
    assert typed["Montant saisi (€)"] == typed["Retenu (€)"] == 123.45
    assert pytest.approx(0.333) in [one["Taux retenu"] for one in written]


def without_values(content: bytes) -> bytes:
    """The same workbook, its formulas never computed: nothing that a program shows of them is ours."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as read, zipfile.ZipFile(out, "w") as write:
        for entry in read.infolist():
            data = read.read(entry)
            if "worksheets/" in entry.filename:
                data = re.sub(rb"</f><v>[^<]*</v>", b"</f>", data)
            write.writestr(entry, data)
    return out.getvalue()


@pytest.mark.long
@pytest.mark.parametrize(("id", "year"), CASES)
def test_libreoffice_recomputes_the_same_values(made: Store, tmp_path: Path, id: str, year: int) -> None:
    office.needed()
    content = dialogue_xlsx(dialogue(made, id, year, TODAY), Audience.INTERNAL)
    bare = without_values(content)
    computed = office.converted(bare, "dialogue.xlsx", "xlsx:Calc MS Excel 2007 XML", tmp_path).read_bytes()
    for name in ("Objectifs", "Financement"):
        for ours, theirs in zip(sheet(content, name), sheet(computed, name), strict=True):
            for mine, its in zip(ours, theirs, strict=False):
                if isinstance(mine, int | float):
                    assert its == pytest.approx(mine, abs=1e-6)
                else:
                    assert (mine or None) == (its or None)


@pytest.mark.long
def test_a_rate_changed_by_hand_moves_the_money_as_the_rule_says(made: Store, tmp_path: Path) -> None:
    office.needed()
    found = dialogue(made, NE, 2023, TODAY)
    content = dialogue_xlsx(found, Audience.INTERNAL)
    book = openpyxl.load_workbook(io.BytesIO(content))
    column = list(LINES).index("Taux calculé") + 1
    for at, line in enumerate(found.lines, 5):
        if line.computed_rate is not None:
            book["Objectifs"].cell(at, column).value = 1
    out = io.BytesIO()
    book.save(out)
    computed = office.converted(out.getvalue(), "plein.xlsx", "xlsx:Calc MS Excel 2007 XML", tmp_path).read_bytes()
    full = sum((line.maximum or Fraction(0) for line in found.lines if line.computed_rate is not None), Fraction(0))
    assert total(computed)["Calculé (€)"] == pytest.approx(float(full))
    assert total(computed)["Retenu (€)"] == 99213.13  # what was decided does not move


# The file


def test_no_text_is_a_formula_and_no_sign_breaks_the_file(closed: Dialogue) -> None:
    mission = closed.missions[0]
    theme = mission.themes[0]
    line = replace(theme.lines[0], realised=EVIL, proof="+1", observed="@x\x00\x0b", reason="-1")
    theme = replace(theme, lines=(line, *theme.lines[1:]))
    found = replace(closed, missions=(replace(mission, themes=(theme, *mission.themes[1:])), *closed.missions[1:]))
    first = next(lines(dialogue_xlsx(found, Audience.INTERNAL), values=False))
    assert (first["Réalisé"], first["Preuve"], first["Motif"]) == (EVIL, "+1", "-1")
    with zipfile.ZipFile(io.BytesIO(dialogue_xlsx(found, Audience.INTERNAL))) as book:
        assert b"HYPERLINK" not in book.read("xl/worksheets/sheet1.xml")
        assert not any("externalLink" in name or "hyperlink" in name for name in book.namelist())


def test_it_says_of_what_year_by_which_rule_and_for_whom(closed: Dialogue) -> None:
    internal, public = (dialogue_xlsx(closed, audience) for audience in (Audience.INTERNAL, Audience.DIFFUSION))
    said = {str(name): text for name, text in sheet(internal, "Lisez-moi")}
    assert said["Exercice"] == closed.year_label and said["Exercice clos"] == "oui"
    assert said["Données"] == "données au 23/11/2026" and WORKING_DOCUMENT in said["Diffusion"]
    assert any("centime" in str(text) for _, text in sheet(internal, "Lisez-moi"))
    for name in ("Objectifs", "Financement"):
        assert WORKING_DOCUMENT in str(sheet(internal, name)[2][0])
        assert sheet(internal, name)[3] == list(LINES if name == "Objectifs" else SUMS)
        with zipfile.ZipFile(io.BytesIO(public)) as book:
            assert not any(WORKING_DOCUMENT.encode() in book.read(entry) for entry in book.namelist())


def test_the_same_answer_is_the_same_file_from_any_thread(closed: Dialogue) -> None:
    alone = dialogue_xlsx(closed, Audience.INTERNAL)
    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(lambda _: dialogue_xlsx(closed, Audience.INTERNAL), range(2))) == [alone, alone]
