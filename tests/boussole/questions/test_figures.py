"""Which figure is a territory's: the source's own total while it covers the same communes, else the sum."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from boussole.questions.choices import indicator_choices
from boussole.questions.figures import reference_figures, shown_figures, territory_figures
from boussole.questions.territories import TerritoryInfo, UnknownTerritory, suggested_size, territories, territory
from boussole.store import Store
from boussole.values import Flag, Kind, Method, Origin, Period, Status, Territory
from tests.boussole.questions.conftest import COMMUNES, NAME
from tests.builders import load, row, total

Communes = Callable[..., list[dict[str, Any]]]
YEAR = Period.of_year(2024)
MT = "mt_sans_17plus"


def test_a_territory_s_figure_is_the_sum_of_its_communes(store: Store, info: TerritoryInfo, communes: Communes) -> None:
    load(store, *communes())
    (shown,) = shown_figures(store, info)
    assert (shown.numerator, shown.denominator, shown.value) == (200, 1000, 20)
    assert (shown.method, shown.status, shown.flags) == (Method.SUM, Status.OK, frozenset())
    assert shown.territory == Territory(Kind.CPTS, "essai")


def test_the_source_s_own_total_comes_before_the_sum_which_stands_beside_it(
    store: Store, info: TerritoryInfo, communes: Communes
) -> None:
    load(store, *communes(), total("essai", COMMUNES, numerator=212.0, denominator=1000.0), perimeters=[COMMUNES])
    resolved = territory_figures(store, info)[MT, YEAR]
    assert (resolved.figure.numerator, resolved.figure.method) == (212, Method.SOURCE_TOTAL)
    assert resolved.communes is not None
    assert (resolved.communes.numerator, resolved.communes.method) == (200, Method.SUM)


def test_a_total_is_hidden_once_the_perimeter_is_no_longer_the_one_it_covers(
    store: Store, info: TerritoryInfo, communes: Communes
) -> None:
    load(store, *communes(), total("essai", COMMUNES, numerator=212.0, denominator=1000.0), perimeters=[COMMUNES])
    store.save("territory", "essai", {"name": NAME, "communes": list(COMMUNES[:4])}, "test", read_revision=1)
    smaller = territory(store, "essai")
    (shown,) = shown_figures(store, smaller)
    assert (shown.numerator, shown.method) == (140, Method.SUM)
    store.save("territory", "essai", {"name": NAME, "communes": list(COMMUNES)}, "test", read_revision=2)
    assert shown_figures(store, territory(store, "essai"))[0].numerator == 212, "and comes back with it"


def test_a_total_alone_disappears_with_its_perimeter_and_its_indicator_is_no_longer_offered(
    store: Store, info: TerritoryInfo
) -> None:
    load(store, total("essai", COMMUNES, numerator=212.0, denominator=1000.0), perimeters=[COMMUNES])
    assert [c.id for c in indicator_choices(store, info)] == [MT]
    store.save("territory", "essai", {"name": NAME, "communes": list(COMMUNES[:4])}, "test", read_revision=1)
    smaller = territory(store, "essai")
    assert shown_figures(store, smaller) == []
    assert indicator_choices(store, smaller) == []


def test_a_total_of_another_territory_is_not_taken(store: Store, info: TerritoryInfo, communes: Communes) -> None:
    load(store, *communes(), total("autre", COMMUNES, numerator=999.0, denominator=1000.0), perimeters=[COMMUNES])
    assert [s.numerator for s in shown_figures(store, info)] == [200]


def test_the_first_source_of_the_catalogue_is_shown_and_the_others_are_at_hand(
    store: Store, info: TerritoryInfo, communes: Communes
) -> None:
    load(store, *communes(source="spf", indicator="vacc_ror_2ans"))
    load(store, *communes((21, 31, 41, 51, 61), source="rezone", indicator="vacc_ror_2ans"))
    load(store, *communes((22, 32, 42, 52, 62), source="cpam", indicator="vacc_ror_2ans"))
    resolved = territory_figures(store, info)["vacc_ror_2ans", YEAR]
    assert resolved.figure.source == "rezone"
    assert [f.source for f in resolved.others] == ["cpam", "spf"]


def test_sources_are_never_mixed_in_one_sum(store: Store, info: TerritoryInfo, communes: Communes) -> None:
    load(store, *communes()[:2], *communes(source="rezone")[2:])
    (shown,) = shown_figures(store, info)
    assert (shown.source, shown.numerator, shown.flags) == ("rezone", 150, {Flag.PARTIAL_SUM})


def test_a_total_that_is_secret_gives_way_to_the_sum(store: Store, info: TerritoryInfo, communes: Communes) -> None:
    load(store, *communes(), total("essai", COMMUNES, status="secret"), perimeters=[COMMUNES])
    (shown,) = shown_figures(store, info)
    assert (shown.numerator, shown.method) == (200, Method.SUM)
    load(store, total("essai", COMMUNES, status="secret", indicator="ald_part"), perimeters=[COMMUNES])
    assert shown_figures(store, info, "ald_part")[0].hidden


def test_masked_communes_make_bounds_and_never_a_zero(store: Store, info: TerritoryInfo, communes: Communes) -> None:
    load(store, *communes((20, 30, 40, 50, None)))
    (shown,) = shown_figures(store, info)
    assert (shown.method, shown.value, shown.numerator) == (Method.BOUNDS, None, None)
    assert (shown.numerator_low, shown.numerator_high) == (140, 150)
    assert (shown.low, shown.high) == (pytest.approx(14), pytest.approx(15))


def test_the_year_of_a_figure_is_that_of_the_midpoint_of_its_period(
    store: Store, info: TerritoryInfo, communes: Communes
) -> None:
    load(store, *communes(start=date(2021, 11, 1), finish=date(2022, 10, 31)))
    load(store, *communes(start=date(2023, 10, 1), finish=date(2024, 2, 28)))
    assert [s.period.year for s in shown_figures(store, info)] == [2022, 2023]
    assert [s.period.label for s in shown_figures(store, info, year=2022)] == ["du 01/11/2021 au 31/10/2022"]
    assert shown_figures(store, info, year=2024) == []
    assert [c.years for c in indicator_choices(store, info)] == [(2022, 2023)]


def test_figures_come_in_the_catalogue_s_order_then_by_period(
    store: Store, info: TerritoryInfo, communes: Communes
) -> None:
    load(store, *communes(indicator="vacc_ror_2ans"), *communes(indicator="ald_part"))
    load(store, *communes(indicator="ald_part", start=date(2020, 1, 1), finish=date(2020, 12, 31)))
    found = [(s.indicator, s.period.year) for s in shown_figures(store, info)]
    assert found == [("ald_part", 2020), ("ald_part", 2024), ("vacc_ror_2ans", 2024)]
    assert [s.indicator for s in shown_figures(store, info, "vacc_ror_2ans")] == ["vacc_ror_2ans"]


def test_an_indicator_that_the_catalogue_lost_is_left_aside(
    store: Store, info: TerritoryInfo, communes: Communes
) -> None:
    load(store, *communes(indicator="disparu"), *communes())
    assert [s.indicator for s in shown_figures(store, info)] == [MT]


def test_a_figure_under_the_threshold_comes_out_hidden(store: Store, info: TerritoryInfo) -> None:
    load(store, *(row(territory=c, numerator=2.0) for c in COMMUNES))
    (shown,) = shown_figures(store, info)
    assert (shown.hidden, shown.numerator, shown.threshold) == (True, None, 11)


def test_years_known_by_commune_are_told_from_those_known_for_the_territory_only(
    store: Store, info: TerritoryInfo, communes: Communes
) -> None:
    earlier = {"start": date(2021, 1, 1), "finish": date(2021, 12, 31)}
    load(store, *communes(), total("essai", COMMUNES, numerator=50.0, **earlier), perimeters=[COMMUNES])
    (choice,) = indicator_choices(store, info)
    assert (choice.id, choice.years, choice.mapped_years) == (MT, (2021, 2024), (2024,))


# References


def test_the_departement_the_region_and_france_are_the_territory_s_own(store: Store, info: TerritoryInfo) -> None:
    values = [("departement", "79", 12.0), ("region", "75", 13.0), ("france", "FR", 14.0), ("region", "11", 99.0)]
    load(store, *(row(kind=k, territory=c, value=v, numerator=None, denominator=None) for k, c, v in values))
    found = reference_figures(store, info, MT, YEAR)
    assert [(t.kind.value, t.code, [s.value for s in seen]) for t, seen in found.items()] == [
        ("departement", "79", [12.0]), ("region", "75", [13.0]), ("france", "FR", [14.0])]  # fmt: skip
    assert all(not seen for seen in reference_figures(store, info, MT, Period.of_year(2023)).values())


def test_a_reference_that_a_better_source_lacks_is_taken_from_the_next(store: Store, info: TerritoryInfo) -> None:
    france = {"kind": "france", "territory": "FR", "numerator": None, "denominator": None}
    load(store, row(**france | {"source": "rezone", "status": "unavailable"}), row(**france, source="cpam", value=14.0))
    assert [s.value for s in reference_figures(store, info, MT)[Territory(Kind.FRANCE, "FR")]] == [14.0]


# Territories


def test_an_unknown_territory_is_refused_with_those_that_are_known(store: Store) -> None:
    with pytest.raises(UnknownTerritory) as refused:
        territory(store, "ailleurs")
    assert str(refused.value) == "Territoire inconnu « ailleurs ». Territoires connus : essai."


def test_a_territory_knows_where_it_lies_and_says_when_its_perimeter_is_assumed(store: Store) -> None:
    store.save("territory", "zz", {"name": "CPTS Zéro", "communes": [], "assumed": True, "departement": "2A"}, "test")
    known = {t.id: t for t in territories(store)}
    assert (known["essai"].departement, known["essai"].region, known["essai"].label) == ("79", "75", NAME)
    assert (known["zz"].departement, known["zz"].label) == ("2A", "CPTS Zéro (périmètre supposé)")


@pytest.mark.parametrize(
    ("population", "size"),
    [(None, None), (39_999, 1), (40_000, 2), (79_999, 2), (80_000, 3), (175_000, 3), (175_001, 4), (74_200, 2)],
)
def test_the_size_that_a_population_suggests_is_that_of_the_agreement_of_2019(
    population: int | None, size: int | None
) -> None:
    assert suggested_size(population) == size


def test_the_origin_of_a_territory_s_figure_is_that_of_its_communes(
    store: Store, info: TerritoryInfo, communes: Communes
) -> None:
    load(store, *communes(origin="simulated"))
    load(store, *communes(origin="loaded", indicator="ald_part"))
    assert {s.indicator: s.origin for s in shown_figures(store, info)} == {
        MT: Origin.SIMULATED, "ald_part": Origin.LOADED}  # fmt: skip
