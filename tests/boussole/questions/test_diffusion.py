"""The mask of a version: made once, over the register, and followed by every question."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from boussole import rates
from boussole.catalogue import catalogue
from boussole.disclosure import Audience
from boussole.questions import diffusion, wording
from boussole.questions.commune_map import commune_map
from boussole.questions.figures import discloser, shown_figures, territory_figures
from boussole.questions.territories import TerritoryInfo, territory
from boussole.store import Store
from boussole.values import Kind, Method, Period, Status, Territory
from tests.boussole.questions.conftest import COMMUNES
from tests.builders import load, total

YEAR = Period.of_year(2024)
Rows = Callable[..., list[dict[str, Any]]]


@pytest.fixture
def filled(store: Store, communes: Rows) -> Store:
    load(store, *communes((4, 60, 40, 25, 50)), total("essai", COMMUNES, numerator=179.0, denominator=1000.0),
         perimeters=[COMMUNES])  # fmt: skip
    return store


def hidden(store: Store) -> set[str]:
    show = discloser(store, Audience.DIFFUSION).show
    rule = catalogue().indicator("mt_sans_17plus")
    found = store.reader().observations([Territory(Kind.COMMUNE, c) for c in COMMUNES])
    return {o.territory.code for o in found if show(rule, rates.of_observation(rule, o)).hidden}


def test_the_map_of_a_diffusion_follows_the_mask_and_names_no_threshold(filled: Store, info: TerritoryInfo) -> None:
    public = commune_map(filled, info, "mt_sans_17plus", 2024, Audience.DIFFUSION)
    working = commune_map(filled, info, "mt_sans_17plus", 2024)
    assert public is not None and public.map is not None and working is not None and working.map is not None
    assert {a.code for a in public.map.areas if a.secret} == {"79001", "79049"}
    assert {a.code for a in working.map.areas if a.secret} == {"79001"}, "usage interne keeps the threshold alone"
    assert "< 11" not in str(public) and "< 11" in str(working)
    assert public.headline.value == working.headline.value, "the payer's own total is the same in both"


def test_every_question_of_figures_takes_the_audience(filled: Store, info: TerritoryInfo) -> None:
    (shown,) = shown_figures(filled, info, audience=Audience.DIFFUSION)
    assert (shown.numerator, shown.method, shown.threshold) == (179, Method.SOURCE_TOTAL, None)


def test_a_mask_is_made_once_a_version(filled: Store, communes: Rows) -> None:
    first = diffusion.publication(filled)
    one = first.masked("mt_sans_17plus", YEAR, frozenset())
    assert diffusion.publication(filled) is first
    assert first.masked("mt_sans_17plus", YEAR, frozenset()) is one
    assert hidden(filled) == {"79001", "79049"}
    load(filled, *communes((20, 60, 40, 25, 50)), name="suite.csv")
    assert diffusion.publication(filled) is not first
    assert hidden(filled) == set()


def test_a_change_of_the_register_makes_another_mask(filled: Store) -> None:
    assert hidden(filled) == {"79001", "79049"}
    content = {"name": "Un voisin", "communes": ["79013", "79038"]}
    filled.save("territory", "voisin", content | {"draft": True}, "test")
    assert not territory(filled, "voisin").published
    before = diffusion.publication(filled).masked("mt_sans_17plus", YEAR, frozenset())
    filled.save("territory", "voisin", content | {"published": True}, "test", read_revision=1)
    assert territory(filled, "voisin").published
    after = diffusion.publication(filled).masked("mt_sans_17plus", YEAR, frozenset())
    assert before is not None and after is not None and before is not after


def test_a_territory_of_the_store_is_in_the_register_unless_it_is_a_draft(filled: Store, info: TerritoryInfo) -> None:
    assert info.published
    filled.save("territory", "retire", {"name": "Retiré", "communes": ["79013"], "published": False}, "test")
    assert not territory(filled, "retire").published


def test_a_draft_gets_an_interval_from_what_is_left_visible(filled: Store) -> None:
    filled.save("territory", "voisin", {"name": "V", "communes": ["79001", "79013", "79038"], "draft": True}, "test")
    draft = territory(filled, "voisin")
    found = territory_figures(filled, draft)
    assert [r.figure.numerator for r in found.values()] == [104]
    (shown,) = shown_figures(filled, draft, audience=Audience.DIFFUSION)
    assert (shown.numerator, shown.numerator_low, shown.numerator_high) == (None, 100, 300)
    assert wording.value_text(catalogue().indicator("mt_sans_17plus"), shown).startswith("entre 16,7 et 50")
    assert hidden(filled) == {"79001", "79049"}, "a draft changes nothing for the others"


def test_a_total_kept_under_yesterday_s_communes_is_not_shown(
    store: Store, communes: Rows, info: TerritoryInfo
) -> None:
    load(store, *communes((20, 60, 40, 25, 50)), total("essai", COMMUNES[:4], numerator=145.0, denominator=800.0),
         perimeters=[COMMUNES[:4]])  # fmt: skip
    rule = catalogue().indicator("mt_sans_17plus")
    (old,) = store.reader().observations([info.territory])
    shown = discloser(store, Audience.DIFFUSION).show(rule, rates.of_observation(rule, old, Method.SOURCE_TOTAL))
    assert shown.hidden, "145 of these four is not of this territory"


def test_each_period_is_masked_on_its_own(filled: Store, communes: Rows) -> None:
    from datetime import date

    older = communes((20, 60, 40, 25, 50), start=date(2023, 1, 1), finish=date(2023, 12, 31))
    load(filled, *older, name="2023.csv")
    show = discloser(filled, Audience.DIFFUSION).show
    rule = catalogue().indicator("mt_sans_17plus")
    found = filled.reader().observations([Territory(Kind.COMMUNE, "79001")])
    assert [show(rule, rates.of_observation(rule, o)).status for o in sorted(found, key=lambda o: o.period)] == [
        Status.OK, Status.SECRET,
    ]  # fmt: skip


def test_what_is_said_of_the_audiences_is_worded_once() -> None:
    assert wording.audience_text(Audience.INTERNAL) == wording.WORKING_DOCUMENT
    assert "ne pas diffuser" in wording.WORKING_DOCUMENT
    assert wording.audience_text(Audience.DIFFUSION) == wording.PUBLIC_DOCUMENT
    assert not any(c.isdigit() for c in wording.PUBLIC_DOCUMENT), "no threshold is told"
