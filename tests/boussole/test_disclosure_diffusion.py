"""*Diffusion*: whoever has every published document cannot work out a count that is under the threshold."""

from __future__ import annotations

import random
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields, replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from boussole import rates
from boussole.catalogue import catalogue
from boussole.disclosure import Audience, DiffusionDiscloser, Discloser, Shown, show
from boussole.questions import wording
from boussole.questions.diffusion import StorePublication, groups
from boussole.questions.figures import resolve
from boussole.questions.territories import TerritoryInfo
from boussole.values import Figure, Kind, Method, Observation, Origin, Period, Status, Territory, perimeter_id
from tests.attacker import Attacker, Contradiction, Statement, commune_statement
from tests.builders import observation, secret

YEAR = Period.of_year(2024)
NUMBERS = ("value", "numerator", "denominator", "low", "high", "numerator_low", "numerator_high")


class Held:
    """Observations held in memory, asked as a version of the store is."""

    def __init__(self, observations: Sequence[Observation]) -> None:
        self.all = list(observations)

    def published(
        self, indicators: Sequence[str], period: Period, communes: Iterable[str], elsewhere: bool = True
    ) -> list[Observation]:
        codes = set(communes)
        return [
            o
            for o in self.all
            if o.indicator in indicators
            and o.period == period
            and (o.territory.code in codes if o.territory.kind is Kind.COMMUNE else elsewhere)
        ]

    def observations(
        self, territories: Iterable[Territory], indicators: Sequence[str] | None = None
    ) -> list[Observation]:
        places = set(territories)
        return [o for o in self.all if o.territory in places and (indicators is None or o.indicator in indicators)]


def info(id: str, communes: Iterable[str]) -> TerritoryInfo:
    return TerritoryInfo(id, id, tuple(sorted(communes)), False, None, None, None, False, "")


def total(
    id: str, communes: Iterable[str], numerator: float | None, denominator: float | None, **more: Any
) -> Observation:
    return observation(
        "", numerator, denominator, territory=Territory(Kind.CPTS, id), perimeter=perimeter_id(communes), **more
    )  # fmt: skip


class Case:
    """A world: observations and the registered territories, asked in one audience."""

    def __init__(
        self,
        observations: Sequence[Observation],
        register: Mapping[str, Iterable[str]],
        drafts: Mapping[str, Iterable[str]] | None = None,
        discloser: Discloser | None = None,
    ) -> None:
        self.observations = list(observations)
        self.infos = {id_: info(id_, communes) for id_, communes in register.items()}
        self.drafts = {id_: info(id_, communes) for id_, communes in (drafts or {}).items()}
        self.publication = StorePublication(
            Held(self.observations),  # type: ignore[arg-type]
            {i.territory: frozenset(i.communes) for i in self.infos.values()},
            {id_: frozenset(i.communes) for id_, i in self.drafts.items()},
        )
        self.discloser = discloser or DiffusionDiscloser(self.publication)

    def show(self, figure: Figure) -> Shown:
        return self.discloser.show(catalogue().indicator(figure.indicator), figure)

    def commune(self, code: str, indicator: str = "mt_sans_17plus", source: str = "cpam") -> Shown:
        place = Territory(Kind.COMMUNE, code)
        own = next(o for o in self.observations if (o.indicator, o.territory, o.source) == (indicator, place, source))
        return self.show(rates.of_observation(catalogue().indicator(indicator), own))

    def figures(self, info_: TerritoryInfo) -> list[Figure]:
        """Every figure of a territory that a page can come to hold: totals, sums beside, other sources."""
        codes = {Territory(Kind.COMMUNE, c) for c in info_.communes} | {info_.territory}
        found = resolve([o for o in self.observations if o.territory in codes], info_)
        figures = [f for r in found.values() for f in (r.figure, r.communes, *r.others) if f is not None]
        by_source: dict[tuple[str, str, Period], dict[str, Observation]] = {}
        for o in self.observations:
            if o.territory.kind is Kind.COMMUNE and o.territory.code in info_.communes:
                by_source.setdefault((o.indicator, o.source, o.period), {})[o.territory.code] = o
        for (id_, source, period), seen in by_source.items():
            rule = catalogue().indicator(id_)
            figures.append(
                rates.of_communes(
                    rule, info_.territory, period, source, info_.communes, seen, populations(info_.communes)
                )
            )
        return list(dict.fromkeys(figures))

    def territory(self, id: str, method: Method | None = None, indicator: str = "mt_sans_17plus") -> Shown:
        figures = [f for f in self.figures({**self.infos, **self.drafts}[id]) if f.indicator == indicator]
        return self.show(next(f for f in figures if method is None or f.method is method))

    def statements(self, wider: Mapping[Territory, Iterable[str]] | None = None) -> list[Statement]:
        """All that the documents of all registered territories print."""
        found = []
        for o in self.observations:
            if o.territory.kind is not Kind.CPTS:
                shown = self.show(rates.of_observation(catalogue().indicator(o.indicator), o))
                if o.territory.kind is Kind.COMMUNE:
                    found.append(commune_statement(shown))
                else:
                    found.append(Statement(shown, frozenset((wider or {}).get(o.territory, ()))))
        for info_ in self.infos.values():
            shown_all = [self.show(f) for f in self.figures(info_)]
            for shown in shown_all:
                present = frozenset(info_.communes)
                if shown.method in (Method.SUM, Method.BOUNDS):
                    present = frozenset(
                        o.territory.code
                        for o in self.observations
                        if (o.indicator, o.period, o.source) == (shown.indicator, shown.period, shown.source)
                        and o.territory.code in info_.communes
                    )
                found.append(Statement(shown, present))
        return found


def populations(communes: Iterable[str]) -> dict[str, int]:
    return dict.fromkeys(communes, 1000)


def needs(case: Case, period: Period = YEAR) -> list[tuple[str, dict[tuple[str, str], float], float]]:
    """The cells under the threshold of a period, as expressions over communes, with the range that each must keep."""
    found = []
    for o in case.observations:
        rule = catalogue().indicator(o.indicator)
        threshold = rule.threshold_for(o.source)
        if o.period != period or threshold is None or o.territory.kind not in (Kind.COMMUNE, Kind.CPTS):
            continue
        if o.territory.kind is Kind.CPTS and o.territory.code not in case.infos:
            continue
        codes = [o.territory.code] if o.territory.kind is Kind.COMMUNE else case.infos[o.territory.code].communes
        n, d = o.numerator, o.denominator if rule.denominator else None
        if n is None and o.value is not None and rule.nature == "effectif":
            n = o.value
        elif n is None and o.value is not None and d is not None:
            n = round(o.value * d / rule.scale)
        if o.status not in (Status.OK, Status.SECRET):
            continue
        if o.territory.kind is Kind.CPTS and n != true_sum(case, o):
            continue  # a payer's total that the communes contradict is no fact to find
        gone = d - n if rule.nature == "part" and n is not None and d is not None else None
        top = {(rule.numerator or "", c): 1.0 for c in codes}
        base = {(rule.denominator or "", c): 1.0 for c in codes}
        name = f"{o.indicator} {o.territory.code}"
        if o.status is Status.SECRET or any(x is not None and x < threshold for x in (n, gone)):
            found.append((f"{name} numérateur", top, min(10, d) if d is not None else 10))
            if rule.nature == "part":
                rest = base | {k: -v for k, v in top.items()}
                found.append((f"{name} complément", rest, min(10, d) if d is not None else 10))
        if d is not None and d < threshold:
            found.append((f"{name} dénominateur", base, 10))
    return found


def true_sum(case: Case, own: Observation) -> float | None:
    """What the communes add up to, where all of them have a count."""
    codes = case.infos[own.territory.code].communes
    given = {
        o.territory.code: o.numerator
        for o in case.observations
        if (o.indicator, o.period, o.territory.kind) == (own.indicator, own.period, Kind.COMMUNE)
    }
    found = [given.get(c) for c in codes]
    return None if None in found else sum(n for n in found if n is not None)


def broken(case: Case, wider: Mapping[Territory, Iterable[str]] | None = None, period: Period = YEAR) -> list[str]:
    """The cells of which the attacker learns too much, however he reconciles payers' totals with sums."""
    wanted = needs(case, period)
    if not wanted:
        return []
    every = [s for s in case.statements(wider) if s.shown.period == period]
    ids = {o.indicator for o in case.observations if o.period == period}
    codes = {o.territory.code for o in case.observations if o.territory.kind is Kind.COMMUNE}
    codes |= {c for i in case.infos.values() for c in i.communes} | {
        c for group in (wider or {}).values() for c in group
    }
    totals = (Method.SOURCE, Method.SOURCE_TOTAL)
    trusted = [s for s in every if s.shown.method not in totals or s.shown.territory.kind is Kind.COMMUNE]
    payers = [s for s in every if s.shown.method in totals]
    found = set()
    for statements in (every, trusted, payers):
        try:
            ranges = Attacker(statements, ids, codes).ranges([terms for _, terms, _ in wanted])
        except Contradiction:
            continue  # a payer's total that is not the sum: he believes the one, then the other
        found |= {
            f"{name} : de {low} à {high}"
            for (name, _, least), (low, high) in zip(wanted, ranges, strict=True)
            if high - low < least
        }
        if statements is every:
            break  # less cannot tell more
    return sorted(found)


# A territory and its own total


FIVE = ("79001", "79013", "79038", "79049", "79050")


def five(numerators: Sequence[float | None], denominator: float = 200, **more: Any) -> list[Observation]:
    return [
        observation(c, n, denominator, **more) if n is not None else secret(c, denominator, **more)
        for c, n in zip(FIVE, numerators, strict=True)
    ]


def hidden(case: Case) -> set[str]:
    return {c for c in FIVE if case.commune(c).hidden}


def test_nothing_is_hidden_where_nothing_is_under_the_threshold() -> None:
    case = Case([*five((20, 30, 40, 50, 60)), total("t", FIVE, 200, 1000)], {"t": FIVE})
    for statement in case.statements():
        assert statement.shown.status is Status.OK
    for o in case.observations:
        figure = rates.of_observation(catalogue().indicator(o.indicator), o, Method.SOURCE_TOTAL)
        plain = show(catalogue().indicator(o.indicator), figure)
        assert replace(case.show(figure), threshold=None) == replace(plain, threshold=None)


def test_the_smallest_other_commune_goes_with_a_lone_small_one() -> None:
    case = Case([*five((4, 60, 40, 25, 50)), total("t", FIVE, 179, 1000)], {"t": FIVE})
    assert hidden(case) == {"79001", "79049"}
    assert case.territory("t", Method.SOURCE_TOTAL).numerator == 179, "the payer's own total stays"
    assert broken(case) == []


def test_the_sum_of_communes_needs_the_same_company_as_a_total() -> None:
    case = Case(five((4, 60, 40, 25, 50)), {"t": FIVE})
    assert hidden(case) == {"79001", "79049"}
    assert case.territory("t").numerator == 179
    assert broken(case) == []


def test_a_zero_is_hidden_too() -> None:
    case = Case(five((0, 60, 40, 25, 50)), {"t": FIVE})
    assert (
        case.commune("79001").hidden
        and not show(catalogue().indicator("mt_sans_17plus"), figure_of(case, "79001")).hidden
    )
    assert broken(case) == []


def figure_of(case: Case, code: str) -> Figure:
    own = next(o for o in case.observations if o.territory.code == code)
    return rates.of_observation(catalogue().indicator(own.indicator), own)


def test_those_who_are_not_counted_are_protected_by_others_who_are_not_counted() -> None:
    case = Case(five((196, 100, 180, 150, 100)), {"t": FIVE})
    assert hidden(case) == {"79001", "79038"}, "20 are missing there, and 4 here"
    assert broken(case) == []


def test_a_small_denominator_takes_with_it_all_that_is_counted_in_it() -> None:
    rows = [observation(c, 30, 60, indicator="vacc_ror_2ans") for c in FIVE]
    rows += [observation(c, 20, 60, indicator="vacc_mening_2ans") for c in FIVE]
    rows[0], rows[5] = replace(rows[0], numerator=5, denominator=8), replace(rows[5], numerator=8, denominator=8)
    case = Case(rows, {"t": FIVE})
    assert case.commune("79001", "vacc_ror_2ans").hidden and case.commune("79001", "vacc_mening_2ans").hidden
    with_it = {c for c in FIVE[1:] if case.commune(c, "vacc_ror_2ans").hidden}
    assert with_it == {c for c in FIVE[1:] if case.commune(c, "vacc_mening_2ans").hidden} != set()
    assert broken(case) == []


def test_what_one_indicator_counts_is_masked_where_another_one_divides_by_it() -> None:
    rows = [observation(c, 50, 400, indicator="c2s_part") for c in FIVE]
    rows += [observation(c, 20, 50, indicator="mt_sans_c2s") for c in FIVE]
    rows[0] = replace(rows[0], numerator=395)  # five are not counted
    rows[5] = replace(rows[5], numerator=100, denominator=395)
    case = Case(rows, {"t": FIVE})
    assert case.commune("79001", "c2s_part").hidden
    assert case.commune("79001", "mt_sans_c2s").hidden, "it would print the 395"
    assert broken(case) == []


def test_several_small_communes_protect_each_other() -> None:
    case = Case([*five((8, 9, 40, 25, 7)), total("t", FIVE, 89, 1000)], {"t": FIVE})
    assert hidden(case) == {"79001", "79013", "79050"}, "nothing is hidden without need"
    assert broken(case) == []


def test_cells_that_the_source_hides_need_company_too() -> None:
    case = Case([*five((None, 60, 40, 25, 50)), total("t", FIVE, 180, 1000)], {"t": FIVE})
    assert hidden(case) == {"79001", "79049"}
    assert broken(case) == []


# One sign


def test_one_sign_marks_what_is_hidden_whatever_it_hides() -> None:
    case = Case([*five((4, 60, None, 25, 50)), total("t", FIVE, 9, 1000)], {"t": FIVE})
    shown = [case.commune(c) for c in sorted(hidden(case))] + [case.territory("t", Method.SOURCE_TOTAL)]
    assert len(shown) >= 3 and all(s.hidden for s in shown)
    same = {f.name for f in fields(Shown)} - {"territory"}
    assert len({tuple(str(getattr(s, n)) for n in sorted(same)) for s in shown}) == 1
    rule = catalogue().indicator("mt_sans_17plus")
    assert {wording.value_text(rule, s) for s in shown} == {"secret"}
    assert all(getattr(s, n) is None for s in shown for n in (*NUMBERS, "threshold"))


def test_no_shown_value_of_a_diffusion_names_a_threshold() -> None:
    case = Case(five((4, 60, 40, 25, 50)), {"t": FIVE})
    assert {s.shown.threshold for s in case.statements()} == {None}
    assert case.discloser.audience is Audience.DIFFUSION


# Intervals


def test_masked_communes_without_a_total_give_an_interval_that_protects_them() -> None:
    case = Case(five((None, None, 40, 25, 50)), {"t": FIVE})
    shown = case.territory("t")
    assert (shown.numerator_low, shown.numerator_high, shown.denominator) == (115, 135, 1000)
    assert broken(case) == []


def test_an_interval_of_a_threshold_of_six_is_too_narrow_and_is_not_shown() -> None:
    rows = [observation(c, None, None, value=12.0, indicator="mg_effectif", source="rezone") for c in FIVE]
    rows[0] = replace(rows[0], value=None, status=Status.SECRET)
    case = Case(rows, {"t": FIVE})
    shown = case.territory("t", indicator="mg_effectif")
    assert shown.hidden, "« de 48 à 53 » would leave five only; nobody knows how many more there could be"
    assert not case.commune("79013", "mg_effectif", "rezone").hidden
    assert broken(case) == []


def test_a_rate_weighted_by_the_population_leaves_the_hidden_ones_out() -> None:
    rows = [
        observation(c, None, None, value=v, indicator="vacc_hpv_filles_15")
        for c, v in zip(FIVE, (10.0, 20.0, 30.0, 40.0, 50.0), strict=True)
    ]
    rows[0] = secret("79001", indicator="vacc_hpv_filles_15")
    case = Case(rows, {"t": FIVE})
    assert case.territory("t", indicator="vacc_hpv_filles_15").method is Method.WEIGHTED
    rows[0] = observation("79001", None, None, value=0.0, indicator="vacc_hpv_filles_15")
    other = Case(rows, {"t": FIVE})
    assert other.commune("79001", "vacc_hpv_filles_15").hidden, "none are counted: a zero"
    one, two = (x.territory("t", indicator="vacc_hpv_filles_15") for x in (case, other))
    assert one.value == two.value


# Territories outside of the register


def test_a_territory_outside_of_the_register_gets_what_anybody_could_add_up() -> None:
    rows = [*five((4, 60, 40, 25, 50)), total("t", FIVE, 179, 1000), total("brouillon", FIVE[:3], 104, 600)]
    case = Case(rows, {"t": FIVE}, drafts={"brouillon": FIVE[:3], "visible": FIVE[1:3]})
    assert hidden(case) == {"79001", "79049"}, "a draft changes nothing of the mask"
    own = case.territory("brouillon")
    assert own.method is Method.BOUNDS and (own.numerator_low, own.numerator_high) == (100, 300), (
        "its own total is not told"
    )
    assert case.territory("visible").numerator == 100
    assert broken(case) == []


def test_communes_that_no_registered_territory_covers_are_masked_too() -> None:
    case = Case(five((4, 60, 40, 25, 50)), {"t": FIVE[1:]}, drafts={"brouillon": FIVE[:2]})
    assert case.commune("79001").hidden
    assert not case.commune("79049").hidden
    own = case.territory("brouillon")
    assert (own.numerator_low, own.numerator_high) == (60, 260)


def test_a_figure_that_the_mask_has_not_seen_is_not_shown() -> None:
    case = Case(five((20, 60, 40, 25, 50)), {"t": FIVE})
    rule = catalogue().indicator("mt_sans_17plus")
    figure = figure_of(case, "79001")
    assert not case.show(figure).hidden
    for changed in ({"numerator": 21.0}, {"territory": Territory(Kind.COMMUNE, "79062")}, {"period": Period.of_year(2023)},
                    {"source": "rezone"}, {"indicator": "dep_sein_50_74"}):  # fmt: skip
        assert case.discloser.show(rule, replace(figure, **changed)).hidden, changed
    nobody = replace(figure, territory=Territory(Kind.CPTS, "ailleurs"), method=Method.SUM)
    assert case.show(nobody).hidden, "nobody knows which communes these are"


def test_a_sum_passed_under_a_territory_s_name_is_made_again() -> None:
    case = Case(five((4, 60, 40, 25, 50)), {"t": FIVE})
    rule = catalogue().indicator("mt_sans_17plus")
    seen = {o.territory.code: o for o in case.observations}
    partial = rates.of_communes(rule, Territory(Kind.CPTS, "t"), YEAR, "cpam", FIVE[1:], seen, {})
    assert partial.numerator == 175
    assert case.show(partial).numerator == 179, "175 beside 179 would tell the four of the first"


# Sources


def test_open_registers_are_not_hidden_and_what_they_tell_is_no_secret() -> None:
    rows = [
        observation(c, None, None, value=float(v), indicator="mg_effectif", source="registre")
        for c, v in zip(FIVE, (0, 1, 2, 30, 4), strict=True)
    ]
    case = Case(rows, {"t": FIVE})
    assert [case.commune(c, "mg_effectif", "registre").value for c in FIVE] == [0, 1, 2, 30, 4]
    assert case.territory("t", indicator="mg_effectif").value == 37


def test_a_commune_hidden_under_one_source_is_hidden_under_the_other() -> None:
    rows = five((4, 60, 40, 25, 50)) + five((12, 60, 40, 25, 50), source="rezone")
    case = Case(rows, {"t": FIVE})
    assert case.commune("79001", source="cpam").hidden and case.commune("79001", source="rezone").hidden
    assert not case.commune("79013", source="rezone").hidden


def test_another_source_s_total_does_not_tell_the_missing_commune() -> None:
    rows = [*five((4, 60, 40, 25, 50)), total("t", FIVE, 179, None, source="rezone")]
    case = Case(rows, {"t": FIVE})
    assert len(hidden(case)) > 1
    assert case.territory("t", Method.SOURCE_TOTAL).numerator == 179
    assert broken(case) == []


def test_a_rate_that_gives_a_small_count_away_is_hidden() -> None:
    rows = [observation(c, 60, 200, indicator="mt_sans_ald") for c in FIVE]
    rows[0] = observation("79001", None, 200, value=3.0, indicator="mt_sans_ald")  # six
    case = Case(rows, {"t": FIVE})
    assert case.commune("79001", "mt_sans_ald").hidden
    known = observation("79001", 50, 200, indicator="mt_sans_ald", period=Period.of_year(2022))
    alone = [observation(c, None, None, value=3.0, indicator="mt_sans_ald") for c in FIVE[:1]]
    assert Case([*alone, known], {"t": FIVE}).commune("79001", "mt_sans_ald").hidden, "two years ago there were 200"


def test_a_territory_s_rate_gives_its_count_within_the_rounding() -> None:
    rows = [*five((4, 60, 40, 25, 50))[:], total("t", FIVE, None, None, value=17.9)]
    case = Case(rows, {"t": FIVE})
    assert case.territory("t", Method.SOURCE_TOTAL).value == 17.9
    assert len(hidden(case)) == 2
    assert broken(case) == []


def test_a_small_average_is_no_count() -> None:
    rows = [
        observation(c, None, 800, value=v, indicator="apl_mg", source="drees")
        for c, v in zip(FIVE, (1.2, 2.0, 3.1, 4.0, 2.2), strict=True)
    ]
    case = Case(rows, {"t": FIVE})
    assert not any(case.commune(c, "apl_mg", "drees").hidden for c in FIVE)


# Overlapping territories


def test_two_territories_apart_by_one_commune_lose_a_sum_not_a_payer_s_total() -> None:
    rows = [*five((4, 60, 40, 25, 50)), total("t", FIVE, 179, 1000)]
    case = Case(rows, {"t": FIVE, "u": FIVE[1:]})
    assert case.territory("t", Method.SOURCE_TOTAL).numerator == 179
    assert case.territory("u").numerator is None
    assert broken(case) == []


def test_an_epci_s_total_is_withheld_where_it_tells_the_commune_that_it_lacks() -> None:
    epci = Territory(Kind.EPCI, "200040244")  # holds these five, and others that nobody counts here
    members = StorePublication(Held([]), {}, {}).communes(epci)  # type: ignore[arg-type]
    assert members is not None and set(FIVE) <= members
    rest = sorted(members - set(FIVE))
    rows = [*five((4, 60, 40, 25, 50)), *(observation(c, 50, 200) for c in rest)]
    rows += [observation("", 175 + 50 * len(rest), 200 * (4 + len(rest)) + 200, territory=epci)]
    rows += [total("t", sorted(members), 179 + 50 * len(rest), 200 * len(members))]
    case = Case(rows, {"t": sorted(members)})
    wider = {epci: members}
    assert broken(case, wider) == []
    assert case.territory("t", Method.SOURCE_TOTAL).numerator == 179 + 50 * len(rest)


COMMUNES = ("79001", "79013", "79038", "79049", "79050", "79062", "79069")
counts = st.one_of(st.integers(0, 14), st.integers(8, 60), st.integers(0, 200))


def test_an_epci_s_rate_over_the_same_communes_gives_their_count_away_too() -> None:
    epci = Territory(Kind.EPCI, "200040244")
    members = StorePublication(Held([]), {}, {}).communes(epci)  # type: ignore[arg-type]
    assert members is not None
    codes = sorted(members)
    ror, other = "vacc_ror_2ans", "vacc_mening_2ans"  # the second one prints the denominators of the first
    rows = [observation(c, 4 if rank == 0 else 12, 40, indicator=ror) for rank, c in enumerate(codes)]
    n, d = sum(o.numerator or 0 for o in rows), 40 * len(codes)
    rows += [observation(c, 20, 40, indicator=other) for c in codes]
    rate = observation("", None, None, value=round(100 * n / d, 1), territory=epci, indicator=ror)
    register = {"a": codes[1:], "b": codes[:1]}
    case = Case([*rows, rate], register)
    assert broken(case, {epci: members}) == []
    assert case.territory("a", indicator=ror).numerator == 12 * (len(codes) - 1), "the territory's sum stays"
    assert case.show(rates.of_observation(catalogue().indicator(ror), rate)).hidden, "or the sum would tell the four"
    assert broken(Case([*rows, rate], register, discloser=Threshold()), {epci: members}) != []


def test_a_departement_s_count_does_not_tell_the_last_commune() -> None:
    """A place whose other communes nobody counts here: its count bounds them from above only."""
    place = Territory(Kind.DEPARTEMENT, "79")
    members = StorePublication(Held([]), {}, {}).communes(place)  # type: ignore[arg-type]
    assert members is not None and set(FIVE) < members
    loose = [*five((4, 60, 40, 25, 50)), observation("", 9000, 40_000, territory=place)]
    assert hidden(Case(loose, {"t": FIVE[1:]})) == {"79001"}
    close = [*five((4, 60, 40, 25, 50)), observation("", 180, 40_000, territory=place)]
    case = Case(close, {"t": FIVE[1:]})
    assert broken(case, {place: members}) == []


PARTS = ("vacc_ror_2ans", "vacc_mening_2ans")


@st.composite
def worlds(draw: st.DrawFn) -> Case:
    """Communes with two parts of one denominator, in territories that overlap; some have totals from the payer. Counts
    are written, or a rate is, or the source hides them, or there is nothing."""
    rows: list[Observation] = []
    bases = {c: draw(st.one_of(st.integers(3, 30), st.integers(30, 300))) for c in COMMUNES}
    tops: dict[str, dict[str, int]] = {id_: {} for id_ in PARTS}
    for id_ in PARTS:
        for c, b in bases.items():
            count = min(draw(counts), b)
            tops[id_][c] = b - count if draw(st.booleans()) else count
            made = observation(c, tops[id_][c], b, indicator=id_)
            rate = round(100 * tops[id_][c] / b, 1)
            kind = draw(st.sampled_from(["counts"] * 8 + ["secret", "rate", "lone rate", "nothing"]))
            if kind == "counts":
                rows.append(made)
            elif kind == "secret" and tops[id_][c] < 11:
                rows.append(replace(made, numerator=None, status=Status.SECRET))
            elif kind == "rate":
                rows.append(replace(made, numerator=None, value=rate))
            elif kind == "lone rate":
                rows.append(replace(made, numerator=None, denominator=None, value=rate))
    register = {}
    for rank in range(draw(st.integers(1, 4))):
        register[f"t{rank}"] = sorted(draw(st.sets(st.sampled_from(COMMUNES), min_size=1)))
    for id_, codes in register.items():
        for rule in PARTS:
            n, d = sum(tops[rule][c] for c in codes), sum(bases[c] for c in codes)
            kind = draw(st.sampled_from(["nothing"] * 4 + ["counts", "numerator", "rate"]))
            if kind == "counts":
                rows.append(total(id_, codes, n, d, indicator=rule))
            elif kind == "numerator":
                rows.append(total(id_, codes, n, None, indicator=rule, source="rezone"))
            elif kind == "rate":
                rows.append(total(id_, codes, None, None, value=round(100 * n / d, 1), indicator=rule))
    return Case(rows, register)


@settings(max_examples=25)
@given(worlds())
def test_no_attacker_works_out_a_small_count_whatever_overlaps(case: Case) -> None:
    assert broken(case) == []


@pytest.mark.long
@settings(max_examples=600)
@given(worlds())
def test_no_attacker_works_out_a_small_count_in_many_worlds(case: Case) -> None:
    assert broken(case) == []


# The attacker is no straw man


class Threshold(Discloser):
    """What a naive *diffusion* would do: hide what is under the threshold, zero too, and nothing else."""

    audience = Audience.DIFFUSION

    def show(self, indicator: Any, figure: Figure) -> Shown:
        if figure.numerator == 0:
            figure = replace(figure, status=Status.SECRET)
        return show(indicator, figure)


class NextSmallest(Threshold):
    """The usual advice: hide the next smallest commune too."""

    def __init__(self, code: str) -> None:
        self.code = code

    def show(self, indicator: Any, figure: Figure) -> Shown:
        if figure.territory.code == self.code:
            figure = replace(figure, status=Status.SECRET)
        return super().show(indicator, figure)


def test_the_attacker_breaks_a_mask_that_hides_small_counts_only() -> None:
    rows = [*five((4, 60, 40, 25, 50)), total("t", FIVE, 179, 1000)]
    assert "mt_sans_17plus 79001 numérateur : de 4 à 4" in broken(Case(rows, {"t": FIVE}, discloser=Threshold()))


def test_the_attacker_breaks_the_mask_of_the_next_smallest_where_territories_overlap() -> None:
    rows = [*five((4, 60, 40, 25, 50)), total("t", FIVE, 179, 1000), total("u", FIVE[1:], 175, 800)]
    register = {"t": FIVE, "u": FIVE[1:]}
    naive = Case(rows, register, discloser=NextSmallest("79049"))
    assert "mt_sans_17plus 79001 numérateur : de 4 à 4" in broken(naive)
    assert broken(Case(rows, register)) == []


def test_the_attacker_adds_indicators_up() -> None:
    """Three hidden counts, and two denominators that give one of them away."""
    rows = [observation(c, 50, 400, indicator="c2s_part") for c in FIVE[:2]]
    rows += [
        observation(FIVE[0], 390, 396, indicator="mt_sans_c2s"),
        observation(FIVE[1], 20, 50, indicator="mt_sans_c2s"),
    ]
    rows[0] = replace(rows[0], numerator=396)
    case = Case(rows, {"t": FIVE[:2]}, discloser=Threshold())
    assert any("c2s_part 79001" in line for line in broken(case))


# The same input, the same mask; and in time


def test_the_mask_does_not_depend_on_the_order_of_reading() -> None:
    rng = random.Random(7)
    rows = [
        *five((4, 60, 40, 60, 60)),
        *five((9, 3, 40, 60, 60), indicator="dep_sein_50_74"),
        total("t", FIVE, 224, 1000),
    ]
    register = {"t": FIVE, "u": FIVE[1:], "v": FIVE[:3]}
    seen = set()
    for _ in range(6):
        rng.shuffle(rows)
        ids = list(register)
        rng.shuffle(ids)
        case = Case(rows, {id_: register[id_] for id_ in ids})
        masks = [case.publication.masked(i, YEAR, frozenset()) for i in ("mt_sans_17plus", "dep_sein_50_74")]
        seen.add(tuple(frozenset(m.mask.hidden) for m in masks if m))
    assert len(seen) == 1


def test_a_thousand_communes_are_masked_in_seconds() -> None:
    rng = random.Random(3)
    codes = [f"{i:05d}" for i in range(10_000, 11_000)]
    rows = []
    for c in codes:
        base = rng.randint(3, 400)
        rows.append(observation(c, rng.randint(0, base), base, indicator="vacc_ror_2ans"))
        rows.append(observation(c, rng.randint(0, base), base, indicator="vacc_mening_2ans"))
    register = {"tout": codes, "nord": codes[:600], "sud": codes[500:], "milieu": codes[300:700]}
    start = time.perf_counter()
    case = Case(rows, register)
    masked = case.publication.masked("vacc_ror_2ans", YEAR, frozenset())
    assert masked is not None and masked.mask.hidden and not masked.mask.exposed
    assert time.perf_counter() - start < 20


def test_indicators_that_share_a_quantity_are_masked_together() -> None:
    assert set(groups()["vacc_ror_2ans"]) == {"vacc_ror_2ans", "vacc_mening_2ans"}
    assert {"c2s_part", "mt_sans_c2s"} <= set(groups()["c2s_part"])
    assert groups()["mt_sans_17plus"] == ("mt_sans_17plus",)
    assert groups().keys() == catalogue().indicators.keys()


def test_a_simulated_origin_is_still_said() -> None:
    case = Case(five((4, 60, 40, 25, 50), origin=Origin.SIMULATED), {"t": FIVE})
    assert case.commune("79001").origin is Origin.SIMULATED
