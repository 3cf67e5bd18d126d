"""The attacker on the demonstration: every indicator and period, as every registered territory publishes them."""

from __future__ import annotations

import time

import pytest

from boussole import rates
from boussole.catalogue import catalogue
from boussole.disclosure import Audience, show
from boussole.geography import geography
from boussole.questions.diffusion import groups, publication
from boussole.questions.figures import discloser
from boussole.questions.territories import territories
from boussole.store import Store
from boussole.values import Kind, Observation, Period, Status, Territory
from tests.boussole.test_disclosure_diffusion import Case, Threshold, broken

Key = tuple[tuple[str, ...], Period]


@pytest.fixture(scope="module")
def store(demonstration: Store) -> Store:
    return demonstration


def held(store: Store) -> list[Observation]:
    register = publication(store).register
    communes = frozenset[str]().union(*register.values())
    return store.reader().observations([*register, *(Territory(Kind.COMMUNE, c) for c in sorted(communes))])


def cases(store: Store, found: list[Observation], naive: bool = False) -> list[tuple[Key, str, Case]]:
    """A case for each group of indicators, period and territory: no two of the demonstration share a commune."""
    by_key: dict[Key, list[Observation]] = {}
    for o in found:
        by_key.setdefault((groups()[o.indicator], o.period), []).append(o)
    show_ = Threshold() if naive else discloser(store, Audience.DIFFUSION)
    return [
        (key, info.id, Case([o for o in rows if o.territory.code in (*info.communes, info.id)],
                            {info.id: info.communes}, discloser=show_))
        for key, rows in sorted(by_key.items())
        for info in territories(store)
    ]  # fmt: skip


def test_no_small_count_of_the_demonstration_can_be_worked_out(store: Store) -> None:
    found = {
        (key[0][0], key[1].label, id_): leaks
        for key, id_, case in cases(store, held(store))
        if case.observations and (leaks := broken(case, period=key[1]))
    }
    assert found == {}


def test_the_threshold_alone_would_tell_many(store: Store) -> None:
    wanted = [o for o in held(store) if o.indicator in ("dep_colorectal_50_74", "dep_sein_50_74")]
    found = [key for key, _, case in cases(store, wanted, naive=True) if broken(case, period=key[1])]
    assert len(found) >= 5


def test_what_the_demonstration_s_payers_give_stays(store: Store) -> None:
    show_ = discloser(store, Audience.DIFFUSION).show
    totals = [o for o in held(store) if o.territory.kind is Kind.CPTS]
    assert len(totals) >= 40
    for o in totals:
        rule = catalogue().indicator(o.indicator)
        figure = rates.of_observation(rule, o)
        assert show_(rule, figure).status is show(rule, figure).status is Status.OK


def test_few_communes_are_hidden_to_protect_others(store: Store) -> None:
    made = publication(store)
    extra = total = 0
    for group, period in {(groups()[o.indicator], o.period) for o in held(store)}:
        masked = made.masked(group[0], period, frozenset())
        assert masked is not None and masked.mask.exposed == frozenset()
        extra += len(masked.mask.hidden - masked.world.secret_cells())
        total += len(masked.world.values)
        assert not (masked.mask.hidden and not masked.world.secret_cells()), "nothing is hidden where nothing is small"
    assert 0 < extra < total / 50


def test_the_masks_of_the_whole_demonstration_take_a_few_seconds(store: Store) -> None:
    store.save("territory", "autre", {"name": "Autre", "communes": []}, "test")  # a new register: nothing is kept
    start = time.perf_counter()
    made = publication(store)
    for o in held(store):
        made.masked(o.indicator, o.period, frozenset())
    assert time.perf_counter() - start < 20


def test_territories_that_overlap_in_the_demonstration_protect_it_still(store: Store) -> None:
    bocage = next(t for t in territories(store) if t.id == "bocage-bressuirais")
    by_size = sorted(bocage.communes, key=lambda c: geography().population([c]) or 0)
    register = {
        "petites": by_size[:20],
        "sauf-une": by_size[1:],
        "est": by_size[::2],
        "sans-est": by_size[1::2] + by_size[:1],
    }
    for id_, codes in register.items():
        store.save("territory", id_, {"name": id_, "communes": codes}, "test")
    wanted = {("vacc_ror_2ans", 2024), ("dep_colorectal_50_74", 2023), ("mt_sans_70plus", 2024)}
    rows = [o for o in held(store) if o.territory.code in (*bocage.communes, bocage.id)]
    show_ = discloser(store, Audience.DIFFUSION)
    for indicator, year in sorted(wanted):
        period = Period.of_year(year)
        ours = [o for o in rows if o.period == period and o.indicator in groups()[indicator]]
        case = Case(ours, register | {bocage.id: bocage.communes}, discloser=show_)
        assert len(case.statements()) >= len(bocage.communes) + len(register)
        assert broken(case, period=period) == [], indicator
        own = [o for o in ours if o.territory.kind is Kind.CPTS]
        rule = catalogue().indicator(indicator)
        assert all(
            show_.show(rule, rates.of_observation(rule, o)).status is Status.OK for o in own if o.indicator == indicator
        )
