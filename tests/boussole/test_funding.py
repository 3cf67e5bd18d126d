"""The money, to the cent: the scale, the tree, the prorata, the calendar, the use of funds."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from boussole.baremes import ACI_DIR, bareme_of, baremes, load_baremes
from boussole.catalogue import CatalogueError
from boussole.contract import (
    Attainment,
    Contract,
    Exercice,
    Measure,
    Reading,
    attainment,
    combined,
    exact,
    in_force,
    read_contract,
    read_dossier,
)
from boussole.funding import Funding, calendar, funding, prorata, uses
from boussole.funding.split import earned, half_up, lines, parts
from boussole.values import Period

F = Fraction
DEMO = Path(__file__).parents[2] / "data" / "demo" / "contrats" / "nord-essonne.yaml"
MISSIONS = ("acces", "parcours", "prevention", "crise", "accompagnement", "qualite")


# The scale


def test_the_four_sizes_have_their_published_totals() -> None:
    first = next(b for b in baremes() if b.id == "aci-2019")
    assert [first.total(size) for size in (1, 2, 3, 4)] == [220_000, 287_000, 370_000, 450_000]


@pytest.mark.parametrize(("size", "base", "options"), [(1, 50_000, 62_500), (2, 67_500, 85_000), (3, 87_500, 112_500), (4, 100_000, 135_000)])  # fmt: skip
def test_the_variable_part_of_each_size_is_half_of_the_missions_without_their_envelopes(
    size: int, base: int, options: int
) -> None:
    def variable(*missions: str) -> int:
        return sum(m.amounts.variable or 0 for m in tree(contract(size=size, missions=missions)).missions)

    assert variable("acces", "parcours", "prevention") == base * 100
    assert variable("acces", "parcours", "prevention", "qualite", "accompagnement") == options * 100


def test_a_version_holds_between_its_dates_and_a_contract_may_name_its_own() -> None:
    signed = read_contract({"id": "c", "territory": "t", "signed": "2020-12-24"})
    assert [b.id for y in (2021, 2022, 2025) if (b := bareme_of(signed, y))] == ["aci-2019", "aci-2022", "aci-2022"]
    named = signed.model_copy(update={"bareme": "aci-2019"})
    assert (b := bareme_of(named, 2025)) is not None and b.id == "aci-2019"
    assert bareme_of(signed.model_copy(update={"bareme": "aci-1900"}), 2025) is None
    assert bareme_of(read_contract({"id": "c", "territory": "t", "signed": "2010-01-01"}), 2011) is None


@pytest.mark.parametrize(
    ("before", "after", "why"),
    [
        ("sizes: [50000, 60000, 75000, 90000]", "sizes: [50000, 60000, 75000]", "amounts.0.sizes : au moins 4 élément"),
        ("sizes: [75000, 92000, 120000, 150000]", "sizes: [4, 92000, 120000, 150000]", "taille 1 : l’enveloppe fléchée"),
        ("fixed_share: 50", "fixed_share: cinquante", "fixed_share : un nombre entier est attendu"),
        ("fixed_share: 50", "fixed_share: 150", "fixed_share : au plus 100"),
        ("end: 2022-03-30", "end: 2018-03-30", "la fin de validité précède le début"),
        ("component: fonctionnement,", "component: frais,", "amounts.0.component : une de ces valeurs est attendue"),
        ("label: 'Accord du 20 juin 2019'", "libelle: 'Accord'", "libelle : cette clé n’existe pas"),
        ("- {mission: acces, component: flechee,", "- {mission: acces, component: mission,", "un montant est écrit deux fois"),
    ],
)  # fmt: skip
def test_a_wrong_scale_is_refused_with_file_line_key_and_reason(
    tmp_path: Path, before: str, after: str, why: str
) -> None:
    text = (ACI_DIR / "baremes.yaml").read_text(encoding="utf-8")
    assert before in text
    (tmp_path / "baremes.yaml").write_text(text.replace(before, after, 1), encoding="utf-8")
    with pytest.raises(CatalogueError, match=r"baremes\.yaml, ligne \d+ \(aci-2019\)") as error:
        load_baremes(tmp_path)
    assert why in str(error.value)


# The tree


def contract(size: int | None = 3, missions: Sequence[str] = ("acces",), **more: Any) -> Contract:
    own = [{"mission": m, "start": "2020-12-24"} for m in missions]
    return read_contract({"id": "c", "territory": "t", "signed": "2020-12-24", "size": size, "missions": own} | more)


def paid(id: str, mission: str = "parcours", theme: str = "", **more: Any) -> dict[str, Any]:
    return {"id": id, "mission": mission, "theme": theme, "label": id, "type": "resultat"} | more


def reached(whole: Contract, year: int, rates: dict[str, Any], closed: bool = False) -> dict[str, Attainment]:
    found = {}
    for o in whole.objectives_of(year):
        decision = rates.get(o.id)
        measure = Measure.model_validate({"objective": o.id, "decision": decision})
        found[o.id] = attainment(o, 1, year, [], measure, closed)
    return found


def tree(whole: Contract, year: int = 2023, rates: dict[str, Any] | None = None, **exercice: Any) -> Funding:
    held = Exercice.model_validate({"year": year} | exercice)
    return funding(whole, bareme_of(whole, year), held, reached(whole, year, rates or {}, held.closed))


def nord_essonne(year: int) -> Funding:
    """The tree of the demonstration, without the store: indicators' values are not needed for what is decided."""
    dossier = read_dossier(yaml.safe_load(DEMO.read_text(encoding="utf-8")))
    then, held = in_force(dossier.contract, year), dossier.exercice(year)
    found = {}
    for o in then.objectives_of(year):
        measure, readings = held.measure(o.id), []
        for n, c in enumerate(o.criteria, start=1):
            typed = measure.value(n)
            number = combined(measure.entries, n, c.source.entries) if c.source.entries else typed and typed.value
            readings.append(Reading(None if number is None else exact(number), typed.state if typed else None))
        found[o.id] = attainment(o, 0, year, readings, measure, held.closed)
    return funding(then, bareme_of(then, year), held, found)


NORD_ESSONNE = {
    # mission, thème: retained, computed, in cents, as published or as its exact halves and thirds give
    ("acces", "médecin traitant"): (1138438, 1138438),
    ("acces", "soins non programmés"): (1171875, 1171875),
    ("parcours", "santé mentale"): (2250000, 2250000),
    ("parcours", "sport en santé"): (2250000, 2250000),
    ("prevention", "dépistage du cancer du col de l’utérus"): (583300, 583333),
    ("prevention", "dépistage du cancer colorectal"): (194400, 194444),
    ("prevention", "dépistage du cancer du sein"): (0, 0),
    ("accompagnement", ""): (833300, 833333),
    ("qualite", ""): (1500000, 1500000),
}


def test_nord_essonne_2023_is_the_published_money_line_by_line() -> None:
    found = nord_essonne(2023)
    sums = {(m.mission, t.name): t.sums for m in found.missions for t in m.themes if t.sums.maximum}
    assert {k: (s.retained, s.computed) for k, s in sums.items()} == NORD_ESSONNE
    assert (found.sums.retained, found.sums.computed, found.sums.maximum) == (9921313, 9921423, 11250000)
    assert (found.sums.at_stake, found.sums.lost, found.extras) == (0, 1328687, 1000000)
    assert found.maximum == 37000000, "the extra stands apart"


def test_the_gap_of_nord_essonne_is_three_roundings_of_the_source() -> None:
    gaps = [
        t.sums.computed - (t.sums.retained or 0)
        for m in nord_essonne(2023).missions
        for t in m.themes
        if t.sums.computed
    ]
    assert [g for g in gaps if g] == [33, 44, 33]


def test_the_objectives_of_nord_essonne_have_the_amounts_of_the_report() -> None:
    found = {line.objective.id: line.sums for line in nord_essonne(2023).lines}
    assert (found["MT-R2"].computed, found["MT-R2"].retained) == (44688, 44688)  # 2/7, rounded to 28,6 % first
    assert found["MT-SANS-TEXTE"].retained == found["SNP-SANS-TEXTE"].retained == 6 * 156250
    assert (found["SNP-R2"].retained, found["ACC-R3"].retained, found["ACC-R3"].computed) == (78125, 166700, 166667)
    assert {found[i].maximum for i in ("SNP-S1", "SM-S1", "DOT-1", "CRISE-1", "INFO-1")} == {0}, "only results are paid"


def test_an_unknown_amount_is_asked_for_and_never_invented() -> None:
    (crisis,) = [m for m in nord_essonne(2023).missions if m.mission == "crise"]
    assert crisis.amounts.maximum is None
    assert "Réponse aux crises sanitaires graves : montant à renseigner d’après le contrat signé." in crisis.waits
    typed = contract(missions=["crise"], amounts=[{"mission": "crise", "component": "crise", "amount": 37500}])
    assert tree(typed).missions[0].amounts.crise == 3750000


@pytest.mark.parametrize(("start", "year", "amount"), [("2022-05-01", 2022, 5000000), ("2022-05-01", 2023, 2500000), (None, 2023, None), ("2020-01-01", 2023, 2500000), ("2024-05-01", 2023, 0)])  # fmt: skip
def test_the_crisis_plan_is_paid_whole_its_first_year_then_in_part(
    start: str | None, year: int, amount: int | None
) -> None:
    whole = contract(size=4, missions=[]).model_copy(update={"bareme": "aci-2022"})
    whole = read_contract(whole.model_dump() | {"missions": [{"mission": "crise", "start": start}]})
    assert tree(whole, year).missions[0].amounts.crise == amount


def test_without_a_size_or_a_scale_the_amounts_wait_and_say_so() -> None:
    found = tree(contract(size=None, objectives=[paid("A", "acces")]))
    assert (found.missions, found.operating, found.waits[0]) == (
        (),
        None,
        "Taille du contrat à renseigner : les montants attendent.",
    )
    other = funding(contract(), None, Exercice(year=2023), {})
    assert (other.missions, other.waits) == ((), ("Barème à renseigner : aucun n’est connu pour cet exercice.",))


def test_a_mission_without_a_paid_objective_keeps_its_variable_part_at_stake() -> None:
    found = tree(contract(missions=["parcours"], objectives=[paid("A", type="suivi")]))
    assert (found.sums.maximum, found.sums.at_stake, found.sums.computed) == (4500000, 4500000, None)
    assert (
        found.waits[-1]
        == "Parcours pluriprofessionnels : aucun objectif payé n’est saisi, la part variable n’est pas répartie."
    )


def test_an_objective_of_a_mission_that_is_not_engaged_is_not_paid_and_it_is_said() -> None:
    found = tree(contract(missions=["acces"], objectives=[paid("A"), paid("B", "acces")]))
    assert [line.objective.id for line in found.lines] == ["B"]
    assert "Parcours pluriprofessionnels : mission non engagée, ses objectifs ne sont pas payés." in found.waits
    unsaid = tree(contract(missions=[], objectives=[paid("A")]))
    assert [m.mission for m in unsaid.missions] == ["parcours"]
    assert any("Missions engagées à renseigner" in w for w in unsaid.waits)


def test_weights_are_equal_unless_typed_and_suivi_weighs_nothing() -> None:
    objectives = [paid("A", theme="un"), paid("B", theme="un", paid=3), paid("S", theme="un", type="suivi"),
                  paid("C", theme="deux"), paid("Z", theme="vide", type="suivi")]  # fmt: skip
    found = {
        line.objective.id: line.sums.maximum
        for line in tree(contract(missions=["parcours"], objectives=objectives)).lines
    }
    assert found == {"A": 562500, "B": 1687500, "S": 0, "C": 2250000, "Z": 0}
    weighted = [{"mission": "parcours", "themes": [{"name": "un", "weight": 25}, {"name": "deux", "weight": 75}]}]
    own = [o | {"weight": 1} if o["id"] == "S" else o for o in objectives]
    whole = contract(objectives=own).model_copy(update={"missions": []})
    whole = read_contract(whole.model_dump() | {"missions": weighted})
    found = {line.objective.id: line.sums.maximum for line in tree(whole).lines}
    assert found == {"A": 225000, "B": 675000, "S": 225000, "C": 3375000, "Z": 0}


def test_decided_lines_are_acquired_or_lost_the_others_are_at_stake_until_the_exercice_is_closed() -> None:
    whole = contract(missions=["parcours"], objectives=[paid("A"), paid("B"), paid("C")])
    rates = {"A": {"rate": 40}, "B": {"rate": 100, "pending": True}}
    found = {line.objective.id: line.sums for line in tree(whole, rates=rates).lines}
    a, b = found["A"], found["B"]
    assert (a.retained, a.acquired, a.at_stake, a.lost) == (600000, 600000, 0, 900000)
    assert (b.retained, b.acquired, b.at_stake, b.lost) == (None, 0, 1500000, 0)
    closed = tree(whole, rates=rates, closed=True).sums
    assert (closed.at_stake, closed.lost) == (0, 4500000 - 600000)


def test_an_amount_typed_in_session_is_kept_as_typed_beside_computed_ones() -> None:
    whole = contract(missions=["prevention"], objectives=[paid(i, "prevention") for i in "ABC"])
    found = tree(whole, rates={"A": {"rate": 100, "amount": "5834"}, "B": {"rate": 100}, "C": {"rate": 50}})
    assert [line.sums.retained for line in found.lines] == [583400, 583333, 291667]
    assert found.sums.retained == 583400 + 583333 + 291667


def test_earmarked_envelopes_stand_apart_unless_the_contract_says_that_they_are_halved() -> None:
    (apart,) = tree(contract()).missions
    assert (apart.amounts.fixed, apart.amounts.variable, apart.amounts.flechee, apart.amounts.compensation) == (
        2500000,
        2500000,
        5500000,
        1500000,
    )
    assert any("à renseigner" in w for w in apart.waits)
    (halved,) = tree(contract(parameters={"earmarked_halved": True})).missions
    assert (halved.amounts.fixed, halved.amounts.variable, halved.amounts.flechee, halved.amounts.compensation) == (
        2500000,
        6000000,
        2750000,
        750000,
    )
    assert halved.amounts.maximum == apart.amounts.maximum == 12000000
    assert halved.waits == tree(contract(parameters={"earmarked_halved": False})).missions[0].waits
    none = read_contract(contract().model_dump() | {"missions": [{"mission": "acces", "earmarked": False}]})
    assert tree(none).missions[0].amounts.maximum == 6500000


# Properties

weights = st.lists(st.integers(0, 10_000).map(lambda n: Decimal(n) / 100), min_size=1, max_size=8)


@given(size=st.integers(1, 4), mission=st.sampled_from([m for m in MISSIONS if m != "crise"]), themes=weights,
       objectives=st.lists(weights, min_size=8, max_size=8), data=st.data())  # fmt: skip
def test_the_parts_of_a_mission_sum_to_its_envelope_whatever_the_weights(
    size: int, mission: str, themes: list[Decimal], objectives: list[list[Decimal]], data: st.DataObject
) -> None:
    own = [
        paid(f"{t}-{n}", mission, f"t{t}", weight=w) for t in range(len(themes)) for n, w in enumerate(objectives[t])
    ]
    rates = {o["id"]: {"rate": data.draw(st.integers(0, 100))} for o in own[:6]}
    said = [
        {
            "mission": mission,
            "start": "2020-12-24",
            "themes": [{"name": f"t{t}", "weight": w} for t, w in enumerate(themes)],
        }
    ]
    whole = read_contract(
        {"id": "c", "territory": "t", "signed": "2020-12-24", "size": size, "missions": said, "objectives": own}
    )
    found = tree(whole, rates=rates)
    (branch,) = found.missions
    split = any(line.exact for line in found.lines)
    if split:
        assert sum(t.sums.maximum for t in branch.themes) == branch.amounts.variable
    for level in (*branch.themes, *found.lines, branch):
        s = level.sums
        assert s.maximum == s.acquired + s.at_stake + s.lost
        assert s.maximum >= 0 and 0 <= (s.computed or 0) <= s.maximum
    for theme in branch.themes:
        for name in ("maximum", "acquired", "at_stake", "lost"):
            assert getattr(theme.sums, name) == sum(getattr(line.sums, name) for line in theme.lines)
    assert found.sums.maximum == branch.amounts.variable


@given(shares=st.lists(st.integers(1, 7), min_size=1, max_size=6), first=st.lists(st.integers(0, 100), min_size=6, max_size=6),
       who=st.integers(0, 5), more=st.integers(0, 100), size=st.integers(1, 4))  # fmt: skip
def test_a_better_rate_never_pays_less(shares: list[int], first: list[int], who: int, more: int, size: int) -> None:
    own = [paid(f"O{n}", "prevention", f"t{n % 3}", paid=share) for n, share in enumerate(shares)]
    whole = contract(size, ["prevention"], objectives=own)
    rates = {o["id"]: {"rate": first[n]} for n, o in enumerate(own)}
    before = tree(whole, rates=rates)
    chosen = f"O{who % len(own)}"
    better = rates | {chosen: {"rate": min(100, rates[chosen]["rate"] + more)}}
    after = tree(whole, rates=better)
    assert (after.sums.retained or 0) >= (before.sums.retained or 0)
    for a, b in zip(after.missions[0].themes, before.missions[0].themes, strict=True):
        assert (a.sums.retained or 0) >= (b.sums.retained or 0)


@given(st.dates(date(2018, 1, 1), date(2030, 12, 31)), st.integers(-400, 800))
def test_a_prorated_year_is_never_above_a_full_one(signed: date, days: int) -> None:
    whole = read_contract({"id": "c", "territory": "t", "signed": signed, "size": 3})
    year = Period(signed, signed.replace(year=signed.year + 1, day=min(signed.day, 28)))
    for found in (prorata(signed + timedelta(days=days), b) for y in whole.years()[:2] if (b := whole.bounds(y))):
        assert 0 <= found <= 1
    assert prorata(year.start, year) == 1
    assert prorata(None, year) == prorata(signed, None) == 1
    assert prorata(year.end, year) == F(1, (year.end - year.start).days + 1)
    assert prorata(year.end + timedelta(days=1), year) == 0


@given(st.integers(0, 10**7), st.lists(st.fractions(0, 10**5, max_denominator=97), min_size=1, max_size=9))
def test_lines_always_sum_to_their_total_and_none_is_negative(total: int, exact_parts: list[Fraction]) -> None:
    found = lines(total, exact_parts)
    assert sum(found) == total and min(found) >= 0
    assert half_up(F(1, 2)) == 1 and half_up(F(3, 2)) == 2
    shared = parts(F(total), exact_parts)
    assert sum(shared) == (total if any(exact_parts) else 0)
    assert sum(earned(total, shared, [F(1)] * len(shared))) == total


# Calendar and use of funds


def test_the_calendar_of_bievre_says_when_each_payment_is_due() -> None:
    whole = read_contract({
        "id": "bievre", "territory": "bievre", "signed": "2021-12-21", "size": 3,
        "missions": [{"mission": "prevention", "start": "2022-06-21"}], "objectives": [paid("A", "prevention")],
    })  # fmt: skip
    found = calendar(whole, bareme_of, {2022: {"prevention": 1750000}})
    general = [(str(p.when), p.amount) for p in found.payments if p.component == "fonctionnement"]
    assert general[:4] == [
        ("2021-12-21", 7500000), ("2022-12-21", 5625000), ("2023-12-21", 1875000), ("2023-12-21", 5625000),
    ]  # fmt: skip
    fixed = [(str(p.when), p.exercice, p.amount) for p in found.payments if p.component == "fixe"]
    due = half_up(F(1750000 * 183, 365))  # 21/06/2022 to 20/12/2022
    assert fixed[:2] == [
        ("2022-06-21", 2022, half_up(F(due * 3, 4))),
        ("2022-12-21", 2022, due - half_up(F(due * 3, 4))),
    ]
    assert fixed[2:4] == [("2022-12-21", 2023, 1312500), ("2023-12-21", 2023, 437500)]
    variable = [(str(p.when), p.amount) for p in found.payments if p.component == "variable"]
    assert variable[:2] == [("2022-12-21", 1750000), ("2023-12-21", None)], (
        "before the evaluation no amount is promised"
    )
    assert sum(p.amount or 0 for p in found.payments if p.component == "fonctionnement") == 5 * 7500000
    assert sum(found.by_civil_year().values()) == sum(p.amount or 0 for p in found.payments)
    assert found.by_civil_year()[2021] == 7500000


def test_the_shares_of_the_advances_may_be_typed() -> None:
    whole = contract(missions=["prevention"], parameters={"operating_advance": "60", "fixed_advance": "50"})
    found = calendar(whole, bareme_of, {})
    second = [p.amount for p in found.payments if p.exercice == 2022 and p.amount is not None]
    assert sorted(second) == sorted([4500000, 3000000, 875000, 875000])


def test_the_calendar_waits_for_what_it_lacks() -> None:
    unsigned = read_contract({"id": "c", "territory": "t", "size": 3, "exercices": [2023]})
    assert calendar(unsigned, bareme_of, {}).waits == (
        "Date de signature à renseigner : le calendrier des versements attend.",
    )
    unsized = calendar(contract(size=None), bareme_of, {})
    assert unsized.payments == () and "Taille du contrat à renseigner" in unsized.waits[0]
    unstarted = read_contract(contract(missions=[]).model_dump() | {"missions": [{"mission": "parcours"}]})
    found = calendar(unstarted, bareme_of, {})
    assert {p.component for p in found.payments} == {"fonctionnement"}
    assert "Parcours pluriprofessionnels : date de démarrage à renseigner, ses versements attendent." in found.waits


def test_what_is_due_is_not_what_is_received_and_an_unspent_earmarked_envelope_is_to_justify() -> None:
    moves = [{"when": "2023-01-01", "kind": k, "mission": "acces", "component": "flechee", "amount": a}
             for k, a in (("received", "41250"), ("spent", "18000.50"))]  # fmt: skip
    more = {"when": "2023-01-01", "kind": "spent", "mission": "parcours", "component": "fixe", "amount": "10"}
    extras = [{"mission": "acces", "label": "x", "amount": "10000"}]
    held = Exercice.model_validate({"year": 2023, "movements": [*moves, more], "extras": extras})
    whole = contract()
    found = {(u.mission, u.component): u for u in uses(funding(whole, bareme_of(whole, 2023), held, {}), held)}
    arrow = found["acces", "flechee"]
    assert (arrow.entitled, arrow.received, arrow.spent, arrow.left, arrow.to_justify) == (
        5500000,
        4125000,
        1800050,
        2324950,
        True,
    )
    assert found["acces", "compensation"].to_justify is False
    assert (found["parcours", "fixe"].entitled, found["parcours", "fixe"].left) == (None, -1000), "only cash names it"
    assert found["acces", "hors_bareme"].entitled == 1000000
    assert found["fonctionnement", "fonctionnement"].entitled == 7500000
